using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Drops the data of releases that retention no longer keeps; the ledger remembers them as retired.</summary>
internal sealed class Retention(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(PruneRequest request, CancellationToken cancellation)
    {
        var cleanup = new ReleaseCleanup(run);
        var retired = new List<string>();
        var kept = new List<string>();
        var dropped = new List<string>();
        await run.StepAsync("prune", "", async () =>
        {
            // The newest first: what it shares with older ones is theirs alone once it is gone.
            foreach (var release in await ChooseAsync(request, cancellation))
            {
                if (await PlanAsync(cleanup, release, kept, cancellation) is not { } statements)
                    continue;
                await cleanup.DropAsync(release, ReleaseState.Retired, "prune", statements, cancellation);
                retired.Insert(0, release.Id);
            }
            foreach (var release in await LeftAsync(cancellation))
            {
                if (await PlanAsync(cleanup, release, kept, cancellation) is not { Count: > 0 } statements)
                    continue;
                await cleanup.DropAsync(release, release.State, "prune", statements, cancellation);
                dropped.Add($"what was left of {release.Id}");
            }
            var versions = new DataVersions(run);
            foreach (var version in await versions.ExpiredAsync(cancellation))
            {
                await versions.DropAsync(version, cancellation);
                dropped.Add(version.Id);
            }
            return retired.Count + dropped.Count == 0
                ? "nothing to drop"
                : $"dropped {string.Join(", ", retired.Concat(dropped))}";
        });
        var contracted = await new ReleaseMigrations(run).ContractAsync(cancellation);
        var status = await new Standing(run).StatusAsync(cancellation);
        var left = kept.Count == 0 ? "" : $"; {string.Join(", ", kept)} stay because something outside depends on them";
        return status with
        {
            ExitCode = ExitCode.Done,
            Error = null,
            Lease = null,
            Summary =
                (retired.Count + dropped.Count == 0 ? "nothing to prune" : Words(retired, dropped))
                + left
                + (contracted.Count == 0 ? "" : $"; applied {string.Join(", ", contracted)}"),
        };
    }

    /// <summary>
    /// Null, told and noted, if something outside depends on it: one that is in use must not keep the others from
    /// going.
    /// </summary>
    private async Task<IReadOnlyList<Sql>?> PlanAsync(
        ReleaseCleanup cleanup,
        ReleaseRecord release,
        List<string> kept,
        CancellationToken cancellation
    )
    {
        try
        {
            return await cleanup.PlanAsync(release, cancellation);
        }
        catch (ReleaseException refused) when (refused.Code == ErrorCode.DependedOnFromOutside)
        {
            run.Events.Publish(new ReleaseEvent.Warned(refused.Code.Id, $"{refused.Message}; {refused.ToDo}"));
            kept.Add(release.Id);
            return null;
        }
    }

    /// <summary>
    /// Releases that are gone by the ledger and of which something may stand, because another one shared it then; the
    /// newest first. Not r0: what was adopted later stands in its schemas too, where an older tool put it.
    /// </summary>
    private async Task<IReadOnlyList<ReleaseRecord>> LeftAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        var schemas = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
        return
        [
            .. book
                .Releases.Where(release =>
                    release.State is ReleaseState.Retired or ReleaseState.Aborted
                    && release.Number > 0
                    && schemas.Any(schema => schema.Contains(release.GreenSchema, StringComparison.Ordinal))
                )
                .OrderByDescending(release => release.Number),
        ];
    }

    private static string Words(List<string> retired, List<string> dropped) =>
        string.Join(
            "; ",
            new[]
            {
                retired.Count == 0 ? "" : $"retired {string.Join(", ", retired)}",
                dropped.Count == 0 ? "" : $"dropped {string.Join(", ", dropped)}",
            }.Where(part => part.Length > 0)
        );

    public async Task<ReleaseReport> PreviewAsync(PruneRequest request, CancellationToken cancellation)
    {
        var cleanup = new ReleaseCleanup(run);
        var statements = new List<string>();
        var releases = await ChooseAsync(request, cancellation);
        var left = run.Warehouse.Exists ? await LeftAsync(cancellation) : [];
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
        var status = await new Standing(run).StatusAsync(cancellation);
        return status with
        {
            ExitCode = ExitCode.Done,
            Error = null,
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

    /// <summary>
    /// Releases that were live, beyond the count or the age; failed ones whose green is still there. Never live, never
    /// a candidate, never one that is under way. The release to which a plain rollback would go is kept whatever its
    /// age.
    /// </summary>
    private async Task<IReadOnlyList<ReleaseRecord>> ChooseAsync(PruneRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var keep = request.Keep ?? run.Config.Retention.Keep;
        var oldest = await run.ReadOldestAsync(request.OlderThan ?? run.Config.Retention.MaxAge, cancellation);
        var retained = book
            .Releases.Where(release => release.IsRetained && release.Number != book.Live?.Number)
            .OrderByDescending(release => release.LiveAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(release => release.Number)
            .ToList();
        var next = WayBack.Next(book)?.Number;
        var chosen = retained.Where(
            (release, index) =>
                index >= keep || ((release.LiveAt ?? release.CreatedAt) < oldest && release.Number != next)
        );
        var failed = book.Releases.Where(release => release.State == ReleaseState.Failed);
        return [.. chosen.Concat(failed).OrderByDescending(release => release.Number)];
    }
}
