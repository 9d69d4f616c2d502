using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps.Policies;

/// <summary><c>skip: never</c>: every test of the built relations runs.</summary>
internal sealed class NothingSkipped(ReleaseRun run)
{
    private const int Named = 5;

    /// <summary>Refuses a build that would leave out tests of what it builds.</summary>
    public void Require(ProjectPlan project)
    {
        if (run.Policies.NeverSkip is { } where && Judge(where, project) is { State: PolicyState.Refuse } refusal)
            throw new ReleaseException(refusal.Code, refusal.Sentence, refusal.ToDo, where);
    }

    /// <summary>Refuses to skip the rest of a release's shadow.</summary>
    public void RequireShadow(ReleaseRecord release)
    {
        if (run.Policies.NeverSkip is { } where)
            throw new ReleaseException(
                ErrorCode.TestsSkipped,
                $"{release.Id} has not passed its shadow, and nothing may be skipped here",
                $"data-release resume --release {release.Id} continues it",
                where
            );
    }

    /// <summary>The policy's verdict about a planned build.</summary>
    public static PolicyVerdict Judge(SourceLocation where, ProjectPlan project)
    {
        if (project.Selected is not { } selected)
            return Verdict(where, []);
        var scope = GreenDeployment.Scope(project).Select(node => node.UniqueId).ToHashSet();
        return Verdict(
            where,
            [
                .. project
                    .Manifest.Nodes.Values.Where(node => IsTestOf(node, scope) && !selected.Contains(node.UniqueId))
                    .Select(node => node.Name),
            ]
        );
    }

    /// <summary>The policy's verdict about a built release.</summary>
    public async Task<PolicyVerdict> JudgeAsync(
        SourceLocation where,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        if (await run.Ledger.ReadArtifactAsync(session, release.Number, "manifest.json", cancellation) is not { } json)
            return Verdict(where, []);
        var manifest = ManifestReader.Read(json, $"manifest.json of {release.Id}", ManifestDetail.Structure);
        var built = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation))
            .Where(relation => relation.Origin == release.Number)
            .Select(relation => relation.UniqueId)
            .ToHashSet();
        var ran = (await run.Ledger.ReadChecksAsync(session, release.Number, cancellation))
            .Where(Validation.IsTest)
            .Select(outcome => outcome.Message)
            .ToList();
        return Verdict(
            where,
            [
                .. manifest
                    .Nodes.Values.Where(node => IsTestOf(node, built))
                    .Select(node => node.Name)
                    .Where(name =>
                        !ran.Exists(said => said == name || said.StartsWith($"{name}:", StringComparison.Ordinal))
                    ),
            ]
        );
    }

    private static bool IsTestOf(ManifestNode node, HashSet<string> relations) =>
        node.Kind is NodeKind.Test or NodeKind.UnitTest
        && (node.AttachedNode is { } id ? relations.Contains(id) : node.DependsOn.Any(relations.Contains));

    private static PolicyVerdict Verdict(SourceLocation where, IReadOnlyList<string> missing) =>
        new(
            "skip: never",
            where,
            ErrorCode.TestsSkipped,
            missing.Count > 0 ? PolicyState.Refuse : PolicyState.Pass,
            missing.Count > 0
                ? $"{missing.Count} test{(missing.Count == 1 ? "" : "s")} of what is built left out: "
                    + string.Join(", ", missing.Order(StringComparer.Ordinal).Take(Named))
                    + (missing.Count > Named ? $" and {missing.Count - Named} more" : "")
                : "every test of what is built runs, and no check is off"
        );
}
