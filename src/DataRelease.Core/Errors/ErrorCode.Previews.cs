namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A preview never goes live.</summary>
    public static readonly ErrorCode PreviewNotLive = new(
        "DR7100",
        ExitCode.Refused,
        "A preview never goes live",
        "merge its branch, and deploy and swap from there: data-release deploy without --preview makes a candidate"
    );

    /// <summary>A preview can't have this name.</summary>
    public static readonly ErrorCode PreviewName = new(
        "DR7101",
        ExitCode.Usage,
        "A preview can't have this name",
        "name it after its pull request, as in --preview pr-123"
    );

    /// <summary>A preview runs no migrations.</summary>
    public static readonly ErrorCode PreviewMigrations = new(
        "DR7102",
        ExitCode.Refused,
        "A preview runs no migrations",
        "migrations change live objects; models that read what they create can be built once they have run"
    );
}
