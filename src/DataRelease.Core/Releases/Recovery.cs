using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Finishes or cleans up what a command that ended half way left.</summary>
internal sealed class Recovery(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport> ResumeAsync(RecoveryRequest request, CancellationToken cancellation)
    {
        var (release, _) = await ChooseAsync(request, includeCandidates: false, cancellation).ConfigureAwait(false);
        if (DerivedRelease.IsDerived(release)) throw new ReleaseException(ErrorCode.NotResumable, $"{release.Id} is of the kind '{release.Strategy}'");
        var intent = ReleaseIntent.Read(release);
        var deploy = new DeployRequest
        {
            Build = intent.Build, Version = release.Version.Length > 0 ? release.Version : null, Commit = release.Commit, AllowBreaking = intent.AllowBreaking,
        };
        var course = new ReleaseCourse(run, random);
        if (release.State is ReleaseState.Planned or ReleaseState.Building or ReleaseState.Failed)
        {
            // A half-built green can't be trusted: which of its relations are complete is not known.
            var cleanup = new ReleaseCleanup(run);
            var statements = await cleanup.PlanAsync(release, cancellation).ConfigureAwait(false);
            List<Sql> writes = [.. statements, run.Ledger.DeleteRelations(release.Number)];
            var next = SchemaNames.Next(run.Warehouse.Dialect, release.LiveSchema, release.Number, release.GreenSchema);
            release = await run.TransitionAsync(
                release with { Message = "", GreenSchema = next }, ReleaseState.Planned, "resume", "built again from the start", writes, cancellation).ConfigureAwait(false);
        }
        return await course.ContinueAsync(release, deploy, intent.Swap, cancellation).ConfigureAwait(false);
    }

    public async Task<ReleaseReport> AbortAsync(RecoveryRequest request, CancellationToken cancellation)
    {
        var (release, book) = await ChooseAsync(request, includeCandidates: true, cancellation).ConfigureAwait(false);
        if (release.Number == book.Live?.Number) throw new ReleaseException(ErrorCode.WrongState, $"{release.Id} is live");
        await run.StepAsync("abort", release.Id, async () =>
        {
            var cleanup = new ReleaseCleanup(run);
            var statements = await cleanup.PlanAsync(release, cancellation).ConfigureAwait(false);
            await cleanup.DropAsync(release, ReleaseState.Aborted, "abort", statements, cancellation).ConfigureAwait(false);
            return statements.Count == 0 ? "nothing was left of it" : "its green is dropped";
        }).ConfigureAwait(false);
        var after = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = after.Find(release.Number),
            Live = after.LiveSummary,
            Summary = $"{release.Id} is aborted and its green dropped; live is untouched",
        };
    }

    public async Task<ReleaseReport> PreviewAbortAsync(RecoveryRequest request, CancellationToken cancellation)
    {
        var (release, book) = await ChooseAsync(request, includeCandidates: true, cancellation).ConfigureAwait(false);
        var statements = await new ReleaseCleanup(run).PlanAsync(release, cancellation).ConfigureAwait(false);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Statements = [.. statements.Select(statement => statement.Render(run.Warehouse.Dialect).Text)],
            Summary = $"would abort {release.Id} and drop its green",
        };
    }

    /// <summary>
    /// The named release, else the one under way, else the newest that failed, else the newest candidate: to abort any, to
    /// resume one whose command meant it to go live.
    /// </summary>
    private async Task<(ReleaseRecord Release, Standing.Book Book)> ChooseAsync(RecoveryRequest request, bool includeCandidates, CancellationToken cancellation)
    {
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        var open = book.Releases.Where(release => release.Number != book.Live?.Number).ToList();
        if (request.Release is { } name)
        {
            var named = book.Named(name) ?? throw new ReleaseException(ErrorCode.ReleaseUnknown, $"'{name}' is no release of '{run.Environment.Name}'");
            return named.IsUnderWay || named.State == ReleaseState.Failed || (named.State == ReleaseState.Validated && (includeCandidates || IsToGoLive(named)))
                ? (named, book)
                : throw new ReleaseException(ErrorCode.WrongState, $"{named.Id} is {Ledger.Text(named.State)}");
        }
        var found = open.FirstOrDefault(release => release.IsUnderWay)
            ?? open.FirstOrDefault(release => release.State == ReleaseState.Failed)
            ?? open.FirstOrDefault(release => release.State == ReleaseState.Validated && (includeCandidates || (IsToGoLive(release) && release.Base == book.Live?.Number)));
        return (found ?? throw new ReleaseException(ErrorCode.NothingToDo, $"no release of '{run.Environment.Name}' is unfinished"), book);
    }

    private static bool IsToGoLive(ReleaseRecord release) => ReleaseIntent.Read(release).Swap;
}
