using System.Reflection;
using DataRelease.Cli.Signals.Notifications;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals;

/// <summary>
/// What a command sends to those who don't watch it: spans and counters, lines of a log, and news for webhooks.
/// </summary>
internal sealed class CommandSignals : IReleaseEvents, IDisposable
{
    private readonly CommandSetting _setting;
    private readonly IDisposable? _export;
    private readonly CommandTrace _trace;
    private readonly SpanEvents _spans;
    private readonly LogFile? _log;

    private CommandSignals(CommandSetting setting)
    {
        _setting = setting;
        _export = BeginExport(setting);
        _trace = new CommandTrace(setting.Command, setting.RequestedEnvironment ?? "", setting.Surroundings.Variable);
        _spans = new SpanEvents();
        if (!setting.ChangesNothing && CommandOutcome.Acts(setting.Command))
            _log = LogPlace.Open(setting);
        _log?.Write($"begin  data-release {setting.Command}, {Version}");
    }

    public static CommandSignals Begin(CommandSetting setting) => new(setting);

    public void Publish(ReleaseEvent happened)
    {
        _spans.Publish(happened);
        _log?.Publish(happened);
    }

    /// <summary>Logs a statement, if the log wants statements.</summary>
    public void Statement(string text) => _log?.Write($"sql    {text}");

    /// <summary>Sends the command's result to all receivers.</summary>
    public async Task TellAsync(ReleaseReport report)
    {
        var outcome = _setting.ChangesNothing
            ? null
            : CommandOutcome.Of(_setting.Command, report, _setting.Preview is not null);
        _trace.Tell(report, outcome is { } happened ? CommandOutcome.Word(happened) : null);
        ReleaseMeter.Count(_setting.Command, report, outcome);
        Log(report);
        if (outcome is { } news && Webhooks() is { Count: > 0 } webhooks)
            await NotifyAsync(webhooks, news, report);
        if (_log?.Trouble is { } trouble)
            await _setting.WarnAsync(ErrorCode.FileNotWritten, trouble.Message.TrimEnd('.'));
    }

    public void Dispose()
    {
        _trace.Dispose();
        _export?.Dispose();
    }

    private async Task NotifyAsync(IReadOnlyList<NotifyConfig> webhooks, NotifyEvent happened, ReleaseReport report)
    {
        var (variable, clock) = (_setting.Surroundings.Variable, _setting.Surroundings.Clock);
        var news = News.Of(_setting.Command, happened, report, _setting.Person, clock.GetUtcNow(), variable);
        foreach (var trouble in await new Notifier(variable, clock).TellAsync(webhooks, news))
        {
            await _setting.WarnAsync(ErrorCode.NotNotified, trouble);
            _log?.Write($"warning {ErrorCode.NotNotified.Id}: {trouble}");
        }
    }

    /// <summary>Empty if the configuration itself is wrong.</summary>
    private IReadOnlyList<NotifyConfig> Webhooks()
    {
        try
        {
            return _setting.Config.Notify;
        }
        catch (ReleaseException)
        {
            return [];
        }
    }

    private void Log(ReleaseReport report)
    {
        if (_log is null)
            return;
        if (report.Error is { } error)
        {
            _log.Write(error.Format().ReplaceLineEndings(" "));
            // A bug is logged with the places where it occurred; the exceptions' messages are logged already.
            for (var inner = error.Code == ErrorCode.Unexpected ? error.InnerException : null; inner is not null; )
            {
                _log.Write($"bug    {inner.GetType().Name} {inner.StackTrace?.ReplaceLineEndings(" ")}");
                inner = inner.InnerException;
            }
        }
        var live = report.Live is { } found ? $"{found.Release} ({found.Version}) is live" : "nothing is live";
        _log.Write(
            $"end    data-release {_setting.Command} in {report.Environment}: exit code {(int)report.ExitCode}, {live}"
        );
    }

    private static IDisposable? BeginExport(CommandSetting setting)
    {
        try
        {
            return TelemetryExport.Begin(setting.Surroundings.Variable);
        }
        catch (ReleaseException error)
        {
            setting.Warn(error.Code, error.Message);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            // The SDK's message may quote a header, which may be a secret.
            setting.Warn(ErrorCode.NoTelemetry, $"OpenTelemetry rejects the OTEL_ variables: {error.GetType().Name}");
            return null;
        }
    }

    private static string Version =>
        typeof(CommandSignals).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            is { InformationalVersion: var version }
            ? version
            : "";
}

/// <summary>Forwards events to several receivers, to the display last: it may block if its reader does.</summary>
internal sealed class FannedEvents(CommandSignals signals, ConsoleEvents shown) : IReleaseEvents, IAsyncDisposable
{
    public void Publish(ReleaseEvent happened)
    {
        signals.Publish(happened);
        shown.Publish(happened);
    }

    public ValueTask DisposeAsync() => shown.DisposeAsync();
}
