using CliWrap;
using CliWrap.Buffered;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>The dbt package of <c>init --guard</c>, under the user's own dbt; skipped without it.</summary>
public abstract class RealDbtGuardSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_plain_run_on_live_stops_before_it_writes_and_a_release_does_not()
    {
        await PrepareAsync();
        (await RunAsync("build", "prod")).ExitCode.ShouldBe(0, "no release is live yet");
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["1"]);
        _folder.Write("project/models/numbers.sql", "{{ config(materialized='table') }}\nselect 2 as n\n");

        var stopped = await RunAsync("run", "prod");

        stopped.ExitCode.ShouldNotBe(0, stopped.StandardOutput);
        stopped.StandardOutput.ShouldContain("schema 'analytics' is live for environment 'prod' of DataRelease");
        stopped.StandardOutput.ShouldContain("data-release refresh -e prod");
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["1"]);
        (await RunAsync("run", "dev")).ExitCode.ShouldBe(0);
        (await ReadAsync("select n from dev.numbers")).ShouldBe(["2"]);
        (await RunAsync("test", "prod")).ExitCode.ShouldBe(0);
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["2"]);
        var meant = await RunAsync("run", "prod", "--vars", "data_release_guard: false");
        meant.ExitCode.ShouldBe(0, meant.StandardOutput);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task PrepareAsync()
    {
        Assert.SkipWhen(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable) is null, "no dbt on PATH");
        _folder.Write("project/dbt_project.yml", "name: guarded\nversion: 1.0.0\nprofile: guarded\n");
        _folder.Write("project/packages.yml", "packages:\n  - local: data_release_guard\n");
        var package = Repository.PathOf("src", "DataRelease.Cli", "Guard", "data_release_guard");
        foreach (var file in new[] { "dbt_project.yml", "macros/stop_on_live.sql" })
            _folder.Write(
                $"project/data_release_guard/{file}",
                await File.ReadAllTextAsync(Path.Combine(package, file), Cancellation)
            );
        _folder.Write("project/models/numbers.sql", "{{ config(materialized='table') }}\nselect 1 as n\n");
        _folder.Write("profiles/profiles.yml", Profile());
        var deps = await RunAsync("deps", "prod");
        deps.ExitCode.ShouldBe(0, deps.StandardOutput);
        var debug = await RunAsync("debug", "prod");
        Assert.SkipWhen(
            debug.StandardOutput.Contains("Could not find adapter", StringComparison.Ordinal),
            "the dbt on PATH has no adapter for this engine"
        );
    }

    private async Task<BufferedCommandResult> RunAsync(string verb, string target, params string[] more)
    {
        await Session.DisposeAsync();
        await Warehouse.StepAsideAsync();
        return await Cli.Wrap(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!)
            .WithArguments([verb, "--profiles-dir", _folder["profiles"], "--target", target, .. more])
            .WithWorkingDirectory(_folder["project"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Cancellation);
    }

    private string Profile()
    {
        var server = Place.Postgres is null ? null : new NpgsqlConnectionStringBuilder(Place.Postgres.ConnectionString);
        string Output(string name, string schema) =>
            server is null
                ? $"{name}: {{type: duckdb, path: '{Place.File}', schema: {schema}, threads: 1}}"
                : $"{name}: {{type: postgres, host: '{server.Host}', port: {server.Port}, user: '{server.Username}', "
                    + $"password: '{server.Password}', dbname: '{server.Database}', schema: {schema}, threads: 2}}";
        return $"guarded: {{target: dev, outputs: {{{Output("prod", "analytics")}, {Output("dev", "dev")}}}}}\n";
    }

    private Task<ReleaseReport> ReleaseProjectAsync()
    {
        var project = DbtProject.Load(_folder["project"]);
        var target = DbtProfiles.Load(
            project.Directory,
            _folder["profiles"],
            project.Profile,
            "prod",
            Environment.GetEnvironmentVariable
        );
        var dbt = DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!;
        return new ReleaseEngine(
            new ReleaseEnvironment(
                "prod",
                target.Schema,
                Warehouse,
                Config,
                _ =>
                    Task.FromResult<IGreenBuilder>(
                        new DbtBuilder(new DbtBuilderOptions(dbt, project, target, TimeProvider.System))
                    ),
                project.Directory
            ),
            Events,
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest(), Cancellation);
    }
}

public sealed class DuckDbRealDbtGuard() : RealDbtGuardSuite(Tests.Engine.DuckDb);

public sealed class PostgresRealDbtGuard() : RealDbtGuardSuite(Tests.Engine.Postgres);
