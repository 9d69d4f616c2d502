namespace DataRelease.Reports;

/// <summary>The state that is copied from the live release before a relation is built.</summary>
/// <param name="Bytes">The size in bytes with indexes; null if the engine does not know it.</param>
/// <param name="Rows">The number of rows when the live release was validated; null if they were not counted.</param>
public sealed record PlannedCopy(long? Bytes, long? Rows);
