using System.Diagnostics;
using System.Runtime.InteropServices;
using DataRelease.Testing;
using BinaryLog = Microsoft.Build.Logging.StructuredLogger.BinaryLog;
using LogNode = Microsoft.Build.Logging.StructuredLogger.BaseNode;

namespace DataRelease.MSBuild.Tests;

/// <summary>What users type, with the real dotnet, from packed packages, on DuckDB without dbt.</summary>
public sealed class BuildTests(Packed packed)
{
    [Fact]
    public async Task Build_checks_the_project_and_touches_no_database_and_is_skipped_when_nothing_changed()
    {
        using var project = DataProject.OfShop(packed);

        var (exit, output) = await project.DotnetAsync("build");
        exit.ShouldBe(0, output);
        output.ShouldContain("shop 1.0.0 is in order");
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();

        (await project.DotnetAsync("build")).Output.ShouldNotContain("is in order");
        File.Delete(project["models/marts/top_customers.sql"]);
        (await project.DotnetAsync("build")).Output.ShouldContain("top_customers.sql");
        (await project.DotnetAsync("build", "--no-restore")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_plan_is_not_skipped_the_next_time()
    {
        using var project = DataProject.OfShop(packed).Write("data-release.yml", "swap:\n  bugdet: 5m\n");
        for (var time = 0; time < 2; time++)
        {
            var (exit, output) = await project.DotnetAsync("build");

            exit.ShouldBe(1);
            output.ShouldContain(
                $"{project["data-release.yml"]}(2,3): error DR1001: unknown key 'swap.bugdet', did you mean 'budget'?"
            );
        }
    }

    [Fact]
    public async Task A_plan_runs_again_when_a_configuration_outside_the_project_changed()
    {
        using var project = DataProject.OfShop(packed).Write("../other.yml", "swap:\n  budget: 5m\n");
        var configuration = $"-p:DataReleaseConfig={Path.GetFullPath(project["../other.yml"])}";
        var (exit, output) = await project.DotnetAsync("build", configuration);
        exit.ShouldBe(0, output);

        project.Write("../other.yml", "swap:\n  bugdet: 5m\n");
        (exit, output) = await project.DotnetAsync("build", configuration);

        exit.ShouldBe(1);
        output.ShouldContain("error DR1001");
    }

    [Fact]
    public async Task Targets_deploy_swap_release_and_roll_back_with_readable_outputs()
    {
        using var project = DataProject.OfShop(packed);
        (await project.DotnetAsync("restore")).Exit.ShouldBe(0);

        (
            await project.DotnetAsync(
                "msbuild",
                "-t:DeployGreen",
                "-getProperty:DataReleaseId",
                "-getProperty:DataReleaseState"
            )
        ).Output.ShouldContain("\"DataReleaseState\": \"validated\"");
        (await project.DotnetAsync("msbuild", "-t:SwapGreen", "-getProperty:DataReleaseLive"))
            .Output.Trim()
            .ShouldBe("r1");
        (await project.DotnetAsync("msbuild", "-t:ReleaseData", "-getProperty:DataReleaseLive")).Output.ShouldStartWith(
            "r2"
        );
        (await project.DotnetAsync("msbuild", "-t:RollbackData", "-getProperty:DataReleaseLive"))
            .Output.Trim()
            .ShouldBe("r1");
        (await project.DotnetAsync("msbuild", "-t:DataReleaseStatus", "-getProperty:DataReleaseLive"))
            .Output.Trim()
            .ShouldBe("r1");
        (await project.DotnetAsync("msbuild", "-t:ValidateGreen")).Output.ShouldContain("error DR5007");
        var (exit, items) = await project.DotnetAsync("msbuild", "-t:TestData", "-getItem:DataReleaseCheck");
        exit.ShouldBe(0, items);
        items.ShouldContain("\"Relation\": \"analytics.orders\"");
        items.ShouldContain("\"State\": \"warn\"");
    }

    [Fact]
    public async Task A_refused_release_is_an_error_on_the_models_own_file_and_a_warning_stays_one()
    {
        using var project = DataProject.OfShop(
            packed,
            properties: "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>"
                + "<MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>"
        );
        var (first, said) = await project.DotnetAsync("build", "-t:ReleaseData");
        first.ShouldBe(0, said);
        said.ShouldContain($"{project["models/schema.yml"]}(24,13): warning DR6003: not_null_orders_customer_id");
        Repository.CopyExample("shop-v3", project.Folder);

        var (exit, output) = await project.DotnetAsync("build", "-t:ReleaseData");

        exit.ShouldBe(1);
        output.ShouldContain(
            $"{project["models/marts/orders.sql"]}(1,1): error DR5011: row_count of analytics.orders: 227 of "
                + $"2400 rows are gone"
        );
        (await project.DotnetAsync("msbuild", "-t:DataReleaseStatus", "-getProperty:DataReleaseLive"))
            .Output.Trim()
            .ShouldBe("r1");
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net10.0;netstandard2.0")]
    public async Task A_package_reference_gives_any_project_the_targets(string frameworks)
    {
        using var project = new DataProject(packed, withMachineFeeds: true);
        Repository.CopyExample("shop", project.Folder);
        File.Delete(project["Shop.proj"]);
        project
            .Write(
                "App.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFrameworks>{frameworks}</TargetFrameworks></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="DataRelease.MSBuild" Version="{Packed.Version}" PrivateAssets="all" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write("Thing.cs", "public sealed class Thing { }");

        var (exit, output) = await project.DotnetAsync("build");
        exit.ShouldBe(0, output);
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();

        (exit, output) = await project.DotnetAsync("build", "-t:DeployGreen");
        exit.ShouldBe(0, output);
        output.ShouldContain("r1 is built and validated and waits");
    }

    [Fact]
    public async Task A_solution_builds_with_a_data_project_in_it_and_touches_no_database()
    {
        using var project = DataProject.OfShop(packed);
        await File.WriteAllTextAsync(
            project["All.slnx"],
            "<Solution><Project Path=\"Shop.proj\" Type=\"9A19103F-16F7-4668-BE54-9A1E7A4F7556\" /></Solution>",
            TestContext.Current.CancellationToken
        );

        var (exit, output) = await project.DotnetAsync("build", "All.slnx");

        exit.ShouldBe(0, output);
        output.ShouldContain("shop 1.0.0 is in order");
        File.Exists(project["shop.duckdb"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_build_speaks_of_its_own_targets()
    {
        using var project = DataProject.OfShop(packed);

        var first = (await project.DotnetAsync("build", "-t:DeployGreen")).Output;
        first.ShouldContain("r1 is built and validated and waits: dotnet build -t:SwapGreen -p:DataReleaseId=r1");
        first.ShouldContain("Shop -> ");
        Directory
            .GetFiles(project["obj/data-release"])
            .Select(Path.GetFileName)
            .ShouldBe(["DeployGreen.json"], ignoreOrder: true);
        (await project.DotnetAsync("build", "-t:DeployGreen")).Exit.ShouldBe(0);
        var (exit, output) = await project.DotnetAsync("build", "-t:SwapGreen");
        exit.ShouldBe(1);
        output.ShouldContain("error DR5030");

        (await project.DotnetAsync("build", "-t:SwapGreen", "-p:DataReleaseId=r2")).Exit.ShouldBe(0);
        (await project.DotnetAsync("build", "-t:AbortData", "-p:DataReleaseId=r1")).Output.ShouldContain(
            "r1 is aborted"
        );
        (await project.DotnetAsync("build", "-t:ResumeData")).Output.ShouldContain("error DR5007");
        (await project.DotnetAsync("build", "-t:PruneData")).Output.ShouldContain("nothing to prune");
        (await project.DotnetAsync("build", "-t:DoctorData")).Output.ShouldContain("configuration");
    }

    [Theory]
    [InlineData(".venv/lib/a.py")]
    [InlineData("node_modules/a/b.yml")]
    [InlineData("dbt_packages/utils/models/a.sql")]
    [InlineData("target/compiled/a.sql")]
    public async Task What_tools_put_there_is_no_input_of_a_build(string file)
    {
        using var project = DataProject.OfShop(packed);
        (await project.DotnetAsync("build")).Exit.ShouldBe(0);

        project.Write(file, "");

        (await project.DotnetAsync("build")).Output.ShouldNotContain("is in order");
    }

    [Fact]
    public async Task After_a_restore_a_build_downloads_nothing()
    {
        using var project = DataProject.OfShop(packed);
        project.With("NUGET_PACKAGES", project["../packages"]);
        (await project.DotnetAsync("restore")).Exit.ShouldBe(0);
        project.Write("../nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");

        var (exit, output) = await project.DotnetAsync("build", "--no-restore");

        exit.ShouldBe(0, output);
        output.ShouldContain("shop 1.0.0 is in order");
    }

    [Fact]
    public void Each_package_has_a_page_of_its_own_an_icon_and_the_repository()
    {
        foreach (var name in new[] { "DataRelease.MSBuild", "DataRelease.Tool", "DataRelease.Templates" })
        {
            using var package = System.IO.Compression.ZipFile.OpenRead(
                Path.Combine(packed.Feed, $"{name}.{Packed.Version}.nupkg")
            );
            package.GetEntry("icon.png").ShouldNotBeNull();
            Text(package, "README.md").ShouldStartWith($"# {name}");
            Text(package, $"{name}.nuspec").ShouldContain("url=\"https://github.com/datarelease/datarelease\"");
        }

        static string Text(System.IO.Compression.ZipArchive package, string name)
        {
            using var reader = new StreamReader(package.GetEntry(name).ShouldNotBeNull().Open());
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public async Task A_strategy_that_there_is_not_is_refused()
    {
        using var project = DataProject.OfShop(packed);

        var (exit, output) = await project.DotnetAsync("build", "-t:DeployGreen", "-p:DataReleaseStrategy=sideways");

        exit.ShouldBe(1);
        output.ShouldContain("error DR1202");
    }

    [Fact]
    public async Task Pack_makes_the_release_package_of_a_compiled_project()
    {
        using var project = DataProject.OfShop(packed);
        Directory.CreateDirectory(project["target"]);
        File.Copy(
            Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
            project["target/manifest.json"]
        );
        Directory.Delete(project["release"], recursive: true);

        var (exit, output) = await project.DotnetAsync("pack", "-p:DataReleasePackageOutput=out");

        exit.ShouldBe(0, output);
        File.Exists(project["out/shop.1.0.0.nupkg"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_path_with_spaces_and_letters_of_the_world_works()
    {
        using var project = DataProject.OfShop(packed, "mein Läden 店 (1)");

        var (exit, output) = await project.DotnetAsync("build", "-t:DeployGreen");

        exit.ShouldBe(0, output);
        File.Exists(project["shop.duckdb"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_projects_in_one_build_go_to_two_databases_and_on_one_the_second_is_told_busy()
    {
        using var project = DataProject.OfShop(packed);
        Repository.CopyExample("shop", project["other"]);
        project
            .Write(
                "other/Shop.proj",
                await File.ReadAllTextAsync(project["Shop.proj"], TestContext.Current.CancellationToken)
            )
            .Write(
                "all.targets",
                """
                <Project>
                  <Target Name="Both">
                    <MSBuild
                      Projects="Shop.proj;other/Shop.proj" Targets="Restore"
                      Properties="R=$([System.Guid]::NewGuid())" />
                    <MSBuild Projects="Shop.proj;other/Shop.proj" Targets="DeployGreen" BuildInParallel="true" />
                  </Target>
                </Project>
                """
            );

        var (exit, output) = await project.DotnetAsync("msbuild", "all.targets", "-t:Both", "-m:2");
        exit.ShouldBe(0, output);

        project.With("SHOP_DUCKDB", project["one.duckdb"]);
        (exit, output) = await project.DotnetAsync("msbuild", "all.targets", "-t:Both", "-m:2");
        exit.ShouldBe(1, output);
        new[] { "error DR4008", "error DR5001" }.ShouldContain(
            code => output.Contains(code, StringComparison.Ordinal),
            output
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_secret_reaches_a_binlog_from_us(bool allEnvironment)
    {
        using var project = DataProject.OfShop(packed).With("WAREHOUSE", "shop.duckdb?password=hunter2-planted");
        // With this switch MSBuild itself writes down the whole environment: nothing else may hold the secret even
        // then.
        if (allEnvironment)
            project.With("MSBUILDLOGALLENVIRONMENTVARIABLES", "1");
        project.Write(
            "data-release.yml",
            "environments:\n  secret: {connection_env: WAREHOUSE, type: duckdb, schema: analytics}\n"
        );

        await project.DotnetAsync("build", "-t:DeployGreen", "-p:DataReleaseEnvironment=secret", "-bl:build.binlog");

        var found = new List<string>();
        var build = BinaryLog.ReadBuild(project["build.binlog"]);
        build.VisitAllChildren<LogNode>(
            node =>
            {
                if (
                    node.ToString()?.Contains("hunter2-planted", StringComparison.Ordinal) == true
                    && !IsMSBuildsOwn(node)
                )
                    found.Add($"{node.GetType().Name} in {node.Parent}");
            },
            TestContext.Current.CancellationToken
        );
        found.ShouldBeEmpty();

        bool IsMSBuildsOwn(LogNode node) =>
            allEnvironment
            && node.GetParentChainExcludingThis().Any(parent => parent.ToString() is "Environment" or "Properties");
    }

    [Fact]
    public async Task Cancelling_a_build_stops_dbt_and_gives_the_lease_back()
    {
        if (Interrupts.WhyNot is { } reason)
            Assert.Skip(reason);
        using var project = DataProject.OfShop(packed);
        Directory.Delete(project["release"], recursive: true);
        var manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json");
        project
            .Write("fake-dbt.json", $$"""{"on": "build", "does": "hang", "manifest": "{{manifest}}"}""")
            .With(
                "DATARELEASE_DBT",
                Repository.PathOf(
                    "artifacts",
                    "bin",
                    "DataRelease.Actors",
                    Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
                    "DataRelease.Actors"
                )
            );
        (await project.DotnetAsync("restore")).Exit.ShouldBe(0);
        var start = project.Start("msbuild", "-t:DeployGreen", "-m:1", "-nodeReuse:false");
        start.RedirectStandardOutput = true;
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!File.Exists(project["fake-dbt.pid"]) || new FileInfo(project["fake-dbt.pid"]).Length == 0)
            await Task.Delay(100, TestContext.Current.CancellationToken);

        Kill(build.Id, 2).ShouldBe(0);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);

        var said = await output;
        build.ExitCode.ShouldNotBe(0, said);
        var dbt = int.Parse(
            await File.ReadAllTextAsync(project["fake-dbt.pid"], TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture
        );
        Should.Throw<ArgumentException>(() => Process.GetProcessById(dbt));
        var (_, status) = await project.DotnetAsync("msbuild", "-t:DataReleaseStatus");
        status.ShouldNotContain("held by");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
