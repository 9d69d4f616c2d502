namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>No such version.</summary>
    public static readonly ErrorCode VersionUnknown = new(
        "DR8100",
        ExitCode.Usage,
        "No such data version",
        "data-release backup list shows the data versions of this environment"
    );

    /// <summary>A named table isn't there or is no table.</summary>
    public static readonly ErrorCode TableNotKept = new(
        "DR8101",
        ExitCode.Usage,
        "A table can't be kept",
        "name tables as schema.table, or models of the live release; views have no rows of their own"
    );

    /// <summary>The folder.</summary>
    public static readonly ErrorCode BackupFolder = new(
        "DR8102",
        ExitCode.Failed,
        "The folder of a data version can't be written",
        "name a folder that exists and is writable with --to; each version makes a new folder in it"
    );

    /// <summary>Copy unlike source.</summary>
    public static readonly ErrorCode CopyDiffers = new(
        "DR8103",
        ExitCode.Failed,
        "A copy is not what was copied",
        "nothing of the version is left; run the command again, and if it happens again look for a rule or "
            + "policy on the table"
    );

    /// <summary>Restored unlike version.</summary>
    public static readonly ErrorCode RestoreDiffers = new(
        "DR8104",
        ExitCode.Failed,
        "A restored table would not hold what the version recorded",
        "nothing was changed; look for triggers and rules on the table that change rows as they are written"
    );

    /// <summary>Can't be restored.</summary>
    public static readonly ErrorCode RestoreImpossible = new(
        "DR8105",
        ExitCode.Refused,
        "The data version can't be restored as things stand",
        "nothing was changed; take the schema back first (data-release rollback --schema), or mend what the "
            + "message names"
    );

    /// <summary>Type not faithful.</summary>
    public static readonly ErrorCode ColumnNotKept = new(
        "DR8106",
        ExitCode.Refused,
        "A column can't be kept faithfully in a Parquet file",
        "take the version inside the warehouse (without --to), or leave the table out"
    );

    /// <summary>Changed since.</summary>
    public static readonly ErrorCode VersionDamaged = new(
        "DR8107",
        ExitCode.Refused,
        "A data version is not what it was when it was taken",
        "it can't be trusted and was not restored; restore another version, and data-release backup drop this one"
    );

    /// <summary>Nothing selected.</summary>
    public static readonly ErrorCode NothingToKeep = new(
        "DR8108",
        ExitCode.Usage,
        "There is nothing to keep",
        "name tables with --tables, or list tables outside dbt under backups.tables in data-release.yml"
    );
}
