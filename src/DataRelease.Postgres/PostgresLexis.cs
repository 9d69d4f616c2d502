namespace DataRelease.Postgres;

/// <summary>
/// The settings that decide where a text's strings end: <c>standard_conforming_strings</c> and the encoding of what the
/// client says. The server reports both, so that looking costs nothing. <see cref="PostgresSettings"/> pins them.
/// </summary>
internal static class PostgresLexis
{
    private const string Strings = "standard_conforming_strings";

    /// <summary>What is not as it was pinned, or null.</summary>
    public static string? WhyOtherwise(IReadOnlyDictionary<string, string> reported) =>
        reported.GetValueOrDefault(Strings) is { } strings and not "on" ? $"it sets {Strings} to {strings}"
        : reported.GetValueOrDefault("client_encoding") is { } encoding and not "UTF8"
            ? $"it sets client_encoding to {encoding}"
        : null;
}
