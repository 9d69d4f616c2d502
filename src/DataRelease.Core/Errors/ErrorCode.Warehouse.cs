namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The warehouse refused a statement.</summary>
    public static readonly ErrorCode StatementFailed = new(
        "DR4000",
        ExitCode.Failed,
        "The warehouse refused a statement",
        "read the warehouse's message, fix its cause, then run the command again"
    );

    /// <summary>The warehouse can't be reached.</summary>
    public static readonly ErrorCode WarehouseUnreachable = new(
        "DR4001",
        ExitCode.Failed,
        "The warehouse can't be reached",
        "check the host and the port, and that the server is running and accepts more connections; then run the "
            + "command again"
    );

    /// <summary>The warehouse refused the login.</summary>
    public static readonly ErrorCode LoginRefused = new(
        "DR4002",
        ExitCode.Failed,
        "The warehouse refused the login",
        "check the user and the variable that holds the password"
    );

    /// <summary>The database does not exist.</summary>
    public static readonly ErrorCode DatabaseMissing = new(
        "DR4003",
        ExitCode.Failed,
        "The database does not exist",
        "create it, or correct its name or path in the dbt profile or the connection string"
    );

    /// <summary>A right is missing in the warehouse.</summary>
    public static readonly ErrorCode RightMissing = new(
        "DR4004",
        ExitCode.Failed,
        "A right is missing in the warehouse",
        "grant what the message names to the role of this connection; docs/warehouses.md lists what a release needs"
    );

    /// <summary>The database is read-only.</summary>
    public static readonly ErrorCode DatabaseReadOnly = new(
        "DR4005",
        ExitCode.Failed,
        "The database is read-only",
        "connect to the primary, or make the database or its file writable"
    );

    /// <summary>A disk is full.</summary>
    public static readonly ErrorCode DiskFull = new(
        "DR4006",
        ExitCode.Failed,
        "A disk is full",
        "make room on the disk that the message names, then data-release resume or abort; data-release prune drops "
            + "what retention no longer keeps"
    );

    /// <summary>The connection to the warehouse was lost.</summary>
    public static readonly ErrorCode ConnectionLost = new(
        "DR4007",
        ExitCode.Failed,
        "The connection to the warehouse was lost",
        "run data-release status: the ledger says what is live; then data-release resume or abort"
    );

    /// <summary>Another process has the DuckDB file open.</summary>
    public static readonly ErrorCode FileHeld = new(
        "DR4008",
        ExitCode.Busy,
        "Another process has the DuckDB file open",
        "end or wait for the process that the message names; DuckDB lets only one process at a time open a file "
            + "for writing"
    );

    /// <summary>The DuckDB file can't be opened.</summary>
    public static readonly ErrorCode FileUnusable = new(
        "DR4009",
        ExitCode.Failed,
        "The DuckDB file can't be opened",
        "check that the path is a DuckDB database of this or an older version and that its folder exists "
            + "and is writable"
    );

    /// <summary>This kind of warehouse is not supported.</summary>
    public static readonly ErrorCode WarehouseUnsupported = new(
        "DR4010",
        ExitCode.Usage,
        "This kind of warehouse is not supported",
        "use a warehouse that docs/warehouses.md lists"
    );

    /// <summary>A lock could not be obtained in time.</summary>
    public static readonly ErrorCode LockTimeout = new(
        "DR4011",
        ExitCode.Failed,
        "A lock could not be obtained in time",
        "wait for the session that the message names or end it, then run the command again"
    );

    /// <summary>An engine whose DDL commits immediately was asked for DDL within a transaction.</summary>
    public static readonly ErrorCode NotAtomic = new(
        "DR4012",
        ExitCode.Failed,
        "The warehouse can't do this atomically",
        "nothing has run; docs/warehouses.md lists what each warehouse can do"
    );

    /// <summary>The server ended a statement by a time limit, or because somebody asked it to.</summary>
    public static readonly ErrorCode StatementCancelled = new(
        "DR4013",
        ExitCode.Failed,
        "The warehouse cut a statement short",
        "a statement_timeout of the role, the database or the server ends statements that take longer: raise it for "
            + "this role (alter role NAME in database NAME set statement_timeout = '10min'; 0 is no limit), or "
            + "set it in the connection string (options=-c statement_timeout=0); then run the command again"
    );

    /// <summary>A native library can't be loaded on this system.</summary>
    public static readonly ErrorCode LibraryMissing = new(
        "DR4014",
        ExitCode.Failed,
        "A native library can't be loaded",
        "install the tool again; on Alpine and other systems with musl use an image with glibc instead, such as "
            + "Debian's or Ubuntu's, because the library exists only for glibc, macOS and Windows"
    );

    /// <summary>The connection string can't be used.</summary>
    public static readonly ErrorCode ConnectionInvalid = new(
        "DR4020",
        ExitCode.Usage,
        "The connection string can't be used",
        "correct it; docs/warehouses.md lists the keys"
    );

    /// <summary>The warehouse's driver is not available.</summary>
    public static readonly ErrorCode DriverMissing = new(
        "DR4200",
        ExitCode.Failed,
        "The warehouse's driver is not available",
        "let dotnet reach the package feeds that this machine has configured, or put the driver into a folder that the "
            + "variable in the message names; docs/warehouses.md shows how"
    );

    /// <summary>The warehouse's driver can't be loaded.</summary>
    public static readonly ErrorCode DriverBroken = new(
        "DR4201",
        ExitCode.Failed,
        "The warehouse's driver can't be loaded",
        "name the folder to which dotnet publish wrote the driver and all its dependencies; or remove the folder "
            + "that the message names, and it is made again"
    );

    /// <summary>A way to sign in that is unknown or incomplete.</summary>
    public static readonly ErrorCode SignInInvalid = new(
        "DR4202",
        ExitCode.Usage,
        "The way to sign in to the warehouse can't be used",
        "correct the target; docs/warehouses.md lists the ways to sign in and what each needs"
    );

    /// <summary>This version has no swap for the engine.</summary>
    public static readonly ErrorCode WarehouseCannot = new(
        "DR4210",
        ExitCode.Usage,
        "This version can't do that in this warehouse",
        "nothing was changed; docs/warehouses.md lists what each warehouse can do"
    );
}
