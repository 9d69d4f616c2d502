namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>report was asked for a file that can't be written.</summary>
    public static readonly ErrorCode ReportNotWritten = new(
        "DR6200",
        ExitCode.Failed,
        "The report could not be written",
        "check that the folder is writable and has space, or name another place with --file"
    );

    /// <summary>A webhook could not be notified.</summary>
    public static readonly ErrorCode NotNotified = new(
        "DR9080",
        ExitCode.Done,
        "A webhook could not be notified",
        "check the address in the variable that url_env names; the result of the command is not affected"
    );

    /// <summary>The OTEL_ variables ask for traces or metrics in a way that is not supported.</summary>
    public static readonly ErrorCode NoTelemetry = new(
        "DR9081",
        ExitCode.Done,
        "No traces or metrics are sent",
        "correct the OTEL_ variables, or set OTEL_SDK_DISABLED=true; the command continues"
    );
}
