using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary><c>prune</c>: drops releases that retention no longer keeps.</summary>
internal sealed class Retention(ReleaseRun run)
{
    public async Task<ReleaseReport.Pruned> RunAsync(PruneRequest request, CancellationToken cancellation)
    {
        var retirement = new Retirement(run);
        var gone = await run.StepAsync(
            "prune",
            "",
            () => retirement.RetireAsync(request.Keep, request.OlderThan, cancellation),
            retired => retired.Describe()
        );
        var contracted = await new ReleaseMigrations(run).ContractAsync(cancellation);
        var status = await new StatusCommand(run).StatusAsync(cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var left =
            gone.Kept.Count == 0
                ? ""
                : $"; {string.Join(", ", gone.Kept)} stay because something outside depends on them";
        return new ReleaseReport.Pruned(status with { Lease = null })
        {
            Gone =
            [
                .. book
                    .Releases.Where(release => release.State is ReleaseState.Retired or ReleaseState.Aborted)
                    .Select(release => release.Id),
            ],
            Summary =
                (gone.Retired.Count + gone.Dropped.Count == 0 ? "nothing to prune" : Words(gone.Retired, gone.Dropped))
                + left
                + (contracted.Count == 0 ? "" : $"; applied {string.Join(", ", contracted)}"),
        };
    }

    private static string Words(IReadOnlyList<string> retired, IReadOnlyList<string> dropped) =>
        string.Join(
            "; ",
            new[]
            {
                retired.Count == 0 ? "" : $"retired {string.Join(", ", retired)}",
                dropped.Count == 0 ? "" : $"dropped {string.Join(", ", dropped)}",
            }.Where(part => part.Length > 0)
        );

    public async Task<ReleaseReport.Pruned> PreviewAsync(PruneRequest request, CancellationToken cancellation)
    {
        var retirement = new Retirement(run);
        var cleanup = new ReleaseCleanup(run);
        var statements = new List<string>();
        var releases = await retirement.ChooseAsync(request.Keep, request.OlderThan, cancellation);
        var left = run.Warehouse.Exists ? await retirement.LeftAsync(cancellation) : [];
        var gone = new HashSet<int>();
        foreach (var release in releases.Concat(left))
        {
            IReadOnlyList<Sql> drops;
            try
            {
                drops = await cleanup.PlanAsync(release, cancellation, gone: gone);
            }
            catch (ReleaseException refused) when (refused.Code == ErrorCode.DependedOnFromOutside)
            {
                statements.Add($"-- {refused.Message.ReplaceLineEndings(" ")}");
                continue;
            }
            gone.Add(release.Number);
            if (drops.Count == 0 && left.Contains(release))
                continue;
            statements.Add($"-- {release.Id} ({release.Version})");
            statements.AddRange(drops.Select(statement => statement.Render(run.Warehouse.Dialect).Text));
        }
        var versions = await new DataVersions(run).ExpiredAsync(cancellation);
        statements.AddRange(
            versions.Select(version =>
                version.Schema.Length > 0
                    ? run.Warehouse.Dialect.DropSchema(version.Schema).Render(run.Warehouse.Dialect).Text
                    : $"-- the files of {version.Id} in {version.Folder}"
            )
        );
        var status = await new StatusCommand(run).StatusAsync(cancellation);
        return new ReleaseReport.Pruned(status)
        {
            Statements = statements,
            Summary =
                releases.Count + versions.Count == 0
                    ? "nothing to prune"
                    : $"would drop "
                        + string.Join(
                            ", ",
                            releases.Select(release => release.Id).Concat(versions.Select(version => version.Id))
                        ),
        };
    }
}
