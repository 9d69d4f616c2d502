using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>What the checks can measure on a column, by the catalog's name of its type.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("NUMBER(9,0)", ValueKind.Whole)]
    [InlineData("NUMBER(38,0)", ValueKind.Exact)]
    [InlineData("NUMBER(10,2)", ValueKind.Exact)]
    [InlineData("FLOAT", ValueKind.Approximate)]
    [InlineData("DATE", ValueKind.Time)]
    [InlineData("TIMESTAMP_NTZ(9)", ValueKind.Time)]
    [InlineData("TIMESTAMP_LTZ(9)", ValueKind.Time)]
    [InlineData("TIMESTAMP_TZ(9)", ValueKind.Time)]
    [InlineData("TIME(9)", ValueKind.Other)]
    [InlineData("VARIANT", ValueKind.Other)]
    public void A_type_has_the_kind_of_its_values(string type, ValueKind kind) =>
        SnowflakeDialect.Spelling.KindOf(type).ShouldBe(kind);
}
