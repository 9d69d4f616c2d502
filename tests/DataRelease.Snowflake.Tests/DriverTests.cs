using System.Data.Common;
using System.Runtime.Loader;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Snowflake.Tests;

/// <summary>The driver is no part of the tool: where it comes from, and what is said where it can't be had.</summary>
public sealed class DriverTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The fake of the driver, as it was built beside these tests.</summary>
    private static string Fake =>
        Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "..",
                "..",
                "DataRelease.Snowflake.FakeDriver",
                Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))
            )
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_the_variable_names_is_loaded_apart_from_the_tool()
    {
        var driver = await Drivers(named: Fake).LoadAsync(null, Cancellation);

        driver.Description.ShouldBe($"Snowflake.Data 6.0.0-fake in {Fake}");
        var assembly = driver.Factory.GetType().Assembly;
        assembly.GetName().Name.ShouldBe("Snowflake.Data");
        AssemblyLoadContext.GetLoadContext(assembly).ShouldNotBe(AssemblyLoadContext.Default);
        driver.Factory.CreateConnection().ShouldBeAssignableTo<DbConnection>();
    }

    [Fact]
    public async Task A_driver_is_loaded_once()
    {
        var one = await Drivers(named: Fake).LoadAsync(null, Cancellation);
        var other = await Drivers(named: Fake).LoadAsync(null, Cancellation);

        other.Factory.ShouldBeSameAs(one.Factory);
    }

    [Fact]
    public async Task What_the_driver_says_of_a_connection_is_told_with_a_code_and_without_its_secrets()
    {
        var login = SnowflakeLogin.Parse("account=acme;db=shop;user=sam;password=hush-hush");
        await using var warehouse = new SnowflakeWarehouse(login, Drivers(named: Fake).LoadAsync);

        var error = await Should.ThrowAsync<ReleaseException>(() => warehouse.OpenAsync(Cancellation));

        error.Code.ShouldBe(ErrorCode.LoginRefused);
        error.Message.ShouldContain("Incorrect username or password");
        error.Format().ShouldNotContain("hush");
        warehouse.Driver.ShouldBe($"Snowflake.Data 6.0.0-fake in {Fake}");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var error = await FailAsync(Drivers(named: _folder["nowhere"]));

        error.Code.ShouldBe(ErrorCode.DriverBroken);
        error.Message.ShouldBe($"DATARELEASE_SNOWFLAKE_DRIVER names {_folder["nowhere"]}, and there is no such folder");
    }

    [Fact]
    public async Task A_folder_without_the_driver_is_broken()
    {
        Directory.CreateDirectory(_folder["empty"]);

        var error = await FailAsync(Drivers(named: _folder["empty"]));

        error.Code.ShouldBe(ErrorCode.DriverBroken);
        error.Message.ShouldEndWith("has no Snowflake.Data.dll");
    }

    [Fact]
    public async Task A_file_that_is_no_assembly_is_broken()
    {
        Directory.CreateDirectory(_folder["text"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["text"], "Snowflake.Data.dll"), "none", Cancellation);

        var error = await FailAsync(Drivers(named: _folder["text"]));

        error.Code.ShouldBe(ErrorCode.DriverBroken);
        error.Message.ShouldContain("can't be loaded");
    }

    [Fact]
    public async Task An_assembly_without_the_factory_is_broken()
    {
        Directory.CreateDirectory(_folder["other"]);
        File.Copy(typeof(DriverTests).Assembly.Location, Path.Combine(_folder["other"], "Snowflake.Data.dll"));

        var error = await FailAsync(Drivers(named: _folder["other"]));

        error.Code.ShouldBe(ErrorCode.DriverBroken);
        error.Message.ShouldEndWith("without Snowflake.Data.Client.SnowflakeDbFactory.Instance");
    }

    [Fact]
    public async Task The_first_use_fetches_the_driver_once_and_tells_so()
    {
        var told = new List<string>();
        var fills = 0;
        var drivers = Drivers(fill: folder =>
        {
            fills++;
            return CopyAsync(folder);
        });

        var first = await drivers.FindAsync(told.Add, Cancellation);
        var second = await drivers.FindAsync(told.Add, Cancellation);

        first.ShouldBe(Path.Combine(_folder["home"], ".data-release", "drivers", "snowflake", "6.0.0"));
        second.ShouldBe(first);
        fills.ShouldBe(1);
        told.ShouldBe(["fetching the driver of Snowflake, Snowflake.Data 6.0.0, for this user"]);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(first)!).ShouldBe([first]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(first)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Two_first_uses_at_once_leave_one_whole_driver()
    {
        var both = new TaskCompletionSource();
        var begun = 0;
        Task FillAsync(string folder)
        {
            if (Interlocked.Increment(ref begun) == 2)
                both.SetResult();
            return both.Task.ContinueWith(_ => CopyAsync(folder), TaskScheduler.Default).Unwrap();
        }

        var found = await Task.WhenAll(
            Drivers(fill: FillAsync).FindAsync(null, Cancellation),
            Drivers(fill: FillAsync).FindAsync(null, Cancellation)
        );

        found[0].ShouldBe(found[1]);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(found[0])!).ShouldBe([found[0]]);
        SnowflakeDriverContext.Load(found[0]).Factory.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_fetched_in_half_is_never_found()
    {
        var half = Drivers(fill: async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "other.dll"), "half", Cancellation);
            throw new IOException("the network is gone");
        });

        var error = await FailAsync(half);

        error.Code.ShouldBe(ErrorCode.DriverMissing);
        var drivers = Path.Combine(_folder["home"], ".data-release", "drivers", "snowflake");
        Directory.GetFileSystemEntries(drivers).ShouldBeEmpty();
        await Drivers(fill: CopyAsync).FindAsync(null, Cancellation);
    }

    [Fact]
    public async Task A_feed_without_the_package_is_told_in_dotnets_own_words()
    {
        Directory.CreateDirectory(_folder["project"]);
        Directory.CreateDirectory(_folder["feed"]);
        await File.WriteAllTextAsync(
            Path.Combine(_folder["project"], "nuget.config"),
            $"""
            <configuration>
              <packageSources><clear /><add key="none" value="{_folder["feed"]}" /></packageSources>
            </configuration>
            """,
            Cancellation
        );

        var error = await FailAsync(new SnowflakeDrivers(Variables(null), _folder["project"]));

        error.Code.ShouldBe(ErrorCode.DriverMissing);
        error.Message.ShouldContain("NU1101");
        error.ToDo.ShouldContain("DATARELEASE_SNOWFLAKE_DRIVER");
        Directory
            .GetFileSystemEntries(Path.Combine(_folder["home"], ".data-release", "drivers", "snowflake"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_machine_without_dotnet_is_told_what_to_do()
    {
        var drivers = new SnowflakeDrivers(
            name => name == "DOTNET_HOST_PATH" ? _folder["no-dotnet"] : Variables(null)(name),
            _folder.Path
        );

        var error = await FailAsync(drivers);

        error.Code.ShouldBe(ErrorCode.DriverMissing);
        error.Message.ShouldContain("there is no dotnet");
    }

    private static async Task<ReleaseException> FailAsync(SnowflakeDrivers drivers) =>
        await Should.ThrowAsync<ReleaseException>(() => drivers.LoadAsync(null, Cancellation));

    private static Task CopyAsync(string folder)
    {
        foreach (var file in Directory.GetFiles(Fake))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return Task.CompletedTask;
    }

    private SnowflakeDrivers Drivers(string? named = null, Func<string, Task>? fill = null) =>
        new(Variables(named), _folder.Path) { Fill = fill is null ? null : (folder, _) => fill(folder) };

    private Func<string, string?> Variables(string? named) =>
        name =>
            name switch
            {
                SnowflakeDrivers.FolderVariable => named,
                "HOME" => _folder["home"],
                _ => null,
            };
}
