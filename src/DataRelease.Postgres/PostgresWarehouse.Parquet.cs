using System.IO.Pipelines;
using DataRelease.Warehouses;
using DuckDB.NET.Data;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Parquet files: the server's COPY streams text through a pipe into an embedded DuckDB, which writes the file, and
/// back. Whole numbers, floats, booleans and text have their own Parquet types; everything else is kept as PostgreSQL's
/// own text, which is the one form that loses nothing (numeric of any precision, infinities, time zones, arrays,
/// ranges, enums).
/// </summary>
public partial class PostgresWarehouse
{
    // The reader parses no byte of a buffer before it is full, and a row must fit: small ones first, so that it works
    // while the server does. A row that is longer than the second as text is refused.
    private static readonly int[] _maxRowBytes = [2 << 20, 32 << 20];

    // As many bytes as the server may be ahead of the reader: a pipe of the system's own holds 64 KB.
    private const int AheadBytes = 16 << 20;

    private const int PipeBytes = 1 << 18;

    private const string CsvRules = """delim ',', quote '"', escape '"'""";

    /// <inheritdoc/>
    public override async Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = string.Join(", ", columns.Select(column => Dialect.Quote(column.Name)));
        var copy = $"copy {Dialect.Quote(table)} ({list}) to stdout (format csv, null '\\N')";
        foreach (var maxRowBytes in _maxRowBytes)
        {
            // A COPY that is broken off is an error, after which a transaction serves for nothing.
            if (session.IsInTransaction)
                await session.ExecuteAsync(Sql.Raw("savepoint export"), cancellation);
            try
            {
                await PipeAsync(
                    pipe =>
                        $"copy (select * from read_csv({Text(pipe)}, columns={{{Columns(columns)}}}, "
                        + $"header=false, auto_detect=false, delim=',', quote='\"', escape='\"', nullstr='\\N', "
                        + $"allow_quoted_nulls=false, parallel=false, max_line_size={maxRowBytes}, buffer_size="
                        + $"{2 * maxRowBytes})) to {Text(file)} (format parquet)",
                    async pipe =>
                    {
                        _observe?.Invoke(copy);
                        using var rows = (StreamReader)
                            await ((NpgsqlConnection)session.Connection).BeginTextExportAsync(copy, cancellation);
                        // The server's bytes are UTF-8 as DuckDB reads them: nothing is decoded on the way.
                        await RunAheadAsync(rows.BaseStream, pipe, cancellation);
                    },
                    isExport: true,
                    cancellation
                );
                return;
            }
            catch (DuckDBException error)
                when (maxRowBytes != _maxRowBytes[^1]
                    && error.Message.Contains("line size", StringComparison.OrdinalIgnoreCase)
                )
            {
                if (session.IsInTransaction)
                    await session.ExecuteAsync(Sql.Raw("rollback to savepoint export"), cancellation);
            }
        }
    }

    /// <summary>Copies a stream whose reader may lag behind its writer.</summary>
    private static async Task RunAheadAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var queue = new Pipe(
            new PipeOptions(
                pauseWriterThreshold: AheadBytes,
                resumeWriterThreshold: AheadBytes / 2,
                minimumSegmentSize: PipeBytes,
                useSynchronizationContext: false
            )
        );
        async Task FillAsync()
        {
            Exception? error = null;
            try
            {
                // The driver hands out a row at a time: passed on one by one, they would cost more than all the rest.
                for (var isOpen = true; isOpen; )
                {
                    var read = await from.ReadAtLeastAsync(
                        queue.Writer.GetMemory(PipeBytes),
                        PipeBytes,
                        throwOnEndOfStream: false,
                        cancellation
                    );
                    queue.Writer.Advance(read);
                    isOpen = !(await queue.Writer.FlushAsync(cancellation)).IsCompleted && read >= PipeBytes;
                }
            }
            catch (Exception caught)
            {
                error = caught;
                throw;
            }
            finally
            {
                await queue.Writer.CompleteAsync(error);
            }
        }

        async Task DrainAsync()
        {
            Exception? error = null;
            try
            {
                await queue.Reader.CopyToAsync(to, cancellation);
            }
            catch (Exception caught)
            {
                error = caught;
                throw;
            }
            finally
            {
                await queue.Reader.CompleteAsync(error);
            }
        }

        await Task.WhenAll(FillAsync(), DrainAsync());
    }

    /// <inheritdoc/>
    public override Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = string.Join(", ", columns.Select(column => Dialect.Quote(column.Name)));
        var copy = $"copy {Dialect.Quote(table)} ({list}) from stdin (format csv, null '\\N')";
        return PipeAsync(
            pipe =>
                $"copy (select * from read_parquet({Text(file)})) to {Text(pipe)} (format csv, header false, "
                + $"nullstr '\\N', force_quote *, {CsvRules}, use_tmp_file false)",
            async pipe =>
            {
                _observe?.Invoke(copy);
                var writer = await Seam.PassAsync(copy, () =>
                    ((NpgsqlConnection)session.Connection).BeginTextImportAsync(copy, cancellation)
                );
                try
                {
                    await pipe.CopyToAsync(((StreamWriter)writer).BaseStream, PipeBytes, cancellation);
                }
                catch
                {
                    await ((NpgsqlCopyTextWriter)writer).CancelAsync();
                    throw;
                }
                await writer.DisposeAsync();
            },
            isExport: false,
            cancellation
        );
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    )
    {
        var found = await session.QueryOwnAsync(
            $"select attname::text from pg_attribute where attrelid = to_regclass({Dialect.Quote(table)}) and "
                + $"attnum > 0 and not attisdropped and attgenerated <> ''",
            row => row.GetString(0),
            cancellation
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>SHARE ROW EXCLUSIVE: readers go on, writers wait.</summary>
    public override IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) =>
        tables.Count == 0
            ? []
            :
            [
                Sql.Raw($"set local lock_timeout = '{Math.Max(1, (long)timeout.TotalMilliseconds)}ms'"),
                $"lock table {Sql.Join(", ", tables.Order().Select(table => (Sql)$"{table}"))} in share row "
                    + $"exclusive mode",
            ];

    /// <inheritdoc/>
    public override async Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        (long?)
            await session.ScalarOwnAsync(
                $"select pg_total_relation_size(to_regclass({Dialect.Quote(table)}))",
                cancellation
            );

    private static string Columns(IReadOnlyList<CatalogColumn> columns) =>
        string.Join(", ", Names(columns).Zip(columns, (name, column) => $"{Text(name)}: '{DuckType(column)}'"));

    /// <summary>The columns' own names, unless two differ only by case, which DuckDB takes for the same.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<CatalogColumn> columns) =>
        columns.DistinctBy(column => column.Name.ToLowerInvariant()).Count() == columns.Count
            ? columns.Select(column => column.Name)
            : columns.Select((column, index) => $"c{index + 1}_{column.Name}");

    private static string DuckType(CatalogColumn column) =>
        column.Type switch
        {
            "smallint" => "SMALLINT",
            "integer" => "INTEGER",
            "bigint" => "BIGINT",
            "boolean" => "BOOLEAN",
            "real" => "FLOAT",
            "double precision" => "DOUBLE",
            _ => "VARCHAR",
        };

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// Runs a DuckDB statement and our own end of the pipe at the same time. An end that fails before it opened the
    /// pipe would leave the other waiting for it for ever, so the pipe is opened once more and closed.
    /// </summary>
    private static async Task PipeAsync(
        Func<string, string> statement,
        Func<Stream, Task> ours,
        bool isExport,
        CancellationToken cancellation
    )
    {
        using var pipe = RowPipe.Create();
        async Task OursAsync()
        {
            await using var stream = await Task.Run(
                () => pipe.Open(isExport ? FileAccess.Write : FileAccess.Read),
                CancellationToken.None
            );
            await ours(stream);
        }

        // Rows from a pipe are parsed by one thread; another would only look for work and take it from the server.
        Task Theirs() =>
            Task.Run(
                () => RunDuckDb(statement(pipe.Path), isExport ? 1 : Environment.ProcessorCount),
                CancellationToken.None
            );

        if (!pipe.IsPipe)
        {
            // A plain file (Windows): one end after the other.
            if (isExport)
                await OursAsync();
            await Theirs();
            if (!isExport)
                await OursAsync();
            return;
        }
        var (mine, theirs) = (OursAsync(), Theirs());
        var first = await Task.WhenAny(mine, theirs);
        var second = first == mine ? theirs : mine;
        while (first.IsFaulted && !second.IsCompleted)
        {
            pipe.Unblock();
            await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None));
        }
        cancellation.ThrowIfCancellationRequested();
        // Whoever failed first says why; the other only found the pipe closed, which may be noticed sooner than the
        // error that closed it.
        if (mine.IsFaulted && mine.Exception.InnerException is IOException && theirs.IsFaulted)
            await theirs;
        await first;
        await second;
    }

    private static void RunDuckDb(string statement, int threads)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        foreach (
            var text in new[]
            {
                "set memory_limit = '1GB'",
                "set preserve_insertion_order = true",
                $"set threads = {threads}",
                statement,
            }
        )
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            Seam.Pass(text, () => command.ExecuteNonQuery());
        }
    }
}
