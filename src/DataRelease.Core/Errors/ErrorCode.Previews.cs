namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A verb that changes live, on a preview.</summary>
    public static readonly ErrorCode PreviewNotLive = new(
        "DR7100",
        ExitCode.Refused,
        "A preview never goes live",
        "merge its branch, and deploy and swap from there: data-release deploy without --preview makes a candidate"
    );

    /// <summary>What a preview may be called.</summary>
    public static readonly ErrorCode PreviewName = new(
        "DR7101",
        ExitCode.Usage,
        "A preview can't have this name",
        "name it after its pull request, as in --preview pr-123"
    );

    /// <summary>Warned of only.</summary>
    public static readonly ErrorCode PreviewMigrations = new(
        "DR7102",
        ExitCode.Refused,
        "A preview runs no migrations",
        "migrations change live objects; models that read what they create can be built once they have run"
    );
}
