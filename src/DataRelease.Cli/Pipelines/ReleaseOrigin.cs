namespace DataRelease.Cli.Pipelines;

/// <summary>Where a release comes from, so that whoever approves it knows what was approved.</summary>
/// <param name="Commit">The commit that is checked out, or null.</param>
/// <param name="Branch">The branch, of a pull request the one that it wants to merge; null if unknown.</param>
/// <param name="By">Whom the pipeline works for; null outside of one.</param>
internal sealed record ReleaseOrigin(string? Commit, string? Branch, string? By)
{
    private const int Longest = 200;

    /// <summary>
    /// The branch and who come from the pipeline first, which checks a commit out by itself. The commit comes from git
    /// first: a job may check out another one than it was started for.
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
