namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A file of migrations/.</summary>
    public static readonly ErrorCode MigrationInvalid = new(
        "DR8000",
        ExitCode.Usage,
        "A migration's file can't be understood",
        "correct the name or the directive that the message names; docs/migrations.md has the rules"
    );

    /// <summary>The script failed.</summary>
    public static readonly ErrorCode MigrationFailed = new(
        "DR8001",
        ExitCode.Failed,
        "A migration failed",
        "mend the script and run the command again: a script that ran in a transaction left nothing behind; "
            + "data-release migrate status shows where it stands"
    );

    /// <summary>Checksum.</summary>
    public static readonly ErrorCode MigrationChanged = new(
        "DR8002",
        ExitCode.Refused,
        "A migration was changed after it was applied",
        "restore its text and write a new migration, or, if the new text says the same, data-release migrate "
            + "resolve VERSION --as applied"
    );

    /// <summary>Out of order.</summary>
    public static readonly ErrorCode MigrationOutOfOrder = new(
        "DR8003",
        ExitCode.Refused,
        "A migration is older than one that is applied already",
        "give it a newer version, or run it all the same with --allow-out-of-order (or migrations.allow_out_of_order)"
    );

    /// <summary>Variable without a value.</summary>
    public static readonly ErrorCode MigrationVariable = new(
        "DR8004",
        ExitCode.Usage,
        "A script uses a variable that has no value",
        "give it one under migrations.variables, or name an environment variable under "
            + "migrations.variables_env in data-release.yml"
    );

    /// <summary>Lint.</summary>
    public static readonly ErrorCode MigrationDestructive = new(
        "DR8005",
        ExitCode.Refused,
        "A migration may lose data",
        "say that it is meant with the line -- data-release: allow-destructive in the script, or let a data "
            + "version be taken before it"
    );

    /// <summary>Live, a release schema or the ledger.</summary>
    public static readonly ErrorCode MigrationProtected = new(
        "DR8006",
        ExitCode.Refused,
        "A migration would change what releases own",
        "migrations are for schemas of their own: live and release schemas change by releases only, the "
            + "ledger by nobody; name another schema in the script"
    );

    /// <summary>A script without a transaction ended half way.</summary>
    public static readonly ErrorCode MigrationUnfinished = new(
        "DR8007",
        ExitCode.Refused,
        "A migration without a transaction did not end",
        "look at what it did; then run it again with data-release migrate up --retry, or say how it stands "
            + "with data-release migrate resolve VERSION --as applied|pending"
    );

    /// <summary>No down script.</summary>
    public static readonly ErrorCode MigrationOneWay = new(
        "DR8008",
        ExitCode.Refused,
        "A migration has no down script",
        "go down to its version at the most; data-release migrate resolve VERSION --as pending forgets it "
            + "after it was undone by hand"
    );

    /// <summary>Version unknown.</summary>
    public static readonly ErrorCode MigrationUnknown = new(
        "DR8009",
        ExitCode.Usage,
        "No such migration",
        "data-release migrate status lists them"
    );

    /// <summary>Applied, but not in the project.</summary>
    public static readonly ErrorCode MigrationMissing = new(
        "DR8010",
        ExitCode.Refused,
        "An applied migration is not in the project",
        "check out a version that has it, or go back with data-release migrate down --to VERSION: its down "
            + "script is in the journal"
    );

    /// <summary>Locks.</summary>
    public static readonly ErrorCode MigrationBlocked = new(
        "DR8011",
        ExitCode.Refused,
        "A migration could not get its locks",
        "end the sessions that hold its tables, or raise migrations.lock_timeout or migrations.budget; "
            + "nothing of it was applied"
    );

    /// <summary>Transaction control, or a statement that needs none.</summary>
    public static readonly ErrorCode MigrationTransaction = new(
        "DR8012",
        ExitCode.Usage,
        "A statement does not fit the script's transaction",
        "leave BEGIN, COMMIT and ROLLBACK out, and put what can't run in a transaction into a script of its "
            + "own with the line -- no-transaction"
    );

    /// <summary>No folder.</summary>
    public static readonly ErrorCode MigrationsNone = new(
        "DR8013",
        ExitCode.Usage,
        "The project has no migrations",
        "put V0001__what_it_does.sql into migrations/, or name the folder with migrations.folder in data-release.yml"
    );
}
