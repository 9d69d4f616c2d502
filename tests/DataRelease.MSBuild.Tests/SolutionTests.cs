using DataRelease.Testing;

namespace DataRelease.MSBuild.Tests;

/// <summary>A data project in a solution, when it is published or packed, and under an SDK that is too old.</summary>
public sealed class SolutionTests(Packed packed)
{
    private const string OldSdk = "-p:NETCoreSdkVersion=9.0.305";

    [Theory]
    [InlineData("sln")]
    [InlineData("slnx")]
    public async Task A_solution_takes_lists_and_builds_a_data_project(string format)
    {
        using var project = DataProject.OfShop(packed);
        project.With("DOTNET_CLI_HOME", project["home"]);
        (await project.DotnetAsync("new", "sln", "--name", "All", "--format", format)).Exit.ShouldBe(0);

        var (exit, output) = await project.DotnetAsync("sln", $"All.{format}", "add", "Shop.proj");

        exit.ShouldBe(0, output);
        (await project.DotnetAsync("sln", $"All.{format}", "list")).Output.ShouldContain("Shop.proj");
        (exit, output) = await project.DotnetAsync("build", $"All.{format}");
        exit.ShouldBe(0, output);
        output.ShouldContain("shop 1.0.0 is in order");
    }

    [Fact]
    public async Task Publishing_a_data_project_releases_only_where_it_is_said()
    {
        using var project = DataProject.OfShop(packed);

        var (exit, output) = await project.DotnetAsync("publish", "Shop.proj");
        exit.ShouldBe(1);
        output.ShouldContain($"{project["Shop.proj"]} : error DR1204");
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();

        (exit, output) = await project.DotnetAsync("publish", "Shop.proj", "-p:DataReleasePublish=true");
        exit.ShouldBe(0, output);
        output.ShouldContain("r1 (1.0.0) is live");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<DataReleasePublish>true</DataReleasePublish>")]
    public async Task Publishing_a_solution_publishes_its_applications_and_releases_no_data(string properties)
    {
        using var project = DataProject.OfShop(packed, properties: properties);
        WriteApplication(project);
        project.Write(
            "All.slnx",
            "<Solution><Project Path=\"Shop.proj\" Type=\"C#\" /><Project Path=\"app/App.csproj\" /></Solution>"
        );

        var (exit, output) = await project.DotnetAsync("publish", "All.slnx");

        exit.ShouldBe(0, output);
        output.ShouldContain("Shop is not released by publishing a solution");
        File.Exists(project["app/bin/Release/net10.0/publish/App.dll"]).ShouldBeTrue(output);
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();
    }

    [Fact]
    public async Task With_a_package_reference_publishing_stays_what_it_is()
    {
        using var project = DataProject.OfShop(packed);
        WriteApplication(
            project,
            $"""<PackageReference Include="DataRelease.MSBuild" Version="{Packed.Version}" PrivateAssets="all" />"""
        );

        var (exit, output) = await project.DotnetAsync("publish", "app/App.csproj", "-p:DataReleasePublish=true");

        exit.ShouldBe(0, output);
        File.Exists(project["app/bin/Release/net10.0/publish/App.dll"]).ShouldBeTrue(output);
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("build")]
    [InlineData("pack")]
    public async Task An_sdk_that_is_too_old_is_told_at_the_project(string verb)
    {
        using var project = DataProject.OfShop(packed);

        var (exit, output) = await project.DotnetAsync(verb, "Shop.proj", OldSdk);

        exit.ShouldBe(1);
        output.ShouldContain(
            $"{project["Shop.proj"]} : error DR1203: DataRelease.MSBuild needs the .NET SDK 10.0.100 or later, and "
                + "this build runs with 9.0.305"
        );
        output.ShouldNotContain("NETSDK");
    }

    [Fact]
    public async Task With_a_package_reference_an_old_sdk_builds_the_project_and_is_told_at_a_target_of_ours()
    {
        using var project = DataProject.OfShop(packed);
        WriteApplication(
            project,
            $"""<PackageReference Include="DataRelease.MSBuild" Version="{Packed.Version}" PrivateAssets="all" />"""
        );
        (await project.DotnetAsync("restore", "app/App.csproj")).Exit.ShouldBe(0);

        var (exit, output) = await project.DotnetAsync("build", "app/App.csproj", "--no-restore", OldSdk);
        exit.ShouldBe(0, output);

        // The check comes before the tool, also where the tool need not be fetched.
        (exit, output) = await project.DotnetAsync(
            "build",
            "app/App.csproj",
            "--no-restore",
            "-t:DeployGreen",
            "-p:DataReleaseToolPath=none.dll",
            OldSdk
        );
        exit.ShouldBe(1);
        output.ShouldContain("error DR1203");
    }

    [Fact]
    public async Task Pack_lets_dbt_compile_what_is_not_compiled()
    {
        using var project = DataProject.OfShop(packed).With("DATARELEASE_DBT", PathOfFakeDbt);
        Directory.Delete(project["release"], recursive: true);
        var manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json");
        project
            .Write("fake-dbt.json", $$"""{"on": "none", "compiles": true, "manifest": "{{manifest}}"}""")
            .Write(
                "profiles.yml",
                "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: shop.duckdb\n"
                    + "      schema: analytics\n"
            );

        var (exit, output) = await project.DotnetAsync("pack", "-p:DataReleasePackageOutput=out");
        exit.ShouldBe(0, output);
        output.ShouldContain("there is no target/manifest.json: dbt compiles");
        File.Exists(project["out/shop.1.0.0.nupkg"]).ShouldBeTrue();

        File.Delete(project["target/manifest.json"]);
        (exit, output) = await project.DotnetAsync("pack", "-p:DataReleaseCompile=false");
        exit.ShouldBe(1);
        output.ShouldContain("there is no manifest.json");
    }

    private static string PathOfFakeDbt =>
        Repository.PathOf(
            "artifacts",
            "bin",
            "DataRelease.Actors",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
            "DataRelease.Actors"
        );

    private static void WriteApplication(DataProject project, string reference = "") =>
        project
            .Write(
                "app/App.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <OutputType>Exe</OutputType>
                    <UseAppHost>false</UseAppHost>
                  </PropertyGroup>
                  <ItemGroup>{reference}</ItemGroup>
                </Project>
                """
            )
            .Write("app/Program.cs", "System.Console.WriteLine();");
}
