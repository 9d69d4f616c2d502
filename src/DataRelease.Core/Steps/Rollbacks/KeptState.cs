using DataRelease.Builds.Reuse;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>A relation with state in the live release and in the release to go back to.</summary>
/// <param name="Live">The live release's record.</param>
/// <param name="Back">The other release's record.</param>
/// <param name="WhyNot">Why its state can't stay when the code goes back; null if it can.</param>
internal sealed record StateInBoth(RelationRecord Live, RelationRecord Back, string? WhyNot)
{
    /// <summary>The live names of relations whose state stays.</summary>
    public static IReadOnlySet<RelationName> Kept(IReadOnlyList<StateInBoth> state) =>
        state.Where(one => one.WhyNot is null).Select(one => one.Live.Live).ToHashSet();
}

/// <summary>
/// Finds the state that can stay as it is while the code goes back: incremental models and snapshots that have the same
/// code and the same columns in both releases.
/// </summary>
internal sealed class KeptState(ReleaseRun run)
{
    /// <summary>Compares two releases' relations. Pure.</summary>
    /// <param name="live">The live release's relations.</param>
    /// <param name="back">The relations of the release to go back to.</param>
    /// <param name="columns">
    /// The names and types of the columns, by physical name. A missing relation is no table.
    /// </param>
    public static IReadOnlyList<StateInBoth> Compare(
        IReadOnlyList<RelationRecord> live,
        IReadOnlyList<RelationRecord> back,
        IReadOnlyDictionary<RelationName, string> columns
    )
    {
        var before = back.ToDictionary(relation => relation.Live);
        var found = new List<StateInBoth>();
        foreach (var now in live.Where(ReleaseMarks.IsTracked))
        {
            if (before.GetValueOrDefault(now.Live) is { } then && then.Physical != now.Physical)
                found.Add(new StateInBoth(now, then, WhyNot(now, then, columns)));
        }
        return [.. found.OrderBy(one => one.Live.Live)];
    }

    /// <summary>The relations with state that the two releases do not share.</summary>
    public async Task<IReadOnlyList<StateInBoth>> FindAsync(int live, int back, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var now = await run.Ledger.ReadRelationsAsync(session, live, cancellation);
        var then = await run.Ledger.ReadRelationsAsync(session, back, cancellation);
        if (!now.Any(ReleaseMarks.IsTracked))
            return [];
        var catalog = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. now.Concat(then).Where(ReleaseMarks.IsTracked).Select(relation => relation.Physical.Schema).Distinct()],
            cancellation
        );
        return Compare(
            now,
            then,
            catalog
                .Where(relation => relation.Kind == RelationKind.Table)
                .ToDictionary(
                    relation => relation.Name,
                    relation =>
                        string.Join(
                            ", ",
                            relation
                                .Columns.OrderBy(column => column.Ordinal)
                                .Select(column => $"{column.Name} {column.Type}")
                        )
                )
        );
    }

    /// <summary>The live names of relations whose state stays.</summary>
    public async Task<IReadOnlySet<RelationName>> KeptAsync(
        bool isWanted,
        int live,
        int back,
        CancellationToken cancellation
    ) => isWanted ? StateInBoth.Kept(await FindAsync(live, back, cancellation)) : new HashSet<RelationName>();

    private static string? WhyNot(
        RelationRecord now,
        RelationRecord then,
        IReadOnlyDictionary<RelationName, string> columns
    )
    {
        if (!ReleaseMarks.IsTracked(then) || then.Materialized != now.Materialized)
            return $"it was {(then.Materialized.Length > 0 ? then.Materialized : then.Kind)} then";
        if (!IsSameCode(now, then))
            return "its code differs";
        return
            columns.TryGetValue(now.Physical, out var own)
            && columns.TryGetValue(then.Physical, out var other)
            && own == other
            ? null
            : "its columns differ";
    }

    /// <summary>
    /// True if the code is the same: by compiled code and settings where both are known, otherwise by the file. The
    /// relations that it reads differ in every release.
    /// </summary>
    private static bool IsSameCode(RelationRecord now, RelationRecord then) =>
        Fingerprint.Read(now.Fingerprint) is { } own && Fingerprint.Read(then.Fingerprint) is { } other
            ? own.Code == other.Code && own.Settings == other.Settings
            : now.Checksum.Length > 0 && now.Checksum == then.Checksum;
}
