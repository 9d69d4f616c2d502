using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Packages;

/// <summary>
/// Release packages, built without dbt into a real engine; the shop's against what real dbt recorded.
/// </summary>
public abstract class PackageSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    private string Recorded => Repository.PathOf("tests", "assets", "dbt-1.7", Warehouse.Dialect.Name);

    [Fact]
    public async Task The_shop_ends_as_it_ended_with_real_dbt()
    {
        NeedsSchemasTogether();
        var built = new List<NodeResult>();

        var report = await ReleaseShopAsync("manifest.compile.json", built, "shop");

        report.Error?.Format().ShouldBeNull();
        using var recorded = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Recorded, "run_results.build.json"), Cancellation)
        );
        built
            .Select(node => (node.UniqueId, node.Status, node.Failures))
            .OrderBy(node => node.UniqueId)
            .ShouldBe(
                recorded
                    .RootElement.GetProperty("results")
                    .EnumerateArray()
                    .Select(result =>
                        (
                            result.GetProperty("unique_id").GetString()!,
                            result.GetProperty("status").GetString()!,
                            result.GetProperty("failures").ValueKind == JsonValueKind.Number
                                ? result.GetProperty("failures").GetInt64()
                                : (long?)null
                        )
                    )
                    .OrderBy(result => result.Item1)
            );
    }

    [Fact]
    public async Task Versions_of_the_shop_go_live_are_refused_and_go_back()
    {
        NeedsSchemasTogether();
        (await ReleaseShopAsync("manifest.compile.json", [], "shop")).Error?.Format().ShouldBeNull();
        var second = await ReleaseShopAsync("manifest.v2.json", [], "shop", "shop-v2");
        second.Error?.Format().ShouldBeNull();
        (await ReadAsync("select count(*) > 0 from analytics.refunds")).ShouldBe(["True"]);

        var third = await ReleaseShopAsync("manifest.v3.json", [], "shop", "shop-v3");

        third.ExitCode.ShouldBe(ExitCode.Refused);
        third
            .Checks.Where(check => check.State == CheckState.Fail)
            .Select(check => (check.Name, check.Relation))
            .ShouldBe([("row_count", "analytics.orders"), ("row_count", "analytics.stg_orders")]);
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["2400"]);

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error.ShouldBeNull();
        (await RelationsAsync("analytics")).ShouldNotContain("refunds:View");
    }

    [Fact]
    public async Task A_snapshot_keeps_its_history_over_releases()
    {
        var project = Made("snap");
        object settings = new
        {
            strategy = "check",
            unique_key = "id",
            check_cols = new[] { "name" },
        };
        project.Snapshot("history", "select 1 as id, 'old' as name union all select 2, 'same'", settings).Write();
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        project
            .Clear()
            .Snapshot("history", "select 1 as id, 'new' as name union all select 2, 'same'", settings)
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select id, name, dbt_valid_to is null from analytics.history order by id, 3")).ShouldBe([
            "1|old|False",
            "1|new|True",
            "2|same|True",
        ]);
    }

    [Fact]
    public async Task An_incremental_model_without_a_key_has_its_indexes_after_every_build()
    {
        var project = Made("nokey");
        for (var build = 0; build < 2; build++)
        {
            project
                .Clear()
                .Model(
                    "days",
                    "select 1 as d, 10 as n",
                    "incremental",
                    config: new { indexes = new[] { new { columns = new[] { "d" }, unique = true } } }
                )
                .Write();
            (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        }

        await Should.ThrowAsync<System.Data.Common.DbException>(() =>
            Place.ExecuteAsync("insert into analytics__r2.days values (1, 11)")
        );
    }

    [Fact]
    public async Task An_incremental_model_with_a_key_keeps_rows_that_its_source_lost()
    {
        var project = Made("inc");
        project
            .Model(
                "days",
                "select 1 as d, 10 as n union all select 2, 20",
                "incremental",
                config: new { unique_key = "d" }
            )
            .Write();
        await ReleaseAsync(project);
        project
            .Clear()
            .Model(
                "days",
                "select 2 as d, 21 as n union all select 3, 30",
                "incremental",
                config: new { unique_key = "d" }
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select d, n from analytics.days order by d")).ShouldBe(["1|10", "2|21", "3|30"]);

        (await ReleaseAsync(project, new BuildOptions { FullRefresh = true })).Error?.Format().ShouldBeNull();
        (await ReadAsync("select d, n from analytics.days order by d")).ShouldBe(["2|21", "3|30"]);
    }

    [Fact]
    public async Task A_row_without_a_key_stays_one_row_over_releases()
    {
        var project = Made("nulls");
        void Version(string name) =>
            project
                .Clear()
                .Model(
                    "one",
                    $"select 1 as id, 'a' as name union all select cast(null as integer), '{name}'",
                    "incremental",
                    config: new { unique_key = "id" }
                )
                .Model(
                    "two",
                    "select 1 as id, cast(null as varchar(9)) as part, 1 as n union all select 1, null, 1 union all "
                        + "select 2, 'x', 2",
                    "incremental",
                    config: new { unique_key = new[] { "id", "part" } }
                )
                .Write();
        Version("b");
        await ReleaseAsync(project);
        await ReleaseAsync(project);
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select id, name from analytics.one order by name")).ShouldBe(["1|a", "null|b"]);
        (await ReadAsync("select id, part, n from analytics.two order by id")).ShouldBe([
            "1|null|1",
            "1|null|1",
            "2|x|2",
        ]);
        Version("c");
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id, name from analytics.one order by name")).ShouldBe(["1|a", "null|b", "null|c"]);
    }

    [Fact]
    public async Task Nodes_with_schemas_of_their_own_are_where_dbt_puts_them()
    {
        NeedsSchemasTogether();
        var project = Made("own")
            .Model("orders", "select 1 as n", custom: "marts")
            .Model("raw_orders", "select 1 as n", custom: "raw");
        project.Test("no_rows", "select 1 as n where 1 = 0", ["orders"]).Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select n from analytics_marts.orders")).ShouldBe(["1"]);
        (await ReadAsync("select n from analytics_raw.raw_orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_part_of_a_part_reads_what_earlier_releases_built()
    {
        NeedsSchemasTogether();
        var project = Made("part");
        void Version(int number) =>
            project
                .Clear()
                .Model("base", $"select {number} as v")
                .Model("middle", $"select v, {number} as m from {project.Ref("base")}", after: ["base"])
                .Model(
                    "top",
                    $"select v, m, {number} as t from {project.Ref("middle")}",
                    "view",
                    after: ["middle"],
                    custom: "mart"
                )
                .Write();
        Version(1);
        await ReleaseAsync(project);
        Version(2);
        (await ReleaseAsync(project, new BuildOptions { Select = ["middle"] })).Error?.Format().ShouldBeNull();
        Version(3);

        var third = await ReleaseAsync(project, new BuildOptions { Select = ["top"] });

        third.Error?.Format().ShouldBeNull();
        (await ReadAsync("select v, m, t from analytics_mart.top")).ShouldBe(["1|2|3"]);
        (await ReadAsync("select v, m from analytics.middle")).ShouldBe(["1|2"]);
        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        (await ReadAsync("select v, m, t from analytics_mart.top")).ShouldBe(["1|2|3"]);
    }

    [Theory]
    [InlineData("{}", "fail")]
    [InlineData("{\"severity\": \"warn\"}", "warn")]
    [InlineData("{\"warn_if\": \"> 5\", \"error_if\": \"> 10\"}", "pass")]
    [InlineData("{\"warn_if\": \"> 2\", \"error_if\": \"> 10\"}", "warn")]
    [InlineData("{\"fail_calc\": \"sum(n) - 6\"}", "pass")]
    [InlineData("{\"limit\": 2, \"error_if\": \"> 2\", \"warn_if\": \"= 2\"}", "warn")]
    public async Task Tests_are_judged_as_dbt_judges_them(string config, string expected)
    {
        var project = Made("judged").Model("rows3", "select 1 as n union all select 2 union all select 3");
        project
            .Test(
                "no_rows",
                $"select n from {project.Ref("rows3")}",
                ["rows3"],
                JsonSerializer.Deserialize<Dictionary<string, object>>(config)
            )
            .Write();
        var built = new List<NodeResult>();

        await ReleaseAsync(project, built: built);

        built.Single(node => node.UniqueId.StartsWith("test.", StringComparison.Ordinal)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Stored_failures_stay_in_green()
    {
        var project = Made("stored").Model("rows3", "select 1 as n union all select 2");
        project
            .Test(
                "odd",
                $"select n from {project.Ref("rows3")} where n = 1",
                ["rows3"],
                new { store_failures = true, severity = "warn" }
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select n from analytics__r1_dbt_test__audit.odd")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_depends_on_a_failed_model_is_skipped_and_live_stays()
    {
        var project = Made("broken")
            .Model("bad", "select 1 / 0 as n, cast('x' as integer) as m")
            .Model("good", "select 1 as n");
        project.Model("after", $"select * from {project.Ref("bad")}", after: ["bad"]).Write();
        var built = new List<NodeResult>();

        var report = await ReleaseAsync(project, built: built);

        report.Error!.Code.ShouldBe(ErrorCode.BuildFailed);
        built.Single(node => node.UniqueId == "model.made_up.bad").Message!.ShouldContain("models/bad.sql");
        built
            .ToDictionary(node => node.UniqueId, node => node.Status)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["model.made_up.bad"] = "error",
                    ["model.made_up.good"] = "success",
                    ["model.made_up.after"] = "skipped",
                },
                ignoreOrder: true
            );
        (await HasSchemaAsync("analytics")).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_of_relations_in_strings_and_comments_are_left_alone()
    {
        var project = Made("aimed").Model("base", "select 1 as n");
        var name = project.Ref("base");
        project
            .Model("top", $"select n, '{name}' as text -- {name}\nfrom {name} /* {name} */", after: ["base"])
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select n, text from analytics.top")).ShouldBe([$"1|{name}"]);
    }

    [Fact]
    public async Task What_is_excluded_is_neither_built_nor_tested()
    {
        var project = Made("excluded");
        void Version(int number) =>
            project
                .Clear()
                .Model("base", $"select {number} as v", folder: "staging")
                .Model("top", $"select {number} as v")
                .Test("low", $"select v from {project.Ref("top")} where v > 1", ["top"])
                .Write();
        Version(1);
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        Version(2);

        var report = await ReleaseAsync(project, new BuildOptions { Exclude = ["staging", "low"] });

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select b.v, t.v from analytics.base b cross join analytics.top t")).ShouldBe(["1|2"]);
    }

    [Fact]
    public async Task A_test_of_a_selected_model_reads_live_where_the_other_model_is_not_selected()
    {
        var project = Made("eager");
        void Version(int number) =>
            project
                .Clear()
                .Model("a", $"select {number} as id")
                .Model("b", "select 1 as id")
                .Test(
                    "related",
                    $"select id from {project.Ref("a")} where id not in (select id from {project.Ref("b")})",
                    ["a", "b"]
                )
                .Write();
        Version(1);
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        Version(2);
        var built = new List<NodeResult>();

        var report = await ReleaseAsync(project, new BuildOptions { Select = ["a"] }, built);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        built.Single(node => node.UniqueId == "test.made_up.related").Status.ShouldBe("fail");
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_column_of_an_alias_called_like_the_compiled_schema_is_left_alone()
    {
        var project = Made("aliased").Model("a", "select 1 as id");
        project
            .Model(
                "c",
                $"with dev as (select id as a from {project.Ref("a")}) select 1 as one, dev.a from dev",
                after: ["a"]
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select a from analytics.c")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("merge", false)]
    [InlineData("delete+insert", true)]
    public async Task A_column_that_a_merge_would_keep_is_not_emptied(string strategy, bool isBuilt)
    {
        var config = new
        {
            unique_key = "id",
            incremental_strategy = strategy,
            on_schema_change = "append_new_columns",
        };
        var project = Made("merged").Model("kept", "select 1 as id, 7 as gone", "incremental", config: config).Write();
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        project.Model("kept", "select 1 as id, 2 as added", "incremental", config: config).Write();
        var built = new List<NodeResult>();

        var report = await ReleaseAsync(project, built: built);

        if (isBuilt)
        {
            report.Error?.Format().ShouldBeNull();
            (await ReadAsync("select id, gone, added from analytics.kept")).ShouldBe(["1|null|2"]);
            return;
        }
        report.Error!.Code.ShouldBe(ErrorCode.BuildFailed);
        built.Single(node => node.UniqueId == "model.made_up.kept").Message!.ShouldContain("no longer has gone");
        (await ReadAsync("select id, gone from analytics.kept")).ShouldBe(["1|7"]);
    }

    [Fact]
    public async Task A_seed_has_the_types_that_dbt_gives_it()
    {
        var project = Made("seeds")
            .Seed(
                "typed",
                "i,f,d,t,b,s,e,z\n1,1.5,2026-01-31,2026-01-31 "
                    + "10:00:00,true,\"a,\"\"b\"\"\nc\",,007\n-2,2,2025-12-01,2026-01-31 11:30:00,false,null,,abc\n",
                new { column_types = new { z = "varchar(20)" } }
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (
            await ReadAsync(
                "select i + 1, f * 2, d + 1 is not null, t > '2026-01-31 10:30:00', not b, s, e, z from "
                    + "analytics.typed order by i desc"
            )
        ).ShouldBe(["2|3|True|False|False|a,\"b\"\nc|null|007", "-1|4|True|True|True|null|null|abc"]);
    }

    [Fact]
    public async Task A_seeds_values_are_those_that_dbt_loads()
    {
        var project = Made("values")
            .Seed(
                "v",
                "n,m,p,e,d,ts,t,\r\n\"1,200\",$5,50%,1e3,2024-1-5,2024-01-05T10:00:00+02:00,2024-02-30 10:00:00,\r\n"
                    + "10.00,7,1,2,2024-01-06,2024-01-05T10:00:00Z\r\n"
            )
            .Seed("one", "x\n1\n\n3\n")
            .Seed("mac", "a,b\r1,x\r2,y\r")
            .Seed("folded", "Id;Name\n1;a\n", new { delimiter = ";", quote_columns = false })
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (
            await ReadAsync(
                "select n + 0, m + 0, p + 0, e + 0, d = date '2024-01-05', ts = timestamp '2024-01-05 08:00:00', "
                    + "t || '', \"h\" is null from analytics.v where n = 1200"
            )
        ).ShouldBe(["1200|5|50|1000|True|True|2024-02-30 10:00:00|True"]);
        (
            await ReadAsync(
                "select n + 0, ts = timestamp '2024-01-05 10:00:00', t is null from analytics.v where n = 10"
            )
        ).ShouldBe(["10|True|True"]);
        (await ReadAsync("select x from analytics.one order by x")).ShouldBe(["1", "3", "null"], ignoreOrder: true);
        (await ReadAsync("select a + 0, b from analytics.mac order by a")).ShouldBe(["1|x", "2|y"]);
        (await ReadAsync("select id, name from analytics.folded")).ShouldBe(["1|a"]);
    }

    [Fact]
    public async Task A_seed_that_is_not_UTF_8_is_refused_when_it_is_packed()
    {
        var project = Made("latin").Seed("s", "name\nx\n").Write();
        await File.WriteAllBytesAsync(
            Path.Combine(project.Folder, "seeds", "s.csv"),
            System.Text.Encoding.Latin1.GetBytes("name\ncaf\u00e9\n"),
            Cancellation
        );

        (await Should.ThrowAsync<ReleaseException>(() => ReleaseAsync(project)))
            .Format()
            .ShouldStartWith("seeds/s.csv(2,4): error DR1010: byte 0xE9 at offset 8 is not UTF-8; ");
    }

    [Fact]
    public async Task A_package_for_another_engine_is_refused()
    {
        var other = new CompiledProject(
            _folder["other"],
            Warehouse.Dialect.Name == "duckdb" ? "postgres" : "duckdb",
            "db"
        )
            .Model("m", "select 1 as n")
            .Write();

        var report = await ReleaseAsync(other);

        report.Error!.Code.ShouldBe(ErrorCode.PackageAdapter);
        report.ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Failures_that_dbt_stored_before_the_first_release_are_told()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 1 as id",
            "create schema analytics_dbt_test__audit",
            "create table analytics_dbt_test__audit.no_orders as select 7 as id"
        );
        var project = Made("stored")
            .Model("orders", "select 1 as id")
            .Test("no_orders", "select 1 as id", ["orders"], new { store_failures = true, severity = "warn" })
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        var told = Events
            .Of<ReleaseEvent.Warned>()
            .Where(said => said.Code == ErrorCode.StaysBeside.Id)
            .ShouldHaveSingleItem()
            .Text;
        told.ShouldContain("analytics_dbt_test__audit holds 1 table of failures");
        told.ShouldContain("can be dropped");
        (await ReadAsync("select id from analytics_dbt_test__audit.no_orders")).ShouldBe(["7"]);
        (await ReadAsync("select id from analytics__r1_dbt_test__audit.no_orders")).ShouldBe(["1"]);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected CompiledProject Made(string name) => new(_folder[name], Warehouse.Dialect.Name, "made_up_db");

    [Fact]
    public async Task A_refresh_never_makes_live_what_a_partial_release_left_out()
    {
        await PartAsync(1);
        var second = Of(await PartAsync(2));
        await PlainlyAsync(second, "orders");

        var refresh = await second.RefreshAsync(new RefreshRequest(), Cancellation);
        (await second.RollbackAsync(new RollbackRequest { To = "r1", Code = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        var again = await second.RollbackAsync(
            new RollbackRequest
            {
                To = "r2",
                Code = true,
                IsFresh = true,
            },
            Cancellation
        );

        refresh.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RefreshDiffers);
        refresh.Error!.Message.ShouldContain("model.made_up.customers");
        again.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RefreshDiffers);
        (await ReadAsync("select v from analytics.orders")).ShouldBe(["1"]);
        (await ReadAsync("select v from analytics.customers")).ShouldBe(["1"]);

        async Task<string> PartAsync(int version)
        {
            var project = new CompiledProject(_folder[$"part{version}"], Warehouse.Dialect.Name, "made_up_db", "dev")
            {
                Version = $"{version}.0.0",
            };
            project.Model("orders", $"select {version} as v").Model("customers", $"select {version} as v").Write();
            var packed = await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            );
            if (version == 1)
                await PlainlyAsync(Of(packed.Path));
            return packed.Path;
        }
    }

    [Fact]
    public async Task A_part_whose_rest_is_the_same_is_refreshed()
    {
        await SameRestAsync(1);
        var second = await SameRestAsync(2, "orders");

        var refresh = await second.RefreshAsync(new RefreshRequest(), Cancellation);

        refresh.Error?.Format().ShouldBeNull();
        (await ReadAsync("select v from analytics.orders")).ShouldBe(["2"]);

        async Task<ReleaseEngine> SameRestAsync(int version, params string[] select)
        {
            var project = new CompiledProject(_folder[$"rest{version}"], Warehouse.Dialect.Name, "made_up_db", "dev")
            {
                Version = $"{version}.0.0",
            };
            project.Model("orders", $"select {version} as v").Model("customers", "select 1 as v").Write();
            var packed = await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            );
            var engine = Of(packed.Path);
            await PlainlyAsync(engine, select);
            return engine;
        }
    }

    [Fact]
    public async Task The_ledger_keeps_the_package_that_was_built_whatever_stands_at_its_path_now()
    {
        var project = new CompiledProject(_folder["kept"], Warehouse.Dialect.Name, "made_up_db", "dev");
        project.Model("orders", "select 1 as v").Write();
        var path = (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            )
        ).Path;
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        var builder = new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(path, Cancellation), 1);

        await File.WriteAllBytesAsync(path, [1, 2, 3], Cancellation);

        builder.Package.Bytes.ToArray().ShouldBe(bytes);
        builder.Package.Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    private static async Task PlainlyAsync(ReleaseEngine engine, params string[] select) =>
        (await engine.ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = select } }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();

    /// <summary>An engine whose builder the ledger keeps the package of.</summary>
    private ReleaseEngine Of(string package) =>
        new(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token => new PackageBuilder(
                Warehouse,
                await ReleasePackage.OpenAsync(package, token),
                4
            )),
            Events,
            TimeProvider.System
        );

    private async Task<ReleaseReport.Released> ReleaseShopAsync(
        string manifest,
        List<NodeResult> built,
        params string[] layers
    )
    {
        var project = _folder[$"shop-{Guid.NewGuid():N}"];
        foreach (var layer in layers)
            Repository.CopyExample(layer, project);
        var packed = await ReleasePacker.PackAsync(
            new PackRequest
            {
                ProjectDir = project,
                OutputDir = _folder["packages"],
                ManifestPath = Path.Combine(Recorded, manifest),
            },
            Cancellation
        );
        return await ReleaseAsync(packed.Path, new BuildOptions(), built);
    }

    protected async Task<ReleaseReport.Released> ReleaseAsync(
        CompiledProject project,
        BuildOptions? options = null,
        List<NodeResult>? built = null
    )
    {
        var packed = await ReleasePacker.PackAsync(
            new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
            Cancellation
        );
        return await ReleaseAsync(packed.Path, options ?? new BuildOptions(), built ?? []);
    }

    private Task<ReleaseReport.Released> ReleaseAsync(string package, BuildOptions options, List<NodeResult> built) =>
        new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token => new Watched(
                new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(package, token), 4),
                built
            )),
            Events,
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest { Build = options }, Cancellation);

    /// <summary>Keeps what the builder returns.</summary>
    private sealed class Watched(IGreenBuilder inner, List<NodeResult> built) : IGreenBuilder
    {
        public string Name => inner.Name;

        public bool RunsOutside => inner.RunsOutside;

        public Task<ProjectPlan> PlanAsync(
            GreenTarget target,
            BuildOptions build,
            string artifactsDirectory,
            IReleaseEvents events,
            CancellationToken cancellation
        ) => inner.PlanAsync(target, build, artifactsDirectory, events, cancellation);

        public async Task<BuildResult> BuildAsync(
            GreenBuild build,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            var result = await inner.BuildAsync(build, events, cancellation);
            built.AddRange(result.Nodes);
            return result;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

public sealed class DuckDbPackageTests() : PackageSuite(Testing.Engines.Engine.DuckDb)
{
    [Fact]
    public async Task Pivots_and_summaries_are_models_as_far_as_DuckDb_lets_them()
    {
        var project = Made("shapes");
        project
            .Seed("sales", "city,year,amount\nRome,2024,1\nRome,2025,2\nOslo,2024,3\n")
            .Model(
                "wide",
                $"pivot {project.Ref("sales")} on year using sum(amount) group by city",
                "table",
                ["seed.made_up.sales"]
            )
            .Model("kinds", $"summarize {project.Ref("sales")}", "table", ["seed.made_up.sales"])
            .Model("kinds_now", $"summarize {project.Ref("wide")}", "view", ["wide"])
            .Model(
                "kept",
                $"with p as (pivot {project.Ref("sales")} on year using sum(amount) group by city) from p",
                "incremental",
                ["seed.made_up.sales"],
                config: new { unique_key = "city" }
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();
        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("from analytics.wide order by city")).ShouldBe(["Oslo|3|null", "Rome|1|2"]);
        (await ReadAsync("from analytics.kept order by city")).ShouldBe(["Oslo|3|null", "Rome|1|2"]);
        (await ReadAsync("select column_name from analytics.kinds order by 1")).ShouldBe(["amount", "city", "year"]);
        (await ReadAsync("select column_name from analytics.kinds_now order by 1")).ShouldBe(["2024", "2025", "city"]);

        project
            .Model(
                "wide_view",
                $"pivot {project.Ref("sales")} on year using sum(amount)",
                "view",
                ["seed.made_up.sales"]
            )
            .Write();
        (await ReleaseAsync(project))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldContain("must be manually specified");
    }
}

public sealed class PostgresPackageTests() : PackageSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task A_quoted_source_that_differs_from_a_model_only_by_case_stays_a_source()
    {
        await ExecuteAsync(
            "create schema \"Dev\"",
            "create table \"Dev\".orders as select generate_series(1, 3) as id"
        );
        var project = Made("cases");
        project
            .Model("orders", "select 1 as id")
            .Model(
                "summary",
                $"select (select count(*) from \"Dev\".\"orders\") as of_source, (select count(*) from "
                    + $"{project.Ref("orders")}) as of_model, (select count(*) from DEV.ORDERS) as of_bare",
                after: ["orders"]
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select of_source, of_model, of_bare from analytics.summary")).ShouldBe(["3|1|1"]);
    }

    /// <summary>dbt writes roles and privileges into its statement as they stand.</summary>
    [Fact]
    public async Task Grants_are_given_as_dbt_writes_them()
    {
        var role = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        var quoted = await Place.Postgres.CreateRoleAsync("Loud Reader", Cancellation);
        var project = Made("granted")
            .Model(
                "open",
                "select 1 as id",
                config: new
                {
                    grants = new Dictionary<string, string[]>
                    {
                        ["select"] = [role.ToUpperInvariant(), "PUBLIC", "session_user"],
                        ["all privileges"] = [$"\"{quoted}\""],
                        ["insert (ID), update"] = [$"{role}, public"],
                    },
                }
            )
            .Write();

        (await ReleaseAsync(project)).Error?.Format().ShouldBeNull();

        (
            await ReadAsync(
                $"""
                select has_table_privilege('{role}', 'analytics.open', 'select'),
                    has_column_privilege('{role}', 'analytics.open', 'id', 'insert'),
                    has_table_privilege('{role}', 'analytics.open', 'update'),
                    has_table_privilege('{role}', 'analytics.open', 'delete'),
                    has_table_privilege('{quoted}', 'analytics.open', 'delete')
                """
            )
        ).ShouldBe(["True|True|True|False|True"]);
        await ExecuteAsync($"drop owned by \"{role}\", \"{quoted}\"");
    }

    [Fact]
    public async Task A_model_that_the_servers_time_limit_ends_says_what_to_set()
    {
        var database = (await ReadAsync("select current_database()")).ShouldHaveSingleItem();
        await ExecuteAsync($"alter database \"{database}\" set statement_timeout = '4s'");
        // Only new connections have the limit.
        await Warehouse.StepAsideAsync();
        var project = Made("slow").Model("waits", "select 1 as n, pg_sleep(60)::text as t").Write();
        var built = new List<NodeResult>();

        var report = await ReleaseAsync(project, built: built);

        report.Error!.Code.ShouldBe(ErrorCode.BuildFailed);
        built
            .Single(node => node.UniqueId == "model.made_up.waits")
            .Message!.ShouldSatisfyAllConditions(
                message => message.ShouldContain("models/waits.sql"),
                message => message.ShouldContain("set statement_timeout")
            );
    }

    [Fact]
    public async Task A_column_gets_room_for_longer_texts_as_dbt_gives_it()
    {
        using var folder = new TempFolder();
        foreach (
            var (type, value) in new[] { ("varchar(3)", "abc"), ("varchar(8)", "abcdefgh"), ("text", "abcdefghi") }
        )
        {
            var project = new CompiledProject(folder.Path, "postgres", "made_up_db")
                .Model(
                    "wide",
                    $"select {value.Length} as id, '{value}'::{type} as name, '{{}}'::json as j, null::int as k",
                    "incremental",
                    config: new { unique_key = new[] { "id", "k" } }
                )
                .Write();
            var packed = await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = folder.Path },
                Cancellation
            );
            var engine = new ReleaseEngine(
                new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token => new PackageBuilder(
                    Warehouse,
                    await ReleasePackage.OpenAsync(packed.Path, token),
                    4
                )),
                Events,
                TimeProvider.System
            );
            (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        }

        (await ReadAsync("select id, name from analytics.wide order by id")).ShouldBe([
            "3|abc",
            "8|abcdefgh",
            "9|abcdefghi",
        ]);
        (
            await ReadAsync(
                "select distinct character_maximum_length from information_schema.columns where table_schema = "
                    + "'analytics__r3' and table_name = 'wide' and column_name = 'name'"
            )
        ).ShouldBe(["256"]);
    }

    [Fact]
    public async Task Columns_have_the_types_that_dbt_gave_them()
    {
        var folder = new TempFolder();
        try
        {
            Repository.CopyExample("shop", folder["shop"]);
            var recorded = Repository.PathOf("tests", "assets", "dbt-1.7", "postgres");
            var packed = await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = folder["shop"],
                    OutputDir = folder.Path,
                    ManifestPath = Path.Combine(recorded, "manifest.compile.json"),
                },
                Cancellation
            );
            var engine = new ReleaseEngine(
                new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token => new PackageBuilder(
                    Warehouse,
                    await ReleasePackage.OpenAsync(packed.Path, token),
                    4
                )),
                Events,
                TimeProvider.System
            );
            (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();

            using var catalog = JsonDocument.Parse(
                await File.ReadAllTextAsync(Path.Combine(recorded, "catalog.json"), Cancellation)
            );
            var expected = catalog
                .RootElement.GetProperty("nodes")
                .EnumerateObject()
                .SelectMany(node =>
                    node.Value.GetProperty("columns")
                        .EnumerateObject()
                        .Select(column =>
                            $"{node.Value.GetProperty("metadata").GetProperty("name").GetString()}."
                            + $"{column.Name} {column.Value.GetProperty("type").GetString()}"
                        )
                )
                .Order()
                .ToList();
            var built = await Warehouse.ReadRelationsAsync(
                Session,
                ["analytics__r1", "analytics__r1_marketing"],
                Cancellation
            );
            // What a release remembers of its state is its own, not the project's.
            built
                .Where(relation => !relation.Name.Name.EndsWith("__as_it_went_live", StringComparison.Ordinal))
                .SelectMany(relation =>
                    relation.Columns.Select(column => $"{relation.Name.Name}.{column.Name} {column.Type}")
                )
                .Order()
                .ShouldBe(expected);
        }
        finally
        {
            folder.Dispose();
        }
    }
}
