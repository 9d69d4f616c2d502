using System.Text.Json;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds the dbt run that wrote a manifest. dbt writes its command line to <c>run_results.json</c> beside the manifest.
/// </summary>
internal static class CompileRunReader
{
    /// <summary>The run, null if nothing is known about it, and reasons why its code is not the project's.</summary>
    public static async Task<(CompileRun? Run, IReadOnlyList<string> Refusals)> ReadAsync(
        PackRequest request,
        string manifestPath,
        JsonElement manifest,
        CancellationToken cancellation
    )
    {
        var refusals = new List<string>();
        var results = Path.Combine(Path.GetDirectoryName(manifestPath) ?? "", "run_results.json");
        if (!File.Exists(results))
            return (Said(request), refusals);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(await File.ReadAllBytesAsync(results, cancellation));
        }
        catch (JsonException)
        {
            return (Said(request), refusals);
        }
        using (document)
        {
            if (
                Invocation(document.RootElement) is not { } invocation
                || invocation != Invocation(manifest)
                || Find(document.RootElement, "args") is not { ValueKind: JsonValueKind.Object } args
            )
                return (Said(request), refusals);
            var target = Text(args, "target");
            if (request.Target is { } wanted && target is not null && target != wanted)
                refusals.Add($"the project was compiled for target {target}, not {wanted}");
            foreach (var (flag, why) in Flags)
            {
                if (
                    Find(args, flag) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.False) } value
                    && !IsEmpty(value)
                )
                    refusals.Add($"the project was compiled with --{flag}: {why}");
            }
            return (
                new CompileRun
                {
                    Target = target ?? request.Target ?? request.DefaultTarget,
                    Vars = CompileRun.Canonical(Find(args, "vars")?.GetRawText()),
                },
                refusals
            );
        }
    }

    private static readonly (string Flag, string Why)[] Flags =
    [
        ("empty", "its code reads no rows"),
        ("sample", "its code reads only a part of the rows"),
        ("defer", "its code may read relations of another target"),
    ];

    private static CompileRun? Said(PackRequest request) =>
        request.Target is { } target ? new CompileRun { Target = target } : null;

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0;

    private static string? Invocation(JsonElement root) =>
        Find(root, "metadata") is { ValueKind: JsonValueKind.Object } metadata ? Text(metadata, "invocation_id") : null;

    private static string? Text(JsonElement entry, string key) =>
        Find(entry, key) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } found
            ? found
            : null;

    private static JsonElement? Find(JsonElement entry, string key) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var value) ? value : null;
}
