using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Checks;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases.Reporting;

/// <summary>
/// The figures of check outcomes, for a trend. The ledger keeps texts, and only those that are about one number have a
/// figure: no list, no date, and nothing that did not change.
/// </summary>
internal static partial class TrendFigures
{
    /// <summary>The checks of one release. Outcomes that nothing tells apart have no figure.</summary>
    public static IReadOnlyList<TrendCheck> Of(IReadOnlyList<CheckOutcome> outcomes)
    {
        var checks = outcomes.Select(Check).ToList();
        var several = checks
            .GroupBy(check => (check.Name, check.Relation))
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet();
        return
        [
            .. checks.Select(check =>
                several.Contains((check.Name, check.Relation)) ? check with { Value = null } : check
            ),
        ];
    }

    private static TrendCheck Check(CheckOutcome outcome)
    {
        var (label, figure) = Figure(outcome);
        return new TrendCheck(
            Validation.IsTest(outcome) && TestName().Match(outcome.Message) is { Success: true } test ? test.Value
                : label.Length > 0 ? $"{outcome.Name} {label}"
                : outcome.Name,
            outcome.Relation,
            outcome.State,
            figure
        );
    }

    /// <summary>Green's figure, and the measure that it is of where a check has several.</summary>
    private static (string Label, double? Figure) Figure(CheckOutcome outcome)
    {
        var match = outcome.Name switch
        {
            NullRateCheck.Name or DistinctCountCheck.Name or AggregateCheck.Name or DistributionCheck.Name => OfColumn()
                .Match(outcome.Value),
            LatencyCheck.Name => OfMedian().Match(outcome.Value),
            FreshnessCheck.Name or SchemaCheck.Name or DataDiffCheck.Name => Match.Empty,
            _ => OfOne().Match(outcome.Value),
        };
        return
            match.Success
            && double.TryParse(
                match.Groups["figure"].Value,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var figure
            )
            && double.IsFinite(figure)
            ? (match.Groups["label"].Value, figure)
            : ("", null);
    }

    /// <summary><c>2400 -> 2173 (-9.5 %)</c>, <c>new, 5</c>, <c>3 failures</c>, <c>1 row</c>.</summary>
    [GeneratedRegex(@"^(new, )?([^\s,]+ -> )?(?<figure>-?\d+(\.\d+)?(e[+-]?\d+)?)( \w+| \([^,()]*\))?$", Options)]
    private static partial Regex OfOne();

    /// <summary><c>sum(x) 100 -> 106 (+6 %)</c>, <c>x 0 % -> 2 %</c>, <c>x 0.12</c>.</summary>
    [GeneratedRegex(
        @"^(?<label>[^\s,]+) (new, )?([^\s,]+( %)? -> )?(?<figure>-?\d+(\.\d+)?(e[+-]?\d+)?)( %)?( \([^,()]*\))?$",
        Options
    )]
    private static partial Regex OfColumn();

    /// <summary><c>p50 10 -> 20, p95 …</c>, with units.</summary>
    [GeneratedRegex(@"^p50 [^,]*? -> (?<figure>\d+(\.\d+)?)", Options)]
    private static partial Regex OfMedian();

    [GeneratedRegex(@"^\w+")]
    private static partial Regex TestName();

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
}
