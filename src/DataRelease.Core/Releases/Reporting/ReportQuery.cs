using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps;

namespace DataRelease.Releases.Reporting;

/// <summary>
/// <c>report</c>: the document of one release or the trend of several, from the ledger alone. It only reads.
/// </summary>
internal sealed class ReportQuery(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(ReportRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        if (book.Releases.Count == 0)
            throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"nothing has been released to '{run.Environment.Name}' yet"
            );
        if (request.Trend is { } most)
            return await TrendAsync(book, most, cancellation);
        var release = request.Release is { } name
            ? book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{run.Environment.Name}' has no release '{name}'"
                )
            : book.Releases[0];
        var document = await new ReportFiling(run).ReadAsync(book, release, cancellation);
        return new ReleaseReport.Reported
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Document = document,
            Summary = document.Decision.Sentence.TrimEnd('.'),
        };
    }

    private async Task<ReleaseReport.Trend> TrendAsync(ReleaseBook book, int most, CancellationToken cancellation)
    {
        var releases = new List<TrendRelease>();
        await using (var session = await run.OpenAsync(cancellation))
        {
            // One more, since r0 is no release of anybody's.
            var newest = await run.Ledger.ReadReleasesAsync(
                session,
                new ReleaseScope.Page(null, most + 1),
                cancellation
            );
            var chosen = newest.Where(release => release.Number > 0).Take(most).Reverse();
            foreach (var release in chosen)
            {
                var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
                var kept = await run.Ledger.ReadArtifactAsync(
                    session,
                    release.Number,
                    ReportDocument.Artifact,
                    cancellation
                )
                    is { } json
                    ? DocumentJson.Read(json)
                    : null;
                releases.Add(
                    new TrendRelease(
                        release.Id,
                        release.Version,
                        Ledger.Text(release.State),
                        release.CreatedAt,
                        [
                            .. (kept?.Steps ?? [])
                                .GroupBy(step => step.Name)
                                .Select(group => new TrendStep(
                                    group.Key,
                                    Math.Round(group.Sum(step => step.Seconds), 3)
                                )),
                        ],
                        relations.Any(relation => relation.Rows is not null)
                            ?
                            [
                                .. relations
                                    .Where(relation => relation.Rows is not null)
                                    .Select(relation => new TrendRows(relation.Live.ToString(), relation.Rows!.Value)),
                            ]
                            :
                            [
                                .. (kept?.Relations ?? [])
                                    .Where(relation => relation.RowsAfter is not null)
                                    .Select(relation => new TrendRows(relation.Name, relation.RowsAfter!.Value)),
                            ],
                        TrendFigures.Of(await run.Ledger.ReadChecksAsync(session, release.Number, cancellation))
                    )
                );
            }
        }
        return new ReleaseReport.Trend
        {
            Live = book.LiveSummary,
            Document = new TrendDocument
            {
                Tool = ReportComposer.Tool,
                At = run.Clock.GetUtcNow(),
                Environment = run.Environment.Name,
                Releases = releases,
            },
            Summary = $"{releases.Count} releases, {releases[0].Id} to {releases[^1].Id}",
        };
    }
}
