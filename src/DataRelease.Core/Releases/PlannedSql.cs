using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>Compares the SQL of a plan with that of the live release.</summary>
internal sealed class PlannedSql(ReleaseRun run, StepPreview preview)
{
    private static readonly RelationChange[] _compared =
    [
        RelationChange.New,
        RelationChange.Changed,
        RelationChange.Adopted,
    ];

    /// <summary>Adds the SQL to each new or changed relation of a plan.</summary>
    /// <param name="plan">The planned relations.</param>
    /// <param name="code">The project's code.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<PlannedRelation>> AddAsync(
        IReadOnlyList<PlannedRelation> plan,
        ProjectCode? code,
        CancellationToken cancellation
    )
    {
        var nodes = GreenDeployment
            .Scope(preview.Project!)
            .GroupBy(node => GreenDeployment.Live(node, preview.Target).ToString())
            .ToDictionary(group => group.Key, group => group.First());
        var live = await LiveAsync(cancellation);
        // Without a live release every relation is new, and nothing earlier is read.
        var kept = new KeptSql(
            run,
            preview.Book,
            preview.Book.Live?.Number ?? 0,
            $"{preview.Project!.Name} {preview.Version}"
        );
        var told = new List<PlannedRelation>();
        foreach (var relation in plan)
            told.Add(
                _compared.Contains(relation.Change) && nodes.TryGetValue(relation.Relation, out var node)
                    ? relation with
                    {
                        Sql =
                            relation.Change == RelationChange.Adopted && node.Kind != NodeKind.Seed
                                ? kept.Word(node, "what stands there belongs to no release, so its SQL is not known")
                                : await kept.CompareAsync(
                                    node,
                                    live.GetValueOrDefault(relation.Relation),
                                    code,
                                    cancellation
                                ),
                    }
                    : relation
            );
        return told;
    }

    private async Task<Dictionary<string, RelationRecord>> LiveAsync(CancellationToken cancellation)
    {
        if (preview.Book.Live is not { } live)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        return (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation)).ToDictionary(relation =>
            relation.Live.ToString()
        );
    }
}
