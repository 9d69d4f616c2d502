using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>The dbt package of <c>init --guard</c>, under the user's own dbt.</summary>
public abstract class RealDbtGuardSuite(Engine engine) : RealDbtSuite(engine)
{
    [Fact]
    public async Task A_plain_run_on_live_stops_before_it_writes_and_a_release_does_not()
    {
        await PrepareAsync(
            ("packages.yml", "packages:\n  - local: data_release_guard\n"),
            OfPackage("dbt_project.yml"),
            OfPackage("macros/stop_on_live.sql"),
            ("models/numbers.sql", "{{ config(materialized='table') }}\nselect 1 as n\n")
        );
        var deps = await DbtAsync("deps", "prod");
        deps.ExitCode.ShouldBe(0, deps.StandardOutput);
        (await DbtAsync("build", "prod")).ExitCode.ShouldBe(0, "no release is live yet");
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["1"]);
        Write("models/numbers.sql", "{{ config(materialized='table') }}\nselect 2 as n\n");

        var stopped = await DbtAsync("run", "prod");

        stopped.ExitCode.ShouldNotBe(0, stopped.StandardOutput);
        stopped.StandardOutput.ShouldContain("schema 'analytics' is live for environment 'prod' of DataRelease");
        stopped.StandardOutput.ShouldContain("data-release refresh -e prod");
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["1"]);
        (await DbtAsync("run", "dev")).ExitCode.ShouldBe(0);
        (await ReadAsync("select n from dev.numbers")).ShouldBe(["2"]);
        (await DbtAsync("test", "prod")).ExitCode.ShouldBe(0);
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.numbers")).ShouldBe(["2"]);
        var meant = await DbtAsync("run", "prod", "--vars", "data_release_guard: false");
        meant.ExitCode.ShouldBe(0, meant.StandardOutput);
    }

    private static (string File, string Text) OfPackage(string file) =>
        (
            $"data_release_guard/{file}",
            File.ReadAllText(Repository.PathOf("src", "DataRelease.Cli", "Guard", "data_release_guard", file))
        );
}

public sealed class DuckDbRealDbtGuard() : RealDbtGuardSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtGuard() : RealDbtGuardSuite(Testing.Engines.Engine.Postgres);
