using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>Which of the packages that a project carries is taken without being named.</summary>
public sealed class CarriedPackageTests : IDisposable
{
    private readonly ToolRun _run = ToolRun.OfShop();

    [Fact]
    public async Task One_that_does_not_say_for_what_it_was_compiled_gives_way_to_dbt()
    {
        _run.With("DATARELEASE_DBT", Actor.FakeDbt);
        await File.WriteAllTextAsync(
            _run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "none",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                }
            ),
            TestContext.Current.CancellationToken
        );

        var (_, text, error) = await _run.RunAsync("plan");

        (text + error).ShouldContain("is not used automatically: it does not say for which target it was compiled");
        (await _run.RunAsync("doctor")).Out.ShouldContain(
            "is not used automatically: it does not say for which target it was compiled"
        );
        File.ReadAllText(_run["fake-dbt.log"]).ShouldContain("parse ");
    }

    [Theory]
    [InlineData(
        "postgres",
        "dev",
        "DR3006",
        "made_up.1.0.0.nupkg is compiled for postgres, this environment is duckdb"
    )]
    [InlineData("duckdb", "prod", "DR3010", "it was compiled for target prod, and this is for dev")]
    [InlineData("duckdb", "dev", null, "built by package made_up 1.0.0")]
    public async Task Without_dbt_only_one_that_fits_is_taken(string adapter, string target, string? code, string says)
    {
        foreach (var name in new[] { "release", "models", "seeds", "snapshots", "tests", "macros" })
            Directory.Delete(_run[name], recursive: true);
        new CompiledProject(_run.Project, adapter, "shop").Model("orders", "select 1 as id").Write();
        await File.WriteAllTextAsync(
            _run["target/run_results.json"],
            $$"""{"metadata": {"invocation_id": "i1"}, "args": {"target": "{{target}}", "vars": { } } }""",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            _run["profiles.yml"],
            "made_up:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb, schema: analytics}\n",
            TestContext.Current.CancellationToken
        );
        (await _run.RunAsync("pack")).Exit.ShouldBe(0);
        Directory.Delete(_run["target"], recursive: true);

        var (looked, doctor, _) = await _run.RunAsync("doctor");
        looked.ShouldBe(code is null ? 0 : 2, doctor);
        doctor.ShouldContain(code is null ? "made_up.1.0.0.nupkg is compiled from the current sources" : says);
        var (exit, text, error) = await _run.RunAsync("release");

        exit.ShouldBe(code is null ? 0 : 2, error);
        (text + error).ShouldContain(says);
        if (code is not null)
            error.ShouldContain(code);
    }

    public void Dispose() => _run.Dispose();
}
