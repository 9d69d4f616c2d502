using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>When <c>pack --compile</c> lets dbt compile.</summary>
public sealed class PackCompileTests : IDisposable
{
    private static readonly string _compiled = Repository.PathOf(
        "tests",
        "assets",
        "dbt-1.7",
        "duckdb",
        "manifest.compile.json"
    );

    private readonly ToolRun _run = ToolRun.OfShop();

    public PackCompileTests()
    {
        _run.With("DATARELEASE_DBT", Actor.FakeDbt);
        File.WriteAllText(
            _run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "none",
                    compiles = true,
                    manifest = _compiled,
                }
            )
        );
        File.WriteAllText(
            _run["profiles.yml"],
            "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: shop.duckdb\n"
                + "      schema: analytics\n"
        );
    }

    [Fact]
    public async Task A_project_without_a_manifest_is_compiled()
    {
        var (exit, text, error) = await PackAsync();

        exit.ShouldBe(0, error);
        (text + error).ShouldContain("there is no target/manifest.json: dbt compiles");
        Calls().ShouldStartWith("compile --full-refresh");
        File.Exists(_run["out/shop.1.0.0.nupkg"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_manifest_of_other_sources_is_compiled_again()
    {
        Compiled(text =>
            text.Replace(
                "f699c39ab5e7070d6d418f48db316236e624e2510e11dde3f5824e87daebb33c",
                new string('0', 64),
                StringComparison.Ordinal
            )
        );

        var (exit, text, error) = await PackAsync();

        exit.ShouldBe(0, error);
        (text + error).ShouldContain("changed after model.shop.orders was compiled: dbt compiles");
    }

    [Theory]
    [InlineData("models/schema.yml")]
    [InlineData("models/marts/new_model.sql")]
    public async Task A_source_that_is_younger_than_the_manifest_is_compiled(string source)
    {
        Compiled();
        await File.AppendAllTextAsync(_run[source], "\n", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(_run[source], DateTime.UtcNow.AddMinutes(1));

        var (exit, text, error) = await PackAsync();

        exit.ShouldBe(0, error);
        (text + error).ShouldContain($"{source} is newer than target/manifest.json: dbt compiles");
    }

    [Fact]
    public async Task What_is_compiled_from_the_current_sources_is_packed_as_it_is()
    {
        Compiled();

        var (exit, _, error) = await PackAsync();

        exit.ShouldBe(0, error);
        File.Exists(_run["fake-dbt.log"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_dbt_the_packer_says_what_is_wrong_with_the_manifest()
    {
        _run.With("DATARELEASE_DBT", _run["no-dbt"]);

        var (exit, _, error) = await PackAsync();

        exit.ShouldNotBe(0);
        error.ShouldContain("there is no manifest.json");
    }

    [Fact]
    public async Task What_dbt_says_against_the_project_is_said()
    {
        await File.WriteAllTextAsync(
            _run["fake-dbt.json"],
            """{"on": "compile", "does": "garbage"}""",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await PackAsync();

        exit.ShouldBe(1);
        error.ShouldContain("DR2002");
        error.ShouldContain("dbt compile ended with 139");
    }

    [Fact]
    public async Task A_manifest_that_is_named_is_not_compiled()
    {
        var (exit, _, error) = await _run.RunAsync("pack", "--compile", "--manifest", _compiled);

        exit.ShouldBe(2);
        error.ShouldContain("leave out --compile");
    }

    public void Dispose() => _run.Dispose();

    private Task<(int Exit, string Out, string Error)> PackAsync() =>
        _run.RunAsync("pack", "--compile", "--out", _run["out"]);

    private string Calls() => File.ReadAllText(_run["fake-dbt.log"]);

    private void Compiled(Func<string, string>? change = null)
    {
        Directory.CreateDirectory(_run["target"]);
        var text = File.ReadAllText(_compiled);
        File.WriteAllText(_run["target/manifest.json"], change?.Invoke(text) ?? text);
    }
}
