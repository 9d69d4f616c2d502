namespace DataRelease.Reports.Documents;

/// <summary>A step of the release.</summary>
/// <param name="Name"><c>plan</c>, <c>build</c>, <c>validate</c>, <c>swap</c>, …</param>
/// <param name="State"><c>done</c>, <c>skipped</c>, <c>failed</c>, <c>refused</c>.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="StartedAt">When it began, in UTC; null if unknown.</param>
/// <param name="Detail">The result, for people.</param>
public sealed record ReportedStep(string Name, string State, double Seconds, DateTimeOffset? StartedAt, string Detail);

/// <summary>A node that the build ran.</summary>
/// <param name="Id">dbt's unique id.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, …</param>
/// <param name="Name">Its name in the project.</param>
/// <param name="Status">dbt's word.</param>
/// <param name="Seconds">Run time.</param>
/// <param name="StartedAt">When it began, in UTC; null if the builder does not say.</param>
/// <param name="Message">The warehouse's or dbt's message; empty if it says nothing of interest.</param>
public sealed record ReportedNode(
    string Id,
    string Kind,
    string Name,
    string Status,
    double Seconds,
    DateTimeOffset? StartedAt,
    string Message
);

/// <summary>A node of the lineage graph.</summary>
/// <param name="Id">dbt's unique id.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>source</c>, <c>ephemeral</c>.</param>
/// <param name="Name">Its name in the project.</param>
/// <param name="Relation">The live name of the relation that it builds, or empty.</param>
/// <param name="DependsOn">The ids that it reads; all of them are in the graph.</param>
public sealed record LineageNode(string Id, string Kind, string Name, string Relation, IReadOnlyList<string> DependsOn);
