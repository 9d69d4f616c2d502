using DataRelease.Testing;

namespace DataRelease.Report.Tests;

/// <summary>
/// Files that say what a format looks like; <c>DATARELEASE_UPDATE_GOLDEN=1</c> writes them anew, to be read before they
/// are committed.
/// </summary>
internal static class Golden
{
    public static async Task MatchAsync(string name, string text)
    {
        var path = Repository.PathOf("tests", "assets", "report", name);
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n")
            .ShouldBe(text);
    }
}
