namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A metric of an analysis that can't be evaluated.</summary>
    public static readonly ErrorCode MetricUnusable = new(
        "DR6020",
        ExitCode.Usage,
        "A metric can't be measured",
        "correct it in data-release.yml, or set what the message says is missing; docs/monitoring.md has every key"
    );
}
