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
    /// <summary>Refuses to lose rows; does nothing if no wave is live.</summary>
    /// <param name="release">The release that goes live in waves.</param>
    /// <param name="acceptsLoss">True if written rows are given up.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The rows that are given up.</returns>
    /// <exception cref="ReleaseException">DR8200 names what would be lost.</exception>
    public async Task<IReadOnlyList<WriteLoss>> RequireNothingLostAsync(
        ReleaseRecord release,
        bool acceptsLoss,
        CancellationToken cancellation
    )
    {
        var names = await ShownAsync(release, cancellation);
        if (names.Count == 0 || release.Base is not { } blue)
            return [];
        var losses = await run.StepAsync(
            "count",
            release.Id,
            async () =>
            {
                var written = await new WrittenRows(run).CountAsync(release.Number, blue, cancellation);
                return Written.Losses([.. written.Where(one => names.Contains(one.Relation.Live))]);
            },
            found => found.Count == 0 ? "nothing was written since its waves went live" : WriteLoss.Describe(found)
        );
        return losses.Count == 0 || acceptsLoss
            ? losses
            : throw new ReleaseException(
                ErrorCode.WritesLost,
                WriteLoss.Describe(losses),
                "data-release rollback --accept-loss gives them up; to take them along, make all of the release live "
                    + "with data-release promote --full, then data-release rollback --carry-writes"
            );
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
        try
        {
            losses = await RequireNothingLostAsync(
                release,
                run.Config.Monitor.OnWrites == OnWrites.Accept,
                cancellation
            );
            await TakeBackAsync(release, why.Message, cancellation);
            error = new ReleaseException(
                ErrorCode.RollingFailed,
                $"{release.Id} ({release.Version}) is taken back, everybody sees "
                    + $"{ReleaseRecord.Name(release.Base ?? 0)}: {why.Message}"
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
        var after = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return report with
        {
            Release = after.Find(release.Number),
            Live = after.LiveSummary,
            Losses = losses,
            Error = error,
            ExitCode = error.Code.Exit,
            Watch = await new WatchReader(run).ReadAsync(after, CancellationToken.None),
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
