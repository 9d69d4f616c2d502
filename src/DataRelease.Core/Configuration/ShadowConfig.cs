using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>The settings of a shadow: what a release goes through beside the live one, before it may go live.</summary>
public sealed record ShadowConfig
{
    /// <summary>How often the code of both sides is built with new data; 0 for never.</summary>
    public int Refreshes { get; init; }

    /// <summary>How long each refresh waits after the one before; null to go on at once.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>
    /// A folder of inputs, relative to the configuration file. It has a subfolder for each refresh, in the order of
    /// their names, with rows for copies of sources as <c>schema.table.csv</c>. Null to read the sources themselves.
    /// </summary>
    public string? Inputs { get; init; }

    /// <summary>
    /// The package of the live code, relative to the configuration file; null for the package that the ledger kept.
    /// </summary>
    public string? Blue { get; init; }

    /// <summary>True to replay consumers' queries; null to do so if <c>replay</c> names some.</summary>
    public bool? Replay { get; init; }

    /// <summary>The checks of each refresh; null for those of <c>validate</c>.</summary>
    public IReadOnlyList<CheckConfig>? Checks { get; init; }

    /// <summary>The strategy by which the release goes live after it passed and was promoted.</summary>
    public ReleaseStrategy Then { get; init; }

    /// <summary>The place in the file; null if the file has no such section.</summary>
    public SourceLocation? Where { get; init; }
}
