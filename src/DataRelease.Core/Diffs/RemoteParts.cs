using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Sums row hashes by bucket in both databases at once.</summary>
internal sealed class RemoteParts(RemoteRun run)
{
    /// <summary>The result of the sums.</summary>
    /// <param name="BlueRows">The number of blue's rows.</param>
    /// <param name="GreenRows">The number of green's rows.</param>
    /// <param name="Differing">The differing buckets, ascending.</param>
    /// <param name="DifferingRows">The number of rows of both sides in them.</param>
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

    /// <summary>Only counts: without a common column no row of one side can equal a row of the other.</summary>
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
                (await session.QueryAsync($"select {Dialect.AllRows} from {side} s", row => row.ReadLong(0), token))[0];
    }

    private async Task<Dictionary<long, (long Rows, string Sum)>> SideAsync(
        WarehouseSession session,
        Sql side,
        CancellationToken cancellation
    )
    {
        var parts = await session.QueryAsync(
            $"""
            select part, {Dialect.AllRows}, {session.Dialect.AsText(Sql.Raw("sum(h)"))}
            from (select {run.Part} as part, {run.Sides.RowHash} as h from {side} s) u group by part
            """,
            row => (Part: row.ReadLong(0), Rows: row.ReadLong(1), Sum: row.GetString(2)),
            cancellation
        );
        return parts.ToDictionary(part => part.Part, part => (part.Rows, part.Sum));
    }
}
