using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>Composes a release's report at the end of a command and stores it in the ledger.</summary>
internal sealed class ReportFiling(ReleaseRun run)
{
    /// <summary>
    /// Adds the release's document to the command's report. If the document can't be made, that is only a warning,
    /// because the command has ended already.
    /// </summary>
    public async Task<ReleaseReport.Released> FileAsync(ReleaseReport.Released report, Findings notes)
    {
        if (report.Release is not { } release || report.Error?.Code == ErrorCode.LeaseLost)
            return report;
        try
        {
            var document = await ComposeAsync(release.Id, report, notes);
            await using var session = await run.OpenAsync(CancellationToken.None);
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                run.Ledger.ReplaceArtifact(
                    int.Parse(release.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture),
                    ReportDocument.Artifact,
                    DocumentJson.Write(document)
                ),
                CancellationToken.None
            );
            return report with { Document = document };
        }
        // Whatever fails here, the exit code must still tell what the command did.
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.FileNotWritten.Id,
                    $"the report of {release.Id}: {(run.Translate(error) ?? error).Message.ReplaceLineEndings(" ")}"
                )
            );
            return report;
        }
    }

    /// <summary>A release's report from the ledger, updated with the present state.</summary>
    public async Task<ReportDocument> ReadAsync(ReleaseBook book, ReleaseRecord release, CancellationToken cancellation)
    {
        book = await book.WithAsync(run, release.Base is { } on ? [on] : [], cancellation);
        var monitoring = await MonitoringAsync(book, release, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        var earlier = await EarlierAsync(session, release, cancellation);
        return ReportComposer.Compose(
            Facts(book, release) with
            {
                Earlier = earlier,
                Monitoring = monitoring,
                Before = await BeforeAsync(session, release, cancellation),
                After = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation),
                Manifest = earlier is null ? await ManifestAsync(session, release, cancellation) : null,
                Checks = await run.Ledger.ReadChecksAsync(session, release.Number, cancellation),
                Steps = earlier is not null
                    ? []
                    :
                    [
                        .. (await run.Ledger.ReadStepsAsync(session, release.Number, cancellation)).Select(
                            step => new ReportedStep(step.Name, "done", step.Seconds, null, step.Detail)
                        ),
                    ],
            }
        );
    }

    private async Task<ReportDocument> ComposeAsync(string id, ReleaseReport.Released report, Findings notes)
    {
        var book = await ReleaseBook.ReadAsync(run, CancellationToken.None, new ReleaseScope.Named(id));
        var release = book.Named(id)!;
        book = await book.WithAsync(run, release.Base is { } on ? [on] : [], CancellationToken.None);
        var monitoring = await MonitoringAsync(book, release, CancellationToken.None);
        ReportFacts facts;
        await using (var session = await run.OpenAsync(CancellationToken.None))
        {
            var earlier = await EarlierAsync(session, release, CancellationToken.None);
            // The release was built again after a failure, so the earlier comparisons are obsolete.
            if (notes.Nodes is not null && earlier is not null)
                earlier = earlier with { Relations = [], Nodes = [] };
            facts = Facts(book, release) with
            {
                Earlier = earlier,
                Monitoring = monitoring,
                Manifest = notes.Manifest
                    ?? (earlier is null ? await ManifestAsync(session, release, CancellationToken.None) : null),
                Nodes = notes.Nodes,
                Steps =
                [
                    .. run.Steps.Select(step => new ReportedStep(
                        step.Name,
                        step.State.Word(),
                        step.Seconds,
                        step.StartedAt,
                        step.Detail
                    )),
                ],
                Checks =
                    report.Checks.Count > 0
                        ? report.Checks
                        : await run.Ledger.ReadChecksAsync(session, release.Number, CancellationToken.None),
                Problems = run.Steps.Any(step => step.Name is "build" or "validate") ? report.Problems : null,
                Error = report.Error,
                Before = await BeforeAsync(session, release, CancellationToken.None),
                After = await run.Ledger.ReadRelationsAsync(session, release.Number, CancellationToken.None),
            };
        }
        var document = ReportComposer.Compose(facts);
        if (notes.Nodes is not null || facts.Earlier is null)
            facts = facts with
            {
                Sql = await ReportSql.CompareAsync(
                    run,
                    book,
                    release,
                    document.Relations,
                    facts.Before,
                    CancellationToken.None
                ),
            };
        var comparisons = await new ReportDiffs(run).CompareAsync(
            release,
            release.Base is { } number ? book.Record(number) : null,
            document.Relations,
            facts.Before,
            facts.After,
            run.Cancellation
        );
        return comparisons.Count == 0 && facts.Sql.Count == 0
            ? document
            : ReportComposer.Compose(facts with { Comparisons = comparisons });
    }

    private async Task<ReportedMonitoring?> MonitoringAsync(
        ReleaseBook book,
        ReleaseRecord release,
        CancellationToken cancellation
    ) => MonitoringSection.Of(await WatchedFacts.ReadAsync(run, book, release, cancellation));

    private ReportFacts Facts(ReleaseBook book, ReleaseRecord release) =>
        new()
        {
            Environment = run.Environment.Name,
            Engine = run.Warehouse.Dialect.Name,
            Database = run.Warehouse.Database,
            At = run.Clock.GetUtcNow(),
            Book = book,
            Release = release,
            Refuses = check => Validation.Settle(check, run.Config.Validate.OnInconclusive).CountsAs == CheckState.Fail,
        };

    private async Task<ReportDocument?> EarlierAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    ) =>
        await run.Ledger.ReadArtifactAsync(session, release.Number, ReportDocument.Artifact, cancellation) is { } json
            ? DocumentJson.Read(json)
            : null;

    private async Task<IReadOnlyList<RelationRecord>> BeforeAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    ) => release.Base is { } number ? await run.Ledger.ReadRelationsAsync(session, number, cancellation) : [];

    private async Task<Manifest?> ManifestAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    ) =>
        await run.Ledger.ReadArtifactAsync(session, release.Number, "manifest.json", cancellation) is { } json
            ? ManifestReader.Read(json, $"manifest.json of {release.Id}", ManifestDetail.Structure)
            : null;
}
