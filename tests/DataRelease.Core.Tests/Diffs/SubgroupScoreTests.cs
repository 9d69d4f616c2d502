using DataRelease.Diffs;

namespace DataRelease.Core.Tests.Diffs;

/// <summary>What singles rows out, judged by counts alone.</summary>
public sealed class SubgroupScoreTests
{
    [Fact]
    public void What_all_rows_have_and_few_others_is_told()
    {
        var trait = SubgroupScore
            .Best(
                RowKind.Removed,
                227,
                10_227,
                [Value("status", "placed", 227, 527), Value("status", "done", 0, 9_000)]
            )
            .ShouldHaveSingleItem();

        trait.Sentence.ShouldBe("all 227 removed rows have status = placed; 3 % of the others do");
        trait.RiskRatio.ShouldBeGreaterThan(1_000);
        (trait.Rows, trait.OfRows, trait.Others, trait.OfOthers).ShouldBe((227, 227, 300, 10_000));
    }

    [Fact]
    public void What_the_others_have_as_often_is_not_told() =>
        SubgroupScore.Best(RowKind.Removed, 200, 10_200, [Value("country", "DE", 190, 9_500)]).ShouldBeEmpty();

    [Fact]
    public void Of_a_handful_of_rows_nothing_is_told_by_chance()
    {
        // Four of four, and eight among which half of the others' value would be no wonder.
        SubgroupScore.Best(RowKind.Removed, 4, 1_004, [Value("status", "placed", 4, 20)]).ShouldBeEmpty();
        SubgroupScore
            .Best(
                RowKind.Removed,
                8,
                1_008,
                [.. Enumerable.Range(0, 100).Select(column => Value($"c{column}", "x", 6, 506))]
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Random_kinds_are_seldom_explained()
    {
        var random = new Random(7);
        var told = 0;
        for (var run = 0; run < 300; run++)
        {
            var (rows, all) = (random.Next(5, 60), 2_000);
            var subgroups = Enumerable
                .Range(0, 40)
                .Select(column =>
                {
                    var part = random.NextDouble();
                    var members = Enumerable.Range(0, rows).Count(_ => random.NextDouble() < part);
                    var others = Enumerable.Range(0, all - rows).Count(_ => random.NextDouble() < part);
                    return Value($"c{column}", "x", members, members + others);
                })
                .ToList();
            if (SubgroupScore.Best(RowKind.Changed, rows, all, subgroups).Count > 0)
                told++;
        }

        told.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Values_of_one_column_are_told_together_where_that_says_more()
    {
        var trait = SubgroupScore
            .Best(
                RowKind.Changed,
                100,
                1_100,
                [
                    Value("status", "placed", 60, 80),
                    Value("status", null, 40, 45),
                    Value("status", "done", 0, 900),
                    Value("status", "sent", 0, 75),
                ]
            )
            .ShouldHaveSingleItem();

        trait.Condition.ShouldBe("status = placed or NULL");
        trait.Sentence.ShouldBe("all 100 changed rows have status = placed or NULL; 2.5 % of the others do");
    }

    [Fact]
    public void The_simpler_of_two_ranges_that_say_the_same_is_told()
    {
        var trait = SubgroupScore
            .Best(
                RowKind.Added,
                50,
                1_050,
                [
                    new Subgroup("id", new SubgroupCondition.Range("1001", null), 50, 50),
                    new Subgroup("id", new SubgroupCondition.Range(null, "1050"), 50, 1_050),
                    new Subgroup("id", new SubgroupCondition.Range("1001", "1050"), 50, 50),
                ]
            )
            .ShouldHaveSingleItem();

        trait.Sentence.ShouldBe("all 50 added rows have id from 1001 on; none of the others has");
    }

    [Fact]
    public void At_most_three_columns_are_told_the_best_first()
    {
        var traits = SubgroupScore.Best(
            RowKind.Removed,
            100,
            1_100,
            [.. Enumerable.Range(0, 6).Select(column => Value($"c{column}", "x", 100, 100 + (10 * column)))]
        );

        traits.Select(trait => trait.Column).ShouldBe(["c0", "c1", "c2"]);
    }

    [Fact]
    public void A_pair_that_says_clearly_more_than_each_of_its_parts_is_told_in_their_place()
    {
        var (status, channel) = (Value("status", "placed", 100, 400), Value("channel", "web", 100, 450));

        var trait = SubgroupScore
            .Best(RowKind.Removed, 100, 1_100, [status, channel], [new SubgroupPair(status, channel, 100, 105)])
            .ShouldHaveSingleItem();

        trait.Sentence.ShouldBe("all 100 removed rows have status = placed and channel = web; 0.5 % of the others do");
        (trait.Column, trait.Rows, trait.Others).ShouldBe(("status", 100, 5));
        trait.Columns.ShouldBe(["status", "channel"]);
    }

    [Theory]
    // The second adds nothing: as many of the first's other rows have it.
    [InlineData(100, 400, 100, 900, 100, 390)]
    // It adds too little to be worth a longer sentence.
    [InlineData(100, 150, 100, 700, 100, 120)]
    // It leaves out too many of the kind's rows.
    [InlineData(100, 500, 100, 500, 40, 40)]
    public void A_pair_that_says_little_more_than_one_of_its_parts_is_not_told(
        long firstMembers,
        long first,
        long secondMembers,
        long second,
        long bothMembers,
        long both
    )
    {
        var (one, other) = (Value("a", "x", firstMembers, first), Value("b", "y", secondMembers, second));

        SubgroupScore
            .Best(RowKind.Changed, 100, 1_100, [one, other], [new SubgroupPair(one, other, bothMembers, both)])
            .ShouldAllBe(trait => trait.Columns.Count == 1);
    }

    [Fact]
    public void Pairs_of_random_columns_are_seldom_told()
    {
        var random = new Random(11);
        var told = 0;
        for (var run = 0; run < 200; run++)
        {
            var (rows, all) = (random.Next(5, 60), 2_000);
            var shares = Enumerable.Range(0, 20).Select(_ => 0.3 + (0.7 * random.NextDouble())).ToList();
            var table = Enumerable
                .Range(0, all)
                .Select(_ => shares.Select(share => random.NextDouble() < share).ToList())
                .ToList();
            var subgroups = shares
                .Select(
                    (_, column) =>
                        Value(
                            $"c{column}",
                            "x",
                            table.Take(rows).Count(row => row[column]),
                            table.Count(row => row[column])
                        )
                )
                .ToList();
            var parts = SubgroupScore.Parts(rows, all, subgroups);
            var pairs = parts
                .SelectMany((first, index) => parts.Skip(index + 1).Select(second => (first, second)))
                .Select(pair =>
                {
                    var (x, y) = (subgroups.IndexOf(pair.first), subgroups.IndexOf(pair.second));
                    return new SubgroupPair(
                        pair.first,
                        pair.second,
                        table.Take(rows).Count(row => row[x] && row[y]),
                        table.Count(row => row[x] && row[y])
                    );
                })
                .ToList();
            if (SubgroupScore.Best(RowKind.Changed, rows, all, subgroups, pairs).Count > 0)
                told++;
        }

        told.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Pairs_are_made_of_the_best_few_and_not_where_one_column_tells_all()
    {
        var parts = SubgroupScore.Parts(
            100,
            1_100,
            [.. Enumerable.Range(0, 9).Select(column => Value($"c{column}", "x", 100, 400 + (10 * column)))]
        );

        parts.Select(part => part.Column).ShouldBe(["c0", "c1", "c2", "c3", "c4", "c5"]);
        SubgroupScore.Parts(100, 1_100, [Value("a", "x", 100, 110), Value("b", "y", 100, 500)]).ShouldBeEmpty();
    }

    [Fact]
    public void Where_every_row_is_of_the_kind_there_are_no_others() =>
        SubgroupScore.Best(RowKind.Removed, 100, 100, [Value("status", "placed", 100, 100)]).ShouldBeEmpty();

    [Theory]
    [InlineData("", "a = ''")]
    [InlineData(" x", "a = ' x'")]
    public void A_value_that_could_not_be_seen_is_quoted(string value, string condition) =>
        new SubgroupCondition.Values([value]).Describe("a").ShouldBe(condition);

    private static Subgroup Value(string column, string? text, long members, long all) =>
        new(column, new SubgroupCondition.Values([text]), members, all);
}
