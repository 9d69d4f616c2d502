using DataRelease.Analysis;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Analysis;

/// <summary>
/// What suites of metrics share: a blue and a green side of real tables, and metrics as a user writes them in
/// <c>monitor.metrics</c>.
/// </summary>
public abstract class MetricSuite(Engine engine) : WarehouseSuite(engine)
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Where commands run.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>Environment variables that metrics may name.</summary>
    protected Dictionary<string, string> Variables { get; } = [];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A relation of both sides, of queries; null where a side lacks it.</summary>
    protected async Task AddAsync(string name, string? blue, string? green, string kind = "table")
    {
        await ExecuteAsync("create schema if not exists blue", "create schema if not exists green");
        foreach (var (schema, query) in new[] { ("blue", blue), ("green", green) })
        {
            if (query is not null)
                await Session.ExecuteAsync(
                    $"create {Sql.Raw(kind)} {new RelationName(schema, name)} as {Sql.Raw(query)}",
                    Cancellation
                );
        }
    }

    /// <summary>Numbers from 1 as column <c>x</c>.</summary>
    protected static string Series(int rows) => $"select n as x from generate_series(1, {rows}) as t(n)";

    /// <summary>A configuration with these metrics, each a mapping in one line or several.</summary>
    protected static AnalysisConfig Config(params IEnumerable<string> metrics) =>
        ConfigReader
            .Read(
                $"monitor:\n  metrics:\n{string.Concat(metrics.Select(metric => $"    - {metric}\n"))}",
                "data-release.yml",
                CheckKinds.All
            )
            .Monitor.Analysis;

    /// <summary>Both sides as they stand.</summary>
    protected async Task<MetricScope> ScopeAsync()
    {
        var catalog = await Warehouse.ReadRelationsAsync(Session, ["blue", "green"], Cancellation);
        CatalogRelation? Find(string schema, string name) =>
            catalog.FirstOrDefault(relation => relation.Name == new RelationName(schema, name));
        return new MetricScope
        {
            Warehouse = Warehouse,
            Relations =
            [
                .. catalog
                    .Select(relation => relation.Name.Name)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(name => new ComparedRelation(
                        $"model.shop.{name}",
                        new RelationName("analytics", name),
                        Find("blue", name),
                        Find("green", name)
                    )),
            ],
            Events = new RecordingEvents(),
            Clock = TimeProvider.System,
            Environment = "prod",
            Blue = "r1",
            Green = "r2",
            Folder = Folder.Path,
            Variables = name =>
                name == "PATH" ? Environment.GetEnvironmentVariable(name) : Variables.GetValueOrDefault(name),
        };
    }

    /// <summary>Takes the first measurement of one metric.</summary>
    protected async Task<Measurement> MeasureAsync(string metric)
    {
        var run = new AnalysisRun(Config(metric), await ScopeAsync());
        var progress = await run.AdvanceAsync(AnalysisState.Begin(Start), Start, Cancellation);
        return progress.Taken.ShouldHaveSingleItem();
    }

    /// <summary>What is wrong with a metric before anything is measured.</summary>
    protected async Task<IReadOnlyList<string>> ExamineAsync(string metric) =>
        [
            .. (await AnalysisExamination.FindAsync(Config(metric), await ScopeAsync(), Cancellation)).Select(found =>
                found.Problem
            ),
        ];
}
