namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A bug in DataRelease.</summary>
    public static readonly ErrorCode Unexpected = new("DR5000", ExitCode.Failed, "An unexpected error",
        "run again with --verbosity debug and report it with the output; live was not touched unless a swap is shown as done");
}
