using DataRelease.Backups;

namespace DataRelease.Releases;

/// <summary>A data version as users see it.</summary>
/// <param name="Id"><c>v7</c>.</param>
/// <param name="Name">What it is called; may be empty.</param>
/// <param name="State">What became of it.</param>
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
    DataVersionState State,
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
/// <param name="Role">How it is restored.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes of the copy or file.</param>
/// <param name="Checksum">Of its content.</param>
public sealed record VersionTableSummary(string Table, VersionRole Role, long Rows, long Bytes, string Checksum);
