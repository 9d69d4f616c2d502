using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>The report's relations: what each was and is, and why it may differ.</summary>
internal static class RelationList
{
    public static IReadOnlyList<ReportedRelation> Of(ReportFacts facts, IReadOnlyList<LineageNode> lineage)
    {
        var after = facts.After.Count > 0 ? facts.After : Planned(facts);
        // The report of a retired release tells more than its remaining rows in the ledger.
        if (after.Count == 0 && facts.Earlier is { } kept)
            return kept.Relations;
        var earlier = (facts.Earlier?.Relations ?? []).ToDictionary(relation => relation.Name);
        var (blue, green) = (
            facts.Before.ToDictionary(relation => relation.Live),
            after.ToDictionary(relation => relation.Live)
        );
        var own = blue
            .Keys.Union(green.Keys)
            .ToDictionary(
                live => live,
                live => Change(blue.GetValueOrDefault(live), green.GetValueOrDefault(live), facts.Release.Number)
            );
        var affected = Affected(
            lineage,
            own.Where(pair => pair.Value is ReportedChange.Changed or ReportedChange.New)
                .Select(pair => pair.Key.ToString())
        );
        var isFirst = facts.Before.Count == 0;
        return
        [
            .. own
                .Keys.Order()
                .Select(live =>
                {
                    var (old, now, name) = (
                        blue.GetValueOrDefault(live),
                        green.GetValueOrDefault(live),
                        live.ToString()
                    );
                    var node = now?.UniqueId is { Length: > 0 } id ? facts.Manifest?.Nodes.GetValueOrDefault(id) : null;
                    var known = earlier.GetValueOrDefault(name);
                    var comparison = facts.Comparisons.GetValueOrDefault(name);
                    return new ReportedRelation
                    {
                        Name = name,
                        Id = (now ?? old)!.UniqueId,
                        Physical = facts.After.Count > 0 || now is null ? (now ?? old)!.Physical.ToString() : "",
                        Kind = (now ?? old)!.Kind,
                        Materialized = (now ?? old)!.Materialized,
                        Change =
                            own[live] == ReportedChange.Same && affected.Contains(name) && !isFirst
                                ? ReportedChange.Affected
                                : own[live],
                        File = node?.OriginalFilePath ?? known?.File ?? "",
                        Description = node?.Description ?? known?.Description ?? "",
                        RowsBefore = old?.Rows ?? known?.RowsBefore,
                        RowsAfter = now?.Rows ?? known?.RowsAfter,
                        Diff = comparison?.Diff ?? known?.Diff,
                        NotCompared = comparison?.NotCompared ?? known?.NotCompared ?? "",
                        Sql = facts.Sql.GetValueOrDefault(name) ?? known?.Sql,
                        Causes = comparison?.Explanation is { } explanation
                            ? [.. explanation.Causes.Select(cause => cause.UniqueId)]
                            : known?.Causes,
                        Explanation = comparison?.Explanation?.ToString() ?? known?.Explanation ?? "",
                        IsUnexplained = comparison?.Explanation?.IsUnexplained ?? known?.IsUnexplained ?? false,
                    };
                }),
        ];
    }

    /// <summary>The relations that a failed build would have made.</summary>
    private static IReadOnlyList<RelationRecord> Planned(ReportFacts facts)
    {
        if (facts.Manifest is not { } manifest)
            return [];
        var target = new GreenTarget(
            facts.Environment,
            facts.Database,
            facts.Release.LiveSchema,
            facts.Release.GreenSchema
        );
        return
        [
            .. manifest
                .Nodes.Values.Where(node => node.IsRelation)
                .DistinctBy(node => GreenDeployment.Live(node, target))
                .Select(node => new RelationRecord(
                    node.UniqueId,
                    GreenDeployment.Live(node, target),
                    new RelationName(node.Schema, node.Alias),
                    "",
                    node.Materialized,
                    null,
                    node.Checksum,
                    "",
                    facts.Release.Number
                )),
        ];
    }

    private static ReportedChange Change(RelationRecord? before, RelationRecord? after, int number) =>
        before is null ? ReportedChange.New
        : after is null ? ReportedChange.Dropped
        : after.Origin != number ? ReportedChange.Shared
        : before.Checksum.Length > 0 && after.Checksum.Length > 0 && before.Checksum != after.Checksum
            ? ReportedChange.Changed
        : ReportedChange.Same;

    /// <summary>Everything downstream of the changes, by live name.</summary>
    private static HashSet<string> Affected(IReadOnlyList<LineageNode> lineage, IEnumerable<string> changed)
    {
        var readers = lineage
            .SelectMany(node => node.DependsOn.Select(id => (Read: id, By: node)))
            .ToLookup(pair => pair.Read, pair => pair.By);
        var byRelation = lineage.Where(node => node.Relation.Length > 0).ToLookup(node => node.Relation);
        var open = new Stack<LineageNode>(changed.SelectMany(name => byRelation[name]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var node))
        {
            foreach (var reader in readers[node.Id].Where(reader => seen.Add(reader.Id)))
            {
                if (reader.Relation.Length > 0)
                    found.Add(reader.Relation);
                open.Push(reader);
            }
        }
        return found;
    }
}
