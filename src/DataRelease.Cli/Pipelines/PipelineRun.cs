namespace DataRelease.Cli.Pipelines;

/// <summary>The web page of the pipeline run in which the tool works.</summary>
internal static class PipelineRun
{
    /// <summary>Null outside a pipeline, or if its variables make no valid address.</summary>
    public static Uri? Of(Func<string, string?> variable)
    {
        var page = "";
        if (variable("GITHUB_ACTIONS") == "true")
            page =
                $"{variable("GITHUB_SERVER_URL")}/{variable("GITHUB_REPOSITORY")}/actions/runs/"
                + variable("GITHUB_RUN_ID");
        else if (variable("TF_BUILD") is { Length: > 0 })
            page =
                $"{variable("SYSTEM_COLLECTIONURI")}{Uri.EscapeDataString(variable("SYSTEM_TEAMPROJECT") ?? "")}"
                + $"/_build/results?buildId={variable("BUILD_BUILDID")}";
        return Uri.TryCreate(page, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;
    }
}
