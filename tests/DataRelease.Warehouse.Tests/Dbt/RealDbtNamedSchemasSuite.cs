using CliWrap;
using CliWrap.Buffered;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>
/// A dbt project whose schemas do not begin with the target's: dbt's own <c>generate_schema_name_for_env</c>, a seed's
/// schema, a snapshot's <c>target_schema</c>. With the user's own dbt; skipped without it.
/// </summary>
public abstract class RealDbtNamedSchemasSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task History_comes_along_and_every_relation_is_live_where_the_project_says()
    {
        await PrepareAsync();
        await DbtAsync("build");
        await DbtAsync("build");
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
        _folder.Write("project/seeds/colours.csv", "id,name\n1,blue\n");

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

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task PrepareAsync()
    {
        var dbt = DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable);
        Assert.SkipWhen(dbt is null, "no dbt on PATH");
        _folder.Write(
            "project/dbt_project.yml",
            "name: named\nversion: 1.0.0\nprofile: named\nseeds:\n  named:\n    +schema: lists\n"
        );
        _folder.Write("profiles/profiles.yml", Profile());
        _folder.Write(
            "project/macros/schema/names.sql",
            "{% macro generate_schema_name(custom_schema_name, node) -%}\n"
                + "  {{ generate_schema_name_for_env(custom_schema_name, node) }}\n{%- endmacro %}\n"
        );
        _folder.Write("project/seeds/colours.csv", "id,name\n1,red\n");
        _folder.Write("project/models/plain.sql", "select * from {{ ref('colours') }}\n");
        _folder.Write(
            "project/models/marts/days.sql",
            "{{ config(materialized='incremental', schema='marts') }}\n"
                + "select {% if is_incremental() %}(select max(day) + 1 from {{ this }}){% else %}1{% endif %} as day\n"
        );
        _folder.Write(
            "project/models/marts/summary.sql",
            "{{ config(materialized='table', schema='marts') }}\nselect count(*) as colours from {{ ref('plain') }}\n"
        );
        _folder.Write(
            "project/snapshots/of_colours.sql",
            "{% snapshot of_colours %}\n{{ config(target_schema='history', unique_key='id', strategy='check', "
                + "check_cols=['name']) }}\nselect * from {{ ref('colours') }}\n{% endsnapshot %}\n"
        );
        var version = await Cli.Wrap(dbt!)
            .WithArguments(["debug", "--profiles-dir", _folder["profiles"]])
            .WithWorkingDirectory(_folder["project"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Cancellation);
        Assert.SkipWhen(
            version.StandardOutput.Contains("Could not find adapter", StringComparison.Ordinal),
            "the dbt on PATH has no adapter for this engine"
        );
    }

    /// <summary>As it was before the product.</summary>
    private async Task DbtAsync(string verb)
    {
        await Session.DisposeAsync();
        await Warehouse.StepAsideAsync();
        var run = await Cli.Wrap(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!)
            .WithArguments([verb, "--profiles-dir", _folder["profiles"]])
            .WithWorkingDirectory(_folder["project"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Cancellation);
        run.ExitCode.ShouldBe(0, run.StandardOutput);
    }

    private string Profile()
    {
        // A path that begins in the project's folder.
        if (Place.File is { } file)
            return "named: {target: prod, outputs: {prod: {type: duckdb, "
                + $"path: '{Path.GetRelativePath(_folder["project"], file)}', "
                + "schema: analytics, threads: 1}}}\n";
        var connection = new NpgsqlConnectionStringBuilder(Place.Postgres!.ConnectionString);
        return $"named: {{target: prod, outputs: {{prod: {{type: postgres, host: '{connection.Host}', "
            + $"port: {connection.Port}, user: '{connection.Username}', password: '{connection.Password}', "
            + $"dbname: '{connection.Database}', schema: analytics, threads: 2}}}}}}\n";
    }

    private Task<ReleaseReport> ReleaseProjectAsync() =>
        EngineOfProject().ReleaseAsync(new DeployRequest(), Cancellation);

    private ReleaseEngine EngineOfProject()
    {
        var project = DbtProject.Load(_folder["project"]);
        var target = DbtProfiles.Load(
            project.Directory,
            _folder["profiles"],
            project.Profile,
            "prod",
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

public sealed class DuckDbRealDbtNamedSchemas() : RealDbtNamedSchemasSuite(Tests.Engine.DuckDb);

public sealed class PostgresRealDbtNamedSchemas() : RealDbtNamedSchemasSuite(Tests.Engine.Postgres);
