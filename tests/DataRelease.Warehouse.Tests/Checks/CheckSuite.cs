using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>
/// What suites of single checks share: a blue and a green side of real tables, and checks as a user writes them in
/// <c>validate.checks</c>, one a line.
/// </summary>
public abstract class CheckSuite(Engine engine) : WarehouseSuite(engine)
{
    private static readonly string[] _standard = ["row_count", "schema", "grants"];

    /// <summary>Time for the checks.</summary>
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What happened.</summary>
    protected RecordingEvents Events { get; } = new();

    /// <summary>Settings of <c>validate</c> besides its checks; nothing is waited for unless a test says so.</summary>
    protected Func<ValidateConfig, ValidateConfig> With { get; set; } =
        config => config with { Timeout = TimeSpan.Zero };

    /// <summary>True for a column whose values no outcome may show.</summary>
    protected Func<string, bool> IsSensitive { get; set; } = _ => false;

    /// <summary>What explains changes.</summary>
    protected Func<string, ChangeExplanation?> Causes { get; set; } = _ => null;

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

    /// <summary>Runs the checks; outcomes of those that run without being asked for are left out.</summary>
    protected async Task<IReadOnlyList<CheckOutcome>> CheckAsync(string checks)
    {
        var yaml =
            $"validate:\n  checks:\n"
            + $"{string.Join('\n', checks.ReplaceLineEndings("\n").Split('\n').Select(line => $"    {line}"))}\n";
        var config = With(ConfigReader.Read(yaml, "data-release.yml", CheckKinds.All).Validate);
        var catalog = await Warehouse.ReadRelationsAsync(Session, ["blue", "green"], Cancellation);
        CatalogRelation? Find(string schema, string name) =>
            catalog.FirstOrDefault(relation => relation.Name == new RelationName(schema, name));
        var scope = new CheckScope
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
            Config = config,
            Events = Events,
            Clock = Clock,
            IsSensitive = IsSensitive,
            Keys = _ =>
                Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<string>>>(
                    new Dictionary<string, IReadOnlyList<string>>()
                ),
            Causes = _ => Task.FromResult(Causes),
        };
        var (outcomes, _) = await new ReleaseChecks(scope).RunAsync(Session, Cancellation);
        return
        [
            .. outcomes.Where(outcome =>
                !_standard.Contains(outcome.Name) || config.Checks.Any(check => check.Name == outcome.Name)
            ),
        ];
    }

    /// <summary>Runs one check on the one relation <c>orders</c>.</summary>
    protected async Task<CheckOutcome> CheckAsync(string check, string? blue, string? green)
    {
        await AddAsync("orders", blue, green);
        return (await CheckAsync(check)).ShouldHaveSingleItem();
    }

    /// <summary>Rows whose only column is <c>x</c>, of SQL expressions.</summary>
    protected static string Column(string type, params IEnumerable<string> values) =>
        values.Any()
            ? string.Join(" union all ", values.Select(value => $"select cast({value} as {type}) as x"))
            : $"select cast(null as {type}) as x where 1 = 0";

    /// <summary>Rows whose column <c>x</c> is an expression over <c>n</c> from 1 on.</summary>
    protected static string Series(int rows, string expression) =>
        $"select {expression} as x from generate_series(1, {rows}) as t(n)";
}
