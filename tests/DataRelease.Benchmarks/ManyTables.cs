using System.Globalization;
using DataRelease.Builds;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>A project of many small tables.</summary>
/// <param name="warehouse">Where they are built.</param>
/// <param name="count">How many.</param>
/// <param name="schemas">In how many schemas.</param>
internal sealed class ManyTables(Warehouse warehouse, int count, int schemas) : IGreenBuilder
{
    public string Name => "many tables";

    public bool RunsOutside => false;

    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var nodes = Enumerable
            .Range(0, count)
            .Select(number => new ManifestNode
            {
                UniqueId = $"model.many.{Table(number)}",
                Kind = NodeKind.Model,
                Name = Table(number),
                Alias = Table(number),
                PackageName = "many",
                Database = target.Database,
                Schema = Schema(target.GreenSchema, number),
                Materialized = "table",
                Checksum = "sha256:1",
            })
            .ToDictionary(node => node.UniqueId);
        return Task.FromResult(
            new ProjectPlan(
                "many",
                "1.0.0",
                new Manifest(12, "1.8.0", warehouse.Dialect.Name, "many", nodes, new Dictionary<string, string>()),
                null
            )
        );
    }

    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        var statements = Enumerable
            .Range(0, count)
            .Select(number =>
                (Sql)(
                    $"create table {new RelationName(Schema(build.Target.GreenSchema, number), Table(number))} as "
                    + $"select 1 as id, 'x' as name, cast(1.5 as numeric) as amount, current_timestamp as at, 2 "
                    + $"as a, 3 as b, 4 as c, 5 as d"
                )
            );
        foreach (var chunk in statements.Chunk(500))
            await session.ExecuteBatchAsync(chunk, cancellation);
        return new BuildResult([], ReadOnlyMemory<byte>.Empty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Schema(string green, int number) =>
        schemas == 1 ? green : string.Create(CultureInfo.InvariantCulture, $"{green}_s{number % schemas:00}");

    private static string Table(int number) => string.Create(CultureInfo.InvariantCulture, $"table_{number:0000}");
}
