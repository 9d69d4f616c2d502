using System.Text;
using System.Text.Json.Nodes;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Keeps dbt's files about a release's build in the project's target folder: a manifest with live names, which
/// <c>state:modified</c>, dbt's docs and observability tools can read, and the results of the run.
/// </summary>
public static class DbtKept
{
    /// <summary>The names of the files, for code that removes them with the release.</summary>
    public static readonly IReadOnlyList<string> Files = ["manifest.json", "run_results.json"];

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder of a release's files: <c>target/data-release/prod/r42</c>.</summary>
    public static string Folder(DbtProject project, string environment, string release) =>
        Path.Combine(Root(project, environment), release);

    /// <summary>The folder of an environment: <c>target/data-release/prod</c>.</summary>
    internal static string Root(DbtProject project, string environment) =>
        Path.Combine(project.Directory, project.TargetPath, "data-release", Plain(environment));

    /// <summary>Writes the files. A failure is reported and stops nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="build">The build.</param>
    /// <param name="planned">The planned project.</param>
    /// <param name="manifest">The manifest.json, without values that only the building machine may know.</param>
    /// <param name="results">The path of run_results.json, as dbt wrote it.</param>
    /// <param name="hide">Replaces secrets in a text.</param>
    /// <param name="events">Receives a notice of a failure.</param>
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
            // Only this user can read the folder, like all files of a build.
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

    /// <summary>The results without the command line and the variables of the building machine.</summary>
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
