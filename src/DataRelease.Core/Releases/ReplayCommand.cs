using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Replays;

namespace DataRelease.Releases;

/// <summary><c>replay</c>: consumers' own queries on what is live and on a candidate; writes nothing.</summary>
internal sealed class ReplayCommand(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(ReplayRequest request, CancellationToken cancellation)
    {
        var config = run.Config.Replay;
        if (request.Queries.Count > 0)
            config = config with { Queries = request.Queries };
        if (config.Queries.Count == 0)
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                "no queries are named",
                "name a file or a folder, or say replay: {queries: [...]} in data-release.yml"
            );
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var green = Candidates.Choose(book, new SwapRequest { Release = request.Release }, run.Name);
        if (book.Live is not { } live || book.Record(live.Number) is not { } blue)
            throw new ReleaseException(ErrorCode.NothingToDo, $"nothing is live in '{run.Name}' to compare with");
        var folder =
            request.Queries.Count > 0 ? "."
            : run.Config.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file)) ?? "."
            : ".";
        var queries = new ReplayFiles(run.Warehouse.Dialect).Read(config.Queries, folder);
        if (queries.Count == 0)
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                $"there is no query in {string.Join(", ", config.Queries)}"
            );
        IReadOnlyList<ReplayFinding> findings = [];
        IReadOnlyList<CheckOutcome> outcomes = [];
        ReleaseException? refusal = null;
        await run.StepAsync("replay", green.Id, async () =>
        {
            var (before, after) = await ReadAsync(blue, green, cancellation);
            findings = await new Replay(run, config).RunAsync(before, after, green.GreenSchema, queries, cancellation);
            outcomes = ReplayVerdict.Outcomes(findings, config);
            refusal = ReplayVerdict.Refusal(findings, outcomes, config);
            return ReplayVerdict.Describe(findings);
        });
        return new ReleaseReport
        {
            Environment = run.Name,
            Release = book.Find(green.Number),
            Live = book.LiveSummary,
            Checks = outcomes,
            Error = refusal,
            ExitCode = refusal?.Code.Exit ?? ExitCode.Done,
            Summary = $"{blue.Id} and {green.Id}: {ReplayVerdict.Describe(findings)}",
        };
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
