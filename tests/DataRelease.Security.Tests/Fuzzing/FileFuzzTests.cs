using System.Text;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Cli.Tests;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// Files that people, editors and dbt write, broken at random: an error with a code, never a crash, a hang or a write.
/// </summary>
public sealed class FileFuzzTests
{
    private static readonly string[] _offline = ["plan", "--offline"];

    private static readonly string[] _prod = ["-e", "prod"];

    private static readonly string[] _json = ["--output", "json"];

    private const string Config = """
        default_environment: dev
        ledger_schema: data_release
        environments:
          dev: {target: dev, schema: analytics}
          prod:
            connection_env: SHOP_URL
            type: postgres
            schema: analytics
        build: {threads: 4, timeout: 1h, full_refresh: false}
        validate:
          timeout: 10m
          retry_every: 30s
          on_inconclusive: warn
          checks:
            - dbt_tests
            - row_count: {warn_over: 10%, fail_over: 50, relations: [orders, "stg_*"]}
            - data_diff:
                relations: orders
                key: [order_id]
                max_changed: 5%
        swap: {lock_timeout: 50ms, budget: 1m, fence: 0s, allow_breaking: false}
        retention: {keep: 2, max_age: 30d}
        """;

    private const string Profiles = """
        shop:
          target: dev
          outputs:
            dev: &base
              type: duckdb
              path: shop.duckdb
              schema: analytics
              threads: 4
            prod:
              <<: *base
              type: postgres
              host: localhost
              user: "{{ env_var('SHOP_USER', 'me') }}"
              password: "{{ env_var('SHOP_PASSWORD') }}"
              port: "{{ env_var('SHOP_PORT', '5432') | as_number }}"
              dbname: shop
        config: {send_anonymous_usage_stats: false}
        """;

    [Fact]
    public Task A_broken_data_release_yml_is_an_error_with_a_code() => YamlAsync(345, "data-release.yml", Config);

    [Fact]
    public Task A_broken_profiles_yml_is_an_error_with_a_code() => YamlAsync(300, "profiles.yml", Profiles);

    [Fact]
    public Task A_broken_dbt_project_yml_is_an_error_with_a_code() =>
        YamlAsync(200, "dbt_project.yml", File.ReadAllText(Repository.PathOf("examples", "shop", "dbt_project.yml")));

    [Fact]
    public async Task A_broken_manifest_is_an_error_with_a_code()
    {
        var whole = Manifest();

        await Cases.RunAsync(300, (mutator, _) => Guard(() =>
            {
                var broken = mutator.Next(3) == 0 ? mutator.Bytes(whole) : mutator.Json(whole);
                var manifest = ManifestReader.Read(
                    broken,
                    "manifest.json",
                    mutator.Next(2) == 0 ? ManifestDetail.Code : ManifestDetail.Structure
                );
                ManifestKeys.Read(manifest);
                return Task.CompletedTask;
            }));
    }

    [Fact]
    public async Task Run_results_that_are_broken_are_an_error_with_a_code()
    {
        var whole = Encoding.UTF8.GetBytes(
            """
            {"metadata": {"dbt_version": "1.7.20"}, "elapsed_time": 1.5, "results": [
              {"unique_id": "model.shop.orders", "status": "success", "execution_time": 0.2, "failures": null,
                "message": "OK", "adapter_response": {"rows": 3}},
              {"unique_id": "test.shop.unique_orders.1", "status": "fail", "execution_time": 1e-3, "failures": 7,
                "message": "Got 7 results\n  compiled Code at target/x.sql"},
              {"unique_id": "model.shop.daily", "status": "error", "execution_time": 0, "failures": null,
                "message": "Database Error"}]}
            """
        );
        using var folder = new TempFolder();

        await Cases.RunAsync(500, (mutator, token) => Guard(async () =>
            {
                var file = folder["run_results.json"];
                await File.WriteAllBytesAsync(
                    file,
                    mutator.Next(3) == 0 ? mutator.Bytes(whole) : mutator.Json(whole),
                    token
                );
                await DbtRunResults.ReadAsync(file, token);
            }));
    }

    [Fact]
    public async Task Whatever_dbt_prints_is_read_without_an_error()
    {
        var lines = await File.ReadAllLinesAsync(
            Repository.PathOf("tests", "assets", "dbt-1.7", "postgres", "build.sql_error.jsonl"),
            TestContext.Current.CancellationToken
        );

        await Cases.RunAsync(200, (mutator, _) =>
        {
            var log = new DbtLog(new RecordingEvents());
            for (var count = 0; count < 5; count++)
            {
                var line = Encoding.UTF8.GetBytes(mutator.Pick(lines));
                log.Read(
                    Encoding.UTF8.GetString(
                        mutator.Next(3) == 0 || line.Length == 0 || line[0] != '{'
                            ? mutator.Bytes(line)
                            : mutator.Json(line)
                    )
                );
            }
            (log.Complaint + log.File).ShouldNotBeNull();
            return Task.CompletedTask;
        });
    }

    private static byte[] Manifest() =>
        File.ReadAllBytes(Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"));

    private static async Task YamlAsync(int share, string name, string whole)
    {
        using var run = ToolRun.OfShop().With("SHOP_PASSWORD", "pw").With("SHOP_URL", "Host=127.0.0.1;Port=1");
        Directory.Delete(run["release"], recursive: true);
        var bytes = Encoding.UTF8.GetBytes(whole);

        await Cases.RunAsync(share, async (mutator, token) =>
        {
            await File.WriteAllBytesAsync(
                run[name],
                mutator.Next(3) == 0 ? mutator.Bytes(bytes) : Encoding.UTF8.GetBytes(mutator.Yaml(whole)),
                token
            );

            var (exit, text, error) = await run.RunAsync(
                token,
                [.. _offline, .. mutator.Next(2) == 0 ? _prod : [], .. mutator.Next(4) == 0 ? _json : []]
            );

            Cases.KeepsItsWord(exit, text, error);
            // Only reading was asked for.
            Directory.EnumerateFiles(run.Project, "*.duckdb*", SearchOption.AllDirectories).ShouldBeEmpty();
        });
    }

    /// <summary>A result, or an error of ours.</summary>
    private static async Task Guard(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (ReleaseException error)
        {
            error.Code.ShouldNotBe(ErrorCode.Unexpected);
            error.Format().ShouldNotContain("\n   at ");
        }
    }
}
