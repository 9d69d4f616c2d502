using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Doctor;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Strategies;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Runs a list that leads back. The ledger has the list from before its first step until its last step is done. If a
/// step refuses while live shows nothing of the list yet, the list is taken back and forgotten.
/// </summary>
internal sealed class WayBackCourse(ReleaseRun run, Random random)
{
    private readonly Findings _findings = new();

    /// <summary>Begins a rollback.</summary>
    /// <param name="plan">The plan. Its package is ignored.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<ReleaseReport.Released> RollBackAsync(RollbackPlan plan, CancellationToken cancellation)
    {
        var steps = Rollback.Steps(plan);
        if (steps.Count == 0)
            return await ReportAsync(plan.To, plan.To, "there was nothing to do");
        return await RunAsync(await BeginAsync(plan.From.Number, Rollback.Name, steps, cancellation), cancellation);
    }

    /// <summary>Begins a restore.</summary>
    /// <param name="version"><c>v7</c>.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<ReleaseReport.Released> RestoreAsync(string version, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return await RunAsync(
            await BeginAsync(book.Live?.Number ?? 0, Restore.Name, Restore.Steps(version), cancellation),
            cancellation
        );
    }

    /// <summary>
    /// Goes on with an interrupted list. If live shows nothing of it yet, it starts from the beginning, so that rows
    /// written in the meantime count.
    /// </summary>
    public async Task<ReleaseReport.Released> ContinueAsync(BegunWayBack begun, CancellationToken cancellation)
    {
        if (begun.IsPrepared)
            return await RunAsync(
                await BeginAsync(begun.From, begun.List[0].Strategy, begun.Steps, cancellation),
                cancellation
            );
        run.Events.Publish(new ReleaseEvent.Noted($"{begun.Describe}; the rest of it is done now"));
        return await RunAsync(begun.IsFormer ? await KeepAsync(begun, cancellation) : begun, cancellation);
    }

    /// <summary>Takes back the preparations, and ends the list.</summary>
    public async Task GiveUpAsync(BegunWayBack begun, string why, CancellationToken cancellation)
    {
        await TakeBackAsync(begun, why, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, run.Ledger.ForgetWaysBack(), cancellation);
    }

    /// <summary>Writes a new list. What an earlier command only prepared is taken back first.</summary>
    private async Task<BegunWayBack> BeginAsync(
        int from,
        string strategy,
        IReadOnlyList<Step> steps,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (await BegunWayBack.FindAsync(run, book, cancellation) is { IsPrepared: true } before)
            await TakeBackAsync(before, "begun again", cancellation);
        return await KeepAsync(new BegunWayBack(from, StepCatalog.Rows(from, 0, strategy, steps), steps), cancellation);
    }

    private async Task TakeBackAsync(BegunWayBack begun, string why, CancellationToken cancellation)
    {
        // A swap that was cut short may have left views that read the copy, too.
        foreach (var copy in await new DerivedRelease(run).ReadUnfinishedAsync(cancellation))
            await new LiveViews(new RepairScope(run, random)).MakePlainAsync(copy, cancellation);
        await Course.UndoAsync(Context(begun, begun.List, Unreleased(run)), begun.List, why, cancellation);
    }

    /// <summary>
    /// Writes the list after the one that the release went through, in place of any earlier list that leads back.
    /// </summary>
    private async Task<BegunWayBack> KeepAsync(BegunWayBack begun, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var own = await run.Ledger.ReadCourseAsync(session, begun.From, cancellation);
        var first = own.Count == 0 ? 0 : own[^1].Ordinal + 1;
        IReadOnlyList<CourseStep> rows = [.. begun.List.Select((row, index) => row with { Ordinal = first + index })];
        IReadOnlyList<Sql> writes =
        [
            .. run.Ledger.ForgetWaysBack(),
            .. run.Ledger.ReplaceCourse(begun.From, first, rows, run.Lease.Fencing),
        ];
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
        return begun with { List = rows, IsFormer = false };
    }

    private async Task<ReleaseReport.Released> RunAsync(BegunWayBack begun, CancellationToken cancellation)
    {
        var book = await (await ReleaseBook.ReadAsync(run, cancellation)).WithAsync(run, begun.Numbers, cancellation);
        var from = book.Record(begun.From);
        var to = begun.To is { } number ? book.Record(number)! : from;
        // If the rollback carried rows, its swap made a copy of the release live.
        var target = begun.IsSwapped ? book.Record(book.Live!.Number)! : to ?? Unreleased(run);
        var course = new Course(run);
        var end = await course.RunAsync(Context(begun, begun.List, target), begun.List, null, cancellation);
        if (end is CourseEnd.Failed failed)
            return await FailedAsync(course, begun, failed, to ?? target);
        var sentences = new List<string>();
        if (begun.Steps.OfType<GoBackStep>().Any())
        {
            sentences.Add(
                end.Release.Number != to!.Number
                    ? $"{end.Release.Id} is live: {to.Id} ({to.Version}) with "
                        + (
                            begun.Steps.OfType<KeepStateStep>().Any()
                                ? $"the state of {from!.Id}"
                                : "the rows that were written since"
                        )
                    : $"{to.Id} ({to.Version}) is live again, with data of {to.CreatedAt:yyyy-MM-dd HH:mm} UTC"
            );
            sentences.Add($"{from!.Id} is kept, data-release rollback --to {from.Id} would return to it");
        }
        var report = await ReportAsync(
            to ?? end.Release,
            end.Release,
            string.Join("; ", sentences.Concat(_findings.Sentences))
        );
        return report with { Error = _findings.Flaw, ExitCode = _findings.Flaw?.Code.Exit ?? ExitCode.Done };
    }

    private async Task<ReleaseReport.Released> FailedAsync(
        Course course,
        BegunWayBack begun,
        CourseEnd.Failed failed,
        ReleaseRecord to
    )
    {
        var known = failed.Error;
        try
        {
            await run.ReconnectAsync();
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            await using var session = await run.OpenAsync(CancellationToken.None);
            var rows = await run.Ledger.ReadWayBackAsync(session, CancellationToken.None);
            var now = begun with { List = rows.Count > 0 ? rows : begun.List };
            // If nobody knows whether the swap happened, the next command finds out.
            if (known.Code != ErrorCode.OutcomeUnknown && now.IsPrepared && (book.Live?.Number ?? 0) == begun.From)
                await GiveUpAsync(now, $"{known.Code.Id}: {known.Message}", CancellationToken.None);
            else
                await run.Ledger.WriteAsync(
                    session,
                    run.Lease,
                    [course.Mark(failed.At, StepState.Refused, $"{known.Code.Id}: {known.Message}")],
                    CancellationToken.None
                );
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"how it ended could not be written to the ledger: {second.Message.ReplaceLineEndings(" ")}; "
                        + $"data-release resume would try it again, data-release abort gives it up"
                )
            );
        }
        var report = await ReportAsync(to, to, "");
        return report with { Error = known, ExitCode = known.Code.Exit };
    }

    private StepContext Context(BegunWayBack begun, IReadOnlyList<CourseStep> list, ReleaseRecord release) =>
        new(run, random, _findings, release, new Green.Kept(), list[0]);

    /// <summary>The release that a restore works on where nothing was released yet.</summary>
    public static ReleaseRecord Unreleased(ReleaseRun run) =>
        new()
        {
            Environment = run.Name,
            Number = 0,
            Version = "",
            State = ReleaseState.Planned,
            LiveSchema = run.LiveSchema,
            GreenSchema = run.LiveSchema,
            CreatedAt = run.Clock.GetUtcNow(),
            CreatedBy = "",
        };

    private async Task<ReleaseReport.Released> ReportAsync(ReleaseRecord to, ReleaseRecord live, string summary)
    {
        var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return new ReleaseReport.Released
        {
            Release = book.Find(live.Number) ?? book.Find(to.Number),
            Live = book.LiveSummary,
            Checks = _findings.Checks,
            Losses = _findings.Losses,
            Carried = _findings.Carried,
            Summary = summary,
        };
    }
}
