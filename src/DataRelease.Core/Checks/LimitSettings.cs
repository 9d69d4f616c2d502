using DataRelease.Configuration;

namespace DataRelease.Checks;

/// <summary>Settings of a check that limits how far a number of green may be from blue's.</summary>
public abstract record LimitSettings : CheckConfig
{
    /// <summary>The distance between green and blue beyond which it fails; null for the default.</summary>
    public Tolerance? FailOver { get; init; }

    /// <summary>The distance between green and blue beyond which it warns; null for the default.</summary>
    public Tolerance? WarnOver { get; init; }

    /// <summary>The condition without which it fails; null for none.</summary>
    public CheckExpression? FailUnless { get; init; }

    /// <summary>The condition without which it warns; null for none.</summary>
    public CheckExpression? WarnUnless { get; init; }

    /// <summary>True if a limit or a condition is set, so that the check's default limits don't apply.</summary>
    public bool HasLimits =>
        FailOver is not null || WarnOver is not null || FailUnless is not null || WarnUnless is not null;

    /// <summary>True if there is a condition that does not need blue.</summary>
    internal bool IsOfGreenAlone =>
        new[] { FailUnless, WarnUnless }.OfType<CheckExpression>().Any(condition => !condition.Uses("blue"));

    /// <summary>Reads limits, and conditions over the given variables.</summary>
    internal static T Limits<T>(T settings, ConfigMapping map, params IReadOnlyList<string> variables)
        where T : LimitSettings =>
        (T)(
            Conditions(settings, map, variables) with
            {
                FailOver = map.Tolerance("fail_over"),
                WarnOver = map.Tolerance("warn_over"),
            }
        );

    /// <summary>Reads conditions over the given variables.</summary>
    internal static LimitSettings Conditions(
        LimitSettings settings,
        ConfigMapping map,
        params IReadOnlyList<string> variables
    ) =>
        settings with
        {
            FailUnless = map.Expression("fail_unless", variables),
            WarnUnless = map.Expression("warn_unless", variables),
        };

    /// <summary>The limits and conditions in one line, for people.</summary>
    internal string Describe(string? fail, string? warn) =>
        string.Join(
            ", ",
            new[]
            {
                fail,
                FailUnless?.ToString(),
                warn,
                WarnUnless is { } condition ? $"warn unless {condition}" : null,
            }.OfType<string>()
        );
}

/// <summary>Settings that may name columns.</summary>
internal interface INamesColumns
{
    /// <summary>Names of columns, with <c>*</c>; empty for all that the check can measure.</summary>
    IReadOnlyList<string> Columns { get; }
}

/// <summary>Settings of a check that measures columns.</summary>
public abstract record ColumnSettings : LimitSettings, INamesColumns
{
    /// <summary>Names of columns, with <c>*</c>; empty for all that the check can measure.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The entry's columns, which tell its outcome from those of other entries of the relation.</summary>
    internal virtual string Title => Columns.Count > 0 ? string.Join(',', Columns) : "*";

    /// <summary>Reads columns, limits, and conditions over <c>blue</c> and <c>green</c>.</summary>
    internal static T OfColumns<T>(T settings, ConfigMapping map)
        where T : ColumnSettings =>
        (T)(Limits<ColumnSettings>(settings, map, "blue", "green") with { Columns = map.Texts("columns") });
}

/// <summary>Settings of a check that runs a user's query.</summary>
public abstract record QuerySettings : LimitSettings
{
    /// <summary>The entry's name. A later entry with the same name replaces an earlier one.</summary>
    public string? Title { get; init; }

    /// <summary>The message with the entry's name, if it has one.</summary>
    internal string Titled(string message) =>
        Title is null ? message
        : message.Length == 0 ? Title
        : $"{Title}: {message}";
}
