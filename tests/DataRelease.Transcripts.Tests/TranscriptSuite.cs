using System.Text.RegularExpressions;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Transcripts.Tests.Recorded;
using DataRelease.Warehouses;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Transcripts.Tests;

/// <summary>
/// Whole commands, statement by statement, as each engine would be sent them; approved as texts for people to read.
/// <c>DATARELEASE_UPDATE_SNAPSHOTS=1</c> writes them anew.
/// </summary>
public abstract partial class TranscriptSuite(string name, Func<Warehouse> shown) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Transcript _transcript = new();
    private DuckDbWarehouse? _memory;
    private RecordedWarehouse? _warehouse;
    private RecordingEvents _events = new();
    private ReleaseConfig _config = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _memory = new DuckDbWarehouse(_folder["memory.duckdb"]);
        _warehouse = new RecordedWarehouse(shown(), _memory, _transcript);
        Write("models/customers.sql", "select 1 as id, 'a' as name");
        Write(
            "models/orders.sql",
            "-- materialized: table\nselect 1 as id, c.id as customer from $schema$.customers c"
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_first_release()
    {
        await RunAsync("release", ReleaseAsync);

        _transcript.Committed.Count(together => together.Any(OfLive().IsMatch)).ShouldBe(1);
        Approve("first-release");
    }

    [Fact]
    public async Task A_release_whose_relations_have_new_shapes()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        Write("models/customers.sql", "select 'a' as name, 1 as id");
        Write(
            "models/orders.sql",
            "-- materialized: table\nselect 1 as id, 2 as amount, c.id as customer from $schema$.customers c"
        );
        Write("models/regions.sql", "select 'north' as name");

        await RunAsync("release", ReleaseAsync);

        Approve("new-shapes");
    }

    [Fact]
    public async Task A_release_that_adopts_what_stands_in_live()
    {
        await ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders (id integer, customer integer)",
            "insert into analytics.orders values (1, 1)",
            "create view analytics.large_orders as select id from analytics.orders"
        );

        await RunAsync("release", ReleaseAsync);

        Approve("adoption");
    }

    [Fact]
    public async Task A_rollback()
    {
        await RunAsync("release", ReleaseAsync);
        Write("models/customers.sql", "select 2 as id, 'b' as name");
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();

        await RunAsync("rollback", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        Approve("rollback");
    }

    [Fact]
    public async Task A_candidate_that_is_given_up()
    {
        await RunAsync("release", ReleaseAsync);
        Write("models/customers.sql", "select 2 as id, 'b' as name");
        await RunAsync("deploy", engine => engine.DeployAsync(new DeployRequest(), Cancellation));
        _transcript.Clear();

        await RunAsync("abort", engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));

        Approve("abort");
    }

    [Theory]
    [InlineData("migrate", "resume-before-green-is-begun")]
    [InlineData("plan", "resume-before-green-is-begun")]
    [InlineData("carry", "resume-with-a-green-in-part")]
    [InlineData("build", "resume-with-a-green-in-part")]
    [InlineData("validate", "resume-with-a-candidate")]
    public async Task A_release_that_goes_on_after_a_step(string step, string scenario)
    {
        await RunAsync("release", ReleaseAsync);
        Write("models/customers.sql", "select 2 as id, 'b' as name");
        Write("migrations/V1__state.sql", "create table $schema$.kept (id integer);\n");
        await ExecuteAsync("create schema state");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _events.When(happened => happened is ReleaseEvent.StepFinished done && done.Name == step, stop.Cancel);
        await RunAsync("release", engine => engine.ReleaseAsync(new DeployRequest(), stop.Token), ExitCode.Cancelled);
        _transcript.Clear();
        _events = new RecordingEvents();

        await RunAsync("resume", engine => engine.ResumeAsync(new RecoveryRequest(), Cancellation));

        Approve(scenario);
    }

    [Fact]
    public async Task A_migration_whose_second_half_waits_for_the_swap()
    {
        await ExecuteAsync("create schema state", "create table state.kept (id integer, old integer)");
        Write("migrations/V1__wider.sql", "alter table $schema$.kept add name varchar(10);\n");
        Write(
            "migrations/V2__narrower.sql",
            "-- data-release: phase contract\n-- data-release: allow-destructive\n"
                + "alter table $schema$.kept drop column old;\n"
        );

        await RunAsync("release", ReleaseAsync);
        Write("models/customers.sql", "select 2 as id, 'b' as name");
        await RunAsync("migrate up --include-contract", engine =>
            engine.MigrateUpAsync(new MigrateRequest { IncludeContract = true }, Cancellation)
        );

        Approve("migration-with-contract");
    }

    [Fact]
    public async Task A_backup_and_its_way_back()
    {
        Write("models/orders.sql", "-- materialized: incremental\n-- key: id\nselect 1 as id, 'x' as kind");
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        await RunAsync("backup create", engine =>
            engine.BackupCreateAsync(new BackupCreateRequest { Name = "before" }, Cancellation)
        );

        await RunAsync("backup restore", engine =>
            engine.BackupRestoreAsync(new BackupRequest { Version = "before" }, Cancellation)
        );

        Approve("backup-and-restore");
    }

    [Fact]
    public async Task A_release_whose_rows_are_tested_and_measured()
    {
        _config = new ReleaseConfig
        {
            Validate = new ValidateConfig
            {
                OnInconclusive = OnInconclusive.Pass,
                Checks =
                [
                    new NullRateSettings(),
                    new DistinctCountSettings(),
                    new AggregateSettings(),
                    new DistributionSettings(),
                    new FreshnessSettings { Relations = ["orders"], Columns = ["day"] },
                    new DataDiffSettings { Relations = ["orders"], Key = ["id"] },
                ],
            },
        };
        Write("tests/keys.sql", "select id from $schema$.orders where id is null");
        WriteOrders("100.5");
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteOrders("101.5");

        await RunAsync("release", ReleaseAsync);

        Approve("tests-and-checks");

        void WriteOrders(string amount) =>
            Write(
                "models/orders.sql",
                $"-- materialized: table\nselect 1 as id, {amount} as amount, cast(2 as double precision) as weight, "
                    + "cast('2026-11-30' as date) as day, c.name from $schema$.customers c"
            );
    }

    private protected virtual void Check(Transcript transcript) { }

    private static Task<ReleaseReport.Released> ReleaseAsync(ReleaseEngine engine) =>
        engine.ReleaseAsync(new DeployRequest(), Cancellation);

    /// <summary>What stands there before, in the memory's own words.</summary>
    private async Task ExecuteAsync(params string[] statements)
    {
        await using var session = await _memory!.OpenAsync(Cancellation);
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private async Task RunAsync<T>(
        string command,
        Func<ReleaseEngine, Task<T>> run,
        ExitCode exit = ExitCode.Done,
        string? preview = null
    )
        where T : ReleaseReport
    {
        _transcript.Head(command);
        var environment = preview is null ? Environment() : Environment().AsPreview(preview);
        // A clock that stands: no heartbeat of the lease comes between, however slow the machine is.
        var report = await run(new ReleaseEngine(environment, _events, new FakeTimeProvider(DateTimeOffset.UtcNow)));
        report.Error?.Format().ShouldBe(exit == ExitCode.Done ? null : report.Error.Format());
        report.ExitCode.ShouldBe(exit);
    }

    private ReleaseEnvironment Environment() =>
        new(
            "prod",
            "analytics",
            _warehouse!,
            _config,
            _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(
                        _warehouse!,
                        SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "shop", Version = "1.0.0" }),
                        threads: 1
                    )
                ),
            _folder.Path
        )
        {
            Migrations = _ =>
                Task.FromResult(
                    MigrationFolder.Read(
                        _folder.Path,
                        "migrations",
                        new ScriptVariables(new Dictionary<string, string> { ["schema"] = "state" }, [])
                    )
                ),
        };

    private void Write(string file, string text) => _folder.Write(file, text);

    /// <summary>
    /// Whatever a text says that somebody approved: a view of live changes together with the marker. A view that comes
    /// to decide by the route still shows what it showed.
    /// </summary>
    private static void RequireMarker(Transcript transcript, Regex marker) =>
        transcript
            .Committed.Where(together => !together.Any(marker.IsMatch))
            .SelectMany(together => together.Where(statement => IsOfLive(statement) && !OfRoute().IsMatch(statement)))
            .ShouldBeEmpty();

    private static bool IsOfLive(string statement) => OfLive().IsMatch(statement);

    [GeneratedRegex("""\bview (?:if exists )?["\[]analytics["\]]\.""")]
    private static partial Regex OfLive();

    [GeneratedRegex("""\binsert into ["\[]data_release["\]]\.["\[](?:live|waves)["\]]""")]
    private static partial Regex OfMarker();

    [GeneratedRegex("""from ["\[]data_release["\]]\.["\[]route_prod["\]]""")]
    private static partial Regex OfRoute();

    /// <param name="scenario">The name of the approved text.</param>
    /// <param name="marker">What must be written together with a view of live; null for the marker.</param>
    private void Approve(string scenario, Regex? marker = null)
    {
        var approved = Repository.PathOf("tests", "DataRelease.Transcripts.Tests", "Approved", name, $"{scenario}.sql");
        var text = _transcript.ToString();
        if (System.Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, text);
        }
        text.ShouldBe(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "");
        RequireMarker(_transcript, marker ?? OfMarker());
        Check(_transcript);
    }
}

public sealed class DuckDbTranscripts() : TranscriptSuite("duckdb", () => new DuckDbWarehouse("shown.duckdb"));

public sealed class PostgresTranscripts()
    : TranscriptSuite("postgres", () => new Postgres.PostgresWarehouse("Host=nowhere.invalid;Database=shown"));

/// <summary>Microsoft's own parser reads every statement, and rules that no parser knows are held.</summary>
public sealed class SqlServerTranscripts()
    : TranscriptSuite("sqlserver", () =>
        new SqlServer.SqlServerEngine().Open(
            "Server=nowhere.invalid;Database=shown;User Id=nobody;Password=nothing",
            new WarehouseOptions(".", TimeProvider.System, null)
        )
    )
{
    private protected override void Check(Transcript transcript) =>
        transcript.Statements.Distinct().SelectMany(TransactSqlRules.Broken).ShouldBeEmpty();
}
