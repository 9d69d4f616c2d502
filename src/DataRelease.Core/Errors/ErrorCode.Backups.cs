namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>No such data version.</summary>
    public static readonly ErrorCode VersionUnknown = new(
        "DR8100",
        ExitCode.Usage,
        "No such data version",
        "data-release backup list shows the data versions of this environment"
    );

    /// <summary>A table can't be part of a data version.</summary>
    public static readonly ErrorCode TableNotKept = new(
        "DR8101",
        ExitCode.Usage,
        "A table can't be part of a data version",
        "name tables as schema.table, or models of the live release; views have no rows of their own"
    );

    /// <summary>The folder of a data version can't be written.</summary>
    public static readonly ErrorCode BackupFolder = new(
        "DR8102",
        ExitCode.Failed,
        "The folder of a data version can't be written",
        "name a folder that exists and is writable with --to; each version makes a new folder in it"
    );

    /// <summary>A copy differs from its table.</summary>
    public static readonly ErrorCode CopyDiffers = new(
        "DR8103",
        ExitCode.Failed,
        "A copy differs from its table",
        "the version was removed; run the command again; if it happens again, look for a rule or policy on the table"
    );

    /// <summary>A restored table would not hold what the version recorded.</summary>
    public static readonly ErrorCode RestoreDiffers = new(
        "DR8104",
        ExitCode.Failed,
        "A restored table would not hold what the version recorded",
        "nothing was changed; look for triggers and rules on the table that change rows as they are written"
    );

    /// <summary>The data version can't be restored now.</summary>
    public static readonly ErrorCode RestoreImpossible = new(
        "DR8105",
        ExitCode.Refused,
        "The data version can't be restored now",
        "nothing was changed; take the schema back first (data-release rollback --schema), or fix what the message "
            + "names"
    );

    /// <summary>A column can't be kept faithfully in a Parquet file.</summary>
    public static readonly ErrorCode ColumnNotKept = new(
        "DR8106",
        ExitCode.Refused,
        "A column can't be kept faithfully in a Parquet file",
        "take the version inside the warehouse (without --to), or leave the table out"
    );

    /// <summary>A data version changed after it was taken.</summary>
    public static readonly ErrorCode VersionDamaged = new(
        "DR8107",
        ExitCode.Refused,
        "A data version changed after it was taken",
        "it was not restored; restore another version, and drop this one with data-release backup drop"
    );

    /// <summary>The data version would be empty.</summary>
    public static readonly ErrorCode NothingToKeep = new(
        "DR8108",
        ExitCode.Usage,
        "The data version would be empty",
        "name tables with --tables, or list tables outside dbt under backups.tables in data-release.yml"
    );
}
