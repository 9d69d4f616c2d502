using DataRelease.Diffs;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>
/// Compares one pair of relations. If both are in one database, it compares there; otherwise it compares checksums of
/// both.
/// </summary>
internal sealed class PairComparison(IReleaseEvents events, TimeProvider clock, Warehouse blue, Warehouse green)
{
    private bool IsOneDatabase =>
        blue == green || (blue.Dialect.Name == green.Dialect.Name && blue.Identity == green.Identity);

    public async Task<RelationDiff> RunAsync(
        string title,
        DiffSide left,
        DiffSide right,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        await using var session = await green.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var keyed = await WithKeyAsync(session, right, options, cancellation);
        if (IsOneDatabase)
            return await new RelationComparer(green.Dialect, events, clock).CompareAsync(
                session,
                title,
                left,
                right,
                keyed,
                cancellation
            );
        await using var other = await blue.OpenAsync(cancellation);
        await other.ForbidWritesAsync(cancellation);
        return await new RemoteComparer(events, clock).CompareAsync(
            title,
            new RemoteSide(other, left),
            new RemoteSide(session, right),
            keyed,
            cancellation
        );
    }

    public async Task<PlannedRelation> ExplainAsync(
        string title,
        DiffSide left,
        DiffSide right,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        if (!IsOneDatabase)
            return new PlannedRelation(
                title,
                RelationChange.ComparedBy("remote-checksums"),
                RemoteComparer.Explanation
            );
        await using var session = await green.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var keyed = await WithKeyAsync(session, right, options, cancellation);
        var plan = await new RelationComparer(green.Dialect, events, clock).PlanAsync(
            session,
            title,
            left,
            right,
            keyed,
            cancellation
        );
        return new PlannedRelation(title, RelationChange.ComparedBy(plan.Name), plan.Account());
    }

    /// <summary>Uses the primary key where nobody named a key.</summary>
    private static async Task<DiffOptions> WithKeyAsync(
        WarehouseSession session,
        DiffSide side,
        DiffOptions options,
        CancellationToken cancellation
    ) =>
        options.Key.Count > 0 || side.Relation is not { } relation
            ? options
            : options with
            {
                Key = await session.Dialect.Diff.ReadPrimaryKeyAsync(session, relation, cancellation),
            };
}
