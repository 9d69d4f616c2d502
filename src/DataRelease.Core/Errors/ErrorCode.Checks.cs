namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The key that was asked for.</summary>
    public static readonly ErrorCode KeyMissing = new("DR6001", ExitCode.Usage, "The key is not on both sides",
        "name columns that both releases have, or leave --key out to compare by what dbt's unique tests say");
}
