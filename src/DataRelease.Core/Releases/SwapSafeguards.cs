using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>
/// What is done before a candidate goes live so that there is a way back: a rehearsal, a data version, marks of its
/// state.
/// </summary>
internal sealed class SwapSafeguards(ReleaseRun run)
{
    public async Task RunAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if (run.Config.Rollback.Rehearse && release.Base is not null)
            await run.StepAsync("rehearse", release.Id, () => new Rehearsal(run).RehearseAsync(release, cancellation));
        if (run.Config.Backups.BeforeRelease)
        {
            await run.StepAsync("backup", "", async () =>
            {
                var version = await new DataVersions(run).TakeStateAsync($"before release {release.Id}", cancellation);
                return version is null
                    ? "there is no state to keep"
                    : $"{version.Id}, {version.Tables.Count} tables, {version.Rows} rows";
            });
        }
        await new ReleaseMarks(run).TakeAsync(release, cancellation);
    }
}
