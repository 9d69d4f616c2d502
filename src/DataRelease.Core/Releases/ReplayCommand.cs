using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Replays;

namespace DataRelease.Releases;

/// <summary>
/// <c>replay</c>: runs consumers' own queries on the live release and on a candidate; writes nothing.
/// </summary>
internal sealed class ReplayCommand(ReleaseRun run)
{
    public async Task<ReleaseReport.Tried> RunAsync(ReplayRequest request, CancellationToken cancellation)
    {
        var isNamed = request.Queries.Count > 0 || request.Statistics;
        var config = isNamed
            ? run.Config.Replay with
            {
                Queries = request.Queries,
                Statistics = request.Statistics ? Counted(request) : null,
            }
            : run.Config.Replay;
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var green = Candidates.Choose(book, new SwapRequest { Release = request.Release }, run.Name);
        if (book.Live is not { } live || book.Record(live.Number) is not { } blue)
            throw new ReleaseException(ErrorCode.NothingToDo, $"nothing is live in '{run.Name}' to compare with");
        var result = await run.StepAsync(
            "replay",
            green.Id,
            () => new CandidateReplay(run).RunAsync(config, isNamed ? "." : null, blue, green, cancellation),
            replayed => replayed.Summary
        );
        return new ReleaseReport.Tried
        {
            Release = book.Find(green.Number),
            Live = book.LiveSummary,
            Checks = result.Outcomes,
            Error = result.Refusal,
            ExitCode = result.Refusal?.Code.Exit ?? ExitCode.Done,
            Summary = $"{blue.Id} and {green.Id}: {result.Summary}",
        };
    }

    /// <summary>
    /// The configuration, with the samples that the request names. Relative paths of the two start in different
    /// folders.
    /// </summary>
    private CountedQueriesConfig Counted(ReplayRequest request)
    {
        var config = run.Config.Replay.Statistics ?? new CountedQueriesConfig();
        return config with
        {
            Parameters =
                request.Parameters.Count > 0
                    ? request.Parameters
                    : [.. config.Parameters.Select(path => Path.Combine(run.Config.Folder, path))],
        };
    }
}
