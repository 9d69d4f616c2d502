using System.Text;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Manifests that real dbt wrote, and some that nobody should have written.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("duckdb")]
    [InlineData("postgres")]
    public async Task The_shops_manifest_is_read_as_dbt_wrote_it(string adapter)
    {
        var manifest = await ReadAsync(adapter, "manifest.compile.json");

        (manifest.SchemaVersion, manifest.DbtVersion, manifest.AdapterType, manifest.ProjectName).ShouldBe(
            (11, "1.7.20", adapter, "shop")
        );
        manifest
            .Nodes.Values.CountBy(node => node.Kind)
            .ToDictionary()
            .ShouldBe(
                new Dictionary<NodeKind, int>
                {
                    [NodeKind.Model] = 11,
                    [NodeKind.Seed] = 5,
                    [NodeKind.Snapshot] = 1,
                    [NodeKind.Test] = 16,
                },
                ignoreOrder: true
            );
        var orders = manifest.Nodes["model.shop.orders"];
        (orders.Schema, orders.Alias, orders.Materialized, orders.OriginalFilePath).ShouldBe(
            ("analytics", "orders", "table", "models/marts/orders.sql")
        );
        orders
            .DependsOn.Order()
            .ShouldBe(["model.shop.order_totals", "model.shop.stg_orders", "model.shop.stg_payments"]);
        manifest.Nodes["model.shop.order_totals"].IsRelation.ShouldBeFalse();
        manifest.Nodes["model.shop.daily_revenue"].IsState.ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_come_from_unique_tests_unique_key_and_snapshots()
    {
        var keys = ManifestKeys.Read(await ReadAsync("postgres", "manifest.compile.json"));

        keys["model.shop.orders"].ShouldBe(["order_id"]);
        keys["snapshot.shop.customers_history"].ShouldBe(["dbt_scd_id"]);
        keys["model.shop.daily_revenue"].ShouldBe(["ordered_on"]);
        keys.ContainsKey("model.shop.channel_mix").ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"nodes\": {}}")]
    [InlineData(
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, \"nodes\": []}"
    )]
    [InlineData(
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, "
            + "\"nodes\": {\"a\": 1}}"
    )]
    [InlineData(
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, "
            + "\"nodes\": {\"a\": {}}}"
    )]
    public void A_broken_manifest_is_an_error_and_no_crash(string json)
    {
        var error = Should.Throw<ReleaseException>(() =>
            ManifestReader.Read(Encoding.UTF8.GetBytes(json), "m.json", ManifestDetail.Structure)
        );

        error.Code.ShouldBe(ErrorCode.ManifestInvalid);
        error.Format().ShouldStartWith("m.json");
    }

    [Theory]
    [InlineData("v10")]
    [InlineData("v13")]
    public void An_unknown_version_is_named(string version)
    {
        var json =
            $"{{\"metadata\": {{\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/{version}"
            + $".json\", \"dbt_version\": \"9.9\"}}}}";

        Should
            .Throw<ReleaseException>(() =>
                ManifestReader.Read(Encoding.UTF8.GetBytes(json), "m.json", ManifestDetail.Structure)
            )
            .Message.ShouldContain(version);
    }

    private static Task<Manifest> ReadAsync(string adapter, string file) =>
        ManifestReader.ReadAsync(
            Repository.PathOf("tests", "assets", "dbt-1.7", adapter, file),
            ManifestDetail.Structure,
            TestContext.Current.CancellationToken
        );
}
