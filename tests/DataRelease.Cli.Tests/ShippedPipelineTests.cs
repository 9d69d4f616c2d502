using System.Text.RegularExpressions;
using DataRelease.Testing;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Cli.Tests;

/// <summary>
/// The pipelines that are shipped: a pull request never touches prod, and what is swapped is what was deployed.
/// </summary>
public sealed partial class ShippedPipelineTests
{
    private const string Reusable = ".github/workflows/data-release.yml";
    private const string Stages = "build/azure-pipelines/stages.yml";
    private const string Steps = "build/azure-pipelines/data-release.yml";

    public static TheoryData<string> GitHub =>
        [
            "examples/pipelines/github/data.yml",
            "build/templates/content/data-release/.github/workflows/data.yml",
            "build/templates/content/data-release/sqlserver/.github/workflows/data.yml",
        ];

    public static TheoryData<string> Azure =>
        [
            "examples/pipelines/azure/azure-pipelines.yml",
            "build/templates/content/data-release/azure-pipelines.yml",
            "build/templates/content/data-release/sqlserver/azure-pipelines.yml",
        ];

    public static TheoryData<string> All =>
        [.. GitHub.Select(row => row.Data), .. Azure.Select(row => row.Data), Reusable, Stages];

    [Theory]
    [MemberData(nameof(GitHub))]
    public void On_GitHub_a_pull_request_does_not_touch_prod(string path)
    {
        foreach (var (name, job) in Jobs(path))
        {
            var runs = Text(job, "if") ?? (job.Children.ContainsKey("needs") ? "after another" : "always");
            if (runs is "github.event_name == 'push'" or "github.event_name == 'workflow_dispatch'" or "after another")
                continue;
            job.ToString().ShouldNotContain("prod", customMessage: name);
        }
        Jobs(path)
            .Select(job => job.Name)
            .ShouldBe(["preview", "drop", "staging", "green", "swap", "rollback", "prune"]);
    }

    [Theory]
    [MemberData(nameof(GitHub))]
    public void On_GitHub_a_pull_request_has_a_preview_until_it_is_closed(string path)
    {
        var jobs = Jobs(path).ToDictionary(job => job.Name, job => job.Job);

        ((YamlSequenceNode)Root(path)["on"]["pull_request"]["types"])
            .Select(type => type.ToString())
            .ShouldBe(["opened", "synchronize", "reopened", "closed"]);
        foreach (var (name, on, command) in new[] { ("preview", "!=", "deploy"), ("drop", "==", "prune") })
        {
            Text(jobs[name], "if")
                .ShouldBe($"github.event_name == 'pull_request' && github.event.action {on} 'closed'");
            var with = Calls(jobs[name]).ShouldHaveSingleItem();
            with["command"].ToString().ShouldBe(command);
            with["preview"].ToString().ShouldBe("pr-${{ github.event.pull_request.number }}");
            jobs[name]["permissions"]["pull-requests"].ToString().ShouldBe("write");
        }
    }

    [Theory]
    [MemberData(nameof(GitHub))]
    public void On_GitHub_the_release_that_was_deployed_is_the_one_that_is_swapped(string path)
    {
        var jobs = Jobs(path).ToDictionary(job => job.Name, job => job.Job);
        Text(jobs["green"], "needs").ShouldBe("staging");
        Text(jobs["staging"], "if").ShouldBe("github.event_name == 'push'");
        Text(jobs["swap"], "needs").ShouldBe("green");
        Text((YamlMappingNode)jobs["green"]["outputs"], "release").ShouldBe("${{ steps.deploy.outputs.release-id }}");
        Lines(Calls(jobs["swap"]).Single())
            .ShouldBe(["--release", "${{ needs.green.outputs.release }}", "--commit", "${{ github.sha }}"]);
    }

    [Fact]
    public void The_reusable_workflow_swaps_what_it_deployed_after_the_approval_and_never_for_a_pull_request()
    {
        var jobs = Jobs(Reusable).ToDictionary(job => job.Name, job => job.Job);

        Text(jobs["deploy"], "if")
            .ShouldBe("github.event_name != 'pull_request' && github.event_name != 'pull_request_target'");
        Text(jobs["swap"], "needs").ShouldBe("deploy");
        Text(jobs["swap"], "environment").ShouldBe("${{ inputs.approval || inputs.environment }}");
        Text((YamlMappingNode)jobs["deploy"]["outputs"], "release").ShouldBe("${{ steps.deploy.outputs.release-id }}");
        Lines(Calls(jobs["swap"]).Single())
            .Take(4)
            .ShouldBe(["--release", "${{ needs.deploy.outputs.release }}", "--commit", "${{ github.sha }}"]);
    }

    [Fact]
    public void What_the_reusable_workflow_reads_is_what_it_declares()
    {
        var call = Root(Reusable)["on"]["workflow_call"];
        var text = File.ReadAllText(Repository.PathOf(Reusable.Split('/')));

        foreach (var kind in new[] { "inputs", "secrets" })
            Regex
                .Matches(text, $@"\b{kind}\.([a-z-]+)")
                .Select(match => match.Groups[1].Value)
                .Distinct()
                .ShouldBe(((YamlMappingNode)call[kind]).Select(pair => pair.Key.ToString()), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Azure))]
    public void On_Azure_only_main_is_built_for_prod_and_its_own_release_is_swapped(string path)
    {
        var stages = StagesOf(path);

        stages.Keys.ShouldBe(["preview", "staging", "green", "swap", "rollback", "prune"]);
        foreach (var (name, stage) in stages)
        {
            if (name is "preview" or "staging" or "prune")
                Calls(stage).ShouldAllBe(call => Text(call, "environment") == "staging");
            else if (name is not "rollback")
                Text(stage, "condition")
                    .ShouldBe("and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))");
        }
        Text(stages["green"], "dependsOn").ShouldBe("staging");
        Text(stages["swap"], "dependsOn").ShouldBe("green");
        Calls(stages["green"]).Single()["name"].ToString().ShouldBe("deploy");
        var swap = (YamlMappingNode)stages["swap"]["jobs"][0];
        swap["environment"].ToString().ShouldBe("prod");
        swap["variables"]
            ["release"]
            .ToString()
            .ShouldBe("$[ stageDependencies.green.deploy.outputs['deploy.releaseId'] ]");
        Items(Calls(stages["swap"]).Single())
            .ShouldBe(["--release", "$(release)", "--commit", "$(Build.SourceVersion)"]);
    }

    [Theory]
    [MemberData(nameof(Azure))]
    public void On_Azure_a_pull_request_has_a_preview_and_a_night_drops_old_ones(string path)
    {
        var stages = StagesOf(path);

        Text(stages["preview"], "condition").ShouldBe("eq(variables['Build.Reason'], 'PullRequest')");
        var preview = Calls(stages["preview"]).ShouldHaveSingleItem();
        (Text(preview, "command"), Text(preview, "preview")).ShouldBe(
            ("deploy", "pr-$(System.PullRequest.PullRequestId)")
        );
        Text(stages["prune"], "condition").ShouldBe("eq(variables['Build.Reason'], 'Schedule')");
        Calls(stages["prune"]).ShouldHaveSingleItem()["command"].ToString().ShouldBe("prune");
        Text(stages["staging"], "condition")
            .ShouldNotBeNull()
            .ShouldContain("ne(variables['Build.Reason'], 'Schedule')");
        ((YamlSequenceNode)Root(path)["schedules"])
            .ShouldHaveSingleItem()["always"]
            .ToString()
            .ShouldBe("true", "a night without a commit drops previews, too");
    }

    [Fact]
    public void The_stages_of_Azure_swap_what_they_deployed_after_the_approval_and_never_for_a_pull_request()
    {
        var stages = StagesOf(Stages);
        var (deploy, swap) = (stages["${{ parameters.name }}_deploy"], stages["${{ parameters.name }}_swap"]);

        Text(deploy, "condition")
            .ShouldBe(
                "and(succeeded(), eq(variables['Build.SourceBranch'], '${{ parameters.branch }}'), "
                    + "ne(variables['Build.Reason'], 'PullRequest'))"
            );
        Text(swap, "dependsOn").ShouldBe("${{ parameters.name }}_deploy");
        var job = (YamlMappingNode)swap["jobs"][0];
        job["environment"].ToString().ShouldBe("${{ coalesce(parameters.approval, parameters.environment) }}");
        job["variables"]
            ["release"]
            .ToString()
            .ShouldBe("$[ stageDependencies.${{ parameters.name }}_deploy.deploy.outputs['deploy.releaseId'] ]");
        Calls(deploy).Single()["name"].ToString().ShouldBe("deploy");
        Items(Calls(swap).Single()).Take(4).ShouldBe(["--release", "$(release)", "--commit", "$(Build.SourceVersion)"]);
    }

    [Fact]
    public void What_the_stages_of_Azure_read_is_what_they_declare_and_what_they_pass_is_what_the_steps_take()
    {
        var text = File.ReadAllText(Repository.PathOf(Stages.Split('/')));
        ParameterName()
            .Matches(text)
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ShouldBe(Declared(Stages), ignoreOrder: true);

        foreach (var path in Azure.Select(row => row.Data).Append(Stages))
        foreach (var call in Calls(Root(path)))
            call.Select(pair => pair.Key.ToString())
                .Where(key => !key.StartsWith('$'))
                .ShouldBeSubsetOf(Declared(Steps), path);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_command_and_option_is_one_of_the_tool(string path)
    {
        var calls = Calls(Root(path)).ToList();

        calls.ShouldNotBeEmpty();
        foreach (var call in calls)
        {
            List<string> args = [.. Value(call["command"].ToString()).Split(' ')];
            foreach (var name in new[] { "environment", "preview" })
                if (Text(call, name) is { } value)
                    args.AddRange([$"--{name}", Value(value)]);
            args.AddRange(Lines(call).Concat(Items(call)).Where(IsGiven).Select(Value));
            Tool().Parse(args).Errors.Select(error => error.Message).ShouldBeEmpty(string.Join(' ', args));
        }
    }

    [Theory]
    [InlineData("build/github/run.sh")]
    [InlineData(Steps)]
    public void Every_verb_and_option_that_a_script_knows_is_one_of_the_tool(string path)
    {
        var text = File.ReadAllText(Repository.PathOf(path.Split('/')));
        var verbs =
            path == Steps
                ? ((YamlSequenceNode)((YamlSequenceNode)Root(path)["parameters"])[0]["values"]).Select(verb =>
                    $"{verb}"
                )
                : Verbs()
                    .Matches(text)
                    .SelectMany(match => match.Groups[1].Value.Split('|'))
                    .Select(verb => verb.Trim('\''));
        var options = text.Split('\n')
            .Where(line => line.Contains("args+=(", StringComparison.Ordinal))
            .SelectMany(line => OptionName().Matches(line).Select(match => match.Value))
            .Distinct()
            .ToList();

        verbs.ShouldContain("deploy");
        foreach (var verb in verbs.Distinct())
            Tool().Parse([.. verb.Split(' '), "--help"]).CommandResult.Command.Name.ShouldBe(verb.Split(' ')[^1]);
        options.ShouldContain("--preview");
        options.ShouldBeSubsetOf(Tool().Options.SelectMany(option => option.Aliases.Append(option.Name)));
    }

    [Fact]
    public void Actions_of_others_are_pinned_alike_everywhere()
    {
        var uses = Directory
            .GetFiles(Repository.PathOf(".github", "workflows"), "*.yml")
            .Concat(GitHub.Select(row => Repository.PathOf(row.Data.Split('/'))))
            .SelectMany(File.ReadAllLines)
            .Select(line => Uses().Match(line))
            .Where(match => match.Success)
            .Select(match => (Action: match.Groups[1].Value, Version: match.Groups[2].Value))
            .Distinct()
            .ToList();

        uses.Select(use => use.Action).ShouldBeUnique();
        uses.ShouldContain(use => use.Action == "actions/cache");
    }

    private static System.CommandLine.RootCommand Tool() =>
        Commands.Root(new Surroundings(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System));

    /// <summary>False for an expression that a default leaves empty, and for another template's items.</summary>
    private static bool IsGiven(string text) =>
        text is not "${{ inputs.options }}" and not "${{ inputs.swap-options }}";

    /// <summary>A value of an expression: the text in it, or a version, which every option takes.</summary>
    private static string Value(string text) =>
        Expression()
            .Replace(text, match =>
                Quoted().Match(match.Value) is { Success: true } found ? found.Groups[1].Value : "1"
            );

    private static YamlMappingNode Root(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.PathOf(path.Split('/')));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<(string Name, YamlMappingNode Job)> Jobs(string path) =>
        ((YamlMappingNode)Root(path)["jobs"]).Select(pair => (pair.Key.ToString(), (YamlMappingNode)pair.Value));

    private static Dictionary<string, YamlMappingNode> StagesOf(string path) =>
        ((YamlSequenceNode)Root(path)["stages"])
            .Cast<YamlMappingNode>()
            .ToDictionary(stage => stage["stage"].ToString());

    private static IEnumerable<string> Declared(string path) =>
        ((YamlSequenceNode)Root(path)["parameters"]).Select(parameter => parameter["name"].ToString());

    /// <summary>Inputs of every step in a node that runs the tool.</summary>
    private static IEnumerable<YamlMappingNode> Calls(YamlNode node) =>
        node
            .AllNodes.OfType<YamlMappingNode>()
            .Where(step =>
                Text(step, "uses") == "datarelease/datarelease/build/github@main"
                || Text(step, "template") is "build/azure-pipelines/data-release.yml@datarelease" or "data-release.yml"
            )
            .Select(step => (YamlMappingNode)step[step.Children.ContainsKey("uses") ? "with" : "parameters"]);

    private static IEnumerable<string> Lines(YamlMappingNode call) =>
        call.Children.TryGetValue("options", out var options) && options is YamlScalarNode { Value: { } text }
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("parameters."))
            : [];

    private static IEnumerable<string> Items(YamlMappingNode call) =>
        call.Where(pair => pair.Key.ToString() == "options" || pair.Key.ToString().StartsWith('$'))
            .Select(pair =>
                pair.Value is YamlMappingNode choice && choice.Children.TryGetValue("options", out var chosen)
                    ? chosen
                    : pair.Value
            )
            .OfType<YamlSequenceNode>()
            .SelectMany(items => items.OfType<YamlScalarNode>())
            .Select(item => item.Value!);

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    [GeneratedRegex(@"parameters\.([A-Za-z]+)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\$\{\{.*?\}\}|\$\([A-Za-z.]+\)")]
    private static partial Regex Expression();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?m)^  ([a-z'][a-z '|]+)\) ;;$")]
    private static partial Regex Verbs();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"uses: (actions/[a-z-]+)@(.+)$")]
    private static partial Regex Uses();
}
