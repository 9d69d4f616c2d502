using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>
/// A dbt project whose schemas do not begin with the target's: dbt's own <c>generate_schema_name_for_env</c>, a seed's
/// schema, a snapshot's <c>target_schema</c>.
/// </summary>
public abstract class RealDbtNamedSchemasSuite(Engine engine) : RealDbtSuite(engine)
{
    [Fact]
    public async Task History_comes_along_and_every_relation_is_live_where_the_project_says()
    {
        await PrepareAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            var plain = await DbtAsync("build", "prod");
            plain.ExitCode.ShouldBe(0, plain.StandardOutput);
        }
        (await ReadAsync("select count(*) from marts.days")).ShouldBe(["2"]);
        Config = Config with { Schemas = ["history", "lists", "marts"] };

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        // A third run on what two runs had made.
        (await ReadAsync("select count(*) from marts.days")).ShouldBe(["3"]);
        (await ReadAsync("select count(*) from history.of_colours")).ShouldBe(["1"]);
        (await ReadAsync("select name from lists.colours")).ShouldBe(["red"]);
        (await ReadAsync("select colours from marts.summary")).ShouldBe(["1"]);
        foreach (var schema in Config.Schemas)
            (await RelationsAsync(schema)).ShouldAllBe(relation =>
                relation.EndsWith(":View", StringComparison.Ordinal)
            );
        Write("seeds/colours.csv", "id,name\n1,blue\n");

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        (await ReadAsync("select count(*) from marts.days")).ShouldBe(["4"]);
        (await ReadAsync("select name from history.of_colours order by dbt_valid_from")).ShouldBe(["red", "blue"]);
        (await RelationsAsync("analytics__r2__live_history")).ShouldContain("of_colours:Table");
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        (await EngineOfProject().RollbackAsync(new RollbackRequest { To = "r0" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select count(*) from marts.days")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task What_the_configuration_does_not_name_is_refused_with_the_line_to_write()
    {
        await PrepareAsync();
        Config = Config with { Schemas = ["marts"] };

        var report = await ReleaseProjectAsync();

        report.Error!.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
        report.Error.ToDo.ShouldContain("schemas: [history, lists]");
        (await HasSchemaAsync("history")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    private Task PrepareAsync() =>
        PrepareAsync(
            (
                "dbt_project.yml",
                "name: made_up\nversion: 1.0.0\nprofile: made_up\nseeds:\n  made_up:\n    +schema: lists\n"
            ),
            (
                "macros/schema/names.sql",
                "{% macro generate_schema_name(custom_schema_name, node) -%}\n"
                    + "  {{ generate_schema_name_for_env(custom_schema_name, node) }}\n{%- endmacro %}\n"
            ),
            ("seeds/colours.csv", "id,name\n1,red\n"),
            ("models/plain.sql", "select * from {{ ref('colours') }}\n"),
            (
                "models/marts/days.sql",
                "{{ config(materialized='incremental', schema='marts') }}\nselect "
                    + "{% if is_incremental() %}(select max(day) + 1 from {{ this }}){% else %}1{% endif %} as day\n"
            ),
            (
                "models/marts/summary.sql",
                "{{ config(materialized='table', schema='marts') }}\n"
                    + "select count(*) as colours from {{ ref('plain') }}\n"
            ),
            (
                "snapshots/of_colours.sql",
                "{% snapshot of_colours %}\n{{ config(target_schema='history', unique_key='id', strategy='check', "
                    + "check_cols=['name']) }}\nselect * from {{ ref('colours') }}\n{% endsnapshot %}\n"
            )
        );
}

public sealed class DuckDbRealDbtNamedSchemas() : RealDbtNamedSchemasSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtNamedSchemas() : RealDbtNamedSchemasSuite(Testing.Engines.Engine.Postgres);
