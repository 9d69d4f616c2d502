using DataRelease.Builds;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Two versions of a model's SQL, as a person reads them.</summary>
public sealed class TextDiffTests
{
    [Fact]
    public void Only_what_changed_is_shown_with_three_lines_around_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 40).Select(line => $"line {line}"));

        var diff = TextDiff.Of(before, before.Replace("line 20\n", "line twenty\n", StringComparison.Ordinal))!;

        diff.Lines.ShouldBe([
            "@@ -17,7 +17,7 @@",
            " line 17",
            " line 18",
            " line 19",
            "-line 20",
            "+line twenty",
            " line 21",
            " line 22",
            " line 23",
        ]);
        diff.Hidden.ShouldBe(0);
    }

    [Theory]
    [InlineData("select 1\nfrom t", "select 1\r\nfrom t\r\n")]
    [InlineData("select 1\nfrom t", "\n\nselect 1\rfrom t\n\n")]
    [InlineData("", "")]
    public void Ends_of_lines_and_of_the_text_are_no_change(string before, string after) =>
        TextDiff.Of(before, after)!.Lines.ShouldBeEmpty();

    [Fact]
    public void A_long_text_and_a_long_line_are_cut()
    {
        var text = string.Join('\n', Enumerable.Range(1, 1_000));

        var diff = TextDiff.Of("", text)!;

        (diff.Lines.Count, diff.Hidden).ShouldBe((TextDiff.MaxLines, 1_001 - TextDiff.MaxLines));
        TextDiff.Of("", new string('x', 1_000_000))!.Lines[1].Length.ShouldBeLessThan(TextDiff.MaxWidth + 10);
        TextDiff.Of("", string.Join('\n', Enumerable.Range(1, 100_000))).ShouldBeNull();
    }

    [Fact]
    public void A_line_that_looks_like_a_header_stays_what_it_is() =>
        TextDiff.Of("-- a\n++ b\n@@ c", "-- a\n@@ c")!.Lines.ShouldBe(["@@ -1,3 +1,2 @@", " -- a", "-++ b", " @@ c"]);
}
