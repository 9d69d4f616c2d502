using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// The settings that decide where a text's strings end: <c>standard_conforming_strings</c> and the encoding of what the
/// client says. The server reports both, so that looking costs nothing.
/// </summary>
internal static class PostgresLexis
{
    private const string Strings = "standard_conforming_strings";

    /// <summary>Sets what a role, a database or a server sets otherwise.</summary>
    public static async Task PinAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (connection.PostgresParameters.GetValueOrDefault(Strings) is null or "on")
            return;
        await using var command = new NpgsqlCommand($"set {Strings} = on", connection);
        await Seam.PassAsync(command.CommandText, () => command.ExecuteNonQueryAsync(cancellation));
    }

    /// <summary>What is not as it was pinned, or null.</summary>
    public static string? WhyOtherwise(IReadOnlyDictionary<string, string> reported) =>
        reported.GetValueOrDefault(Strings) is { } strings and not "on" ? $"it sets {Strings} to {strings}"
        : reported.GetValueOrDefault("client_encoding") is { } encoding and not "UTF8"
            ? $"it sets client_encoding to {encoding}"
        : null;
}
