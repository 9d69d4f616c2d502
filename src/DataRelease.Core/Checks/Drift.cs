using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Checks;

/// <summary>Compares a number of green with the same number of blue.</summary>
/// <param name="FailOver">The distance beyond which it fails, unless the settings say otherwise.</param>
/// <param name="WarnOver">The distance beyond which it warns, unless the settings say otherwise.</param>
/// <param name="OnlyUp">True if only an increase is bad.</param>
/// <param name="IsShare">
/// True if the numbers are shares of rows. Percentages are then percentage points, and not per cent of blue.
/// </param>
internal sealed record Drift(Tolerance FailOver, Tolerance WarnOver, bool OnlyUp = false, bool IsShare = false)
{
    /// <summary>Judges one number.</summary>
    /// <param name="label">What the number is about.</param>
    /// <param name="blue">Blue's number; null if it has none.</param>
    /// <param name="green">Green's number; null if it has none.</param>
    /// <param name="settings">The limits and conditions.</param>
    /// <param name="isNamed">
    /// True if the configuration names the column, so that missing values are worth a message.
    /// </param>
    public Finding Judge(string label, Quantity? blue, Quantity? green, LimitSettings settings, bool isNamed)
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

    /// <summary>Judges a number that blue does not have; null if nothing applies to it.</summary>
    /// <param name="label">What the number is about.</param>
    /// <param name="green">Green's number; null if it has none.</param>
    /// <param name="settings">The limits and conditions.</param>
    /// <param name="isNew">False if blue had it and it can't be read any more.</param>
    public Finding? JudgeAlone(string label, Quantity? green, LimitSettings settings, bool isNew)
    {
        if (!settings.IsOfGreenAlone)
            return null;
        var value = $"{(isNew ? "new, " : "")}{(green is { } now ? One(now) : "no values")}";
        return Conditions(label, Values(null, green), settings, value, 0, isNew: true)
            ?? new Finding(CheckState.Pass, label, value, "");
    }

    /// <summary>The allowed change, for people.</summary>
    public string Threshold(LimitSettings settings)
    {
        var (failOver, warnOver) = Limits(settings);
        return settings.Describe(
            failOver is { } most ? $"within {Text(most)}" : null,
            warnOver is { } some ? $"warn over {Text(some)}" : null
        );
    }

    /// <summary>
    /// The finding of failed conditions; null if they hold or there are none. Conditions about blue don't apply to a
    /// new column.
    /// </summary>
    public static Finding? Conditions(
        string label,
        IReadOnlyDictionary<string, ConditionValue?> values,
        LimitSettings settings,
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

    private (Tolerance? Fail, Tolerance? Warn) Limits(LimitSettings settings) =>
        settings.HasLimits ? (settings.FailOver, settings.WarnOver) : (FailOver, WarnOver);

    private static Dictionary<string, ConditionValue?> Values(Quantity? blue, Quantity? green) =>
        new() { ["blue"] = blue?.ForConditions, ["green"] = green?.ForConditions };

    private bool IsExceeded(Tolerance limit, Quantity blue, Quantity green)
    {
        if (OnlyUp && green.Approximate <= blue.Approximate)
            return false;
        var distance = blue.DistanceTo(green);
        // A share is a double, so a value exactly at the limit may appear slightly beyond it.
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

    /// <summary>The distance in per cent of blue. For zero it counts as 100 %.</summary>
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
