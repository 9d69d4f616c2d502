using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// A repair of <c>doctor --fix</c>. The same list is shown by <c>--dry-run</c> and made. It is not written to the
/// ledger first, as a release's list is: the ledger may be what is repaired, and every repair can be found again.
/// </summary>
internal abstract record RepairStep
{
    private RepairStep() { }

    /// <summary>A heading and the statements, for <c>--dry-run</c>.</summary>
    public abstract Task<IReadOnlyList<string>> PreviewAsync(RepairScope scope, CancellationToken cancellation);

    /// <summary>Makes the repair; the caller holds the lease.</summary>
    /// <returns>What was done, for people.</returns>
    public abstract Task<string> RunAsync(RepairScope scope, CancellationToken cancellation);

    /// <summary>The repairs that findings ask for, in the order in which they are made.</summary>
    public static IReadOnlyList<RepairStep> Of(IReadOnlyList<Finding> findings)
    {
        var repairs = findings.Select(finding => finding.Repair).ToList();
        var steps = new List<RepairStep>();
        if (repairs.OfType<Repair.GiveLeaseBack>().Any())
            steps.Add(new LeaseBack());
        if (LiveViews.Of(findings) is { Count: > 0 } views)
            steps.Add(new Views(views, findings.Any(finding => finding.Code == ErrorCode.GateLeft)));
        steps.AddRange(repairs.OfType<Repair.Record>().Select(repair => new Write(repair)));
        steps.AddRange(repairs.OfType<Repair.Drop>().Select(repair => new Drop(repair.Release)));
        return steps;
    }

    /// <summary>Taking the lease over was the repair: the command gives it back when it ends.</summary>
    public sealed record LeaseBack : RepairStep
    {
        /// <inheritdoc/>
        public override Task<IReadOnlyList<string>> PreviewAsync(RepairScope scope, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<string>>(["-- the lease is taken over and given back"]);

        /// <inheritdoc/>
        public override Task<string> RunAsync(RepairScope scope, CancellationToken cancellation) =>
            Task.FromResult("the lease is given back");
    }

    /// <summary>Makes views of live again by a swap to the release that is live.</summary>
    /// <param name="Live">The views.</param>
    /// <param name="HasGate">True if some of them decide by the marker.</param>
    public sealed record Views(IReadOnlySet<RelationName> Live, bool HasGate) : RepairStep
    {
        /// <inheritdoc/>
        public override async Task<IReadOnlyList<string>> PreviewAsync(
            RepairScope scope,
            CancellationToken cancellation
        )
        {
            var (release, prepared) = await new LiveViews(scope).PrepareAsync(Live, cancellation);
            return
            [
                $"-- a swap to {release.Id}, which is live: {SwapSummary.Of(prepared.Plan)}",
                .. prepared.Statements,
            ];
        }

        /// <inheritdoc/>
        public override async Task<string> RunAsync(RepairScope scope, CancellationToken cancellation)
        {
            var done = "";
            await scope.StepAsync("the views of live", async () =>
            {
                var (release, prepared) = await new LiveViews(scope).RepairAsync(Live, HasGate, cancellation);
                done = $"live shows {release.Id} again ({SwapSummary.Of(prepared.Plan)})";
            });
            return done;
        }
    }

    /// <summary>Corrects the ledger.</summary>
    /// <param name="Repair">The correction.</param>
    public sealed record Write(Repair.Record Repair) : RepairStep
    {
        /// <inheritdoc/>
        public override Task<IReadOnlyList<string>> PreviewAsync(RepairScope scope, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<string>>([$"-- {Repair.Says}", .. scope.Render(Repair.Statements(0))]);

        /// <inheritdoc/>
        public override async Task<string> RunAsync(RepairScope scope, CancellationToken cancellation)
        {
            var (run, fencing) = (scope.Run, scope.Run.Lease.Fencing);
            await scope.StepAsync(Repair.Says, async () =>
            {
                await using var session = await run.OpenAsync(cancellation);
                await run.Ledger.WriteAsync(
                    session,
                    run.Lease,
                    [
                        .. Repair.Statements(fencing),
                        run.Ledger.InsertStep(Repair.Number, "doctor", "mended", 0, Repair.Says, fencing),
                    ],
                    cancellation
                );
            });
            return Repair.Says;
        }
    }

    /// <summary>Drops what is left of a release that ended.</summary>
    /// <param name="Release">The release.</param>
    public sealed record Drop(ReleaseRecord Release) : RepairStep
    {
        /// <inheritdoc/>
        public override async Task<IReadOnlyList<string>> PreviewAsync(
            RepairScope scope,
            CancellationToken cancellation
        ) =>
            [
                $"-- what is left of {Release.Id}",
                .. scope.Render(await new ReleaseCleanup(scope.Run).PlanAsync(Release, cancellation)),
            ];

        /// <inheritdoc/>
        public override async Task<string> RunAsync(RepairScope scope, CancellationToken cancellation)
        {
            var cleanup = new ReleaseCleanup(scope.Run);
            var says = $"what was left of {Release.Id} is dropped";
            await scope.StepAsync(says, async () =>
                await cleanup.DropAsync(
                    Release,
                    Release.State,
                    "doctor",
                    await cleanup.PlanAsync(Release, cancellation),
                    cancellation
                )
            );
            return says;
        }
    }
}
