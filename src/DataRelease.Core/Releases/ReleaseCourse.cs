using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>A release's way through its states; each finished step is in the ledger before the next begins.</summary>
internal sealed class ReleaseCourse(ReleaseRun run, Random random)
{
    private IReadOnlyList<CheckOutcome> _checks = [];
    private readonly List<Problem> _problems = [];
    private IReadOnlyList<CheckOutcome>? _tests;
    private ProblemFinder? _finder;
    private readonly ReportNotes _notes = new();

    /// <summary>Who builds, instead of the environment's own builder; null for that one.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    public async Task<ReleaseReport> DeployAsync(DeployRequest request, CancellationToken cancellation) =>
        await ContinueAsync(
            await RegisterAsync(request, swap: false, cancellation),
            request,
            swap: false,
            cancellation
        );

    public async Task<ReleaseReport> ReleaseAsync(DeployRequest request, CancellationToken cancellation) =>
        await ContinueAsync(await RegisterAsync(request, swap: true, cancellation), request, swap: true, cancellation);

    /// <summary>The checks again, on a candidate or on one that they refused.</summary>
    public async Task<ReleaseReport> ValidateAsync(ValidateRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var release = request.Release is { } name
            ? book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{name}' is no release of '{run.Environment.Name}'"
                )
            : book.Releases.FirstOrDefault(candidate => IsBuilt(candidate, book))
                ?? throw new ReleaseException(ErrorCode.NothingToDo, $"no candidate waits in '{run.Environment.Name}'");
        if (!IsBuilt(release, book))
            throw new ReleaseException(ErrorCode.WrongState, $"{release.Id} is {Ledger.Text(release.State)}");
        return await GuardAsync(release, async current =>
        {
            current = await ValidateStepAsync(current, cancellation);
            return (current, $"{current.Id} may go live: data-release swap --release {current.Id}");
        });

        static bool IsBuilt(ReleaseRecord release, ReleaseBook book) =>
            release.State is ReleaseState.Validated or ReleaseState.Built or ReleaseState.Validating
            || (release.State == ReleaseState.Failed && book.Counts.GetValueOrDefault(release.Number) > 0);
    }

    public async Task<ReleaseReport> SwapAsync(SwapRequest request, CancellationToken cancellation)
    {
        var release = await CandidateAsync(request, cancellation);
        return await GuardAsync(release, async current =>
            await SwapStepAsync(current, request.AllowBreaking, cancellation)
        );
    }

    public async Task<ReleaseReport> PreviewSwapAsync(SwapRequest request, CancellationToken cancellation)
    {
        var release = await CandidateAsync(request, cancellation);
        var prepared = await new LiveSwap(run, run.Sides.GrantsAsync, random).PrepareAsync(
            release,
            request.AllowBreaking || run.Config.Swap.AllowBreaking,
            cancellation
        );
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Statements = SwapPreview.Statements(run, prepared),
            Plan = SwapPreview.Describe(prepared.Plan),
            Summary = $"would make {release.Id} live: {LiveSwap.Describe(prepared.Plan)}",
        };
    }

    /// <summary>From the state that the release is in to a candidate, or to live.</summary>
    public Task<ReleaseReport> ContinueAsync(
        ReleaseRecord release,
        DeployRequest request,
        bool swap,
        CancellationToken cancellation
    ) => GuardAsync(release, async current =>
        {
            if (current.State is ReleaseState.Planned)
                current = await BuildStepsAsync(current, request, cancellation);
            if (current.State is ReleaseState.Built or ReleaseState.Validating)
                current = await ValidateStepAsync(current, cancellation);
            // A release that died in its swap was meant to go live; its transaction either was committed or did not
            // happen.
            return swap || current.State == ReleaseState.Swapping
                ? await SwapStepAsync(current, request.AllowBreaking, cancellation)
                : (
                    current,
                    $"{current.Id} is built and validated and waits: data-release swap " + $"--release {current.Id}"
                );
        });

    /// <summary>
    /// A package that is not the project's own is in the ledger from the start: the next process could not find it.
    /// </summary>
    private async Task<ReleaseRecord> RegisterAsync(DeployRequest request, bool swap, CancellationToken cancellation)
    {
        var source =
            Builder is not null ? BuildSource.Kept
            : run.Environment.IsOfPackage ? BuildSource.Package
            : BuildSource.Project;
        byte[]? package = null;
        if (source != BuildSource.Project)
        {
            await using var builder = await (Builder ?? run.Environment.Builder)(cancellation);
            package = KeptPackage.Of(builder.Package);
        }
        return await new Registration(run).RegisterAsync(request, swap, source, package, cancellation);
    }

    private async Task<ReleaseRecord> BuildStepsAsync(
        ReleaseRecord release,
        DeployRequest request,
        CancellationToken cancellation
    )
    {
        var deployment = new GreenDeployment(run);
        var target = new GreenTarget(
            run.Environment.Name,
            run.Warehouse.Database,
            release.LiveSchema,
            release.GreenSchema
        );
        var folder = PrivateFolder.Create(release.Id);
        var artifacts = folder.Path;
        try
        {
            await using var builder = await (Builder ?? run.Environment.Builder)(cancellation);
            ProjectPlan? plan = null;
            if (builder.PlansInWarehouse)
                await new ReleaseMigrations(run).ExpandAsync(release, cancellation);
            await run.StepAsync("plan", builder.Name, async () =>
            {
                plan = await deployment.PlanAsync(target, builder, request.Build, artifacts, cancellation);
                return $"{GreenDeployment.Scope(plan).Count} relations of {plan.Name} "
                    + $"{request.Version ?? plan.Version}";
            });
            var project = plan!;
            _notes.Manifest = project.Manifest;
            run.Events.Publish(
                new ReleaseEvent.ReleaseStarted(
                    run.Environment.Name,
                    release.Id,
                    request.Version ?? project.Version,
                    builder.Name
                )
            );
            release = await run.TransitionAsync(
                release with
                {
                    Version = request.Version ?? project.Version,
                    Builder = builder.Name,
                },
                ReleaseState.Building,
                "plan",
                "",
                [],
                cancellation
            );

            if (!builder.PlansInWarehouse)
                await new ReleaseMigrations(run).ExpandAsync(release, cancellation);

            IReadOnlySet<string> carried = new HashSet<string>();
            await run.StepAsync("carry", "", async () =>
            {
                carried = await deployment.CarryStateAsync(release, target, project, request.Build, cancellation);
                return carried.Count == 0
                    ? "no state to carry over"
                    : $"{carried.Count} relations start from a copy of blue";
            });

            BuildResult? built = null;
            await run.StepAsync("build", target.GreenSchema, async () =>
            {
                built = await deployment.BuildAsync(
                    release,
                    target,
                    builder,
                    request.Build,
                    carried,
                    artifacts,
                    cancellation
                );
                _notes.Nodes = built.Nodes;
                _tests = Validation.OfTests(built, project.Manifest, target);
                _checks = _tests;
                _finder = new ProblemFinder(run.Environment.ProjectDir, project.Manifest, target);
                _problems.AddRange(_finder.OfNodes(built.Nodes));
                RefuseFailures(built);
                var mixed = await new LiveReads(run).FindAsync(release, target, project, built, cancellation);
                _problems.AddRange(mixed);
                if (LiveReads.Refusal(mixed) is { } refused)
                    throw refused;
                return Describe(built);
            });

            var (relations, standing) = await deployment.InventoryAsync(release, target, project, cancellation);
            await deployment.GatherStatisticsAsync(standing, cancellation);
            await new BesideModels(run).TellAsync(project, target, cancellation);
            string? fence;
            await using (var session = await run.OpenAsync(cancellation))
                fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
            List<Sql> writes =
            [
                run.Ledger.DeleteRelations(release.Number),
                .. run.Ledger.InsertRelations(release.Number, relations),
                .. run.Ledger.ReplaceShape(release.Number, standing),
                .. run.Ledger.ReplaceChecks(release.Number, _checks),
            ];
            if (KeptPackage.Of(builder.Package) is { } package)
                writes.AddRange(run.Ledger.ReplaceArtifact(release.Number, KeptPackage.Artifact, package));
            if (!built!.ManifestJson.IsEmpty)
                writes.AddRange(run.Ledger.ReplaceArtifact(release.Number, "manifest.json", built.ManifestJson));
            release = await run.TransitionAsync(
                release with
                {
                    Fence = fence,
                },
                ReleaseState.Built,
                "build",
                "",
                writes,
                cancellation
            );
            return release;
        }
        finally
        {
            folder.Dispose();
        }
    }

    private async Task<ReleaseRecord> ValidateStepAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        release = await run.TransitionAsync(
            release with
            {
                Message = "",
            },
            ReleaseState.Validating,
            "validate",
            "",
            [],
            cancellation
        );
        await run.StepAsync("validate", "", async () =>
        {
            var validation = new Validation(run);
            var (outcomes, writes) = await validation.RunAsync(release, _tests, cancellation);
            _checks = outcomes;
            _finder ??= await FinderAsync(release, cancellation);
            _problems.AddRange(_finder.OfChecks([.. outcomes.Where(outcome => !Validation.IsTest(outcome))]));
            var refused = Validation.Refusal(outcomes);
            if (refused is not null)
            {
                await run.TransitionAsync(
                    release,
                    ReleaseState.Validating,
                    "validate",
                    refused.Message,
                    writes,
                    cancellation
                );
                throw refused;
            }
            release = await run.TransitionAsync(release, ReleaseState.Validated, "validate", "", writes, cancellation);
            var warnings = outcomes.Count(outcome => outcome.CountsAs == CheckState.Warn);
            return $"{outcomes.Count} checks{(warnings > 0 ? $", {warnings} with a warning" : "")}";
        });
        return release;
    }

    /// <summary>For a candidate that an earlier command built.</summary>
    private async Task<ProblemFinder> FinderAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var json = await run.Ledger.ReadArtifactAsync(session, release.Number, "manifest.json", cancellation);
        var manifest = json is null
            ? new Manifest(12, "", "", "", new Dictionary<string, ManifestNode>(), new Dictionary<string, string>())
            : ManifestReader.Read(json, $"manifest.json of {release.Id}", ManifestDetail.Structure);
        return new ProblemFinder(
            run.Environment.ProjectDir,
            manifest,
            new GreenTarget(run.Environment.Name, run.Warehouse.Database, release.LiveSchema, release.GreenSchema)
        );
    }

    private async Task<(ReleaseRecord, string)> SwapStepAsync(
        ReleaseRecord release,
        bool allowBreaking,
        CancellationToken cancellation
    )
    {
        await new SwapSafeguards(run).RunAsync(release, cancellation);
        var swap = new LiveSwap(run, run.Sides.GrantsAsync, random);
        var attempts = 0;
        LiveSwap.Prepared? prepared = null;
        await run.StepAsync("swap", release.Id, async () =>
        {
            await using (var session = await run.OpenAsync(cancellation))
            {
                var live = await run.Ledger.ReadLiveAsync(session, cancellation);
                if (live?.Number != release.Base)
                {
                    throw new ReleaseException(
                        ErrorCode.CandidateOutdated,
                        $"{release.Id} was built from "
                            + $"{(release.Base is { } old ? ReleaseRecord.Name(old) : "nothing")}, and "
                            + $"{(live is null ? "nothing" : ReleaseRecord.Name(live.Number))} is live"
                    );
                }
            }
            prepared = await swap.PrepareAsync(release, allowBreaking || run.Config.Swap.AllowBreaking, cancellation);
            foreach (var orphan in prepared.Plan.Orphans)
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        ErrorCode.RelationOrphaned.Id,
                        $"{orphan.Live} is no longer in the project; {ErrorCode.RelationOrphaned.Remedy}"
                    )
                );
            foreach (var bystander in prepared.Plan.Bystanders.Where(bystander => !bystander.Follows).Take(10))
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        ErrorCode.StaysBehind.Id,
                        $"{bystander.Dependent.Kind} {bystander.Dependent.ObjectName} reads "
                            + $"{bystander.Dependent.On}; {ErrorCode.StaysBehind.Remedy}"
                    )
                );
            await swap.FenceAsync(release, cancellation);
            // From here on it is meant to go live, and resume must know what was allowed.
            release = release with
            {
                Options = (ReleaseIntent.Read(release) with { Swap = true, AllowBreaking = allowBreaking }).Write(),
            };
            release = await run.TransitionAsync(release, ReleaseState.Swapping, "swap", "", [], cancellation);
            attempts = await swap.ExecuteAsync(release, prepared, ReleaseState.Superseded, "swap", cancellation);
            return $"{LiveSwap.Describe(prepared.Plan)}{(attempts > 1 ? $", {attempts} attempts" : "")}";
        });
        release = release with { State = ReleaseState.Live };
        var previous =
            prepared!.Previous is { } before ? ReleaseRecord.Name(before.Number)
            : prepared.Plan.Adopted.Count > 0 ? "r0"
            : null;
        return (
            release,
            $"{release.Id} ({release.Version}) is live"
                + (previous is null ? "" : $"; data-release rollback would return to {previous}")
        );
    }

    private async Task<ReleaseRecord> CandidateAsync(SwapRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return Candidates.Choose(book, request, run.Environment.Name);
    }

    private static void RefuseFailures(BuildResult built)
    {
        var failed = built.Nodes.Where(node => node.IsFailure).ToList();
        if (failed.Count == 0)
            return;
        var tests = failed.All(node => node.Status == "fail");
        // What each one said is a problem of its own, with its place; here it would be told twice.
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

    /// <summary>Runs the steps, and keeps the report of what came of them.</summary>
    private async Task<ReleaseReport> GuardAsync(
        ReleaseRecord release,
        Func<ReleaseRecord, Task<(ReleaseRecord Release, string Summary)>> steps
    ) => await new ReportFiling(run).FileAsync(await RunStepsAsync(release, steps), _notes);

    /// <summary>Runs the steps, and on an error writes down how far the release got.</summary>
    private async Task<ReleaseReport> RunStepsAsync(
        ReleaseRecord release,
        Func<ReleaseRecord, Task<(ReleaseRecord Release, string Summary)>> steps
    )
    {
        try
        {
            var (done, summary) = await steps(release);
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            return new ReleaseReport
            {
                Environment = run.Environment.Name,
                Release = book.Find(done.Number),
                Live = book.LiveSummary,
                Checks = _checks,
                Problems = _problems,
                Plan = await run.Sides.ChangesAsync(done, CancellationToken.None),
                Summary = summary,
            };
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            return await FailedAsync(release.Number, known);
        }
    }

    private async Task<ReleaseReport> FailedAsync(int number, ReleaseException known)
    {
        var report = new ReleaseReport
        {
            Environment = run.Environment.Name,
            ExitCode = known.Code.Exit,
            Error = known,
            Checks = _checks,
            Problems = _problems,
        };
        try
        {
            await run.ReconnectAsync();
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            if (book.Record(number) is { } record && book.Live?.Number != number && known.Code != ErrorCode.LeaseLost)
            {
                // A swap that did not happen leaves its candidate as it was; anything earlier has to be done again.
                var state = record.State is ReleaseState.Swapping or ReleaseState.Validated
                    ? ReleaseState.Validated
                    : ReleaseState.Failed;
                await run.TransitionAsync(
                    record with
                    {
                        Message = $"{known.Code.Id}: {known.Message}",
                    },
                    state,
                    "failed",
                    known.Code.Id,
                    _checks.Count > 0 ? run.Ledger.ReplaceChecks(number, _checks) : [],
                    CancellationToken.None
                );
                book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            }
            return report with
            {
                Release = book.Find(number),
                Live = book.LiveSummary,
                Plan = book.Record(number) is { } failed
                    ? await run.Sides.ChangesAsync(failed, CancellationToken.None)
                    : [],
            };
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    known.Code.Id,
                    $"how {ReleaseRecord.Name(number)} ended could not be written to the ledger: "
                        + second.Message.ReplaceLineEndings(" ")
                )
            );
            return report;
        }
    }
}
