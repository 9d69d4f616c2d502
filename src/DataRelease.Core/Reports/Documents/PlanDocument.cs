namespace DataRelease.Reports.Documents;

/// <summary>What a release would do, as a page shows it: nothing of it has happened.</summary>
public sealed record PlanDocument
{
    /// <summary>The version of the tool that wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When it was written, in UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The release as it would be numbered, <c>r5</c>.</summary>
    public required string Release { get; init; }

    /// <summary>The version that it would have.</summary>
    public string Version { get; init; } = "";

    /// <summary>The branch of the project, or null.</summary>
    public string? Branch { get; init; }

    /// <summary>The git commit of the project, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>What is live, <c>r4 (1.2.0)</c>; null before the first release.</summary>
    public string? Live { get; init; }

    /// <summary>The plan in one sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Migrations that would run before the build.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    /// <summary>The relations of the plan, and the objects beside them.</summary>
    public IReadOnlyList<PlannedRow> Rows { get; init; } = [];

    /// <summary>What the environment's policies say.</summary>
    public IReadOnlyList<PlannedPolicy> Policies { get; init; } = [];

    /// <summary>The statements in order.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];
}

/// <summary>A relation of a plan, or an object beside it.</summary>
/// <param name="Relation">Its live name.</param>
/// <param name="Change">What happens to it, a word of <see cref="RelationChange"/>.</param>
/// <param name="Detail">The reason or the way; may be empty.</param>
/// <param name="IsRelation">False for an object beside the relations that the plan is about.</param>
/// <param name="Fold">The phrase under which it is shown together with others; null for a row of its own.</param>
/// <param name="Shape">How the change of its columns is told, as phrases; empty if they stay.</param>
/// <param name="IsShapeKnown">False if its columns are known only after the build.</param>
/// <param name="Readers">The objects outside that use a column that goes or gets another type, and exposures.</param>
/// <param name="Copy">What is copied from the live release for it; null if nothing is.</param>
/// <param name="Sql">How its SQL changes; null if it does not.</param>
public sealed record PlannedRow(
    string Relation,
    string Change,
    string Detail,
    bool IsRelation,
    string? Fold,
    IReadOnlyList<string> Shape,
    bool IsShapeKnown,
    IReadOnlyList<string> Readers,
    PlannedCopy? Copy,
    SqlChange? Sql
)
{
    private static readonly RelationChange[] _ofRelations =
    [
        RelationChange.New,
        RelationChange.Adopted,
        RelationChange.Changed,
        RelationChange.Affected,
        RelationChange.Unchanged,
        RelationChange.Kept,
        RelationChange.Dropped,
        RelationChange.Built,
    ];

    /// <summary>The row of a planned relation.</summary>
    public static PlannedRow Of(PlannedRelation planned) =>
        new(
            planned.Relation,
            planned.Change.Word,
            planned.Detail,
            _ofRelations.Contains(planned.Change),
            planned.Fold,
            planned.Shape?.Phrases ?? [],
            planned.Shape is null or { Unknown: "" },
            [.. (planned.Shape?.Readers ?? []).Select(reader => reader.ToString()), .. planned.Exposures],
            planned.Copy,
            planned.Sql
        );
}

/// <summary>What a policy says of the candidate.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="State"><c>pass</c>, <c>overridden</c> or <c>refuse</c>.</param>
/// <param name="Message">The reason.</param>
/// <param name="Where">Where it is written; empty if that is nowhere.</param>
public sealed record PlannedPolicy(string Policy, string State, string Message, string Where);
