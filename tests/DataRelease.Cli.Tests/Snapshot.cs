using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>
/// Texts that are kept under <c>Snapshots/</c>. With <c>DATARELEASE_UPDATE_SNAPSHOTS=1</c> they are written instead of
/// compared; the change is then reviewed as any other.
/// </summary>
internal static class Snapshot
{
    public static void ShouldMatch(string name, string text)
    {
        var path = Repository.PathOf("tests", "DataRelease.Cli.Tests", "Snapshots", name);
        var actual = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        File.Exists(path).ShouldBeTrue($"{path} is missing: run with DATARELEASE_UPDATE_SNAPSHOTS=1 and review it");
        actual.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
