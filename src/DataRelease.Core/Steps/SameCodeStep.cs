using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>
/// Refuses a project whose code differs from a release's: before the build by the files, after it by the compiled code,
/// so that macros and variables count, too.
/// </summary>
internal sealed record SameCodeStep() : Step("same-code", IsOfBuild: true)
{
    // The rows of a seed are data.
    private const string Seed = "seed";

    /// <summary>The release whose code is expected.</summary>
    public int Of { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        var changes = context.Green is Green.Planned plan
            ? await PlannedAsync(run, plan.Project.Manifest, cancellation)
            : await BuiltAsync(run, context.Release, cancellation);
        if (changes.Count > 0)
            throw new ReleaseException(
                ErrorCode.RefreshDiffers,
                $"the project is not what is live as {ReleaseRecord.Name(Of)}: "
                    + string.Join(", ", changes.Take(10))
                    + (changes.Count > 10 ? $" and {changes.Count - 10} more" : "")
            );
        return new StepResult.Done(context.Release, $"the code is that of {ReleaseRecord.Name(Of)}");
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        if (preview.Project is not { } project)
            return;
        var changes = await PlannedAsync(preview.Run, project.Manifest, cancellation);
        if (changes.Count > 0)
            throw new ReleaseException(
                ErrorCode.RefreshDiffers,
                $"the project is not what is live as {ReleaseRecord.Name(Of)}: {string.Join(", ", changes.Take(10))}"
            );
    }

    private async Task<IReadOnlyList<string>> PlannedAsync(ReleaseRun run, Manifest now, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var before = (await run.Ledger.ReadRelationsAsync(session, Of, cancellation))
            .Where(relation => relation.UniqueId.Length > 0)
            .ToDictionary(relation => relation.UniqueId);
        var after = now.Nodes.Values.Where(node => node.IsRelation).ToDictionary(node => node.UniqueId);
        return
        [
            .. after.Keys.Except(before.Keys).Select(id => $"{id} is new"),
            .. before.Keys.Except(after.Keys).Select(id => $"{id} is gone"),
            .. after
                .Where(node => before.TryGetValue(node.Key, out var was) && IsOther(was, node.Value))
                .Select(node => $"{node.Key} changed"),
        ];
    }

    /// <summary>The differences in compiled code; none for a node without compiled code on one side.</summary>
    private async Task<IReadOnlyList<string>> BuiltAsync(
        ReleaseRun run,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var before = (await run.Ledger.ReadReleasesAsync(session, cancellation)).FirstOrDefault(known =>
            known.Number == Of
        );
        var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var causes = await run.Sides.CausesAsync(before, release, [], [], cancellation);
        return
        [
            .. relations
                .SelectMany(relation => causes(relation.UniqueId)?.Causes ?? [])
                .Where(cause =>
                    cause.Change is CauseChange.Code or CauseChange.New or CauseChange.Removed
                    || (cause.Change == CauseChange.Changed && cause.Kind != Seed)
                )
                .Select(cause => $"{cause.UniqueId} compiles to other SQL")
                .Distinct(),
        ];
    }

    private static bool IsOther(RelationRecord was, ManifestNode now) =>
        was.Materialized != now.Materialized
        || (now.Kind != NodeKind.Seed && was.Checksum.Length > 0 && was.Checksum != now.Checksum);
}
