using CsCheck;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>Row-level diffs on every engine, by example and against a naive reference in memory.</summary>
public abstract class DiffSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int RandomPairs = 150;

    [Fact]
    public async Task Random_tables_differ_as_a_naive_comparison_says()
    {
        await ExecuteAsync("create schema a", "create schema b");
        var value = Gen.OneOf(
            Gen.Int[0, 2].Select(number => (string?)$"{number}"),
            Gen.Const((string?)null),
            Gen.Const((string?)""),
            Gen.Const((string?)"a|b'\\")
        );
        var row = Gen.Select(
            Gen.Int[0, 12].Select(key => key == 0 ? (int?)null : key),
            Gen.Int[0, 2],
            value,
            value,
            (k1, k2, x, y) => new Row(k1, k2, x, y)
        );
        var pairs = Gen.Select(row.Array[0, 12], row.Array[0, 12], Gen.Int[0, 2]);
        var number = 0;
        await pairs.SampleAsync(
            async pair =>
            {
                var name = $"t{number++}";
                var (blue, green, mode) = pair;
                // Often the sides are near each other, as two releases are.
                if (mode == 1)
                    green = [.. blue.Skip(1).Concat(green.Take(2))];
                await CreateAsync("a", name, blue);
                await CreateAsync("b", name, green);

                foreach (var key in new string[][] { [], ["k1"], ["k1", "k2"] })
                {
                    var diff = await CompareAsync(name, key, samples: 100);
                    var expected = Reference(blue, green, key);
                    (diff.Added, diff.Removed, diff.Changed, diff.BlueRows, diff.GreenRows).ShouldBe(
                        (expected.Added, expected.Removed, expected.Changed, blue.Length, green.Length),
                        $"key {string.Join(",", key)}"
                    );
                    diff.IsEqual.ShouldBe(expected is { Added: 0, Removed: 0, Changed: 0 });
                    diff.Samples.Count(sample => sample.Kind == RowKind.Changed).ShouldBe((int)expected.Changed);
                }
            },
            seed: "0N0XIzNsQ0O2",
            iter: RandomPairs,
            threads: 1
        );
    }

    [Fact]
    public async Task Columns_are_matched_by_name_and_changes_of_shape_are_told()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as id, 10 as amount, 'x' as gone, 5 as kind",
            "create table b.t as select '5' as kind, 7 as fresh, cast(11 as bigint) as amount, 1 as id"
        );

        var diff = await CompareAsync("t", ["id"], samples: 5);

        diff.RemovedColumns.Select(column => column.Split(' ')[0]).ShouldBe(["gone"]);
        diff.AddedColumns.Select(column => column.Split(' ')[0]).ShouldBe(["fresh"]);
        diff.RetypedColumns.Count.ShouldBe(2);
        diff.ChangedByColumn.ShouldBe(new Dictionary<string, long> { ["amount"] = 1 });
        diff.Samples.ShouldHaveSingleItem().After.ShouldBe(new Dictionary<string, string?> { ["amount"] = "11" });
    }

    [Fact]
    public async Task Values_swapped_between_rows_are_seen()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select n as id, n % 2 as x, n % 3 as y from generate_series(1, 1000) as s(n)",
            "create table b.t as select n as id, (n + 1) % 2 as x, n % 3 as y from generate_series(1, 1000) as s(n)"
        );

        (await CompareAsync("t", ["id"])).Changed.ShouldBe(1000);
        var whole = await CompareAsync("t", []);
        (whole.Added, whole.Removed).ShouldBe((1000, 1000));
    }

    [Fact]
    public async Task The_same_physical_relation_is_equal_without_a_scan()
    {
        await ExecuteAsync("create schema a", "create table a.t as select 1 as id");
        var relation = (await Warehouse.ReadRelationsAsync(Session, ["a"], Cancellation)).Single();
        var before = Place.Statements.Count;

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relation,
            relation,
            new DiffOptions { Key = ["id"] },
            Cancellation
        );

        diff.SamePhysical.ShouldBeTrue();
        Place.Statements.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Relations_without_a_column_in_common_differ_in_every_row()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as x union all select 2",
            "create table b.t as select 3 as y"
        );

        var diff = await CompareAsync("t", []);

        (diff.Added, diff.Removed).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Names_with_quotes_and_reserved_words_are_compared()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.\"or\"\"der\" as select 1 as \"select\", 2 as \"a\"\"b; drop table x\"",
            "create table b.\"or\"\"der\" as select 1 as \"select\", 3 as \"a\"\"b; drop table x\""
        );

        var diff = await CompareAsync("or\"der", ["select"], samples: 1);

        diff.ChangedByColumn.Keys.ShouldBe(["a\"b; drop table x"]);
    }

    [Fact]
    public async Task Ignored_columns_are_not_compared()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as id, 1 as loaded_at",
            "create table b.t as select 1 as id, 2 as loaded_at"
        );

        (await CompareAsync("t", ["id"], ignore: ["LOADED_AT"])).IsEqual.ShouldBeTrue();
    }

    protected async Task<RelationDiff> CompareAsync(
        string name,
        IReadOnlyList<string> key,
        int samples = 0,
        IReadOnlyList<string>? ignore = null
    )
    {
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        var blue = relations.Single(relation => relation.Name == new RelationName("a", name));
        var green = relations.Single(relation => relation.Name == new RelationName("b", name));
        return await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            name,
            blue,
            green,
            new DiffOptions
            {
                Key = key,
                Samples = samples,
                Ignore = ignore ?? [],
            },
            Cancellation
        );
    }

    private async Task CreateAsync(string schema, string name, Row[] rows)
    {
        var table = new RelationName(schema, name);
        await Session.ExecuteAsync(
            $"create table {table} (k1 integer, k2 integer, x {Sql.Raw(Warehouse.Dialect.TextType)}, y "
                + $"{Sql.Raw(Warehouse.Dialect.TextType)})",
            Cancellation
        );
        if (rows.Length == 0)
            return;
        await Session.ExecuteAsync(
            $"insert into {table} values "
                + $"{Sql.Join(", ", rows.Select(row => (Sql)$"({row.K1}, {row.K2}, {row.X}, {row.Y})"))}",
            Cancellation
        );
    }

    private static (long Added, long Removed, long Changed) Reference(Row[] blue, Row[] green, string[] key)
    {
        string? KeyOf(Row row) =>
            key.Length == 0 || row.K1 is null ? null
            : key.Length == 1 ? $"{row.K1}"
            : $"{row.K1}/{row.K2}";
        var shared = new[] { blue, green }
            .SelectMany(side =>
                side.GroupBy(KeyOf)
                    .Where(group => group.Key is not null && group.Count() > 1)
                    .Select(group => group.Key!)
            )
            .ToHashSet();
        bool IsMatched(Row row) => KeyOf(row) is { } name && !shared.Contains(name);
        var left = blue.Where(IsMatched).ToDictionary(row => KeyOf(row)!);
        var right = green.Where(IsMatched).ToDictionary(row => KeyOf(row)!);
        var before = blue.Where(row => !IsMatched(row))
            .GroupBy(row => row)
            .ToDictionary(group => group.Key, group => group.Count());
        var after = green
            .Where(row => !IsMatched(row))
            .GroupBy(row => row)
            .ToDictionary(group => group.Key, group => group.Count());
        return (
            right.Keys.Count(name => !left.ContainsKey(name))
                + after.Sum(pair => Math.Max(0, pair.Value - before.GetValueOrDefault(pair.Key))),
            left.Keys.Count(name => !right.ContainsKey(name))
                + before.Sum(pair => Math.Max(0, pair.Value - after.GetValueOrDefault(pair.Key))),
            left.Count(pair => right.TryGetValue(pair.Key, out var other) && other != pair.Value)
        );
    }

    private sealed record Row(int? K1, int K2, string? X, string? Y);
}

public sealed class DuckDbDiffTests() : DiffSuite(Engine.DuckDb)
{
    [Fact]
    public async Task Nested_types_and_special_numbers_are_compared()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as id, [1, 2] as l, {'a': 1, 'b': null} as s, 'nan'::double as n, "
                + "map {'k': 1} as m",
            "create table b.t as select 1 as id, [1, null] as l, {'a': 1, 'b': null} as s, 'nan'::double as "
                + "n, map {'k': 2} as m"
        );

        (await CompareAsync("t", ["id"], samples: 1)).ChangedByColumn.Keys.ShouldBe(["l", "m"], ignoreOrder: true);
        (await CompareAsync("t", [], samples: 1)).Added.ShouldBe(1);
    }
}

public sealed class PostgresDiffTests() : DiffSuite(Engine.Postgres)
{
    [Fact]
    public async Task A_key_that_became_wider_is_merged_with_values_that_the_old_type_can_not_hold()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t (id integer primary key, x text)",
            "insert into a.t select n, 'x' from generate_series(1, 500) n",
            "create table b.t (id bigint primary key, x text)",
            "insert into b.t select n * 10000000000, 'x' from generate_series(1, 900) n",
            "insert into b.t select n, 'x' from generate_series(1, 500) n"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relations[0],
            relations[1],
            new DiffOptions
            {
                Key = ["id"],
                Samples = 2,
                Strategy = DiffStrategy.KeyRanges,
            },
            Cancellation
        );

        (diff.Plan!.Strategy, diff.Added, diff.Removed, diff.Changed).ShouldBe((DiffStrategy.KeyRanges, 900, 0, 0));
        diff.Samples.Select(sample => sample.Key["id"]).ShouldBe(["10000000000", "20000000000"]);
    }

    [Theory]
    [InlineData(2, 2, 0, 0)]
    [InlineData(1, 3, 2, 0)]
    [InlineData(3, 0, 0, 3)]
    public async Task A_table_without_columns_is_compared_by_its_number_of_rows(
        int blue,
        int green,
        int added,
        int removed
    )
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t ()",
            "create table b.t ()",
            $"insert into a.t select from generate_series(1, {blue})",
            $"insert into b.t select from generate_series(1, {green})"
        );

        var diff = await CompareAsync("t", [], samples: 5);

        (diff.Added, diff.Removed, diff.BlueRows, diff.GreenRows).ShouldBe((added, removed, blue, green));
    }

    [Fact]
    public async Task A_table_that_lost_all_its_columns_has_other_rows()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as x",
            "create table b.t ()",
            "insert into b.t default values"
        );

        var diff = await CompareAsync("t", [], samples: 5);

        (diff.Added, diff.Removed).ShouldBe((1, 1));
        diff.RemovedColumns.ShouldBe(["x integer"]);
    }

    [Fact]
    public async Task Types_without_an_equality_of_their_own_are_compared_by_their_text()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select 1 as id, '{\"a\": 1}'::json as j, '(1,2)'::point as p, "
                + "'((0,0),(1,4))'::box as x, array['{}'::json] as js, '<a/>'::xml as doc, 'NaN'::float8 as n",
            "create table b.t as select 1 as id, '{\"a\": 2}'::json as j, '(1,2)'::point as p, "
                + "'((0,0),(2,2))'::box as x, array['[]'::json] as js, '<a/>'::xml as doc, 'NaN'::float8 as n"
        );

        (await CompareAsync("t", ["id"], samples: 1)).ChangedByColumn.Keys.ShouldBe(
            ["j", "x", "js"],
            ignoreOrder: true
        );
        (await CompareAsync("t", [], samples: 1)).Removed.ShouldBe(1);
        (await CompareAsync("t", ["p"])).Changed.ShouldBe(1);
    }
}
