using System.Collections.Concurrent;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Settings that our sessions must not inherit from the server, the database or the role. Some decide where a string in
/// a text ends, some how the server writes a definition, and some would end a session that waits for a build. They are
/// read once for each connection of the driver. The driver resets a reused connection, so the differing settings are
/// set again each time.
/// </summary>
internal sealed class PostgresSettings
{
    /// <summary>
    /// Names, and values as the server shows them. A setting that the server does not know is skipped.
    /// </summary>
    private static readonly (string Name, string Value)[] _pinned =
    [
        ("standard_conforming_strings", "on"),
        ("backslash_quote", "safe_encoding"),
        ("quote_all_identifiers", "off"),
        ("idle_session_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("transaction_timeout", "0"),
    ];

    private static readonly string _question =
        "select "
        + string.Join(
            ", ",
            _pinned
                .Select(setting => setting.Name)
                .Append("application_name")
                .Select(setting => $"pg_catalog.current_setting('{setting}', true)")
        );

    private readonly ConcurrentDictionary<int, string[]> _needed = new();

    /// <summary>Sets the settings that differ.</summary>
    public async Task PinAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!_needed.TryGetValue(connection.ProcessID, out var needed))
            _needed[connection.ProcessID] = needed = await ReadAsync(connection, cancellation);
        if (needed.Length == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in needed)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await Seam.PassAsync(string.Join(";\n", needed), () => batch.ExecuteNonQueryAsync(cancellation));
    }

    private static async Task<string[]> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(_question, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return
        [
            // The guard of live recognises our sessions by their application name. A connection with another name needs
            // the setting.
            .. reader.GetString(_pinned.Length) == PostgresGuard.Application
                ? Array.Empty<string>()
                : [$"set {PostgresGuard.Setting} = 'on'"],
            .. _pinned
                .Where((setting, column) => !reader.IsDBNull(column) && reader.GetString(column) != setting.Value)
                .Select(setting => $"set {setting.Name} = {setting.Value}"),
        ];
    }
}
