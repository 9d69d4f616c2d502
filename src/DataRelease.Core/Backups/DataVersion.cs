using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>What a table of a data version is, and so how it is restored.</summary>
public enum VersionRole
{
    /// <summary>
    /// A relation of a release, found under its live name: restored as part of a new release that is swapped in.
    /// </summary>
    State,

    /// <summary>A table outside the releases: its rows are replaced in a transaction.</summary>
    Table,
}

/// <summary>The words for it in documents.</summary>
public static class VersionRoles
{
    /// <summary>The word.</summary>
    public static string Word(this VersionRole role) => role == VersionRole.State ? "state" : "table";
}

/// <summary>What became of a data version.</summary>
public enum DataVersionState
{
    /// <summary>Its copies are being made, or a process died at it.</summary>
    Creating,

    /// <summary>It can be restored.</summary>
    Ready,

    /// <summary>Its copies are gone; the ledger remembers it.</summary>
    Dropped,
}

/// <summary>The words for it in documents and in the ledger.</summary>
public static class DataVersionStates
{
    /// <summary>The word.</summary>
    public static string Word(this DataVersionState state) =>
        state switch
        {
            DataVersionState.Creating => "creating",
            DataVersionState.Ready => "ready",
            _ => "dropped",
        };

    /// <summary>What a word stands for.</summary>
    /// <exception cref="ReleaseException">DR5004 for one that is not known.</exception>
    public static DataVersionState Read(string word) =>
        word switch
        {
            "creating" => DataVersionState.Creating,
            "ready" => DataVersionState.Ready,
            "dropped" => DataVersionState.Dropped,
            _ => throw new ReleaseException(ErrorCode.LedgerCorrupt, $"a data version is '{word}'"),
        };
}

/// <summary>Rows and content of a table at one moment.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Checksum">The engine's name and version, and the sum of all rows' hashes: the same whatever their
/// order.</param>
public sealed record TableContent(long Rows, string Checksum)
{
    /// <summary>False if they were taken by different versions of the engine, whose hashes need not agree.</summary>
    public bool IsComparableTo(TableContent other) => Kind(Checksum) == Kind(other.Checksum);

    /// <summary>True if nothing says that the content differs.</summary>
    public bool Fits(TableContent other) =>
        Rows == other.Rows && (Checksum == other.Checksum || !IsComparableTo(other));

    private static string Kind(string checksum) =>
        checksum[..Math.Max(0, checksum.IndexOf(':', StringComparison.Ordinal))];
}

/// <summary>A column of a table in a data version.</summary>
/// <param name="Name">Exact case.</param>
/// <param name="Type">As <see cref="CatalogColumn.Type"/>.</param>
public sealed record VersionColumn(string Name, string Type);

/// <summary>One table of a data version.</summary>
public sealed record VersionTable
{
    /// <summary>How it is restored.</summary>
    public required VersionRole Role { get; init; }

    /// <summary>dbt's unique id; empty for a table outside.</summary>
    public string UniqueId { get; init; } = "";

    /// <summary>Where consumers find it: the pointer view, or the table outside itself.</summary>
    public required RelationName Name { get; init; }

    /// <summary>Where its rows were read.</summary>
    public required RelationName Source { get; init; }

    /// <summary>The copy inside the warehouse; null for a version in files.</summary>
    public RelationName? Copy { get; init; }

    /// <summary>The file's name in the version's folder; null for a copy inside the warehouse.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of the file, hexadecimal; null for a copy.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What it held.</summary>
    public required TableContent Content { get; init; }

    /// <summary>Bytes that the copy or file takes, as far as the engine says.</summary>
    public long Bytes { get; init; }

    /// <summary>Columns that are kept, in order; those that the engine computes are not.</summary>
    public required IReadOnlyList<VersionColumn> Columns { get; init; }
}

/// <summary>A data version: what several tables held at one moment.</summary>
public sealed record DataVersion
{
    /// <summary>7 for v7; one count for all environments of a database.</summary>
    public required int Number { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>What the user calls it; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>What became of it.</summary>
    public required DataVersionState State { get; init; }

    /// <summary>Why it was taken: <c>asked</c>, or <c>before …</c> for one that a command took by itself.</summary>
    public required string Reason { get; init; }

    /// <summary>The release that was live then; null if none was.</summary>
    public int? Live { get; init; }

    /// <summary>The newest versioned migration that was applied then; empty if none.</summary>
    public string Migration { get; init; } = "";

    /// <summary>The folder of its files, or null if it is inside the warehouse.</summary>
    public string? Folder { get; init; }

    /// <summary>The schema of its copies; empty for files.</summary>
    public required string Schema { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>user@host</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Its tables.</summary>
    public IReadOnlyList<VersionTable> Tables { get; init; } = [];

    /// <summary><c>v7</c>.</summary>
    public string Id => $"v{Number}";

    /// <summary>True if a command took it by itself, so that <c>prune</c> may drop it.</summary>
    public bool IsAutomatic => Reason != "asked";

    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Content.Rows);

    /// <summary>Bytes of all tables.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);
}
