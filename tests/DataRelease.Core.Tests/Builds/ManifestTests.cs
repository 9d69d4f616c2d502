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
        using var stream = new SlowStream(Encoding.UTF8.GetBytes(json));
        var streamed = Should.Throw<ReleaseException>(() =>
            ManifestReader.Read(stream, "m.json", ManifestDetail.Structure)
        );
        streamed.Code.ShouldBe(ErrorCode.ManifestInvalid);
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("postgres")]
    public async Task A_manifest_that_comes_in_pieces_is_the_same(string adapter)
    {
        var path = Repository.PathOf("tests", "assets", "dbt-1.7", adapter, "manifest.compile.json");
        var json = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var whole = ManifestReader.Read(json, "m.json", ManifestDetail.Code);
        // Behind a part that is passed over and is larger than what is held at a time, and with one large node.
        var text = Encoding.UTF8.GetString(json);
        var at = text.IndexOf("\"nodes\"", StringComparison.Ordinal);
        var large = $"\"ignored\": [\"{new string('x', 700_000)}\", {{\"a\": [1, 2, {{}}]}}], ";
        var code = new string('y', 900_000);
        var orders = text.IndexOf("\"model.shop.orders\": {", at, StringComparison.Ordinal);
        orders.ShouldBeGreaterThan(at);
        text = text.Insert(orders + "\"model.shop.orders\": {".Length, $"\"description_of_old\": \"{code}\", ")
            .Insert(at, large);
        await using var stream = new SlowStream(Encoding.UTF8.GetBytes(text));

        var streamed = ManifestReader.Read(stream, "m.json", ManifestDetail.Code);

        streamed.Nodes.Keys.ShouldBe(whole.Nodes.Keys);
        streamed.Sources.ShouldBe(whole.Sources);
        foreach (var (id, node) in whole.Nodes)
            (streamed.Nodes[id] with { Config = node.Config, Meta = node.Meta }).CompiledCode.ShouldBe(
                node.CompiledCode
            );
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

    /// <summary>Gives few bytes at a time.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }

    private static Task<Manifest> ReadAsync(string adapter, string file) =>
        ManifestReader.ReadAsync(
            Repository.PathOf("tests", "assets", "dbt-1.7", adapter, file),
            ManifestDetail.Structure,
            TestContext.Current.CancellationToken
        );
}
