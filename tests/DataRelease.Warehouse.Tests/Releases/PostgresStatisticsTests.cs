namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The server plans the first queries on a release by what its tables hold.</summary>
public sealed class PostgresStatisticsTests : PostgresReleaseSuite
{
    [Fact]
    public async Task Tables_that_were_built_have_statistics_before_they_go_live()
    {
        Project
            .With("orders", "select g as id, g % 3 as status from generate_series(1, 10) g")
            .With("empty", "select 1 as id where false");

        await DeployAsync();

        (
            await ReadAsync(
                "select tablename, attname, n_distinct from pg_stats where schemaname = 'analytics__r1' order by 1, 2"
            )
        ).ShouldBe(["orders|id|-1", "orders|status|-0.3"]);
    }

    [Fact]
    public async Task Statistics_that_the_project_gathered_itself_are_left_alone()
    {
        Project.With("orders", "select g as id from generate_series(1, 10) g");
        Project.During = async _ =>
        {
            await Place.ExecuteAsync("analyze analytics__r1.orders");
            await Place.ExecuteAsync("delete from analytics__r1.orders");
        };

        await DeployAsync();

        (await ReadAsync("select reltuples from pg_class where oid = 'analytics__r1.orders'::regclass")).ShouldBe([
            "10",
        ]);
    }
}
