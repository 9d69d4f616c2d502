using System.Globalization;

namespace DataRelease.Builds.Dbt;

/// <summary>One output of a profile, rendered. Its values may be secrets, so it never prints them.</summary>
/// <param name="file">The profiles.yml it comes from.</param>
/// <param name="profileName">The profile.</param>
/// <param name="targetName">The output.</param>
/// <param name="values">Its keys and rendered scalars; nested values are left out.</param>
public sealed class DbtTarget(
    string file,
    string profileName,
    string targetName,
    IReadOnlyDictionary<string, object?> values
)
{
    /// <summary>The profiles.yml it comes from.</summary>
    public string File { get; } = file;

    private static readonly string[] SecretKeys = ["pass", "secret", "token", "private_key", "motherduck"];

    /// <summary>The profile.</summary>
    public string ProfileName { get; } = profileName;

    /// <summary>The output.</summary>
    public string TargetName { get; } = targetName;

    /// <summary>Keys and rendered scalars.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; } = values;

    /// <summary>The adapter, <c>postgres</c> or <c>duckdb</c>.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>The base schema; <c>main</c> where the adapter has a default.</summary>
    public string Schema => Text("schema") ?? "main";

    /// <summary>Parallelism, or null.</summary>
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
    /// Values that are nobody else's business, for <see cref="Hide"/>: by the name of their key, and long enough to be
    /// told from any word.
    /// </summary>
    private IEnumerable<string> Secrets =>
        Values
            .Where(pair => SecretKeys.Any(word => pair.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? "")
            .Where(value => value.Length >= 4)
            .OrderByDescending(value => value.Length);

    /// <summary>
    /// A text of dbt or of an adapter with every secret of this output, as it is and as a URL has it, replaced by
    /// stars.
    /// </summary>
    public string Hide(string text)
    {
        foreach (var secret in Secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Names only.</summary>
    public override string ToString() => $"{ProfileName}.{TargetName}";
}
