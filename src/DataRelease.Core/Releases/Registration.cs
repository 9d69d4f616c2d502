using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>Gives a release its number.</summary>
internal sealed class Registration(ReleaseRun run)
{
    /// <summary>The release, in the ledger from now on.</summary>
    public async Task<ReleaseRecord> RegisterAsync(
        DeployRequest request,
        bool swap,
        BuildSource source,
        byte[]? package,
        CancellationToken cancellation
    )
    {
        var numbers = new ReleaseNumbers(run);
        await using var session = await run.OpenAsync(cancellation);
        var releases = await run.Ledger.ReadReleasesAsync(session, cancellation);
        await numbers.RefuseUnfinishedAsync(releases, session, cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        await numbers.RefuseMovedAsync(releases, live, session, cancellation);
        var number = await numbers.NextNumberAsync(releases, session, cancellation);
        var release = new ReleaseRecord
        {
            Environment = run.Environment.Name,
            Number = number,
            Version = request.Version ?? "",
            Commit = request.Commit,
            State = ReleaseState.Planned,
            LiveSchema = run.Environment.LiveSchema,
            GreenSchema = ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, number),
            Base = live?.Number,
            CreatedAt = run.Clock.GetUtcNow(),
            CreatedBy = request.By ?? $"{System.Environment.UserName}@{System.Environment.MachineName}",
            Options = new ReleaseIntent
            {
                Build = request.Build,
                Swap = swap,
                Branch = request.Branch,
                AllowBreaking = request.AllowBreaking,
                Source = source,
            }.Write(),
        };
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [
                run.Ledger.InsertRelease(release, run.Lease.Fencing),
                run.Ledger.InsertStep(number, "register", Ledger.Text(ReleaseState.Planned), 0, "", run.Lease.Fencing),
                .. package is null ? [] : run.Ledger.ReplaceArtifact(number, KeptPackage.Artifact, package),
            ],
            cancellation
        );
        return release;
    }
}
