using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>The user's own dbt on PATH against PostgreSQL; skipped with the reason where there is none.</summary>
public sealed class RealDbtTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Shop_is_released_twice_and_rolled_back()
    {
        PrepareProject();

        var first = await ReleaseShopAsync();
        first.Error?.Format().ShouldBeNull();
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["2400"]);
        (await ReadAsync("select count(*) > 0 from analytics_marketing.channel_mix")).ShouldBe(["True"]);
        Edit("models/marts/orders.sql", text =>
            text.Replace("orders.channel,", "orders.channel, 1 as one,", StringComparison.Ordinal)
        );

        var second = await ReleaseShopAsync();
        second.Error?.Format().ShouldBeNull();
        (await ReadAsync("select sum(one) from analytics.orders")).ShouldBe(["2400"]);
        (await RelationsAsync("analytics")).ShouldAllBe(relation =>
            relation.EndsWith(":View", StringComparison.Ordinal)
        );

        var back = await EngineOfShop().RollbackAsync(new RollbackRequest(), Cancellation);
        back.Error?.Format().ShouldBeNull();
        (
            await Should.ThrowAsync<PostgresException>(() => ReadAsync("select one from analytics.orders"))
        ).SqlState.ShouldBe("42703");
        Directory
            .EnumerateDirectories(Path.GetTempPath(), $"data-release-profiles-{Environment.ProcessId}-*")
            .Where(IsOurs)
            .ShouldBeEmpty();
    }

    /// <summary>Other tests of this process release at the same time, and have their own.</summary>
    private bool IsOurs(string folder)
    {
        try
        {
            return Directory
                .EnumerateFiles(folder)
                .Any(file => File.ReadAllText(file).Contains(Place.Postgres!.Name, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // It went while it was looked at.
            return false;
        }
    }

    [Fact]
    public async Task After_a_plain_run_on_live_it_is_told_and_the_next_release_takes_it_back()
    {
        PrepareProject();
        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();
        await PlainRunAsync();
        (await RelationsAsync("analytics")).ShouldContain(relation =>
            relation.EndsWith(":Table", StringComparison.Ordinal)
        );

        (await EngineOfShop().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Failed);
        var second = await ReleaseShopAsync();

        second.Error?.Format().ShouldBeNull();
        (await RelationsAsync("analytics")).ShouldAllBe(relation =>
            relation.EndsWith(":View", StringComparison.Ordinal)
        );
        (await RelationsAsync("analytics__found1")).ShouldContain("orders:Table");
        (await EngineOfShop().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        (await EngineOfShop().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_project_that_drops_the_target_schema_is_refused_by_name()
    {
        PrepareProject();
        await File.WriteAllTextAsync(
            _folder["shop/macros/generate_schema_name.sql"],
            "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or 'analytics' "
                + "}}{% endmacro %}",
            Cancellation
        );

        var report = await ReleaseShopAsync();

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
        report.Error.Message.ShouldContain("model.shop.channel_mix");
        (await HasSchemaAsync("analytics")).ShouldBeFalse();
    }

    [Fact]
    public async Task Broken_jinja_is_dbts_own_message_with_the_file()
    {
        PrepareProject();
        Edit("models/marts/orders.sql", text => text + "{{ ref('ordres') }}");

        var report = await ReleaseShopAsync();

        report.ExitCode.ShouldBe(ExitCode.Failed);
        report.Error!.Code.ShouldBe(ErrorCode.DbtFailed);
        report.Error.Format().ShouldStartWith("models/marts/orders.sql(1,1): error DR2002:");
        report.Error.Message.ShouldContain("ordres");
    }

    [Fact]
    public async Task A_failing_test_names_itself_and_nothing_goes_live()
    {
        PrepareProject();
        await File.WriteAllTextAsync(_folder["shop/tests/never.sql"], "select 1 as one", Cancellation);

        var report = await ReleaseShopAsync();

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.TestsFailed);
        report.Error.Message.ShouldContain("test.shop.never");
        (await HasSchemaAsync("analytics")).ShouldBeFalse();
    }

    [Fact]
    public async Task Whatever_reads_live_in_place_of_green_is_refused_at_its_line()
    {
        PrepareProject();
        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();
        foreach (
            var (file, text) in new Dictionary<string, string>
            {
                ["models/live_sources.yml"] =
                    "version: 2\nsources:\n  - name: own\n    schema: analytics\n    tables: [{name: orders}]\n",
                ["models/by_name.sql"] = "select order_id\nfrom analytics.orders",
                ["models/by_view.sql"] = "{{ config(materialized='view') }}\nselect 1 as id from \"analytics\".orders",
                ["models/by_jinja.sql"] =
                    "{% set place = 'analytics' ~ '.' ~ 'orders' %}\nselect order_id from {{ place }}",
                ["models/by_source.sql"] = "select order_id from {{ source('own', 'orders') }}",
                ["models/by_ephemeral.sql"] = "select order_id from {{ ref('inlined') }}",
                ["models/inlined.sql"] =
                    "{{ config(materialized='ephemeral') }}\nselect order_id from analytics.orders",
                ["models/meant.sql"] =
                    "{{ config(meta={'data_release': {'allow_live_reads': ['orders']}}) }}\n"
                    + "select order_id from analytics.orders",
                ["models/fine.sql"] = "select order_id, 'analytics.orders' as text from {{ ref('orders') }}",
                ["tests/by_test.sql"] = "select order_id from analytics.orders where order_id is null",
            }
        )
            await File.WriteAllTextAsync(_folder[$"shop/{file}"], text, Cancellation);

        var report = await ReleaseShopAsync();

        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.LiveRead, report.Error.Format());
        report.ExitCode.ShouldBe(ExitCode.Refused);
        report
            .Problems.Where(problem => problem.Code == ErrorCode.LiveRead)
            .Select(problem => problem.Message)
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "by_ephemeral reads analytics.orders, which is live",
                "by_jinja reads analytics.orders, which is live",
                "by_name reads analytics.orders, which is live",
                "by_source reads analytics.orders, which is live",
                "by_test reads analytics.orders, which is live",
                "by_view reads analytics.orders, which is live",
            ]);
        report
            .Problems.Select(problem => problem.Where?.ToString())
            .ShouldContain(where => where!.StartsWith("models/by_name.sql(2,", StringComparison.Ordinal));
        report.Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_partial_release_defers_to_blue()
    {
        PrepareProject();
        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();

        var report = await EngineOfShop()
            .ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["customers"] } }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await RelationsAsync("analytics__r2")).ShouldBe(["customers:Table"]);
        (await ReadAsync("select count(*) from analytics.customers")).ShouldBe(["400"]);
    }

    [Fact]
    public async Task What_leaves_no_relation_is_told_and_dbts_artifacts_are_kept_with_live_names()
    {
        PrepareProject();
        File.WriteAllText(
            _folder["shop/models/gone.sql"],
            "{{ config(materialized='table', post_hook='drop table {{ this }}') }}\nselect 1 as id"
        );

        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();

        Events
            .Of<Reports.ReleaseEvent.Warned>()
            .Single(warned => warned.Code == ErrorCode.NodeLeavesNothing.Id)
            .Text.ShouldStartWith("model.shop.gone (models/gone.sql) ran and left no analytics__r1.gone");
        (await RelationsAsync("analytics")).ShouldNotContain(relation =>
            relation.StartsWith("gone:", StringComparison.Ordinal)
        );
        var kept = _folder["shop/target/data-release/prod/r1"];
        using var manifest = System.Text.Json.JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(kept, "manifest.json"), Cancellation)
        );
        manifest
            .RootElement.GetProperty("nodes")
            .GetProperty("model.shop.channel_mix")
            .GetProperty("relation_name")
            .GetString()
            .ShouldEndWith("\"analytics_marketing\".\"channel_mix\"");
        (await File.ReadAllTextAsync(Path.Combine(kept, "run_results.json"), Cancellation)).ShouldContain(
            "model.shop.orders"
        );
    }

    [Fact]
    public async Task A_night_brings_todays_data_and_code_that_differs_is_refused_before_and_after_the_build()
    {
        PrepareProject();
        File.WriteAllText(_folder["shop/models/arrived.sql"], "select id from app.arrivals where id > {{ least() }}");
        File.WriteAllText(_folder["shop/macros/least.sql"], "{% macro least() %}0{% endmacro %}");
        await Place.ExecuteAsync("create schema app", "create table app.arrivals as select 1 as id");
        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("insert into app.arrivals values (2)");

        var night = await EngineOfShop().RefreshAsync(new RefreshRequest(), Cancellation);

        night.Error?.Format().ShouldBeNull();
        night.Release!.RefreshOf.ShouldBe("r1");
        (await ReadAsync("select id from analytics.arrived order by id")).ShouldBe(["1", "2"]);
        File.WriteAllText(_folder["shop/macros/least.sql"], "{% macro least() %}1{% endmacro %}");
        var macro = await EngineOfShop().RefreshAsync(new RefreshRequest(), Cancellation);
        macro.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RefreshDiffers, macro.Error!.Format());
        macro.Error.Message.ShouldContain("model.shop.arrived compiles to other SQL");
        Edit("models/marts/orders.sql", text => text + "\n-- more\n");
        var file = await EngineOfShop().RefreshAsync(new RefreshRequest(), Cancellation);
        file.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RefreshDiffers, file.Error!.Format());
        file.Error.Message.ShouldContain("model.shop.orders changed");
        (await ReadAsync("select id from analytics.arrived order by id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task What_compiles_to_the_same_is_shared_and_what_a_macro_or_a_variable_changed_is_built()
    {
        PrepareProject();
        File.WriteAllText(_folder["shop/models/by_macro.sql"], "select {{ least() }} as id");
        File.WriteAllText(_folder["shop/models/by_variable.sql"], "select {{ var('least', 0) }} as id");
        File.WriteAllText(
            _folder["shop/models/by_question.sql"],
            "{% set found = run_query('select 1') if execute else none %}select {{ least() }} as id"
        );
        File.WriteAllText(_folder["shop/macros/least.sql"], "{% macro least() %}0{% endmacro %}");
        (await ReleaseShopAsync()).Error?.Format().ShouldBeNull();
        Edit("models/marts/customers.sql", text => $"{{# a remark #}}\n{text}");

        var second = await ReuseShopAsync();

        second.Error?.Format().ShouldBeNull();
        // A remark in Jinja compiles to nothing; state and what asks the warehouse are known by their text.
        (await BuiltAsync(2)).ShouldBeEmpty();
        second.Checks.ShouldContain(check => check.Value.StartsWith("0 failures (r1, ", StringComparison.Ordinal));
        (await ReadAsync("select count(*) from analytics.customers")).ShouldBe(["400"]);
        File.WriteAllText(_folder["shop/macros/least.sql"], "{% macro least() %}1{% endmacro %}");
        Edit("models/marts/customers.sql", text => $"{text}\n-- another\n");
        var third = await ReuseShopAsync("{least: 2}");

        third.Error?.Format().ShouldBeNull();
        (await BuiltAsync(3)).ShouldBe(["by_macro", "by_question", "by_variable", "customers", "top_customers"]);
        (await ReadAsync("select id from analytics.by_variable")).ShouldBe(["2"]);
        (await RelationsAsync("analytics__r3")).Count.ShouldBe(5);
        (await EngineOfShop().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["2400"]);

        Task<ReleaseReport.Released> ReuseShopAsync(string? vars = null) =>
            EngineOfShop()
                .ReleaseAsync(
                    new DeployRequest
                    {
                        Build = new BuildOptions { Reuse = Configuration.ReuseMode.Unchanged, Vars = vars },
                    },
                    Cancellation
                );

        Task<IReadOnlyList<string>> BuiltAsync(int number) =>
            ReadAsync(
                "select live_name from data_release.relations where environment = 'prod' "
                    + $"and number = {number} and origin = {number} order by 1"
            );
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private void PrepareProject()
    {
        Assert.SkipWhen(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable) is null, "no dbt on PATH");
        Repository.CopyExample("shop", _folder["shop"]);
    }

    private void Edit(string file, Func<string, string> change)
    {
        var path = _folder[$"shop/{file}"];
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    private Task<ReleaseReport.Released> ReleaseShopAsync() =>
        EngineOfShop().ReleaseAsync(new DeployRequest(), Cancellation);

    /// <summary>What somebody types who does not know that the schema is released to.</summary>
    private async Task PlainRunAsync()
    {
        // Its environment names the server.
        EngineOfShop();
        using var dbt = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!,
                ["run", "--target", "postgres", "--profiles-dir", _folder["shop"]]
            )
            {
                WorkingDirectory = _folder["shop"],
                RedirectStandardOutput = true,
            }
        )!;
        var said = await dbt.StandardOutput.ReadToEndAsync(Cancellation);
        await dbt.WaitForExitAsync(Cancellation);
        dbt.ExitCode.ShouldBe(0, said);
    }

    private ReleaseEngine EngineOfShop()
    {
        var connection = new NpgsqlConnectionStringBuilder(Place.Postgres!.ConnectionString);
        foreach (
            var (name, value) in new Dictionary<string, string?>
            {
                ["PGHOST"] = connection.Host,
                ["PGPORT"] = connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["PGUSER"] = connection.Username,
                ["PGPASSWORD"] = connection.Password ?? "",
                ["PGDATABASE"] = connection.Database,
            }
        )
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        var project = DbtProject.Load(_folder["shop"]);
        var target = DbtProfiles.Load(
            project.Directory,
            null,
            project.Profile,
            "postgres",
            Environment.GetEnvironmentVariable
        );
        var dbt = DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!;
        return new ReleaseEngine(
            new ReleaseEnvironment(
                "prod",
                target.Schema,
                Warehouse,
                Config,
                _ =>
                    Task.FromResult<IGreenBuilder>(
                        new DbtBuilder(new DbtBuilderOptions(dbt, project, target, TimeProvider.System))
                    ),
                project.Directory
            ),
            Events,
            TimeProvider.System
        );
    }
}
