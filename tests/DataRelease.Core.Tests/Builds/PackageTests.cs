using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Packing, refusing to pack, and opening what strangers packed.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_same_input_makes_the_same_bytes()
    {
        var first = await PackShopAsync("one");
        var second = await PackShopAsync("two");

        File.ReadAllBytes(first).ShouldBe(File.ReadAllBytes(second));
        Path.GetFileName(first).ShouldBe("shop.1.0.0.nupkg");
    }

    [Fact]
    public async Task The_examples_carry_what_their_sources_compile_to()
    {
        foreach (
            var (example, manifest) in new[]
            {
                ("shop", "manifest.compile.json"),
                ("shop-v2", "manifest.v2.json"),
                ("shop-v3", "manifest.v3.json"),
            }
        )
        {
            Repository.CopyExample("shop", _folder[example]);
            Repository.CopyExample(example, _folder[example]);
            var packed = await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder[example],
                    OutputDir = _folder["out"],
                    ManifestPath = Asset(manifest),
                },
                TestContext.Current.CancellationToken
            );

            File.ReadAllBytes(packed.Path)
                .ShouldBe(
                    File.ReadAllBytes(Repository.PathOf("examples", example, "release", Path.GetFileName(packed.Path))),
                    example
                );
        }
    }

    [Fact]
    public async Task A_package_of_the_current_sources_is_fresh_and_a_change_is_named()
    {
        Repository.CopyExample("shop", _folder["shop"]);
        (
            await CarriedPackage.FindAsync(_folder["shop"], null, TestContext.Current.CancellationToken)
        )!.IsFresh.ShouldBeTrue();
        File.AppendAllText(_folder["shop/models/marts/orders.sql"], "-- x\n");
        _folder.Write("shop/models/extra.sql", "select 1");

        var stale = await CarriedPackage.FindAsync(_folder["shop"], null, TestContext.Current.CancellationToken);

        stale!.IsFresh.ShouldBeFalse();
        stale.Differences.ShouldBe(["models/extra.sql is new", "models/marts/orders.sql changed"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_model_that_changed_after_it_was_compiled_is_refused()
    {
        Repository.CopyExample("shop", _folder["shop"]);
        File.AppendAllText(_folder["shop/models/marts/orders.sql"], "-- x\n");

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder["shop"],
                    OutputDir = _folder.Path,
                    ManifestPath = Asset("manifest.compile.json"),
                },
                TestContext.Current.CancellationToken
            )
        );

        (error.Code, error.Where!.File).ShouldBe((ErrorCode.PackStale, "models/marts/orders.sql"));
    }

    [Theory]
    [InlineData("table", "select 1", "{{ run_query('select 1') }}", "queries the database")]
    [InlineData("materialized_view", "select 1", "select 1", "materialization 'materialized_view'")]
    [InlineData("table", "", "select 1", "not compiled")]
    [InlineData("incremental", "select * from \"db\".\"dev\".\"m\"", "{% if is_incremental() %}", "incremental form")]
    public async Task What_a_package_can_not_run_faithfully_is_refused_by_name(
        string materialized,
        string compiled,
        string raw,
        string says
    )
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("m", compiled, materialized, raw: raw)
            .Write();

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder.Path },
                TestContext.Current.CancellationToken
            )
        );

        error.Code.ShouldBe(ErrorCode.PackRefused);
        error.Message.ShouldStartWith("model.made_up.m: ");
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("select 1 as n {% if target.name != 'prod' %} where 1 = 1 {% endif %}", "target.name")]
    [InlineData("select '{{ env_var( 'REGION' ) }}' as n", "env_var('REGION')")]
    [InlineData("select '{{ run_started_at }}' as n", "run_started_at")]
    [InlineData("select '{{ invocation_id }}' as n", "invocation_id")]
    [InlineData("select '{{ modules.datetime.datetime.now() }}' as n", "modules.datetime's now")]
    [InlineData("{% set dt = modules.datetime %}select '{{ dt.date.today() }}' as n", "modules.datetime's today")]
    [InlineData("{% set found = run_query ('select 1') %}select 1 as n", "queries the database")]
    [InlineData(
        "{%- set found = adapter.get_relation(this.database, 'a', 'b') -%}select 1 as n",
        "queries the database"
    )]
    [InlineData("{% call statement ('x') %}select 1{% endcall %}select 1 as n", "queries the database")]
    [InlineData("{% set a = adapter %}{% set r = a.describe(this) %}select 1 as n", "queries the database")]
    [InlineData("{% set r = adapter['describe'](this) %}select 1 as n", "adapter.describe")]
    [InlineData("{% set r = adapter | attr('describe')(this) %}select 1 as n", "adapter.describe")]
    [InlineData("{% set r = equal_columns(this) %}select 1 as n", "run_query in macro.dbt.equal_columns")]
    [InlineData("select '{{ modules.datetime['datetime']['now']() }}' as n", "modules.datetime's now")]
    [InlineData("select '{{ moments().date.today() }}' as n", "modules.datetime's today")]
    [InlineData("{% set schema = target.schema %}select '{{ schema }}' as n", "target.schema")]
    [InlineData("select '{{ label(schema=target.schema) }}' as n", "target.schema")]
    [InlineData("select '{{ ref('m').schema }}' as n", "a relation.schema")]
    [InlineData("{% set t = this %}select '{{ t['schema'] }}' as n", "t.schema")]
    [InlineData("select '{{ model.created_at }}' as n", "model.created_at")]
    [InlineData("select '{{ lipsum(1) }}' as n", "lipsum")]
    [InlineData("{% macro m(target) %}{% endmacro %}select '{{ target.name }}' as n", "target.name")]
    [InlineData("{% set t = target %}select '{{ t.name }}' as n", "(target)")]
    [InlineData("select 1 as n {{ outer_one() }}", "target.type in macro.made_up.inner_one")]
    [InlineData(
        "select 1 as n {{ adapter.dispatch('chosen')() }}",
        "flags.FULL_REFRESH in macro.made_up.default__chosen"
    )]
    public async Task What_depends_on_the_run_is_refused_unless_it_is_named(string raw, string says)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro("outer_one", "{% macro outer_one() %}{{ inner_one() }}{% endmacro %}")
            .Macro("inner_one", "{% macro inner_one() %}{{ target.type }}{% endmacro %}")
            .Macro("default__chosen", "{% macro default__chosen() %}{{ flags.FULL_REFRESH }}{% endmacro %}")
            .Macro("moments", "{% macro moments() %}{{ return(modules.datetime) }}{% endmacro %}")
            .Macro("label", "{% macro label(schema) %}{{ schema }}{% endmacro %}")
            .Macro("equal_columns", "{% macro equal_columns(r) %}{{ run_query('') }}{% endmacro %}", package: "dbt")
            .Model("m", "select 1 as n", raw: raw)
            .Write();

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Code.ShouldBe(ErrorCode.PackRefused);
        error.Message.ShouldStartWith("model.made_up.m: ");
        error.Message.ShouldContain(says);
        error.ToDo.ShouldContain("--accept-run-dependence");
        var packed = await PackAsync(project, request => request with { Accepted = ["m"] });
        var content = (await ReleasePackage.PeekAsync(packed.Path, TestContext.Current.CancellationToken))!;
        content.DependsOnRun!.Keys.ShouldBe(["model.made_up.m"]);
    }

    [Theory]
    [InlineData("select 1 as n -- {# target.name #}")]
    [InlineData("{{ config(target_schema=target.schema, schema=target.schema ~ '_a') }}select 1 as n")]
    [InlineData("select '{% raw %}{{ env_var('X') }}{% endraw %}' as n")]
    [InlineData("{{ config(alias='m', tags=[1, (2)], schema=target.schema) }}select 1 as n")]
    [InlineData("{% if is_incremental() %}{% endif %}select '{{ plain() }}' as n, {{ dates.today() }}")]
    [InlineData("select \"target\".name from {{ ref('target') }} target, run_query ()")]
    [InlineData("{{ config(target='x', tags=['env_var']) }}select '{{ var(\"x\", \"run_query(\") }}' as n")]
    [InlineData("{% set row = {'target': 1} %}select '{{ row.target }}' as n, {{ modules.re.escape('a') }}")]
    public async Task What_only_looks_as_if_it_depended_on_the_run_is_packed(string raw)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro(
                "is_incremental",
                "{% macro is_incremental() %}{{ load_relation(this) }}{% endmacro %}",
                package: "dbt"
            )
            .Macro("plain", "{% macro plain() %}{{ flags.FULL_REFRESH }}{% endmacro %}", package: "dbt")
            .Model("m", "select 1 as n", raw: raw)
            .Write();

        (await PackAsync(project)).Relations.ShouldBe(1);
    }

    [Fact]
    public async Task What_yaml_says_may_not_depend_on_the_run_either()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("m", "select 1 as n").Write();
        _folder.Write(
            "p/models/m.yml",
            "models:\n  - name: m\n    description: \"{{ env_var('A') }}\"\n    config:\n      enabled: "
                + "\"{{ target.name == 'dev' }}\" # {{ invocation_id }}\n"
        );

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Message.ShouldBe("models/m.yml: what it says depends on the run that compiles it (target.name)");
    }

    [Theory]
    [InlineData("{\"target\": \"dev\", \"vars\": {\"b\": 1, \"a\": \"x\"}}", "dev", "{\"a\": \"x\", \"b\": 1}")]
    [InlineData("{\"target\": null, \"vars\": {}}", "standard", "{}")]
    public async Task A_package_says_for_what_it_was_compiled(string args, string target, string vars)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("m", "select 1 as n").Write();
        _folder.Write("p/target/run_results.json", $$"""{"metadata": {"invocation_id": "i1"}, "args": {{args}}}""");

        var packed = await PackAsync(project, request => request with { DefaultTarget = "standard" });

        var run = (await ReleasePackage.PeekAsync(packed.Path, TestContext.Current.CancellationToken))!.CompiledFor!;
        (run.Target, run.Vars).ShouldBe((target, vars));
        run.Differences(new CompileRun { Target = target, Vars = CompileRun.Canonical(vars) }).ShouldBeEmpty();
        run.Differences(new CompileRun { Target = "prod", Vars = "{}" }).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("{\"empty\": true}", "--empty")]
    [InlineData("{\"defer\": true}", "--defer")]
    public async Task A_manifest_that_was_compiled_for_a_part_is_refused(string args, string says)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("m", "select 1 as n").Write();
        _folder.Write("p/target/run_results.json", $$"""{"metadata": {"invocation_id": "i1"}, "args": {{args}}}""");

        (await Should.ThrowAsync<ReleaseException>(() => PackAsync(project))).Message.ShouldContain(says);
    }

    [Fact]
    public async Task The_targets_schema_is_what_is_left_without_a_models_own()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db", "analytics")
            .Model("a", "select 1 as n", custom: "marts")
            .Model("b", "select 1 as n", custom: "raw")
            .Test("t", "select 1", ["a"])
            .Write();

        var packed = await PackAsync(project);

        (await ReleasePackage.PeekAsync(packed.Path, TestContext.Current.CancellationToken))!.BaseSchema.ShouldBe(
            "analytics"
        );
    }

    [Fact]
    public async Task A_targets_schema_that_can_not_be_known_is_refused_by_name()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db", "analytics")
            .Model("a", "select 1 as n", custom: "marts", config: new { schema = "elsewhere" })
            .Write();
        var manifest = _folder["p/target/manifest.json"];
        File.WriteAllText(
            manifest,
            File.ReadAllText(manifest).Replace("analytics_marts", "marts", StringComparison.Ordinal)
        );

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Message.ShouldContain("model.made_up.a: its schema 'marts' does not show");
    }

    [Fact]
    public async Task Folders_of_the_project_file_are_followed_and_a_mark_at_a_files_beginning_is_part_of_it()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("m", "select 1 as n", raw: "\uFEFFselect 1 as n\n")
            .Seed("s", "\uFEFFid\n1\n")
            .Write();
        File.AppendAllText(_folder["p/dbt_project.yml"], "target-path: \"out/{{ env_var('WHERE') }}\"\n");
        Directory.CreateDirectory(_folder["p/out"]);
        Directory.Move(_folder["p/target"], _folder["p/out/here"]);

        var packed = await PackAsync(project, request =>
            request with
            {
                Environment = name => name == "WHERE" ? "here" : null,
            }
        );

        packed.Relations.ShouldBe(2);
    }

    [Theory]
    [InlineData("made_up", "macros/rate.sql")]
    [InlineData("installed", "dbt_packages/installed/macros/rate.sql")]
    public async Task A_macro_that_changed_after_it_was_compiled_is_refused(string package, string file)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro("rate", "{% macro rate() %}\n0.19\n{% endmacro %}", package, "macros/rate.sql")
            .Macro("elsewhere", "{% macro elsewhere() %}{% endmacro %}", "not_installed")
            .Model("m", "select 0.19 as n", raw: "select {{ rate() }} as n")
            .Write();
        File.WriteAllText(_folder[$"p/{file}"], "{% macro rate() %}\r\n0.19\r\n{% endmacro %}");
        (await PackAsync(project)).Relations.ShouldBe(1);
        File.WriteAllText(_folder[$"p/{file}"], "{% macro rate() %}0.07{% endmacro %}");

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        (error.Code, error.Where!.File).ShouldBe((ErrorCode.PackStale, "macros/rate.sql"));
        File.Delete(_folder[$"p/{file}"]);
        (await Should.ThrowAsync<ReleaseException>(() => PackAsync(project))).Message.ShouldContain("gone");
    }

    [Fact]
    public async Task A_package_taken_from_a_folder_is_one_of_the_sources_and_earlier_packages_without_it_stay_fresh()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("m", "select 1 as n").Write();
        _folder.Write("shared/dbt_project.yml", "name: shared\nversion: 1.0.0\nprofile: made_up\n");
        _folder.Write("shared/macros/rate.sql", "{% macro rate() %}0.19{% endmacro %}");
        _folder.Write("p/packages.yml", "packages:\n  - local: ../shared\n  - package: a/b\n    version: 1.0.0\n");
        await PackAsync(project, request => request with { OutputDir = _folder["p/release"] });
        (await FindAsync()).IsFresh.ShouldBeTrue();
        _folder.Write("shared/macros/rate.sql", "{% macro rate() %}0.07{% endmacro %}");

        (await FindAsync()).Differences.ShouldBe(["../shared/macros/rate.sql changed"]);

        var file = _folder["p/release/made_up.1.0.0.nupkg"];
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("data-release/package.json")!;
            JsonNode content;
            using (var read = entry.Open())
                content = JsonNode.Parse(read)!;
            foreach (var name in content["sources"]!.AsObject().Select(pair => pair.Key).ToList())
            {
                if (name.StartsWith("..", StringComparison.Ordinal))
                    content["sources"]!.AsObject().Remove(name);
            }
            entry.Delete();
            using var write = zip.CreateEntry("data-release/package.json").Open();
            write.Write(Encoding.UTF8.GetBytes(content.ToJsonString()));
        }
        (await FindAsync()).IsFresh.ShouldBeTrue();

        async Task<CarriedPackage> FindAsync() =>
            (await CarriedPackage.FindAsync(_folder["p"], null, TestContext.Current.CancellationToken))!;
    }

    private const string Newer = "select 1 as n{% if is_incremental() %} where day > date '2026-01-07'{% endif %}";
    private const string Filter =
        "{% macro newest(c) %}{% if is_incremental() %} where {{ c }} > {{ var('d') }}{% endif %}{% endmacro %}";

    [Theory]
    [InlineData(Newer, "select 1 as n where day > date '2026-01-07'", "is compiled in incremental form")]
    [InlineData(
        "select 1{% if not is_incremental() %} as n where day > 5{% else %} as n, 2 as late{% endif %}",
        "select 1 as n, 2 as late",
        "is compiled in incremental form"
    )]
    [InlineData(
        "select 1 as n{% if not is_incremental() %} where day > 5{% endif %}",
        "select 1 as n",
        "can't be told"
    )]
    [InlineData("select 1 as n{% if is_incremental() %}{{ filter() }}{% endif %}", "select 1 as n", "can't be told")]
    [InlineData("select 1 as n {{ newest('day') }}", "select 1 as n  where day > 5", "can't be told")]
    [InlineData("{% set is_new = is_incremental() %}select 1 as n", "select 1 as n", "can't be told")]
    public async Task An_incremental_form_that_does_not_name_its_relation_is_refused(
        string raw,
        string compiled,
        string says
    )
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro("newest", Filter)
            .Macro("filter", "{% macro filter() %}{% endmacro %}")
            .Model("m", compiled, "incremental", raw: raw)
            .Write();

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Code.ShouldBe(ErrorCode.PackRefused);
        error.Message.ShouldStartWith("model.made_up.m: ");
        error.Message.ShouldContain(says);
        error.Message.ShouldContain("--full-refresh");
    }

    [Theory]
    [InlineData(Newer, "select 1 as n")]
    [InlineData(
        "select 1 as n{% if is_incremental() and var('late', true) %} where day > 5{% endif %}",
        "select 1 as n"
    )]
    [InlineData(
        "select 1 as n\n{%- if is_incremental() %} where d > (select max(d) from {{ this }})\n{%- else %} where d > 1"
            + "{% endif %}",
        "select 1 as n where d > 1"
    )]
    [InlineData("select 1 as n{% if not is_incremental() %} where day > 5{% endif %}", "select 1 as n where day > 5")]
    [InlineData("select 1 as n{% if not (is_incremental()) %}{% else %} where day > 5{% endif %}", "select 1 as n")]
    [InlineData("select 1 as n {{ newest('day') }}", "select 1 as n ")]
    [InlineData(
        "{% set x = is_incremental() %}select 1 as n{% if is_incremental() %} , 5 as m{% endif %}",
        "select 1 as n"
    )]
    [InlineData(
        "{% if var('a') %}{% if is_incremental() %} where {{ b }} > 5{% endif %}{% endif %}select 1 as n",
        "select 1 as n"
    )]
    public async Task A_full_form_is_packed_although_the_run_was_no_full_refresh(string raw, string compiled)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro("newest", Filter)
            .Model("m", compiled, "incremental", raw: raw)
            .Write();

        (await PackAsync(project)).Relations.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_refresh_says_what_the_code_does_not_unless_the_model_never_refreshes()
    {
        const string raw = "{% set is_new = is_incremental() %}select 1 as n";
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("m", "select 1 as n", "incremental", raw: raw)
            .Write();
        _folder.Write(
            "p/target/run_results.json",
            """{"metadata": {"invocation_id": "i1"}, "args": {"full_refresh": true}}"""
        );

        (await PackAsync(project)).Relations.ShouldBe(1);

        project.Model("m", "select 1 as n", "incremental", config: new { full_refresh = false }, raw: raw).Write();
        (await Should.ThrowAsync<ReleaseException>(() => PackAsync(project))).Message.ShouldContain("can't be told");
    }

    [Theory]
    [InlineData("table", "{\"sql_header\": \"set timezone to 'UTC';\"}", null, "its sql_header")]
    [InlineData(
        "view",
        "{}",
        "{% call set_sql_header(config) %}set a = 1;{% endcall %}select 1 as n",
        "its sql_header"
    )]
    [InlineData("incremental", "{\"unique_key\": \"n\", \"incremental_strategy\": \"append\"}", null, "'append'")]
    [InlineData("incremental", "{\"unique_key\": [\"n\"], \"incremental_strategy\": \"append\"}", null, "'append'")]
    public async Task A_setting_that_a_package_would_ignore_is_refused(
        string materialized,
        string config,
        string? raw,
        string says
    )
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model(
                "m",
                "select 1 as n",
                materialized,
                config: JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(config),
                raw: raw
            )
            .Write();

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Message.ShouldStartWith("model.made_up.m: ");
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("table", "{\"sql_header\": \" \"}")]
    [InlineData("ephemeral", "{\"sql_header\": \"set a = 1;\"}")]
    [InlineData("incremental", "{\"incremental_strategy\": \"append\"}")]
    [InlineData("incremental", "{\"unique_key\": [], \"incremental_strategy\": \"append\"}")]
    public async Task A_setting_without_an_effect_is_packed(string materialized, string config)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("other", "select 1 as n")
            .Model(
                "m",
                "select 1 as n",
                materialized,
                config: JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(config)
            )
            .Write();

        (await PackAsync(project)).Bytes.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("materialization_table_postgres", true)]
    [InlineData("materialization_table_default", true)]
    [InlineData("materialization_test_default", true)]
    [InlineData("materialization_seed_default", false)]
    [InlineData("materialization_table_snowflake", false)]
    [InlineData("materialization_view_default", false)]
    [InlineData("create_table_as", true)]
    [InlineData("postgres__create_table_as", true)]
    [InlineData("default__get_test_sql", true)]
    [InlineData("snowflake__create_table_as", false)]
    [InlineData("default__snapshot_merge_sql", false)]
    [InlineData("default__create_view_as", false)]
    [InlineData("my_create_table_as", false)]
    public async Task A_macro_in_place_of_dbts_own_is_refused_where_dbt_would_use_it(string name, bool isRefused)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro(name, $"{{% macro {name}() %}}{{% endmacro %}}")
            .Macro(name, $"{{% macro {name}() %}}{{% endmacro %}}", package: "dbt")
            .Macro(name, $"{{% macro {name}() %}}{{% endmacro %}}", package: "installed")
            .Model("m", "select 1 as n")
            .Test("t", "select 1 as n where 1 = 0", ["m"])
            .Write();

        if (isRefused)
            (await Should.ThrowAsync<ReleaseException>(() => PackAsync(project))).Message.ShouldStartWith(
                $"macro.made_up.{name}: "
            );
        else
            (await PackAsync(project)).Relations.ShouldBe(1);
    }

    [Fact]
    public async Task A_macro_of_an_installed_package_is_in_place_of_dbts_own_if_the_project_says_so()
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Macro("default__create_table_as", "", package: "installed")
            .Macro("materialization_table_default", "", package: "installed")
            .Macro("materialization_view_default", "", package: "installed")
            .Macro("materialization_view_postgres", "", package: "dbt_postgres")
            .Model("m", "select 1 as n")
            .Model("v", "select 1 as n", "view")
            .Write();
        (await PackAsync(project)).Relations.ShouldBe(2);
        File.AppendAllText(
            _folder["p/dbt_project.yml"],
            "dispatch:\n  - macro_namespace: dbt\n    search_order: [made_up, installed, dbt]\n"
        );
        _folder.Write(
            "p/target/run_results.json",
            """
            {"metadata": {"invocation_id": "i1"}, "args":
              {"require_explicit_package_overrides_for_builtin_materializations": false}}
            """
        );

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Message.ShouldContain("macro.installed.default__create_table_as: ");
        error.Message.ShouldContain("macro.installed.materialization_table_default: ");
        error.Message.ShouldNotContain("materialization_view_default");
    }

    [Theory]
    [InlineData(
        "select query_to_xml('select 1 from {{ ref(\"base\") }}')",
        "select query_to_xml('select 1 from NAME')"
    )]
    [InlineData("select $a$ {{ this }} $a$ as n", "select $a$ \"db\".\"dev\".\"m\" $a$ as n")]
    [InlineData("select '{{ ref(\"base\") }}' as made_from", "select 'NAME' as made_from")]
    [InlineData("select '{{ bare(ref(\"base\")) }}' as made_from", "select 'dev.base' as made_from")]
    public async Task A_relations_name_in_a_string_is_refused_unless_it_is_accepted(string raw, string compiled)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("base", "select 1 as n");
        project.Model("m", compiled.Replace("NAME", project.Ref("base"), StringComparison.Ordinal), raw: raw).Write();

        var error = await Should.ThrowAsync<ReleaseException>(() => PackAsync(project));

        error.Message.ShouldStartWith("model.made_up.m: a string in its code holds the name of model.made_up.");
        error.ToDo.ShouldContain("--accept-run-dependence");
        (await PackAsync(project, request => request with { Accepted = ["m"] })).Relations.ShouldBe(2);
    }

    [Theory]
    [InlineData(
        "select '{{ var('x') }}' as n, '{{ var('y') }}' as m from {{ ref('base') }}",
        "select 'dev.based' as n, 'xdev.base' as m from NAME"
    )]
    [InlineData("select 'dev.base' as n {# written so #}", "select 'dev.base' as n")]
    [InlineData("select 1 as n -- {{ ref('base') }}", "select 1 as n -- it's NAME")]
    [InlineData("select 1 as n from {{ ref('base') }}", "select 1 as n from NAME")]
    public async Task A_string_that_holds_no_compiled_name_is_packed(string raw, string compiled)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db").Model("base", "select 1 as n");
        project.Model("m", compiled.Replace("NAME", project.Ref("base"), StringComparison.Ordinal), raw: raw).Write();

        (await PackAsync(project)).Relations.ShouldBe(2);
    }

    [Theory]
    [InlineData("base", "", "base,rel")]
    [InlineData("staging", "", "base,rel")]
    [InlineData("made_up.marts", "", "ord,late,odd,rel")]
    [InlineData("marts.ord", "", "ord,odd,rel")]
    [InlineData("path:models/*/ord.sql", "", "ord,odd,rel")]
    [InlineData("models/marts/", "", "ord,late,odd,rel")]
    [InlineData("ord.sql", "", "ord,odd,rel")]
    [InlineData("o?d", "", "ord,odd,rel")]
    [InlineData("late,marts", "", "late")]
    [InlineData("1+late", "", "ord,late,odd,rel")]
    [InlineData("+late", "", "base,ord,late,odd,rel")]
    [InlineData("", "odd", "base,ord,late,rel")]
    [InlineData("", "resource_type:test", "base,ord,late")]
    [InlineData("", "staging", "ord,late,odd")]
    [InlineData("ord", "odd", "ord,rel")]
    public void Selectors_are_dbts(string select, string exclude, string expected)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("base", "select 1 as n", folder: "staging")
            .Model("ord", "select 1 as n", after: ["base"], folder: "marts")
            .Model("late", "select 1 as n", after: ["ord"], folder: "marts")
            .Test("odd", "select 1", ["ord"])
            .Test("rel", "select 1", ["ord", "base"])
            .Write();
        var manifest = ManifestReader.Read(
            File.ReadAllBytes(_folder["p/target/manifest.json"]),
            "m",
            ManifestDetail.Code
        );
        // Packages of earlier versions have no qualified names.
        var old = manifest with
        {
            Nodes = manifest.Nodes.ToDictionary(pair => pair.Key, pair => pair.Value with { Path = "" }),
        };
        var build = new BuildOptions
        {
            Select = select.Length > 0 ? [select] : [],
            Exclude = exclude.Length > 0 ? [exclude] : [],
        };

        foreach (var one in new[] { manifest, old })
            NodeSelection
                .Select(one, build, _ => { })!
                .Select(id => id[(id.LastIndexOf('.') + 1)..])
                .ShouldBe(expected.Split(','), ignoreOrder: true);
    }

    [Theory]
    [InlineData("stagin")]
    [InlineData("path:models/stagin")]
    [InlineData("package:shop")]
    [InlineData("base stagin")]
    public void A_name_that_nothing_has_is_refused(string exclude)
    {
        var error = Should.Throw<ReleaseException>(() => Exclude(exclude, _ => { }));

        error.Code.ShouldBe(ErrorCode.SelectorUnsupported);
        error.Message.ShouldContain($"(--exclude {exclude.Split(' ')[^1]})");
    }

    [Theory]
    [InlineData("tag:wip")]
    [InlineData("resource_type:seed")]
    [InlineData("tmp_*")]
    public void A_set_that_nothing_is_in_is_told(string exclude)
    {
        var told = new List<string>();

        Exclude(exclude, told.Add).Count.ShouldBe(1);

        told.ShouldBe([$"--exclude {exclude} matches nothing"]);
    }

    private IReadOnlySet<string> Exclude(string selector, Action<string> note)
    {
        new CompiledProject(_folder["p"], "postgres", "db").Model("base", "select 1 as n", folder: "staging").Write();
        return NodeSelection.Select(
            ManifestReader.Read(File.ReadAllBytes(_folder["p/target/manifest.json"]), "m", ManifestDetail.Code),
            new BuildOptions { Exclude = [selector] },
            note
        )!;
    }

    [Theory]
    [InlineData("dev", "devices_dev", "devices", 8)]
    [InlineData("dev", "dev_devices", "devices", 0)]
    [InlineData("dev", "dev", null, 0)]
    [InlineData("a", "a_marts", "marts", 0)]
    [InlineData("a", "a_snapshots", null, 0)]
    [InlineData("dev", "marts", "marts", -1)]
    [InlineData("dev", "dev_dev", "dev", null)]
    public void A_targets_schema_is_found_in_a_models_schema(string target, string schema, string? custom, int? at) =>
        PackedSchema.PlaceOf(schema, target, custom).ShouldBe(at);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tests_schema_matters_only_if_the_test_stores_rows(bool stores)
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("a", "select 1 as n")
            .Test("t", "select 1 as n", ["a"], new { store_failures = stores })
            .Write();
        var manifest = _folder["p/target/manifest.json"];
        File.WriteAllText(
            manifest,
            File.ReadAllText(manifest).Replace("dev_dbt_test__audit", "audit", StringComparison.Ordinal)
        );

        if (stores)
            (await Should.ThrowAsync<ReleaseException>(() => PackAsync(project))).Message.ShouldStartWith(
                "test.made_up.t: its schema 'audit' does not contain"
            );
        else
            (await PackAsync(project)).Tests.ShouldBe(1);
    }

    private Task<PackedRelease> PackAsync(CompiledProject project, Func<PackRequest, PackRequest>? with = null)
    {
        var request = new PackRequest { ProjectDir = project.Folder, OutputDir = _folder.Path };
        return ReleasePacker.PackAsync(with?.Invoke(request) ?? request, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_changed_byte_is_a_wrong_checksum()
    {
        var path = await PackShopAsync("one");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("data-release/seeds/shop/raw_products.csv")!;
            using var stream = entry.Open();
            stream.WriteByte((byte)'X');
        }

        var error = await OpenAsync(path);

        error!.Code.ShouldBe(ErrorCode.PackageTampered);
        error.Message.ShouldContain("raw_products.csv");
    }

    [Theory]
    [InlineData("../../evil.txt")]
    [InlineData("/etc/evil")]
    [InlineData("data-release/seeds/..\\..\\evil")]
    [InlineData("C:evil")]
    public async Task An_entry_that_would_leave_its_folder_is_refused(string name)
    {
        var path = await PackShopAsync("one");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        using (var stream = zip.CreateEntry(name).Open())
            stream.WriteByte(1);

        (await OpenAsync(path))!.Code.ShouldBe(ErrorCode.PackageInvalid);
    }

    [Fact]
    public async Task A_bomb_is_refused_without_unpacking_it()
    {
        var path = _folder["bomb.nupkg"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var stream = zip.CreateEntry("data-release/manifest.json", CompressionLevel.SmallestSize).Open())
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                stream.Write(zeros);
        }

        (await OpenAsync(path))!.Message.ShouldContain("unpacks to more");
    }

    [Fact]
    public async Task A_newer_format_is_named()
    {
        var path = _folder["newer.nupkg"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var stream = zip.CreateEntry("data-release/package.json").Open())
            stream.Write("{\"format\": 99}"u8);

        (await OpenAsync(path))!.Code.ShouldBe(ErrorCode.PackageNewer);
    }

    [Fact]
    public async Task Mutated_input_of_every_kind_is_an_error_and_never_a_crash()
    {
        var package = File.ReadAllBytes(await PackShopAsync("one"));
        var manifest = File.ReadAllBytes(Asset("manifest.compile.json"));
        var results = File.ReadAllBytes(Asset("run_results.build.json"));
        var config = Encoding.UTF8.GetBytes(
            "swap: {budget: 5m}\nvalidate:\n  checks:\n    - row_count: {fail_over: 50%}\nenvironments: "
                + "{prod: {target: p}}\n"
        );
        var profiles = File.ReadAllBytes(Repository.PathOf("examples", "shop", "profiles.yml"));
        var mutation = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[1, 40], Gen.Int[0, 2]);
        var number = 0;
        await mutation.SampleAsync(
            async change =>
            {
                var (kind, at, value, length, how) = change;
                var bytes = Mutate(
                    new[] { package, manifest, results, config, profiles }[kind],
                    at,
                    value,
                    length,
                    how
                );
                var path = _folder[$"mutated-{Interlocked.Increment(ref number)}"];
                try
                {
                    switch (kind)
                    {
                        case 0:
                            await File.WriteAllBytesAsync(path, bytes);
                            await ReleasePackage.OpenAsync(path, CancellationToken.None);
                            break;
                        case 1:
                            ManifestReader.Read(bytes, "m", ManifestDetail.Code);
                            break;
                        case 2:
                            await File.WriteAllBytesAsync(path, bytes);
                            await DbtRunResults.ReadAsync(path, CancellationToken.None);
                            break;
                        case 3:
                            ConfigReader.Read(Encoding.UTF8.GetString(bytes), "c", CheckKinds.All);
                            break;
                        default:
                            Directory.CreateDirectory(path);
                            await File.WriteAllBytesAsync(Path.Combine(path, "profiles.yml"), bytes);
                            DbtProfiles.Load(path, path, "shop", null, _ => null);
                            break;
                    }
                }
                catch (ReleaseException error)
                {
                    error.Format().ShouldNotContain("   at ");
                }
            },
            iter: 3000,
            threads: 2,
            seed: "0N0XIzNsQ0O2"
        );
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Mutate(byte[] original, int at, byte value, int length, int how)
    {
        var start = at % original.Length;
        var end = Math.Min(original.Length, start + length);
        return how switch
        {
            0 => [.. original[..start], value, .. original[(start + 1)..]],
            1 => [.. original[..start], .. original[end..]],
            _ => [.. original[..end], .. original[start..end], .. original[end..]],
        };
    }

    private static string Asset(string name) => Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", name);

    private async Task<string> PackShopAsync(string to)
    {
        Repository.CopyExample("shop", _folder["packed"]);
        return (
            await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder["packed"],
                    OutputDir = _folder[to],
                    ManifestPath = Asset("manifest.compile.json"),
                },
                TestContext.Current.CancellationToken
            )
        ).Path;
    }

    private static async Task<ReleaseException?> OpenAsync(string path)
    {
        try
        {
            await ReleasePackage.OpenAsync(path, TestContext.Current.CancellationToken);
            return null;
        }
        catch (ReleaseException error)
        {
            return error;
        }
    }
}
