namespace DataRelease.Releases;

/// <summary>A data version as users see it.</summary>
/// <param name="Id"><c>v7</c>.</param>
/// <param name="Name">What it is called; may be empty.</param>
/// <param name="State"><c>creating</c>, <c>ready</c>, <c>dropped</c>.</param>
/// <param name="Reason"><c>asked</c>, or <c>before …</c>.</param>
/// <param name="Release">What was live then, <c>r42</c>, or null.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy"><c>user@host</c>.</param>
/// <param name="Place">Its schema or folder.</param>
/// <param name="Rows">Of all tables.</param>
/// <param name="Bytes">Of all tables, as far as the engine says.</param>
/// <param name="Tables">Its tables.</param>
public sealed record DataVersionSummary(
    string Id,
    string Name,
    string State,
    string Reason,
    string? Release,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string Place,
    long Rows,
    long Bytes,
    IReadOnlyList<VersionTableSummary> Tables
);

/// <summary>A table of a data version.</summary>
/// <param name="Table">Where consumers find it.</param>
/// <param name="Role"><c>state</c> or <c>table</c>.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes of the copy or file.</param>
/// <param name="Checksum">Of its content.</param>
public sealed record VersionTableSummary(string Table, string Role, long Rows, long Bytes, string Checksum);

/// <summary>What a rollback would lose of one table, or has lost.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">Rows written since the swap.</param>
/// <param name="Changed">Rows changed since; zero where there is no key to tell.</param>
/// <param name="Removed">Rows removed since, which would come back.</param>
/// <param name="IsExact">False if no mark was kept, so that the numbers also hold what the release's own build
/// changed.</param>
/// <param name="Detail">How it was counted, for people.</param>
public sealed record WriteLoss(string Relation, long Added, long Changed, long Removed, bool IsExact, string Detail)
{
    /// <summary>True if nothing is lost.</summary>
    public bool IsNone => Added == 0 && Changed == 0 && Removed == 0;
}

/// <summary>What a rollback carried back of one table.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">Rows added to blue's.</param>
/// <param name="Updated">Rows of blue's replaced.</param>
/// <param name="Removed">Rows of blue's removed, because they were removed since the swap.</param>
/// <param name="Skipped">Changes that blue already had.</param>
public sealed record CarriedTable(string Relation, long Added, long Updated, long Removed, long Skipped);

/// <summary>A release in <c>history</c>.</summary>
/// <param name="Release">Which.</param>
/// <param name="Builder">Who built it.</param>
/// <param name="Base">What was live when it was built, <c>r41</c>, or null.</param>
/// <param name="Added">Relations that its predecessor lacks.</param>
/// <param name="Changed">Relations whose file changed.</param>
/// <param name="Removed">Relations that its predecessor had.</param>
/// <param name="Migrations">Scripts applied by it.</param>
/// <param name="Rows">Rows of its tables when it was validated, as far as they were counted; null if none was.</param>
/// <param name="Ended">How it ended or how it stands, a phrase.</param>
/// <param name="Events">Swaps, rollbacks and restores that made it live, oldest first.</param>
public sealed record HistoryEntry(
    ReleaseSummary Release,
    string Builder,
    string? Base,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Migrations,
    long? Rows,
    string Ended,
    IReadOnlyList<HistoryEvent> Events
);

/// <summary>A moment in a release's life.</summary>
/// <param name="At">UTC.</param>
/// <param name="What"><c>swap</c>, <c>rollback</c>, <c>restore</c>, <c>prune</c>, …</param>
/// <param name="Detail">For people.</param>
public sealed record HistoryEvent(DateTimeOffset At, string What, string Detail);
