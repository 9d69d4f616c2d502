using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Shadows;

namespace DataRelease.Steps.Candidates;

/// <summary>Refuses a shadow that could never finish, before anything is built for it.</summary>
internal sealed class ShadowFitness(ReleaseRun run)
{
    /// <summary>Checks the shadow; writes nothing.</summary>
    /// <exception cref="ReleaseException">DR7112, DR7113.</exception>
    public async Task RequireAsync(CancellationToken cancellation)
    {
        var config = run.Config;
        var hasInputs = ShadowInputs.Read(config).Count > 0;
        var replays = config.Shadow.Replay ?? config.Replay.IsAsked;
        if (replays && !config.Replay.IsAsked)
            throw NotPossible("shadow.replay is true, but replay names no queries");
        if (!hasInputs && config.Shadow.Refreshes == 0 && !replays)
            throw NotPossible("shadow has neither refreshes nor inputs, and replay names no queries");
        if (!hasInputs && config.Shadow.Refreshes == 0)
            return;
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.Live is { } marker && book.Record(marker.Number) is { } live)
            await new ShadowCode(run).RequireBlueAsync(live, cancellation);
    }

    private ReleaseException NotPossible(string what) =>
        new(
            ErrorCode.ShadowNotPossible,
            what,
            "set shadow: {refreshes: 3}, shadow: {inputs: FOLDER} or replay: {queries: [...]} in data-release.yml",
            run.Config.Shadow.Where
        );
}
