using DataRelease.Builds;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary><c>state: shared</c> under the user's own dbt.</summary>
public abstract class RealDbtSharedStateSuite(Engine engine) : RealDbtSuite(engine)
{
    private const string OwnMacro =
        "{% macro generate_schema_name(custom_schema_name, node) %}{{ target.schema }}"
        + "{{ '' if custom_schema_name is none else '_' ~ custom_schema_name }}{% endmacro %}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nights_write_where_it_is_live_and_a_rollback_leaves_the_rows(bool hasMacro)
    {
        await StartAsync(hasMacro);
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await PlacesAsync()).ShouldBe([
            "daily=analytics__r1_marts",
            "events=analytics__r1_marts",
            "history=analytics__r1",
            "totals=analytics__r1",
        ]);

        foreach (var night in new[] { 2, 3 })
        {
            await ArriveAsync(night);
            (await EngineOfProject().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();

            (await LiveAsync()).ShouldBe($"{night} events, {night} daily, {night} versions, {night} counted");
            (await PlacesAsync()).ShouldBe([
                $"daily=analytics__r{night}_marts",
                "events=analytics__r1_marts",
                "history=analytics__r1",
                $"totals=analytics__r{night}",
            ]);
        }

        (await EngineOfProject().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await LiveAsync()).ShouldBe("3 events, 2 daily, 3 versions, 2 counted");
        (await EngineOfProject().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await LiveAsync()).ShouldBe("3 events, 2 daily, 3 versions, 2 counted");
    }

    [Fact]
    public async Task A_change_of_code_is_built_on_a_copy_and_nights_go_on_with_that()
    {
        await StartAsync(hasMacro: false);
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        await ArriveAsync(2);
        Write("models/events.sql", EventsModel("abs(id) as id"));

        var plan = await EngineOfProject().PlanAsync(new DeployRequest(), Cancellation);
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.history where dbt_valid_to is null order by id")).ShouldBe([
            "1",
            "2",
        ]);
        await ArriveAsync(3);
        (await ReleaseProjectAsync(new BuildOptions { Reuse = Configuration.ReuseMode.Unchanged }))
            .Error?.Format()
            .ShouldBeNull();
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        plan.Plan.Single(row => row.Relation == "analytics_marts.events")
            .Detail.ShouldEndWith("and is not written in place: its code changed");
        plan.Plan.Single(row => row.Relation == "analytics.history").Detail.ShouldContain("written in place");
        (await ReadAsync("select id from analytics_marts.events order by id")).ShouldBe(["1", "2", "3"]);
        (await ReadAsync("select id from analytics__r1_marts.events order by id")).ShouldBe(["1"]);
        (await PlacesAsync()).ShouldContain("events=analytics__r2_marts");
    }

    private async Task StartAsync(bool hasMacro)
    {
        await ExecuteAsync("create schema outside", "create table outside.events as select 1 as id");
        await PrepareAsync(
            ("dbt_project.yml", "name: made_up\nversion: 1.0.0\nprofile: made_up\n"),
            (
                "models/schema.yml",
                """
                version: 2
                sources:
                  - name: outside
                    tables: [{name: events}]
                models:
                  - name: events
                    config: {meta: {data_release: {state: shared}}}
                    columns:
                      - name: id
                        tests: [unique, not_null]
                """
            ),
            ("models/events.sql", EventsModel("id")),
            (
                "models/daily.sql",
                "{{ config(materialized='table', schema='marts') }} select id from {{ ref('events') }}"
            ),
            ("models/totals.sql", "{{ config(materialized='table') }} select count(*) as n from {{ ref('events') }}"),
            (
                "snapshots/history.sql",
                """
                {% snapshot history %}
                {{ config(target_schema=target.schema, unique_key='id', strategy='check', check_cols=['id'],
                    meta={'data_release': {'state': 'shared'}}) }}
                select id from {{ source('outside', 'events') }}
                {% endsnapshot %}
                """
            )
        );
        if (hasMacro)
            Write("macros/names.sql", OwnMacro);
    }

    private static string EventsModel(string id) =>
        $$$"""
            {{ config(materialized='incremental', schema='marts') }}
            select {{{id}}} from {{ source('outside', 'events') }}
            {% if is_incremental() %} where id > (select coalesce(max(id), 0) from {{ this }}) {% endif %}
            """;

    /// <summary>By a connection of its own: dbt has had the file.</summary>
    private async Task ArriveAsync(int id)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await session.ExecuteAsync(
            Warehouses.Sql.Raw(System.FormattableString.Invariant($"insert into outside.events values ({id})")),
            Cancellation
        );
    }

    private Task<IReadOnlyList<string>> PlacesAsync() =>
        ReadAsync(
            "select concat(r.live_name, '=', r.physical_schema) from data_release.relations r "
                + "join data_release.live l on l.environment = r.environment and l.number = r.number order by 1"
        );

    private async Task<string> LiveAsync() =>
        (
            await ReadAsync(
                "select concat((select count(*) from analytics_marts.events), ' events, ', "
                    + "(select count(*) from analytics_marts.daily), ' daily, ', "
                    + "(select count(*) from analytics.history), ' versions, ', "
                    + "(select n from analytics.totals), ' counted')"
            )
        )[0];
}

public sealed class DuckDbRealDbtSharedState() : RealDbtSharedStateSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtSharedState() : RealDbtSharedStateSuite(Testing.Engines.Engine.Postgres);
