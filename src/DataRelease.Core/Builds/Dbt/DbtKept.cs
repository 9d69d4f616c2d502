using System.Text;
using System.Text.Json.Nodes;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// What dbt wrote of a release's build, in the project's target folder: a manifest with live names, which
/// <c>state:modified</c>, dbt's docs and observability tools can read, and the results of the run.
/// </summary>
public static class DbtKept
{
    /// <summary>Its files, for whoever removes them with the release.</summary>
    public static readonly IReadOnlyList<string> Files = ["manifest.json", "run_results.json"];

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where they are: <c>target/data-release/prod/r42</c>.</summary>
    public static string Folder(DbtProject project, string environment, string release) =>
        Path.Combine(Root(project, environment), release);

    /// <summary>What is kept of an environment: <c>target/data-release/prod</c>.</summary>
    internal static string Root(DbtProject project, string environment) =>
        Path.Combine(project.Directory, project.TargetPath, "data-release", Plain(environment));

    /// <summary>Writes them; that it can't is told and stops nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="build">What was built.</param>
    /// <param name="planned">The project as it was planned.</param>
    /// <param name="manifest">manifest.json, without what only the building machine may know.</param>
    /// <param name="results">run_results.json, as dbt wrote it.</param>
    /// <param name="hide">Takes secrets out of a text.</param>
    /// <param name="events">Told of what failed.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task WriteAsync(
        DbtProject project,
        GreenBuild build,
        Manifest planned,
        ReadOnlyMemory<byte> manifest,
        string results,
        Func<string, string> hide,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        if (build.Release.Length == 0)
            return;
        var live = planned
            .Nodes.Values.Where(node => node.IsRelation)
            .Select(node => (node.UniqueId, Schema: build.Target.LiveSchemaOf(node.Schema), node.Alias))
            .Where(node => node.Schema is not null)
            .ToDictionary(node => node.UniqueId, node => new RelationName(node.Schema!, node.Alias));
        var folder = Folder(project, build.Target.Environment, build.Release);
        try
        {
            var texts = new[]
            {
                Encoding.UTF8.GetString(DeferState.Write(manifest, live, build.Target.Database)),
                Plainly(await File.ReadAllBytesAsync(results, cancellation)),
            };
            // Only this user can look into it, as into all that a build leaves.
            Seam.Pass("make a folder for dbt's artifacts", () =>
                OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(folder)
                    : Directory.CreateDirectory(folder, Private)
            );
            foreach (var (file, text) in Files.Zip(texts))
                await Seam.PassAsync($"write {file}", () =>
                    File.WriteAllBytesAsync(
                        Path.Combine(folder, file),
                        Encoding.UTF8.GetBytes(hide(text)),
                        cancellation
                    )
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            events.Publish(
                new ReleaseEvent.Noted($"dbt's artifacts are not kept in {folder}: {error.Message.TrimEnd('.')}")
            );
        }
    }

    /// <summary>Without the command line and the variables of the machine that built it.</summary>
    private static string Plainly(byte[] results)
    {
        var root = JsonNode.Parse(results)!;
        root.AsObject().Remove("args");
        if (root["metadata"] is JsonObject metadata)
            metadata["env"] = new JsonObject();
        return root.ToJsonString();
    }

    private static string Plain(string name) =>
        new([
            .. name.Select(character =>
                char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '_'
            ),
        ]);
}
