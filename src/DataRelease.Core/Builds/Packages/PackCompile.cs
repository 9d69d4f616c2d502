using System.Text.Json;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Builds.Packages;

/// <summary>How dbt compiles a project before it is packed.</summary>
/// <param name="Executable">dbt's full path.</param>
/// <param name="Target">The output of the profile that it compiles for.</param>
/// <param name="Timeout">The longest run.</param>
/// <param name="Clock">Measures it.</param>
public sealed record PackCompileOptions(string Executable, DbtTarget Target, TimeSpan Timeout, TimeProvider Clock);

/// <summary>
/// Lets dbt compile a project whose manifest is absent or stale, into the project's own target folder and with the
/// user's own profile, as <c>dbt compile --full-refresh</c> does.
/// </summary>
public static class PackCompile
{
    /// <summary>
    /// Why the project's manifest can't be packed as it is; null if it was compiled from the current sources. A source
    /// that is younger than the manifest counts, because dbt keeps no checksums of YAML and none of new files.
    /// </summary>
    /// <param name="request">What is to be packed; its manifest is the one in the project's target folder.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR1100, DR1101; DR1105 to DR1107 for the project's own file.</exception>
    public static async Task<string?> WhyAsync(PackRequest request, CancellationToken cancellation)
    {
        var project = DbtProject.Load(request.ProjectDir, request.Environment);
        var path = ManifestPath(project);
        var shown = Path.GetRelativePath(request.ProjectDir, path).Replace('\\', '/');
        if (!File.Exists(path))
            return $"there is no {shown}";
        var compiledAt = File.GetLastWriteTimeUtc(path);
        if (
            ProjectSources.Files(project).FirstOrDefault(file => File.GetLastWriteTimeUtc(file) > compiledAt) is
            { } younger
        )
            return $"{Path.GetRelativePath(request.ProjectDir, younger).Replace('\\', '/')} is newer than {shown}";
        try
        {
            var manifest = await ManifestReader.ReadAsync(path, ManifestDetail.Code, cancellation);
            await ReleasePacker.RefuseStaleAsync(project, manifest, cancellation);
            if (
                manifest.Nodes.Values.FirstOrDefault(node =>
                    node.Kind == NodeKind.Model && node.Language == "sql" && node.CompiledCode is null
                ) is
                { } parsed
            )
                return $"{parsed.UniqueId} is not compiled in {shown}";
            using var document = JsonDocument.Parse(
                await File.ReadAllBytesAsync(path, cancellation),
                new JsonDocumentOptions { MaxDepth = 256 }
            );
            var run = await CompileRunReader.ReadAsync(request, path, document.RootElement, cancellation);
            return run.Refusals.Count > 0 ? run.Refusals[0] : null;
        }
        catch (ReleaseException error)
            when (error.Code == ErrorCode.PackStale || error.Code == ErrorCode.ManifestInvalid)
        {
            return error.Message;
        }
    }

    /// <summary>Compiles the project; installs its packages first if they are missing.</summary>
    /// <param name="request">What is to be packed.</param>
    /// <param name="options">dbt and its target.</param>
    /// <param name="events">Receives progress.</param>
    /// <param name="cancellation">Stops dbt.</param>
    /// <exception cref="ReleaseException">DR2002 with what dbt says, DR2003.</exception>
    public static async Task RunAsync(
        PackRequest request,
        PackCompileOptions options,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var project = DbtProject.Load(request.ProjectDir, request.Environment);
        var dbt = new DbtProcess(
            options.Executable,
            Path.GetFullPath(project.Directory),
            new Dictionary<string, string?>
            {
                ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "0",
                ["DBT_LOG_FORMAT"] = "json",
                ["DBT_LOG_LEVEL_FILE"] = "none",
                ["DBT_USE_COLORS"] = "0",
                ["PYTHONUNBUFFERED"] = "1",
                ["DBT_WRITE_JSON"] = "1",
            },
            options.Clock,
            options.Target.Hide
        );
        string[] common =
        [
            "--profiles-dir",
            Path.GetDirectoryName(Path.GetFullPath(options.Target.File))!,
            "--target",
            options.Target.TargetName,
            "--profile",
            options.Target.ProfileName,
        ];
        if (project.MissingPackages)
            await RunAsync("deps", common);
        await RunAsync(
            "compile",
            ["--full-refresh", .. common, "--target-path", Path.GetDirectoryName(ManifestPath(project))!]
        );

        async Task RunAsync(string verb, IEnumerable<string> arguments)
        {
            events.Publish(new ReleaseEvent.Progressed($"dbt {verb}"));
            var outcome = await dbt.RunAsync([verb, .. arguments], options.Timeout, events, cancellation);
            if (outcome.ExitCode != 0)
                throw DbtBuilder.Failed($"dbt {verb}", outcome);
        }
    }

    private static string ManifestPath(DbtProject project) =>
        Path.GetFullPath(Path.Combine(project.Directory, project.TargetPath, "manifest.json"));
}
