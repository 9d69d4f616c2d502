using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>Every error has its page; <c>dotnet run build/docs.cs</c> writes them.</summary>
public sealed partial class ErrorPagesTests
{
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
