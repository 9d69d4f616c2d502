namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The key that was asked for.</summary>
    public static readonly ErrorCode KeyMissing = new("DR6001", ExitCode.Usage, "The key is not on both sides",
        "name columns that both releases have, or leave --key out to compare by what dbt's unique tests say");

    /// <summary>A check that only warns.</summary>
    public static readonly ErrorCode CheckWarned = new("DR6002", ExitCode.Done, "A check warns",
        "look at data-release diff; the check's severity and limits are in data-release.yml");

    /// <summary>A dbt test that only warns.</summary>
    public static readonly ErrorCode TestWarned = new("DR6003", ExitCode.Done, "A test warns",
        "look at the rows that it found; its severity is the project's own");
}
