using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>Lets dbt parse the project and list a selection, in as few processes as possible.</summary>
/// <param name="dbt">Runs dbt.</param>
/// <param name="common">Arguments of every command.</param>
/// <param name="build">The build's options.</param>
/// <param name="target">dbt's target folder.</param>
/// <param name="events">Receives progress.</param>
internal sealed class ProjectReading(
    DbtProcess dbt,
    IReadOnlyList<string> common,
    BuildOptions build,
    string target,
    IReleaseEvents events
)
{
    private readonly string _manifest = Path.Combine(target, "manifest.json");
    private readonly string _results = Path.Combine(target, "run_results.json");

    /// <summary>Leaves dbt's manifest.json in the target folder.</summary>
    /// <returns>The selected unique ids; null if all are selected.</returns>
    /// <exception cref="ReleaseException">DR2002.</exception>
    public async Task<IReadOnlySet<string>?> ReadAsync(CancellationToken cancellation)
    {
        // Only compiling before the build tells which nodes have the same SQL.
        var compiles = build.Reuse != ReuseMode.Never;
        if (compiles || !build.IsPartial)
            await ParseAsync(compiles ? "compile" : "parse", cancellation);
        else
            Remove(_manifest);
        if (!build.IsPartial)
            return null;
        var selected = await SelectAsync(cancellation);
        // Listing also parses, which saves a process. A dbt that leaves no manifest after listing parses once more.
        if (!File.Exists(_manifest))
            await ParseAsync("parse", cancellation);
        return selected;
    }

    private async Task ParseAsync(string verb, CancellationToken cancellation)
    {
        events.Publish(new ReleaseEvent.Progressed($"dbt {verb}"));
        Remove(_results);
        var parse = await dbt.RunAsync([verb, .. common], build.Timeout, events, cancellation);
        // A model may be impossible to compile before the relations that it asks about are built. It is then simply
        // built. A project that can't be parsed has no results.
        if (parse.ExitCode != 0 && !(verb == "compile" && parse.ExitCode == 1 && File.Exists(_results)))
            throw DbtBuilder.Failed($"dbt {verb}", parse);
    }

    private async Task<IReadOnlySet<string>> SelectAsync(CancellationToken cancellation)
    {
        events.Publish(new ReleaseEvent.Progressed("dbt ls"));
        var selected = new HashSet<string>(StringComparer.Ordinal);
        var list = await dbt.RunAsync(
            ["ls", .. common, "--output", "json", "--output-keys", "unique_id", .. DbtBuilder.Selection(build)],
            build.Timeout,
            events,
            cancellation,
            line =>
            {
                if (ListedId(line) is not { } id)
                    return false;
                selected.Add(id);
                return true;
            }
        );
        return list.ExitCode == 0 ? selected : throw DbtBuilder.Failed("dbt ls", list);
    }

    private static void Remove(string file)
    {
        if (File.Exists(file))
            Seam.Pass($"delete {Path.GetFileName(file)}", () => File.Delete(file));
    }

    /// <summary>
    /// The id on a line of <c>dbt ls</c>, which is the object itself or a log event around it; null for any other line.
    /// </summary>
    private static string? ListedId(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("unique_id", out var id))
                return id.GetString();
            if (
                !document.RootElement.TryGetProperty("data", out var data)
                || data.ValueKind != JsonValueKind.Object
                || !data.TryGetProperty("msg", out var message)
                || message.ValueKind != JsonValueKind.String
                || message.GetString() is not ['{', ..] listed
            )
                return null;
            using var inner = JsonDocument.Parse(listed);
            return inner.RootElement.TryGetProperty("unique_id", out id) ? id.GetString() : null;
        }
        catch (JsonException)
        {
            // Some other line that begins with a brace. It goes to the log.
            return null;
        }
    }
}
