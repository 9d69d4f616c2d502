using DataRelease.Builds;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Builds;

public sealed class TableDriftTests
{
    private static readonly RelationName _orders = new("shop", "orders");

    private static readonly ExpectedTable _expected = new(_orders, [("id", "int"), ("note", "nvarchar(100)")]);

    [Fact]
    public void A_table_as_it_was_released_has_no_drift_whatever_case_its_names_have() =>
        Drift(Table(_orders, ("ID", "INT"), ("note", "nvarchar(100)"))).ShouldBeEmpty();

    [Fact]
    public void A_column_that_only_the_database_has_is_no_drift() =>
        Drift(Table(_orders, ("id", "int"), ("note", "nvarchar(100)"), ("extra", "int"))).ShouldBeEmpty();

    [Fact]
    public void A_table_that_is_gone_is_drift() => Drift().ShouldBe(["shop.orders is gone"]);

    [Fact]
    public void A_view_in_the_place_of_a_table_is_drift() =>
        Drift(Table(_orders, ("id", "int"), ("note", "nvarchar(100)")) with { Kind = RelationKind.View })
            .ShouldBe(["shop.orders is gone"]);

    [Fact]
    public void A_lost_column_and_a_changed_type_are_drift() =>
        Drift(Table(_orders, ("id", "bigint")))
            .ShouldBe(["shop.orders has id as bigint in place of int", "shop.orders has lost its column note"]);

    [Fact]
    public void A_type_that_is_not_known_is_not_compared() =>
        TableDrift
            .Between([new ExpectedTable(_orders, [("id", "")])], [Table(_orders, ("id", "bigint"))])
            .ShouldBeEmpty();

    private static IEnumerable<string> Drift(params CatalogRelation[] standing) =>
        TableDrift.Between([_expected], standing).Select(one => $"{one.Table} {one.What}");

    private static CatalogRelation Table(RelationName name, params (string Name, string Type)[] columns) =>
        new(
            name,
            RelationKind.Table,
            null,
            null,
            [.. columns.Select((column, at) => new CatalogColumn(column.Name, at + 1, column.Type, true, null))],
            [],
            null
        );
}
