using System.Text.Json;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds the dbt run that wrote a manifest. dbt writes its command line to <c>run_results.json</c> beside the manifest.
/// </summary>
internal static class CompileRunReader
{
    /// <summary>Reads what dbt says about the run that wrote the manifest.</summary>
    public static async Task<CompileFacts> ReadAsync(
        PackRequest request,
        string manifestPath,
        JsonElement manifest,
        CancellationToken cancellation
    )
    {
        var refusals = new List<string>();
        var results = Path.Combine(Path.GetDirectoryName(manifestPath) ?? "", "run_results.json");
        if (!File.Exists(results))
            return new CompileFacts(Said(request), refusals);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(await File.ReadAllBytesAsync(results, cancellation));
        }
        catch (JsonException)
        {
            return new CompileFacts(Said(request), refusals);
        }
        using (document)
        {
            if (
                Invocation(document.RootElement) is not { } invocation
                || invocation != Invocation(manifest)
                || Find(document.RootElement, "args") is not { ValueKind: JsonValueKind.Object } args
            )
                return new CompileFacts(Said(request), refusals);
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
            return new CompileFacts(
                new CompileRun
                {
                    Target = target ?? request.Target ?? request.DefaultTarget,
                    Vars = CompileRun.Canonical(Find(args, "vars")?.GetRawText()),
                },
                refusals
            )
            {
                IsFullRefresh = Find(args, "full_refresh")?.ValueKind == JsonValueKind.True,
                TakesPackagesMaterializations =
                    Find(args, "require_explicit_package_overrides_for_builtin_materializations")?.ValueKind
                    == JsonValueKind.False,
            };
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

/// <summary>What dbt says about the run that wrote a manifest.</summary>
/// <param name="Run">The run; null if nothing is known about it.</param>
/// <param name="Refusals">Reasons why its code is not the project's.</param>
internal sealed record CompileFacts(CompileRun? Run, IReadOnlyList<string> Refusals)
{
    /// <summary>True if it was run with <c>--full-refresh</c>.</summary>
    public bool IsFullRefresh { get; init; }

    /// <summary>True if a materialization of an installed package comes before dbt's own one.</summary>
    public bool TakesPackagesMaterializations { get; init; }
}
