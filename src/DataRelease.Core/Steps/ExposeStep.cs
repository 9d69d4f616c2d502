using System.Text.Json.Serialization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Swaps.Exposures;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// Shows green to some principals. The first such step of a release makes the views decide, with everybody on blue.
/// Every later one changes only rows of the ledger.
/// </summary>
internal sealed record ExposeStep() : Step("expose")
{
    /// <summary>The step's name.</summary>
    public const string Word = ReleaseBook.Exposing;

    /// <summary>All principals named so far, who see green.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>The share of all principals that see green, in percent.</summary>
    public double Weight { get; init; }

    /// <summary>True if views of relations that green lacks may be dropped with the swap.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>Who sees green.</summary>
    [JsonIgnore]
    public Exposure Exposure =>
        Principals.Count == 0 && Weight <= 0 ? new Exposure.Nobody() : new Exposure.Some(Principals, Weight);

    public override Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation) =>
        Exposure switch
        {
            Exposure.Some some => ShowAsync(context, some, cancellation),
            _ => OpenAsync(context, cancellation),
        };

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var run = preview.Run;
        if (Exposure is Exposure.Some some)
        {
            preview.Say([
                $"-- expose to {some}",
                .. run
                    .Ledger.ShowGreen(preview.Release.Number, some.Share, [], 0)
                    .Select(statement => statement.Render(run.Warehouse.Dialect).Text),
            ]);
            preview.Tell($"would show {preview.Release.Id} to {some}");
            return;
        }
        if (preview.Project is not null)
        {
            preview.Say([
                "-- expose: the views of live decide by the route, on which everybody sees what is live (known once it "
                    + "is built)",
            ]);
            return;
        }
        var exposure = new ReleaseExposure(run, run.Sides.GrantsAsync, preview.Random);
        var plan = await exposure.PlanAsync(preview.Release, Allows(run), cancellation);
        preview.Say([
            "-- expose: the views of live decide by the route, on which everybody sees what is live",
            .. exposure
                .Begin(preview.Book.Live!.Number, preview.Release.Number, CanaryFitness.PrincipalOf(run))
                .Concat(plan.Left.SelectMany(plan.Open))
                .Select(statement => statement.Render(run.Warehouse.Dialect).Text),
        ]);
        preview.Tell($"would make {plan.Deciding.Count} views decide");
    }

    /// <summary>
    /// Puts everybody on blue first and then makes the views decide, so that at every moment all views show the same
    /// release.
    /// </summary>
    private async Task<StepResult> OpenAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var exposure = new ReleaseExposure(run, run.Sides.GrantsAsync, context.Random);
        var detail = await run.StepAsync(Name, "nobody", async () =>
        {
            var blue = await RequireBaseAsync(run, release, cancellation);
            await exposure.PlanAsync(release, Allows(run), cancellation);
            // A route that an earlier try left asks whom the configuration named then. Only a step that was cut short
            // keeps its own: remaking the view of a route that readers use would wait for them.
            if (
                release.State != ReleaseState.Exposing
                || await RouteAsync(run, cancellation) is not { } route
                || route.Green != release.Number
                || route.Blue != blue
            )
            {
                var by = CanaryFitness.PrincipalOf(run);
                release = await run.ChangeAsync(
                    release,
                    ReleaseState.Exposing,
                    Name,
                    "nobody",
                    exposure.Begin(blue, release.Number, by),
                    [],
                    cancellation
                );
            }
            var count = await exposure.OpenAsync(release, Allows(run), cancellation);
            return $"{count} views decide, nobody sees {release.Id}";
        });
        return new StepResult.Done(release, detail);
    }

    private async Task<StepResult> ShowAsync(StepContext context, Exposure.Some some, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var detail = $"{some} see {release.Id}";
        var writes = await run.StepAsync(
            Name,
            some.ToString(),
            async () =>
            {
                await using var session = await run.OpenAsync(cancellation);
                var named = await MembersAsync(run, session, cancellation);
                var route = await run.Ledger.ReadRouteAsync(session, cancellation)
                    ?? throw new ReleaseException(ErrorCode.LedgerCorrupt, "the route is gone");
                return run.Ledger.ShowGreen(
                    release.Number,
                    some.Share,
                    [.. named.Except(route.Principals)],
                    run.Lease.Fencing
                );
            },
            _ => detail
        );
        return new StepResult.Done(release, detail) { Becomes = ReleaseState.Exposing, Writes = writes };
    }

    /// <summary>The members that a group has at this moment.</summary>
    private async Task<IReadOnlyList<string>> MembersAsync(
        ReleaseRun run,
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        CanaryFitness.PrincipalOf(run).Kind == PrincipalKind.Role && Principals.Count > 0
            ? await run.Warehouse.ReadMembersAsync(session, Principals, cancellation)
            : Principals;

    private bool Allows(ReleaseRun run) => AllowBreaking || run.Config.Swap.AllowBreaking;

    private static async Task<RouteRecord?> RouteAsync(ReleaseRun run, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadRouteAsync(session, cancellation);
    }

    /// <summary>The number of the live release, which must be the one that green was built from.</summary>
    private static async Task<int> RequireBaseAsync(
        ReleaseRun run,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        return live is { } marker && marker.Number == release.Base
            ? marker.Number
            : throw SwapStep.Outdated(release, live);
    }
}
