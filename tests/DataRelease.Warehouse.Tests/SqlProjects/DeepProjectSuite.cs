using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>Projects whose models stand many layers deep: planning them costs what their number costs.</summary>
public abstract class DeepProjectSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    [InlineData("mixed")]
    public async Task Statements_grow_with_the_models_and_not_with_the_layers(string materialized)
    {
        var few = await CountAsync(layers: 20, materialized);
        var many = await CountAsync(layers: 40, materialized);

        // Bound again and again, the upper layers of the second would not end in this process's life.
        many.ShouldBeLessThanOrEqualTo(2 * few);
    }

    [Fact]
    public async Task Many_views_upon_one_deep_view_are_made_beside_each_other()
    {
        Ladder(9, "view", "select 1 as id");
        for (var at = 0; at < 12; at++)
            Write($"wide{at:00}", "view", "select id from $schema$.l08a union all select id from $schema$.l08b");
        _folder.Write("tests/none.sql", "select id from $schema$.wide00 where id <> 1");

        await ReleaseAsync();

        (await ReadAsync("select count(*), sum(id) from analytics.wide11")).ShouldBe(["2|2"]);
        (await RelationsAsync("analytics__r1")).Count.ShouldBe(30);
        var back = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);
        back.Error?.Format().ShouldBeNull();
        (await ReadAsync("select count(*), sum(id) from analytics.wide11")).ShouldBe(["2|2"]);
    }

    [Fact]
    public async Task A_view_that_reads_one_view_twice_costs_it_once()
    {
        Write("v00", "view", "select 1 as id");
        for (var layer = 1; layer < 40; layer++)
            Write(
                $"v{layer:00}",
                "view",
                $"select a.id from $schema$.v{layer - 1:00} a join $schema$.v{layer - 1:00} b using (id)"
            );

        (await PlanAsync()).Plan.Count.ShouldBe(40);
    }

    [Fact]
    public async Task A_chain_that_is_written_from_its_end_is_followed_to_its_beginning()
    {
        for (var at = 0; at < 600; at++)
            Write($"m{at:000}", "view", $"select id from $schema$.m{at + 1:000}");
        Write("m600", "view", "select 1 as id");

        (await PlanAsync()).Plan.Count.ShouldBe(601);
        Write("m600", "view", "select id from $schema$.m000");
        var error = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();
        error.Code.ShouldBe(ErrorCode.SqlCycle);
        error.Where.ShouldBe(new SourceLocation("models/m600.sql", 2, 16));
    }

    [Fact]
    public async Task Every_layer_has_the_types_of_the_one_below()
    {
        const string typed =
            "select cast(1.50 as decimal(7,2)) as amount, cast('x' as varchar(3)) as \"Name\", "
            + "date '2026-01-01' as day, cast(null as integer) as nothing, null as unknown";
        Write("a_typed", "view", typed);
        Write("b_view", "view", "select * from $schema$.a_typed");
        Write("c_view", "view", "select * from $schema$.b_view");
        Write("d_table", "table", "select amount, \"Name\", day, nothing from $schema$.c_view");
        Write("e_view", "view", "select * from $schema$.d_table");
        Write(
            "f_view",
            "view",
            "select amount + 1 as amount, \"Name\" || '!' as name, extract(year from day) as year, nothing + 1 as n "
                + "from (select amount, \"Name\", day, nothing from $schema$.c_view union all "
                + "select * from $schema$.e_view) q"
        );
        Write("z_wrong", "view", "select amount\n     , missing\nfrom $schema$.f_view");

        var error = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();

        error.Code.ShouldBe(ErrorCode.SqlQueryInvalid);
        error.Where.ShouldBe(new SourceLocation("models/z_wrong.sql", 3, 8));
        error.Message.ShouldContain("missing");
        error.Message.ShouldNotContain("error DR");
        Write("z_wrong", "view", "select amount from $schema$.f_view");
        await ReleaseAsync();
        (await ReadAsync("select amount, name, n from analytics.f_view")).ShouldBe(["2.50|x!|null", "2.50|x!|null"]);
    }

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        new(
            name,
            "analytics",
            Warehouse,
            Config,
            _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(
                        Warehouse,
                        SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "deep", Version = "1.0.0" }),
                        null
                    )
                ),
            _folder.Path
        );

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Plans.</summary>
    protected async Task<ReleaseReport.Planned> PlanAsync()
    {
        var report = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>Puts a model into the project.</summary>
    protected void Write(string name, string materialized, string query) =>
        _folder.Write($"models/{name}.sql", $"-- materialized: {materialized}\n{query}\n");

    /// <summary>Puts two models a layer into the project, each of which joins both below.</summary>
    protected void Ladder(int layers, string materialized, string first)
    {
        for (var layer = 0; layer < layers; layer++)
        {
            var word =
                materialized == "mixed"
                    ? layer % 3 == 0
                        ? "table"
                        : "view"
                    : materialized;
            foreach (var side in (string[])["a", "b"])
                Write(
                    $"l{layer:00}{side}",
                    word,
                    layer == 0
                        ? first
                        : $"select a.id from $schema$.l{layer - 1:00}a a "
                            + $"join $schema$.l{layer - 1:00}b b on a.id = b.id"
                );
        }
    }

    /// <summary>Statements that a plan takes.</summary>
    private async Task<int> CountAsync(int layers, string materialized)
    {
        Ladder(layers, materialized, "select 1 as id");
        var before = Place.Statements.Count;
        (await PlanAsync()).Plan.Count.ShouldBe(2 * layers);
        return Place.Statements.Count - before;
    }
}

public sealed class DuckDbDeepProjects() : DeepProjectSuite(Testing.Engines.Engine.DuckDb)
{
    [Fact]
    public async Task No_statement_of_a_release_binds_more_than_the_project_has()
    {
        const int layers = 24;
        Ladder(layers, "view", "select 1 as id");
        await ReleaseAsync();
        Ladder(layers, "view", "select 2 as id");

        await ReleaseAsync();

        // Written out, the view on top names its base eight million times.
        var bound = BoundNames.Of(Place.Statements);
        bound.Count.ShouldBeGreaterThan(100);
        bound.Max().ShouldBeLessThanOrEqualTo(20 * layers);
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        (await ReadAsync("select id from analytics.l03a")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task What_stands_in_for_a_view_has_its_columns_of_null_and_its_order_of_letters()
    {
        Write("a", "view", "select null as never, [] as none, {'x': null} as deep, 'a' collate nocase as letters");
        Write("b", "view", "select * from $schema$.a");
        Write("c", "view", "select * from $schema$.b");
        // None of these can be had of the types that a table gives to columns that are only NULL.
        Write(
            "d",
            "view",
            "select never from $schema$.c union all select date '2026-01-01' union all select never from $schema$.b"
        );
        Write("e", "view", "select none from $schema$.c union all select [date '2026-01-01']");
        Write("f", "view", "select deep from $schema$.c union all select {'x': date '2026-01-01'}");

        (await PlanAsync()).Plan.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_table_is_planned_as_the_table_that_it_will_be()
    {
        Write("a", "table", "select null as never, 1 as id");
        Write("b", "view", "select rowid as at, id from $schema$.a");
        await PlanAsync();
        // A table's column is an integer where a view's would be of no type yet.
        Write("c", "view", "select list_concat(never, [1]) as l from $schema$.a");

        var error = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();

        error.Code.ShouldBe(ErrorCode.SqlQueryInvalid);
        error.Where!.File.ShouldBe("models/c.sql");
    }
}

public sealed class PostgresDeepProjects() : DeepProjectSuite(Testing.Engines.Engine.Postgres);
