using System.Diagnostics;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Cli.Signals;

/// <summary>
/// One command as a span, below the pipeline's own span if <c>TRACEPARENT</c> names one. It uses .NET's own source, so
/// it costs nothing unless somebody listens. No span contains messages, because they may quote rows.
/// </summary>
internal sealed class CommandTrace : IDisposable
{
    /// <summary>The source's name, for listeners.</summary>
    public const string SourceName = "DataRelease";

    public static ActivitySource Source { get; } = new(SourceName);

    private readonly Activity? _activity;

    public CommandTrace(string command, string environment, Func<string, string?> variable)
    {
        ActivityContext.TryParse(variable("TRACEPARENT"), variable("TRACESTATE"), isRemote: true, out var parent);
        _activity = Source.StartActivity($"data-release {command}", ActivityKind.Internal, parent);
        _activity?.SetTag("data_release.command", command);
        if (environment.Length > 0)
            _activity?.SetTag("deployment.environment.name", environment);
    }

    /// <summary>Records the command's result.</summary>
    public void Tell(ReleaseReport report, string? outcome)
    {
        if (_activity is null)
            return;
        _activity.SetTag("process.exit.code", (int)report.ExitCode);
        if (report.Environment.Length > 0)
            _activity.SetTag("deployment.environment.name", report.Environment);
        if (outcome is not null)
            _activity.SetTag("data_release.outcome", outcome);
        if (report.Release is { } release)
        {
            _activity.SetTag("data_release.release", release.Id);
            _activity.SetTag("data_release.version", release.Version);
            _activity.SetTag("data_release.state", Ledger.Text(release.State));
            _activity.SetTag("data_release.strategy", release.Strategy);
            if (release.Commit is { } commit)
                _activity.SetTag("vcs.ref.head.revision", commit);
            if (release.Branch is { } branch)
                _activity.SetTag("vcs.ref.head.name", branch);
        }
        if (report.Live is { } live)
            _activity.SetTag("data_release.live", live.Release);
        if (report.Error is not { } error)
            return;
        _activity.SetTag("error.type", error.Code.Id);
        _activity.SetStatus(ActivityStatusCode.Error, error.Code.Title);
    }

    public void Dispose() => _activity?.Dispose();
}
