using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>What the checks can measure on a column, by the catalog's name of its type.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("int", ValueKind.Whole)]
    [InlineData("tinyint", ValueKind.Whole)]
    [InlineData("money", ValueKind.Exact)]
    [InlineData("decimal(10,2)", ValueKind.Exact)]
    [InlineData("real", ValueKind.Approximate)]
    [InlineData("bit", ValueKind.Boolean)]
    [InlineData("date", ValueKind.Time)]
    [InlineData("datetime", ValueKind.Time)]
    [InlineData("datetime2(7)", ValueKind.Time)]
    [InlineData("datetimeoffset(7)", ValueKind.Time)]
    [InlineData("time(7)", ValueKind.Other)]
    [InlineData("uniqueidentifier", ValueKind.Other)]
    public void A_type_has_the_kind_of_its_values(string type, ValueKind kind) =>
        SqlServerDialect.Spelling.KindOf(type).ShouldBe(kind);

    [Fact]
    public void Sums_and_means_of_whole_numbers_are_decimals()
    {
        Text(SqlServerDialect.Spelling.Sum(Sql.Raw("x"), ValueKind.Whole)).ShouldBe("sum(cast(x as decimal(38, 0)))");
        Text(SqlServerDialect.Spelling.Mean(Sql.Raw("x"), ValueKind.Whole)).ShouldBe("avg(cast(x as decimal(38, 6)))");
    }

    [Theory]
    [InlineData(ValueKind.Approximate, "cast(convert(nvarchar(max), x, 3) as nvarchar(max))")]
    [InlineData(ValueKind.Exact, "cast(convert(nvarchar(max), x, 2) as nvarchar(max))")]
    [InlineData(ValueKind.Whole, "cast(x as nvarchar(max))")]
    public void The_text_of_a_number_has_all_of_its_digits(ValueKind kind, string text)
    {
        var dialect = SqlServerDialect.Spelling;

        Text(dialect.AsText(dialect.WithAllDigits(Sql.Raw("x"), kind))).ShouldBe(text);
    }

    [Theory]
    [InlineData("float", ValueKind.Approximate)]
    [InlineData("int", ValueKind.Whole)]
    [InlineData("datetime2(7)", ValueKind.Time)]
    [InlineData("uniqueidentifier", ValueKind.Other)]
    public void Values_of_a_named_type_are_compared_as_those_of_the_type_under_it(string type, ValueKind kind)
    {
        var named = new CatalogColumn("x", 1, "[shop].[rate]", true, null) { Underlying = type };
        var own = new CatalogColumn("x", 1, type, true, null);
        var grammar = new SqlServerDiffGrammar();
        var (left, right) = (Sql.Raw("b.x"), Sql.Raw("g.x"));

        foreach (var (blue, green) in new[] { (named, named), (named, own), (own, named) })
        {
            var value = grammar.Compare(left, blue, right, green);

            value.Kind.ShouldBe(kind);
            (Text(value.Blue), Text(value.Green)).ShouldBe(("b.x", "g.x"));
        }
    }

    private static string Text(Sql sql) => sql.Render(SqlServerDialect.Spelling).Text;
}
