using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What <c>plan</c> says of each relation, and how it counts them.</summary>
public abstract class PlannedChangesSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task What_reads_a_changed_relation_is_affected_and_says_which_one()
    {
        Shop();
        await ReleaseAsync();
        Shop(orders: "select 2 as id");
        Write("models/added.sql", "select id from $schema$.totals");

        var plan = await PlanAsync();

        Rows(plan)
            .ShouldBe([
                "added: new (view)",
                "customers: unchanged (view)",
                "joined: affected (view; reads analytics.orders, which changed)",
                "orders: changed (table)",
                "people: unchanged (view)",
                "totals: affected (table; reads analytics.orders, which changed)",
            ]);
        plan.Summary.ShouldBe(
            "r2 (1.0.0) would build 6 relations in analytics__r2: 1 new, 1 changed, 2 affected, 2 unchanged"
        );
    }

    [Fact]
    public async Task What_reads_a_new_relation_is_affected_only_if_its_own_code_stays()
    {
        Shop();
        await ReleaseAsync();
        Write("models/orders_source.sql", "select 1 as id");
        Shop(orders: "select id from $schema$.orders_source");

        var plan = await PlanAsync();

        Rows(plan).ShouldContain("orders: changed (table)");
        Rows(plan).ShouldContain("totals: affected (table; reads analytics.orders, which changed)");
    }

    [Fact]
    public async Task What_a_selection_leaves_out_stays_as_it_is()
    {
        Shop();
        await ReleaseAsync();
        Shop(orders: "select 2 as id");

        var plan = await PlanAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders", "totals"] } });

        // The view between them is shared with blue and still reads blue's orders.
        Rows(plan).ShouldContain("totals: unchanged (table)");
        Rows(plan).ShouldContain(row => row.StartsWith("joined: kept (not selected; shared with r1", default));
        plan.Summary.ShouldEndWith("would build 2 relations in analytics__r2: 1 changed, 1 unchanged, 3 kept");
    }

    [Fact]
    public async Task People_see_what_stays_as_one_line_and_every_relation_on_request()
    {
        Shop();
        await ReleaseAsync();
        Shop(orders: "select 2 as id");

        var folded = await PlanAsync();
        var all = await PlanAsync(new DeployRequest { All = true });

        folded
            .Plan.Where(row => row.Fold is not null)
            .Select(row => $"{row.Relation} {row.Fold}")
            .ShouldBe(["analytics.customers view", "analytics.people view"]);
        all.Plan.ShouldAllBe(row => row.Fold == null);
        all.Plan.Count.ShouldBe(folded.Plan.Count);
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, _ =>
            Task.FromResult<IGreenBuilder>(
                new SqlProjectBuilder(
                    Warehouse,
                    SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                    null
                )
            )
        );

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private void Shop(string orders = "select 1 as id")
    {
        Write("models/orders.sql", $"-- materialized: table\n{orders}");
        Write("models/customers.sql", "select 7 as id");
        Write("models/people.sql", "select id from $schema$.customers");
        Write("models/joined.sql", "select id from $schema$.orders");
        Write("models/totals.sql", "-- materialized: table\nselect count(*) as n, 1 as id from $schema$.joined");
    }

    private async Task<ReleaseReport.Planned> PlanAsync(DeployRequest? request = null)
    {
        var report = await Engine().PlanAsync(request ?? new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    private static IReadOnlyList<string> Rows(ReleaseReport.Planned plan) =>
        [.. plan.Plan.Select(row => $"{row.Relation.Split('.')[1]}: {row.Change} ({row.Detail})")];

    private void Write(string file, string text) => _folder.Write(file, text);
}

public sealed class DuckDbPlannedChanges() : PlannedChangesSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPlannedChanges() : PlannedChangesSuite(Testing.Engines.Engine.Postgres);
