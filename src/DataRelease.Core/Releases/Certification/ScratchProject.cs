using System.Globalization;
using DataRelease.Builds;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>
/// A project of small tables in two schemas. Every row contains the number of its release. From release to release the
/// last table changes its columns so that its view must be made again, and the last but one gains or loses a column at
/// its end.
/// </summary>
internal sealed class ScratchProject(Warehouse warehouse, int relations) : IGreenBuilder
{
    /// <summary>The number of rows of each table.</summary>
    public const int Rows = 10;

    private const string SecondSchema = "more";

    private int _release;

    public string Name => "certify";

    public bool RunsOutside => false;

    /// <summary>The names by which readers find the tables, in name order within each schema.</summary>
    public IReadOnlyList<RelationName> Live(string liveSchema) =>
        [.. Enumerable.Range(0, relations).Select(table => new RelationName(Schema(liveSchema, table), Table(table)))];

    /// <summary>Both schemas for a base schema.</summary>
    public static IReadOnlyList<string> Schemas(string baseSchema) => [baseSchema, $"{baseSchema}_{SecondSchema}"];

    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        _release++;
        var version = _release.ToString(CultureInfo.InvariantCulture);
        var nodes = Enumerable
            .Range(0, relations)
            .Select(table => new ManifestNode
            {
                UniqueId = $"model.certify.{Table(table)}",
                Kind = NodeKind.Model,
                Name = Table(table),
                Alias = Table(table),
                PackageName = "certify",
                Database = target.Database,
                Schema = Schema(target.GreenSchema, table),
                Materialized = "table",
                Checksum = $"release:{version}",
            })
            .ToDictionary(node => node.UniqueId);
        return Task.FromResult(
            new ProjectPlan(
                "certify",
                version,
                new Manifest(12, "1.8.0", warehouse.Dialect.Name, "certify", nodes, new Dictionary<string, string>()),
                null
            )
        );
    }

    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        var odd = _release % 2 == 1;
        var release = Sql.Raw(_release.ToString(CultureInfo.InvariantCulture));
        var rows = Sql.Raw(Rows.ToString(CultureInfo.InvariantCulture));
        await using var session = await warehouse.OpenAsync(cancellation);
        var statements = Enumerable
            .Range(0, relations)
            .Select(table =>
            {
                var value = Sql.Raw(
                    (relations - table, odd) switch
                    {
                        (1, true) => "'a' as label, 1.5 as amount",
                        (2, false) => "1 as amount, 'a' as note",
                        _ => "1 as amount",
                    }
                );
                return Sql.By(dialect =>
                    dialect.CreateTableAs(
                        new RelationName(Schema(build.Target.GreenSchema, table), Table(table)),
                        $"select {release} as release, id, {value} from {dialect.Series("id", rows)}"
                    )
                );
            });
        foreach (var chunk in statements.Chunk(100))
            await session.ExecuteBatchAsync(chunk, cancellation);
        return new BuildResult([], ReadOnlyMemory<byte>.Empty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Table(int number) => string.Create(CultureInfo.InvariantCulture, $"t{number:0000}");

    private static string Schema(string baseSchema, int table) => Schemas(baseSchema)[table % 3 == 0 ? 1 : 0];
}
