using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace DataRelease.Reports.Documents;

/// <summary>The last releases of an environment side by side: checks, rows and durations.</summary>
public sealed record TrendDocument
{
    /// <summary>The version of the document's schema.</summary>
    [AllowedValues(1)]
    public int Schema { get; init; } = 1;

    /// <summary>The version of the tool that wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When it was written, in UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The releases, oldest first.</summary>
    public IReadOnlyList<TrendRelease> Releases { get; init; } = [];
}

/// <summary>One release in a trend.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">The ledger's word for its state.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="Steps">The steps with their wall time.</param>
/// <param name="Rows">The relations with their numbers of rows.</param>
/// <param name="Checks">The checks with their values.</param>
public sealed record TrendRelease(
    string Id,
    string Version,
    string State,
    DateTimeOffset CreatedAt,
    IReadOnlyList<TrendStep> Steps,
    IReadOnlyList<TrendRows> Rows,
    IReadOnlyList<TrendCheck> Checks
)
{
    /// <summary>In a page: the file with the release's own page, beside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Page { get; init; }
}

/// <summary>How long a step took.</summary>
/// <param name="Name">The step.</param>
/// <param name="Seconds">Wall time of all its attempts together.</param>
public sealed record TrendStep(string Name, double Seconds);

/// <summary>How many rows a relation had.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Rows">The number of rows at validation.</param>
public sealed record TrendRows(string Relation, long Rows);

/// <summary>The result of a check.</summary>
/// <param name="Name">The check.</param>
/// <param name="Relation">The live name, or empty.</param>
/// <param name="State">How it ended.</param>
/// <param name="Value">The number measured in green, or null if the check measures no number.</param>
public sealed record TrendCheck(string Name, string Relation, CheckState State, double? Value);
