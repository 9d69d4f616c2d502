using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Sums of row hashes by bucket, of both databases at once.</summary>
internal sealed class RemoteParts(RemoteRun run)
{
    /// <summary>What the sums say.</summary>
    /// <param name="BlueRows">Rows of blue.</param>
    /// <param name="GreenRows">Rows of green.</param>
    /// <param name="Differing">Buckets that differ, ascending.</param>
    /// <param name="DifferingRows">Rows of both sides in them.</param>
    public sealed record Outcome(long BlueRows, long GreenRows, IReadOnlyList<long> Differing, long DifferingRows);

    public async Task<Outcome> ReadAsync(CancellationToken cancellation)
    {
        var (blue, green) = await RemoteRun.BothAsync(
            token => SideAsync(run.Blue, run.Sides.Blue, token),
            token => SideAsync(run.Green, run.Sides.Green, token),
            cancellation
        );
        var differing = blue
            .Keys.Union(green.Keys)
            .Where(part => blue.GetValueOrDefault(part) != green.GetValueOrDefault(part))
            .Order()
            .ToList();
        return new Outcome(
            blue.Values.Sum(part => part.Rows),
            green.Values.Sum(part => part.Rows),
            differing,
            differing.Sum(part => blue.GetValueOrDefault(part).Rows + green.GetValueOrDefault(part).Rows)
        );
    }

    /// <summary>Counts only: without a column in common no row of one side can be a row of the other.</summary>
    public async Task<RemoteFinding> CountAsync(CancellationToken cancellation)
    {
        var (blue, green) = await RemoteRun.BothAsync(
            Count(run.Blue, run.Sides.Blue),
            Count(run.Green, run.Sides.Green),
            cancellation
        );
        return new RemoteFinding
        {
            BlueRows = blue,
            GreenRows = green,
            Added = green,
            Removed = blue,
        };

        static Func<CancellationToken, Task<long>> Count(WarehouseSession session, Sql side) =>
            async token =>
                (await session.QueryAsync($"select count(*) from {side} s", row => row.ReadLong(0), token))[0];
    }

    private async Task<Dictionary<long, (long Rows, string Sum)>> SideAsync(
        WarehouseSession session,
        Sql side,
        CancellationToken cancellation
    )
    {
        var parts = await session.QueryAsync(
            $"""
            select part, count(*), {session.Dialect.AsText(Sql.Raw("sum(h)"))}
            from (select {run.Part} as part, {run.Sides.RowHash} as h from {side} s) u group by part
            """,
            row => (Part: row.ReadLong(0), Rows: row.ReadLong(1), Sum: row.GetString(2)),
            cancellation
        );
        return parts.ToDictionary(part => part.Part, part => (part.Rows, part.Sum));
    }
}
