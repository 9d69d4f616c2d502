namespace DataRelease.Cli.Pipelines;

/// <summary>The origin of a release, so that an approver knows what is being approved.</summary>
/// <param name="Commit">The checked-out commit, or null.</param>
/// <param name="Branch">The branch, for a pull request its source branch; null if unknown.</param>
/// <param name="By">The person for whom the pipeline works; null outside a pipeline.</param>
internal sealed record ReleaseOrigin(string? Commit, string? Branch, string? By)
{
    private const int Longest = 200;

    /// <summary>
    /// Branch and person come from the pipeline first, because it checks out a commit without a branch. The commit
    /// comes from git first, because a job may check out another commit than the one that started it.
    /// </summary>
    public static ReleaseOrigin Of(string project, Func<string, string?> variable)
    {
        var git = GitHead.Of(project);
        if (variable("GITHUB_ACTIONS") == "true")
        {
            return new ReleaseOrigin(
                git?.Commit ?? First("GITHUB_SHA"),
                First("GITHUB_HEAD_REF", "GITHUB_REF_NAME") ?? git?.Branch,
                First("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR")
            );
        }
        if (First("TF_BUILD") is not null)
        {
            return new ReleaseOrigin(
                git?.Commit ?? First("BUILD_SOURCEVERSION"),
                Short(First("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH")) ?? git?.Branch,
                First("BUILD_REQUESTEDFOR")
            );
        }
        return new ReleaseOrigin(git?.Commit, git?.Branch, null);

        string? First(params IEnumerable<string> names) =>
            names
                .Select(name => variable(name)?.Trim())
                .Where(value => value is { Length: > 0 })
                .Select(value => value![..Math.Min(Longest, value!.Length)])
                .FirstOrDefault();
    }

    private static string? Short(string? reference) =>
        reference is not null && reference.StartsWith("refs/heads/", StringComparison.Ordinal)
            ? reference["refs/heads/".Length..]
            : reference;
}
