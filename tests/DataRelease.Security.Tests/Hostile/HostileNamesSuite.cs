using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Warehouse.Tests.Releases;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Hostile;

/// <summary>Names that would be code if anybody forgot to quote them, through a whole life of releases.</summary>
public abstract class HostileNamesSuite(On engine) : ReleaseSuite(engine)
{
    public static TheoryData<string> Names =>
        [
            "it's",
            "say \"hi\"",
            "a;b",
            "x'); drop schema keep cascade; --",
            "x\"; drop schema keep cascade; --",
            "select",
            "Order",
            "MixedCase",
            "with space",
            "dot.ted",
            "a$b",
            "1st",
            "-dash",
            "back\\slash",
            "per%cent",
            "new\nline",
            "tab\there",
            "\u0634\u0631\u0627\u0621",
            "\u202Eright",
            "zero\u200Bwidth",
            "e\u0301combining",
            "\ud83d\uded2cart",
            "\u6ce8\u6587",
            "\u00e9t\u00e9",
            "$1",
            "/*",
            "--",
            "%s",
            "{{ ref('x') }}",
            new string('n', 63),
            new string('\u00fc', 31),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_relation_a_column_a_custom_schema_and_a_version_of_any_name_live_a_whole_life(string name)
    {
        await ExecuteAsync("create schema keep", "create table keep.me as select 1 as x");
        var column = Warehouse.Dialect.Quote(name);
        Project.Version = name;
        Project
            .With(name, $"select 1 as id, 'a' as {column}")
            .With("plain", $"select 1 as id, 'a' as {column}", custom: name.Length > 20 ? "long" : name);
        await ReleaseAsync();
        Project
            .With(name, $"select 1 as id, 'b' as {column} union all select 2, 'c'")
            .With("plain", $"select 1 as id, 'b' as {column}", custom: name.Length > 20 ? "long" : name);

        await LifeAsync(name, relation: name);

        await IsLiveAsync("analytics", name, column, "a");
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("say \"hi\"; drop schema keep cascade; --")]
    [InlineData("MixedCase")]
    [InlineData("\ud83d\uded2 \u0634\u0631\u0627\u0621")]
    [InlineData("select")]
    public async Task An_environment_a_ledger_schema_and_a_live_schema_of_any_name_live_a_whole_life(string name)
    {
        await ExecuteAsync("create schema keep", "create table keep.me as select 1 as x");
        Config = new ReleaseConfig { LedgerSchema = $"ledger {name}" };
        Project.With("orders", "select 1 as id, 'a' as v");
        ReleaseEngine Own() =>
            new(
                new ReleaseEnvironment(name, $"live {name}", Warehouse, Config, _ =>
                    Task.FromResult<Builds.IGreenBuilder>(Project)
                ),
                Events,
                TimeProvider.System
            );

        foreach (var value in new[] { "a", "b" })
        {
            Project.With("orders", $"select 1 as id, '{value}' as v");
            Fine(await Own().ReleaseAsync(new DeployRequest(), Cancellation));
        }
        Fine(await Own().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
        Fine(await Own().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation))
            .Checks.ShouldAllBe(check => check.State == Reports.CheckState.Pass);
        Fine(await Own().RollbackAsync(new RollbackRequest(), Cancellation));
        Fine(await Own().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation));

        await IsLiveAsync($"live {name}", "orders", "v", "a");
        (await ReadAsync("select x from keep.me")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Two_long_names_that_are_cut_stay_two()
    {
        var (first, second) = ($"{new string('l', 190)}_one", $"{new string('l', 190)}_two");
        var live = new string('s', 60);
        Project.With("orders", "select 1 as id");
        ReleaseEngine Of(string environment, string schema) =>
            new(
                new ReleaseEnvironment(environment, schema, Warehouse, Config, _ =>
                    Task.FromResult<Builds.IGreenBuilder>(Project)
                ),
                Events,
                TimeProvider.System
            );

        Warehouse.Dialect.Shorten(first).ShouldNotBe(Warehouse.Dialect.Shorten(second));
        Fine(await Of("one", $"{live}1").ReleaseAsync(new DeployRequest(), Cancellation));
        Fine(await Of("two", $"{live}2").ReleaseAsync(new DeployRequest(), Cancellation));
        Fine(await Of("two", $"{live}2").ReleaseAsync(new DeployRequest(), Cancellation));
        Fine(await Of("two", $"{live}2").PruneAsync(new PruneRequest { Keep = 0 }, Cancellation));

        (await ReadAsync($"select id from {live}1.orders")).ShouldBe(["1"]);
        (await ReadAsync($"select id from {live}2.orders")).ShouldBe(["1"]);
        Fine(await Of("one", $"{live}1").DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.ShouldAllBe(check => check.State == Reports.CheckState.Pass);
    }

    [Fact]
    public async Task A_live_schema_longer_than_the_engine_takes_is_refused_or_works_and_is_never_cut_to_another()
    {
        var schema = new string('w', 200);
        await ExecuteAsync("create schema keep", "create table keep.me as select 1 as x");
        Project.With("orders", "select 1 as id");

        var report = await new ReleaseEngine(
            new ReleaseEnvironment("prod", schema, Warehouse, Config, _ =>
                Task.FromResult<Builds.IGreenBuilder>(Project)
            ),
            Events,
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest(), Cancellation);

        if (Warehouse.Traits.Names.MaxLength < 200)
            report.Error!.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
        else
            (await ReadAsync($"select id from {schema}.orders")).ShouldBe(["1"]);
        if (Warehouse.Traits.Names.MaxLength < 200)
            (await HasSchemaAsync(schema[..63])).ShouldBeFalse();
    }

    private async Task LifeAsync(string version, string relation)
    {
        Fine(await Engine().PlanAsync(new DeployRequest(), Cancellation));
        await DeployAsync();
        Fine(
            await Engine()
                .DiffAsync(
                    new DiffRequest { Relations = [relation.Contains('*', StringComparison.Ordinal) ? "*" : relation] },
                    Cancellation
                )
        );
        Fine(await Engine().SwapAsync(new SwapRequest(), Cancellation));
        Fine(await Engine().StatusAsync(Cancellation)).Release!.Version.ShouldBe(version);
        Fine(await Engine().HistoryAsync(Cancellation)).Entries.Count.ShouldBe(2);
        Fine(await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation))
            .Checks.ShouldAllBe(check => check.State == Reports.CheckState.Pass);
        Fine(await Engine().RollbackAsync(new RollbackRequest(), Cancellation));
        Fine(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation));
        (await ReadAsync("select x from keep.me")).ShouldBe(["1"]);
        // Every statement of ours has the name in quotes, or as a parameter.
        if (version.Length > 8)
            Place.Statements.ShouldAllBe(text => !Unquoted(text).Contains(version, StringComparison.Ordinal));
    }

    private async Task IsLiveAsync(string schema, string relation, string column, string value) =>
        (
            await ReadAsync(
                $"select {column} from {Warehouse.Dialect.Quote(new Warehouses.RelationName(schema, relation))}"
            )
        ).ShouldBe([value]);

    /// <summary>A statement without what stands in quotes.</summary>
    private static string Unquoted(string sql) =>
        System.Text.RegularExpressions.Regex.Replace(sql, "\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'", "");

    private static T Fine<T>(T report)
        where T : ReleaseReport
    {
        report.Error?.Format().ShouldBeNull();
        return report;
    }
}

public sealed class DuckDbHostileNames() : HostileNamesSuite(On.DuckDb);

public sealed class PostgresHostileNames() : HostileNamesSuite(On.Postgres)
{
    [Theory]
    [InlineData("rea\"der; drop schema keep cascade; --")]
    [InlineData("O'Brien")]
    [InlineData("\u0634\u0631\u0627\u0621")]
    public async Task A_role_of_any_name_keeps_its_rights(string hint)
    {
        var role = $"{hint} {Guid.NewGuid().ToString()[..8]}";
        var quoted = Warehouse.Dialect.Quote(role);
        await ExecuteAsync(
            $"create role {quoted}",
            "create schema keep",
            "create table keep.me as select 1 as x",
            "create schema analytics",
            "create table analytics.orders as select 1 as id",
            $"grant select on analytics.orders to {quoted}",
            $"grant usage on schema analytics to {quoted}"
        );
        Project.With("orders", "select 1 as id, 2 as more");

        await ReleaseAsync();
        Project.With("orders", "select 'x' as id");
        await ReleaseAsync();

        (
            await ReadAsync(
                $"select has_table_privilege('{role.Replace("'", "''", StringComparison.Ordinal)}', "
                    + $"'analytics.orders', 'select')"
            )
        ).ShouldBe(["True"]);
        (await ReadAsync("select x from keep.me")).ShouldBe(["1"]);
        await ExecuteAsync($"drop owned by {quoted}", $"drop role {quoted}");
    }
}
