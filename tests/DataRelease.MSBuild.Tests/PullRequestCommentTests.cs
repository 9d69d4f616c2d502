using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.MSBuild.Tests;

/// <summary>The action's one comment on a pull request: its script under bash against a fake GitHub.</summary>
public sealed class PullRequestCommentTests : IDisposable
{
    private const string Marker = "<!-- data-release prod preview pr-7 -->";

    private readonly TempFolder _folder = new();
    private readonly FakeGitHub _github = new();

    [Fact]
    public async Task The_first_run_writes_a_comment_and_the_next_ones_write_it_anew()
    {
        _github.Comments.Add((1, "someone", "Looks good"));

        (await RunAsync("first 'quoted' \"text\" with $(touch hacked) and ünïcode")).Exit.ShouldBe(0);
        (await RunAsync("second", exit: 3)).Exit.ShouldBe(3);

        _github
            .Comments.Select(comment => $"{comment.Author}: {comment.Body}")
            .ShouldBe(["someone: Looks good", $"github-actions[bot]: {Marker}\nsecond\n"]);
        _github.Refused.ShouldBeEmpty();
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_written_is_what_the_tool_wrote()
    {
        const string Text = "| a | b |\n|---|---|\n| `$(id)` | \\n ünïcode \u26d4 |";

        await RunAsync(Text);

        _github.Comments.ShouldHaveSingleItem().Body.ShouldBe($"{Marker}\n{Text}\n");
    }

    [Fact]
    public async Task It_is_found_behind_a_hundred_others()
    {
        for (var id = 1; id <= 230; id++)
            _github.Comments.Add((id, "someone", $"comment {id}"));
        _github.Comments.Add((231, "github-actions[bot]", $"{Marker}\nold"));

        await RunAsync("new");

        _github.Comments.Count.ShouldBe(231);
        _github.Comments[^1].Body.ShouldBe($"{Marker}\nnew\n");
    }

    [Fact]
    public async Task A_comment_that_somebody_else_wrote_under_our_marker_is_left_alone()
    {
        _github.Comments.Add((1, "mallory", $"{Marker}\nall checks passed"));
        _github.Comments.Add(
            (2, "github-actions[bot]", "<!-- data-release prod preview pr-70 -->\nof another preview")
        );

        await RunAsync("refused");

        _github
            .Comments.Select(comment => comment.Body)
            .ShouldBe([
                $"{Marker}\nall checks passed",
                "<!-- data-release prod preview pr-70 -->\nof another preview",
                $"{Marker}\nrefused\n",
            ]);
    }

    [Theory]
    [InlineData("DR_TOKEN", "wrong", "403")]
    [InlineData("DR_TOKEN", "", "there is no token")]
    [InlineData("GITHUB_REPOSITORY", "acme/shop; touch hacked", "names no repository")]
    [InlineData("GITHUB_API_URL", "http://127.0.0.1:1", "::warning title=No comment::")]
    public async Task A_comment_that_cant_be_written_is_a_warning_and_changes_no_result(
        string variable,
        string value,
        string says
    )
    {
        var (exit, output) = await RunAsync("text", exit: 0, (variable, value));

        exit.ShouldBe(0, output);
        output.ShouldContain("::warning title=No comment::The comment of the pull request could not be written: ");
        output.ShouldContain(says);
        output.ShouldNotContain(FakeGitHub.Token);
        _github.Comments.ShouldBeEmpty();
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("DR_COMMENT", "false")]
    [InlineData("DR_PULL_REQUEST", "")]
    public async Task Without_a_pull_request_or_unasked_nothing_is_written(string variable, string value)
    {
        (await RunAsync("text", exit: 0, (variable, value))).Output.ShouldNotContain("::warning");

        _github.Comments.ShouldBeEmpty();
        (await File.ReadAllTextAsync(_folder["args.txt"], TestContext.Current.CancellationToken)).ShouldNotContain(
            "--comment-file"
        );
    }

    [Fact]
    public async Task The_tool_does_not_get_the_token()
    {
        await RunAsync("text");

        (await File.ReadAllTextAsync(_folder["env.txt"], TestContext.Current.CancellationToken)).ShouldNotContain(
            FakeGitHub.Token
        );
        (await File.ReadAllTextAsync(_folder["args.txt"], TestContext.Current.CancellationToken)).ShouldNotContain(
            FakeGitHub.Token
        );
    }

    public void Dispose()
    {
        _github.Dispose();
        _folder.Dispose();
    }

    private async Task<(int Exit, string Output)> RunAsync(
        string text,
        int exit = 0,
        params (string Name, string Value)[] inputs
    )
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the script is bash's");
        _folder.Write("comment.md", $"{Marker}\n{text}\n");
        var tool = _folder.Write(
            "fake-tool",
            $"""
            #!/usr/bin/env bash
            env > env.txt
            printf '%s\n' "$@" > args.txt
            echo release-id=r7 >> "$GITHUB_OUTPUT"
            while [ $# -gt 0 ]; do
              [ "$1" = --comment-file ] && cp comment.md "$2"
              shift
            done
            exit {exit}

            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder.Path };
        start.ArgumentList.Add(Repository.PathOf("build", "github", "run.sh"));
        IEnumerable<(string Name, string Value)> variables =
        [
            ("DR_TOOL", tool),
            ("DR_COMMAND", "deploy"),
            ("DR_COMMENT", "true"),
            ("DR_PULL_REQUEST", "7"),
            ("DR_TOKEN", FakeGitHub.Token),
            ("GITHUB_OUTPUT", _folder.Write("output.txt", "")),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_API_URL", _github.Url),
            ("NO_PROXY", "127.0.0.1"),
            .. inputs,
        ];
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return await Shell.RunAsync(start, TestContext.Current.CancellationToken);
    }
}
