using System.Globalization;

namespace DataRelease.Builds.Dbt;

/// <summary>One rendered output of a profile. Its values may be secrets, so it never prints them.</summary>
/// <param name="file">The profiles.yml with the output.</param>
/// <param name="profileName">The profile.</param>
/// <param name="targetName">The output's name.</param>
/// <param name="values">The keys with rendered scalars. Nested values are left out.</param>
public sealed class DbtTarget(
    string file,
    string profileName,
    string targetName,
    IReadOnlyDictionary<string, object?> values
)
{
    /// <summary>The profiles.yml with the output.</summary>
    public string File { get; } = file;

    private static readonly string[] SecretKeys = ["pass", "secret", "token", "private_key", "motherduck"];

    /// <summary>The profile's name.</summary>
    public string ProfileName { get; } = profileName;

    /// <summary>The output's name.</summary>
    public string TargetName { get; } = targetName;

    /// <summary>The keys with rendered scalars.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; } = values;

    /// <summary>The adapter, such as <c>postgres</c> or <c>duckdb</c>.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>The base schema; <c>main</c> if the output has none.</summary>
    public string Schema => Text("schema") ?? "main";

    /// <summary>The number of threads, or null.</summary>
    public int? Threads =>
        Text("threads") is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var threads)
            ? threads
            : null;

    /// <summary>A value as text, or null.</summary>
    public string? Text(string key) =>
        Values.GetValueOrDefault(key) switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    /// <summary>
    /// The secret values for <see cref="Hide"/>: recognised by their keys, and long enough to be different from any
    /// ordinary word.
    /// </summary>
    private IEnumerable<string> Secrets =>
        Values
            .Where(pair => SecretKeys.Any(word => pair.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? "")
            .Where(value => value.Length >= 4)
            .OrderByDescending(value => value.Length);

    /// <summary>
    /// Replaces every secret of this output in a text by stars, both in its plain form and in its URL form.
    /// </summary>
    public string Hide(string text)
    {
        foreach (var secret in Secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Only the names.</summary>
    public override string ToString() => $"{ProfileName}.{TargetName}";
}
