using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Goes back: code by one swap, whatever the size of the data; then schema, then data. What would be lost is counted
/// before anything is done, or after the swap where the user has given it up already, so that live is back first.
/// </summary>
internal sealed class Rollback(ReleaseRun run, Random random)
{
    private IReadOnlyList<CarriedTable> _carried = [];
    private IReadOnlyList<CheckOutcome> _checks = [];

    public async Task<ReleaseReport> RunAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (
            book.Rollback is { Live: not null } begun
            && (request.To is not { } name || book.Named(name)?.Number == begun.To)
        )
            return await FinishAsync(begun, book, cancellation);
        var plan = await PlanAsync(request, cancellation);
        if (plan.Package is { } package)
            return await RebuildAsync(plan, package, request, cancellation);
        var losses = plan.Losses;
        if (losses.Count > 0 && !request.CarryWrites && !request.AcceptLoss)
            return await RefusedAsync(
                plan,
                new ReleaseException(ErrorCode.WritesLost, RollbackPlan.Describe(losses)),
                cancellation
            );
        if (losses.Count > 0 && request.CarryWrites)
        {
            var refusals = await new CarriedWrites(run).RefusalsAsync(plan.Written, cancellation);
            if (refusals.Count > 0)
                return await RefusedAsync(
                    plan,
                    new ReleaseException(ErrorCode.WritesNotCarried, string.Join("; ", refusals)),
                    cancellation
                );
        }

        var live = plan.Swap is null ? plan.To : await GoBackAsync(plan, request, cancellation);
        return await SettleAsync(plan, live, request, cancellation);
    }

    /// <summary>All that comes after the swap; done again from the start where a command was cut short in it.</summary>
    private async Task<ReleaseReport> SettleAsync(
        RollbackPlan plan,
        ReleaseRecord live,
        RollbackRequest request,
        CancellationToken cancellation
    )
    {
        if (plan.MovesCode)
        {
            if (plan.IsSwapped || request is { AcceptLoss: true, CarryWrites: false })
                plan = plan with { Written = await CountAsync(plan, cancellation) };
            await LeaveAsync(plan, cancellation);
        }
        var losses = plan.Losses;
        if (plan.Down.Count > 0)
            await new SchemaRollback(run).RunAsync(plan.To, plan.Down, cancellation);
        if (plan.Version is { } version)
            await run.StepAsync("restore", version.Id, () =>
                new DataRestore(run, random).RestoreAsync(version, plan.Tables, cancellation)
            );

        // What is left only reads.
        if (plan.MovesCode)
            await new RollbackMemory(run).ForgetAsync(cancellation);
        var report = await ReportAsync(plan, live.Number, Sentence(plan, live, losses, request), cancellation);
        report = report with { Losses = request.CarryWrites ? [] : losses, Carried = _carried };
        if (!plan.MovesCode)
            return report;
        await run.StepAsync("verify", live.Id, async () =>
        {
            _checks = await new RestoredContent(run).CheckAsync(live, cancellation);
            return $"{_checks.Count(check => check.State == CheckState.Pass)} of {_checks.Count} tables hold "
                + $"what they held";
        });
        var wrong = _checks.Where(check => check.State == CheckState.Fail).ToList();
        if (wrong.Count == 0)
            return report with { Checks = _checks };
        var error = new ReleaseException(
            ErrorCode.RestoredDiffers,
            $"{live.Id} is live; "
                + string.Join("; ", wrong.Take(5).Select(check => $"{check.Relation}: {check.Message}"))
        );
        return report with { Checks = _checks, ExitCode = error.Code.Exit, Error = error };
    }

    /// <summary>What a command that was cut short after its swap had left to do.</summary>
    public async Task<ReleaseReport> FinishAsync(
        PendingRollback begun,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        run.Events.Publish(new ReleaseEvent.Noted($"{begun.Describe}; what was left of it is done now"));
        var plan = await new RollbackPlanner(run, random).PlanRestAsync(begun, book, cancellation);
        return await SettleAsync(plan, book.Record(book.Live!.Number)!, begun.Request, cancellation);
    }

    /// <summary>The swap. From before it until the last step the ledger knows what was begun.</summary>
    private async Task<ReleaseRecord> GoBackAsync(
        RollbackPlan plan,
        RollbackRequest request,
        CancellationToken cancellation
    )
    {
        var memory = new RollbackMemory(run);
        var begun = new PendingRollback
        {
            From = plan.From.Number,
            To = plan.To.Number,
            Schema = request.Schema,
            Data = request.Data,
            CarryWrites = request.CarryWrites,
            AcceptLoss = request.AcceptLoss,
        };
        await memory.BeginAsync(begun, cancellation);
        try
        {
            return request.CarryWrites && plan.Losses.Count > 0
                ? await CarryAsync(plan, begun, cancellation)
                : await SwapAsync(plan, begun, cancellation);
        }
        catch (Exception error) when (run.Translate(error) is { } known && known.Code != ErrorCode.OutcomeUnknown)
        {
            await memory.ForgetUnlessSwappedAsync();
            throw;
        }
    }

    public async Task<ReleaseReport> PreviewAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var plan = await new RollbackPlanner(run, random).PlanAsync(request, count: true, cancellation);
        var what =
            plan.Swap is not null ? LiveSwap.Describe(plan.Swap.Plan)
            : plan.Package is { } package ? $"built again from {package.Name} {package.Version}, as a new release"
            : "code stays";
        if (plan.Down.Count > 0)
            what += $", {plan.Down.Count} migrations down";
        if (plan.Version is { } version)
            what += $", {plan.Tables.Count} tables back to {version.Id}";
        var losses = plan.Losses;
        if (losses.Count > 0)
            what += $"; written since the swap: {RollbackPlan.Describe(losses)}: --carry-writes or --accept-loss";
        var report = await ReportAsync(
            plan,
            plan.To.Number,
            $"would go from {plan.From.Id} back to {plan.To.Id} ({plan.To.Version}): {what}",
            cancellation
        );
        return report with
        {
            Statements =
            [
                .. plan.Swap is null ? [] : SwapPreview.Statements(run, plan.Swap),
                .. await new SchemaRollback(run).DescribeAsync(plan.Down, cancellation),
            ],
            Plan = plan.Describe(),
            Losses = losses,
        };
    }

    private async Task<RollbackPlan> PlanAsync(RollbackRequest request, CancellationToken cancellation)
    {
        RollbackPlan? plan = null;
        var count = !request.AcceptLoss || request.CarryWrites;
        plan = await new RollbackPlanner(run, random).PlanAsync(request, count, cancellation);
        // One look at the whole way before the first step of it.
        if (plan.Down.Count > 0 || plan.Version is not null)
        {
            foreach (var line in plan.Describe().Where(line => line.Change is "down" or "restored"))
                run.Events.Publish(
                    new ReleaseEvent.Noted(
                        $"plan: {line.Relation} {line.Change}{(line.Detail.Length > 0 ? $", {line.Detail}" : "")}"
                    )
                );
        }
        return plan;
    }

    private async Task<ReleaseRecord> SwapAsync(
        RollbackPlan plan,
        PendingRollback begun,
        CancellationToken cancellation
    )
    {
        await run.StepAsync("rollback", $"{plan.From.Id} -> {plan.To.Id}", async () =>
        {
            var swap = new LiveSwap(run, run.Sides.GrantsAsync, random);
            // Whoever could find an earlier release empty was waited for when it went live, unless nothing was waited
            // for then (swap.fence: 0): it costs one question to know.
            await swap.FenceAsync(plan.To, cancellation);
            var attempts = await swap.ExecuteAsync(
                plan.To,
                plan.Swap!,
                ReleaseState.RolledBack,
                "rollback",
                cancellation,
                begun: begun
            );
            return $"{LiveSwap.Describe(plan.Swap!.Plan)}{(attempts > 1 ? $", {attempts} attempts" : "")}";
        });
        return plan.To;
    }

    /// <summary>
    /// A new release of blue's relations, with what was written since the swap in copies of its state.
    /// </summary>
    private async Task<ReleaseRecord> CarryAsync(
        RollbackPlan plan,
        PendingRollback begun,
        CancellationToken cancellation
    )
    {
        var written = plan.Written.Where(one => !one.Loss.IsNone).ToDictionary(one => one.Relation.Live);
        var derived = new DerivedRelease(run);
        var carried = new List<CarriedTable>();
        ReleaseRecord? release = null;
        await run.StepAsync("carry", plan.To.Id, async () =>
        {
            (release, var stale) = await derived.BuildAsync(
                plan.To,
                DerivedRelease.Carry,
                written.ToDictionary(pair => pair.Key, pair => pair.Value.Target!.Physical),
                async (session, live, copy) =>
                    carried.Add(await new CarriedWrites(run).ApplyAsync(session, written[live], copy, cancellation)),
                cancellation
            );
            if (stale.Count > 0)
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        null,
                        $"{string.Join(", ", stale)} were built from tables that got rows, and are not built "
                            + $"again; data-release release does that"
                    )
                );
            return string.Join(
                "; ",
                carried.Select(table =>
                    $"{table.Relation}: {table.Added} added, {table.Updated} updated, {table.Removed} "
                    + $"removed, {table.Skipped} skipped"
                )
            );
        });
        try
        {
            await new ReleaseMarks(run).TakeAsync(release!, cancellation);
            await run.StepAsync("rollback", $"{plan.From.Id} -> {release!.Id}", async () =>
            {
                var swap = new LiveSwap(run, run.Sides.GrantsAsync, random);
                var prepared = await swap.PrepareAsync(release, dropMissing: true, cancellation);
                await swap.FenceAsync(release, cancellation);
                await swap.ExecuteAsync(
                    release,
                    prepared,
                    ReleaseState.RolledBack,
                    "rollback",
                    cancellation,
                    begun: begun
                );
                return LiveSwap.Describe(prepared.Plan);
            });
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            await derived.DiscardUnlessLiveAsync(release!, known);
            throw;
        }
        _carried = carried;
        return release!;
    }

    private async Task<IReadOnlyList<Written>> CountAsync(RollbackPlan plan, CancellationToken cancellation)
    {
        IReadOnlyList<Written> written = [];
        await run.StepAsync("count", plan.From.Id, async () =>
        {
            written = await new WrittenRows(run).CountAsync(plan.From.Number, plan.To.Number, cancellation);
            return written.All(one => one.Loss.IsNone)
                ? "nothing was written since the swap"
                : RollbackPlan.Describe([.. written.Where(one => !one.Loss.IsNone).Select(one => one.Loss)]);
        });
        return written;
    }

    /// <summary>What the release held as it left, so that going forward to it can be proved too.</summary>
    private async Task LeaveAsync(RollbackPlan plan, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        foreach (var one in plan.Written.Where(one => one is { Now: not null, Mark: not null }))
            await new ReleaseMarks(run).LeaveAsync(
                session,
                plan.From.Number,
                one.Relation,
                one.Now!,
                one.Mark!.Columns,
                cancellation
            );
    }

    /// <summary>
    /// A retired release comes back as a new one of its version: built, checked and swapped like any other.
    /// </summary>
    private async Task<ReleaseReport> RebuildAsync(
        RollbackPlan plan,
        KeptPackage package,
        RollbackRequest request,
        CancellationToken cancellation
    )
    {
        var folder = PrivateFolder.Create("package");
        try
        {
            var file = Path.Combine(folder.Path, $"{plan.To.Id}.nupkg");
            await Seam.PassAsync("write a package", () =>
                File.WriteAllBytesAsync(file, package.Content!, cancellation)
            );
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"{plan.To.Id} is retired: {package.Name} {package.Version} is built again from the "
                        + $"ledger's copy of its package"
                )
            );
            var course = new ReleaseCourse(run, random)
            {
                Builder = async token => new PackageBuilder(
                    run.Warehouse,
                    await ReleasePackage.OpenAsync(file, token),
                    null
                ),
            };
            return await course.ReleaseAsync(
                new DeployRequest
                {
                    Version = plan.To.Version,
                    Commit = plan.To.Commit,
                    AllowBreaking = true,
                    Wait = request.Wait,
                },
                cancellation
            );
        }
        finally
        {
            folder.Dispose();
        }
    }

    private async Task<ReleaseReport> RefusedAsync(
        RollbackPlan plan,
        ReleaseException error,
        CancellationToken cancellation
    )
    {
        var report = await ReportAsync(plan, plan.To.Number, "", cancellation);
        return report with { ExitCode = error.Code.Exit, Error = error, Losses = plan.Losses, Plan = plan.Describe() };
    }

    private async Task<ReleaseReport> ReportAsync(
        RollbackPlan plan,
        int release,
        string summary,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = book.Find(release) ?? book.Find(plan.To.Number),
            Live = book.LiveSummary,
            Summary = summary,
        };
    }

    private static string Sentence(
        RollbackPlan plan,
        ReleaseRecord live,
        IReadOnlyList<WriteLoss> losses,
        RollbackRequest request
    )
    {
        var parts = new List<string>();
        if (plan.MovesCode && live.Number != plan.To.Number)
            parts.Add($"{live.Id} is live: {plan.To.Id} ({plan.To.Version}) with the rows that were written since");
        else if (plan.MovesCode)
            parts.Add($"{live.Id} ({live.Version}) is live again");
        if (plan.MovesCode)
            parts.Add($"{plan.From.Id} is kept, data-release rollback --to {plan.From.Id} would return to it");
        if (plan.Down.Count > 0)
            parts.Add($"{plan.Down.Count} migrations are down");
        if (plan.Version is { } version)
            parts.Add($"{plan.Tables.Count} tables hold what {version.Id} has");
        if (losses.Count > 0 && request is { AcceptLoss: true, CarryWrites: false })
            parts.Add($"given up: {RollbackPlan.Describe(losses)}");
        return parts.Count == 0 ? "nothing was to be done" : string.Join("; ", parts);
    }
}
