using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary><c>build.reuse: fresh</c> by a source's <c>loaded_at_field</c>, under the user's own dbt.</summary>
public abstract class RealDbtFreshSuite(Engine engine) : RealDbtSuite(engine)
{
    private static readonly BuildOptions _fresh = new() { Reuse = ReuseMode.Fresh };

    [Fact]
    public async Task A_night_builds_what_something_arrived_for()
    {
        await ExecuteAsync(
            "create schema outside",
            "create table outside.orders as select 1 as id, timestamp '2026-01-01 00:00:00' as loaded",
            "create table outside.people as select 7 as id, timestamp '2026-01-01 00:00:00' as loaded"
        );
        await PrepareAsync(
            (
                "models/sources.yml",
                "version: 2\nsources:\n  - name: outside\n    loaded_at_field: loaded\n    tables:\n"
                    + "      - name: orders\n      - name: people\n"
            ),
            (
                "models/orders.sql",
                "{{ config(materialized='table') }} select id from {{ source('outside', 'orders') }}"
            ),
            (
                "models/people.sql",
                "{{ config(materialized='table') }} select id from {{ source('outside', 'people') }}"
            ),
            (
                "models/totals.sql",
                "{{ config(materialized='incremental') }} select max(id) as n from {{ ref('orders') }}"
            )
        );
        Config = ConfigReader.Read("build:\n  reuse: fresh\n", "c.yml", CheckKinds.All);
        (await ReleaseProjectAsync(_fresh)).Error?.Format().ShouldBeNull();
        (await NightAsync(2)).ShouldBeEmpty();
        await using (var session = await Warehouse.OpenAsync(Cancellation))
            await session.ExecuteAsync(
                Warehouses.Sql.Raw("insert into outside.orders values (2, timestamp '2026-01-02 00:00:00')"),
                Cancellation
            );

        (await NightAsync(3)).ShouldBe(["orders", "totals"]);

        (await ReadAsync("select n from analytics.totals order by n")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics.people")).ShouldBe(["7"]);
    }

    private async Task<IReadOnlyList<string>> NightAsync(int number)
    {
        (await EngineOfProject().RefreshAsync(new RefreshRequest { Build = _fresh }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        return await ReadAsync(
            "select live_name from data_release.relations where environment = 'prod' "
                + $"and number = {number} and origin = {number} order by 1"
        );
    }
}

public sealed class DuckDbRealDbtFresh() : RealDbtFreshSuite(Tests.Engine.DuckDb);

public sealed class PostgresRealDbtFresh() : RealDbtFreshSuite(Tests.Engine.Postgres);
