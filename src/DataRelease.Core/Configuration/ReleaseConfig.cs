namespace DataRelease.Configuration;

/// <summary>The validated content of <c>data-release.yml</c>. Every key has a default.</summary>
public sealed record ReleaseConfig
{
    /// <summary>The file; null if there is none and everything is default.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The folder that relative paths start from: the file's folder, or the working folder without a file.
    /// </summary>
    public string Folder => Path.GetFullPath(File is null ? "." : Path.GetDirectoryName(Path.GetFullPath(File)) ?? ".");

    /// <summary>The default environment; null for the profile's own default target.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>The named environments. Any other name means the dbt target of that name.</summary>
    public IReadOnlyDictionary<string, EnvironmentConfig> Environments { get; init; } =
        new Dictionary<string, EnvironmentConfig>();

    /// <summary>The name of the control schema.</summary>
    public string LedgerSchema { get; init; } = "data_release";

    /// <summary>
    /// Live schemas that the project names itself, independent of the target's schema. A release has a schema of its
    /// own in place of each.
    /// </summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>How green is built.</summary>
    public BuildConfig Build { get; init; } = new();

    /// <summary>The checks before a swap.</summary>
    public ValidateConfig Validate { get; init; } = new();

    /// <summary>How live is repointed.</summary>
    public SwapConfig Swap { get; init; } = new();

    /// <summary>What <c>prune</c> keeps.</summary>
    public RetentionConfig Retention { get; init; } = new();

    /// <summary>The settings of previews.</summary>
    public PreviewConfig Previews { get; init; } = new();

    /// <summary>The report of a release.</summary>
    public ReportConfig Report { get; init; } = new();

    /// <summary>The settings of a project of plain SQL; null for a dbt project.</summary>
    public SqlProjectConfig? Project { get; init; }

    /// <summary>The settings of migrations.</summary>
    public MigrationsConfig Migrations { get; init; } = new();

    /// <summary>The settings of data versions.</summary>
    public BackupConfig Backups { get; init; } = new();

    /// <summary>The settings that make a rollback safe.</summary>
    public RollbackConfig Rollback { get; init; } = new();

    /// <summary>The strategy by which a release goes live.</summary>
    public ReleaseStrategy Strategy { get; init; }

    /// <summary>The settings of the canary strategy.</summary>
    public CanaryConfig Canary { get; init; } = new();

    /// <summary>The settings of the rolling strategy.</summary>
    public RollingConfig Rolling { get; init; } = new();

    /// <summary>The settings of the shadow strategy.</summary>
    public ShadowConfig Shadow { get; init; } = new();

    /// <summary>The replay of consumers' queries on both sides.</summary>
    public ReplayConfig Replay { get; init; } = new();

    /// <summary>How a release is watched after its swap.</summary>
    public MonitorConfig Monitor { get; init; } = new();

    /// <summary>The webhooks that are notified about releases.</summary>
    public IReadOnlyList<NotifyConfig> Notify { get; init; } = [];

    /// <summary>The log file.</summary>
    public LogConfig Log { get; init; } = new();

    /// <summary>Consents to critical parts of a dacpac.</summary>
    public IReadOnlyList<string> DacpacAccepted { get; init; } = [];
}

/// <summary>A named environment to release to.</summary>
public sealed record EnvironmentConfig
{
    /// <summary>The dbt target; null for the environment's name.</summary>
    public string? Target { get; init; }

    /// <summary>The live base schema; null for the target's.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// The name of an environment variable with a connection string; null for the profile's connection.
    /// </summary>
    public string? ConnectionEnv { get; init; }

    /// <summary>The DuckDB file, relative to the project; null if the connection is given in another way.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// The engine for <see cref="ConnectionEnv"/>, such as <c>postgres</c> or <c>duckdb</c>; null for the profile's
    /// type.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>
    /// True if commands that change live ask for confirmation, and need <c>--yes</c> without a terminal.
    /// </summary>
    public bool IsProtected { get; init; }

    /// <summary>The policies that a candidate must meet before it goes live here.</summary>
    public PolicyConfig Policies { get; init; } = PolicyConfig.None;
}

/// <summary>How green is built.</summary>
public sealed record BuildConfig
{
    /// <summary>The dbt executable, a name on PATH or a path.</summary>
    public string Dbt { get; init; } = "dbt";

    /// <summary>The number of threads; null for the profile's.</summary>
    public int? Threads { get; init; }

    /// <summary>The longest time for a build.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(4);

    /// <summary>True to build relations with state always from nothing.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Which relations are shared with blue instead of being built.</summary>
    public ReuseMode Reuse { get; init; }

    /// <summary>
    /// Queries of one value that changes when something arrives, by the name of a source (<c>shop.orders</c>) or of a
    /// model that reads tables outside the project.
    /// </summary>
    public IReadOnlyList<ArrivalQuery> Arrivals { get; init; } = [];

    /// <summary>
    /// A release package, relative to the file, to use instead of dbt if it was compiled from the current sources; null
    /// to search for one.
    /// </summary>
    public string? Package { get; init; }
}

/// <summary>A query that shows whether something arrived.</summary>
/// <param name="Name">The source or model.</param>
/// <param name="Query">The query, which runs in a transaction that can't write.</param>
/// <param name="Where">The place in the file.</param>
public sealed record ArrivalQuery(string Name, CheckQuery Query, Errors.SourceLocation Where);

/// <summary>Which relations a release shares with blue instead of building them.</summary>
public enum ReuseMode
{
    /// <summary>None.</summary>
    Never,

    /// <summary>
    /// Relations with the same code, settings and inputs as blue's, whatever has arrived in sources since.
    /// </summary>
    Unchanged,

    /// <summary>Such relations, if it is also known that nothing has arrived in the sources that they read.</summary>
    Fresh,
}

/// <summary>What an inconclusive check counts as.</summary>
public enum OnInconclusive
{
    /// <summary>A refusal.</summary>
    Fail,

    /// <summary>A warning.</summary>
    Warn,

    /// <summary>A pass.</summary>
    Pass,
}

/// <summary>What a change without a reason in the project counts as.</summary>
public enum Unexplained
{
    /// <summary>A warning.</summary>
    Warn,

    /// <summary>A refusal.</summary>
    Fail,

    /// <summary>A pass.</summary>
    Pass,
}

/// <summary>The checks before a swap.</summary>
public sealed record ValidateConfig
{
    /// <summary>How long retryable checks are retried in all.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The pause between retries.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What an inconclusive check counts as.</summary>
    public OnInconclusive OnInconclusive { get; init; }

    /// <summary>What it counts as that a relation's rows changed although none of its inputs did.</summary>
    public Unexplained Unexplained { get; init; }

    /// <summary>The checks in addition to the standard ones, or in place of them, in the file's order.</summary>
    public IReadOnlyList<CheckConfig> Checks { get; init; } = [];
}

/// <summary>How live is repointed.</summary>
public sealed record SwapConfig
{
    /// <summary>
    /// How long one attempt waits for a lock. On PostgreSQL it must be below the server's deadlock_timeout.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long attempts are repeated before the swap is refused.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for snapshots older than green's last commit (PostgreSQL); zero not to wait.</summary>
    public TimeSpan Fence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>True to drop pointer views of relations that green lacks.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>What a swap does if readers hold its views.</summary>
    public OnBlocked OnBlocked { get; init; }

    /// <summary>What a swap exchanges.</summary>
    public SwapWay Method { get; init; }
}

/// <summary>What a swap exchanges.</summary>
public enum SwapWay
{
    /// <summary>Each view, all of them in one transaction with the ledger.</summary>
    Views,

    /// <summary>
    /// The whole live schema, by a prepared one, without a lock on any view. The ledger follows. A statement that names
    /// two views may see one view of each release.
    /// </summary>
    SchemaRename,
}

/// <summary>What a swap does if readers hold its views.</summary>
public enum OnBlocked
{
    /// <summary>It waits and tries again until the budget is spent.</summary>
    Wait,

    /// <summary>It refuses after a few seconds.</summary>
    Refuse,

    /// <summary>
    /// It asks statements that have held a view for some seconds to end, as far as the role may, and names them.
    /// </summary>
    Cancel,
}

/// <summary>What <c>prune</c> keeps.</summary>
public sealed record RetentionConfig
{
    /// <summary>The number of versions of the code to keep besides the live one.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>The number of releases of one version to keep: the newest of its refreshes.</summary>
    public int Refreshes { get; init; } = 1;

    /// <summary>
    /// True to drop what is no longer kept after each swap, and not only by <c>prune</c> and after refreshes.
    /// </summary>
    public bool AfterSwap { get; init; }

    /// <summary>The age from which releases are dropped, even if there are few; null for no limit.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// How long a release stays available for a rollback after its successor's monitoring has passed, whatever the
    /// other settings; null for no such promise.
    /// </summary>
    public TimeSpan? Window { get; init; }
}
