using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>Every error has its page; <c>dotnet run build/docs.cs</c> writes them.</summary>
public sealed partial class ErrorPagesTests
{
    private const string Marker = "<!-- Above: written by build/docs.cs. Below: by hand. -->";

    public static TheoryData<string> Codes => [.. ErrorCode.All.Select(code => code.Id)];

    [Fact]
    public void Ids_are_unique_and_well_formed()
    {
        ErrorCode.All.ShouldNotBeEmpty();
        ErrorCode.All.ShouldAllBe(code => WellFormed().IsMatch(code.Id));
        ErrorCode.All.Select(code => code.Id).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_page_that_says_what_the_program_says(string id)
    {
        var code = ErrorCode.All.Single(code => code.Id == id);
        var path = Repository.PathOf(code.Help.Split('/'));

        File.Exists(path).ShouldBeTrue($"{code.Help} is missing: run dotnet run build/docs.cs");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        page.ShouldStartWith($"# {code.Id}: {code.Title}\n");
        page.ShouldContain(code.Remedy);
    }

    /// <summary>What users meet most has a page by hand: an example, why it happens, the way out, and how to avoid it.</summary>
    [Theory]
    [InlineData("DR1000 DR1001 DR1003 DR1007 DR1100 DR1101 DR1102 DR1103 DR1104 DR1107")]
    [InlineData("DR2000 DR2002 DR2101 DR2102 DR3000 DR3003 DR3004 DR3005 DR3006")]
    [InlineData("DR4001 DR4002 DR4003 DR4004 DR4006 DR4008 DR5001 DR5005 DR5007 DR5008 DR5009 DR5010 DR5011")]
    [InlineData("DR5012 DR5015 DR5016 DR5020 DR7001 DR7002 DR8001 DR8002 DR8003 DR8005 DR8006 DR8200")]
    public void The_pages_of_what_users_meet_most_have_an_example_its_cause_and_the_way_out(string ids)
    {
        foreach (var id in ids.Split(' '))
        {
            var page = File.ReadAllText(Repository.PathOf("docs", "errors", $"{id}.md")).ReplaceLineEndings("\n");
            var parts = page[page.IndexOf(Marker, StringComparison.Ordinal)..].Split("\n## ")[1..];

            parts
                .Select(part => part.Split('\n')[0])
                .ShouldBe(["Example", "Why it happens", "How to get out", "How to avoid it"], id);
            parts.ShouldAllBe(part => part.Contains("\n\n") && part.Trim().Length > 60, id);
            // The example is what the tool printed: the command, and the error with its code.
            parts[0].ShouldContain("\n$ ", customMessage: id);
            parts[0].ShouldContain($"error {id}: ", customMessage: id);
        }
    }

    [Fact]
    public void No_page_is_left_of_a_code_that_is_gone()
    {
        var pages = Directory
            .GetFiles(Repository.PathOf("docs", "errors"), "DR*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path)!);

        pages.Except(ErrorCode.All.Select(code => code.Id)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^DR\d{4}$")]
    private static partial Regex WellFormed();
}
