using System.IO.Compression;
using System.Runtime.InteropServices;

namespace DataRelease.MSBuild.Tests;

/// <summary>The tool and the template, installed from the packed packages.</summary>
public sealed class InstallTests(Packed packed)
{
    [Fact]
    public async Task The_tool_installs_as_a_local_tool_and_runs_in_subfolders()
    {
        using var project = DataProject
            .OfShop(packed)
            .Write(
                "dotnet-tools.json",
                $$"""
                {"version": 1, "isRoot": true,
                  "tools": {"datarelease.tool": {"version": "{{Packed.Version}}", "commands": ["data-release"]} } }
                """
            );

        // The SDK remembers where it restored a tool to, beyond the life of this test's folder.
        project.With("DOTNET_CLI_HOME", project["home"]);
        // What installs tools unpacks packages without the lock that a restore beside it takes.
        project.With("NUGET_PACKAGES", project["../packages"]);

        var (exit, output) = await project.DotnetAsync("tool", "restore");
        exit.ShouldBe(0, output);
        (exit, output) = await project.DotnetAsync("data-release", "release");
        exit.ShouldBe(0, output);
        output.ShouldContain("r1 (1.0.0) is live");
    }

    [Fact]
    public async Task The_tool_runs_by_tool_exec_and_by_tool_path()
    {
        using var project = DataProject.OfShop(packed);
        // What installs tools unpacks packages without the lock that a restore beside it takes.
        project.With("NUGET_PACKAGES", project["../packages"]);

        var (exit, output) = await project.DotnetAsync(
            "tool",
            "exec",
            "--yes",
            $"datarelease.tool@{Packed.Version}",
            "--",
            "status"
        );
        exit.ShouldBe(0, output);
        output.ShouldContain("nothing has been released here yet");

        (exit, output) = await project.DotnetAsync(
            "tool",
            "install",
            "datarelease.tool",
            "--version",
            Packed.Version,
            "--tool-path",
            project["tools"]
        );
        exit.ShouldBe(0, output);
        File.Exists(project[OperatingSystem.IsWindows() ? "tools/data-release.exe" : "tools/data-release"])
            .ShouldBeTrue();
    }

    [Fact]
    public void The_tool_holds_the_database_of_one_platform_only()
    {
        var package = Directory
            .GetFiles(packed.Feed, $"DataRelease.Tool.*-*.{Packed.Version}.nupkg")
            .Single(path =>
                Path.GetFileName(path)
                    .Contains(
                        RuntimeInformation.OSArchitecture == Architecture.X64 ? "-x64" : "-arm64",
                        StringComparison.Ordinal
                    )
            );

        using var zip = ZipFile.OpenRead(package);
        zip.Entries.Count(entry => entry.Name is "libduckdb.so" or "duckdb.dll" or "libduckdb.dylib").ShouldBe(1);
        new FileInfo(package).Length.ShouldBeLessThan(60_000_000);
    }

    [Fact]
    public async Task A_project_goes_on_with_a_newer_version_of_the_packages()
    {
        using var project = DataProject.OfShop(packed);
        (await project.DotnetAsync("build", "-t:ReleaseData")).Exit.ShouldBe(0);
        Renumber("DataRelease.MSBuild.", "0.1.1-test");
        var system = RuntimeInformation.RuntimeIdentifier.Split('-')[0] switch
        {
            "win" => "win",
            "osx" => "osx",
            _ => "linux",
        };
        Renumber(
            $"DataRelease.Tool.{system}" + $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}.",
            "0.1.1-test"
        );
        project.Write(
            "Shop.proj",
            (await File.ReadAllTextAsync(project["Shop.proj"], TestContext.Current.CancellationToken)).Replace(
                Packed.Version,
                "0.1.1-test",
                StringComparison.Ordinal
            )
        );

        var (exit, output) = await project.DotnetAsync("build", "-t:ReleaseData");

        exit.ShouldBe(0, output);
        output.ShouldContain("r2 (1.0.0) is live");
        Directory.Exists(Path.Combine(packed.Cache, "datarelease.msbuild", "0.1.1-test")).ShouldBeTrue();
        (await project.DotnetAsync("build", "-t:RollbackData")).Output.ShouldContain("r1 (1.0.0) is live again");
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task The_template_makes_a_project_that_builds(string warehouse)
    {
        using var project = new DataProject(packed, "New.Data");
        Directory.CreateDirectory(project.Folder);
        project.With("DOTNET_CLI_HOME", project["home"]);
        project.With("NUGET_PACKAGES", project["../packages"]);

        var (exit, output) = await project.DotnetAsync(
            "new",
            "install",
            Path.Combine(packed.Feed, $"DataRelease.Templates.{Packed.Version}.nupkg")
        );
        exit.ShouldBe(0, output);
        (exit, output) = await project.DotnetAsync(
            "new",
            "data-release",
            "--name",
            "New.Data",
            "--output",
            ".",
            "--warehouse",
            warehouse
        );
        exit.ShouldBe(0, output);
        (await File.ReadAllTextAsync(project["dbt_project.yml"], TestContext.Current.CancellationToken)).ShouldContain(
            "name: new_data"
        );
        (await File.ReadAllTextAsync(project["profiles.yml"], TestContext.Current.CancellationToken)).ShouldContain(
            $"type: {warehouse}"
        );

        (exit, output) = await project.DotnetAsync("build", "New.Data.proj");
        exit.ShouldBe(0, output);
        output.ShouldContain("new_data 0.1.0 is in order");
    }

    /// <summary>The same package under a newer number, which costs less than to pack it again.</summary>
    private void Renumber(string id, string version)
    {
        var path = Path.Combine(packed.Feed, $"{id}{version}.nupkg");
        if (File.Exists(path))
            return;
        File.Copy(Path.Combine(packed.Feed, $"{id}{Packed.Version}.nupkg"), path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        foreach (
            var entry in zip
                .Entries.Where(entry =>
                    entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)
                    || entry.Name.EndsWith(".Version.props", StringComparison.Ordinal)
                )
                .ToList()
        )
        {
            string text;
            using (var reader = new StreamReader(entry.Open()))
                text = reader.ReadToEnd();
            using var stream = entry.Open();
            stream.SetLength(0);
            using var writer = new StreamWriter(stream);
            writer.Write(text.Replace(Packed.Version, version, StringComparison.Ordinal));
        }
    }
}
