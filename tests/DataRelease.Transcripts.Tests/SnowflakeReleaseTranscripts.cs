using System.Text.RegularExpressions;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Snowflake;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Testing.Fakes;
using DataRelease.Transcripts.Tests.Recorded;
using DataRelease.Warehouses;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Transcripts.Tests;

/// <summary>
/// Whole commands as Snowflake would be sent them: packages of a project whose names have no quotes, as dbt-snowflake
/// writes them. What answers is a PostgreSQL, which exchanges schemas as Snowflake does.
/// </summary>
public sealed partial class SnowflakeReleaseTranscripts : IAsyncLifetime
{
    private const string Exchange = "alter schema \"SHOWN\".\"ANALYTICS\" swap with";

    private readonly TempFolder _folder = new();
    private readonly Transcript _transcript = new();
    private readonly RecordingEvents _events = new();
    private PostgresDatabase? _database;
    private RecordedWarehouse? _warehouse;
    private FakeSeparatePostgres? _memory;
    private int _version;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync(Cancellation);
        _memory = new FakeSeparatePostgres(_database.ConnectionString);
        _warehouse = new RecordedWarehouse(
            new SnowflakeEngine().Open(
                "account=nowhere;user=nobody;password=nothing;db=shown",
                new WarehouseOptions(".", TimeProvider.System, null)
            ),
            _memory,
            _transcript
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_first_release()
    {
        await ReleaseAsync();

        Approve("first-release");
    }

    [Fact]
    public async Task A_release_whose_relations_have_new_shapes()
    {
        await ReleaseAsync();
        _transcript.Clear();

        await ReleaseAsync("'x' as note, ");

        _transcript.Statements.Count(text => text.StartsWith(Exchange, StringComparison.Ordinal)).ShouldBe(1);
        Approve("new-shapes");
    }

    [Fact]
    public async Task What_was_live_is_dropped_only_by_a_role_that_is_shown_every_object()
    {
        await ReleaseAsync();
        await ReleaseAsync("'x' as note, ");
        _transcript.Statements.ShouldNotContain(text => text.Contains("drop schema"));
        _memory!.SeesAll = true;
        _transcript.Clear();

        await ReleaseAsync("'y' as note, ");

        var drop = _transcript.Statements.Single(text => text.Contains("drop schema"));
        drop.ShouldStartWith("execute immediate 'declare not_empty exception");
        drop.ShouldContain("information_schema.stages where stage_schema = ''ANALYTICS__NEXT");
        _transcript.Statements.ShouldNotContain(text => text.Contains("rename to"));
    }

    [Fact]
    public async Task A_rollback()
    {
        await ReleaseAsync();
        await ReleaseAsync("'x' as note, ");
        _transcript.Clear();

        await RunAsync("rollback", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        Approve("rollback");
    }

    [Theory]
    [InlineData("crash-before-the-exchange", false)]
    [InlineData("crash-after-the-exchange", true)]
    public async Task A_swap_whose_process_died_is_settled_by_the_next_command(string scenario, bool hasHappened)
    {
        await ReleaseAsync();
        _version++;
        await PackAsync("'x' as note, ");
        await RunAsync("deploy", engine => engine.DeployAsync(new DeployRequest(), Cancellation));
        _transcript.Clear();
        var isNext = false;
        _transcript.Before = text =>
        {
            var isExchange = text.StartsWith(Exchange, StringComparison.Ordinal);
            if (hasHappened ? isNext : isExchange)
            {
                _transcript.Before = null;
                throw new NotSupportedException("the process is gone");
            }
            isNext = isExchange;
        };
        _transcript.Head("swap, whose process dies");
        await Should.ThrowAsync<NotSupportedException>(() => Engine().SwapAsync(new SwapRequest(), Cancellation));

        await RunAsync("resume", engine => engine.ResumeAsync(new RecoveryRequest(), Cancellation));

        Approve(scenario);
    }

    private async Task ReleaseAsync(string more = "")
    {
        _version++;
        await PackAsync(more);
        await RunAsync("release", engine => engine.ReleaseAsync(new DeployRequest(), Cancellation));
    }

    private async Task PackAsync(string more)
    {
        var project = new CompiledProject(_folder[$"v{_version}"], "snowflake", "shown")
        {
            IsQuoted = false,
            Version = $"{_version}.0.0",
        };
        project
            .Model("customers", $"select {more}1 as id, 'a' as name", "view")
            .Model("orders", $"select {more}c.id as customer from {project.Ref("customers")} c", after: ["customers"])
            .Write();
        await ReleasePacker.PackAsync(
            new PackRequest { ProjectDir = project.Folder, OutputDir = _folder[$"packed{_version}"] },
            Cancellation
        );
    }

    private ReleaseEngine Engine() =>
        // A clock that stands: no heartbeat of the lease comes between, however slow the machine is.
        new(
            new ReleaseEnvironment(
                "prod",
                "ANALYTICS",
                _warehouse!,
                new ReleaseConfig(),
                async token => new PackageBuilder(
                    _warehouse!,
                    await ReleasePackage.OpenAsync(
                        Directory.GetFiles(_folder[$"packed{_version}"], "*.nupkg").Single(),
                        token
                    ),
                    1
                )
            ),
            _events,
            new FakeTimeProvider(DateTimeOffset.UtcNow)
        );

    private async Task RunAsync<T>(string command, Func<ReleaseEngine, Task<T>> run)
        where T : ReleaseReport
    {
        _transcript.Head(command);
        var report = await run(Engine());
        report.Error?.Format().ShouldBeNull();
        report.ExitCode.ShouldBe(ExitCode.Done);
    }

    private void Approve(string scenario)
    {
        var approved = Repository.PathOf(
            "tests",
            "DataRelease.Transcripts.Tests",
            "Approved",
            "snowflake",
            $"{scenario}.sql"
        );
        var text = Token().Replace(_transcript.ToString(), "$1$2…");
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(approved, text);
        text.ShouldBe(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "");
        // Whatever a text says that somebody approved: what is together is rows alone.
        _transcript
            .Committed.Where(together => together.Count > 1)
            .SelectMany(together => together)
            .Where(statement =>
                SqlLexer.FirstWord(statement) is not ("insert" or "update" or "delete" or "select" or "with")
            )
            .ShouldBeEmpty();
    }

    /// <summary>Each swap has a number of chance.</summary>
    [GeneratedRegex("(__NEXT|__REPLACED)[0-9]+_[0-9]+|( r[0-9]+ )[0-9]+-[0-9]+(?=\\])")]
    private static partial Regex Token();
}
