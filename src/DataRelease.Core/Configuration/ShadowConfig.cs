using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>What a release goes through beside what is live, used by nobody, before it may go live.</summary>
public sealed record ShadowConfig
{
    /// <summary>How often the code of both sides is built with new data; 0 for never.</summary>
    public int Refreshes { get; init; }

    /// <summary>How long each refresh waits for the one before; null to go on at once.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>
    /// A folder of inputs, relative to the configuration file: a subfolder a refresh, in order of their names, with
    /// rows for copies of sources as <c>schema.table.csv</c>. Null for the sources as they are.
    /// </summary>
    public string? Inputs { get; init; }

    /// <summary>
    /// The package of what is live, relative to the configuration file; null for the one that the ledger kept.
    /// </summary>
    public string? Blue { get; init; }

    /// <summary>Whether consumers' queries are replayed; null for if <c>replay</c> names some.</summary>
    public bool? Replay { get; init; }

    /// <summary>Checks of each refresh; null for those of <c>validate</c>.</summary>
    public IReadOnlyList<CheckConfig>? Checks { get; init; }

    /// <summary>How the release goes live when it has passed and is to be promoted.</summary>
    public ReleaseStrategy Then { get; init; }

    /// <summary>Where the file has it; null if it has not.</summary>
    public SourceLocation? Where { get; init; }
}
