using System.Data;
using System.Globalization;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>Cursors and COPY, which hold what they read for as long as their client takes.</summary>
internal static class PostgresReaderStyles
{
    /// <summary>The number of rows that a cursor's client takes at once.</summary>
    private const int Piece = 20;

    public static IReadOnlyList<ReaderStyle> All { get; } =
    [new ReaderStyle("cursor", ByCursorAsync), new ReaderStyle("copy", ByCopyAsync)];

    private static async Task<IReadOnlyList<int>> ByCursorAsync(
        WarehouseSession session,
        Sql query,
        Func<Task> pause,
        CancellationToken cancellation
    )
    {
        var rows = new List<int>();
        await session.AsReaderAsync(
            IsolationLevel.ReadCommitted,
            async () =>
            {
                await session.ExecuteAsync($"declare pieces cursor for {query}", cancellation);
                while (true)
                {
                    var piece = await session.QueryAsync(
                        Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"fetch {Piece} from pieces")),
                        row => row.GetInt32(0),
                        cancellation
                    );
                    rows.AddRange(piece);
                    if (piece.Count < Piece)
                        return;
                    await pause();
                }
            },
            cancellation
        );
        return rows;
    }

    private static async Task<IReadOnlyList<int>> ByCopyAsync(
        WarehouseSession session,
        Sql query,
        Func<Task> pause,
        CancellationToken cancellation
    )
    {
        var rows = new List<int>();
        var copy = ((Sql)$"copy ({query}) to stdout").Render(session.Dialect).Text;
        using var text = await ((NpgsqlConnection)session.Connection).BeginTextExportAsync(copy, cancellation);
        while (await text.ReadLineAsync(cancellation) is { } line)
            rows.Add(int.Parse(line, CultureInfo.InvariantCulture));
        return rows;
    }
}
