using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Checks;

/// <summary>Holds a number of green against the same number of blue.</summary>
/// <param name="FailOver">Refuse when it is further away, unless the settings say otherwise.</param>
/// <param name="WarnOver">Warn when it is further away, unless the settings say otherwise.</param>
/// <param name="OnlyUp">True if only more is worse.</param>
/// <param name="IsShare">True if the numbers are shares of rows: percentages are then points, not per cent of
/// blue.</param>
internal sealed record Drift(Tolerance FailOver, Tolerance WarnOver, bool OnlyUp = false, bool IsShare = false)
{
    /// <summary>Judges one number.</summary>
    /// <param name="label">What it is of.</param>
    /// <param name="blue">Null if blue has no value.</param>
    /// <param name="green">Null if green has no value.</param>
    /// <param name="settings">Limits and conditions.</param>
    /// <param name="isNamed">True if the configuration names the column: then a lack of values is something to
    /// say.</param>
    public Finding Judge(string label, Quantity? blue, Quantity? green, CheckConfig settings, bool isNamed)
    {
        var (failOver, warnOver) = Limits(settings);
        var value = Show(blue, green);
        var change =
            blue is { } before && green is { } after ? Change(before, after)
            : blue is null && green is null ? 0
            : double.PositiveInfinity;
        var condition = Conditions(label, Values(blue, green), settings, value, change);
        if (condition is { State: CheckState.Fail })
            return condition;
        if (failOver is not null || warnOver is not null)
        {
            if (blue is null && green is null)
                return condition ?? new Finding(CheckState.Pass, label, "no values on either side", "");
            if (blue is null)
                return condition
                    ?? new Finding(
                        isNamed ? CheckState.Inconclusive : CheckState.Pass,
                        label,
                        value,
                        isNamed ? "blue has no values to compare with" : "",
                        0
                    );
            if (green is null)
                return new Finding(CheckState.Fail, label, value, "green has no values any more", change);
            if (failOver is { } most && IsExceeded(most, blue.Value, green.Value))
                return new Finding(CheckState.Fail, label, value, Says(most), change);
            if (condition is null && warnOver is { } some && IsExceeded(some, blue.Value, green.Value))
                return new Finding(CheckState.Warn, label, value, Says(some), change);
        }
        return condition ?? new Finding(CheckState.Pass, label, value, "", change);
    }

    /// <summary>
    /// Judges a number of a column that blue does not have; null if there is nothing to hold it against.
    /// </summary>
    public Finding? JudgeNew(string label, Quantity? green, CheckConfig settings)
    {
        if (!IsOfGreenAlone(settings))
            return null;
        var value = $"new, {(green is { } now ? One(now) : "no values")}";
        return Conditions(label, Values(null, green), settings, value, 0, isNew: true)
            ?? new Finding(CheckState.Pass, label, value, "");
    }

    /// <summary>True if there is a condition that needs no blue.</summary>
    public static bool IsOfGreenAlone(CheckConfig settings) =>
        new[] { settings.FailUnless, settings.WarnUnless }
            .OfType<CheckExpression>()
            .Any(condition => !condition.Uses("blue"));

    /// <summary>What is allowed, for people.</summary>
    public string Threshold(CheckConfig settings)
    {
        var (failOver, warnOver) = Limits(settings);
        return Describe(
            settings,
            failOver is { } most ? $"within {Text(most)}" : null,
            warnOver is { } some ? $"warn over {Text(some)}" : null
        );
    }

    /// <summary>Limits and conditions in one line.</summary>
    public static string Describe(CheckConfig settings, string? fail, string? warn) =>
        string.Join(
            ", ",
            new[]
            {
                fail,
                settings.FailUnless?.ToString(),
                warn,
                settings.WarnUnless is { } condition ? $"warn unless {condition}" : null,
            }.OfType<string>()
        );

    /// <summary>
    /// What conditions say; null if they hold or there are none. Those over blue say nothing of what is new.
    /// </summary>
    public static Finding? Conditions(
        string label,
        IReadOnlyDictionary<string, double?> values,
        CheckConfig settings,
        string value,
        double change,
        bool isNew = false
    )
    {
        Finding? found = null;
        foreach (
            var (condition, state) in new[]
            {
                (settings.FailUnless, CheckState.Fail),
                (settings.WarnUnless, CheckState.Warn),
            }
        )
        {
            if (condition is null || (isNew && condition.Uses("blue")))
                continue;
            var holds = condition.Holds(values);
            if (holds == true)
                continue;
            var now = holds is null
                ? new Finding(
                    CheckState.Inconclusive,
                    label,
                    value,
                    $"{condition} can't be decided, because a value is missing or not a number",
                    change
                )
                : new Finding(state, label, value, $"{condition} does not hold", change);
            if (found is null || now.State > found.State)
                found = now;
        }
        return found;
    }

    private (Tolerance? Fail, Tolerance? Warn) Limits(CheckConfig settings) =>
        settings.HasLimits ? (settings.FailOver, settings.WarnOver) : (FailOver, WarnOver);

    private static Dictionary<string, double?> Values(Quantity? blue, Quantity? green) =>
        new() { ["blue"] = blue?.Approximate, ["green"] = green?.Approximate };

    private bool IsExceeded(Tolerance limit, Quantity blue, Quantity green)
    {
        if (OnlyUp && green.Approximate <= blue.Approximate)
            return false;
        var distance = blue.DistanceTo(green);
        // A share is a double: what was meant to be exactly the limit is not more than it.
        if (IsShare)
            return distance > (limit.IsPercent ? limit.Value / 100 : limit.Value) + 1e-12;
        return limit.IsPercent ? Relative(blue, distance) > limit.Value : distance > limit.Value;
    }

    private double Change(Quantity blue, Quantity green)
    {
        var distance = blue.DistanceTo(green);
        return distance == 0 ? 0
            : IsShare ? 100 * distance
            : Relative(blue, distance);
    }

    /// <summary>In per cent of blue; anything is infinitely more than nothing, and 100 % as limits count it.</summary>
    private static double Relative(Quantity blue, double distance) =>
        distance == 0 ? 0
        : double.IsInfinity(distance) ? double.PositiveInfinity
        : blue.Approximate == 0 ? 100
        : 100 * distance / Math.Abs(blue.Approximate);

    private string Says(Tolerance limit) =>
        OnlyUp ? $"it rose by more than {Text(limit)}" : $"it moved by more than {Text(limit)}";

    private string Text(Tolerance limit) =>
        IsShare
            ? (limit.IsPercent ? limit.Value : limit.Value * 100).ToString("0.###", CultureInfo.InvariantCulture)
                + $" points"
            : limit.ToString();

    private string Show(Quantity? blue, Quantity? green)
    {
        if (blue is not { } before || green is not { } after)
            return $"{(blue is { } b ? One(b) : "nothing")} -> {(green is { } g ? One(g) : "nothing")}";
        if (before.DistanceTo(after) == 0)
            return One(after);
        var sign = after.Approximate >= before.Approximate ? "+" : "-";
        var relative = Relative(before, before.DistanceTo(after));
        var by =
            IsShare || before.Approximate == 0 || double.IsInfinity(relative)
                ? ""
                : $" ({sign}{relative.ToString(relative < 0.1 ? "0.####" : "0.#", CultureInfo.InvariantCulture)} %)";
        return $"{One(before)} -> {One(after)}{by}";
    }

    private string One(Quantity value) =>
        IsShare ? $"{(100 * value.Approximate).ToString("0.##", CultureInfo.InvariantCulture)} %" : value.ToString();
}
