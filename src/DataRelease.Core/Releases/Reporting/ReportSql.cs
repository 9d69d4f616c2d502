using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps;

namespace DataRelease.Releases.Reporting;

/// <summary>The SQL of a release's new and changed relations beside that of its base, for the report.</summary>
internal static class ReportSql
{
    /// <summary>The largest number of relations whose SQL a report has.</summary>
    private const int Most = 100;

    /// <summary>Compares as far as the ledger has both texts; the relations by live name.</summary>
    /// <param name="run">The run, whose ledger is read.</param>
    /// <param name="book">The releases, for their versions.</param>
    /// <param name="release">The release.</param>
    /// <param name="relations">The report's relations.</param>
    /// <param name="before">The base's relations.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyDictionary<string, ReportedSql>> CompareAsync(
        ReleaseRun run,
        ReleaseBook book,
        ReleaseRecord release,
        IReadOnlyList<ReportedRelation> relations,
        IReadOnlyList<RelationRecord> before,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<string, ReportedSql>(StringComparer.Ordinal);
        var wanted = relations
            .Where(relation => relation.Change is ReportedChange.Changed or ReportedChange.New)
            .Take(Most)
            .ToList();
        // In a first release every relation is new.
        if (release.Base is not { } older || before.Count == 0 || wanted.Count == 0)
            return found;
        var kept = new KeptSql(run, book, older, release.Id);
        var (code, manifest) = await kept.ReadAsync(release.Number, cancellation);
        if (manifest is null)
            return found;
        var blue = before.ToDictionary(relation => relation.Live.ToString());
        foreach (var relation in wanted)
            if (manifest.Nodes.GetValueOrDefault(relation.Id) is { } node)
            {
                var sql = await kept.CompareAsync(node, blue.GetValueOrDefault(relation.Name), code, cancellation);
                if (
                    sql
                        .Lines.Prepend(code?.Texts.GetValueOrDefault(node.UniqueId) ?? "")
                        .Any(run.Config.Report.NamesSensitive)
                )
                    sql = kept.Word(node, "it names a column of report.sensitive and is not shown", sql.Before);
                found[relation.Name] = new ReportedSql(sql.Before, sql.Lines, sql.Hidden, sql.Note);
            }
        return found;
    }
}
