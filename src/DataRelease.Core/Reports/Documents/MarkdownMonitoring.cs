using System.Globalization;

namespace DataRelease.Reports.Documents;

/// <summary>What was measured while a release was watched, in Markdown.</summary>
internal static class MarkdownMonitoring
{
    private const int MostRows = 100;

    /// <summary>Writes the part; nothing for a release that is not watched.</summary>
    public static void Write(MarkdownPage page, ReportedMonitoring? monitoring)
    {
        if (monitoring is null)
            return;
        page.Block(
            $"**Monitoring:** {MarkdownPage.Text(MarkdownPage.Shortened(monitoring.Outcome.Sentence, 2_000))}."
                + (monitoring.Next.Length > 0 ? $" Next: {MarkdownPage.Text(monitoring.Next)}." : "")
        );
        if (monitoring.Stages.Count > 0)
            page.Table(
                "| step | state | relations | reached | taken back |\n|---|---|--:|---|---|",
                [
                    .. monitoring.Stages.Select(stage =>
                        new[]
                        {
                            stage.Title,
                            stage.State.ToString().ToLowerInvariant(),
                            stage.Relations?.ToString(CultureInfo.InvariantCulture) ?? "",
                            When(stage.ReachedAt),
                            When(stage.ReturnedAt),
                        }
                    ),
                ],
                MostRows
            );
        if (monitoring.Metrics.Count > 0)
            page.Table(
                "| | metric | measured | condition | good | failed | inconclusive | errors | last | |\n"
                    + "|---|---|---|---|--:|--:|--:|--:|---|---|",
                [.. monitoring.Metrics.Select(Row)],
                MostRows
            );
    }

    private static string[] Row(ReportedMetric metric)
    {
        var shown = metric.Decisive ?? (metric.Recent.Count > 0 ? metric.Recent[^1] : null);
        return
        [
            Mark(metric.Verdict),
            $"{metric.Name}{(metric.Provider.Length > 0 ? $" ({metric.Provider})" : "")}",
            metric.During,
            metric.Condition,
            Count(metric.Successes),
            Count(metric.Failures),
            Count(metric.Inconclusives),
            Count(metric.Errors),
            shown is null ? "" : $"{When(shown.At)}{Numbers(shown)}",
            shown?.Message ?? "",
        ];
    }

    private static string Numbers(ReportedMeasurement one) =>
        string.Concat(
            new[] { ("value", one.Value), ("blue", one.Blue), ("green", one.Green) }
                .Where(pair => pair.Item2 is not null && (pair.Item1 != "green" || pair.Item2 != one.Value))
                .Select(pair => $", {pair.Item1} {ReportedFailure.Number(pair.Item2!.Value)}")
        );

    private static string Mark(ReportedMetricVerdict verdict) =>
        verdict switch
        {
            ReportedMetricVerdict.Measuring => "⏳ still measured",
            ReportedMetricVerdict.Passed => "✅ passed",
            ReportedMetricVerdict.Failed => "❌ failed",
            ReportedMetricVerdict.Inconclusive => "❔ inconclusive",
            ReportedMetricVerdict.Dry => "▫️ dry run",
            ReportedMetricVerdict.Undecided => "▫️ not decided",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };

    private static string When(DateTimeOffset? at) =>
        at is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
