using System.Globalization;
using CsCheck;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Numbers of both sides by every plan, some of which make green's from blue's and the rows that differ, against what
/// the engine's own aggregates say of each table. <c>DATARELEASE_TEST_SEED</c> sets which cases are drawn.
/// </summary>
public abstract class StatisticsSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int Cases = 8;

    /// <summary>The type of the engine's numbers with the fewest limits, and eight of its values.</summary>
    protected abstract (string Type, IReadOnlyList<string> Values) Free { get; }

    [Fact]
    public async Task Every_plan_says_what_plain_aggregates_say()
    {
        await ExecuteAsync("create schema a", "create schema b");
        var seed = Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") is { Length: > 0 } given
            ? given
            : "0N0XIzNsQ0O2";
        string[] whole = ["null", "null", "0", "-7", "7", "2147483647", "-2147483648", "1"];
        string[] exact = ["null", "null", "0.00", "-0.01", "12.50", "9999999999.99", "-9999999999.99", "0.33"];
        var row = Gen.Int[0, 7].Array[3];
        var side = row.Array[0, 14];
        await Gen.Select(side, side, Gen.Int[0, 2])
            .SampleAsync(
                async one =>
                {
                    var (blue, green, mode) = one;
                    // Often few rows differ, the first and the last among them, and sometimes none.
                    if (mode > 0)
                        green =
                            mode == 1
                                ? blue
                                :
                                [
                                    .. blue.Select(
                                            (values, index) =>
                                                index % 5 == 0 ? green.ElementAtOrDefault(index) ?? values : values
                                        )
                                        .Skip(green.Length % 2),
                                ];
                    foreach (var (schema, rows) in new[] { ("a", blue), ("b", green) })
                    {
                        await ExecuteAsync(
                            $"drop table if exists {schema}.t",
                            $"create table {schema}.t (id integer primary key, whole integer, exact "
                                + $"decimal(12, 2), free {Free.Type})"
                        );
                        if (rows.Length > 0)
                            await ExecuteAsync(
                                $"insert into {schema}.t values "
                                    + string.Join(
                                        ", ",
                                        rows.Select(
                                            (values, index) =>
                                                string.Create(
                                                    CultureInfo.InvariantCulture,
                                                    $"({index}, {whole[values[0]]}, {exact[values[1]]}, "
                                                        + $"{Free.Values[values[2]]})"
                                                )
                                        )
                                    )
                            );
                    }
                    var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
                    var columns = new[] { "id", "whole", "exact", "free" };
                    var expected = new Dictionary<string, (NumberStatistics Blue, NumberStatistics Green)>();
                    foreach (var column in columns)
                        expected[column] = (await PlainAsync("a", column), await PlainAsync("b", column));
                    foreach (
                        var strategy in Enum.GetValues<DiffStrategy>()
                            .Where(strategy => strategy is not (DiffStrategy.Same or DiffStrategy.RemoteChecksums))
                    )
                    {
                        var isKeyed = strategy is not (DiffStrategy.Multiset or DiffStrategy.MultisetChecksums);
                        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
                            Session,
                            "t",
                            relations[0],
                            relations[1],
                            new DiffOptions
                            {
                                Key = isKeyed ? ["id"] : [],
                                Statistics = true,
                                Samples = 2,
                                Strategy = strategy,
                            },
                            Cancellation
                        );
                        if (diff.Plan!.Strategy != strategy)
                            continue;
                        foreach (var found in diff.Statistics)
                            (Plain(found.Blue), Plain(found.Green)).ShouldBe(
                                (Plain(expected[found.Column].Blue), Plain(expected[found.Column].Green)),
                                $"{strategy} {found.Column}"
                            );
                        diff.Statistics.Select(found => found.Column).ShouldBe(columns, ignoreOrder: true);
                    }
                },
                seed: seed,
                iter: Cases,
                threads: 1,
                print: one =>
                    $"{string.Join(";", one.Item1.Select(values => string.Join(",", values)))} | "
                    + $"{string.Join(";", one.Item2.Select(values => string.Join(",", values)))} | {one.Item3}"
            );
    }

    private async Task<NumberStatistics> PlainAsync(string schema, string column)
    {
        Sql Text(string expression) => Warehouse.Dialect.AsText(Sql.Raw(expression));
        return (
            await Session.QueryAsync(
                $"select count(*) - count({Sql.Raw(column)}), {Text($"min({column})")}, "
                    + $"{Text($"max({column})")}, {Text($"avg({column})")}, {Text($"sum({column})")} from "
                    + $"{new RelationName(schema, "t")}",
                row => new NumberStatistics(row.ReadLong(0), One(row, 1), One(row, 2), One(row, 3), One(row, 4)),
                Cancellation
            )
        )[0];

        static string? One(System.Data.Common.DbDataReader row, int ordinal) =>
            row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
    }

    /// <summary>Numbers as numbers, a mean to six digits: engines round it where it is divided.</summary>
    private static (long, string, string, string, string) Plain(NumberStatistics side)
    {
        static string Of(string? text) =>
            text is null ? "none"
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture)
            : text;
        return (side.Nulls, Of(side.Min), Of(side.Max), Of(side.Mean), Of(side.Sum));
    }
}

public sealed class DuckDbStatisticsTests() : StatisticsSuite(Engine.DuckDb)
{
    protected override (string Type, IReadOnlyList<string> Values) Free =>
        ("decimal(18, 3)", ["null", "0", "1", "1.5", "-2.25", "4", "5", "3"]);
}

public sealed class PostgresStatisticsTests() : StatisticsSuite(Engine.Postgres)
{
    protected override (string Type, IReadOnlyList<string> Values) Free =>
        ("decimal", ["null", "0", "'NaN'", "1.5", "-2.25", "'Infinity'", "'-Infinity'", "3"]);
}
