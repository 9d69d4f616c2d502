using DataRelease.Diffs;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Tables of more columns than one call of a function may have arguments, or one select may have columns for each of
/// them.
/// </summary>
public abstract class WideTableSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int Rows = 40;

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_table_of_many_columns_is_compared_by_every_plan(int columns)
    {
        var names = Enumerable.Range(1, columns).Select(index => $"c{index}").ToList();
        string Table(string name, string changed) =>
            $"create table {name} as select n as id, "
            + string.Join(
                ", ",
                names.Select(
                    (column, index) =>
                        index % 3 == 0
                            ? $"'t' || n as {column}"
                            : $"n + {(column == "c101" ? changed : "0")} as {column}"
                )
            )
            + $" from generate_series(1, {Rows}) as s(n)";
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            Table("a.t", "0"),
            Table("b.t", "case when n = 7 then 1 else 0 end"),
            "alter table a.t add primary key (id)",
            "alter table b.t add primary key (id)"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);

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
                    Samples = 2,
                    Statistics = true,
                    Strategy = strategy,
                },
                Cancellation
            );

            (diff.Added, diff.Removed, diff.Changed, diff.BlueRows).ShouldBe(
                isKeyed ? (0, 0, 1, Rows) : (1, 1, 0, Rows),
                $"{strategy}"
            );
            diff.ChangedByColumn.Keys.ShouldBe(isKeyed ? ["c101"] : []);
            diff.Samples[0].After.Keys.ShouldBe(isKeyed ? ["c101"] : [.. names.Prepend("id")], ignoreOrder: true);
            var changed = diff.Statistics.Single(column => column.Column == "c101");
            (changed.Blue.Sum, changed.Green.Sum).ShouldBe(
                ($"{Rows * (Rows + 1) / 2}", $"{(Rows * (Rows + 1) / 2) + 1}")
            );
        }
    }
}

public sealed class PostgresWideTableTests() : WideTableSuite(Engine.Postgres);

public sealed class DuckDbWideTableTests() : WideTableSuite(Engine.DuckDb);
