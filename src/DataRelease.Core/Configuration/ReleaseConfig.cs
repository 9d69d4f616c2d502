namespace DataRelease.Configuration;

/// <summary><c>data-release.yml</c>, validated; every key has a default.</summary>
public sealed record ReleaseConfig
{
    /// <summary>The file it came from, null if there is none and all is default.</summary>
    public string? File { get; init; }

    /// <summary>Where its paths begin: the file's folder, or the working folder without one.</summary>
    public string Folder => Path.GetFullPath(File is null ? "." : Path.GetDirectoryName(Path.GetFullPath(File)) ?? ".");

    /// <summary>The environment when none is asked for; null for the profile's own default target.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>Named environments. One that isn't named is the dbt target of that name.</summary>
    public IReadOnlyDictionary<string, EnvironmentConfig> Environments { get; init; } =
        new Dictionary<string, EnvironmentConfig>();

    /// <summary>The control schema.</summary>
    public string LedgerSchema { get; init; } = "data_release";

    /// <summary>
    /// Live schemas that the project names whatever the target's schema is; a release has one of its own in the place
    /// of each.
    /// </summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>How green is built.</summary>
    public BuildConfig Build { get; init; } = new();

    /// <summary>What is checked.</summary>
    public ValidateConfig Validate { get; init; } = new();

    /// <summary>How live is repointed.</summary>
    public SwapConfig Swap { get; init; } = new();

    /// <summary>What is kept.</summary>
    public RetentionConfig Retention { get; init; } = new();

    /// <summary>Previews of branches.</summary>
    public PreviewConfig Previews { get; init; } = new();

    /// <summary>What a release writes about itself.</summary>
    public ReportConfig Report { get; init; } = new();

    /// <summary>The project itself, where it is one of plain SQL; null for a dbt project.</summary>
    public SqlProjectConfig? Project { get; init; }

    /// <summary>How state outside the project's models is migrated.</summary>
    public MigrationsConfig Migrations { get; init; } = new();

    /// <summary>Data versions.</summary>
    public BackupConfig Backups { get; init; } = new();

    /// <summary>What makes a rollback safe.</summary>
    public RollbackConfig Rollback { get; init; } = new();

    /// <summary>How a release goes live.</summary>
    public ReleaseStrategy Strategy { get; init; }

    /// <summary>Who sees a release before it is live, with that strategy.</summary>
    public CanaryConfig Canary { get; init; } = new();

    /// <summary>Which relations go live before the others.</summary>
    public RollingConfig Rolling { get; init; } = new();

    /// <summary>What a release goes through beside what is live before it may go live.</summary>
    public ShadowConfig Shadow { get; init; } = new();

    /// <summary>Consumers' queries that are run on both sides.</summary>
    public ReplayConfig Replay { get; init; } = new();

    /// <summary>How a release is watched after its swap.</summary>
    public MonitorConfig Monitor { get; init; } = new();

    /// <summary>Webhooks that are told of what becomes of releases.</summary>
    public IReadOnlyList<NotifyConfig> Notify { get; init; } = [];

    /// <summary>The log on disk.</summary>
    public LogConfig Log { get; init; } = new();

    /// <summary>Consents to what a dacpac has.</summary>
    public IReadOnlyList<string> DacpacAccepted { get; init; } = [];
}

/// <summary>A named place to release to.</summary>
public sealed record EnvironmentConfig
{
    /// <summary>The dbt target; the environment's name when null.</summary>
    public string? Target { get; init; }

    /// <summary>The live base schema; the target's when null.</summary>
    public string? Schema { get; init; }

    /// <summary>The name of a variable that holds a connection string; the profile's connection when null.</summary>
    public string? ConnectionEnv { get; init; }

    /// <summary>The DuckDB file, relative to the project; null where the connection is said otherwise.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// The engine for <see cref="ConnectionEnv"/>: <c>postgres</c> or <c>duckdb</c>; the profile's type when null.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>True if what changes live is asked about, and without a terminal needs <c>--yes</c>.</summary>
    public bool IsProtected { get; init; }

    /// <summary>What a candidate must have before it goes live here.</summary>
    public PolicyConfig Policies { get; init; } = PolicyConfig.None;
}

/// <summary>How green is built.</summary>
public sealed record BuildConfig
{
    /// <summary>The dbt executable, a name on PATH or a path.</summary>
    public string Dbt { get; init; } = "dbt";

    /// <summary>Parallelism; the profile's when null.</summary>
    public int? Threads { get; init; }

    /// <summary>How long a build may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Always build state relations from nothing.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Which relations are shared with blue in place of being built.</summary>
    public ReuseMode Reuse { get; init; }

    /// <summary>
    /// Queries of one value that is another one when something arrived, by the name of a source
    /// (<c>shop.orders</c>) or of a model that reads tables outside the project.
    /// </summary>
    public IReadOnlyList<ArrivalQuery> Arrivals { get; init; } = [];

    /// <summary>
    /// A release package, relative to the file, to use instead of dbt when it is compiled from the current sources;
    /// null to look for one.
    /// </summary>
    public string? Package { get; init; }
}

/// <summary>How it is known that something arrived.</summary>
/// <param name="Name">A source or a model.</param>
/// <param name="Query">Asked in a transaction that can't write.</param>
/// <param name="Where">Where it stands.</param>
public sealed record ArrivalQuery(string Name, CheckQuery Query, Errors.SourceLocation Where);

/// <summary>Which relations a release shares with blue in place of building them.</summary>
public enum ReuseMode
{
    /// <summary>None.</summary>
    Never,

    /// <summary>Those whose code, settings and inputs are blue's, whatever arrived in sources since.</summary>
    Unchanged,

    /// <summary>Those of which it is known besides that nothing arrived in the sources that they read.</summary>
    Fresh,
}

/// <summary>What to do about an inconclusive check.</summary>
public enum OnInconclusive
{
    /// <summary>Refuse.</summary>
    Fail,

    /// <summary>Say so and go on.</summary>
    Warn,

    /// <summary>Go on.</summary>
    Pass,
}

/// <summary>What a change without a cause in the project means.</summary>
public enum Unexplained
{
    /// <summary>Say so and go on.</summary>
    Warn,

    /// <summary>Refuse.</summary>
    Fail,

    /// <summary>Go on.</summary>
    Pass,
}

/// <summary>What is checked before a swap.</summary>
public sealed record ValidateConfig
{
    /// <summary>How long retryable checks are retried in all.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Pause between retries.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What an inconclusive check means.</summary>
    public OnInconclusive OnInconclusive { get; init; }

    /// <summary>What it means that the rows of a relation changed though nothing that it is made from did.</summary>
    public Unexplained Unexplained { get; init; }

    /// <summary>Checks to run beside or instead of the defaults, in the file's order.</summary>
    public IReadOnlyList<CheckConfig> Checks { get; init; } = [];
}

/// <summary>How live is repointed.</summary>
public sealed record SwapConfig
{
    /// <summary>
    /// How long one attempt waits for a lock; on PostgreSQL it must be below the server's deadlock_timeout.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long attempts are repeated before the swap is refused.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long to wait for snapshots older than green's last commit (PostgreSQL); zero waits for none.
    /// </summary>
    public TimeSpan Fence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Drop pointer views of relations that green no longer has.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>What happens where readers hold what the swap needs.</summary>
    public OnBlocked OnBlocked { get; init; }

    /// <summary>What is exchanged.</summary>
    public SwapWay Method { get; init; }
}

/// <summary>What a swap exchanges.</summary>
public enum SwapWay
{
    /// <summary>Each view, all in one transaction with the ledger.</summary>
    Views,

    /// <summary>
    /// The whole live schema for one that stands ready, without a lock on any view; the ledger follows. A statement
    /// that names two views may see one of each release.
    /// </summary>
    SchemaRename,
}

/// <summary>What a swap does where readers hold its views.</summary>
public enum OnBlocked
{
    /// <summary>It waits and tries again, for as long as the budget lasts.</summary>
    Wait,

    /// <summary>It is refused after a few seconds.</summary>
    Refuse,

    /// <summary>
    /// Statements that have held a view for some seconds are asked to end, as far as the role has the right to, and
    /// named.
    /// </summary>
    Cancel,
}

/// <summary>What <c>prune</c> keeps.</summary>
public sealed record RetentionConfig
{
    /// <summary>This many versions of the code that were live before the one that is.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Of one version, this many releases: the newest of its refreshes.</summary>
    public int Refreshes { get; init; } = 1;

    /// <summary>
    /// True if what is no longer kept is dropped after each swap, and not only by <c>prune</c> and after refreshes.
    /// </summary>
    public bool AfterSwap { get; init; }

    /// <summary>Older ones than this go even if there are fewer; null for no limit by age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// How long a release can be gone back to, whatever the others say: from the end of its successor's monitoring;
    /// null for no promise.
    /// </summary>
    public TimeSpan? Window { get; init; }
}
