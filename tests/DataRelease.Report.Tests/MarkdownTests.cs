using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Report.Tests;

/// <summary>
/// Markdown for a pull request: never too long, never cut within something, never anybody else's markup.
/// </summary>
public sealed partial class MarkdownTests
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(10_000)]
    [InlineData(MarkdownPage.Comment)]
    public void A_page_of_very_much_stays_below_its_limit_and_says_so(int limit)
    {
        var page = MarkdownReport.Write(Much(), limit);

        Encoding.UTF8.GetByteCount(page).ShouldBeLessThanOrEqualTo(limit);
        page.ShouldContain("more does not fit here");
        page.ShouldContain("was refused");
    }

    [Fact]
    public void Every_row_of_a_cut_table_is_whole() =>
        Gen.Int[600, 20_000]
            .Sample(
                limit =>
                {
                    var page = MarkdownReport.Write(Much(), limit);
                    Encoding.UTF8.GetByteCount(page).ShouldBeLessThanOrEqualTo(limit);
                    VisibleText.Of(page).ShouldNotContain('\uFFFD');
                    foreach (var line in page.Split('\n').Where(line => line.StartsWith('|')))
                    {
                        line.ShouldEndWith("|");
                        Bars(line).ShouldBeOneOf(7, 4, 8);
                    }
                },
                iter: 200
            );

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[link](https://evil.example)", "[link](")]
    [InlineData("see https://evil.example/x and www.evil.example", "https://", "www.evil")]
    [InlineData("ping @everyone or me@example.org", "@everyone", "@example")]
    [InlineData("closes #17", "#17")]
    [InlineData("`rm -rf`", " `rm")]
    [InlineData("a | b | c", " | b |")]
    [InlineData("**bold** _it_ ~gone~ ![pic](x)", "**bold**", "![")]
    [InlineData(":white_check_mark: all good", ":white_check_mark:")]
    [InlineData("$\\alpha$", "$\\")]
    [InlineData("one\n# head\n- list", "\n#", "\n-")]
    [InlineData("##vso[task.setvariable variable=x]y", "##vso[")]
    [InlineData("\u202Egnp.exe\u001b[31m", "\u202E", "\u001b")]
    public void Text_of_a_stranger_is_text(string text, params string[] gone)
    {
        var safe = MarkdownPage.Text(text);

        foreach (var part in gone)
            safe.ShouldNotContain(part);
    }

    [Fact]
    public void A_hostile_report_has_only_our_own_structure()
    {
        // Within a code span everything is text, and nothing but a backtick ends it.
        var page = CodeSpan().Replace(MarkdownReport.Write(SampleReports.Hostile()), "");

        page.Split('\n').Count(line => line.StartsWith('#')).ShouldBe(1);
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("@everyone");
        page.ShouldNotContain("\u202E");
        page.Split('\n')
            .Where(line => line.StartsWith("| ⛔", StringComparison.Ordinal))
            .ShouldAllBe(line => Bars(line) == 7);
    }

    [Fact]
    public void No_row_of_the_data_gets_into_a_page_that_others_may_read()
    {
        var page = MarkdownReport.Write(SampleReports.Refused());

        page.ShouldNotContain("12.50");
        page.ShouldNotContain("shipped");
    }

    /// <summary>Bars that divide cells: those not escaped.</summary>
    private static int Bars(string line) =>
        line.Where((character, index) => character == '|' && (index == 0 || line[index - 1] != '\\')).Count();

    [GeneratedRegex(@"(?<!\\)`[^`\n]*`")]
    private static partial Regex CodeSpan();

    private static ReportDocument Much() =>
        SampleReports.Refused() with
        {
            Checks =
            [
                .. Enumerable
                    .Range(0, 3_000)
                    .Select(number => new ReportedCheck(
                        "row_count",
                        $"analytics.täble_{number}",
                        CheckState.Fail,
                        "fail",
                        true,
                        "1 -> 0",
                        "",
                        string.Concat(Enumerable.Repeat("😀|", 100))
                    )),
            ],
        };
}
