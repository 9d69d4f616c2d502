using System.Text;
using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Ledgers;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Builds;

/// <summary>How a project's files come to say green in the place of schemas that they name themselves.</summary>
public sealed class NamedSchemasTests
{
    private static readonly NamedSchemas _named = new(["marts", "it's"]);

    [Fact]
    public void The_projects_own_macro_goes_by_another_name()
    {
        NamedSchemas
            .WithoutOwnMacro("{%- macro  generate_schema_name (a, b) -%}x{%- endmacro -%}")
            .ShouldBe("{%- macro  data_release_schema_of_the_project (a, b) -%}x{%- endmacro -%}");
        NamedSchemas.WithoutOwnMacro("{% macro generate_schema_name_for_env(a) %}{% endmacro %}").ShouldBeNull();
        NamedSchemas.WithoutOwnMacro("{{ generate_schema_name('a', none) }}").ShouldBeNull();
    }

    [Fact]
    public void The_macro_in_its_place_names_schemas_as_strings_of_jinja() =>
        _named.Macro.ShouldContain("if own in ['marts', 'it\\'s'] -%}{{ target.schema ~ '__live_' ~ own }}");

    [Theory]
    [InlineData(
        "{{ config(target_schema='marts', unique_key='id') }}",
        "{{ config(target_schema=target.schema ~ '__live_marts', unique_key='id') }}"
    )]
    [InlineData(
        "{{- config(meta={'a': 1}, target_schema = \"marts\") -}}",
        "{{- config(meta={'a': 1}, target_schema = target.schema ~ '__live_marts') -}}"
    )]
    [InlineData("{{ config(target_schema='others') }}", null)]
    [InlineData("{{ config(target_schema=target.schema) }}", null)]
    [InlineData("select * from t where target_schema = 'marts'", null)]
    public void A_snapshots_schema_is_aimed_within_its_config_only(string text, string? aimed) =>
        _named.OfSnapshot(text).ShouldBe(aimed);

    [Fact]
    public void A_table_that_is_written_where_it_is_live_goes_before_every_other_rule()
    {
        var named = new NamedSchemas(
            [],
            new Dictionary<string, RelationName>
            {
                ["model.shop.events"] = new("analytics__r4", "events"),
                ["snapshot.shop.history"] = new("analytics__r4_past", "history"),
            }
        );

        named.MacroOfStandard.ShouldContain(
            "places = {'model.shop.events': 'analytics__r4', 'snapshot.shop.history': 'analytics__r4_past'}"
        );
        named.MacroOfStandard.ShouldContain("set own = dbt.generate_schema_name(custom_schema_name, node)");
        named
            .OfSnapshotTable("{% snapshot history %}{{ config(target_schema='x') }} select 1 {%- endsnapshot -%}")
            .ShouldBe(
                "{% snapshot history %}{{ config(target_schema='x') }} select 1 "
                    + "{{ config(target_schema='analytics__r4_past') }}{%- endsnapshot -%}"
            );
        named.OfSnapshotTable("{% snapshot others %} select 1 {% endsnapshot %}").ShouldBeNull();
    }

    [Fact]
    public void What_a_snapshots_file_was_made_to_say_is_not_kept()
    {
        var table = new RelationName("analytics__r4", "history");
        var node = new ManifestNode
        {
            UniqueId = "snapshot.shop.history",
            Kind = NodeKind.Snapshot,
            Name = "history",
            Alias = "history",
            PackageName = "shop",
            Checksum = "sha256:own",
        };
        string Made(string checksum, string code) =>
            JsonSerializer.Serialize(
                new
                {
                    nodes = new Dictionary<string, object>
                    {
                        [node.UniqueId] = new { checksum = new { name = "sha256", checksum }, raw_code = code },
                        ["model.shop.a"] = new { raw_code = "select 2" },
                    },
                }
            );

        var kept = Encoding.UTF8.GetString(
            UnaimedManifest.Write(
                Encoding.UTF8.GetBytes(Made("aimed", "select 1" + NamedSchemas.Aim(table))),
                new Manifest(
                    12,
                    "1.10.0",
                    "duckdb",
                    "shop",
                    new Dictionary<string, ManifestNode> { [node.UniqueId] = node },
                    new Dictionary<string, string>()
                ),
                new Dictionary<string, RelationName> { [node.UniqueId] = table }
            )
        );

        kept.ShouldBe(Made("own", "select 1"));
    }

    [Theory]
    [InlineData("    +target_schema: marts", "    +target_schema: \"{{ target.schema }}__live_marts\"")]
    [InlineData(
        "snapshots:\n  - target_schema: 'marts' # here\n",
        "snapshots:\n  - target_schema: \"{{ target.schema }}__live_marts\" # here\n"
    )]
    [InlineData("target_schema: others\ndescription: target_schema marts\n", null)]
    public void A_yaml_files_key_is_aimed(string text, string? aimed) => _named.OfYaml(text).ShouldBe(aimed);

    [Theory]
    [InlineData("analytics__r7__live_marts", "marts")]
    [InlineData("analytics__r7_marts", "analytics_marts")]
    [InlineData("analytics__r7__live_", "analytics__live_")]
    [InlineData("analytics__r7", "analytics")]
    [InlineData("marts", null)]
    public void A_green_schema_says_which_live_one_it_stands_for(string green, string? live) =>
        ReleaseSchemas.LiveOf("analytics", "analytics__r7", green).ShouldBe(live);

    [Theory]
    [InlineData("marts")]
    [InlineData("analytics")]
    [InlineData("analytics_marts")]
    [InlineData("x_analytics")]
    public void What_stands_for_a_live_schema_leads_back_to_it(string live) =>
        ReleaseSchemas
            .LiveOf("analytics", "analytics__r7", ReleaseSchemas.InPlaceOf("analytics", "analytics__r7", live))
            .ShouldBe(live);

    [Fact]
    public void The_project_is_linked_and_only_what_names_a_schema_is_another_text()
    {
        using var folder = new TempFolder();
        var own = "{% macro generate_schema_name(a, b) %}{{ a }}{% endmacro %}";
        folder.Write("dbt_project.yml", "name: a\nprofile: a\nmodel-paths: [models]\n");
        folder.Write("macros/deep/names.sql", own);
        folder.Write("macros/other.sql", "{% macro other() %}{% endmacro %}");
        folder.Write("models/a/b/c.sql", "select 1 as one");
        folder.Write("data/rows.csv", "a\n1\n");

        using var aimed = AimedProject.Make(DbtProject.Load(folder.Path), ["marts"])!;

        string Read(string path) => File.ReadAllText(Path.Combine(aimed.Directory, path));
        Read("macros/deep/names.sql").ShouldContain("macro data_release_schema_of_the_project(");
        Read("macros/deep/data_release_schemas.sql").ShouldContain("macro generate_schema_name(");
        Read("macros/other.sql").ShouldContain("other");
        Read("models/a/b/c.sql").ShouldBe("select 1 as one");
        Read("data/rows.csv").ShouldBe("a\n1\n");
        new DirectoryInfo(Path.Combine(aimed.Directory, "models", "a", "b")).LinkTarget.ShouldBeNull();
        File.ReadAllText(folder["macros/deep/names.sql"]).ShouldBe(own);
        aimed.Dispose();
        Directory.Exists(aimed.Directory).ShouldBeFalse();
        File.Exists(folder["data/rows.csv"]).ShouldBeTrue();
    }

    [Fact]
    public void A_project_that_names_none_is_run_where_it_is()
    {
        using var folder = new TempFolder();
        folder.Write("dbt_project.yml", "name: a\nprofile: a\n");
        folder.Write("models/c.sql", "select 1 as one");

        AimedProject.Make(DbtProject.Load(folder.Path), ["marts"]).ShouldBeNull();
    }
}
