using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>
/// <c>refresh</c>: builds the live code again from the package that the ledger kept, or else from the project if its
/// code is the same.
/// </summary>
internal sealed class RefreshCommand(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport.Released> RunAsync(RefreshRequest request, CancellationToken cancellation)
    {
        var live = await LiveAsync(cancellation);
        using var package = await PackageAsync(live, cancellation);
        return await new ReleaseCommand(run, random) { Builder = package?.Builder }.BeginAsync(
            Deploy(request, live),
            (_, _) => List(request, live, package),
            live,
            cancellation
        );
    }

    /// <summary>Shows what a refresh would do; writes nothing.</summary>
    public async Task<ReleaseReport.Previewed> PreviewAsync(RefreshRequest request, CancellationToken cancellation)
    {
        var live = await LiveAsync(cancellation);
        using var package = await PackageAsync(live, cancellation);
        return new ReleaseReport.Previewed(
            await new ReleaseCommand(run, random) { Builder = package?.Builder }.PlanAsync(
                Deploy(request, live) with
                {
                    WithStatements = true,
                },
                (_, _) => List(request, live, package),
                cancellation,
                live
            )
        );
    }

    private StrategySteps List(RefreshRequest request, ReleaseRecord live, OpenPackage? package) =>
        new(
            Refresh.Name,
            Refresh.Steps(
                run.Config,
                request.Build,
                live.Version,
                live.Number,
                Source(package),
                run.Policies.HasAnyOfRefresh
            )
        );

    private static BuildSource Source(OpenPackage? package) => package is null ? BuildSource.Project : BuildSource.Kept;

    private static DeployRequest Deploy(RefreshRequest request, ReleaseRecord live) =>
        new()
        {
            Build = request.Build,
            Version = live.Version,
            Commit = live.Commit,
            Branch = RecordedOrigin.Of(live).Branch,
            By = request.By,
            Override = request.Override,
            Wait = request.Wait,
        };

    private async Task<ReleaseRecord> LiveAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return book.Live is { } live && live.Number > 0 && book.Record(live.Number) is { } release
            ? release
            : throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"no release is live in '{run.Name}', so there is nothing to refresh",
                "data-release release makes the first one live"
            );
    }

    private async Task<OpenPackage?> PackageAsync(ReleaseRecord live, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var artifact = await run.Ledger.ReadArtifactAsync(session, live.Number, KeptPackage.Artifact, cancellation);
        var package = artifact is null ? null : KeptPackage.Read(artifact);
        if (package is { IsOfDatabase: true })
            throw InPlaceExpansion.Refused(
                $"{live.Id} has views and code, which always show what its tables have",
                "nothing has to be refreshed"
            );
        return package is { Content: not null }
            ? await OpenPackage.WriteAsync(run.Environment, live.Id, package, cancellation)
            : null;
    }
}
