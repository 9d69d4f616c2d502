using DataRelease.Testing;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Cli.Tests;

/// <summary>
/// The pipelines that are shipped: a pull request never touches prod, and what is swapped is what was deployed.
/// </summary>
public sealed class ShippedPipelineTests
{
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
        Jobs(path).Select(job => job.Name).ShouldBe(["check", "green", "swap", "rollback"]);
    }

    [Theory]
    [MemberData(nameof(GitHub))]
    public void On_GitHub_the_release_that_was_deployed_is_the_one_that_is_swapped(string path)
    {
        var jobs = Jobs(path).ToDictionary(job => job.Name, job => job.Job);
        Text(jobs["swap"], "needs").ShouldBe("green");
        Text((YamlMappingNode)jobs["green"]["outputs"], "release").ShouldBe("${{ steps.deploy.outputs.release-id }}");
        Options(jobs["swap"])
            .ShouldBe(["--release", "${{ needs.green.outputs.release }}", "--commit", "${{ github.sha }}"]);
    }

    [Theory]
    [MemberData(nameof(Azure))]
    public void On_Azure_only_main_is_built_for_prod_and_its_own_release_is_swapped(string path)
    {
        var text = File.ReadAllText(Repository.PathOf(path.Split('/'))).ReplaceLineEndings("\n");

        text.ShouldContain(
            """
                      ${{ if eq(variables['Build.SourceBranch'], 'refs/heads/main') }}:
                        place: prod
                      ${{ else }}:
                        place: staging

            """
        );
        text.ShouldContain("environment: $(place)\n              name: deploy");
        text.ShouldContain("release: $[ stageDependencies.green.deploy.outputs['deploy.releaseId'] ]");
        text.ShouldContain("options: [--release, $(release), --commit, $(Build.SourceVersion)]");
    }

    private static IEnumerable<(string Name, YamlMappingNode Job)> Jobs(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.PathOf(path.Split('/')));
        yaml.Load(reader);
        return ((YamlMappingNode)yaml.Documents[0].RootNode["jobs"]).Select(pair =>
            (pair.Key.ToString(), (YamlMappingNode)pair.Value)
        );
    }

    private static IEnumerable<string> Options(YamlMappingNode job) =>
        ((YamlSequenceNode)job["steps"])
            .Cast<YamlMappingNode>()
            .Where(step => step.Children.ContainsKey("with"))
            .Select(step => Text((YamlMappingNode)step["with"], "options"))
            .OfType<string>()
            .SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? value.ToString() : null;
}
