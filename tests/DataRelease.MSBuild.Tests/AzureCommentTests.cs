using System.Diagnostics;
using DataRelease.Testing;
using YamlDotNet.RepresentationModel;

namespace DataRelease.MSBuild.Tests;

/// <summary>The Azure template's one comment on a pull request: its script under bash against a fake service.</summary>
public sealed class AzureCommentTests : IDisposable
{
    private const string Marker = "<!-- data-release prod preview pr-7 -->";

    private readonly TempFolder _folder = new();
    private readonly FakeAzureDevOps _azure = new();

    [Fact]
    public async Task The_first_run_writes_a_closed_thread_and_the_next_one_writes_it_anew()
    {
        _azure.Threads.Add((1, "someone", "active", "Looks good"));

        (await RunAsync("first 'quoted' \"text\" with $(touch hacked) and ünïcode")).Exit.ShouldBe(0);
        (await RunAsync("| `$(id)` | \\n ünïcode |")).Exit.ShouldBe(0);

        _azure.Threads.ShouldBe([
            (1, "someone", "active", "Looks good"),
            (1_001, FakeAzureDevOps.BuildService, "closed", $"{Marker}\n| `$(id)` | \\n ünïcode |\n"),
        ]);
        _azure.Refused.ShouldBeEmpty();
        File.Exists(_folder["hacked"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_comment_that_somebody_else_wrote_under_our_marker_is_left_alone()
    {
        _azure.Threads.Add((1, "mallory", "active", $"{Marker}\nall checks passed"));
        _azure.Threads.Add(
            (2, FakeAzureDevOps.BuildService, "closed", "<!-- data-release prod preview pr-70 -->\nof another preview")
        );

        await RunAsync("refused");

        _azure
            .Threads.Select(thread => thread.Content)
            .ShouldBe([
                $"{Marker}\nall checks passed",
                "<!-- data-release prod preview pr-70 -->\nof another preview",
                $"{Marker}\nrefused\n",
            ]);
    }

    [Theory]
    [InlineData("DR_TOKEN", "wrong", "401")]
    [InlineData("DR_TOKEN", "", "there is no token")]
    [InlineData("SYSTEM_COLLECTIONURI", "http://127.0.0.1:1/", "could not be written: curl")]
    [InlineData("BUILD_REPOSITORY_ID", "another", "404")]
    public async Task A_comment_that_cant_be_written_is_a_warning_and_changes_no_result(
        string variable,
        string value,
        string says
    )
    {
        var (exit, output) = await RunAsync("text", (variable, value));

        exit.ShouldBe(0, output);
        output.ShouldContain("##vso[task.logissue type=warning]The comment of the pull request could not be written: ");
        output.ShouldContain(says);
        output.ShouldNotContain(FakeAzureDevOps.Token);
        _azure.Threads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_pull_request_nothing_is_written()
    {
        (await RunAsync("text", ("SYSTEM_PULLREQUEST_PULLREQUESTID", ""))).Output.ShouldBeEmpty();

        _azure.Threads.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _azure.Dispose();
        _folder.Dispose();
    }

    private async Task<(int Exit, string Output)> RunAsync(string text, params (string Name, string Value)[] variables)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the script is bash's");
        _folder.Write("data-release-9-deploy.comment.md", $"{Marker}\n{text}\n");
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder.Path };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script());
        IEnumerable<(string Name, string Value)> all =
        [
            ("AGENT_TEMPDIRECTORY", _folder.Path),
            ("SYSTEM_JOBID", "9"),
            ("DR_NAME", "deploy"),
            ("DR_TOKEN", FakeAzureDevOps.Token),
            ("SYSTEM_PULLREQUEST_PULLREQUESTID", "7"),
            ("SYSTEM_COLLECTIONURI", _azure.Url),
            ("SYSTEM_TEAMPROJECTID", "p1"),
            ("BUILD_REPOSITORY_ID", "repo1"),
            ("NO_PROXY", "127.0.0.1"),
            .. variables,
        ];
        foreach (var (name, value) in all)
            start.Environment[name] = value;
        return await Shell.RunAsync(start, TestContext.Current.CancellationToken);
    }

    /// <summary>The step behind <c>comment: true</c>.</summary>
    private static string Script()
    {
        var lines = File.ReadAllLines(Repository.PathOf("build", "azure-pipelines", "data-release.yml"));
        var yaml = new YamlStream();
        // Loops of the template language are no YAML.
        using var reader = new StringReader(
            string.Join('\n', lines.Where(line => !line.Contains("{{ each ") && !line.Contains("{{ variable.key }}")))
        );
        yaml.Load(reader);
        return ((YamlSequenceNode)yaml.Documents[0].RootNode["steps"])
            .Cast<YamlMappingNode>()
            .Single(step => step.Children.ContainsKey("${{ if parameters.comment }}"))
            .Children.Values.OfType<YamlSequenceNode>()
            .Single()[0]["bash"]
            .ToString();
    }
}
