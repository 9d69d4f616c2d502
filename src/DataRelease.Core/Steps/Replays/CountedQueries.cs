using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Replays;

/// <summary>
/// Reads consumers' queries from the warehouse's own statistics. The statistics have texts with <c>$1</c> in place of
/// values. Samples provide values, each with such a text.
/// </summary>
internal sealed class CountedQueries(ReleaseRun run, CountedQueriesConfig config)
{
    /// <summary>The queries that name a live relation, the most frequent first.</summary>
    /// <param name="blue">The relations of the live release.</param>
    /// <param name="folder">The folder that paths of samples start from.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR7070, DR7120.</exception>
    public async Task<IReadOnlyList<ReplayQuery>> ReadAsync(
        IReadOnlyList<RelationRecord> blue,
        string folder,
        CancellationToken cancellation
    )
    {
        var rules = run.Warehouse.Dialect.Lexis;
        var samples = new ReplayFiles(run.Warehouse.Dialect)
            .Read(config.Parameters, folder)
            .ToLookup(sample => QueryShape.Normal(sample.Text, rules), StringComparer.Ordinal);
        IReadOnlyList<CountedQuery> counted;
        await using (var session = await run.OpenAsync(cancellation))
        {
            if (await run.Warehouse.WhyNoQueryStatisticsAsync(session, cancellation) is { } reason)
                throw new ReleaseException(ErrorCode.ReplayNotCounted, reason, null, run.Config.Replay.Where);
            counted = await run.Warehouse.ReadCountedQueriesAsync(
                session,
                [.. blue.Select(relation => relation.Live)],
                config.Roles,
                cancellation
            );
        }
        var known = counted.Select(one => QueryShape.Normal(one.Text ?? "", rules)).ToHashSet(StringComparer.Ordinal);
        var unknown = samples.Where(sample => !known.Contains(sample.Key)).Sum(sample => sample.Count());
        if (unknown > 0)
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"{unknown} of {samples.Sum(sample => sample.Count())} samples belong to queries that are not "
                        + "in the warehouse's statistics"
                )
            );
        return [.. counted.SelectMany((one, index) => Of(one, index))];

        IEnumerable<ReplayQuery> Of(CountedQuery one, int index)
        {
            var query = new ReplayQuery($"statistics({one.Id})", one.Text?.Trim() ?? "");
            if (one.Text is null)
                return [query with { WhyNot = "has no text any more" }];
            if (index >= config.Limit)
                return
                [
                    query with
                    {
                        WhyNot = string.Create(
                            CultureInfo.InvariantCulture,
                            $"is not among the {config.Limit} that are run most often"
                        ),
                    },
                ];
            var values = samples[QueryShape.Normal(one.Text, rules)].ToList();
            return values.Count == 0
                ? [query]
                : values.Select(
                    (sample, at) =>
                        query with
                        {
                            Name = values.Count == 1 ? query.Name : $"{query.Name} with {sample.Name}",
                            Parameters = sample.Parameters,
                        }
                );
        }
    }
}
