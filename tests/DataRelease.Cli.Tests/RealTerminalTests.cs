using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>What a person sees, types and is left with in a real terminal.</summary>
public sealed class RealTerminalTests
{
    private const string CtrlC = "\u0003";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_shows_progress_that_moves_and_leaves_nothing_of_it()
    {
        using var run = ToolRun.OfShop();
        await using var terminal = Tool(run, 100, null, "release");

        (await terminal.EndAsync(Cancellation)).ShouldBe(0, terminal.Text);

        terminal.Read(screen => screen.Erasures).ShouldBeGreaterThan(1);
        terminal.Read(screen => screen.Colours).ShouldBeGreaterThan(0);
        var lines = Told(terminal);
        lines.ShouldContain(line => line.StartsWith("ok   build ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("r1 (1.0.0) is live", StringComparison.Ordinal));
        // A finished step is one line, and the running one, "build 0.2 s  12/32", is gone.
        lines.Count(line => line.StartsWith("ok   build ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldAllBe(line => !line.StartsWith("build ", StringComparison.Ordinal));
        ShouldBeSane(terminal);
    }

    [Fact]
    public async Task No_color_takes_the_colours_and_leaves_the_progress()
    {
        using var run = ToolRun.OfShop();
        await using var terminal = Tool(run, 100, new() { ["NO_COLOR"] = "1" }, "release");

        (await terminal.EndAsync(Cancellation)).ShouldBe(0, terminal.Text);

        terminal.Read(screen => screen.Colours).ShouldBe(0);
        terminal.Read(screen => screen.Erasures).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_narrow_terminal_shows_the_same_steps()
    {
        using var run = ToolRun.OfShop();
        await using var terminal = Tool(run, 60, null, "release");

        (await terminal.EndAsync(Cancellation)).ShouldBe(0, terminal.Text);

        foreach (var step in (string[])["plan", "build", "validate", "swap"])
            Told(terminal).Count(line => line.StartsWith($"ok   {step} ", StringComparison.Ordinal)).ShouldBe(1, step);
        ShouldBeSane(terminal);
    }

    [Theory]
    [InlineData("n", 2, "r2")]
    [InlineData("y", 0, "r1")]
    public async Task A_rollback_of_a_protected_environment_takes_the_answer(string answer, int exit, string live)
    {
        using var run = await ProtectedAsync();
        await using var terminal = Tool(run, 100, null, "rollback");

        await terminal.WaitAsync("Go on? [y/N]", Cancellation);
        terminal.Text.ShouldContain("r2 (1.0.0)");
        terminal.Text.ShouldContain("r1 (1.0.0)");
        await terminal.TypeAsync($"{answer}\r");

        (await terminal.EndAsync(Cancellation)).ShouldBe(exit, terminal.Text);
        ShouldBeSane(terminal);
        await ShouldBeLiveAsync(run, live);
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_ends_the_command_and_changes_nothing()
    {
        using var run = await ProtectedAsync();
        await using var terminal = Tool(run, 100, null, "rollback");

        await terminal.WaitAsync("Go on? [y/N]", Cancellation);
        await terminal.TypeAsync(CtrlC);

        (await terminal.EndAsync(Cancellation)).ShouldBe(130, terminal.Text);
        ShouldBeSane(terminal);
        await ShouldBeLiveAsync(run, "r2");
    }

    [Fact]
    public async Task Ctrl_C_during_a_build_leaves_a_sane_terminal_and_a_release_to_resume()
    {
        using var run = ToolRun.OfShop();
        await using var terminal = Tool(run, 100, null, "release");

        // The live display names the step and counts its nodes.
        await terminal.WaitAsync(screen => screen.Text.Contains("/32", StringComparison.Ordinal), Cancellation);
        await terminal.TypeAsync(CtrlC);

        (await terminal.EndAsync(Cancellation)).ShouldBe(130, terminal.Text);
        ShouldBeSane(terminal);
        (await run.RunAsync("resume")).Exit.ShouldBe(0);
        await ShouldBeLiveAsync(run, "r1");
    }

    [Fact]
    public async Task A_shop_in_a_folder_with_the_signs_of_a_connection_string_is_released()
    {
        using var run = ToolRun.OfNothing();
        var folder = run["a;b=c 'd'"];
        Repository.CopyExample("shop", folder);

        var (exit, text, error) = await run.InAsync(folder, "release");

        exit.ShouldBe(0, error);
        text.ShouldContain("r1 (1.0.0) is live");
        File.Exists(Path.Combine(folder, "shop.duckdb")).ShouldBeTrue();
    }

    private static PseudoTerminal Tool(
        ToolRun run,
        int columns,
        Dictionary<string, string?>? variables,
        params string[] args
    )
    {
        Assert.SkipWhen(PseudoTerminal.Missing is not null, PseudoTerminal.Missing ?? "");
        return PseudoTerminal.Start(
            run.Project,
            columns,
            rows: 30,
            [Path.Combine(AppContext.BaseDirectory, "data-release"), .. args],
            variables
        );
    }

    private static async Task<ToolRun> ProtectedAsync()
    {
        var run = ToolRun.OfShop();
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "environments:\n  dev: {protected: true}\n",
            Cancellation
        );
        return run;
    }

    private static async Task ShouldBeLiveAsync(ToolRun run, string release)
    {
        var (exit, json) = await run.JsonAsync("status");
        exit.ShouldBe(0);
        using (json)
            json.RootElement.GetProperty("live").GetProperty("release").GetString().ShouldBe(release);
    }

    /// <summary>The lines before the terminal's settings.</summary>
    private static List<string> Told(PseudoTerminal terminal) =>
        [.. terminal.Text.Split('\n').TakeWhile(line => !line.StartsWith("speed ", StringComparison.Ordinal))];

    /// <summary>The cursor is seen, and what is typed next is echoed and edited.</summary>
    private static void ShouldBeSane(PseudoTerminal terminal)
    {
        terminal.Read(screen => screen.IsCursorVisible).ShouldBeTrue();
        var settings = terminal
            .Text[terminal.Text.LastIndexOf("speed ", StringComparison.Ordinal)..]
            .Split([' ', '\n']);
        settings.ShouldContain("echo");
        settings.ShouldContain("icanon");
        settings.ShouldContain("isig");
    }
}
