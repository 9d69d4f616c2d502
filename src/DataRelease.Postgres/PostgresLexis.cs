namespace DataRelease.Postgres;

/// <summary>
/// Checks the settings that decide where a string in a text ends: <c>standard_conforming_strings</c> and the client's
/// encoding. The server reports both unasked, so the check costs nothing. <see cref="PostgresSettings"/> pins them.
/// </summary>
internal static class PostgresLexis
{
    private const string Strings = "standard_conforming_strings";

    /// <summary>The setting that differs from its pinned value, for people; null if none does.</summary>
    public static string? WhyOtherwise(IReadOnlyDictionary<string, string> reported) =>
        reported.GetValueOrDefault(Strings) is { } strings and not "on" ? $"it sets {Strings} to {strings}"
        : reported.GetValueOrDefault("client_encoding") is { } encoding and not "UTF8"
            ? $"it sets client_encoding to {encoding}"
        : null;
}
