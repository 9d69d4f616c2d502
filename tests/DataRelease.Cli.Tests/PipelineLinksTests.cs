using DataRelease.Cli.Pipelines;

namespace DataRelease.Cli.Tests;

/// <summary>Addresses that a report links to, from what a pipeline says of itself.</summary>
public sealed class PipelineLinksTests
{
    private const string Sha = "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334";

    [Fact]
    public void GitHub_names_commit_pull_request_and_run() =>
        Of(
                "GITHUB_ACTIONS=true",
                "GITHUB_SERVER_URL=https://example.invalid",
                "GITHUB_REPOSITORY=shop/data",
                "GITHUB_REF=refs/pull/7/merge",
                "GITHUB_RUN_ID=99"
            )
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["commit"] = $"https://example.invalid/shop/data/commit/{Sha}",
                    ["pull request"] = "https://example.invalid/shop/data/pull/7",
                    ["run"] = "https://example.invalid/shop/data/actions/runs/99",
                },
                ignoreOrder: true
            );

    [Fact]
    public void Azure_names_them_too_without_the_user_in_the_repositorys_address() =>
        Of(
                "TF_BUILD=True",
                "BUILD_REPOSITORY_PROVIDER=TfsGit",
                "BUILD_REPOSITORY_URI=https://somebody:secret@example.invalid/org/shop/_git/data",
                "SYSTEM_PULLREQUEST_PULLREQUESTID=12",
                "SYSTEM_COLLECTIONURI=https://example.invalid/org/",
                "SYSTEM_TEAMPROJECT=shop",
                "BUILD_BUILDID=5"
            )
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["commit"] = $"https://example.invalid/org/shop/_git/data/commit/{Sha}",
                    ["pull request"] = "https://example.invalid/org/shop/_git/data/pullrequest/12",
                    ["run"] = "https://example.invalid/org/shop/_build/results?buildId=5",
                },
                ignoreOrder: true
            );

    [Fact]
    public void Outside_a_pipeline_and_for_what_is_no_address_there_are_none()
    {
        Of().ShouldBeEmpty();
        Of("GITHUB_ACTIONS=true", "GITHUB_SERVER_URL=javascript:alert(1)//", "GITHUB_REPOSITORY=a/b").ShouldBeEmpty();
    }

    private static IReadOnlyDictionary<string, string> Of(params string[] variables) =>
        PipelineLinks.Of(
            variables
                .Select(pair => pair.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1])
                .GetValueOrDefault,
            Sha
        );
}
