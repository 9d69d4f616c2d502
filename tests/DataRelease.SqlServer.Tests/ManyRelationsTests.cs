using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// The server takes a statement with 2,100 values at most, and a release may have any number of relations.
/// </summary>
public sealed class ManyRelationsTests : IAsyncDisposable
{
    private readonly Warehouse _warehouse = new SqlServerEngine().Open(
        "Server=nowhere.invalid;Database=shown;User Id=nobody;Password=nothing",
        new WarehouseOptions(".", TimeProvider.System, null)
    );

    private Dialect Dialect => _warehouse.Dialect;

    private Ledger Ledger => new(_warehouse, "data_release", "prod");

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(162)]
    [InlineData(1000)]
    public void A_statement_of_the_ledger_has_no_more_values_than_the_server_takes(int count)
    {
        var relations = Relations(count);
        Sql[] statements =
        [
            .. Ledger.InsertRelations(2, relations),
            .. Ledger.SetRows(2, relations.Select(one => KeyValuePair.Create(one.Live, 7L))),
            .. Ledger.ReplaceChecks(
                2,
                [
                    .. relations.Select(one => new CheckOutcome(
                        "row_count",
                        one.Live.ToString(),
                        CheckState.Pass,
                        CheckSeverity.Fail,
                        "",
                        "",
                        ""
                    )),
                ]
            ),
            .. Ledger.ReplaceCourse(2, 0, [.. relations.Select((_, at) => new CourseStep(2, at, "", "swap", ""))], 1),
            .. Ledger.ShowWave(2, 1, relations.Select(one => one.Live), 1),
        ];

        statements.ShouldAllBe(statement => statement.Render(Dialect).Values.Count <= Dialect.Traits.MaxParameters);
    }

    [Fact]
    public void The_records_of_a_swap_of_many_relations_are_part_of_its_text()
    {
        var text = "it's a backslash\\\nand a line";
        var relations = Relations(1000);
        var batch = _warehouse
            .Swap.AsOneBatch(
                new WholeSwap(
                    $"update t set a = {text}, b = {DateTime.UnixEpoch}, c = {(int?)null}, d = {1.5}, e = {true}",
                    ExpectedAccess.None,
                    Ledger.InsertRelations(2, relations),
                    ExpectedAccess.None
                ),
                TimeSpan.FromMilliseconds(50)
            )!
            .Render(Dialect);

        batch.Values.ShouldBeEmpty();
        TransactSql.ShouldParse(batch.Text);
        batch.Text.ShouldContain(
            $"a = {Dialect.Literal(text)}, b = cast('1970-01-01T00:00:00.0000000' as datetime2(7))"
        );
        relations.ShouldAllBe(one => batch.Text.Contains($"N'{one.Live.Name}'", StringComparison.Ordinal));
    }

    [Fact]
    public void The_values_of_a_swap_of_few_relations_are_apart_from_its_text()
    {
        var batch = _warehouse
            .Swap.AsOneBatch(
                new WholeSwap(
                    $"update t set a = {1}",
                    ExpectedAccess.None,
                    Ledger.InsertRelations(2, Relations(10)),
                    ExpectedAccess.None
                ),
                TimeSpan.FromMilliseconds(50)
            )!
            .Render(Dialect);

        batch.Values.Count.ShouldBe(131);
        batch.Text.ShouldNotContain("relation 3");
    }

    private static List<RelationRecord> Relations(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => new RelationRecord(
                    $"model.shop.relation {number}",
                    new RelationName("analytics", $"relation {number}"),
                    new RelationName("analytics__r2", $"relation {number}"),
                    "table",
                    "table",
                    number % 2 == 0 ? null : number,
                    "",
                    "",
                    2
                )),
        ];
}
