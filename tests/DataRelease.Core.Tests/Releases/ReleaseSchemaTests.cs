using DataRelease.Builds;
using DataRelease.Ledgers;

namespace DataRelease.Core.Tests.Releases;

/// <summary>One place knows how release schemas are named, whoever asks.</summary>
public sealed class ReleaseSchemaTests
{
    [Theory]
    [InlineData("analytics__r42", true)]
    [InlineData("analytics__r42b", true)]
    [InlineData("analytics__r42b_marketing", true)]
    [InlineData("analytics__r0_marketing", true)]
    [InlineData("analytics__r5__rehearsal", true)]
    [InlineData("analytics__found2_marketing", true)]
    [InlineData("analytics", false)]
    [InlineData("analytics_marketing", false)]
    [InlineData("analytics__rest", false)]
    [InlineData("analytics__r", false)]
    [InlineData("analytics__r42a", false)]
    [InlineData("analytics__r42bc", false)]
    [InlineData("analytics__r42\n", false)]
    [InlineData("my_analytics__r42", false)]
    public void A_schema_is_of_a_release_by_its_name(string schema, bool expected) =>
        ReleaseSchemas.IsOf("analytics", schema).ShouldBe(expected);

    [Theory]
    [InlineData("analytics__p_pr_123_r42", true)]
    [InlineData("analytics__p_pr_123_r42b_marketing", true)]
    [InlineData("analytics__p_pr_123", false)]
    [InlineData("analytics__r42", false)]
    [InlineData("analytics_p_pr_r1", false)]
    [InlineData("my_analytics__p_pr_123_r42", false)]
    public void A_schema_is_of_a_preview_by_its_name(string schema, bool expected) =>
        ReleaseSchemas.IsOfPreview("analytics", schema).ShouldBe(expected);

    [Theory]
    [InlineData("analytics", "analytics__r2")]
    [InlineData("analytics__r1", "analytics__r2")]
    [InlineData("analytics__r1", "analytics__r1b")]
    [InlineData("analytics__r1b", "analytics__r12c")]
    [InlineData("a.b+c__r1z", "a.b+c")]
    public void The_same_code_is_the_same_in_whichever_attempt_it_was_built(string first, string second)
    {
        static string Code(string schema) =>
            $"select * from \"db\".\"{schema}\".a join {schema}_marketing.b join {schema}beta.c";

        CodeDigest.Of(Code(first), first, "db").ShouldBe(CodeDigest.Of(Code(second), second, "db"));
    }

    [Fact]
    public void Code_of_a_resumed_release_that_shares_a_relation_with_blue_is_not_changed()
    {
        var whole = CodeDigest.Of("select * from analytics__r1.orders", "analytics__r1", "");
        var shared = CodeDigest.Of("select * from analytics__r1.orders", "analytics__r2b", "");

        shared.ShouldBe(whole);
        CodeDigest.Of("select * from other__r1.orders", "analytics__r2b", "").ShouldNotBe(whole);
    }
}
