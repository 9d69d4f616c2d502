using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Checks;

/// <summary>Computes and judges the distance between two distributions.</summary>
internal static class DistributionDistance
{
    /// <summary>The share that stands for zero, because PSI divides by shares and takes their logarithms.</summary>
    private const double Least = 0.0001;

    private const int ShownLength = 40;

    private const string Others = "the others";

    /// <summary>
    /// Judges a column. <c>tvd</c> (total variation distance) is the share of green's rows that would have to change
    /// their value to match blue, from 0 to 1. <c>psi</c> (population stability index) is the sum of (g - b) · ln(g /
    /// b) over the shares: below 0.1 means no change, above 0.25 another population. Hidden values are not named.
    /// </summary>
    public static Finding Judge(
        string column,
        IReadOnlyList<ValueRows> values,
        long blueRows,
        long greenRows,
        DistributionSettings settings,
        bool isHidden
    )
    {
        var other = new ValueRows(
            Others,
            blueRows - values.Sum(value => value.Blue),
            greenRows - values.Sum(value => value.Green)
        );
        var shares = values
            .Append(other)
            .Where(value => value.Blue > 0 || value.Green > 0)
            .Select(value => (value.Value, Blue: (double)value.Blue / blueRows, Green: (double)value.Green / greenRows))
            .ToList();
        var distance =
            settings.Distance == DistributionMetric.Psi
                ? shares.Sum(share =>
                    (Math.Max(share.Green, Least) - Math.Max(share.Blue, Least))
                    * Math.Log(Math.Max(share.Green, Least) / Math.Max(share.Blue, Least))
                )
                : shares.Sum(share => Math.Abs(share.Green - share.Blue)) / 2;
        var text = distance.ToString("0.###", CultureInfo.InvariantCulture);
        var moved = string.Join(
            ", ",
            shares
                .OrderByDescending(share => Math.Abs(share.Green - share.Blue))
                .Where(share => Math.Abs(share.Green - share.Blue) >= 0.0005)
                .Take(2)
                .Select(share =>
                    (isHidden && share.Value is not null && share.Value != Others ? Finding.Hidden : Name(share.Value))
                    + $" {Percent(share.Blue)} -> {Percent(share.Green)}"
                )
        );
        var condition = Drift.Conditions(
            column,
            new Dictionary<string, ConditionValue?> { ["distance"] = new(distance, null) },
            settings,
            text,
            distance
        );
        if (condition is { State: CheckState.Fail })
            return condition with { Message = $"{condition.Message}: {moved}" };
        var (failOver, warnOver) = Limits(settings);
        if (failOver is { } most && distance > most)
            return new Finding(CheckState.Fail, column, text, moved, distance);
        if (condition is not null)
            return condition with { Message = $"{condition.Message}: {moved}" };
        if (warnOver is { } some && distance > some)
            return new Finding(CheckState.Warn, column, text, moved, distance);
        return new Finding(CheckState.Pass, column, text, "", distance >= 0.0005 ? distance : 0);
    }

    public static string Threshold(DistributionSettings settings)
    {
        var (failOver, warnOver) = Limits(settings);
        return settings.Describe(
            failOver is { } most
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(settings.Distance == DistributionMetric.Psi ? "psi" : "tvd")} at most {most:0.###}"
                )
                : null,
            warnOver is { } some ? string.Create(CultureInfo.InvariantCulture, $"warn over {some:0.###}") : null
        );
    }

    private static (double? Fail, double? Warn) Limits(DistributionSettings settings) =>
        settings.HasLimits ? (Number(settings.FailOver), Number(settings.WarnOver))
        : settings.Distance == DistributionMetric.Psi ? (0.25, 0.1)
        : (0.2, 0.1);

    private static double? Number(Tolerance? limit) =>
        limit is not { } set ? null
        : set.IsPercent ? set.Value / 100
        : set.Value;

    /// <summary>The name of a value. The text of a bar is its number, from 1.</summary>
    private static string Name(string? value) =>
        value switch
        {
            null => "NULL",
            "" => "''",
            { Length: > ShownLength } => $"{value[..ShownLength]}…",
            _ => value,
        };

    private static string Percent(double share) => $"{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %";
}
