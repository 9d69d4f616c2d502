using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>Progress on standard error.</summary>
internal abstract class ConsoleEvents : IReleaseEvents, IAsyncDisposable
{
    public static ConsoleEvents Create(CommandSetting setting) =>
        setting.IsLines ? new JsonLines(setting.Surroundings.Output, setting.Surroundings.Clock)
        : setting.IsPlain || setting.IsJson || setting.IsQuiet || setting.Command is "status" or "history"
            ? new PlainEvents(setting.Surroundings.Error, setting.IsQuiet)
        : new LiveEvents(setting.Command, setting.HasColour);

    public abstract void Publish(ReleaseEvent happened);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An event as one line; null for one that only a live display shows.</summary>
    internal static string? Line(ReleaseEvent happened) =>
        happened switch
        {
            ReleaseEvent.ReleaseStarted started =>
                $"release {started.Release} ({started.Version}) to {started.Environment}, built by {started.Builder}",
            ReleaseEvent.StepStarted => null,
            ReleaseEvent.StepFinished step => $"{Mark(step.State)} {step.Name, -9} "
                + $"{Seconds(step.Duration), 8}  {step.Detail}",
            ReleaseEvent.BuildPlanned => null,
            ReleaseEvent.NodeStarted => null,
            ReleaseEvent.NodeFinished node =>
                $"       {node.Status, -8} {Seconds(node.Duration), 8}  {node.Kind} {node.Name}"
                    + (node.Message.Length > 0 && node.Status is not ("success" or "pass") ? $": {node.Message}" : ""),
            ReleaseEvent.CheckFinished check => check.Outcome.State is CheckState.Pass or CheckState.Skipped
                ? null
                : $"       {check.Outcome.State.ToString().ToLowerInvariant(), -12} {check.Outcome.Name} "
                    + $"{check.Outcome.Relation}: {check.Outcome.Message}",
            ReleaseEvent.Noted note => $"note   {note.Text}",
            ReleaseEvent.Warned warning => $"warning{(warning.Code is null ? "" : $" {warning.Code}")}: {warning.Text}",
            ReleaseEvent.Progressed progress => $"...    {progress.Text}",
            ReleaseEvent.StatementPlanned statement => statement.Text,
            _ => null,
        };

    private static string Mark(StepOutcome state) =>
        state switch
        {
            StepOutcome.Done => "ok  ",
            StepOutcome.Refused => "NO  ",
            _ => "FAIL",
        };

    protected static string Seconds(TimeSpan span) =>
        span.TotalMinutes >= 10 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0.00} s";
}

/// <summary>Writes one line for each event, for pipelines and files.</summary>
internal sealed class PlainEvents(TextWriter writer, bool quiet) : ConsoleEvents
{
    private readonly Lock _lock = new();

    public override void Publish(ReleaseEvent happened)
    {
        if (quiet && happened is not ReleaseEvent.Warned)
            return;
        if (Line(happened) is not { } line)
            return;
        lock (_lock)
            writer.WriteLine(PrintableText.Line(line));
    }
}
