using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Doctor;
using DataRelease.Releases.Pointers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Policies;
using DataRelease.Steps.Rollbacks;
using DataRelease.Steps.Shadows;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>
/// <c>deploy</c>, <c>release</c>, <c>validate</c>, <c>swap</c> and <c>plan</c>: makes lists of steps and runs them.
/// </summary>
internal sealed class ReleaseCommand(ReleaseRun run, Random random)
{
    private readonly CourseBook _courses = new(run);

    /// <summary>Opens another builder than the environment's own: one of a package that the ledger kept.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    private BuildSource Source =>
        Builder is not null ? BuildSource.Kept
        : run.Environment.IsOfPackage ? BuildSource.Package
        : BuildSource.Project;

    /// <summary>Builds and validates; with <paramref name="swap"/> also goes live.</summary>
    public async Task<ReleaseReport.Released> BeginAsync(
        DeployRequest request,
        bool swap,
        CancellationToken cancellation
    )
    {
        if (swap || Strategy(null) == ReleaseStrategy.Shadow)
            await new StrategyFitness(run).RequireAsync(Strategy(request.Strategy), cancellation);
        return await BeginAsync(request, (builder, blue) => List(request, builder, swap, blue), null, cancellation);
    }

    private ReleaseStrategy Strategy(ReleaseStrategy? asked) => asked ?? run.Config.Strategy;

    /// <summary>Registers a release and runs its list.</summary>
    /// <param name="request">The request.</param>
    /// <param name="steps">Makes the list, from the builder and the number of the live release.</param>
    /// <param name="refreshed">The live release for a refresh; otherwise null.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ReleaseReport.Released> BeginAsync(
        DeployRequest request,
        Func<IGreenBuilder, int?, StrategySteps> steps,
        ReleaseRecord? refreshed,
        CancellationToken cancellation
    )
    {
        run.Overriding = request.Override;
        // The builder is opened before the release has a number, because without it nothing can be built.
        var work = await GreenWork.OpenAsync(Builder ?? run.Environment.Builder, cancellation);
        ReleaseRecord release;
        IReadOnlyList<CourseStep> list;
        try
        {
            // A package that is not the project's own is in the ledger from the start, because the next process could
            // not find it elsewhere.
            (release, list) = await new Registration(run).RegisterAsync(
                request,
                number => steps(work.Builder, number),
                Source == BuildSource.Project ? null : KeptPackage.Of(work.Builder.Package),
                cancellation,
                refreshed
            );
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
        return await ContinueAsync(release, list, work, cancellation);
    }

    private StrategySteps List(DeployRequest request, IGreenBuilder builder, bool swap, int? blue)
    {
        var strategy = Strategy(request.Strategy);
        if (builder is IDatabaseProject)
            RequireBlueGreen(strategy);
        var candidate = BlueGreen.Candidate(
            request.Build,
            request.Version,
            Source,
            builder.PlansInWarehouse,
            builder is IDatabaseProject,
            isApart: strategy == ReleaseStrategy.Shadow
        );
        var name = BlueGreen.Name;
        if (strategy == ReleaseStrategy.Shadow)
        {
            swap &= request.Promote;
            name = Shadow.Name;
            // The first release has nothing to be compared with.
            if (blue is not null)
                candidate = [.. candidate, .. Shadow.Steps(run.Config, request.Build)];
        }
        if (!swap)
            return new StrategySteps(name, candidate);
        var live = _courses.GoLive(strategy, blue is not null, request.AllowBreaking);
        return live with { Steps = [.. candidate, .. live.Steps] };
    }

    /// <summary>Goes on with a release's list.</summary>
    public async Task<ReleaseReport.Released> ContinueAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        CancellationToken cancellation
    )
    {
        var course = new ReleaseCourse(run, random) { Builder = Builder };
        var report = await course.RunAsync(release, list, work, Sentences.Watched, cancellation);
        if (course.GoesBack is { } why)
            return await new AutomaticRollback(run, random).RunAsync(release, report, why, cancellation);
        await TellOfRetentionAsync(release, report, cancellation);
        return await new Hindrances(run).TellAsync(report, cancellation);
    }

    /// <summary>Publishes one line that says why releases that retention does not keep are still there.</summary>
    private async Task TellOfRetentionAsync(
        ReleaseRecord release,
        ReleaseReport.Released report,
        CancellationToken cancellation
    )
    {
        if (
            report.Error is not null
            || report.Live?.Release != release.Id
            || run.Config.Retention.AfterSwap
            || release.Strategy != BlueGreen.Name
        )
            return;
        var over = await new Retirement(run).ChooseAsync(null, null, cancellation);
        if (over.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"{string.Join(", ", over.Take(5).Select(old => old.Id))}"
                        + (over.Count > 5 ? $" and {over.Count - 5} more" : "")
                        + $" {(over.Count == 1 ? "is" : "are")} no longer kept and "
                        + $"{(over.Count == 1 ? "stays" : "stay")} until data-release prune, because "
                        + "retention.after_swap is off"
                )
            );
    }

    /// <summary>Shows what a release of the project would do; writes nothing.</summary>
    public async Task<ReleaseReport.Planned> PlanAsync(DeployRequest request, CancellationToken cancellation)
    {
        await new StrategyFitness(run).RequireAsync(Strategy(request.Strategy), cancellation);
        return await PlanAsync(request, (builder, blue) => List(request, builder, swap: true, blue), cancellation);
    }

    /// <summary>Shows what a list would do; writes nothing.</summary>
    public async Task<ReleaseReport.Planned> PlanAsync(
        DeployRequest request,
        Func<IGreenBuilder, int?, StrategySteps> steps,
        CancellationToken cancellation,
        ReleaseRecord? refreshed = null
    )
    {
        run.Overriding = request.Override;
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var number = book.Releases.Count == 0 ? 1 : Math.Max(1, book.Releases[0].Number + 1);
        await using var work = await GreenWork.OpenAsync(Builder ?? run.Environment.Builder, cancellation);
        var release = Registration.Draft(run, request, number, book.Live?.Number, refreshed);
        var preview = new StepPreview(run, random, book, release)
        {
            Work = work,
            AllowBreaking = request.AllowBreaking,
        };
        foreach (var step in steps(work.Builder, book.Live?.Number).Steps)
            await step.PreviewAsync(preview, cancellation);
        var scope = GreenDeployment.Scope(preview.Project!);
        IReadOnlyList<PlannedRelation> relations = preview.Relations;
        var withSql = relations;
        if (request.Sql || request.Page)
            withSql = await new PlannedSql(run, preview).AddAsync(
                relations,
                await work.Builder.ReadCodeAsync(preview.Target, work.Artifacts(release.Id), cancellation),
                cancellation
            );
        IReadOnlyList<PlannedRelation> beside =
        [
            .. await new PointerWatch(run).PlanAsync(book, cancellation),
            .. await new DatabaseDrift(run).PlanAsync(book, cancellation),
        ];
        var summary =
            $"{release.Id} ({preview.Version}) would build {scope.Count} relations in {release.GreenSchema}"
            + PlannedCounts.Of(relations)
            + PlannedCounts.Shapes(relations)
            + PlannedCounts.Copied(preview)
            + (preview.Migrations.Count > 0 ? $", after {string.Join(", ", preview.Migrations)}" : "");
        return new ReleaseReport.Planned
        {
            Live = book.LiveSummary,
            Policies = preview.Policies,
            Plan =
            [
                .. (request.Sql ? withSql : relations).Select(relation =>
                    request.All ? relation with { Fold = null } : relation
                ),
                .. beside,
            ],
            Statements = request.WithStatements ? preview.Statements : [],
            Summary = summary,
            Page = request.Page ? Page(preview, summary, [.. withSql, .. beside]) : null,
        };
    }

    private PlanDocument Page(StepPreview preview, string summary, IReadOnlyList<PlannedRelation> plan) =>
        new()
        {
            Tool = ReportComposer.Tool,
            At = run.Clock.GetUtcNow(),
            Environment = run.Name,
            Release = preview.Release.Id,
            Version = preview.Version,
            Branch = RecordedOrigin.Of(preview.Release).Branch,
            Commit = preview.Release.Commit,
            Live = preview.Book.LiveSummary is { } live ? $"{live.Release} ({live.Version})" : null,
            Summary = summary,
            Migrations = preview.Migrations,
            Rows = [.. plan.Select(PlannedRow.Of)],
            Policies =
            [
                .. preview.Policies.Select(verdict => new PlannedPolicy(
                    verdict.Policy,
                    verdict.State.ToString().ToLowerInvariant(),
                    verdict.Message,
                    verdict.Where?.ToString() ?? ""
                )),
            ],
            Statements = preview.Statements,
        };

    /// <summary>Runs the checks again on a candidate, or on a release that they refused.</summary>
    public async Task<ReleaseReport.Released> ValidateAsync(ValidateRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        if (request.Live)
            return await new LiveValidation(run).RunAsync(book, cancellation);
        var release = request.Release is { } name
            ? book.Named(name)
                ?? throw new ReleaseException(ErrorCode.ReleaseUnknown, $"'{run.Name}' has no release '{name}'")
            : book.Releases.FirstOrDefault(candidate => IsBuilt(candidate, book))
                ?? throw new ReleaseException(ErrorCode.NothingToDo, $"no candidate waits in '{run.Name}'");
        if (!IsBuilt(release, book))
            throw new ReleaseException(ErrorCode.WrongState, $"{release.Id} is {Ledger.Text(release.State)}");
        run.Accepting = request.Accept;
        var list = await _courses.ReadAsync(release, cancellation);
        list =
        [
            .. list.Select(row =>
                row.Name == "validate" ? row with { State = StepState.Waiting }
                : StepCatalog.Read(row).IsOfBuild ? row with { State = StepState.Done }
                : row
            ),
        ];
        await _courses.WriteAsync(release, list, cancellation);
        var report = await new ReleaseCourse(run, random).RunAsync(
            release,
            [.. list.Where(row => row.Name == "validate")],
            null,
            (_, current) => Sentences.Judged(current),
            cancellation
        );
        return await new Hindrances(run).TellAsync(report, cancellation);

        static bool IsBuilt(ReleaseRecord release, ReleaseBook book) =>
            release.IsCandidate
            || release.State is ReleaseState.Built or ReleaseState.Validating
            || (release.State == ReleaseState.Failed && book.Counts.GetValueOrDefault(release.Number) > 0);
    }

    /// <summary>Makes a candidate live.</summary>
    public async Task<ReleaseReport.Released> SwapAsync(SwapRequest request, CancellationToken cancellation)
    {
        run.Overriding = request.Override;
        var release = await CandidateAsync(request, cancellation);
        await new StrategyFitness(run).RequireAsync(Strategy(request.Strategy), release, cancellation);
        var known = await _courses.ReadAsync(release, cancellation);
        RequireShadow(request, release, known);
        var live = LiveSteps(request, release, known);
        release = release with { Strategy = live.Strategy };
        var list = CourseBook.WithRest(release, known, live.Steps);
        await _courses.WriteAnewAsync(release, list, cancellation);
        return await ContinueAsync(release, list, null, cancellation);
    }

    /// <summary>Shows what a swap would do.</summary>
    public async Task<ReleaseReport.Previewed> PreviewSwapAsync(SwapRequest request, CancellationToken cancellation)
    {
        run.Overriding = request.Override;
        var release = await CandidateAsync(request, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var preview = new StepPreview(run, random, book, release) { AllowBreaking = request.AllowBreaking };
        await new StrategyFitness(run).RequireAsync(Strategy(request.Strategy), release, cancellation);
        var known = await _courses.ReadAsync(release, cancellation);
        RequireShadow(request, release, known);
        foreach (var step in LiveSteps(request, release, known).Steps)
            await step.PreviewAsync(preview, cancellation);
        return new ReleaseReport.Previewed
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Statements = preview.Statements,
            Policies = preview.Policies,
            Plan = preview.Relations,
            Summary = string.Join("; ", preview.Sentences),
        };
    }

    /// <summary>Called names can't show two releases, so a database project goes live for everybody at once.</summary>
    private static void RequireBlueGreen(ReleaseStrategy strategy)
    {
        if (strategy != ReleaseStrategy.BlueGreen)
            throw InPlaceExpansion.Refused(
                $"procedures and functions can't be released by the strategy {strategy.ToString().ToLowerInvariant()}",
                "use --strategy blue-green"
            );
    }

    /// <summary>Refuses a release that must go through a shadow first and has not.</summary>
    private void RequireShadow(SwapRequest request, ReleaseRecord release, IReadOnlyList<CourseStep> list)
    {
        if (request.Strategy == ReleaseStrategy.Shadow || release.Base is null)
            return;
        var left = list.FirstOrDefault(ShadowSteps.IsLeft);
        var isMissing = run.Config.Strategy == ReleaseStrategy.Shadow && !list.Any(ShadowSteps.Is);
        if (request.Strategy is not null)
        {
            if (left is not null || isMissing)
                new NothingSkipped(run).RequireShadow(release);
            return;
        }
        if (left is not null)
            throw new ReleaseException(
                ErrorCode.ShadowPending,
                $"{release.Id} has not passed its shadow: {left.Name} is left"
                    + (left.Result.Length > 0 ? $" ({left.Result})" : ""),
                $"data-release resume --release {release.Id} continues it; data-release swap --strategy blue-green "
                    + "makes the release live without it"
            );
        if (isMissing)
            throw new ReleaseException(
                ErrorCode.ShadowPending,
                $"{release.Id} has not been through a shadow",
                $"data-release swap --release {release.Id} --strategy shadow starts one; data-release swap "
                    + "--strategy blue-green makes the release live without it"
            );
    }

    private StrategySteps LiveSteps(SwapRequest request, ReleaseRecord release, IReadOnlyList<CourseStep> known)
    {
        if (known.Any(row => row.Name == ExpandStep.Kind))
            RequireBlueGreen(Strategy(request.Strategy));
        return request.Strategy == ReleaseStrategy.Shadow && release.Base is not null
            ? new StrategySteps(Shadow.Name, Shadow.Steps(run.Config, CourseBook.Plan(known).Build))
            : _courses.GoLive(Strategy(request.Strategy), release.Base is not null, request.AllowBreaking);
    }

    private async Task<ReleaseRecord> CandidateAsync(SwapRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        if (book is { IsRolling: true, Shown: { } rolling })
            throw ReleaseNumbers.RollingUnderWay(rolling);
        if (book.Shown is { } shown)
            throw new ReleaseException(
                ErrorCode.CanaryUnderWay,
                $"{shown.Id} ({shown.Version}) of {shown.CreatedBy} is shown to some"
            );
        if (request.Release is { } name && book.Named(name) is null)
            await PreviewCommand.RefuseAsync(run, name, cancellation);
        return Candidates.Choose(book, request, run.Name);
    }
}
