using System.Globalization;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>What a user may ask of a diff besides its key, on every engine.</summary>
public abstract class DiffOptionsSuite(Engine engine) : WarehouseSuite(engine)
{
    private const string Secret = "secret-4242";

    private string Text => Warehouse.Dialect.TextType;

    [Fact]
    public async Task Statistics_are_exact_on_both_sides()
    {
        await CreateAsync(
            "select 1 as id, cast(10 as integer) as whole, cast(1.10 as decimal(12, 2)) as price, cast(0.5 "
                + "as double precision) as weight union all select 2, null, 2.20, null union all select 3, "
                + "-4, 3.35, 1.25",
            "select 1 as id, cast(11 as integer) as whole, cast(-1.10 as decimal(12, 2)) as price, cast(0.5 "
                + "as double precision) as weight union all select 2, 7, null, -2.5"
        );

        var found = (await CompareAsync(new DiffOptions { Key = ["id"], Statistics = true })).Statistics.ToDictionary(
            column => column.Column
        );

        found.Keys.ShouldBe(["id", "whole", "price", "weight"], ignoreOrder: true);
        Numbers(found["id"].Blue).ShouldBe((0, 1, 3, 2, 6));
        Numbers(found["whole"].Blue).ShouldBe((1, -4, 10, 3, 6));
        Numbers(found["whole"].Green).ShouldBe((0, 7, 11, 9, 18));
        Numbers(found["price"].Blue).ShouldBe((0, 1.10m, 3.35m, 2.216666666667m, 6.65m));
        Numbers(found["price"].Green).ShouldBe((1, -1.10m, -1.10m, -1.10m, -1.10m));
        Numbers(found["weight"].Blue).ShouldBe((1, 0.5m, 1.25m, 0.875m, 1.75m));
        Numbers(found["weight"].Green).ShouldBe((0, -2.5m, 0.5m, -1, -2));
    }

    [Fact]
    public async Task Sums_beyond_64_bits_are_exact()
    {
        await CreateAsync(
            "select 1 as id, cast(9223372036854775807 as bigint) as n union all select 2, 9223372036854775807",
            "select 1 as id, cast(-9223372036854775807 as bigint) as n union all select 2, -9223372036854775807"
        );

        var n = (await CompareAsync(new DiffOptions { Key = ["id"], Statistics = true })).Statistics.Single(column =>
            column.Column == "n"
        );

        (n.Blue.Sum, n.Green.Sum).ShouldBe(("18446744073709551614", "-18446744073709551614"));
    }

    [Theory]
    [InlineData(0, 2, 2, 0)]
    [InlineData(2, 0, 0, 2)]
    [InlineData(0, 0, 0, 0)]
    public async Task An_empty_side_has_no_numbers_and_no_nulls(int blue, int green, long added, long removed)
    {
        string Side(int rows) => $"select n as id, n * 2 as x from generate_series(1, 2) as s(n) where n <= {rows}";
        await CreateAsync(Side(blue), Side(green));

        var diff = await CompareAsync(new DiffOptions { Key = ["id"], Statistics = true });

        (diff.Added, diff.Removed, diff.IsEqual).ShouldBe((added, removed, added + removed == 0));
        var x = diff.Statistics.Single(column => column.Column == "x");
        foreach (var (side, rows) in new[] { (x.Blue, blue), (x.Green, green) })
        {
            if (rows == 0)
                side.ShouldBe(new NumberStatistics(0, null, null, null, null));
            else
                Numbers(side).ShouldBe((0, 2, 4, 3, 6));
        }
    }

    [Fact]
    public async Task Statistics_are_of_the_rows_that_are_compared()
    {
        await CreateAsync(
            "select n as id, n as x from generate_series(1, 10) as s(n)",
            "select n as id, n + 1 as x from generate_series(1, 10) as s(n)"
        );

        var x = (
            await CompareAsync(
                new DiffOptions
                {
                    Key = ["id"],
                    Statistics = true,
                    Where = Sql.Raw("id <= 4"),
                }
            )
        ).Statistics.Single(column => column.Column == "x");

        (Numbers(x.Blue), Numbers(x.Green)).ShouldBe(((0, 1, 4, 2.5m, 10), (0, 2, 5, 3.5m, 14)));
    }

    [Fact]
    public async Task A_column_that_is_called_otherwise_is_compared_counted_and_summed_under_blues_name()
    {
        await CreateAsync(
            "select 1 as id, 5 as amount, 'a' as note union all select 2, 6, 'b'",
            "select 1 as number, 5 as total, 'a' as note union all select 2, 8, 'b'"
        );

        var diff = await CompareAsync(
            new DiffOptions
            {
                Key = ["id"],
                Statistics = true,
                Samples = 5,
                Renamed = new Dictionary<string, string> { ["id"] = "number", ["amount"] = "total" },
            }
        );

        (diff.Added, diff.Removed, diff.Changed).ShouldBe((0, 0, 1));
        (diff.AddedColumns.Count, diff.RemovedColumns.Count).ShouldBe((0, 0));
        diff.ChangedByColumn.ShouldBe(new Dictionary<string, long> { ["amount"] = 1 });
        (diff.Samples.Single().Key["id"], diff.Samples.Single().After["amount"]).ShouldBe(("2", "8"));
        Numbers(diff.Statistics.Single(column => column.Column == "amount").Green).ShouldBe((0, 5, 8, 6.5m, 13));
    }

    [Fact]
    public async Task Names_that_change_places_are_followed()
    {
        await CreateAsync("select 1 as id, 5 as a, 6 as b", "select 1 as id, 6 as a, 5 as b");

        (await CompareAsync(new DiffOptions { Key = ["id"] })).Changed.ShouldBe(1);
        (
            await CompareAsync(
                new DiffOptions
                {
                    Key = ["id"],
                    Renamed = new Dictionary<string, string> { ["a"] = "b", ["b"] = "a" },
                }
            )
        ).IsEqual.ShouldBeTrue();
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("PIN")]
    [InlineData("code")]
    public async Task Sensitive_values_are_in_no_sample_and_no_statistic_whatever_the_side_calls_them(string named)
    {
        await CreateAsync(
            "select 1 as id, 424242 as pin, 7 as x union all select 2, 424243, 7 union all select 3, 424244, 7",
            "select 1 as id, 424245 as code, 8 as x union all select 2, 424243, 9 union all select 4, 424246, 7"
        );

        var diff = await CompareAsync(
            new DiffOptions
            {
                Key = ["id"],
                Statistics = true,
                Samples = 9,
                Sensitive = [named],
                Renamed = new Dictionary<string, string> { ["pin"] = "code" },
            }
        );

        diff.ChangedByColumn["pin"].ShouldBe(1);
        diff.Samples.Single(sample => sample.Key["id"] == "1").After["pin"].ShouldBe("(hidden)");
        diff.Statistics.Single(column => column.Column == "pin")
            .Green.ShouldBe(new NumberStatistics(0, "(hidden)", "(hidden)", "(hidden)", "(hidden)"));
        diff.Statistics.Single(column => column.Column == "x").Green.Max.ShouldBe("9");
        System.Text.Json.JsonSerializer.Serialize(diff).ShouldNotContain("42424");
    }

    [Theory]
    [InlineData(DiffStrategy.FullJoin)]
    [InlineData(DiffStrategy.BucketChecksums)]
    [InlineData(DiffStrategy.Multiset)]
    [InlineData(DiffStrategy.MultisetChecksums)]
    public async Task A_sensitive_key_is_hidden_by_every_plan(DiffStrategy strategy)
    {
        string Side(string last) =>
            $"select cast('{Secret}' as {Text}) as mail, 1 as x union all select '{Secret}-2', {last}";
        await CreateAsync(Side("2"), $"{Side("3")} union all select '{Secret}-3', 4");

        var diff = await CompareAsync(
            new DiffOptions
            {
                Key = strategy is DiffStrategy.Multiset or DiffStrategy.MultisetChecksums ? [] : ["mail"],
                Samples = 9,
                Sensitive = ["mail"],
                Strategy = strategy,
            }
        );

        diff.Plan!.Strategy.ShouldBe(strategy);
        diff.Samples.ShouldNotBeEmpty();
        System.Text.Json.JsonSerializer.Serialize(diff.Samples).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_condition_limits_both_sides()
    {
        await CreateAsync(
            "select 1 as id, 'eu' as region, 1 as x union all select 2, 'us', 2 union all select 3, 'eu', 3",
            "select 1 as id, 'eu' as region, 9 as x union all select 2, 'us', 9 union all select 3, 'us', 3 "
                + "union all select 4, 'us', 4"
        );

        var diff = await CompareAsync(
            new DiffOptions { Key = ["id"], Where = Sql.Raw("region = 'eu' or region is null") }
        );

        // A row that left the condition is gone, as far as the condition goes.
        (diff.BlueRows, diff.GreenRows, diff.Added, diff.Removed, diff.Changed).ShouldBe((2, 1, 0, 1, 1));
    }

    [Theory]
    [InlineData("integer", "2", "4", new[] { "1", "2", "3", "4", null }, 2)]
    [InlineData("integer", "2", null, new[] { "1", "2", "3", null }, 2)]
    [InlineData("integer", null, "3", new[] { "1", "2", "3", null }, 2)]
    [InlineData(
        "date",
        "2026-01-01",
        "2026-02-01",
        new[] { "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01" },
        2
    )]
    [InlineData(
        "timestamp",
        "2026-01-01",
        "2026-01-02",
        new[]
        {
            "2025-12-31 23:59:59.999999",
            "2026-01-01 00:00:00",
            "2026-01-01 23:59:59.999999",
            "2026-01-02 00:00:00",
        },
        2
    )]
    [InlineData(
        "timestamp with time zone",
        "2026-01-01 00:00:00+02",
        "2026-01-01 00:00:00",
        new[]
        {
            "2025-12-31 21:59:59+00",
            "2025-12-31 22:00:00+00",
            "2026-01-01 01:30:00+02",
            "2026-01-01 00:00:00+00",
        },
        2
    )]
    public async Task A_window_has_its_lower_end_and_not_its_upper(
        string type,
        string? from,
        string? to,
        string?[] values,
        long expected
    )
    {
        string Side(int x) =>
            string.Join(
                " union all ",
                values.Select(
                    (value, index) =>
                        $"select {index} as id, cast({(value is null ? "null" : $"'{value}'")} as {type}) as "
                        + $"at, {x} as x"
                )
            );
        await CreateAsync(Side(1), Side(2));

        var diff = await CompareAsync(new DiffOptions { Key = ["id"], Window = new DiffWindow("AT", from, to) });

        (diff.BlueRows, diff.GreenRows, diff.Changed).ShouldBe((expected, expected, expected));
    }

    [Fact]
    public async Task A_window_over_a_renamed_and_retyped_column_is_read_by_each_sides_own_type()
    {
        await CreateAsync(
            "select 1 as id, date '2026-01-01' as day union all select 2, date '2026-01-02'",
            "select 1 as id, timestamp '2026-01-01 00:00:00' as moment union all select 2, timestamp "
                + "'2026-01-02 00:00:00' union all select 3, timestamp '2026-01-01 12:00:00'"
        );

        var diff = await CompareAsync(
            new DiffOptions
            {
                Key = ["id"],
                Window = new DiffWindow("day", "2026-01-01", "2026-01-02"),
                Renamed = new Dictionary<string, string> { ["day"] = "moment" },
            }
        );

        (diff.BlueRows, diff.GreenRows, diff.Added, diff.Changed).ShouldBe((1, 2, 1, 0));
    }

    private async Task CreateAsync(string blue, string green) =>
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            $"create table a.t as {blue}",
            $"create table b.t as {green}"
        );

    private async Task<RelationDiff> CompareAsync(DiffOptions options)
    {
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        return await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relations[0],
            relations[1],
            options,
            Cancellation
        );
    }

    /// <summary>Numbers as numbers: engines write the same one differently.</summary>
    private static (long Nulls, decimal Min, decimal Max, decimal Mean, decimal Sum) Numbers(NumberStatistics side)
    {
        static decimal Of(string? text) =>
            decimal.Round(decimal.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture), 12);
        return (side.Nulls, Of(side.Min), Of(side.Max), Of(side.Mean), Of(side.Sum));
    }
}

public sealed class DuckDbDiffOptionsTests() : DiffOptionsSuite(Engine.DuckDb);

public sealed class PostgresDiffOptionsTests() : DiffOptionsSuite(Engine.Postgres);
