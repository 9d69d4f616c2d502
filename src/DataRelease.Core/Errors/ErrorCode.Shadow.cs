namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Both sides were refreshed, and differ beyond the checks.</summary>
    public static readonly ErrorCode ShadowFailed = new(
        "DR7110",
        ExitCode.Refused,
        "A release did not pass its shadow",
        "both sides are kept for inspection in the schemas that the message names; fix the project and release it, "
            + "or allow the difference under shadow.checks. data-release abort drops them"
    );

    /// <summary>The release has not passed its shadow.</summary>
    public static readonly ErrorCode ShadowPending = new(
        "DR7111",
        ExitCode.Refused,
        "The release has not passed its shadow",
        "data-release advance continues the shadow, data-release promote --full skips the rest of it, and "
            + "data-release swap --strategy blue-green makes the release live without it"
    );

    /// <summary>A release can't be refreshed beside what is live.</summary>
    public static readonly ErrorCode ShadowNotPossible = new(
        "DR7112",
        ExitCode.Usage,
        "A release can't be refreshed beside what is live",
        "release packages (data-release pack), or name the package of the live release as shadow.blue in "
            + "data-release.yml; a shadow that only replays queries needs no package"
    );

    /// <summary>The inputs of a shadow can't be read.</summary>
    public static readonly ErrorCode ShadowInputs = new(
        "DR7113",
        ExitCode.Usage,
        "The inputs of a shadow can't be read",
        "shadow.inputs is a folder with a subfolder for each refresh, and in it CSV files named schema.table.csv, each "
            + "with a line of column names"
    );

    /// <summary>What is live could not be refreshed beside the release, so there is nothing to compare with.</summary>
    public static readonly ErrorCode ShadowInconclusive = new(
        "DR7114",
        ExitCode.Refused,
        "What is live could not be refreshed beside the release, so there is nothing to compare with",
        "the message names what failed; it would fail in the next refresh of what is live, too"
    );
}
