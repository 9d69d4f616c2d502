using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases;

/// <summary>The verbs that go on with a waiting release.</summary>
public sealed partial class ReleaseEngine
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    /// <summary>Builds the live code with today's data, validates it against yesterday's, and swaps.</summary>
    public Task<ReleaseReport.Released> RefreshAsync(RefreshRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => new RefreshCommand(run, _random).RunAsync(request, token),
                cancellation
            ),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Shows what <see cref="RefreshAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewRefreshAsync(RefreshRequest request, CancellationToken cancellation) =>
        LookingAsync(
            run => new RefreshCommand(run, _random).PreviewAsync(request, cancellation),
            cancellation,
            nameof(RefreshAsync)
        );

    /// <summary>
    /// Takes the measurements that are due, and goes one step on or back. If nothing is due, the report says when to
    /// call again. A scheduler calls it; calling it too often does no harm.
    /// </summary>
    public Task<ReleaseReport.Released> AdvanceAsync(WatchRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(request, (run, token) => Watching(run, request).AdvanceAsync(token), cancellation),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Goes on as if the waiting step had passed.</summary>
    public Task<ReleaseReport.Released> PromoteAsync(WatchRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => Watching(run, request).PromoteAsync(request.Full, token),
                cancellation
            ),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Suspends measurements and steps until <c>resume</c> or <c>promote</c>.</summary>
    public Task<ReleaseReport.Released> PauseAsync(WatchRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new WatchCommand(run, _random).PauseAsync(token), cancellation);

    private WatchCommand Watching(ReleaseRun run, WatchRequest request)
    {
        run.Overriding = request.Override;
        return new WatchCommand(run, _random);
    }

    /// <summary>
    /// Follows the release until nothing is waited for any more. Between two looks nobody holds the lease: a person can
    /// roll back, and another process can go on in place of this one. The reason that the command was given to override
    /// a policy holds for every look.
    /// </summary>
    private async Task<ReleaseReport.Released> FollowAsync(
        Task<ReleaseReport.Released> begun,
        bool detach,
        OverrideRequest? overriding,
        CancellationToken cancellation
    )
    {
        var report = await begun;
        var watched = report.Watch?.Release;
        while (!detach && report is { ExitCode: ExitCode.Done, Watch.NextAt: { } next })
        {
            _events.Publish(
                new ReleaseEvent.Progressed(
                    $"{watched}: {report.Watch!.For}, next look at {next.UtcDateTime:HH:mm:ss} UTC"
                )
            );
            var pause = next - _clock.GetUtcNow();
            try
            {
                // The next look's time is by the server's clock, which may differ from ours.
                await Task.Delay(
                    pause < _shortest ? _shortest
                        : pause > _longest ? _longest
                        : pause,
                    _clock,
                    cancellation
                );
            }
            catch (OperationCanceledException error)
            {
                var cancelled = new ReleaseException(
                    ErrorCode.Cancelled,
                    report.Watch is { IsShadow: true } ? $"cancelled; {watched} goes through its shadow"
                        : report.Watch is { Waves.Count: > 0 }
                            ? $"cancelled; {watched} is live in some relations and was being watched"
                        : report.Watch?.Exposure is null ? $"cancelled; {watched} is live and was being watched"
                        : $"cancelled; {watched} is shown to some and was being watched",
                    report.Watch is { IsShadow: true }
                        ? "data-release advance goes on, data-release abort drops it"
                        : "data-release advance goes on, data-release rollback goes back",
                    inner: error
                );
                return report with { ExitCode = cancelled.Code.Exit, Error = cancelled };
            }
            var looking = new WatchRequest { Override = overriding };
            var look = await WithLeaseAsync(
                looking,
                (run, token) => Watching(run, looking).AdvanceAsync(token, watched),
                cancellation
            );
            // Another command is at work, perhaps on the same look. This process looks again later.
            if (look.ExitCode == ExitCode.Busy)
                continue;
            report = Joined(report, look);
            if (look.Error is null && look.Live?.Release != watched && look.Release?.Id != watched)
                return report with
                {
                    Watch = null,
                    Summary = $"{watched} is no longer live or shown; nothing is watched",
                };
        }
        return report;
    }

    /// <summary>Joins the findings of several looks of one command.</summary>
    private static ReleaseReport.Released Joined(ReleaseReport.Released before, ReleaseReport.Released look) =>
        look with
        {
            Steps = [.. before.Steps, .. look.Steps],
            Checks = look.Checks.Count > 0 ? look.Checks : before.Checks,
            Problems = [.. before.Problems, .. look.Problems],
            Changes = look.Changes.Count > 0 ? look.Changes : before.Changes,
            Document = look.Document ?? before.Document,
            SwapAttempts = Math.Max(before.SwapAttempts, look.SwapAttempts),
        };
}
