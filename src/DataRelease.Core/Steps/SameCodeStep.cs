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

    /// <summary>True if the project is the package that the ledger kept of that release.</summary>
    public bool IsKept { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        Require(
            context.Green is Green.Planned plan
                ? await PlannedAsync(run, plan.Project.Manifest, cancellation)
                : await BuiltAsync(run, context.Release, cancellation)
        );
        return new StepResult.Done(context.Release, $"the code is that of {ReleaseRecord.Name(Of)}");
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        if (preview.Project is { } project)
            Require(await PlannedAsync(preview.Run, project.Manifest, cancellation));
    }

    private void Require(IReadOnlyList<string> changes)
    {
        if (changes.Count == 0)
            return;
        var named = string.Join(", ", changes.Take(10)) + (changes.Count > 10 ? $" and {changes.Count - 10} more" : "");
        throw IsKept
            ? new ReleaseException(
                ErrorCode.RefreshDiffers,
                $"{ReleaseRecord.Name(Of)} is a part of the package that the ledger kept, and the rest of it was never "
                    + $"released: {named}",
                "release the whole package, or build it with --select as that release was built"
            )
            : new ReleaseException(
                ErrorCode.RefreshDiffers,
                $"the project is not what is live as {ReleaseRecord.Name(Of)}: {named}"
            );
    }

    private async Task<IReadOnlyList<string>> PlannedAsync(ReleaseRun run, Manifest now, CancellationToken cancellation)
    {
        if (!IsKept)
            return await new ReleasedCode(run).DifferencesAsync(Of, now, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        var release = (await run.Ledger.ReadReleasesAsync(session, cancellation)).First(known => known.Number == Of);
        return await new ReleasedCode(run).LeftOutAsync(release, now, cancellation);
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
}
