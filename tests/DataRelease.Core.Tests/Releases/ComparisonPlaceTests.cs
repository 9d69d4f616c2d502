using DataRelease.Errors;
using DataRelease.Releases.Comparisons;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Releases;

public sealed class ComparisonPlaceTests
{
    [Fact]
    public void A_word_alone_is_a_release_or_a_version()
    {
        Parse("r41").ShouldBe(new ComparisonPlace.OfRelease(null, "r41"));
        Parse("1.4.0").ShouldBe(new ComparisonPlace.OfRelease(null, "1.4.0"));
        Parse("live").ShouldBe(new ComparisonPlace.OfLive(null));
    }

    [Fact]
    public void Another_environment_alone_means_what_is_live_there()
    {
        Parse("environment:staging").ShouldBe(new ComparisonPlace.OfLive("staging"));
        Parse("environment:staging/r3").ShouldBe(new ComparisonPlace.OfRelease("staging", "r3"));
        Parse("environment:staging/schema:raw").ShouldBe(new ComparisonPlace.OfSchema("staging", "raw"));
    }

    [Theory]
    [InlineData("relation:public.orders", "public", "orders")]
    [InlineData("relation:\"a.b\".\"c\"\"d\"", "a.b", "c\"d")]
    [InlineData("relation:Mixed.Case", "Mixed", "Case")]
    public void Names_keep_their_case_and_may_be_quoted(string text, string schema, string name) =>
        Parse(text).ShouldBe(new ComparisonPlace.OfRelation(null, new RelationName(schema, name)));

    [Fact]
    public void A_query_stands_in_the_text_or_in_a_file()
    {
        Parse("query: select 1 as id; ").ShouldBe(new ComparisonPlace.OfQuery(null, "select 1 as id"));
        Parse("query:@orders.sql").ShouldBe(new ComparisonPlace.OfQuery(null, "text of orders.sql"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("environment:")]
    [InlineData("schema:")]
    [InlineData("schema:a.b")]
    [InlineData("relation:orders")]
    [InlineData("relation:a.b.c")]
    [InlineData("relation:\"a.b")]
    [InlineData("query: ; ")]
    public void What_names_nothing_is_refused(string text) =>
        Should.Throw<ReleaseException>(() => Parse(text)).Code.ShouldBe(ErrorCode.ComparisonPlaceInvalid);

    private static ComparisonPlace Parse(string text) => ComparisonPlace.Parse(text, file => $"text of {file}");
}
