using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Builds;

/// <summary>What dbt can write where it is live, and what it must say afterwards.</summary>
public sealed class DbtInPlaceTests
{
    [Fact]
    public async Task A_package_and_a_fixed_schema_in_yaml_go_past_the_macro()
    {
        var project = new DbtProject("p", "shop", "1.0.0", "shop", [], false);
        await using var dbt = new DbtBuilder(new DbtBuilderOptions("dbt", project, null!, TimeProvider.System));
        var model = Node("model.shop.a", NodeKind.Model, "shop", "models/a.sql", "{}");

        dbt.WhyNotInPlace(model).ShouldBeNull();
        dbt.WhyNotInPlace(model with { PackageName = "utils" }).ShouldBe("package utils says where its relations go");
        dbt.WhyNotInPlace(Snapshot("snapshots/a.sql", """{"target_schema": "x"}""")).ShouldBeNull();
        dbt.WhyNotInPlace(Snapshot("snapshots/a.yml", """{"target_schema": null}""")).ShouldBeNull();
        dbt.WhyNotInPlace(Snapshot("snapshots/a.yml", """{"target_schema": "x"}"""))
            .ShouldBe("its target_schema in YAML goes past every macro: write schema in place of it");
    }

    [Fact]
    public void What_dbt_wrote_elsewhere_is_refused()
    {
        var node = Node("model.shop.a", NodeKind.Model, "shop", "models/a.sql", "{}") with { Schema = "analytics__r2" };
        var built = new Manifest(
            12,
            "1.10.0",
            "duckdb",
            "shop",
            new Dictionary<string, ManifestNode> { [node.UniqueId] = node },
            new Dictionary<string, string>()
        );
        GreenBuild Build(string schema) =>
            new(
                new GreenTarget("prod", "db", "analytics", "analytics__r2"),
                new BuildOptions(),
                new HashSet<string>(),
                null,
                new Dictionary<string, RelationName>(),
                ""
            )
            {
                InPlace = new Dictionary<string, RelationName> { [node.UniqueId] = new(schema, "a") },
            };

        Should.NotThrow(() => NodePlaces.RequireInPlace(Build("analytics__r2"), built));
        var refused = Should.Throw<ReleaseException>(() => NodePlaces.RequireInPlace(Build("analytics__r1"), built));
        refused.Code.ShouldBe(ErrorCode.DbtDisagrees);
        refused.Message.ShouldContain("is shared as analytics__r1.a, and dbt wrote it to analytics__r2.a");
    }

    private static ManifestNode Snapshot(string file, string config) =>
        Node("snapshot.shop.a", NodeKind.Snapshot, "shop", file, config);

    private static ManifestNode Node(string id, NodeKind kind, string package, string file, string config) =>
        new()
        {
            UniqueId = id,
            Kind = kind,
            Name = "a",
            Alias = "a",
            PackageName = package,
            OriginalFilePath = file,
            Config = JsonSerializer.Deserialize<JsonElement>(config),
        };
}
