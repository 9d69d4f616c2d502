using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Checks;

/// <summary>The catalogue of checks. A check is added here, and all it is stands in its own file.</summary>
public static class CheckKinds
{
    /// <summary>The checks of a release in the order in which they run: cheapest first.</summary>
    internal static IReadOnlyList<ReleaseCheckKind> OfRelease { get; } =
    [
        RowCountCheck.Kind,
        SchemaCheck.Kind,
        GrantsCheck.Kind,
        NullRateCheck.Kind,
        DistinctCountCheck.Kind,
        AggregateCheck.Kind,
        FreshnessCheck.Kind,
        DistributionCheck.Kind,
        SqlCheck.Kind,
        DataDiffCheck.Kind,
        LatencyCheck.Kind,
    ];

    /// <summary>All kinds that the configuration may name.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = [DbtTestsSettings.Kind, .. OfRelease];

    /// <summary>Entries that turn off every check that runs unasked.</summary>
    public static IReadOnlyList<CheckConfig> Off { get; } =
    [
        .. OfRelease
            .Select(kind => kind.Unasked)
            .OfType<CheckConfig>()
            .Select(check => check with { Severity = CheckSeverity.Off }),
    ];
}
