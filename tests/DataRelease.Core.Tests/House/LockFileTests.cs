using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>What was restored is written down, the same on every machine.</summary>
public sealed class LockFileTests
{
    public static TheoryData<string> Projects =>
        [
            .. new[] { "src", "tests" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(
                        Repository.PathOf(folder),
                        "*.csproj",
                        new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }
                    )
                )
                .Select(project => Path.GetRelativePath(Repository.Root, project).Replace('\\', '/')),
        ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_a_lock_file_that_names_no_machine_and_no_feed(string project)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(project))!;
        var file = Path.Combine(folder, "packages.lock.json");
        File.Exists(file).ShouldBeTrue("run dotnet restore, and commit what it wrote");
        var text = File.ReadAllText(file);

        using var json = JsonDocument.Parse(text);
        // A platform or a pack of the SDK in it would differ from one machine to the next.
        json.RootElement.GetProperty("dependencies").EnumerateObject().Count().ShouldBe(1);
        foreach (var part in new[] { "http", "Microsoft.NETCore.App", "Microsoft.NET.ILLink", "runtime.linux" })
            text.ShouldNotContain(part);
    }

    [Theory]
    [InlineData("src/DataRelease.Cli")]
    [InlineData("src/DataRelease.MSBuild")]
    [InlineData("build/templates")]
    public void What_a_release_packs_has_one_with_the_packs_own_tools(string folder)
    {
        var text = File.ReadAllText(Repository.PathOf($"{folder}/packages.release.lock.json"));

        text.ShouldContain("\"MinVer\"");
        text.ShouldNotContain("http");
        File.ReadAllText(Repository.PathOf(".github/workflows/release.yml")).ShouldContain("--all --locked");
    }
}
