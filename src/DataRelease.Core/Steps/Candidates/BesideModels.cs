using System.Text.RegularExpressions;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Reports what a project writes that no pointer view shows: tables of hooks and macros in the release's schemas, and
/// stored failures of tests.
/// </summary>
internal sealed class BesideModels(ReleaseRun run)
{
    private const int Named = 5;

    /// <summary>Reports after the build.</summary>
    public async Task TellAsync(ProjectPlan plan, GreenTarget target, CancellationToken cancellation)
    {
        var nodes = plan.Manifest.Nodes.Values.Where(node => node.IsRelation || node.StoresFailures).ToList();
        var green = nodes
            .Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Where(schema => target.LiveSchemaOf(schema) is not null)
            .ToHashSet(StringComparer.Ordinal);
        var stored = nodes
            .Where(node => node.StoresFailures)
            .Select(node => GreenDeployment.Live(node, target))
            .ToHashSet();
        await using var session = await run.OpenAsync(cancellation);
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. green.Union(stored.Select(name => name.Schema))],
                cancellation
            )
        )
            .Select(relation => relation.Name)
            .ToList();
        Hooks(nodes, target, green, standing);
        Failures(stored, target, standing);
    }

    /// <summary>
    /// Reports after a failed build: tables that an error says are missing in green, and that exist only in live.
    /// </summary>
    public async Task TellMissingAsync(
        ProjectPlan plan,
        GreenTarget target,
        IReadOnlyList<NodeResult> failed,
        CancellationToken cancellation
    )
    {
        var nodes = plan.Manifest.Nodes.Values.Where(node => node.IsRelation).ToList();
        var owned = nodes.Select(node => Folded(new RelationName(node.Schema, node.Alias))).ToHashSet();
        var named = nodes
            .Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Where(schema => target.LiveSchemaOf(schema) is not null)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(schema =>
                failed.SelectMany(node =>
                    NamesOf(schema, node.Message ?? "").Concat(Suggested(schema, target, node.Message ?? ""))
                )
            )
            .Where(name => !owned.Contains(Folded(name)))
            .ToHashSet();
        if (named.Count == 0)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var schemas = named.SelectMany(name => new[] { name.Schema, target.LiveSchemaOf(name.Schema)! }).Distinct();
        var standing = (await run.Warehouse.ReadRelationsAsync(session, [.. schemas], cancellation))
            .Select(relation => Folded(relation.Name))
            .ToHashSet();
        foreach (var missing in named.Where(name => !standing.Contains(Folded(name))).Order().Take(Named))
        {
            var live = missing with { Schema = target.LiveSchemaOf(missing.Schema)! };
            if (!standing.Contains(Folded(live)))
                continue;
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.StaysBeside.Id,
                    $"{missing} is not there, and {live} is: a hook or macro names it by target.schema, which is the "
                        + $"release's own schema while it is built; write a fixed schema instead of target.schema, "
                        + $"such as {live.Schema}_log.{live.Name}, so that all releases write to one table"
                )
            );
        }
    }

    /// <summary>
    /// Some engines name the table without its schema, and also the table of live that may have been meant.
    /// </summary>
    private static IEnumerable<RelationName> Suggested(string schema, GreenTarget target, string message) =>
        NamesOf(target.LiveSchemaOf(schema)!, message)
            .Where(live => Regex.Count(message, $@"(?<![\w.]){Regex.Escape(live.Name)}(?!\w)") > 0)
            .Select(live => live with { Schema = schema });

    private static IEnumerable<RelationName> NamesOf(string schema, string message) =>
        Regex
            .Matches(
                message,
                $"{Regex.Escape(schema)}\"?\\.\"?(?<name>[^\\s\"'`();,.!?]+)",
                RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => new RelationName(schema, match.Groups["name"].Value));

    private void Hooks(List<ManifestNode> nodes, GreenTarget target, HashSet<string> green, List<RelationName> standing)
    {
        var owned = nodes.Select(node => Folded(new RelationName(node.Schema, node.Alias))).ToHashSet();
        var marks = ReleaseMarks.Among(run.Warehouse.Dialect, standing);
        var strays = standing
            .Where(name =>
                green.Contains(name.Schema)
                && !owned.Contains(Folded(name))
                && !marks.Contains(name)
                && !name.Name.Contains("__dbt_tmp", StringComparison.Ordinal)
                && !name.Name.Contains("__dbt_backup", StringComparison.Ordinal)
            )
            .Order()
            .ToList();
        foreach (var stray in strays.Take(Named))
        {
            var live = target.LiveSchemaOf(stray.Schema)!;
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.StaysBeside.Id,
                    $"{stray} belongs to no model, seed, snapshot or test: a hook or macro wrote it by target.schema. "
                        + $"It does not go live, {live}.{stray.Name} is not written to, and its rows are dropped "
                        + "when the release is pruned; "
                        + $"write a fixed schema instead of target.schema, such as {live}_log.{stray.Name}, so "
                        + $"that all releases write to one table"
                )
            );
        }
        if (strays.Count > Named)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.StaysBeside.Id,
                    $"and {strays.Count - Named} more relations that belong to nothing in the project: "
                        + $"{string.Join(", ", strays.Skip(Named).Take(20))}"
                )
            );
    }

    /// <summary>Warns about tables of failures that dbt stored in the live schemas before the first release.</summary>
    private void Failures(HashSet<RelationName> stored, GreenTarget target, List<RelationName> standing)
    {
        var old = standing.Where(stored.Contains).Order().ToList();
        if (old.Count == 0)
            return;
        var schemas = string.Join(", ", old.Select(name => name.Schema).Distinct());
        run.Events.Publish(
            new ReleaseEvent.Warned(
                ErrorCode.StaysBeside.Id,
                $"{schemas} holds {old.Count} table{(old.Count == 1 ? "" : "s")} of failures that dbt stored "
                    + $"before the first release, such as {old[0]}. "
                    + $"A release stores its own beside its relations, in {target.GreenSchema}…; the old ones "
                    + $"stay as they are, and can be dropped"
            )
        );
    }

    private static RelationName Folded(RelationName name) =>
        new(name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());
}
