using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;

namespace DataRelease.Steps.Replays;

/// <summary>The result of a replay.</summary>
/// <param name="Outcomes">A row for each query that needs attention, and one for the times.</param>
/// <param name="Refusal">Why the release may not go live; null if it may.</param>
/// <param name="Summary">The summary, for people.</param>
internal sealed record ReplayResult(IReadOnlyList<CheckOutcome> Outcomes, ReleaseException? Refusal, string Summary);

/// <summary>Replays consumers' own queries on the live release and on a candidate; writes nothing.</summary>
internal sealed class CandidateReplay(ReleaseRun run)
{
    /// <summary>Replays the queries.</summary>
    /// <param name="config">What to replay, and how.</param>
    /// <param name="folder">The folder that paths of queries start from; null for the configuration's own.</param>
    /// <param name="blue">The live release.</param>
    /// <param name="green">The candidate.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR7070, DR7120.</exception>
    public async Task<ReplayResult> RunAsync(
        ReplayConfig config,
        string? folder,
        ReleaseRecord blue,
        ReleaseRecord green,
        CancellationToken cancellation
    )
    {
        if (!config.IsAsked)
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                "no queries are named",
                "name a file or a folder, or set replay: {queries: [...]} or replay: {statistics: {...}} in "
                    + "data-release.yml"
            );
        var (before, after) = await ReadAsync(blue, green, cancellation);
        IReadOnlyList<ReplayQuery> queries =
        [
            .. new ReplayFiles(run.Warehouse.Dialect).Read(config.Queries, folder ?? run.Config.Folder),
            .. config.Statistics is { } counted
                ? await new CountedQueries(run, counted).ReadAsync(before, folder ?? run.Config.Folder, cancellation)
                : [],
        ];
        if (queries.Count == 0)
            throw new ReleaseException(ErrorCode.ReplayUnreadable, $"there is no query in {Sources(config)}");
        var findings = await new Replay(run, config).RunAsync(before, after, green.GreenSchema, queries, cancellation);
        var outcomes = ReplayVerdict.Outcomes(findings, config);
        return new ReplayResult(
            outcomes,
            ReplayVerdict.Refusal(findings, outcomes, config),
            ReplayVerdict.Describe(findings)
        );
    }

    /// <summary>Where the queries come from, for people.</summary>
    public static string Sources(ReplayConfig config)
    {
        IReadOnlyList<string> all = config.Statistics is null
            ? config.Queries
            : [.. config.Queries, "the warehouse's own statistics"];
        return string.Join(", ", all);
    }

    private async Task<(IReadOnlyList<RelationRecord> Blue, IReadOnlyList<RelationRecord> Green)> ReadAsync(
        ReleaseRecord blue,
        ReleaseRecord green,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        return (
            await run.Ledger.ReadRelationsAsync(session, blue.Number, cancellation),
            await run.Ledger.ReadRelationsAsync(session, green.Number, cancellation)
        );
    }
}
