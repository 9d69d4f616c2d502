using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Takes back a release that is live in some relations, wave by wave, the newest first, by undoing its own list. Rows
/// that were written to these relations are counted first, and are lost only if somebody accepts that.
/// </summary>
internal sealed class RollingReturn(ReleaseRun run, Random random)
{
    /// <summary>What the current step waits for while a person takes the waves back.</summary>
    public const string Begun = "being taken back";

    /// <summary>Refuses to lose rows; does nothing if no wave is live or was being taken back.</summary>
    /// <param name="release">The release that goes live in waves.</param>
    /// <param name="acceptsLoss">True if written rows are given up.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was written to the relations of the waves.</returns>
    /// <exception cref="ReleaseException">DR8200 names what would be lost.</exception>
    public async Task<WaveWrites> RequireNothingLostAsync(
        ReleaseRecord release,
        bool acceptsLoss,
        CancellationToken cancellation
    )
    {
        var names = await TouchedAsync(release, cancellation);
        if (names.Count == 0 || release.Base is null)
            return new WaveWrites(names, []);
        var writes = await run.StepAsync(
            "count",
            release.Id,
            () => CountAsync(release, names, cancellation),
            found =>
                found.Losses.Count == 0
                    ? "nothing was written since its waves went live"
                    : WriteLoss.Describe(found.Losses)
        );
        return writes.Losses.Count == 0 || acceptsLoss
            ? writes
            : throw new ReleaseException(
                ErrorCode.WritesLost,
                WriteLoss.Describe(writes.Losses),
                "data-release rollback --accept-loss gives them up; to take them along, make all of the release live "
                    + "with data-release promote --full, then data-release rollback --carry-writes"
            );
    }

    /// <summary>
    /// Counts again after the waves were taken back: a writer that held a lock has committed meanwhile, and nobody can
    /// write through live any more. If rows came that nobody gave up, the release fails and keeps its data.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="before">The count before the first wave was taken back.</param>
    /// <param name="acceptsLoss">True if written rows are given up.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The rows that are given up.</returns>
    /// <exception cref="ReleaseException">DR8209 names where the rows are.</exception>
    public async Task<IReadOnlyList<WriteLoss>> RequireNothingLateAsync(
        ReleaseRecord release,
        WaveWrites before,
        bool acceptsLoss,
        CancellationToken cancellation
    )
    {
        if (before.Names.Count == 0)
            return before.Losses;
        var after = await CountAsync(release, before.Names, cancellation);
        if (acceptsLoss || Late(release, before, after) is not { } late)
            return after.Losses;
        await EndAsync(release, late, late, cancellation);
        throw late;
    }

    /// <summary>
    /// Says in the ledger that a person takes the waves back, so that no scheduled <c>advance</c> goes on with a
    /// release whose taking back was refused or cut short.
    /// </summary>
    public async Task BeginAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if (release.State is not (ReleaseState.Rolling or ReleaseState.Swapping))
            return;
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (!book.IsRolling || book.Shown?.Number != release.Number || book.Current is not { } step)
            return;
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [run.Ledger.SetCourseStep(step.Number, step.Ordinal, StepState.Waiting, Begun, null, run.Lease.Fencing)],
            cancellation
        );
    }

    /// <summary>True if a wave of the list was live and was taken back, and no later try has made it live.</summary>
    public static bool IsBegun(IReadOnlyList<CourseStep> list) => Undone(list).Count > 0;

    /// <summary>The list with every wave that was taken back before it as one that still has to go live.</summary>
    public static IReadOnlyList<CourseStep> Again(IReadOnlyList<CourseStep> list)
    {
        var undone = Undone(list);
        return undone.Count == 0
            ? list
            : [.. list.Select(row => undone.Contains(row.Ordinal) ? row with { State = StepState.Waiting } : row)];
    }

    /// <summary>
    /// Takes all waves back after a failed analysis, or after a wave that could not be swapped. The release's data is
    /// kept for inspection.
    /// </summary>
    public async Task<ReleaseReport.Released> FailAsync(
        ReleaseRecord release,
        ReleaseReport.Released report,
        ReleaseException why,
        CancellationToken cancellation
    )
    {
        ReleaseException error;
        IReadOnlyList<WriteLoss> losses = [];
        var accepts = run.Config.Monitor.OnWrites == OnWrites.Accept;
        try
        {
            var before = await RequireNothingLostAsync(release, accepts, cancellation);
            await TakeBackAsync(release, why.Message, cancellation);
            var after = before.Names.Count == 0 ? before : await CountAsync(release, before.Names, cancellation);
            losses = after.Losses;
            var late = accepts ? null : Late(release, before, after);
            error = new ReleaseException(
                ErrorCode.RollingFailed,
                $"{release.Id} ({release.Version}) is taken back, everybody sees "
                    + $"{ReleaseRecord.Name(release.Base ?? 0)}: {why.Message}"
                    + (late is null ? "" : $"; {late.Code.Id}: {late.Message}"),
                late?.ToDo
            );
            await EndAsync(release, error, why, cancellation);
        }
        catch (Exception refused)
            when (run.Translate(refused) is { } known && known.Code.Exit is not (ExitCode.Cancelled or ExitCode.Busy))
        {
            error = new ReleaseException(
                ErrorCode.RollingFailedStays,
                $"some relations of {release.Id} ({release.Version}) stay live: {why.Message}; going back was refused: "
                    + $"{known.Code.Id}: {known.Message}"
            );
        }
        await run.ReconnectAsync();
        var ended = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return report with
        {
            Release = ended.Find(release.Number),
            Live = ended.LiveSummary,
            Losses = losses,
            Error = error,
            ExitCode = error.Code.Exit,
            Watch = await new WatchReader(run).ReadAsync(ended, CancellationToken.None),
            Summary = "",
        };
    }

    /// <summary>The statements that take the waves back, for a preview.</summary>
    public async Task<IReadOnlyList<string>> PreviewAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return
        [
            .. (await run.Ledger.ReadWavesAsync(session, cancellation))
                .Where(row => row.Number == release.Number)
                .GroupBy(row => row.Wave)
                .OrderByDescending(wave => wave.Key)
                .Select(wave =>
                    $"-- wave {wave.Key} shows {ReleaseRecord.Name(release.Base ?? 0)} again: "
                    + string.Join(", ", wave.Select(row => row.Live).Order())
                ),
        ];
    }

    /// <summary>The views that show the release before it is live.</summary>
    public async Task<IReadOnlySet<RelationName>> ShownAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return (await run.Ledger.ReadWavesAsync(session, cancellation))
            .Where(row => row.Number == release.Number)
            .Select(row => row.Live)
            .ToHashSet();
    }

    /// <summary>
    /// The views that show the release, and those that have shown it since its waves began and show blue again.
    /// </summary>
    private async Task<IReadOnlySet<RelationName>> TouchedAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var names = (await ShownAsync(release, cancellation)).ToHashSet();
        if (release.State is not (ReleaseState.Rolling or ReleaseState.Swapping))
            return names;
        var list = await new CourseBook(run).ReadAsync(release, cancellation);
        var undone = Undone(list);
        foreach (var row in list.Where(row => undone.Contains(row.Ordinal)))
            names.UnionWith(await ((WaveStep)StepCatalog.Read(row)).NamesAsync(run, release, cancellation));
        return names;
    }

    /// <summary>The places of waves that were taken back and were not tried again.</summary>
    private static HashSet<int> Undone(IReadOnlyList<CourseStep> list) =>
        [
            .. list.Where(row => row.Name == WaveStep.Kind)
                .GroupBy(row => ((WaveStep)StepCatalog.Read(row)).Wave)
                .Select(tries => tries.Last())
                .Where(row => row.State == StepState.Undone)
                .Select(row => row.Ordinal),
        ];

    private async Task<WaveWrites> CountAsync(
        ReleaseRecord release,
        IReadOnlySet<RelationName> names,
        CancellationToken cancellation
    ) =>
        new(
            names,
            [
                .. (await new WrittenRows(run).CountAsync(release.Number, release.Base ?? 0, cancellation)).Where(one =>
                    names.Contains(one.Relation.Live)
                ),
            ]
        );

    private static ReleaseException? Late(ReleaseRecord release, WaveWrites before, WaveWrites after) =>
        LateWrites.Describe(after.Written, before.Written) is { Count: > 0 } late
            ? new ReleaseException(
                ErrorCode.WrittenMeanwhile,
                $"everybody sees {ReleaseRecord.Name(release.Base ?? 0)}; rows were written to {release.Id} after they "
                    + $"were counted: {string.Join("; ", late)}",
                $"{release.Id} keeps the rows until it is dropped: read them there and write them to live again; then "
                    + $"data-release abort --release {release.Id} drops it"
            )
            : null;

    /// <summary>Undoes only the waves of the release's list. What was built stays for inspection.</summary>
    private async Task TakeBackAsync(ReleaseRecord release, string why, CancellationToken cancellation)
    {
        var list = await new CourseBook(run).ReadAsync(release, cancellation);
        var context = new StepContext(run, random, new Findings(), release, new Green.Kept(), list[0]);
        await Course.UndoAsync(context, [.. list.Where(row => row.Name == WaveStep.Kind)], why, cancellation);
    }

    private async Task EndAsync(
        ReleaseRecord release,
        ReleaseException error,
        ReleaseException why,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        await run.TransitionAsync(
            (book.Record(release.Number) ?? release) with
            {
                Message = $"{error.Code.Id}: {error.Message}",
            },
            ReleaseState.Failed,
            "take back",
            why.Message,
            [],
            cancellation
        );
    }
}

/// <summary>What was written to relations of a release's waves.</summary>
/// <param name="Names">The views of the waves that are live, or were.</param>
/// <param name="Written">What the relations hold, and what was written to them.</param>
internal sealed record WaveWrites(IReadOnlySet<RelationName> Names, IReadOnlyList<Written> Written)
{
    /// <summary>The rows that would be lost.</summary>
    public IReadOnlyList<WriteLoss> Losses => Steps.Rollbacks.Written.Losses(Written);
}
