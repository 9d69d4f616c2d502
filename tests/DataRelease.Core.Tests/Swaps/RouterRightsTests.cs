using DataRelease.Ledgers;
using DataRelease.Swaps.Methods;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Swaps;

public sealed class RouterRightsTests
{
    private static readonly RouterFrame _frame = new("OWNER", null, [], []);

    [Fact]
    public void A_setting_that_the_new_schema_lacks_or_alone_has_is_a_difference()
    {
        var before = _frame with { Properties = [new("RETENTION", "7"), new("tag COST", "x")] };
        var after = _frame with { Properties = [new("RETENTION", "1"), new("tag COST", "x")] };

        RouterRights.Differences("LIVE", before, before).ShouldBeEmpty();
        RouterRights
            .Differences("LIVE", before, after)
            .ShouldBe(["schema LIVE would lose RETENTION = 7", "schema LIVE would get RETENTION = 1"]);
    }

    [Theory]
    [InlineData("analytics__replaced17_0423", true)]
    [InlineData("ANALYTICS__REPLACED17_0423", false)]
    [InlineData("analytics__next17_0423", false)]
    [InlineData("analytics__replaced", false)]
    public void A_schema_that_is_kept_is_known_by_its_name(string schema, bool isKept)
    {
        ReleaseSchemas.IsReplaced("analytics", schema).ShouldBe(isKept);
        if (isKept)
            ReleaseSchemas.IsOf("analytics", schema).ShouldBeTrue();
    }
}
