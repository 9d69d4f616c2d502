using System.Text.RegularExpressions;
using DataRelease.Testing;
using YamlDotNet.RepresentationModel;

namespace DataRelease.MSBuild.Tests.Pipelines;

/// <summary>
/// The pipelines of a new project run as they stand: every line of them, with real packages and real dbt.
/// </summary>
public sealed partial class PipelineRunTests(Packed packed)
{
    private const string GitHubFile = ".github/workflows/data.yml";
    private const string AzureFile = "azure-pipelines.yml";

    private static readonly string[] _machines =
    [
        "actions/checkout@",
        "actions/setup-dotnet@",
        "actions/setup-python@",
        "actions/cache@",
    ];

    [Theory]
    [InlineData("examples/pipelines/github/data.yml", GitHubFile)]
    [InlineData("examples/pipelines/azure/azure-pipelines.yml", AzureFile)]
    public void The_examples_are_what_a_new_project_gets(string example, string template) =>
        File.ReadAllText(Repository.PathOf(example.Split('/')))
            .ShouldBe(
                File.ReadAllText(Repository.PathOf([.. $"build/templates/content/data-release/{template}".Split('/')]))
            );

    [Fact]
    public async Task GitHub_a_pull_request_has_a_preview_main_goes_live_and_is_taken_back()
    {
        await using var project = await PipelineProject.CreateAsync(packed);
        GitHub(project, "pull_request");
        (await JobAsync(project, "preview")).ShouldBe(PipelineProject.WhyNoDbt is null ? 0 : 2);
        Executed(project, GitHubFile, "preview");
        if (PipelineProject.WhyNoDbt is { } why)
        {
            // What needs no dbt works all the same.
            (await JobAsync(project, "drop")).ShouldBe(0);
            (await JobAsync(project, "prune")).ShouldBe(0);
            Assert.Skip($"every line ran up to the build, which needs dbt: {why}");
        }
        project.Values["steps.preview.release-id"].ShouldBe("r1");
        (await JobAsync(project, "drop")).ShouldBe(0);
        project.Values["steps.drop.summary"].ShouldStartWith("dropped preview pr-7 of 'staging'");

        GitHub(project, "push");
        (await JobAsync(project, "staging")).ShouldBe(0);
        (await JobAsync(project, "green")).ShouldBe(0);
        project.Values["needs.green.outputs.release"].ShouldBe("r1");
        // A later candidate, of somebody else: what is swapped is what was approved.
        await OtherCandidateAsync(project);
        (await JobAsync(project, "swap")).ShouldBe(0);
        project.Values["steps.swap.live"].ShouldBe("r1");
        GitHub(project, "push");
        (await JobAsync(project, "green")).ShouldBe(0);
        (await JobAsync(project, "swap")).ShouldBe(0);
        GitHub(project, "workflow_dispatch");
        (await JobAsync(project, "rollback")).ShouldBe(0);
        project.Values["steps.rollback.live"].ShouldBe("r1");
        GitHub(project, "schedule");
        (await JobAsync(project, "prune")).ShouldBe(0);
    }

    [Fact]
    public async Task Azure_a_pull_request_has_a_preview_main_goes_live_and_is_taken_back()
    {
        await using var project = await PipelineProject.CreateAsync(packed);
        Azure(project, "refs/pull/7/merge");
        (await StageAsync(project, "preview")).ShouldBe(PipelineProject.WhyNoDbt is null ? 0 : 2);
        (await StageAsync(project, "prune")).ShouldBe(0);
        if (PipelineProject.WhyNoDbt is { } why)
            Assert.Skip($"every line ran up to the build, which needs dbt: {why}");

        Azure(project, "refs/heads/main");
        (await StageAsync(project, "staging")).ShouldBe(0);
        foreach (var release in new[] { "r1", "r2" })
        {
            Azure(project, "refs/heads/main");
            (await StageAsync(project, "green")).ShouldBe(0);
            project.Values["release"].ShouldBe(release);
            (await StageAsync(project, "swap")).ShouldBe(0);
            project.Values["live"].ShouldBe(release);
        }
        (await StageAsync(project, "rollback")).ShouldBe(0);
        project.Values["live"].ShouldBe("r1");
    }

    /// <summary>
    /// Nothing can be built without a server: the tool has read the profile, with all of its variables, and says that
    /// dbt is missing, or that nobody answers where the variables lead.
    /// </summary>
    [Fact]
    public async Task The_pipelines_of_a_project_for_SQL_Server_run_up_to_the_server()
    {
        await using var project = await PipelineProject.CreateAsync(packed, PipelineProject.SqlServer);
        GitHub(project, "pull_request");

        (await JobAsync(project, "preview")).ShouldNotBe(0);

        Executed(project, GitHubFile, "preview");
        project.Said.ShouldMatch("DR2[0-9]{3}|127.0.0.1");
        Azure(project, "refs/pull/7/merge");
        (await StageAsync(project, "preview")).ShouldNotBe(0);
        project.Said.ShouldMatch("DR2[0-9]{3}|127.0.0.1");
        var text = await File.ReadAllTextAsync(project["profiles.yml"], TestContext.Current.CancellationToken);
        text.ShouldContain("type: sqlserver");
        text.ShouldNotContain("postgres");
        Directory.Exists(project["sqlserver"]).ShouldBeFalse();
    }

    private static void GitHub(PipelineProject project, string happened)
    {
        project.Values["github.event_name"] = happened;
        project.Values["github.sha"] = PipelineProject.Sha;
        project.Values["github.event.pull_request.number"] = "7";
        project.Values["inputs.to"] = "";
        project.Values["secrets.WAREHOUSE_PASSWORD"] = project.Password;
        foreach (var (name, value) in project.Connection)
            project.Values[$"vars.{name}"] = value;
    }

    private static void Azure(PipelineProject project, string branch)
    {
        project.Values["Build.SourceBranch"] = branch;
        project.Values["Build.SourceVersion"] = PipelineProject.Sha;
        project.Values["System.PullRequest.PullRequestId"] = "7";
        project.Values["warehouse-password"] = project.Password;
    }

    /// <summary>Runs a job's steps as GitHub's runner does; its exit code.</summary>
    private static async Task<int> JobAsync(PipelineProject project, string name)
    {
        var workflow = project.Read(GitHubFile);
        var job = (YamlMappingNode)workflow["jobs"][name];
        var environment = project.Texts(Mapping(workflow, "env"));
        environment["GITHUB_ACTIONS"] = "true";
        environment["GITHUB_SHA"] = PipelineProject.Sha;
        environment["GITHUB_REF_NAME"] = "main";
        environment["GITHUB_ACTOR"] = "octocat";
        environment["GITHUB_STEP_SUMMARY"] = project["../summary.md"];
        foreach (var step in ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>())
        {
            var own = new Dictionary<string, string>(environment);
            foreach (var (key, value) in project.Texts(Mapping(step, "env")))
                own[key] = value;
            if (step.Children.TryGetValue("run", out var run))
            {
                var (exit, output) = await project.BashAsync(project.Evaluate(run.ToString()), own);
                exit.ShouldBe(0, output);
                continue;
            }
            var uses = step["uses"].ToString();
            if (_machines.Any(machine => uses.StartsWith(machine, StringComparison.Ordinal)))
                continue;
            uses.ShouldBe("datarelease/datarelease/build/github@main");
            var result = project[$"../{name}.output"];
            await File.WriteAllTextAsync(result, "");
            own["GITHUB_OUTPUT"] = result;
            foreach (var (key, value) in project.Texts((YamlMappingNode)step["with"]))
                own[$"DR_{key.ToUpperInvariant()}"] = value;
            var (code, said) = await project.BashAsync(uses, own, Repository.PathOf("build", "github", "run.sh"));
            foreach (var line in await File.ReadAllLinesAsync(result))
            {
                var at = line.IndexOf('=', StringComparison.Ordinal);
                project.Values[$"steps.{name}.{line[..at]}"] = line[(at + 1)..];
                if (step.Children.TryGetValue("id", out var id))
                    project.Values[$"steps.{id}.outputs.{line[..at]}"] = line[(at + 1)..];
            }
            project.Said = said;
            if (code != 0)
            {
                if (project.WhyNotBuilt is null)
                    said.ShouldBe("");
                return code;
            }
        }
        foreach (var (key, value) in project.Texts(Mapping(job, "outputs")))
            project.Values[$"needs.{name}.outputs.{key}"] = value;
        return 0;
    }

    private static async Task OtherCandidateAsync(PipelineProject project)
    {
        var kept = new Dictionary<string, string>(project.Values);
        (await JobAsync(project, "green")).ShouldBe(0);
        foreach (var (key, value) in kept)
            project.Values[key] = value;
    }

    /// <summary>Runs a stage's steps as Azure's agent does; the exit code.</summary>
    private static async Task<int> StageAsync(PipelineProject project, string name)
    {
        var stage = ((YamlSequenceNode)project.Read(AzureFile)["stages"])
            .Cast<YamlMappingNode>()
            .Single(stage => stage["stage"].ToString() == name);
        var job = (YamlMappingNode)stage["jobs"][0];
        var steps = job.Children.TryGetValue("steps", out var plain)
            ? (YamlSequenceNode)plain
            : (YamlSequenceNode)job["strategy"]["runOnce"]["deploy"]["steps"];
        foreach (var step in steps.Cast<YamlMappingNode>())
        {
            var own = new Dictionary<string, string>(project.Connection)
            {
                ["TF_BUILD"] = "True",
                ["BUILD_SOURCEVERSION"] = PipelineProject.Sha,
                ["BUILD_SOURCEBRANCH"] = project.Values["Build.SourceBranch"],
            };
            if (step.Children.TryGetValue("bash", out var bash))
            {
                var (exit, output) = await project.BashAsync(bash.ToString(), own);
                exit.ShouldBe(0, output);
                continue;
            }
            if (!step.Children.TryGetValue("template", out var template))
                continue;
            template.ToString().ShouldBe("build/azure-pipelines/data-release.yml@datarelease");
            var parameters = (YamlMappingNode)step["parameters"];
            var given = project.Texts(parameters);
            own["DR_COMMAND"] = given["command"];
            own["DR_ENVIRONMENT"] = given["environment"];
            own["DR_PREVIEW"] = given.GetValueOrDefault("preview", "");
            own["DR_PROJECT"] = ".";
            own["DR_PACKAGE"] = "";
            own["DR_VERSION"] = "";
            own["DR_NAME"] = name;
            own["DR_TESTS"] = given.GetValueOrDefault("tests", "true") == "true" ? "True" : "False";
            own["DR_OPTIONS"] = parameters.Children.TryGetValue("options", out var options)
                ? string.Join(';', ((YamlSequenceNode)options).Select(item => project.Evaluate(item.ToString())))
                : "";
            foreach (var (key, value) in project.Texts((YamlMappingNode)parameters["env"]))
                own[key] = value;
            own["AGENT_TEMPDIRECTORY"] = project["../temp"];
            Directory.CreateDirectory(project["../temp"]);
            own["SYSTEM_JOBID"] = "7";
            var (code, said) = await project.BashAsync(template.ToString(), own, "-c", AzureScript());
            foreach (Match match in Variable().Matches(said))
                project.Values[match.Groups[1].Value] = match.Groups[2].Value.Trim();
            project.Values["release"] = project.Values.GetValueOrDefault("releaseId", "");
            if (name == "green" && project.WhyNotBuilt is null)
                File.ReadAllText(project[$"../temp/data-release-7-{name}.xml"]).ShouldContain("<testsuites");
            project.Said = said;
            if (code != 0)
            {
                if (project.WhyNotBuilt is null)
                    said.ShouldBe("");
                return code;
            }
        }
        return 0;
    }

    private static string AzureScript()
    {
        var yaml = new YamlStream();
        var text = File.ReadAllText(Repository.PathOf("build", "azure-pipelines", "data-release.yml"));
        using var reader = new StringReader(Each().Replace(text, ""));
        yaml.Load(reader);
        return yaml.Documents[0].RootNode["steps"][0]["bash"].ToString();
    }

    private static YamlMappingNode? Mapping(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? value as YamlMappingNode : null;

    /// <summary>Every script of a job ran: none was left out by this test.</summary>
    private static void Executed(PipelineProject project, string file, string job)
    {
        var scripts = ((YamlSequenceNode)project.Read(file)["jobs"][job]["steps"])
            .Cast<YamlMappingNode>()
            .Where(step => step.Children.ContainsKey("run"))
            .Select(step => step["run"].ToString());
        scripts.ShouldBe(["pip install -r requirements.txt", "dotnet tool restore"]);
        foreach (var script in scripts)
            project.Ran.ShouldContain(script);
        File.ReadAllText(project["pip.txt"]).ShouldContain("install -r requirements.txt");
    }

    [GeneratedRegex(@"##vso\[task\.setvariable variable=([A-Za-z]+);isOutput=true\](.*)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?m)^\s*\$\{\{ each .*\n.*\n?")]
    private static partial Regex Each();
}
