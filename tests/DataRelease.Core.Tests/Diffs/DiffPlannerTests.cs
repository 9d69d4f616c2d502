using System.Numerics;
using CsCheck;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Diffs;

/// <summary>
/// Which facts give which plan. Numbers are far from the planner's limits, which are its own to choose.
/// </summary>
public sealed class DiffPlannerTests
{
    private const long Few = 500;
    private const long Many = 5_000_000;

    private static readonly string[] _spread = [.. Enumerable.Range(1, 63).Select(step => $"{step * Many / 64}")];

    [Fact]
    public void The_same_data_is_not_read()
    {
        var plan = DiffPlanner.Plan(Facts(Many) with { IsSame = true });

        (plan.Strategy, plan.Cost).ShouldBe((DiffStrategy.Same, "nothing is read"));
    }

    [Fact]
    public void Few_rows_are_joined() => Strategy(Facts(Few)).ShouldBe((DiffStrategy.FullJoin, "there are few rows"));

    [Fact]
    public void Few_rows_without_a_key_are_grouped() =>
        Strategy(Facts(Few) with { KeyColumns = 0 }).ShouldBe((DiffStrategy.Multiset, "there is no key and few rows"));

    [Fact]
    public void Many_rows_without_a_key_are_hashed() =>
        Strategy(Facts(Many) with { KeyColumns = 0 }).ShouldBe((DiffStrategy.MultisetChecksums, "there is no key"));

    [Fact]
    public void A_unique_index_whose_order_the_rows_follow_is_merged() =>
        DiffPlanner.Plan(Indexed(Many)).Strategy.ShouldBe(DiffStrategy.KeyRanges);

    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(false, 1.0)]
    [InlineData(false, null)]
    public void An_index_of_one_side_or_one_that_rows_do_not_follow_is_not_merged(bool isIndexed, double? correlation)
    {
        var facts = Indexed(Many);
        facts = facts with
        {
            Green = facts.Green with { Correlation = correlation, UniqueIndex = isIndexed ? ["id"] : [] },
            AreIndexesAlike = isIndexed,
        };

        DiffPlanner.Plan(facts).Strategy.ShouldBe(DiffStrategy.RangeChecksums);
    }

    [Fact]
    public void Ranges_that_differ_are_fetched_by_the_index_that_both_sides_have()
    {
        var shuffled = Indexed(Many);
        shuffled = shuffled with { Green = shuffled.Green with { Correlation = 0 } };

        DiffPlanner.Plan(shuffled).MostByIndex.ShouldBe(1.0 / 32);
        DiffPlanner.Plan(shuffled, DiffStrategy.RangeChecksums).MostByIndex.ShouldBe(1);
        DiffPlanner.Plan(shuffled with { AreIndexesAlike = false }).MostByIndex.ShouldBe(0);
        DiffPlanner.Plan(shuffled with { IsKeyPlain = false }).MostByIndex.ShouldBe(0);
        DiffPlanner.Plan(Facts(Many), DiffStrategy.RangeChecksums).MostByIndex.ShouldBe(0);
    }

    [Theory]
    [InlineData(1.0, true, false, DiffStrategy.PageRanges)]
    [InlineData(1.0, true, true, DiffStrategy.PageRanges)]
    [InlineData(0.0, true, false, DiffStrategy.RangeChecksums)]
    [InlineData(null, true, false, DiffStrategy.RangeChecksums)]
    [InlineData(1.0, false, false, DiffStrategy.RangeChecksums)]
    public void Rows_in_the_order_of_a_key_without_an_index_are_compared_by_page(
        double? correlation,
        bool isWritable,
        bool hasTolerance,
        DiffStrategy expected
    )
    {
        var facts = Facts(Many);
        var side = facts.Blue with { Pages = 60_000, Correlation = correlation };

        var plan = DiffPlanner.Plan(
            facts with
            {
                Blue = side,
                Green = side,
                IsKeyWritable = isWritable,
                HasTolerance = hasTolerance,
            }
        );

        plan.Strategy.ShouldBe(expected);
        if (expected == DiffStrategy.PageRanges)
            plan.PagesPerPart.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_key_that_is_compared_in_another_form_has_no_use_for_its_index() =>
        DiffPlanner.Plan(Indexed(Many) with { IsKeyPlain = false }).Strategy.ShouldBe(DiffStrategy.RangeChecksums);

    [Fact]
    public void An_engine_that_stores_columns_never_merges() =>
        DiffPlanner.Plan(Indexed(Many) with { Ways = [] }).Strategy.ShouldBe(DiffStrategy.RangeChecksums);

    [Fact]
    public void A_whole_number_is_cut_into_ranges_by_its_values() =>
        DiffPlanner.Plan(Facts(Many)).Strategy.ShouldBe(DiffStrategy.RangeChecksums);

    [Theory]
    [InlineData(1, ValueKind.Text)]
    [InlineData(1, ValueKind.Exact)]
    [InlineData(2, ValueKind.Whole)]
    public void Any_other_key_is_cut_into_buckets_of_its_hash(int columns, ValueKind kind) =>
        DiffPlanner
            .Plan(Facts(Many) with { KeyColumns = columns, KeyKind = kind })
            .Strategy.ShouldBe(DiffStrategy.BucketChecksums);

    [Fact]
    public void A_whole_number_whose_values_are_not_known_is_cut_into_buckets()
    {
        var facts = Facts(Many);

        DiffPlanner
            .Plan(facts with { Blue = facts.Blue with { Bounds = [] }, Green = facts.Green with { Bounds = [] } })
            .Strategy.ShouldBe(DiffStrategy.BucketChecksums);
    }

    [Theory]
    [InlineData(1, DiffStrategy.FullJoin)]
    [InlineData(0, DiffStrategy.Multiset)]
    public void A_view_is_read_once_only(int key, DiffStrategy expected)
    {
        var facts = Facts(Many);
        var plan = DiffPlanner.Plan(facts with { KeyColumns = key, Green = facts.Green with { IsStored = false } });

        (plan.Strategy, plan.Reason.Contains("read once", StringComparison.Ordinal)).ShouldBe((expected, true));
    }

    [Fact]
    public void A_tolerance_is_not_left_to_a_checksum() =>
        Strategy(Facts(Many) with { HasTolerance = true })
            .ShouldBe((DiffStrategy.FullJoin, "a tolerance can't be decided by a checksum"));

    [Fact]
    public void A_merge_compares_values_and_may_have_a_tolerance() =>
        DiffPlanner.Plan(Indexed(Many) with { HasTolerance = true }).Strategy.ShouldBe(DiffStrategy.KeyRanges);

    [Fact]
    public void Rows_that_are_not_known_are_not_taken_for_few()
    {
        var facts = Facts(Few);

        DiffPlanner
            .Plan(facts with { Green = facts.Green with { Rows = null } })
            .Strategy.ShouldNotBe(DiffStrategy.FullJoin);
    }

    [Fact]
    public void A_way_that_applies_is_taken_if_asked_for() =>
        Strategy(Facts(Few), DiffStrategy.BucketChecksums).ShouldBe((DiffStrategy.BucketChecksums, "asked for"));

    [Theory]
    [InlineData(DiffStrategy.KeyRanges)]
    [InlineData(DiffStrategy.Multiset)]
    [InlineData(DiffStrategy.Same)]
    [InlineData(DiffStrategy.RemoteChecksums)]
    public void A_way_that_can_not_be_right_is_not_taken_even_if_asked_for(DiffStrategy wanted) =>
        DiffPlanner.Plan(Facts(Few), wanted).Strategy.ShouldBe(DiffStrategy.FullJoin);

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, true, false)]
    [InlineData(false, true, false, true)]
    public void Checksums_search_a_key_that_neither_tests_nor_an_index_and_the_engine_vouch_for(
        bool isTested,
        bool isIndexed,
        bool isFilled,
        bool isSearched
    )
    {
        var facts = isIndexed ? Indexed(Many) : Facts(Many);
        facts = facts with
        {
            IsKeyTested = isTested,
            Blue = facts.Blue with { IsKeyFilled = isFilled },
            Green = facts.Green with { IsKeyFilled = isFilled },
        };

        var plan = DiffPlanner.Plan(facts, DiffStrategy.BucketChecksums);

        plan.SearchesKeyProblems.ShouldBe(isSearched);
        plan.Explain().Contains("one more pass", StringComparison.Ordinal).ShouldBe(isSearched);
    }

    [Fact]
    public void One_join_finds_wrong_keys_by_itself() =>
        DiffPlanner.Plan(Facts(Few)).SearchesKeyProblems.ShouldBeFalse();

    [Fact]
    public void Ranges_are_cut_at_values_of_the_key_in_their_order()
    {
        var plan = DiffPlanner.Plan(Indexed(Many) with { Workers = 3 });
        var bounds = plan.Bounds.Select(long.Parse).ToList();

        bounds.Count.ShouldBeGreaterThanOrEqualTo(2);
        bounds.ShouldBe(bounds.Distinct().Order());
        plan.Bounds.ShouldBeSubsetOf(_spread);
    }

    [Fact]
    public void More_rows_are_cut_into_no_fewer_buckets() =>
        Gen.Long[1, 1L << 40]
            .Select(Gen.Long[0, 1L << 40])
            .Sample(pair =>
            {
                var (rows, more) = pair;
                int Bits(long count) =>
                    DiffPlanner.Plan(Facts(count) with { KeyColumns = 2 }, DiffStrategy.BucketChecksums).Bits;
                Bits(rows + more).ShouldBeGreaterThanOrEqualTo(Bits(rows));
                Bits(rows).ShouldBeInRange(1, 30);
            });

    [Fact]
    public void Ranges_of_the_widest_key_are_counted_without_overflow()
    {
        var facts = Facts(Many);
        string[] bounds = [$"{long.MinValue}", "0", $"{long.MaxValue}"];

        var plan = DiffPlanner.Plan(
            facts with
            {
                Blue = facts.Blue with { Bounds = bounds },
                Green = facts.Green with { Bounds = bounds },
            }
        );

        (plan.Strategy, ((BigInteger)ulong.MaxValue >> plan.Bits) <= 1 << 20).ShouldBe(
            (DiffStrategy.RangeChecksums, true)
        );
    }

    [Fact]
    public void Whatever_the_facts_the_plan_can_be_right_and_says_why() =>
        Gen.Select(
                Gen.Frequency((3, Gen.Long[0, 1L << 34].Select(rows => (long?)rows)), (1, Gen.Const((long?)null))),
                Gen.Bool,
                Gen.Bool,
                Gen.Int[0, 3],
                Gen.Enum<ValueKind>(),
                Gen.Bool,
                Gen.Bool,
                Gen.Int[0, 15]
            )
            .Select(
                (rows, isStored, isIndexed, columns, kind, hasTolerance, isColumnar, bits) =>
                {
                    var facts = isIndexed && columns > 0 ? Indexed(rows) : Facts(rows);
                    return facts with
                    {
                        KeyColumns = columns,
                        KeyKind = kind,
                        HasTolerance = hasTolerance,
                        IsColumnar = isColumnar,
                        IsKeyTested = (bits & 1) > 0,
                        IsKeyPlain = (bits & 2) > 0,
                        Workers = 1 + (bits & 3),
                        Blue = facts.Blue with
                        {
                            IsStored = isStored,
                            Correlation = (bits & 4) > 0 ? 1 : null,
                            Bounds = (bits & 8) > 0 ? _spread : [],
                        },
                    };
                }
            )
            .Sample(facts =>
            {
                var plan = DiffPlanner.Plan(facts);
                DiffPlanner.Applies(facts, plan.Strategy).ShouldBeTrue();
                plan.Reason.ShouldNotBeEmpty();
                plan.Cost.ShouldNotBeEmpty();
                plan.Explain().ShouldStartWith($"{plan.Name}: {plan.Reason}; ");
            });

    private static (DiffStrategy, string) Strategy(DiffFacts facts, DiffStrategy? wanted = null)
    {
        var plan = DiffPlanner.Plan(facts, wanted);
        return (plan.Strategy, plan.Reason);
    }

    /// <summary>Two tables of so many rows, by a whole number that nothing vouches for.</summary>
    private static DiffFacts Facts(long? rows)
    {
        var side = new SideFacts
        {
            Rows = rows,
            IsStored = true,
            Bounds = _spread,
            RowBytes = 100,
        };
        return new DiffFacts
        {
            Blue = side,
            Green = side,
            KeyColumns = 1,
            KeyKind = ValueKind.Whole,
            IsKeyPlain = true,
            Ways = [DiffStrategy.KeyRanges, DiffStrategy.PageRanges],
            Workers = 2,
        };
    }

    /// <summary>The same, with a unique index on both sides in whose order the rows lie.</summary>
    private static DiffFacts Indexed(long? rows)
    {
        var facts = Facts(rows);
        var side = facts.Blue with { UniqueIndex = ["id"], IsKeyFilled = true, Correlation = 1 };
        return facts with { Blue = side, Green = side, AreIndexesAlike = true };
    }
}
