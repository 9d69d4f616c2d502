using System.Text.RegularExpressions;

namespace DataRelease.Ledgers;

/// <summary>
/// How previews are named. The ledger has a preview's lines under a name of their own, beside those of the environment
/// that it is compared with; its schemas carry its name.
/// </summary>
internal static partial class PreviewNames
{
    /// <summary>The strategy that the ledger has of a preview, and of what it is compared with.</summary>
    public const string Strategy = "preview";

    /// <summary>Longer ones would leave engines with short names no room.</summary>
    public const int MaxLength = 30;

    private const string Infix = " preview ";

    /// <summary><c>prod preview pr-123</c>.</summary>
    public static string Environment(string target, string preview) => $"{target}{Infix}{preview}";

    /// <summary>The preview of an environment that a ledger's line is of, or null.</summary>
    public static string? Of(string target, string environment) =>
        environment.StartsWith($"{target}{Infix}", StringComparison.Ordinal)
            ? environment[(target.Length + Infix.Length)..]
            : null;

    /// <summary>The preview that a release is of, or null.</summary>
    public static string? Of(ReleaseRecord release) =>
        release.Strategy == Strategy
        && release.Environment.LastIndexOf(Infix, StringComparison.Ordinal) is >= 0 and var at
            ? release.Environment[(at + Infix.Length)..]
            : null;

    /// <summary>The environment that the release of a preview is compared with.</summary>
    public static string TargetOf(ReleaseRecord release) =>
        release.Environment[..release.Environment.LastIndexOf(Infix, StringComparison.Ordinal)];

    /// <summary>Why a name can't be one, or null.</summary>
    public static string? Refusal(string name) =>
        name.Length > MaxLength ? $"it is longer than {MaxLength} characters"
        : !Word().IsMatch(name) ? "it may contain only lower-case letters, digits and single hyphens between them"
        // r5 in it would make its schemas those of another preview.
        : Number().IsMatch(name) ? "no part of it may be r and a number, because releases are named that way"
        : null;

    /// <summary>Its part of a schema's name.</summary>
    public static string Schema(string preview) => $"p_{preview.Replace('-', '_')}";

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"(\A|-)r[0-9]+[a-z]?(-|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
