using System.Globalization;
using DataRelease.Builds;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks.Soak;

/// <summary>
/// Twelve tables whose every row says which release it is of. With <paramref name="reshapes"/>, each release gives the
/// last of them another shape: one loses a column and gets another, one has its columns in another order, one has a
/// column of another type.
/// </summary>
internal sealed class SoakProject(Warehouse warehouse, int rows, bool reshapes) : IGreenBuilder
{
    public const int Tables = 12;

    private int _release;

    public string Name => "soak";

    public bool RunsOutside => false;

    /// <summary>A pointer view.</summary>
    public static string View(int table) => $"analytics.{Table(table)}";

    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        _release++;
        var nodes = Enumerable
            .Range(0, Tables)
            .Select(number => new ManifestNode
            {
                UniqueId = $"model.soak.{Table(number)}",
                Kind = NodeKind.Model,
                Name = Table(number),
                Alias = Table(number),
                PackageName = "soak",
                Database = target.Database,
                Schema = target.GreenSchema,
                Materialized = "table",
                Checksum = $"release:{_release}",
            })
            .ToDictionary(node => node.UniqueId);
        return Task.FromResult(
            new ProjectPlan(
                "soak",
                _release.ToString(CultureInfo.InvariantCulture),
                new Manifest(12, "1.8.0", "postgres", "soak", nodes, new Dictionary<string, string>()),
                null
            )
        );
    }

    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        var release = Sql.Raw(_release.ToString(CultureInfo.InvariantCulture));
        var count = Sql.Raw(rows.ToString(CultureInfo.InvariantCulture));
        foreach (var table in Enumerable.Range(0, Tables))
        {
            var name = new RelationName(build.Target.GreenSchema, Table(table));
            await session.ExecuteBatchAsync(
                [
                    $"create table {name} as select {Columns(table, release)} from generate_series(1, {count}) id",
                    $"alter table {name} add primary key (id)",
                    $"analyze {name}",
                ],
                cancellation
            );
        }
        return new BuildResult([], ReadOnlyMemory<byte>.Empty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Sql Columns(int table, Sql release)
    {
        var odd = _release % 2 == 1;
        return (reshapes ? Tables - table : 0, odd) switch
        {
            (1, true) => $"{release} as release, id, 1 as amount, 'x'::text as label",
            (1, false) => $"{release} as release, id, 1 as amount, true as fresh",
            (2, true) => $"{release} as release, id, 1 as amount, 'x'::text as label",
            (2, false) => $"id, 'x'::text as label, {release} as release, 1 as amount",
            (3, true) => $"{release} as release, id, 1 as amount, 5 as size",
            (3, false) => $"{release} as release, id, 1 as amount, 5::bigint as size",
            _ => $"{release} as release, id, id % 100 as amount, 'x'::text as label",
        };
    }

    private static string Table(int number) => string.Create(CultureInfo.InvariantCulture, $"t{number:00}");
}
