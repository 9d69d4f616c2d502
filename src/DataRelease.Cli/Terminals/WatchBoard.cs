using System.Globalization;
using DataRelease.Analysis;
using DataRelease.Ledgers;
using DataRelease.Releases;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataRelease.Cli.Terminals;

/// <summary>
/// The board of <c>status --watch</c> at one moment: steps, metrics with their last values, and the time left.
/// </summary>
internal sealed class WatchBoard(TerminalShape shape)
{
    private const int SparkWidth = 24;
    private const int Wide = 70;

    /// <summary>Draws the board.</summary>
    /// <param name="report">The result of <c>status</c>.</param>
    /// <param name="now">The present time.</param>
    /// <param name="trouble">Why the last attempt to read the status failed; null if it succeeded.</param>
    public IRenderable Draw(ReleaseReport.Status report, DateTimeOffset now, string? trouble)
    {
        var rows = new List<IRenderable> { Bold(Head(report)) };
        if (report.Watch is { } watch)
        {
            rows.Add(new Markup(string.Join("  ", watch.Steps.Select(Step))));
            rows.AddRange(
                watch.Waves.Select(wave =>
                    Plain(
                        $"wave {wave.Wave} ({wave.Takes}): {wave.Release}"
                            + (wave.IsLive ? $" in {wave.Relations.Count} relations" : "")
                    )
                )
            );
            if (watch.Metrics.Count > 0)
                rows.Add(Metrics(watch.Metrics));
            rows.Add(Plain(Times(watch, now)));
        }
        if (report.Lease is { IsExpired: false } lease)
            rows.Add(Plain($"at work: {lease.Holder}"));
        if (trouble is not null)
            rows.Add(Plain(trouble));
        return new Rows(rows);
    }

    /// <summary>The same in one line, for logs.</summary>
    public static string Line(ReleaseReport.Status report)
    {
        if (report.Watch is not { } watch)
            return $"{Head(report)}{(report.Lease is { IsExpired: false } lease ? $"; at work: {lease.Holder}" : "")}";
        var metrics = watch.Metrics.Select(metric =>
            $"{metric.Name} {metric.Outcome?.ToString().ToLowerInvariant() ?? "not measured yet"}"
            + (metric.Value is { } value ? $" {Number(value)}" : "")
            + $" ({metric.Successes} good, {metric.Failures} failed)"
        );
        return $"{watch.Release} {watch.Step}: {string.Join("; ", metrics.Prepend(watch.For))}"
            + (watch.NextAt is { } next ? $"; next look at {next.UtcDateTime:HH:mm:ss} UTC" : "");
    }

    private static string Head(ReleaseReport.Status report) =>
        report.Live is { } live
            ? $"{report.Environment}: {live.Release} ({live.Version}) is live since "
                + $"{live.Since:yyyy-MM-dd HH:mm:ss} UTC"
            : $"{report.Environment}: nothing is live";

    private string Step(WatchedStep step)
    {
        var (mark, sign, colour) = step.State switch
        {
            StepState.Done => ("✓", "+", "green"),
            StepState.Refused => ("✗", "x", "red"),
            StepState.Undone => ("↩", "<", "yellow"),
            StepState.Running => ("●", ">", "blue"),
            _ => ("○", "-", "grey"),
        };
        var text = Markup.Escape(PrintableText.Line($"{(shape.HasUnicode ? mark : sign)} {step.Name}"));
        return shape.HasColour ? $"[{colour}]{text}[/]" : text;
    }

    private Table Metrics(IReadOnlyList<WatchedMetric> metrics)
    {
        var isWide = shape.Width >= Wide;
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (
            var head in (string[])
                ["METRIC", "STATE", "VALUE", .. isWide ? ["LAST VALUES", "GOOD", "BAD"] : (string[])[]]
        )
            table.AddColumn(new TableColumn(head));
        foreach (var metric in metrics)
        {
            List<IRenderable> cells =
            [
                Plain(metric.Name),
                State(metric.Outcome),
                Plain(metric.Value is { } value ? Number(value) : "-"),
            ];
            if (isWide)
            {
                cells.Add(Plain(Sparkline.Of(shape, metric.Recent, SparkWidth)));
                cells.Add(Plain(metric.Successes.ToString(CultureInfo.InvariantCulture)));
                cells.Add(Plain((metric.Failures + metric.Errors).ToString(CultureInfo.InvariantCulture)));
            }
            table.AddRow(cells);
        }
        return table;
    }

    private IRenderable State(MeasurementOutcome? outcome)
    {
        var text = outcome?.ToString().ToLowerInvariant() ?? "not yet";
        var colour = outcome switch
        {
            MeasurementOutcome.Success => "green",
            MeasurementOutcome.Failure or MeasurementOutcome.Error => "red",
            MeasurementOutcome.Inconclusive => "yellow",
            _ => "grey",
        };
        return shape.HasColour ? new Markup($"[{colour}]{text}[/]") : Plain(text);
    }

    private static string Times(WatchSummary watch, DateTimeOffset now)
    {
        var parts = new List<string> { watch.For };
        if (watch.SecondsLeft is { } left)
            parts.Add($"{Span(TimeSpan.FromSeconds(left))} left");
        if (watch.NextAt is { } next)
            parts.Add(next > now ? $"next look in {Span(next - now)}" : "a look is due");
        return $"{string.Join(", ", parts)}; Ctrl-C ends this view, the release goes on";
    }

    private static string Span(TimeSpan span) =>
        span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min")
        : span.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(span.TotalSeconds)} s");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private Text Plain(string text) => new(Clean(text));

    private Text Bold(string text) => new(Clean(text), new Style(decoration: Decoration.Bold));

    /// <summary>The text without Unicode characters if the terminal has no Unicode.</summary>
    private string Clean(string text)
    {
        var line = PrintableText.Line(text);
        return shape.HasUnicode ? line : string.Concat(line.Select(sign => sign < 128 ? sign : '?'));
    }
}
