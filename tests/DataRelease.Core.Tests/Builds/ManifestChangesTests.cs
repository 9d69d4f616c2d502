using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>
/// Why a relation changed, by what real dbt wrote of two versions; and what models say of their own checks.
/// </summary>
public sealed class ManifestChangesTests
{
    private static readonly Dictionary<string, string> _none = [];

    [Fact]
    public async Task A_change_is_explained_by_the_changed_models_upstream_nearest_first()
    {
        var changes = new ManifestChanges(
            await ReadAsync("manifest.compile.json"),
            await ReadAsync("manifest.v3.json"),
            _none,
            _none
        );

        changes
            .Explain("model.shop.stg_orders")!
            .Causes.Select(cause => (cause.UniqueId, cause.Change, cause.Distance))
            .ShouldBe([("model.shop.stg_orders", CauseChange.Changed, 0)]);
        changes
            .Explain("model.shop.customers")!
            .Causes[0]
            .ShouldBe(new("model.shop.stg_orders", "model", CauseChange.Changed, 2));
        changes.Explain("model.shop.stg_products")!.IsUnexplained.ShouldBeTrue();
        changes.Explain("seed.shop.raw_orders")!.IsUnexplained.ShouldBeTrue();
        changes.Explain("model.shop.nothing").ShouldBeNull();
    }

    [Fact]
    public async Task A_new_model_is_its_own_cause()
    {
        var changes = new ManifestChanges(
            await ReadAsync("manifest.compile.json"),
            await ReadAsync("manifest.v2.json"),
            _none,
            _none
        );

        changes
            .Explain("model.shop.refunds")!
            .Causes[0]
            .ShouldBe(new("model.shop.refunds", "model", CauseChange.New, 0));
        changes.Explain("model.shop.orders")!.ToString().ShouldStartWith("model orders changed");
    }

    [Fact]
    public async Task An_incremental_model_carries_its_past()
    {
        var manifest = await ReadAsync("manifest.compile.json");
        var changes = new ManifestChanges(manifest, manifest, _none, _none);

        changes
            .Explain("model.shop.daily_revenue")!
            .Causes.ShouldBe([new("model.shop.daily_revenue", "model", CauseChange.State, 0)]);
        changes.Explain("model.shop.orders")!.IsUnexplained.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_really_built_counts_and_not_what_the_manifest_of_a_partial_release_says()
    {
        var (before, after) = (await ReadAsync("manifest.v3.json"), await ReadAsync("manifest.v3.json"));
        var old = (await ReadAsync("manifest.compile.json")).Nodes["model.shop.stg_orders"].Checksum;

        new ManifestChanges(before, after, new Dictionary<string, string> { ["model.shop.stg_orders"] = old }, _none)
            .Explain("model.shop.orders")!
            .Causes.ShouldBe([new("model.shop.stg_orders", "model", CauseChange.Changed, 1)]);
    }

    [Fact]
    public async Task A_source_may_have_changed()
    {
        var manifest = await ReadAsync("manifest.compile.json");
        var nodes = manifest.Nodes.ToDictionary();
        nodes["model.shop.stg_orders"] = nodes["model.shop.stg_orders"] with { DependsOn = ["source.shop.raw.orders"] };
        manifest = manifest with { Nodes = nodes };

        new ManifestChanges(manifest, manifest, _none, _none)
            .Explain("model.shop.orders")!
            .ToString()
            .ShouldBe("the data of source raw.orders may have changed");
    }

    [Fact]
    public async Task A_model_whose_file_is_the_same_may_compile_to_other_sql()
    {
        Manifest Digested(Manifest manifest, string schema, Func<string, string> edit) =>
            manifest with
            {
                Nodes = manifest
                    .Nodes.Values.Select(node =>
                        node with
                        {
                            CodeDigest = node.CompiledCode is null
                                ? null
                                : CodeDigest.Of(
                                    edit(
                                        node.CompiledCode.Replace(
                                            "\"analytics\"",
                                            $"\"{schema}\"",
                                            StringComparison.Ordinal
                                        )
                                    ),
                                    schema,
                                    "shop"
                                ),
                        }
                    )
                    .ToDictionary(node => node.UniqueId),
            };
        var manifest = await ReadAsync("manifest.compile.json");

        var same = new ManifestChanges(
            Digested(manifest, "analytics__r1", code => code),
            Digested(manifest, "analytics__r12", code => code),
            _none,
            _none
        );
        var other = new ManifestChanges(
            Digested(manifest, "analytics__r1", code => code),
            Digested(manifest, "analytics__r12", code =>
                code.Replace("'completed'", "'done'", StringComparison.Ordinal)
            ),
            _none,
            _none
        );

        same.Explain("model.shop.orders")!.IsUnexplained.ShouldBeTrue();
        other
            .Explain("model.shop.orders")!
            .Causes.ShouldContain(new Reports.ChangeCause("model.shop.stg_orders", "model", CauseChange.Code, 1));
    }

    [Theory]
    [InlineData("config")]
    [InlineData("node")]
    public async Task Checks_and_key_stand_beside_the_model(string where)
    {
        var manifest = await WithMetaAsync(
            where,
            """
            {"key": ["order_id", "status"],
              "checks": [{"null_rate": {"columns": ["revenue"], "fail_over": "1%"}}, "aggregate"]}
            """
        );

        ModelSettings
            .Checks(manifest, null, CheckKinds.All)
            .Select(check => (check.Name, check.Relations.Single(), ((LimitSettings)check).FailOver))
            .ShouldBe([
                ("null_rate", "model.shop.orders", new Tolerance(1, true)),
                ("aggregate", "model.shop.orders", null),
            ]);
        ManifestKeys.Read(manifest)["model.shop.orders"].ShouldBe(["order_id", "status"]);
    }

    [Theory]
    [InlineData(
        """{"checks": [{"null_rate": {"fail_ovr": "1%"}}]}""",
        "models/schema.yml: error DR6011: orders: unknown key 'checks.null_rate.fail_ovr', did you mean 'fail_over'?"
    )]
    [InlineData(
        """{"checks": [{"null_rate": {"relations": ["a"]}}]}""",
        "models/schema.yml: error DR6011: orders: unknown key 'checks.null_rate.relations'"
    )]
    [InlineData(
        """{"chekcs": []}""",
        "models/schema.yml: error DR6011: orders: unknown key 'meta.data_release.chekcs', did you mean 'checks'?"
    )]
    [InlineData("\"yes\"", "models/schema.yml: error DR6011: orders: 'meta.data_release' must be a mapping")]
    public async Task A_mistake_in_a_models_checks_names_the_file(string meta, string says)
    {
        var manifest = await WithMetaAsync("config", meta);

        Should
            .Throw<ReleaseException>(() => ModelSettings.Checks(manifest, null, CheckKinds.All))
            .Format()
            .ShouldStartWith(says);
    }

    [Fact]
    public async Task A_mistake_in_a_file_that_can_be_read_names_its_line()
    {
        using var folder = new TempFolder();
        folder.Write(
            "models/schema.yml",
            "models:\n  - name: orders\n    config:\n      meta:\n        data_release:\n          "
                + "checks:\n            - null_rate: {fail_ovr: 1%}\n"
        );
        var manifest = await WithMetaAsync("config", """{"checks": [{"null_rate": {"fail_ovr": "1%"}}]}""");

        Should
            .Throw<ReleaseException>(() => ModelSettings.Checks(manifest, folder.Path, CheckKinds.All))
            .Format()
            .ShouldStartWith("models/schema.yml(7,27): error DR6011: orders: unknown key");
    }

    private static async Task<Manifest> ReadAsync(string name) =>
        await ManifestReader.ReadAsync(
            Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", name),
            ManifestDetail.Code,
            TestContext.Current.CancellationToken
        );

    /// <summary>What dbt wrote, with a <c>meta</c> put where dbt puts it.</summary>
    private static async Task<Manifest> WithMetaAsync(string where, string settings)
    {
        var path = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json");
        var manifest = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)
        )!;
        var orders = manifest["nodes"]!["model.shop.orders"]!;
        var meta = System.Text.Json.Nodes.JsonNode.Parse($$"""{"data_release": {{settings}} }""");
        if (where == "config")
            orders["config"]!["meta"] = meta;
        else
            orders["meta"] = meta;
        return ManifestReader.Read(
            JsonSerializer.SerializeToUtf8Bytes(manifest),
            "manifest.json",
            ManifestDetail.Structure
        );
    }
}
