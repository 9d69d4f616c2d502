using System.Globalization;
using DataRelease.Analysis;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Steps.Replays;

/// <summary>Judges the findings of a replay.</summary>
internal static class ReplayVerdict
{
    /// <summary>The check name of the outcomes.</summary>
    public const string Name = "replay";

    /// <summary>A row for each query that needs attention, worst first, and one for the times of all queries.</summary>
    public static IReadOnlyList<CheckOutcome> Outcomes(IReadOnlyList<ReplayFinding> findings, ReplayConfig config)
    {
        var ran = findings.Count(finding => finding.Outcome != ReplayOutcome.Left);
        var failures = Beyond(findings, ReplayOutcome.FailsOnGreen, config.Failures, ran);
        var differences = Beyond(findings, ReplayOutcome.Differs, config.Differences, ran);
        List<CheckOutcome> outcomes =
        [
            .. findings
                .Where(finding => finding.Outcome is ReplayOutcome.FailsOnGreen or ReplayOutcome.Differs)
                .Select(finding =>
                {
                    var fails = finding.Outcome == ReplayOutcome.FailsOnGreen;
                    return new CheckOutcome(
                        Name,
                        finding.Query.Name,
                        (fails ? failures : differences) ? CheckState.Fail : CheckState.Warn,
                        CheckSeverity.Fail,
                        fails ? "fails on green" : "differs",
                        $"{(fails ? config.Failures : config.Differences)}",
                        finding.Message
                    );
                }),
        ];
        if (Times(findings, config) is { } times)
            outcomes.Add(times);
        return outcomes;
    }

    /// <summary>The refusal, or null.</summary>
    public static ReleaseException? Refusal(
        IReadOnlyList<ReplayFinding> findings,
        IReadOnlyList<CheckOutcome> outcomes,
        ReplayConfig config
    )
    {
        if (findings.All(finding => finding.Outcome == ReplayOutcome.Left))
            return new ReleaseException(ErrorCode.ReplayInconclusive, Describe(findings), null, config.Where);
        var failing = outcomes.Where(outcome => outcome.State == CheckState.Fail).ToList();
        return failing.Count == 0
            ? null
            : new ReleaseException(
                ErrorCode.ReplayDiffers,
                string.Join(
                    "; ",
                    failing
                        .Take(5)
                        .Select(outcome =>
                            $"{(outcome.Relation.Length > 0 ? $"{outcome.Relation} " : "")}{outcome.Value}: "
                            + outcome.Message
                        )
                ) + (failing.Count > 5 ? $"; and {failing.Count - 5} more" : ""),
                null,
                config.Where
            );
    }

    /// <summary>The number of queries with each outcome, and the reasons why some could not be replayed.</summary>
    public static string Describe(IReadOnlyList<ReplayFinding> findings)
    {
        var left = findings.Where(finding => finding.Outcome == ReplayOutcome.Left).ToList();
        int Count(ReplayOutcome outcome) => findings.Count(finding => finding.Outcome == outcome);
        var text =
            $"{findings.Count} queries: {Count(ReplayOutcome.FailsOnGreen)} fail on green only, "
            + $"{Count(ReplayOutcome.Differs)} differ, {Count(ReplayOutcome.Same)} are the same";
        if (left.Count == 0)
            return text;
        var reasons = left.GroupBy(finding => finding.Message)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key} ({group.First().Query.Name})");
        return $"{text}, {left.Count} could not be replayed: {string.Join("; ", reasons.Take(10))}";
    }

    private static bool Beyond(
        IReadOnlyList<ReplayFinding> findings,
        ReplayOutcome outcome,
        Tolerance allowed,
        int ran
    ) => allowed.IsExceededBy(findings.Count(finding => finding.Outcome == outcome), ran);

    /// <summary>
    /// Compares each query's times by their ranks. The results of independent samples are added up, so that a small
    /// difference in each of many queries is found in all of them together.
    /// </summary>
    private static CheckOutcome? Times(IReadOnlyList<ReplayFinding> findings, ReplayConfig config)
    {
        var timed = findings.Where(finding => finding is { Blue.Count: > 0, Green.Count: > 0 }).ToList();
        if (timed.Count == 0)
            return null;
        var all = timed
            .Select(finding =>
                RankTest.Compare([.. finding.Blue.Select(time => time * (1 + (config.Slower / 100)))], finding.Green)
            )
            .Aggregate((one, other) => one + other);
        var slowest = timed.MaxBy(finding => Median(finding.Green) / Math.Max(0.001, Median(finding.Blue)))!;
        var isSlower = all.Chance <= config.ErrorRate;
        var (blue, green) = (timed.Sum(one => Median(one.Blue)), timed.Sum(one => Median(one.Green)));
        return new CheckOutcome(
            Name,
            "",
            isSlower ? CheckState.Fail : CheckState.Pass,
            CheckSeverity.Fail,
            string.Create(CultureInfo.InvariantCulture, $"{blue:0.#} -> {green:0.#} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{config.Slower:0.#} % slower"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(isSlower ? "green is slower" : "green is not slower")}: {timed.Count} queries, p = "
            )
                + all.Chance.ToString(all.Chance < 0.001 ? "0.#e0" : "0.###", CultureInfo.InvariantCulture)
                + $"; {slowest.Query.Name} the most, "
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Median(slowest.Blue):0.##} -> {Median(slowest.Green):0.##} ms"
                )
        );
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }
}
