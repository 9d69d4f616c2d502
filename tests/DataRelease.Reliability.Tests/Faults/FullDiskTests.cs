using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Faults;

/// <summary>A small disk of a test's own: what is said when it is full is true, and what is advised works.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private World _world = null!;
    private Tool _tool = null!;
    private bool _isMounted;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Disk => _folder["disk"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Disk);
        _isMounted =
            OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", Disk);
        Assert.SkipUnless(_isMounted, "a disk that is full takes a tmpfs, and that takes root on Linux");
        _world = await World.CreateAsync(Engine.DuckDb, Cancellation);
        _tool = new Tool(_folder["project"], _world);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        if (_isMounted)
            await RunAsync("umount", Disk);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(3000)]
    public async Task On_DuckDb_every_place_where_room_ends_is_one_error_and_its_advice_works(int left)
    {
        Project(Path.Combine(Disk, "warehouse.duckdb"));
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
        var filler = Fill(left);

        var (exit, output, error) = await _tool.RunAsync(Cancellation, "release");

        exit.ShouldBe(1, error);
        error.ShouldContain("error DR4006: ");
        error.ShouldContain("about 1 MB");
        output.ShouldContain("live is still r2");

        filler.SetLength(filler.Length - 1_048_576);
        filler.Dispose();
        (await _tool.RunAsync(Cancellation, "status")).Exit.ShouldBe(0);
        // Where the first write already failed, there is no release to give up.
        (await _tool.RunAsync(Cancellation, "abort", "--yes")).Exit.ShouldBe(left == 0 ? 2 : 0);
        (await _tool.RunAsync(Cancellation, "prune", "--keep", "0", "--yes")).Exit.ShouldBe(0);
        var again = await _tool.RunAsync(Cancellation, "release");
        again.Exit.ShouldBe(0, again.Error);
    }

    [Fact]
    public async Task A_temporary_folder_on_a_full_disk_is_named()
    {
        Project("warehouse.duckdb");
        using var filler = Fill(0);

        var ended = await _tool.EndAsync([("TMPDIR", Disk)], ["release"], Cancellation);

        ended.Exit.ShouldBe(1);
        ended.Error.ShouldContain("error DR4006: ");
        ended.Error.ShouldContain($"the temporary folder is {Disk}");
    }

    /// <summary>Fills the disk up to so many kilobytes.</summary>
    private FileStream Fill(int left)
    {
        var file = new FileStream(Path.Combine(Disk, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var page = new byte[4096];
        for (var room = new DriveInfo(Disk).AvailableFreeSpace - left * 1024L; room >= page.Length; room -= page.Length)
            file.Write(page);
        return file;
    }

    private void Project(string database)
    {
        _folder.Write(
            "project/data-release.yml",
            $$"""
            project: {name: large, version: 1.0.0, materialized: table}
            default_environment: dev
            environments:
              dev: {type: duckdb, path: '{{database}}', schema: analytics}
            """
        );
        _folder.Write("project/seeds/raw.csv", "id,name\n1,one\n2,two\n");
        _folder.Write("project/models/small.sql", "select id, name from $schema$.raw");
        _folder.Write(
            "project/models/large.sql",
            "select range as id, hash(range) as a, hash(range + 1) as b from range(1, 400000)"
        );
    }

    private static async Task<bool> RunAsync(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, args) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
