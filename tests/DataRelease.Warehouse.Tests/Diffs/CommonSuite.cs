using DataRelease.Diffs;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>What rows that differ have in common, counted in the warehouse, by every plan.</summary>
public abstract class CommonSuite(Engine engine) : WarehouseSuite(engine)
{
    private readonly Engine _engine = engine;

    [Fact]
    public async Task Values_and_ranges_that_single_rows_out_are_told_by_every_plan()
    {
        await MakeAsync();
        foreach (
            var strategy in Enum.GetValues<DiffStrategy>()
                .Where(strategy =>
                    strategy
                        is not (
                            DiffStrategy.Same
                            or DiffStrategy.RemoteChecksums
                            or DiffStrategy.Multiset
                            or DiffStrategy.MultisetChecksums
                        )
                )
        )
        {
            var diff = await DiffAsync(
                new DiffOptions
                {
                    Key = ["id"],
                    Strategy = strategy,
                    Common = true,
                }
            );

            (diff.Removed, diff.Added, diff.Changed).ShouldBe((40, 30, 20), strategy.ToString());
            Sentences(diff, RowKind.Removed)
                .ShouldContain("all 40 removed rows have status = NULL or pla'ced; 10 % of the others do");
            Sentences(diff, RowKind.Added)
                .ShouldContain("all 30 added rows have id from 2001 on; none of the others has");
            Sentences(diff, RowKind.Added)
                .ShouldContain(sentence =>
                    sentence.StartsWith("all 30 added rows have day from 2030-01-01 on", StringComparison.Ordinal)
                );
            Sentences(diff, RowKind.Changed)
                .ShouldContain("all 20 changed rows have amount from 500 on; none of the others has");
            diff.Common.Count.ShouldBeLessThanOrEqualTo(9);
        }
    }

    [Fact]
    public async Task Sensitive_columns_are_not_looked_at_and_without_a_key_nothing_is_told()
    {
        await MakeAsync();

        var hidden = await DiffAsync(
            new DiffOptions
            {
                Key = ["id"],
                Common = true,
                Sensitive = ["STATUS", "amount"],
            }
        );
        var whole = await DiffAsync(new DiffOptions { Common = true });
        var unasked = await DiffAsync(new DiffOptions { Key = ["id"] });

        hidden.Common.ShouldNotBeEmpty();
        hidden.Common.ShouldAllBe(trait => trait.Column != "status" && trait.Column != "amount");
        whole.Common.ShouldBeEmpty();
        unasked.Common.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_columns_that_only_together_single_rows_out_are_told_as_a_pair()
    {
        await ExecuteAsync("create schema a", "create schema b");
        foreach (var schema in new[] { "a", "b" })
            await ExecuteAsync(
                $"create table {schema}.t (id integer primary key, status text, channel text, day integer)",
                // Three in ten rows have the status, three in ten the channel, and one in eleven has both.
                $"insert into {schema}.t select i, case when i % 10 < 3 then 'pla''ced' else 'done' end, "
                    + "case when i % 11 < 2 then 'web' when i % 11 = 2 then null else 'shop' end, "
                    + $"i % 7 from {Series(1, 3300)} "
                    + $"where {(schema == "a" ? "true" : "not (i % 10 < 3 and i % 11 < 3)")}"
            );

        var diff = await DiffAsync(new DiffOptions { Key = ["id"], Common = true });

        diff.Removed.ShouldBe(270);
        var pair = diff.Common.ShouldHaveSingleItem();
        pair.Sentence.ShouldBe(
            "all 270 removed rows have channel = web or NULL, and status = pla'ced; none of the others has"
        );
        pair.Columns.ShouldBe(["channel", "status"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_range_and_a_value_can_be_a_pair()
    {
        await ExecuteAsync("create schema a", "create schema b");
        foreach (var schema in new[] { "a", "b" })
            await ExecuteAsync(
                $"create table {schema}.t (id integer primary key, status text, amount integer, note text)",
                $"insert into {schema}.t select i, case when i % 2 = 0 then 'placed' else 'done' end, "
                    + "i * 37 % 1000, "
                    + (schema == "a" ? "'x'" : "case when i % 2 = 0 and i * 37 % 1000 >= 600 then 'y' else 'x' end")
                    + $" from {Series(1, 2000)}"
            );

        var diff = await DiffAsync(new DiffOptions { Key = ["id"], Common = true });

        diff.Changed.ShouldBe(400);
        diff.Common.ShouldHaveSingleItem()
            .Sentence.ShouldBe(
                "all 400 changed rows have amount from 600 on and status = placed; none of the others has"
            );
    }

    [Fact]
    public async Task Every_type_of_column_can_be_looked_at()
    {
        await ExecuteAsync("create schema a", "create schema b");
        foreach (var schema in new[] { "a", "b" })
            await ExecuteAsync(
                $"create table {schema}.t (id integer primary key, flag boolean, free double precision, "
                    + "exact decimal(12, 2), moment timestamp, zoned timestamp with time zone, clock time, note text, "
                    + $"\"odd \"\" name\" text, "
                    + $"{Own}list integer[])",
                $"insert into {schema}.t (id, flag, free, exact, moment, zoned, clock, note, \"odd \"\" name\") "
                    + $"select i, i <= 20, i / 7.0, i, timestamp '2026-01-01' + interval '1 hour' * i, "
                    + "timestamp with time zone '2026-01-01 00:00:00+00' + interval '1 hour' * i, time '01:00', "
                    + $"null, case when i <= 20 then 'x' else 'y' end from {Series(1, 400)} "
                    + $"where {(schema == "a" ? "true" : "i > 20")}"
            );

        var diff = await DiffAsync(new DiffOptions { Key = ["id"], Common = true });

        diff.Removed.ShouldBe(20);
        diff.Common.Count.ShouldBe(3);
        diff.Common.ShouldAllBe(trait => trait.Rows == 20 && trait.Others == 0);
    }

    private async Task MakeAsync()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t (id integer primary key, status text, day date, amount integer)",
            "create table b.t (id integer primary key, status text, day date, amount integer)",
            // A tenth of the others has the status of what is removed.
            "insert into a.t select i, case when i <= 20 then 'pla''ced' when i <= 40 then null "
                + "when i % 10 = 0 then 'pla''ced' else 'done' end, date '2026-01-01', i % 7 "
                + $"from {Series(1, 1040)}",
            "update a.t set amount = 500 + (id - 301) where id between 301 and 320",
            "insert into b.t select id, status, day, case when id between 301 and 320 then 1 else amount end "
                + "from a.t where id > 40",
            $"insert into b.t select i, 'done', date '2030-01-01' + cast(i % 5 as integer), 3 from {Series(2001, 2030)}"
        );
    }

    /// <summary>Columns of the engine's own types, each with a comma.</summary>
    protected virtual string Own => "";

    private string Series(int from, int to) => Place.Engine.Series(from, to);

    private static List<string> Sentences(RelationDiff diff, RowKind kind) =>
        [.. diff.Common.Where(trait => trait.Kind == kind).Select(trait => trait.Sentence)];

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
}

public sealed class PostgresCommonTests() : CommonSuite(Engine.Postgres)
{
    protected override string Own => "doc jsonb, ";
}

public sealed class DuckDbCommonTests() : CommonSuite(Engine.DuckDb);
