using DataRelease.Testing;

namespace DataRelease.Snowflake.Tests;

/// <summary>
/// Texts that somebody read and approved; <c>DATARELEASE_UPDATE_SNAPSHOTS=1</c> writes them anew.
/// </summary>
internal static class ApprovedText
{
    public static void ShouldBe(string name, string text)
    {
        var approved = Repository.PathOf("tests", "DataRelease.Snowflake.Tests", "Approved", name);
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, text);
        }
        text.ShouldBe(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "");
    }
}
