using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary><c>backup restore</c>: restores the tables of a data version.</summary>
internal sealed class RestoreCommand(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport.Restored> RunAsync(BackupRequest request, CancellationToken cancellation)
    {
        if (await ReleaseBook.ReadAsync(run, cancellation) is { IsRolling: true, Shown: { } rolling })
            throw ReleaseNumbers.RollingUnderWay(rolling);
        var version = await new DataVersions(run).FindAsync(request.Version!, cancellation);
        return await WithVersionsAsync(
            new ReleaseReport.Restored(await new WayBackCourse(run, random).RestoreAsync(version.Id, cancellation)),
            cancellation
        );
    }

    public async Task<ReleaseReport.Restored> PreviewAsync(BackupRequest request, CancellationToken cancellation)
    {
        run.RequireVersions();
        var version = await new DataVersions(run).FindAsync(request.Version!, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var live = book.Live is { } marker ? book.Record(marker.Number) : null;
        var preview = new StepPreview(run, random, book, live ?? WayBackCourse.Unreleased(run));
        foreach (var step in Restore.Steps(version.Id))
            await step.PreviewAsync(preview, cancellation);
        return await WithVersionsAsync(
            new ReleaseReport.Restored
            {
                Live = book.LiveSummary,
                Release = live is null ? null : book.Find(live.Number),
                Plan = preview.Relations,
                Statements = preview.Statements,
                Summary =
                    $"would put {string.Join(", ", preview.Sentences)} of "
                    + $"{version.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC",
            },
            cancellation
        );
    }

    private async Task<ReleaseReport.Restored> WithVersionsAsync(
        ReleaseReport.Restored report,
        CancellationToken cancellation
    )
    {
        var versions = await new DataVersions(run).ReadAsync(cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return report with
        {
            // A restore of state makes a release of its own.
            Release = book.Live is { } live ? book.Find(live.Number) : null,
            DataVersions =
            [
                .. versions.Where(version => version.State == DataVersionState.Ready).Select(BackupCommand.Summarize),
            ],
        };
    }
}
