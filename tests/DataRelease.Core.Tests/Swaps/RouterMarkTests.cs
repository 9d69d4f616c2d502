using DataRelease.Swaps.Methods;

namespace DataRelease.Core.Tests.Swaps;

public sealed class RouterMarkTests
{
    [Theory]
    [InlineData(null, "[data-release r42 17-0423]")]
    [InlineData("", "[data-release r42 17-0423]")]
    [InlineData("For everybody", "For everybody\n[data-release r42 17-0423]")]
    [InlineData("[data-release r41 16-9999]", "[data-release r42 17-0423]")]
    [InlineData("Two\nlines\n[data-release r41 16-9999]", "Two\nlines\n[data-release r42 17-0423]")]
    [InlineData("see [data-release r1 1-0000] there", "see [data-release r1 1-0000] there\n[data-release r42 17-0423]")]
    public void A_mark_takes_the_place_of_another_and_leaves_the_rest_of_the_comment(string? comment, string marked)
    {
        var mark = new RouterMark(42, "17-0423");

        mark.Write(comment).ShouldBe(marked);

        RouterMark.Read(marked).ShouldBe(mark);
        mark.Write(marked).ShouldBe(marked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("For everybody")]
    [InlineData("[data-release r42]")]
    [InlineData("[data-release r42 17-0423] and more")]
    [InlineData("[data-release r4242424242 17-0423]")]
    public void A_comment_without_a_mark_at_its_end_has_none(string? comment) =>
        RouterMark.Read(comment).ShouldBeNull();

    [Fact]
    public void What_is_left_without_the_mark_is_the_comment_before()
    {
        RouterMark.Strip("For everybody\n[data-release r1 1-0000]").ShouldBe("For everybody");
        RouterMark.Strip("[data-release r1 1-0000]").ShouldBeNull();
        RouterMark.Strip(null).ShouldBeNull();
    }
}
