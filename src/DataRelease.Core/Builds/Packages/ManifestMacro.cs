using System.Text.Json;

namespace DataRelease.Builds.Packages;

/// <summary>A macro of a manifest.</summary>
/// <param name="UniqueId">The unique id, <c>macro.shop.limit_rows</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its Jinja code.</param>
/// <param name="Uses">The unique ids of the macros that dbt found in it.</param>
/// <param name="IsBuiltIn">True if it belongs to dbt or to its adapter.</param>
internal sealed record ManifestMacro(
    string UniqueId,
    string Name,
    string Code,
    IReadOnlyList<string> Uses,
    bool IsBuiltIn
)
{
    /// <summary>The package that it belongs to.</summary>
    public string PackageName { get; init; } = "";

    /// <summary>The path within its package, with forward slashes; empty if unknown.</summary>
    public string OriginalFilePath { get; init; } = "";

    /// <summary>The manifest's macros; empty if there are none.</summary>
    /// <param name="manifest">The whole manifest.</param>
    /// <param name="adapter">The adapter. Its package of macros is <c>dbt_</c> followed by its name.</param>
    public static IReadOnlyDictionary<string, ManifestMacro> Read(JsonElement manifest, string adapter)
    {
        var found = new Dictionary<string, ManifestMacro>(StringComparer.Ordinal);
        if (!manifest.TryGetProperty("macros", out var macros) || macros.ValueKind != JsonValueKind.Object)
            return found;
        foreach (var macro in macros.EnumerateObject().Where(macro => macro.Value.ValueKind == JsonValueKind.Object))
        {
            found[macro.Name] = new ManifestMacro(
                macro.Name,
                Text(macro.Value, "name"),
                Text(macro.Value, "macro_sql"),
                UsesOf(macro.Value),
                Text(macro.Value, "package_name") is var package && (package == "dbt" || package == $"dbt_{adapter}")
            )
            {
                PackageName = Text(macro.Value, "package_name"),
                OriginalFilePath = Text(macro.Value, "original_file_path").Replace('\\', '/'),
            };
        }
        return found;
    }

    /// <summary>The macros that a node or macro uses according to dbt.</summary>
    public static IReadOnlyList<string> UsesOf(JsonElement entry) =>
        entry.TryGetProperty("depends_on", out var on)
        && on.ValueKind == JsonValueKind.Object
        && on.TryGetProperty("macros", out var macros)
        && macros.ValueKind == JsonValueKind.Array
            ?
            [
                .. macros
                    .EnumerateArray()
                    .Where(macro => macro.ValueKind == JsonValueKind.String)
                    .Select(macro => macro.GetString()!),
            ]
            : [];

    private static string Text(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
