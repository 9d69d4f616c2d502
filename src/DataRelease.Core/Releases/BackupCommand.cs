using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases;

/// <summary><c>backup create</c>, <c>list</c>, <c>verify</c> and <c>drop</c>.</summary>
internal sealed class BackupCommand(ReleaseRun run)
{
    private readonly DataVersions _versions = new(run);

    public async Task<ReleaseReport.BackedUp> CreateAsync(BackupCreateRequest request, CancellationToken cancellation)
    {
        var version = await run.StepAsync(
            "backup",
            request.Folder ?? "",
            () =>
                _versions.TakeAsync(
                    request.Name,
                    "asked",
                    request.Folder,
                    async session =>
                        request.Tables.Count > 0 && !request.State
                            ? await new BackupSelection(run).NamedAsync(session, request.Tables, cancellation)
                            :
                            [
                                .. await new BackupSelection(run).StateAsync(session, cancellation),
                                .. await new BackupSelection(run).NamedAsync(session, request.Tables, cancellation),
                            ],
                    cancellation
                ),
            taken => taken is null ? "nothing to keep" : DataVersions.Describe(taken)
        );
        if (version is null)
            throw new ReleaseException(
                ErrorCode.NothingToKeep,
                $"nothing that is live in '{run.Environment.Name}' is an incremental model, a snapshot or a seed"
            );
        return await ReportAsync(
            [version],
            $"{version.Id} holds {DataVersions.Describe(version)}: data-release backup restore {version.Id}",
            cancellation
        );
    }

    public async Task<ReleaseReport.BackedUp> ListAsync(CancellationToken cancellation)
    {
        var versions = (await _versions.ReadAsync(cancellation))
            .Where(version => version.State != DataVersionState.Dropped)
            .ToList();
        return await ReportAsync(
            versions,
            versions.Count == 0 ? "there is no data version: data-release backup create" : "",
            cancellation
        );
    }

    public async Task<ReleaseReport.BackedUp> PreviewAsync(BackupCreateRequest request, CancellationToken cancellation)
    {
        run.RequireVersions();
        await using var session = await run.OpenAsync(cancellation);
        var selection = new BackupSelection(run);
        IReadOnlyList<KeptTable> tables =
            request.Tables.Count > 0 && !request.State
                ? await selection.NamedAsync(session, request.Tables, cancellation)
                :
                [
                    .. await selection.StateAsync(session, cancellation),
                    .. await selection.NamedAsync(session, request.Tables, cancellation),
                ];
        var report = await ReportAsync([], $"would keep {tables.Count} tables", cancellation);
        return report with
        {
            Plan =
            [
                .. tables.Select(table => new PlannedRelation(
                    table.Name.ToString(),
                    RelationChange.Kept,
                    $"read from {table.Source.Name}"
                )),
            ],
        };
    }

    /// <summary>Proves that data versions are unchanged since they were taken.</summary>
    public async Task<ReleaseReport.Verified> VerifyAsync(BackupRequest request, CancellationToken cancellation)
    {
        var versions = request.Version is { } name
            ? [await _versions.FindAsync(name, cancellation)]
            : (await _versions.ReadAsync(cancellation))
                .Where(version => version.State == DataVersionState.Ready)
                .ToList();
        var checks = await run.StepAsync(
            "verify",
            "",
            async () =>
            {
                var found = new List<CheckOutcome>();
                foreach (var version in versions)
                    found.AddRange(await _versions.VerifyAsync(version, cancellation));
                return found;
            },
            found => $"{found.Count} tables of {versions.Count} versions"
        );
        var report = new ReleaseReport.Verified
        {
            Live = (await ReleaseBook.ReadAsync(run, cancellation)).LiveSummary,
            DataVersions = [.. versions.Select(Summarize)],
            Checks = checks,
            Summary =
                $"{checks.Count} tables of {string.Join(", ", versions.Select(version => version.Id))} are "
                + $"what was taken",
        };
        var wrong = checks.Where(check => check.State == CheckState.Fail).ToList();
        if (wrong.Count == 0)
            return report;
        var error = new ReleaseException(
            ErrorCode.VersionDamaged,
            string.Join("; ", wrong.Take(5).Select(check => check.Message))
        );
        return report with { ExitCode = error.Code.Exit, Error = error, Summary = "" };
    }

    public async Task<ReleaseReport.BackedUp> DropAsync(BackupRequest request, CancellationToken cancellation)
    {
        var version = await _versions.FindAsync(request.Version!, cancellation);
        await run.StepAsync("drop", version.Id, async () =>
        {
            await _versions.DropAsync(version, cancellation);
            return version.Folder ?? version.Schema;
        });
        return await ReportAsync([], $"{version.Id} is dropped", cancellation);
    }

    /// <summary>A version as users see it.</summary>
    public static DataVersionSummary Summarize(DataVersion version) =>
        new(
            version.Id,
            version.Name,
            version.State,
            version.Reason,
            version.Live is { } live ? ReleaseRecord.Name(live) : null,
            version.CreatedAt,
            version.CreatedBy,
            version.Folder ?? version.Schema,
            version.Rows,
            version.Bytes,
            [
                .. version.Tables.Select(table => new VersionTableSummary(
                    table.Name.ToString(),
                    table.Role,
                    table.Content.Rows,
                    table.Bytes,
                    table.Content.Checksum
                )),
            ]
        );

    private async Task<ReleaseReport.BackedUp> ReportAsync(
        IReadOnlyList<DataVersion> versions,
        string summary,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return new ReleaseReport.BackedUp
        {
            Live = book.LiveSummary,
            DataVersions = [.. versions.Select(Summarize)],
            Summary = summary,
        };
    }
}
