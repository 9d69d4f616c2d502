using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.MSBuild.Tests;

/// <summary>The action's script, run as GitHub's runner runs it: under bash, with its files and its signals.</summary>
public sealed class ActionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Inputs_become_arguments_and_are_never_read_as_script()
    {
        Tool("printf '%s\\n' \"$@\" > args.txt; echo release-id=r7 >> \"$GITHUB_OUTPUT\"");

        var (exit, _) = await RunAsync(
            ("DR_COMMAND", "deploy"),
            ("DR_ENVIRONMENT", "prod; touch hacked"),
            ("DR_PROJECT", "my $(touch hacked) project"),
            ("DR_JUNIT", "my results.xml"),
            ("DR_OPTIONS", "--wait\n10m\n`touch hacked`\n")
        );

        exit.ShouldBe(0);
        (await File.ReadAllLinesAsync(_folder["args.txt"], TestContext.Current.CancellationToken)).ShouldBe([
            "deploy",
            "--project",
            "my $(touch hacked) project",
            "--ci",
            "github",
            "--no-color",
            "--yes",
            "--environment",
            "prod; touch hacked",
            "--junit-file",
            "my results.xml",
            "--wait",
            "10m",
            "`touch hacked`",
        ]);
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    /// <summary>Verbs whose success is a release, each with every way in which the tool may end.</summary>
    public static MatrixTheoryData<string, (string Does, bool Names, int Expected)> Ends =>
        new(
            ["deploy", "release", "refresh", "swap", "promote", "validate", "rollback"],
            [("exit 3", false, 3), ("exit 0", false, 1), ("exit 0", true, 0), ("exit 1", true, 1)]
        );

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Only_an_exit_code_of_0_with_a_release_is_a_success(
        string verb,
        (string Does, bool Names, int Expected) end
    )
    {
        Tool(end.Names ? $"echo release-id=r7 >> \"$GITHUB_OUTPUT\"; {end.Does}" : end.Does);

        (await RunAsync(("DR_COMMAND", verb))).Exit.ShouldBe(end.Expected);
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("refresh")]
    [InlineData("swap")]
    public async Task A_dry_run_that_names_no_release_is_a_success(string verb)
    {
        Tool("exit 0");

        (await RunAsync(("DR_COMMAND", verb), ("DR_OPTIONS", "--dry-run"))).Exit.ShouldBe(0);
        var (exit, output) = await AzureAsync(("DR_COMMAND", verb), ("DR_OPTIONS", "--dry-run"));
        exit.ShouldBe(0, output);
    }

    [Fact]
    public async Task A_preview_is_passed_on()
    {
        Tool("printf '%s\\n' \"$@\" > args.txt");

        await RunAsync(("DR_COMMAND", "prune"), ("DR_PREVIEW", "pr-7"));
        (await ArgsAsync()).SkipWhile(arg => arg != "--preview").ShouldBe(["--preview", "pr-7"]);
        await AzureAsync(("DR_COMMAND", "prune"), ("DR_PREVIEW", "pr-8"), ("DR_OPTIONS", ""));
        (await ArgsAsync()).SkipWhile(arg => arg != "--preview").ShouldBe(["--preview", "pr-8"]);
    }

    [Fact]
    public async Task Variables_of_the_reusable_workflow_reach_the_tool_alone_and_secrets_are_masked()
    {
        Tool("printf '%s\\n' \"$PGHOST\" \"$PGPASSWORD\" \"[$EMPTY]\" \"[${DR_SECRETS-none}]\" > args.txt");

        var (exit, output) = await RunAsync(
            ("DR_COMMAND", "status"),
            ("DR_VARIABLES", "PGHOST=db.example\r\n\nEMPTY=\n"),
            ("DR_SECRETS", "PGPASSWORD=100%=$(touch hacked)`id`\n")
        );

        exit.ShouldBe(0, output);
        (await ArgsAsync()).ShouldBe(["db.example", "100%=$(touch hacked)`id`", "[]", "[none]"]);
        output.ShouldContain("::add-mask::100%25=$(touch hacked)`id`\n");
        output.ShouldNotContain("::add-mask::db.example");
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("DR_VARIABLES", "variables")]
    [InlineData("DR_SECRETS", "secrets")]
    public async Task A_line_that_sets_no_variable_is_refused_and_not_shown(string name, string says)
    {
        Tool("touch ran.txt");

        var (exit, output) = await RunAsync(("DR_COMMAND", "status"), (name, "hunter2"));

        exit.ShouldBe(2);
        output.ShouldContain($"::error title=Variables::a line of {says} is not NAME=value");
        output.ShouldNotContain("hunter2");
        File.Exists(_folder["ran.txt"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("leave")]
    [InlineData("report")]
    [InlineData("rehearse")]
    [InlineData("certify")]
    [InlineData("pack")]
    [InlineData("init")]
    [InlineData("backup create")]
    [InlineData("migrate up")]
    public async Task Every_verb_that_a_pipeline_may_want_is_taken(string verb)
    {
        Tool("printf '%s\\n' \"$@\" > args.txt");

        (await RunAsync(("DR_COMMAND", verb))).Exit.ShouldBe(0);

        (await File.ReadAllLinesAsync(_folder["args.txt"], TestContext.Current.CancellationToken))
            .TakeWhile(arg => arg != "--project")
            .ShouldBe(verb.Split(' '));
        (
            await File.ReadAllTextAsync(
                Repository.PathOf("build", "azure-pipelines", "data-release.yml"),
                TestContext.Current.CancellationToken
            )
        ).ShouldContain($"\n      - {verb}\n");
    }

    [Fact]
    public async Task A_pull_request_of_a_fork_ends_with_a_clear_word()
    {
        Tool("exit 1");

        (await RunAsync(("DR_COMMAND", "deploy"), ("DR_FORK", "true"))).Output.ShouldContain(
            "This pull request comes from a fork, and GitHub gives a fork no secrets"
        );
        (await RunAsync(("DR_COMMAND", "deploy"))).Output.ShouldNotContain("fork");
        var (exit, output) = await AzureAsync(("SYSTEM_PULLREQUEST_ISFORK", "True"));
        exit.ShouldBe(1);
        output.ShouldContain("##vso[task.logissue type=error]This pull request comes from a fork");
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task On_Azure_too_only_an_exit_code_of_0_with_a_release_is_a_success(
        string verb,
        (string Does, bool Names, int Expected) end
    )
    {
        Tool(
            end.Names ? $"echo '##vso[task.setvariable variable=releaseId;isOutput=true]r7' >&2; {end.Does}" : end.Does
        );

        var (exit, output) = await AzureAsync(("DR_COMMAND", verb));

        exit.ShouldBe(end.Expected, output);
        output
            .Contains("data-release ended without a release", StringComparison.Ordinal)
            .ShouldBe(end is { Does: "exit 0", Names: false });
    }

    [Fact]
    public async Task The_steps_template_of_Azure_passes_its_parameters_the_same_way()
    {
        Tool("printf '%s\\n' \"$@\" > args.txt; exit 3");
        var (exit, output) = await AzureAsync();

        exit.ShouldBe(3, output);
        (await File.ReadAllLinesAsync(_folder["args.txt"], TestContext.Current.CancellationToken)).ShouldBe([
            "deploy",
            "--project",
            ".",
            "--ci",
            "azure",
            "--no-color",
            "--yes",
            "--summary-file",
            "/tmp/data-release-7-step.md",
            "--environment",
            "$(touch hacked)",
            "--wait",
            "10m",
        ]);
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_command_is_refused()
    {
        Tool("exit 0");

        (await RunAsync(("DR_COMMAND", "release; rm -rf x"))).Exit.ShouldBe(2);
    }

    [Fact]
    public async Task A_signal_to_the_shell_reaches_the_tool_and_its_exit_code_comes_back()
    {
        if (Interrupts.WhyNot is { } reason)
            Assert.Skip(reason);
        Tool("trap 'echo stopped > stopped.txt; exit 130' TERM; echo ready > ready.txt; while :; do sleep 0.1; done");
        using var process = Process.Start(Start(("DR_COMMAND", "release")))!;
        while (!File.Exists(_folder["ready.txt"]))
            await Task.Delay(50, TestContext.Current.CancellationToken);

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        File.Exists(_folder["stopped.txt"]).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private void Tool(string does)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the script is bash's");
        var path = _folder.Write("fake-tool", $"#!/usr/bin/env bash\n{does}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<string[]> ArgsAsync() =>
        File.ReadAllLinesAsync(_folder["args.txt"], TestContext.Current.CancellationToken);

    private Task<(int Exit, string Output)> RunAsync(params (string Name, string Value)[] inputs) =>
        Shell.RunAsync(Start(inputs), TestContext.Current.CancellationToken);

    private async Task<(int Exit, string Output)> AzureAsync(params (string Name, string Value)[] inputs)
    {
        var lines = await File.ReadAllLinesAsync(
            Repository.PathOf("build", "azure-pipelines", "data-release.yml"),
            TestContext.Current.CancellationToken
        );
        var script = lines
            .SkipWhile(line => line != "  - bash: |")
            .Skip(1)
            .TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal))
            .Select(line => line[6..]);
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder.Path };
        start.ArgumentList.Add(_folder.Write("step.sh", string.Join('\n', script)));
        foreach (
            var (name, value) in new[]
            {
                ("DR_TOOL", _folder["fake-tool"]),
                ("DR_COMMAND", "deploy"),
                ("DR_PROJECT", "."),
                ("DR_PACKAGE", ""),
                ("DR_ENVIRONMENT", "$(touch hacked)"),
                ("DR_VERSION", ""),
                ("DR_NAME", "step"),
                ("DR_OPTIONS", "--wait;10m"),
                ("AGENT_TEMPDIRECTORY", "/tmp"),
                ("SYSTEM_JOBID", "7"),
            }
        )
            start.Environment[name] = value;
        foreach (var (name, value) in inputs)
            start.Environment[name] = value;
        return await Shell.RunAsync(start, TestContext.Current.CancellationToken);
    }

    private ProcessStartInfo Start(params (string Name, string Value)[] inputs)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder.Path };
        start.ArgumentList.Add(Repository.PathOf("build", "github", "run.sh"));
        start.Environment["DR_TOOL"] = _folder["fake-tool"];
        start.Environment["GITHUB_OUTPUT"] = _folder.Write("output.txt", "");
        foreach (var (name, value) in inputs)
            start.Environment[name] = value;
        return start;
    }
}
