using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Doctor;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary><c>resume</c> and <c>abort</c>: finishes or cleans up what an interrupted command left.</summary>
internal sealed class Recovery(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport.Released> ResumeAsync(RecoveryRequest request, CancellationToken cancellation)
    {
        run.Overriding = request.Override;
        if (request.Release is null && await FindWayBackAsync(cancellation) is { } back)
            return await new WayBackCourse(run, random).ContinueAsync(back.Begun, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        if (FindWatched(request, book) is { } watched)
            return await new WatchCommand(run, random).RunAsync(watched, book.Open, cancellation);
        if (FindShadow(request, book) is { } shadow)
            return await new ReleaseCommand(run, random).ContinueAsync(
                shadow.Release,
                shadow.Steps,
                null,
                cancellation
            );
        if (run.Settled is { } settled && request.Release is null && !book.Releases.Any(one => one.IsUnderWay))
            return new ReleaseReport.Released
            {
                Release = book.Live is { } told ? book.Find(told.Number) : null,
                Live = book.LiveSummary,
                Summary = settled,
            };
        var (release, _) = await ChooseAsync(request, includeCandidates: false, cancellation);
        if (DerivedRelease.IsDerived(release))
            throw new ReleaseException(ErrorCode.NotResumable, $"{release.Id} is of the kind '{release.Strategy}'");
        var courses = new CourseBook(run);
        var list = await courses.ReadAsync(release, cancellation);
        if (release.State == ReleaseState.Exposing && list.All(row => row.IsOver))
            throw new ReleaseException(
                ErrorCode.NotResumable,
                $"everybody sees what is live again, because {release.Id} is being aborted",
                "data-release abort drops the rest of it"
            );
        if (release.State is not (ReleaseState.Planned or ReleaseState.Building or ReleaseState.Failed))
        {
            await courses.WriteAsync(release, list, cancellation);
            return await new ReleaseCommand(run, random).ContinueAsync(release, list, null, cancellation);
        }
        using var package = await OpenPackageAsync(release, CourseBook.Plan(list).Source, cancellation);
        var work = await GreenWork.OpenAsync(run.Environment.Builder, cancellation);
        try
        {
            if (package is null && request.Origin is { } origin)
                release = await OfFilesAsync(release, origin, cancellation);
            (release, list) = await RestartAsync(release, list, work.Builder.PlansInWarehouse, cancellation);
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
        return await new ReleaseCommand(run, random).ContinueAsync(release, list, work, cancellation);
    }

    /// <summary>
    /// The release as that of the files that are there now. What is approved, required and announced by its commit must
    /// be what is built. Whoever began it stays an author beside whoever resumes it.
    /// </summary>
    private async Task<ReleaseRecord> OfFilesAsync(
        ReleaseRecord release,
        ResumedOrigin origin,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var principal = await run.Warehouse.ReadPrincipalAsync(session, cancellation);
        var before = RecordedOrigin.Of(release);
        var by = origin.By ?? LocalUser.Name;
        List<string> others =
        [
            .. new[] { release.CreatedBy, before.User, before.Principal }
                .Concat(before.Others ?? [])
                .OfType<string>()
                .Distinct()
                .Where(other => other != by && other != LocalUser.Name && other != principal),
        ];
        var now = before with
        {
            Branch = origin.Branch ?? before.Branch,
            Principal = principal,
            User = LocalUser.Name,
            Others = others.Count > 0 ? others : null,
            Links = origin.Links.Count > 0 ? origin.Links : before.Links,
        };
        return release with { Commit = origin.Commit ?? release.Commit, CreatedBy = by, Options = now.Write() };
    }

    /// <summary>Drops the half-built green, because nobody knows which of its relations are complete.</summary>
    private async Task<(ReleaseRecord Release, IReadOnlyList<CourseStep> List)> RestartAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        bool plansInWarehouse,
        CancellationToken cancellation
    )
    {
        var again = CourseBook.FromStart(release, list, plansInWarehouse);
        var statements = await new ReleaseCleanup(run).PlanAsync(release, cancellation);
        var next = ReleaseSchemas.Next(run.Warehouse.Dialect, release.LiveSchema, release.Number, release.GreenSchema);
        release = await run.ChangeAsync(
            await new ReleaseMigrations(run).RememberAsync(
                release with
                {
                    Message = "",
                    GreenSchema = next,
                },
                cancellation
            ),
            ReleaseState.Planned,
            "resume",
            "built again from the start",
            statements,
            [
                run.Ledger.DeleteRelations(release.Number),
                .. run.Ledger.ReplaceCourse(release.Number, 0, again, run.Lease.Fencing),
                .. WatchedAnalysis.Forget(run, again),
            ],
            cancellation
        );
        return (release, again);
    }

    /// <summary>Takes back what was done for a release that is not live.</summary>
    /// <param name="request">Names the release.</param>
    /// <param name="cancellation">Honoured within steps.</param>
    /// <param name="acceptsLoss">True if rows that were written to its waves are given up.</param>
    public async Task<ReleaseReport.Released> AbortAsync(
        RecoveryRequest request,
        CancellationToken cancellation,
        bool acceptsLoss = false
    )
    {
        if (request.Release is null && await FindWayBackAsync(cancellation) is { } back)
            return await GiveUpAsync(back.Begun, back.Book, cancellation);
        var before = await ReleaseBook.ReadAsync(run, cancellation);
        if (before.Shown is null && FindWatched(request, before) is { } watched)
        {
            RequireOne(request, before, watched);
            return await new RollbackCommand(run, random).RunAsync(new RollbackRequest(), cancellation);
        }
        var (release, book) = await ChooseAsync(request, includeCandidates: true, cancellation);
        if (release.Number == book.Live?.Number)
            throw new ReleaseException(ErrorCode.WrongState, $"{release.Id} is live");
        var rolling = new RollingReturn(run, random);
        var written = await rolling.RequireNothingLostAsync(release, acceptsLoss, cancellation);
        var losses = written.Losses;
        await run.StepAsync("abort", release.Id, async () =>
        {
            await new CanaryReturn(run, random).TakeBackAsync(release, cancellation);
            await rolling.BeginAsync(release, cancellation);
            await new LiveViews(new RepairScope(run, random)).MakePlainAsync(release, cancellation);
            var list = await new CourseBook(run).ReadAsync(release, cancellation);
            var findings = new Findings();
            var context = new StepContext(run, random, findings, release, new Green.Kept(), list[0]);
            await Course.UndoAsync(context, [.. list.Where(IsWave)], "aborted", cancellation);
            losses = await rolling.RequireNothingLateAsync(release, written, acceptsLoss, cancellation);
            await Course.UndoAsync(context, [.. list.Where(row => !IsWave(row))], "aborted", cancellation);
            return string.Join("; ", findings.Sentences);
        });
        var after = await ReleaseBook.ReadAsync(run, cancellation);
        return new ReleaseReport.Released
        {
            Release = after.Find(release.Number),
            Live = after.LiveSummary,
            Losses = losses,
            Summary =
                book.IsRolling && book.Shown?.Number == release.Number
                    ? $"{release.Id} is aborted, its waves are taken back and its green is dropped"
                        + (losses.Count == 0 ? "" : $"; given up: {WriteLoss.Describe(losses)}")
                    : $"{release.Id} is aborted and its green dropped; live is untouched",
        };

        static bool IsWave(CourseStep row) => row.Name == WaveStep.Kind;
    }

    public async Task<ReleaseReport.Previewed> PreviewAbortAsync(
        RecoveryRequest request,
        CancellationToken cancellation
    )
    {
        if (request.Release is null && await FindWayBackAsync(cancellation) is { } back)
            return new ReleaseReport.Previewed
            {
                Live = back.Book.LiveSummary,
                Summary = $"would forget that {back.Begun.Describe}",
            };
        var before = await ReleaseBook.ReadAsync(run, cancellation);
        if (before.Shown is null && FindWatched(request, before) is { } watched)
        {
            RequireOne(request, before, watched);
            return await new RollbackCommand(run, random).PreviewAsync(new RollbackRequest(), cancellation);
        }
        var (release, book) = await ChooseAsync(request, includeCandidates: true, cancellation);
        var (views, plain) = await new CanaryReturn(run, random).PreviewAsync(release, cancellation);
        if (views.Count == 0)
            (views, plain) = await new LiveViews(new RepairScope(run, random)).PreviewPlainAsync(release, cancellation);
        var rolling = new RollingReturn(run, random);
        var taken = await rolling.PreviewAsync(release, cancellation);
        views = views.Union(await rolling.ShownAsync(release, cancellation)).ToHashSet();
        var statements = await new ReleaseCleanup(run).PlanAsync(release, cancellation, views);
        return new ReleaseReport.Previewed
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Statements =
            [
                .. taken,
                .. plain,
                .. statements.Select(statement => statement.Render(run.Warehouse.Dialect).Text),
            ],
            Summary = $"would abort {release.Id} and drop its green",
        };
    }

    /// <summary>
    /// The live release that is being watched, if the request means it: by name, or because nothing else is unfinished.
    /// </summary>
    private static ReleaseRecord? FindWatched(RecoveryRequest request, ReleaseBook book)
    {
        if (book.Current is not { } step || book.Record(step.Number) is not { } live)
            return null;
        var isMeant = request.Release is { } name
            ? book.Named(name)?.Number == live.Number
            : book.Releases.All(release => release.Number == live.Number || !release.IsUnderWay);
        return isMeant ? live : null;
    }

    /// <summary>
    /// Refuses an <c>abort</c> without a name that could mean the watched release as well as one that is not live: the
    /// one would roll live back, and the other only drops a green.
    /// </summary>
    /// <exception cref="ReleaseException">DR5030 names both ways.</exception>
    private static void RequireOne(RecoveryRequest request, ReleaseBook book, ReleaseRecord watched)
    {
        if (
            request.Release is not null
            || book.Releases.FirstOrDefault(release =>
                release.Number != watched.Number && (release.IsCandidate || release.State == ReleaseState.Failed)
            )
                is not { } other
        )
            return;
        throw new ReleaseException(
            ErrorCode.CandidatesSeveral,
            $"{watched.Id} ({watched.Version}) is live and watched, and {other.Id} ({other.Version}) is "
                + Ledger.Text(other.State),
            $"data-release abort --release {other.Id} drops {other.Id}; data-release rollback goes back from "
                + watched.Id
        );
    }

    /// <summary>
    /// The release in its shadow phase, if the request means it: by name, or because nothing else is unfinished.
    /// </summary>
    private static OpenCourse? FindShadow(RecoveryRequest request, ReleaseBook book)
    {
        if (book.Shadow is not { } shadow)
            return null;
        var isMeant = request.Release is { } name
            ? book.Named(name)?.Number == shadow.Release.Number
            : !book.Releases.Any(release => release.IsUnderWay && release.Number != book.Live?.Number);
        return isMeant ? shadow : null;
    }

    private async Task<(BegunWayBack Begun, ReleaseBook Book)?> FindWayBackAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return await BegunWayBack.FindAsync(run, book, cancellation) is { } begun ? (begun, book) : null;
    }

    private async Task<ReleaseReport.Released> GiveUpAsync(
        BegunWayBack begun,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        await run.StepAsync("abort", ReleaseRecord.Name(begun.From), async () =>
        {
            await new LiveViews(new RepairScope(run, random)).MakePlainAsync(null, cancellation);
            await new WayBackCourse(run, random).GiveUpAsync(begun, "given up", cancellation);
            return "the rollback is forgotten";
        });
        return new ReleaseReport.Released
        {
            Live = book.LiveSummary,
            Summary = $"{begun.Describe}; it will not be finished, and {book.LiveSummary!.Release} stays live",
        };
    }

    /// <summary>
    /// Opens the ledger's copy of the package that the release was being built from, in place of the project; null for
    /// a project.
    /// </summary>
    private async Task<OpenPackage?> OpenPackageAsync(
        ReleaseRecord release,
        BuildSource source,
        CancellationToken cancellation
    )
    {
        if (source == BuildSource.Project)
            return null;
        byte[]? artifact;
        await using (var session = await run.OpenAsync(cancellation))
            artifact = await run.Ledger.ReadArtifactAsync(session, release.Number, KeptPackage.Artifact, cancellation);
        if (artifact is null)
            throw new ReleaseException(ErrorCode.PackageNotResumable, $"{release.Id} has none");
        var package = KeptPackage.Read(artifact);
        if (package.Content is null)
            throw new ReleaseException(
                ErrorCode.PackageNotResumable,
                $"{package.Name} {package.Version} of {release.Id} was too large to keep; its SHA-256 is "
                    + package.Sha256
            );
        run.Events.Publish(
            new ReleaseEvent.Noted(
                $"{release.Id} is built from the ledger's copy of the package {package.Name} {package.Version}"
            )
        );
        var open = await OpenPackage.WriteAsync(run.Environment, release.Id, package, cancellation);
        var ofPackage = run.Environment.OfPackage?.Invoke(open.File) ?? run.Environment with { Builder = open.Builder };
        run.BuildBy(
            source == BuildSource.Package ? ofPackage : ofPackage with { Migrations = run.Environment.Migrations }
        );
        return open;
    }

    /// <summary>
    /// The named release, or else the one under way, the newest failed one, or the newest candidate. <c>abort</c> takes
    /// any candidate, <c>resume</c> only one whose command was to make it live.
    /// </summary>
    private async Task<(ReleaseRecord Release, ReleaseBook Book)> ChooseAsync(
        RecoveryRequest request,
        bool includeCandidates,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        var open = book.Releases.Where(release => release.Number != book.Live?.Number).ToList();
        if (request.Release is { } name)
        {
            var named = book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{run.Environment.Name}' has no release '{name}'"
                );
            return
                named.IsUnderWay
                || named.State == ReleaseState.Failed
                || (named.IsCandidate && (includeCandidates || await IsToGoOnAsync(named)))
                ? (named, book)
                : throw new ReleaseException(ErrorCode.WrongState, $"{named.Id} is {Ledger.Text(named.State)}");
        }
        var found = open.FirstOrDefault(release => release.IsUnderWay)
            ?? open.FirstOrDefault(release => release.State == ReleaseState.Failed);
        foreach (var candidate in open.Where(release => release.IsCandidate))
        {
            if (found is not null)
                break;
            if (includeCandidates || (candidate.Base == book.Live?.Number && await IsToGoOnAsync(candidate)))
                found = candidate;
        }
        return (
            found
                ?? throw new ReleaseException(
                    ErrorCode.NothingToDo,
                    $"no release of '{run.Environment.Name}' is unfinished"
                ),
            book
        );

        Task<bool> IsToGoOnAsync(ReleaseRecord release) => new CourseBook(run).IsToGoOnAsync(release, cancellation);
    }
}
