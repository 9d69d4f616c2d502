using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>The role of a table in a data version, which decides how it is restored.</summary>
public enum VersionRole
{
    /// <summary>
    /// A relation of a release under its live name. It is restored as part of a new release that is swapped in.
    /// </summary>
    State,

    /// <summary>A table outside releases. Its rows are replaced in a transaction.</summary>
    Table,
}

/// <summary>The words for a table's role, in documents and in the ledger.</summary>
public static class VersionRoles
{
    /// <summary>The word.</summary>
    public static string Word(this VersionRole role) => role == VersionRole.State ? "state" : "table";
}

/// <summary>The state of a data version.</summary>
public enum DataVersionState
{
    /// <summary>The copies are being made, or the process that made them died.</summary>
    Creating,

    /// <summary>The version can be restored.</summary>
    Ready,

    /// <summary>The copies are dropped; the ledger keeps the row.</summary>
    Dropped,
}

/// <summary>The words for a version's state, in documents and in the ledger.</summary>
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

    /// <summary>Reads a word.</summary>
    /// <exception cref="ReleaseException">DR5004 if the word is unknown.</exception>
    public static DataVersionState Read(string word) =>
        word switch
        {
            "creating" => DataVersionState.Creating,
            "ready" => DataVersionState.Ready,
            "dropped" => DataVersionState.Dropped,
            _ => throw new ReleaseException(ErrorCode.LedgerCorrupt, $"a data version is '{word}'"),
        };
}

/// <summary>The content of a table at one moment.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Checksum">
/// The engine's name and version, and the sum of all rows' hashes, which does not depend on their order.
/// </param>
public sealed record TableContent(long Rows, string Checksum)
{
    /// <summary>False if different versions of the engine computed the checksums, whose hashes may differ.</summary>
    public bool IsComparableTo(TableContent other) => Kind(Checksum) == Kind(other.Checksum);

    /// <summary>True if nothing shows a difference in content.</summary>
    public bool Fits(TableContent other) =>
        Rows == other.Rows && (Checksum == other.Checksum || !IsComparableTo(other));

    private static string Kind(string checksum) =>
        checksum[..Math.Max(0, checksum.IndexOf(':', StringComparison.Ordinal))];
}

/// <summary>A column of a table in a data version.</summary>
/// <param name="Name">The name in exact case.</param>
/// <param name="Type">The type, as in <see cref="CatalogColumn.Type"/>.</param>
public sealed record VersionColumn(string Name, string Type);

/// <summary>One table of a data version.</summary>
public sealed record VersionTable
{
    /// <summary>The role, which decides how the table is restored.</summary>
    public required VersionRole Role { get; init; }

    /// <summary>dbt's unique id; empty for a table outside releases.</summary>
    public string UniqueId { get; init; } = "";

    /// <summary>
    /// The name by which consumers find it: the pointer view's, or the name of a table outside releases.
    /// </summary>
    public required RelationName Name { get; init; }

    /// <summary>The table that the rows were read from.</summary>
    public required RelationName Source { get; init; }

    /// <summary>The copy inside the warehouse; null for a version in files.</summary>
    public RelationName? Copy { get; init; }

    /// <summary>The file's name in the version's folder; null for a copy inside the warehouse.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of the file, hexadecimal; null for a copy.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The content when the version was taken.</summary>
    public required TableContent Content { get; init; }

    /// <summary>The size of the copy or file in bytes, as far as the engine knows it.</summary>
    public long Bytes { get; init; }

    /// <summary>The kept columns in order. Columns that the engine computes are not kept.</summary>
    public required IReadOnlyList<VersionColumn> Columns { get; init; }
}

/// <summary>A data version: the content of several tables at one moment.</summary>
public sealed record DataVersion
{
    /// <summary>The number, 7 for v7. All environments of a database share one sequence.</summary>
    public required int Number { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The user's name for it; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The version's state.</summary>
    public required DataVersionState State { get; init; }

    /// <summary>Why it was taken: <c>asked</c>, or <c>before …</c> if a command took it on its own.</summary>
    public required string Reason { get; init; }

    /// <summary>The release that was live; null if none was.</summary>
    public int? Live { get; init; }

    /// <summary>The newest versioned migration that was applied; empty if none was.</summary>
    public string Migration { get; init; } = "";

    /// <summary>The folder of its files; null if it is inside the warehouse.</summary>
    public string? Folder { get; init; }

    /// <summary>The schema of its copies; empty for files.</summary>
    public required string Schema { get; init; }

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who took it, as <c>user@host</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The tables.</summary>
    public IReadOnlyList<VersionTable> Tables { get; init; } = [];

    /// <summary>The id, <c>v7</c>.</summary>
    public string Id => $"v{Number}";

    /// <summary>True if a command took it on its own, so that <c>prune</c> may drop it.</summary>
    public bool IsAutomatic => Reason != "asked";

    /// <summary>The number of rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Content.Rows);

    /// <summary>The size of all tables in bytes.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);
}
