using System.Runtime.CompilerServices;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>The hashes of a row in a differing bucket.</summary>
/// <param name="Part">The bucket.</param>
/// <param name="Name">The name of its key, or of the row if there is no key; null if the key has a null.</param>
/// <param name="Hash">The hash of the whole row.</param>
/// <param name="Count">The number of such rows.</param>
internal readonly record struct HashedRow(long Part, long? Name, long Hash, long Count);

/// <summary>
/// Streams the rows of differing buckets from both databases, bucket by bucket. Only one bucket of each is in memory.
/// </summary>
internal sealed class RemoteRows(RemoteRun run)
{
    /// <summary>Both sides of each bucket, in order.</summary>
    public async IAsyncEnumerable<(IReadOnlyList<HashedRow> Blue, IReadOnlyList<HashedRow> Green)> ReadAsync(
        IReadOnlyList<long> parts,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var blue = ByPartAsync(run.Blue, run.Sides.Blue, parts, cancellation)
            .GetAsyncEnumerator(cancellation);
        await using var green = ByPartAsync(run.Green, run.Sides.Green, parts, cancellation)
            .GetAsyncEnumerator(cancellation);
        var hasBlue = await blue.MoveNextAsync();
        var hasGreen = await green.MoveNextAsync();
        while (hasBlue || hasGreen)
        {
            var isBlue = hasBlue && (!hasGreen || blue.Current[0].Part <= green.Current[0].Part);
            var isGreen = hasGreen && (!hasBlue || green.Current[0].Part <= blue.Current[0].Part);
            yield return (isBlue ? blue.Current : [], isGreen ? green.Current : []);
            if (isBlue)
                hasBlue = await blue.MoveNextAsync();
            if (isGreen)
                hasGreen = await green.MoveNextAsync();
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<HashedRow>> ByPartAsync(
        WarehouseSession session,
        Sql side,
        IReadOnlyList<long> parts,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var name = run.IsKeyed ? (Sql)$"case when {run.Sides.HasKey} then {run.Name} end" : run.Name;
        Sql rows =
            $"select {run.Part} as part, {name} as name, {run.Sides.RowHash} as h from {side} s where "
            + $"{run.Grammar.IsOneOf(run.Part, parts)}";
        var query = run.IsKeyed
            ? (Sql)$"{rows} order by part"
            : $"select part, name, h, {Dialect.AllRows} from ({rows}) u group by part, name, h order by part";
        var group = new List<HashedRow>();
        await foreach (
            var row in session.StreamAsync(
                query,
                row => new HashedRow(
                    row.ReadLong(0),
                    row.IsDBNull(1) ? null : row.ReadLong(1),
                    RemoteRun.Hash(row, 2),
                    run.IsKeyed ? 1 : row.ReadLong(3)
                ),
                cancellation
            )
        )
        {
            if (group.Count > 0 && group[0].Part != row.Part)
            {
                yield return group;
                group = [];
            }
            group.Add(row);
        }
        if (group.Count > 0)
            yield return group;
    }
}
