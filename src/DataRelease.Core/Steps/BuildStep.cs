using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Builds and tests green, and records the relations that exist afterwards.</summary>
internal sealed record BuildStep() : Step("build", IsOfBuild: true)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release, findings) = (context.Run, context.Release, context.Findings);
        var ((work, target, project, options), carried) = (Green.Carried)context.Green;
        var deployment = new GreenDeployment(run);
        var finder = new ProblemFinder(run.Environment.ProjectDir, project.Manifest, target);
        var (built, tests) = await run.StepAsync(
            Name,
            target.GreenSchema,
            async () =>
            {
                var built = await deployment.BuildAsync(
                    release,
                    target,
                    work.Builder,
                    project,
                    options,
                    carried,
                    work.Artifacts(release.Id),
                    cancellation
                );
                findings.Nodes = built.Nodes;
                IReadOnlyList<CheckOutcome> tests =
                [
                    .. Validation.OfTests(built, project.Manifest, target),
                    .. Validation.Taken(project.Reuse),
                ];
                findings.Checks = tests;
                findings.Add(finder.OfNodes(built.Nodes));
                if (built.Nodes.Where(node => node.IsFailure).ToList() is { Count: > 0 } failed)
                    await new BesideModels(run).TellMissingAsync(project, target, failed, cancellation);
                RefuseFailures(built);
                var mixed = await new LiveReads(run).FindAsync(release, target, project, built, cancellation);
                findings.Add(mixed);
                if (LiveReads.Refusal(mixed) is { } refused)
                    throw refused;
                return (Built: built, Tests: tests);
            },
            done => Describe(done.Built)
        );

        var (relations, standing) = await deployment.InventoryAsync(
            release,
            target,
            project,
            built.Digests,
            cancellation
        );
        await deployment.GatherStatisticsAsync(standing, cancellation);
        await new BesideModels(run).TellAsync(project, target, cancellation);
        string? fence;
        await using (var session = await run.OpenAsync(cancellation))
            fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
        var inPlace = project.State.InPlace.Values.ToList();
        List<Sql> writes =
        [
            run.Ledger.DeleteRelations(release.Number),
            .. run.Ledger.InsertRelations(release.Number, relations),
            .. run.Ledger.ReplaceShape(
                release.Number,
                // The shape of a relation that was written in place is recorded with the release that it belongs to.
                [.. standing.Where(table => inPlace.All(shared => shared.Physical != table.Name))]
            ),
            .. run.Ledger.ReplaceChecks(release.Number, tests),
            .. run.Ledger.ReplaceArtifact(
                release.Number,
                KeptTest.Artifact,
                KeptTest.Write([
                    .. Validation.Kept(built, project, target, relations, release.Number, run.Clock.GetUtcNow()),
                    .. project.Reuse?.Taken ?? [],
                ])
            ),
        ];
        if (work.Builder is IDatabaseProject { Pointers: var pointers })
            writes.AddRange(run.Ledger.WriteCode(release.Number, pointers));
        if (KeptPackage.Of(work.Builder.Package) is { } package)
            writes.AddRange(run.Ledger.ReplaceArtifact(release.Number, KeptPackage.Artifact, package));
        if (!built.ManifestJson.IsEmpty)
            writes.AddRange(run.Ledger.ReplaceArtifact(release.Number, "manifest.json", built.ManifestJson));
        return new StepResult.Done(release with { Fence = fence }, Describe(built))
        {
            Becomes = ReleaseState.Built,
            Writes = writes,
            Green = new Green.Built(tests, finder),
        };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var scope = GreenDeployment.Scope(preview.Project!);
        preview.Say([
            $"-- build: {scope.Count} relations, {preview.State.Count} of them on a copy of blue"
                + (
                    preview.Project!.Reuse is { Shared.Count: > 0 } reuse
                        ? $"; {reuse.Shared.Count} are unchanged and shared"
                        : ""
                ),
        ]);
        await new PlannedRelations(preview).ReadAsync(cancellation);
    }

    private static void RefuseFailures(BuildResult built)
    {
        var failed = built.Nodes.Where(node => node.IsFailure).ToList();
        if (failed.Count == 0)
            return;
        var tests = failed.All(node => node.Status == "fail");
        // Each node's error is a problem of its own, with its place, and is not repeated here.
        var named = string.Join(", ", failed.Take(5).Select(node => node.UniqueId));
        throw new ReleaseException(
            tests ? ErrorCode.TestsFailed : ErrorCode.BuildFailed,
            $"{failed.Count} of {built.Nodes.Count(node => !node.IsNoOp)} nodes failed: {named}"
                + (failed.Count > 5 ? $" and {failed.Count - 5} more" : "")
        );
    }

    private static string Describe(BuildResult built)
    {
        var running = built.Nodes.Where(node => !node.IsNoOp).ToList();
        var idle = built.Nodes.Count - running.Count;
        return $"{running.Count(node => node.IsGood || node.Status == "warn")} of {running.Count} nodes"
            + (idle > 0 ? $", {idle} with nothing to run" : "");
    }
}
