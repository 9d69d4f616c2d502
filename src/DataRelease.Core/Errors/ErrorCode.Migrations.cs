namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A migration's file can't be understood.</summary>
    public static readonly ErrorCode MigrationInvalid = new(
        "DR8000",
        ExitCode.Usage,
        "A migration's file can't be understood",
        "correct the name or the directive that the message names; docs/migrations.md has the rules"
    );

    /// <summary>A migration failed.</summary>
    public static readonly ErrorCode MigrationFailed = new(
        "DR8001",
        ExitCode.Failed,
        "A migration failed",
        "fix the script and run the command again: a script that ran in a transaction left no changes; "
            + "data-release migrate status shows where it stands"
    );

    /// <summary>A migration was changed after it was applied.</summary>
    public static readonly ErrorCode MigrationChanged = new(
        "DR8002",
        ExitCode.Refused,
        "A migration was changed after it was applied",
        "restore its text and put the change into a new migration; if the new text does the same, run data-release "
            + "migrate resolve VERSION --as applied"
    );

    /// <summary>A migration is older than one that is already applied.</summary>
    public static readonly ErrorCode MigrationOutOfOrder = new(
        "DR8003",
        ExitCode.Refused,
        "A migration is older than one that is already applied",
        "give it a newer version, or run it anyway with --allow-out-of-order (or migrations.allow_out_of_order)"
    );

    /// <summary>A script uses a variable that has no value.</summary>
    public static readonly ErrorCode MigrationVariable = new(
        "DR8004",
        ExitCode.Usage,
        "A script uses a variable that has no value",
        "give it one under migrations.variables, or name an environment variable under "
            + "migrations.variables_env in data-release.yml"
    );

    /// <summary>A migration may lose data.</summary>
    public static readonly ErrorCode MigrationDestructive = new(
        "DR8005",
        ExitCode.Refused,
        "A migration may lose data",
        "confirm it with the line -- data-release: allow-destructive in the script, or have a data version taken "
            + "before it"
    );

    /// <summary>A migration would change what releases own.</summary>
    public static readonly ErrorCode MigrationProtected = new(
        "DR8006",
        ExitCode.Refused,
        "A migration would change what releases own",
        "name another schema in the script: only releases change live and release schemas, and no script changes "
            + "the ledger"
    );

    /// <summary>A migration without a transaction did not finish.</summary>
    public static readonly ErrorCode MigrationUnfinished = new(
        "DR8007",
        ExitCode.Refused,
        "A migration without a transaction did not finish",
        "look at what it did; then run it again with data-release migrate up --retry, or record its state with "
            + "data-release migrate resolve VERSION --as applied|pending"
    );

    /// <summary>A migration has no down script.</summary>
    public static readonly ErrorCode MigrationOneWay = new(
        "DR8008",
        ExitCode.Refused,
        "A migration has no down script",
        "go down no further than its version; if you undo it by hand, record that with data-release migrate "
            + "resolve VERSION --as pending"
    );

    /// <summary>No such migration.</summary>
    public static readonly ErrorCode MigrationUnknown = new(
        "DR8009",
        ExitCode.Usage,
        "No such migration",
        "data-release migrate status lists them"
    );

    /// <summary>An applied migration is not in the project.</summary>
    public static readonly ErrorCode MigrationMissing = new(
        "DR8010",
        ExitCode.Refused,
        "An applied migration is not in the project",
        "check out a version that has it, or go back with data-release migrate down --to VERSION: its down "
            + "script is in the journal"
    );

    /// <summary>A migration could not get its locks.</summary>
    public static readonly ErrorCode MigrationBlocked = new(
        "DR8011",
        ExitCode.Refused,
        "A migration could not get its locks",
        "end the sessions that hold its tables, or raise migrations.lock_timeout or migrations.budget; no part of "
            + "it was applied"
    );

    /// <summary>A statement does not fit the script's transaction.</summary>
    public static readonly ErrorCode MigrationTransaction = new(
        "DR8012",
        ExitCode.Usage,
        "A statement does not fit the script's transaction",
        "remove BEGIN, COMMIT and ROLLBACK, and put statements that can't run in a transaction into a script of "
            + "their own with the line -- no-transaction"
    );

    /// <summary>The project has no migrations.</summary>
    public static readonly ErrorCode MigrationsNone = new(
        "DR8013",
        ExitCode.Usage,
        "The project has no migrations",
        "put V0001__what_it_does.sql into migrations/, or name the folder with migrations.folder in data-release.yml"
    );
}
