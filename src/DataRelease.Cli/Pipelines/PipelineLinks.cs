using System.Text.RegularExpressions;

namespace DataRelease.Cli.Pipelines;

/// <summary>The pages of a release's commit, pull request and run, as far as the pipeline's variables say.</summary>
internal static partial class PipelineLinks
{
    /// <summary>The addresses by title; empty outside a pipeline.</summary>
    /// <param name="variable">Reads the environment's variables.</param>
    /// <param name="commit">The release's commit, or null.</param>
    public static IReadOnlyDictionary<string, string> Of(Func<string, string?> variable, string? commit)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var (repository, request) = Pages(variable);
        if (commit is not null && Hash().IsMatch(commit))
            Add("commit", $"{repository}/commit/{commit}", repository);
        Add("pull request", request, request);
        if (PipelineRun.Of(variable) is { } run)
            Add("run", run.AbsoluteUri, run.AbsoluteUri);
        return found;

        void Add(string title, string? address, string? known)
        {
            if (
                known is not null
                && Uri.TryCreate(address, UriKind.Absolute, out var page)
                && page.Scheme is "https" or "http"
            )
                // An address of Azure DevOps may begin with a user's name.
                found[title] = new UriBuilder(page) { UserName = "", Password = "" }
                    .Uri
                    .AbsoluteUri;
        }
    }

    private static (string? Repository, string? Request) Pages(Func<string, string?> variable)
    {
        if (variable("GITHUB_ACTIONS") == "true")
        {
            var repository =
                variable("GITHUB_SERVER_URL") is { Length: > 0 } server
                && variable("GITHUB_REPOSITORY") is { Length: > 0 } name
                    ? $"{server}/{name}"
                    : null;
            var number = PullRequest().Match(variable("GITHUB_REF") ?? "");
            return (repository, repository is not null && number.Success ? $"{repository}/pull/{number.Value}" : null);
        }
        if (
            variable("TF_BUILD") is not { Length: > 0 }
            || variable("BUILD_REPOSITORY_URI") is not { Length: > 0 } sources
        )
            return (null, null);
        return variable("BUILD_REPOSITORY_PROVIDER") switch
        {
            "TfsGit" => (sources, Request("/pullrequest/", variable("SYSTEM_PULLREQUEST_PULLREQUESTID"))),
            "GitHub" => (sources, Request("/pull/", variable("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"))),
            _ => (null, null),
        };

        string? Request(string path, string? number) => number is { Length: > 0 } ? $"{sources}{path}{number}" : null;
    }

    [GeneratedRegex("^[0-9a-fA-F]{40,64}$")]
    private static partial Regex Hash();

    [GeneratedRegex(@"(?<=^refs/pull/)\d+(?=/)")]
    private static partial Regex PullRequest();
}
