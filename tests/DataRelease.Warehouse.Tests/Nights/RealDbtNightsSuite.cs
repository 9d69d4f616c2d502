using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Dbt;

namespace DataRelease.Warehouse.Tests.Nights;

/// <summary>
/// Thirty nights under the user's own dbt, with a copied incremental model and a snapshot that is shared. It takes some
/// minutes.
/// </summary>
public abstract class RealDbtNightsSuite(Engine engine) : RealDbtSuite(engine), INightsProject
{
    [Fact]
    public async Task What_is_live_is_each_night_what_it_should_be()
    {
        await PrepareAsync(
            ("models/sources.yml", "version: 2\nsources:\n  - name: outside\n    tables:\n      - name: orders\n"),
            (
                "models/events.sql",
                "{{ config(materialized='incremental', unique_key='id') }}\n"
                    + "select id, status from {{ source('outside', 'orders') }}"
            ),
            (
                "models/recent.sql",
                "{{ config(materialized='table') }} select id from {{ source('outside', 'orders') }}"
            ),
            (
                "snapshots/history.sql",
                "{% snapshot history %}{{ config(target_schema=target.schema, unique_key='id', strategy='check', "
                    + "check_cols='all', meta={'data_release': {'state': 'shared'}}) }}\n"
                    + "select id, status from {{ source('outside', 'orders') }}\n{% endsnapshot %}"
            )
        );
        await new ThirtyNights(this, sharesEvents: false, sharesHistory: true).RunAsync(Cancellation);
    }

    bool INightsProject.IsKept => false;

    ReleaseEngine INightsProject.Engine() => EngineOfProject();

    async Task INightsProject.ExecuteAsync(params string[] statements)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        foreach (var statement in statements)
            await session.ExecuteAsync(Warehouses.Sql.Raw(statement), Cancellation);
    }

    Task<IReadOnlyList<string>> INightsProject.ReadAsync(string sql) => ReadAsync(sql);

    async Task INightsProject.RunPlainlyAsync() => await DbtAsync("run", "prod");

    void INightsProject.Write(int version)
    {
        Write("dbt_project.yml", $"name: made_up\nversion: {version}.0.0\nprofile: made_up\n");
        Write(
            "models/daily.sql",
            "{{ config(materialized='table') }} select status, count(*) as n"
                + $"{(version == 2 ? ", max(id) as newest" : "")} from {{{{ ref('events') }}}} group by status"
        );
    }
}

public sealed class DuckDbRealDbtNights() : RealDbtNightsSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtNights() : RealDbtNightsSuite(Testing.Engines.Engine.Postgres);
