using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>What is wrong with live: its views, its rows, what stands beside them and reads past them.</summary>
public abstract class LiveDoctorSuite(On engine) : DoctorSuite(engine)
{
    [Fact]
    public async Task A_view_of_live_that_was_dropped_is_found_and_made_again()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders");

        await FoundAsync("DR5104", CheckState.Fail, "analytics.orders");
        await MendedAsync();

        (await ReadAsync("select id, name from analytics.orders order by id")).ShouldBe(["1|one", "2|two"]);
    }

    [Theory]
    [InlineData("select id, name from analytics__r1.orders", "analytics__r1.orders")]
    [InlineData("select id, name from analytics__r2.orders where id > 1", "a query that no release wrote")]
    [InlineData("select id, upper(name) as name from analytics__r2.orders", "a query that no release wrote")]
    [InlineData("select distinct id, name from analytics__r2.orders", "a query that no release wrote")]
    [InlineData("select id, name from analytics__r2.orders limit 1", "a query that no release wrote")]
    public async Task A_view_of_live_that_shows_something_else_is_found_and_mended(string query, string shows)
    {
        await TwoReleasesAsync();
        await ExecuteAsync($"create or replace view analytics.orders as {query}");

        var finding = await FoundAsync("DR5105", CheckState.Fail, "analytics.orders");
        finding.Message.ShouldContain(shows);
        var since = await LiveSinceAsync();
        await MendedAsync();

        (await ReadAsync("select id, name from analytics.orders order by id")).ShouldBe(["1|one", "2|two"]);
        (await LiveSinceAsync()).ShouldBe(since);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_table_in_the_place_of_a_view_is_found_and_moved_away()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders", "create table analytics.orders as select 7 as id");

        await FoundAsync("DR5105", CheckState.Fail, "analytics.orders");
        await MendedAsync();

        (await ReadAsync("select id, name from analytics.orders order by id")).ShouldBe(["1|one", "2|two"]);
        (await ReadAsync("select id from analytics__found1.orders")).ShouldBe(["7"]);
        (await HasSchemaAsync("analytics__r0")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_relation_that_no_release_put_into_live_is_named_and_left_alone()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create table analytics.scratch as select 1 as x");

        var finding = await FoundAsync("DR5106", CheckState.Warn, "analytics");
        finding.Message.ShouldContain("scratch");
        await ExamineAsync(fix: true);

        (await ReadAsync("select x from analytics.scratch")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_relation_of_live_that_is_gone_is_found_and_not_mended()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders", "drop table analytics__r2.orders");

        (await FoundAsync("DR5102", CheckState.Fail, "analytics.orders")).Message.ShouldContain(
            "analytics__r2.orders of r2 is gone"
        );
        (await ExamineAsync(fix: true)).ExitCode.ShouldBe(ExitCode.Failed);
    }

    [Fact]
    public async Task Columns_of_live_that_changed_after_it_was_checked_are_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("alter table analytics__r2.orders add column added integer");

        (await FoundAsync("DR5107", CheckState.Fail, "analytics__r2.orders")).Message.ShouldContain("now added");
    }

    [Fact]
    public async Task Rows_of_live_that_changed_after_it_was_checked_are_counted()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from analytics__r2.orders where id = 1");

        (await FoundAsync("DR5107", CheckState.Fail, "analytics__r2.orders")).Message.ShouldContain(
            "had 2 rows when r2 was checked, and has 1"
        );
    }

    [Fact]
    public async Task A_view_outside_on_one_release_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "create schema reporting",
            "create view reporting.top as select id from analytics__r1.orders"
        );

        (await FoundAsync("DR5108", CheckState.Warn, "reporting.top")).Message.ShouldContain(
            "reads analytics__r1.orders of r1, which is superseded"
        );
    }
}

public sealed class DuckDbLiveDoctor() : LiveDoctorSuite(On.DuckDb)
{
    [Fact]
    public async Task A_view_outside_that_reads_what_is_gone_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "create schema reporting",
            "create view reporting.top as select id from analytics__r1.orders",
            "drop schema analytics__r1 cascade"
        );

        (await FoundAsync("DR5109", CheckState.Warn, "reporting.top")).Message.ShouldContain("can't be read");
    }
}

public sealed class PostgresLiveDoctor() : LiveDoctorSuite(On.Postgres)
{
    [Fact]
    public async Task Grants_of_a_view_that_is_mended_in_place_stay()
    {
        await TwoReleasesAsync();
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await ExecuteAsync(
            $"grant usage on schema analytics to \"{reader}\"",
            $"grant select on analytics.orders to \"{reader}\"",
            "create or replace view analytics.orders as select id, name from analytics__r1.orders"
        );

        await MendedAsync();

        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres.ConnectionStringOf(reader));
        await using var session = await warehouse.OpenAsync(Cancellation);
        (await session.ScalarAsync(Warehouses.Sql.Raw("select count(*) from analytics.orders"), Cancellation)).ShouldBe(
            2L
        );
        await ExecuteAsync($"drop owned by \"{reader}\"");
    }

    [Fact]
    public async Task A_function_outside_that_is_bound_to_a_release_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "create schema reporting",
            "create function reporting.first() returns integer return (select min(id) from analytics__r1.orders)"
        );

        (await FoundAsync("DR5108", CheckState.Warn, "reporting.first()")).Message.ShouldContain("function");
    }
}
