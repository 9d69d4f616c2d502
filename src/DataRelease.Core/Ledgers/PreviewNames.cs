using System.Text.RegularExpressions;

namespace DataRelease.Ledgers;

/// <summary>
/// Names of previews. In the ledger a preview is an environment of its own, beside the one that it is compared with.
/// The names of its schemas contain its name.
/// </summary>
internal static partial class PreviewNames
{
    /// <summary>The strategy in the ledger of a preview and of the release that it is compared with.</summary>
    public const string Strategy = "preview";

    /// <summary>The longest name. Longer names would be too long for engines with short identifiers.</summary>
    public const int MaxLength = 30;

    private const string Infix = " preview ";

    /// <summary>The preview's environment in the ledger, <c>prod preview pr-123</c>.</summary>
    public static string Environment(string target, string preview) => $"{target}{Infix}{preview}";

    /// <summary>The preview of a target that an environment in the ledger belongs to, or null.</summary>
    public static string? Of(string target, string environment) =>
        environment.StartsWith($"{target}{Infix}", StringComparison.Ordinal)
            ? environment[(target.Length + Infix.Length)..]
            : null;

    /// <summary>The preview that a release belongs to, or null.</summary>
    public static string? Of(ReleaseRecord release) =>
        release.Strategy == Strategy
        && release.Environment.LastIndexOf(Infix, StringComparison.Ordinal) is >= 0 and var at
            ? release.Environment[(at + Infix.Length)..]
            : null;

    /// <summary>The environment that a preview's release is compared with.</summary>
    public static string TargetOf(ReleaseRecord release) =>
        release.Environment[..release.Environment.LastIndexOf(Infix, StringComparison.Ordinal)];

    /// <summary>Why a name is not allowed, or null.</summary>
    public static string? Refusal(string name) =>
        name.Length > MaxLength ? $"it is longer than {MaxLength} characters"
        : !Word().IsMatch(name) ? "it may contain only lower-case letters, digits and single hyphens between them"
        // With r5 in the name, its schemas could be taken for those of another preview.
        : Number().IsMatch(name) ? "no part of it may be r and a number, because releases are named that way"
        : null;

    /// <summary>The preview's part of a schema's name.</summary>
    public static string Schema(string preview) => $"p_{preview.Replace('-', '_')}";

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"(\A|-)r[0-9]+[a-z]?(-|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
