namespace DataRelease.Reports.Documents;

/// <summary>The last releases of an environment beside each other: checks, rows, durations.</summary>
public sealed record TrendDocument
{
    /// <summary>The version of the document's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The version of the tool that wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TrendRelease> Releases { get; init; } = [];
}

/// <summary>One release in a trend.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">The ledger's word for its state.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Steps">Name to seconds of wall time.</param>
/// <param name="Rows">Live name to rows.</param>
/// <param name="Checks">What was measured.</param>
public sealed record TrendRelease(
    string Id,
    string Version,
    string State,
    DateTimeOffset CreatedAt,
    IReadOnlyList<TrendStep> Steps,
    IReadOnlyList<TrendRows> Rows,
    IReadOnlyList<TrendCheck> Checks
);

/// <summary>How long a step took.</summary>
/// <param name="Name">The step.</param>
/// <param name="Seconds">Wall time; of all its tries together.</param>
public sealed record TrendStep(string Name, double Seconds);

/// <summary>How many rows a relation had.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Rows">When it was validated.</param>
public sealed record TrendRows(string Relation, long Rows);

/// <summary>What a check said.</summary>
/// <param name="Name">The check.</param>
/// <param name="Relation">The live name, or empty.</param>
/// <param name="State">How it ended.</param>
/// <param name="Value">Green's figure, if what was measured is one.</param>
public sealed record TrendCheck(string Name, string Relation, CheckState State, double? Value);
