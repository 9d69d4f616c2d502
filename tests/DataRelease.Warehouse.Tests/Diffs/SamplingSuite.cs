using CsCheck;
using DataRelease.Diffs;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Diffs of a part of the rows, on every engine. <c>DATARELEASE_TEST_SEED</c> sets which cases are drawn.
/// </summary>
public abstract class SamplingSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int Cases = 8;

    /// <summary>So sure that a right answer is outside in one case of ten thousand.</summary>
    private const double Confidence = 0.9999;

    [Fact]
    public async Task Both_sides_have_the_same_part_and_the_limits_hold()
    {
        await ExecuteAsync("create schema a", "create schema b");
        var seed = Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") is { Length: > 0 } given
            ? given
            : "0N0XIzNsQ0O2";
        var one = Gen.Select(
            Gen.Int[200, 4000],
            Gen.Int[2, 400],
            Gen.Double[0.02, 0.9],
            Gen.Bool,
            Gen.Int[0, 2].Select(kind => new[] { "n", "'k' || n", "cast(n as numeric(12, 1)) / 2" }[kind]),
            (rows, every, fraction, isKeyed, key) => new Case(rows, every, fraction, isKeyed, key)
        );
        await one.SampleAsync(CompareAsync, seed: seed, iter: Cases, threads: 1);
    }

    [Theory]
    [InlineData(DiffStrategy.FullJoin)]
    [InlineData(DiffStrategy.RangeChecksums)]
    [InlineData(DiffStrategy.BucketChecksums)]
    public async Task Every_plan_draws_the_same_part(DiffStrategy strategy)
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            Create("a", "n", 0, 3000, ""),
            Create("b", "n", 5, 3010, "")
        );

        var part = await DiffAsync(
            new DiffOptions
            {
                Key = ["id"],
                Sampling = new DiffSampling(0.25),
                Strategy = DiffStrategy.FullJoin,
            }
        );
        var other = await DiffAsync(
            new DiffOptions
            {
                Key = ["id"],
                Sampling = new DiffSampling(0.25),
                Strategy = strategy,
            }
        );

        other.Plan!.Strategy.ShouldBe(strategy);
        (other.Added, other.Changed, other.BlueRows, other.GreenRows).ShouldBe(
            (part.Added, part.Changed, part.BlueRows, part.GreenRows)
        );
    }

    [Fact]
    public async Task Nothing_found_leaves_room_above_and_none_below()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            Create("a", "n", 0, 1000, ""),
            Create("b", "n", 0, 1000, " order by 1 desc")
        );

        var sampled = (
            await DiffAsync(new DiffOptions { Key = ["id"], Sampling = new DiffSampling(0.1, 0.95) })
        ).Sampled!;

        // The rule of three: -ln(0.05) / 0.1.
        (sampled.Least, sampled.Most, sampled.Fraction, sampled.Confidence).ShouldBe((0, 30, 0.1, 0.95));
    }

    private async Task CompareAsync(Case one)
    {
        await ExecuteAsync(
            "drop table if exists a.t",
            "drop table if exists b.t",
            Create("a", one.Key, 0, one.Rows, ""),
            Create("b", one.Key, one.Every, one.Rows, " order by 1 desc")
        );
        var options = new DiffOptions { Key = one.IsKeyed ? ["id"] : [] };
        var all = await DiffAsync(options);
        var part = await DiffAsync(options with { Sampling = new DiffSampling(one.Fraction, Confidence) });

        var changed = one.Rows / one.Every;
        (all.Added, all.Removed, all.Changed).ShouldBe(one.IsKeyed ? (0, 0, changed) : (changed, changed, 0));
        // A key is in both parts or in none, so that a changed row is never half of itself.
        if (one.IsKeyed)
            (part.Added, part.Removed, part.BlueRows).ShouldBe((0, 0, part.GreenRows));
        var (truth, found) = (all.Added + all.Removed + all.Changed, part.Added + part.Removed + part.Changed);
        found.ShouldBeLessThanOrEqualTo(truth);
        truth.ShouldBeInRange(part.Sampled!.Least, part.Sampled.Most);
        part.Sampled.Least.ShouldBeGreaterThanOrEqualTo(found);
        // Twelve deviations: the part is as large as was asked for.
        ((double)part.BlueRows).ShouldBe(
            one.Rows * one.Fraction,
            12 * Math.Sqrt(one.Rows * one.Fraction * (1 - one.Fraction)) + 1
        );
        all.Sampled.ShouldBeNull();
    }

    private static string Create(string schema, string key, int every, int rows, string order) =>
        $"create table {schema}.t as select {key} as id, "
        + $"{(every == 0 ? "n" : $"case when n % {every} = 0 then -n else n end")} as x from generate_series(1, "
        + $"{rows}) as s(n){order}";

    private async Task<RelationDiff> DiffAsync(DiffOptions options)
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

    private sealed record Case(int Rows, int Every, double Fraction, bool IsKeyed, string Key);
}

public sealed class DuckDbSamplingTests() : SamplingSuite(Engine.DuckDb);

public sealed class PostgresSamplingTests() : SamplingSuite(Engine.Postgres);
