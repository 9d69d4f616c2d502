using System.Diagnostics.Metrics;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals;

/// <summary>Counts releases, refusals and rollbacks, and measures the time of steps, with .NET's own meter.</summary>
internal static class ReleaseMeter
{
    /// <summary>The meter's name, for listeners.</summary>
    public const string MeterName = "DataRelease";

    private static readonly Meter _meter = new(MeterName);

    private static readonly Counter<long> _releases = _meter.CreateCounter<long>(
        "data_release.releases",
        "{release}",
        "Releases that went live"
    );

    private static readonly Counter<long> _refusals = _meter.CreateCounter<long>(
        "data_release.refusals",
        "{release}",
        "Releases that a test, a check or a policy refused"
    );

    private static readonly Counter<long> _failures = _meter.CreateCounter<long>(
        "data_release.failures",
        "{release}",
        "Releases that build, warehouse or tool failed"
    );

    private static readonly Counter<long> _rollbacks = _meter.CreateCounter<long>(
        "data_release.rollbacks",
        "{rollback}",
        "Times that an earlier release became live again"
    );

    private static readonly Histogram<double> _steps = _meter.CreateHistogram<double>(
        "data_release.step.duration",
        "s",
        "How long steps took"
    );

    public static void Count(string command, ReleaseReport report, NotifyEvent? outcome)
    {
        var environment = new KeyValuePair<string, object?>("deployment.environment.name", report.Environment);
        var verb = new KeyValuePair<string, object?>("data_release.command", command);
        var error = new KeyValuePair<string, object?>("error.type", report.Error?.Code.Id);
        switch (outcome)
        {
            case NotifyEvent.Live:
                _releases.Add(1, environment, verb);
                break;
            case NotifyEvent.Refused:
                _refusals.Add(1, environment, verb, error);
                break;
            case NotifyEvent.Failed:
                _failures.Add(1, environment, verb, error);
                break;
            case NotifyEvent.RolledBack:
                var cause = report.ExitCode == ExitCode.RolledBack ? "analysis" : "command";
                _rollbacks.Add(1, environment, verb, new KeyValuePair<string, object?>("data_release.cause", cause));
                break;
            default:
                break;
        }
        foreach (var step in report.Steps)
            _steps.Record(
                step.Seconds,
                environment,
                new KeyValuePair<string, object?>("data_release.step", step.Name),
                new KeyValuePair<string, object?>("data_release.state", step.State.Word())
            );
    }
}
