using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>
/// <c>rollback</c>: makes a list of steps and runs it, or builds a release again whose data is not kept.
/// </summary>
internal sealed class RollbackCommand(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport.Released> RunAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.To));
        if (
            await BegunWayBack.FindAsync(run, book, cancellation) is { IsSwapped: true } begun
            && (request.To is not { } name || book.Named(name)?.Number == begun.To)
        )
            return await new WayBackCourse(run, random).ContinueAsync(begun, cancellation);
        var plan = await new RollbackPlanner(run).PlanAsync(request, cancellation);
        // The user sees the whole way back before its first step.
        foreach (var line in plan.Describe())
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"plan: {line.Relation} {line.Change}{(line.Detail.Length > 0 ? $", {line.Detail}" : "")}"
                )
            );
        return plan.Package is { } package
            ? await RebuildAsync(plan, package, request, cancellation)
            : await new WayBackCourse(run, random).RollBackAsync(plan, cancellation);
    }

    public async Task<ReleaseReport.Previewed> PreviewAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var plan = await new RollbackPlanner(run).PlanAsync(request, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.To));
        var preview = new StepPreview(run, random, book, plan.To);
        if (plan.Package is { } package)
            preview.Tell($"built again from {package.Name} {package.Version}, as a new release");
        else if (!plan.MovesCode)
            preview.Tell("code stays");
        foreach (var step in Rollback.Steps(plan))
            await step.PreviewAsync(preview, cancellation);
        var what = string.Join(", ", preview.Sentences);
        if (preview.Losses.Count > 0)
            what += $"; written since the swap: {WriteLoss.Describe(preview.Losses)}: --carry-writes or --accept-loss";
        return new ReleaseReport.Previewed
        {
            Release = book.Find(plan.To.Number),
            Live = book.LiveSummary,
            Summary =
                $"would go from {plan.From.Id} back to {plan.To.Id} ({plan.To.Version}, data of "
                + $"{plan.To.CreatedAt:yyyy-MM-dd HH:mm} UTC): {what}",
            Statements = preview.Statements,
            Plan = preview.Relations,
            Losses = preview.Losses,
        };
    }

    /// <summary>
    /// Builds a retired release again, as a new release of its version: built, checked and swapped like any other.
    /// </summary>
    private async Task<ReleaseReport.Released> RebuildAsync(
        RollbackPlan plan,
        KeptPackage package,
        RollbackRequest request,
        CancellationToken cancellation
    )
    {
        run.Events.Publish(
            new ReleaseEvent.Noted(
                $"{plan.To.Id} {(plan.To.IsRetained ? "is kept with its data" : "is retired")}: "
                    + $"{package.Name} {package.Version} is built again from the ledger's copy of its package"
            )
        );
        using var open = await OpenPackage.WriteAsync(run.Environment, plan.To.Id, package, cancellation);
        var deploy = new DeployRequest
        {
            Version = plan.To.Version,
            Commit = plan.To.Commit,
            Branch = RecordedOrigin.Of(plan.To).Branch,
            Code = RecordedOrigin.CodeOf(plan.To),
            AllowBreaking = true,
            Wait = request.Wait,
        };
        // A way back is never a canary, and no policy stands in it.
        return await new ReleaseCommand(run, random) { Builder = open.Builder }.BeginAsync(
            deploy,
            (builder, blue) =>
                new StrategySteps(
                    BlueGreen.Name,
                    [
                        .. BlueGreen.Candidate(
                            deploy.Build,
                            deploy.Version,
                            BuildSource.Kept,
                            builder.PlansInWarehouse,
                            builder is IDatabaseProject,
                            same: new SameCodeStep { Of = plan.To.Number, IsKept = true }
                        ),
                        .. BlueGreen.GoLive(run.Config, blue is not null, deploy.AllowBreaking),
                    ]
                ),
            null,
            cancellation
        );
    }
}
