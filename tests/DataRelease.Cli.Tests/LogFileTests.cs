using DataRelease.Cli.Signals;
using DataRelease.Reports;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>The log on disk: what is in it, who can read it, how large it gets.</summary>
public sealed class LogFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Commands_that_change_something_write_what_they_do()
    {
        using var run = ToolRun.OfSql();

        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("prune", "--keep", "0", "--yes")).Exit.ShouldBe(0);

        var lines = await LinesAsync(run);
        lines[0].ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[\d+\] begin  data-release release, ");
        lines.ShouldContain(line => line.Contains("release r1 (1.0.0) to dev"));
        lines.ShouldContain(line => line.Contains("step   build "));
        lines.ShouldContain(line => line.Contains("model daily_revenue"));
        lines.ShouldContain(line => line.Contains("ok   swap"));
        lines.ShouldContain(line =>
            line.Contains("end    data-release release in dev: exit code 0, r1 (1.0.0) is live")
        );
        lines.ShouldContain(line => line.Contains("begin  data-release prune"));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(PathOf(run)).ShouldBe(OwnerOnly);
    }

    [Fact]
    public async Task Commands_that_look_write_none()
    {
        using var run = ToolRun.OfSql();

        foreach (var verb in new string[][] { ["status"], ["plan"], ["doctor"], ["history"], ["release", "--dry-run"] })
            await run.RunAsync(verb);

        Directory.Exists(run["target"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_configuration_is_in_it_and_a_wrong_folder_gets_none()
    {
        using var run = ToolRun.OfSql();
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nnonsense: 1\n",
            TestContext.Current.CancellationToken
        );
        using var nothing = ToolRun.OfNothing();

        (await run.RunAsync("release")).Exit.ShouldBe(2);
        (await nothing.RunAsync("release")).Exit.ShouldNotBe(0);

        (await LinesAsync(run)).ShouldContain(line => line.Contains("error DR1001: unknown key 'nonsense'"));
        Directory.EnumerateFileSystemEntries(nothing.Project).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_elsewhere_or_off()
    {
        using var run = ToolRun.OfSql();
        var named = run["logs/own.log"];
        (await run.With("DATARELEASE_LOG_FILE", named).RunAsync("release")).Exit.ShouldBe(0);
        File.Exists(named).ShouldBeTrue();
        File.Exists(PathOf(run)).ShouldBeFalse();

        using var off = ToolRun.OfSql();
        await File.AppendAllTextAsync(
            off["data-release.yml"],
            "\nlog: {enabled: false}\n",
            TestContext.Current.CancellationToken
        );
        (await off.RunAsync("release")).Exit.ShouldBe(0);
        File.Exists(PathOf(off)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_can_not_be_written_is_a_warning_and_the_release_is_done()
    {
        using var run = ToolRun.OfSql();
        await File.WriteAllTextAsync(run["file"], "", TestContext.Current.CancellationToken);

        var (exit, _, error) = await run.With("DATARELEASE_LOG_FILE", run["file/x.log"]).RunAsync("release");

        exit.ShouldBe(0);
        error.Split('\n').Count(line => line.Contains("DR1006", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void It_stays_below_its_limit_with_one_older_file()
    {
        using var folder = new TempFolder();
        var log = new LogFile(folder["a.log"], 10_000, TimeProvider.System);

        for (var line = 0; line < 2_000; line++)
            log.Publish(new ReleaseEvent.Noted($"line {line}"));

        log.Trouble.ShouldBeNull();
        new FileInfo(folder["a.log"]).Length.ShouldBeLessThanOrEqualTo(10_000);
        new FileInfo(LogFile.Older(folder["a.log"])).Length.ShouldBeLessThanOrEqualTo(10_000);
        Directory.GetFiles(folder.Path).Length.ShouldBe(2);
        File.ReadLines(folder["a.log"]).Last().ShouldEndWith("line 1999");
    }

    [Fact]
    public void A_line_of_any_length_stays_one_line_and_bounded()
    {
        using var folder = new TempFolder();
        var log = new LogFile(folder["a.log"], 1_000_000, TimeProvider.System);

        log.Publish(new ReleaseEvent.Noted($"a\nb\u001b[31m{new string('x', 500_000)}"));

        var line = File.ReadAllLines(folder["a.log"]).ShouldHaveSingleItem();
        line.Length.ShouldBeLessThan(20_000);
        line.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Several_writers_lose_nothing()
    {
        using var folder = new TempFolder();
        var writers = Enumerable
            .Range(0, 4)
            .Select(writer =>
                Task.Run(() =>
                {
                    var log = new LogFile(folder["a.log"], 10_000_000, TimeProvider.System);
                    for (var line = 0; line < 100; line++)
                        log.Write($"writer {writer} line {line}");
                    return log.Trouble;
                })
            );

        (await Task.WhenAll(writers)).ShouldAllBe(trouble => trouble == null);

        File.ReadAllLines(folder["a.log"]).Length.ShouldBe(400);
    }

    [Fact]
    public void Who_could_read_it_before_can_no_longer_and_a_link_is_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("rights of Unix");
            return;
        }
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.log"], "");
        File.SetUnixFileMode(folder["a.log"], OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        new LogFile(folder["a.log"], 10_000, TimeProvider.System).Write("x");
        File.GetUnixFileMode(folder["a.log"]).ShouldBe(OwnerOnly);

        File.WriteAllText(folder["mine"], "untouched");
        File.CreateSymbolicLink(folder["b.log"], folder["mine"]);
        var log = new LogFile(folder["b.log"], 10_000, TimeProvider.System);
        log.Write("x");
        log.Trouble.ShouldNotBeNull();
        File.ReadAllText(folder["mine"]).ShouldBe("untouched");
    }

    [Fact]
    public void A_pipe_without_a_reader_is_not_waited_for_and_a_device_keeps_its_rights()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("pipes with a name of Linux");
            return;
        }
        using var folder = new TempFolder();
        using (var made = System.Diagnostics.Process.Start("mkfifo", folder["pipe"]))
            made.WaitForExit();
        var pipe = new LogFile(folder["pipe"], 10_000, TimeProvider.System);
        pipe.Write("x");
        pipe.Trouble!.Message.ShouldContain("not a regular file");

        var before = File.GetUnixFileMode("/dev/null");
        var none = new LogFile("/dev/null", 10_000, TimeProvider.System);
        none.Write("x");
        none.Trouble.ShouldBeNull();
        File.GetUnixFileMode("/dev/null").ShouldBe(before);
    }

    private static string PathOf(ToolRun run) => run["target/data-release/data-release.log"];

    private static Task<string[]> LinesAsync(ToolRun run) =>
        File.ReadAllLinesAsync(PathOf(run), TestContext.Current.CancellationToken);
}
