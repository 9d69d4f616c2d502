using DataRelease.Backups;

namespace DataRelease.Releases;

/// <summary>A data version as users see it.</summary>
/// <param name="Id"><c>v7</c>.</param>
/// <param name="Name">The name that the user gave; may be empty.</param>
/// <param name="State">The version's state.</param>
/// <param name="Reason"><c>asked</c>, or <c>before …</c>.</param>
/// <param name="Release">The release that was live when the version was taken, <c>r42</c>, or null.</param>
/// <param name="CreatedAt">When it was taken, in UTC.</param>
/// <param name="CreatedBy">Who took it, as <c>user@host</c>.</param>
/// <param name="Place">The schema or folder of the copies.</param>
/// <param name="Rows">The rows of all tables.</param>
/// <param name="Bytes">The bytes of all tables, as far as the engine knows.</param>
/// <param name="Tables">The tables.</param>
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
/// <param name="Table">The name by which consumers find the table.</param>
/// <param name="Role">How the table is restored.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Bytes">The size of the copy or file in bytes.</param>
/// <param name="Checksum">The checksum of the content.</param>
public sealed record VersionTableSummary(string Table, VersionRole Role, long Rows, long Bytes, string Checksum);
