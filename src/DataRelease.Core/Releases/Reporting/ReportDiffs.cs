using System.Collections.Concurrent;
using System.Data.Common;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>
/// Compares rows for the report: only relations that are small and likely to differ, within a time budget, so that the
/// report does not slow a release down noticeably. The report names the relations that are left out, with the command
/// that compares them.
/// </summary>
internal sealed class ReportDiffs(ReleaseRun run)
{
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(1);

    private const double Share = 0.05;

    public async Task<IReadOnlyDictionary<string, ReportedComparison>> CompareAsync(
        ReleaseRecord release,
        ReleaseRecord? older,
        IReadOnlyList<ReportedRelation> relations,
        IReadOnlyList<RelationRecord> before,
        IReadOnlyList<RelationRecord> after,
        CancellationToken cancellation
    )
    {
        var settings = run.Config.Report;
        var found = new ConcurrentDictionary<string, ReportedComparison>(StringComparer.Ordinal);
        if (settings.Diff == ReportDiffScope.None || before.Count == 0 || cancellation.IsCancellationRequested)
            return found;
        var wanted = new List<ReportedRelation>();
        foreach (var relation in relations.Where(relation => relation.Diff is null && IsWanted(relation)))
        {
            if (relation.RowsBefore is null || relation.RowsAfter is null)
                Leave(relation, "its rows were not counted");
            else if (Math.Max(relation.RowsBefore.Value, relation.RowsAfter.Value) > settings.MaxRows)
                Leave(relation, $"it has more than {settings.MaxRows:N0} rows (report.max_rows)");
            else
                wanted.Add(relation);
        }
        if (wanted.Count == 0)
            return found;

        run.Events.Publish(new ReleaseEvent.Progressed($"comparing rows of {wanted.Count} relations for the report"));
        using var budget = new CancellationTokenSource(settings.Budget ?? Budget(), run.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, budget.Token);
        try
        {
            Dictionary<string, ComparedRelation> pairs;
            await using (var session = await run.OpenAsync(both.Token))
                pairs = (await run.Sides.PairAsync(session, before, after, both.Token)).ToDictionary(pair =>
                    pair.Live.ToString()
                );
            var keys = await run.Sides.KeysAsync(release.Number, both.Token);
            var isTested = await run.Sides.TestedKeysAsync(older, release, null, null, both.Token);
            await AtOnceAsync(
                [
                    .. wanted
                        .Select(relation => pairs.GetValueOrDefault(relation.Name))
                        .OfType<ComparedRelation>()
                        .Where(pair => pair.IsOnBothSides),
                ],
                async (session, pair) =>
                    found[pair.Live.ToString()] = await CompareAsync(
                        session,
                        pair,
                        keys.GetValueOrDefault(pair.UniqueId) ?? [],
                        isTested,
                        Ended,
                        both.Token
                    ),
                both.Token
            );
            await ExplainAsync(found, pairs, both.Token);
        }
        catch (Exception error)
            when (error is OperationCanceledException || (budget.IsCancellationRequested && error is DbException))
        {
            foreach (var relation in wanted.Where(relation => !found.ContainsKey(relation.Name)))
                Leave(relation, Ended());
        }
        return found;

        async Task ExplainAsync(
            ConcurrentDictionary<string, ReportedComparison> compared,
            Dictionary<string, ComparedRelation> pairs,
            CancellationToken token
        )
        {
            var differing = compared
                .Where(entry => entry.Value.Diff is { } diff && diff.Added + diff.Removed + diff.Changed > 0)
                .Select(entry => entry.Key)
                .ToList();
            if (differing.Count == 0)
                return;
            var causes = await run.Sides.CausesAsync(older, release, before, after, token);
            foreach (var name in differing)
                compared[name] = compared[name] with { Explanation = causes(pairs[name].UniqueId) };
        }

        string Ended() =>
            cancellation.IsCancellationRequested
                ? "the command was cancelled"
                : "the report's time was up (report.budget)";

        void Leave(ReportedRelation relation, string why) =>
            found[relation.Name] = new ReportedComparison(
                null,
                $"{why}: data-release diff {relation.Name} --release {release.Id}"
            );

        bool IsWanted(ReportedRelation relation) =>
            relation.Change is not (ReportedChange.New or ReportedChange.Dropped or ReportedChange.Shared)
            && (
                settings.Diff == ReportDiffScope.All
                || relation.Change is ReportedChange.Changed or ReportedChange.Affected
                || relation.RowsBefore != relation.RowsAfter
            );
    }

    /// <summary>
    /// Compares several relations at once, each on a session of its own. Most of the time goes into planning many small
    /// queries, which an engine does on one processor.
    /// </summary>
    private async Task AtOnceAsync(
        IReadOnlyList<ComparedRelation> pairs,
        Func<WarehouseSession, ComparedRelation, Task> compare,
        CancellationToken cancellation
    )
    {
        var open = new ConcurrentQueue<ComparedRelation>(pairs);
        var workers = Math.Min(pairs.Count, Math.Min(run.Environment.Threads, Environment.ProcessorCount));
        if (workers == 0)
            return;
        var sessions = await run.Warehouse.OpenSeveralAsync(workers, cancellation);
        await Task.WhenAll(sessions.Select(session => Task.Run(() => WorkAsync(session), CancellationToken.None)));
        cancellation.ThrowIfCancellationRequested();

        async Task WorkAsync(WarehouseSession opened)
        {
            await using var session = opened;
            await session.ForbidWritesAsync(cancellation);
            while (!cancellation.IsCancellationRequested && open.TryDequeue(out var pair))
                await compare(session, pair);
        }
    }

    private async Task<ReportedComparison> CompareAsync(
        WarehouseSession session,
        ComparedRelation pair,
        IReadOnlyList<string> key,
        Func<string, IReadOnlyList<string>, bool> isTested,
        Func<string> ended,
        CancellationToken cancellation
    )
    {
        try
        {
            var sensitive = pair.Blue!.Columns.Select(column => column.Name)
                .Where(run.Config.Report.IsSensitive)
                .ToList();
            var diff = await new RelationComparer(run.Warehouse.Dialect).CompareAsync(
                session,
                pair.Live.ToString(),
                pair.Blue!,
                pair.Green!,
                new DiffOptions
                {
                    Key = key,
                    KeyIsTested = isTested(pair.UniqueId, key),
                    Samples = run.Config.Report.Samples,
                    Statistics = true,
                    // What rows have in common are values of them.
                    Common = run.Config.Report.Samples > 0,
                    Sensitive = sensitive,
                },
                cancellation
            );
            var reported = ReportMapping.Of(diff, sensitive);
            return new ReportedComparison(
                diff.IsEqual ? reported : await DrawAsync(session, pair, reported, sensitive, ended, cancellation),
                ""
            );
        }
        catch (Exception error)
            when (error is DbException or ReleaseException
                && !cancellation.IsCancellationRequested
                && session.Connection.State == System.Data.ConnectionState.Open
            )
        {
            return new ReportedComparison(null, $"it can't be compared: {Shown(pair, error)}");
        }
    }

    /// <summary>Adds histograms to a diff, as far as there is time. The diff is correct without them.</summary>
    private async Task<ReportedDiff> DrawAsync(
        WarehouseSession session,
        ComparedRelation pair,
        ReportedDiff diff,
        IReadOnlyCollection<string> sensitive,
        Func<string> ended,
        CancellationToken cancellation
    )
    {
        try
        {
            diff = await ReportHistograms.DrawAsync(session, pair, diff, sensitive, cancellation);
            return run.Config.Report.Samples > 0
                ? await ReportCategories.DrawAsync(session, pair, diff, sensitive, cancellation)
                : diff;
        }
        catch (Exception error)
            when (cancellation.IsCancellationRequested && error is OperationCanceledException or DbException)
        {
            return diff with { Notes = [.. diff.Notes, $"not every histogram is drawn: {ended()}"] };
        }
        catch (DbException error) when (session.Connection.State == System.Data.ConnectionState.Open)
        {
            // The engine's text may contain a value, and the configuration decides whose values a report shows.
            run.Events.Publish(
                new ReleaseEvent.Noted($"histograms of {pair.Live} were not drawn: {Shown(pair, error)}")
            );
            return diff with { Notes = [.. diff.Notes, "not every histogram is drawn: a query for them failed"] };
        }
    }

    private string Shown(ComparedRelation pair, Exception error) =>
        new EngineText(run.Config.Report.IsSensitive, run.Config.Report.NamesSensitive).About(
            pair,
            error.Message.ReplaceLineEndings(" ")
        );

    /// <summary>The time budget: a twentieth of what the release has taken so far.</summary>
    private TimeSpan Budget()
    {
        var share = TimeSpan.FromSeconds(run.Steps.Sum(step => step.Seconds) * Share);
        return share > _least ? share : _least;
    }
}
