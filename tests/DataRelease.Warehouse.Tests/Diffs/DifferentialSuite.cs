using System.Globalization;
using CsCheck;
using DataRelease.Diffs;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Random pairs of tables, compared by every plan that applies and by a naive comparison in memory: always the same
/// answer. <c>DATARELEASE_TEST_CASES</c> sets how many, <c>DATARELEASE_TEST_SEED</c> which (a failure's message has the
/// seed).
/// </summary>
public abstract class DifferentialSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int CasesByDefault = 60;

    /// <summary>Statements that make types which its domains of values need.</summary>
    protected virtual IReadOnlyList<string> Types => [];

    /// <summary>True if it has plans that read an index or pages by ranges.</summary>
    protected virtual bool ReadsByRanges => false;
    private readonly Engine _engine = engine;

    [Fact]
    public async Task Every_plan_finds_what_a_naive_comparison_finds()
    {
        await ExecuteAsync("create schema a", "create schema b");
        await ExecuteAsync(Types);
        var cases = int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_TEST_CASES"),
            CultureInfo.InvariantCulture,
            out var wanted
        )
            ? wanted
            : CasesByDefault;
        var seed = Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") is { Length: > 0 } given
            ? given
            : "0N0XIzNsQ0O2";
        var used = new HashSet<DiffStrategy>();
        await DiffCase
            .Generate(_engine)
            .SampleAsync(
                one => CompareAsync(one, used),
                seed: seed,
                iter: cases,
                threads: 1,
                print: one => one.ToString()
            );

        var possible = Enum.GetValues<DiffStrategy>()
            .Where(strategy =>
                strategy is not (DiffStrategy.Same or DiffStrategy.RemoteChecksums)
                && (strategy is not (DiffStrategy.KeyRanges or DiffStrategy.PageRanges) || ReadsByRanges)
            );
        // A single case, to look at one seed, meets few plans.
        if (cases >= CasesByDefault)
            used.ShouldBe(possible, ignoreOrder: true);
    }

    private async Task CompareAsync(DiffCase one, HashSet<DiffStrategy> used)
    {
        await ExecuteAsync(
            "drop table if exists a.t",
            "drop table if exists b.t",
            one.Create("a.t", true),
            one.Create("b.t", false)
        );
        if (one.Insert("a.t", true) is { } blueRows)
            await ExecuteAsync(blueRows);
        if (one.Insert("b.t", false) is { } greenRows)
            await ExecuteAsync(greenRows);
        var key = one.Columns.Take(one.KeyColumns).Select(column => column.Name).ToList();
        // Types without an order have no unique index.
        if (
            one.IsIndexed
            && key.Count > 0
            && ReadsByRanges
            && !one.Columns[0].Domain.Type.StartsWith("json", StringComparison.Ordinal)
            && one.Columns[0].Domain.Type is not "box"
            && !one.Columns[0].Domain.Type.Contains("collate")
        )
        {
            try
            {
                foreach (var schema in new[] { "a", "b" })
                    await ExecuteAsync($"create unique index on {schema}.t ({string.Join(", ", key)})");
            }
            catch (System.Data.Common.DbException error) when (error.SqlState == "23505")
            {
                // The type's own equality is looser than ours, or long values do not fit: then there is no such index.
            }
        }
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        var expected = NaiveDiff.Of(one);
        foreach (var strategy in Enum.GetValues<DiffStrategy>())
        {
            if (strategy is DiffStrategy.Same or DiffStrategy.RemoteChecksums)
                continue;
            var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
                Session,
                "t",
                relations[0],
                relations[1],
                new DiffOptions
                {
                    Key = key,
                    Samples = 100,
                    Strategy = strategy,
                    Tolerances = one
                        .Columns.Where(column => column.Tolerance > 0)
                        .ToDictionary(
                            column => column.Name,
                            column => new DiffTolerance((decimal)column.Tolerance, column.Tolerance / 2)
                        ),
                },
                Cancellation
            );
            // Parts by page find out that keys are shared, and say what was done instead.
            if (diff.Plan!.Strategy != strategy && strategy != DiffStrategy.PageRanges)
                continue;
            used.Add(diff.Plan.Strategy);
            (diff.Added, diff.Removed, diff.Changed, diff.BlueRows, diff.GreenRows, diff.AmbiguousRows).ShouldBe(
                (
                    expected.Added,
                    expected.Removed,
                    expected.Changed,
                    one.Blue.Length,
                    one.Green.Length,
                    expected.Ambiguous
                ),
                $"{strategy}"
            );
            diff.ChangedByColumn.OrderBy(pair => pair.Key)
                .ShouldBe(expected.ByColumn.OrderBy(pair => pair.Key), $"{strategy}");
            (diff.KeyProblems is null).ShouldBe(expected.Ambiguous == 0, $"{strategy}");
            var shown = diff.Samples.Where(sample => sample.Kind == RowKind.Changed).ToList();
            shown.Count.ShouldBe((int)expected.Changed, $"{strategy}");
            shown
                .SelectMany(sample => sample.After.Keys)
                .GroupBy(name => name)
                .ToDictionary(group => group.Key, group => (long)group.Count())
                .OrderBy(pair => pair.Key)
                .ShouldBe(expected.ByColumn.OrderBy(pair => pair.Key), $"{strategy}");
        }
    }
}

public sealed class DuckDbDifferentialTests() : DifferentialSuite(Engine.DuckDb);

public sealed class PostgresDifferentialTests() : DifferentialSuite(Engine.Postgres)
{
    protected override IReadOnlyList<string> Types =>
        [
            "create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            "create type mood as enum ('glad', 'sad')",
            "create type pair as (n numeric, t text)",
        ];

    protected override bool ReadsByRanges => true;
}
