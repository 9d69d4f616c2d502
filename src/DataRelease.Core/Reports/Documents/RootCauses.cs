namespace DataRelease.Reports.Documents;

/// <summary>A change that explains refusing checks.</summary>
/// <param name="Relation">The live name of the relation that changed.</param>
/// <param name="Change">How it changed, in one word.</param>
/// <param name="File">Its file in the project; empty if unknown.</param>
/// <param name="Checks">The checks that it explains, each as <c>row_count of analytics.orders</c>.</param>
public sealed record ReportedRootCause(string Relation, string Change, string File, IReadOnlyList<string> Checks);

/// <summary>
/// Groups the refusing checks by their possible causes: the changed relations farthest upstream of a failed check's
/// relation.
/// </summary>
public static class RootCauses
{
    /// <summary>
    /// The causes; the one that explains most checks comes first. Checks without a cause are left out.
    /// </summary>
    public static IReadOnlyList<ReportedRootCause> Of(ReportDocument document)
    {
        var refusing = document.Checks.Where(check => check.Refuses && check.Relation.Length > 0).ToList();
        if (refusing.Count == 0)
            return [];
        var nodes = document.Lineage.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var ids = document
            .Lineage.Where(node => node.Relation.Length > 0)
            .GroupBy(node => node.Relation, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
        var changed = document
            .Relations.Where(relation => relation.Change is ReportedChange.Changed or ReportedChange.New)
            .GroupBy(relation => relation.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var explained = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var check in refusing)
        {
            foreach (var cause in Roots(check.Relation, ids, nodes, changed))
            {
                if (!explained.TryGetValue(cause, out var checks))
                    explained[cause] = checks = [];
                checks.Add(Name(check));
            }
        }
        return
        [
            .. explained
                .OrderByDescending(pair => pair.Value.Count)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ReportedRootCause(
                    pair.Key,
                    changed[pair.Key].Change.ToString().ToLowerInvariant(),
                    changed[pair.Key].File,
                    [.. pair.Value.Distinct()]
                )),
        ];
    }

    /// <summary>
    /// The summary, for instance <c>3 checks refused; 1 changed model explains all of them: analytics.stg_orders</c>;
    /// empty if nothing is explained.
    /// </summary>
    public static string Sentence(ReportDocument document)
    {
        if (document.RootCauses is not { Count: > 0 } causes)
            return "";
        var refused = document.Checks.Count(check => check.Refuses);
        var named = causes.SelectMany(cause => cause.Checks).ToHashSet(StringComparer.Ordinal);
        // Several checks may have the same name and relation.
        var explained = document.Checks.Count(check => check.Refuses && named.Contains(Name(check)));
        var names = string.Join(", ", causes.Take(3).Select(cause => cause.Relation));
        return $"{refused} {(refused == 1 ? "check" : "checks")} refused; {causes.Count} changed "
            + $"{(causes.Count == 1 ? "model explains" : "models explain")} "
            + $"{(explained >= refused ? (refused == 1 ? "it" : "all of them") : $"{explained} of them")}: {names}"
            + (causes.Count > 3 ? $" and {causes.Count - 3} more" : "");
    }

    private static string Name(ReportedCheck check) => $"{check.Name} of {check.Relation}";

    private static List<string> Roots(
        string relation,
        Dictionary<string, string> ids,
        Dictionary<string, LineageNode> nodes,
        Dictionary<string, ReportedRelation> changed
    )
    {
        if (!ids.TryGetValue(relation, out var start))
            return changed.ContainsKey(relation) ? [relation] : [];
        var (found, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        Visit(start);
        return found;

        // True if the node or something upstream of it changed.
        bool Visit(string id)
        {
            if (!seen.Add(id) || !nodes.TryGetValue(id, out var node))
                return false;
            var above = false;
            foreach (var parent in node.DependsOn)
                above |= Visit(parent);
            if (node.Relation.Length == 0 || !changed.ContainsKey(node.Relation))
                return above;
            if (!above)
                found.Add(node.Relation);
            return true;
        }
    }
}
