using System.Security.Cryptography;
using Npgsql;

namespace DataRelease.Testing;

/// <summary>A database for one test. It is dropped with its roles when disposed.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _administration;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly string _own;
    private readonly List<string> _roles = [];

    private PostgresDatabase(string administration, string name)
    {
        _administration = administration;
        _settings = new NpgsqlConnectionStringBuilder(administration)
        {
            Database = name,
            Pooling = true,
            ApplicationName = "test",
        };
        // A test's own connections end when it closes them: the server allows only a hundred.
        _own = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;
    }

    /// <summary>The database's name.</summary>
    public string Name => _settings.Database!;

    /// <summary>The server's host.</summary>
    public string Host => _settings.Host!;

    /// <summary>The server's port.</summary>
    public int Port => _settings.Port;

    /// <summary>The superuser that owns it.</summary>
    public string User => _settings.Username!;

    /// <summary>The superuser's password.</summary>
    public string Password => _settings.Password ?? "";

    /// <summary>
    /// A connection string as superuser, with a pool as users have it: with a server process for each transaction of a
    /// release, the tests took half as long again.
    /// </summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>A connection string as another role, see <see cref="CreateRoleAsync"/>.</summary>
    public string ConnectionStringOf(string role) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = role }.ConnectionString;

    /// <summary>
    /// Creates a role that may log in, with its name as password. Roles belong to the whole server, so the name is made
    /// unique.
    /// </summary>
    public async Task<string> CreateRoleAsync(string hint, CancellationToken cancellation)
    {
        var role = $"{hint}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await ExecuteAsync($"create role \"{role}\" login password '{role}'", cancellation);
        _roles.Add(role);
        return role;
    }

    /// <summary>Creates a database with the same content; waits until nobody is connected to this one.</summary>
    public async Task<PostgresDatabase> CopyAsync(CancellationToken cancellation)
    {
        var name = $"dr_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await WhenIdleAsync(cancellation);
        await ExecuteAsync(_administration, $"create database \"{name}\" template \"{Name}\"", cancellation);
        return new PostgresDatabase(_administration, name);
    }

    /// <summary>Waits until nobody is connected, because the server notices a killed client a moment later.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_administration);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = $1",
            connection
        )
        {
            Parameters = { new() { Value = Name } },
        };
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while ((long)(await command.ExecuteScalarAsync(cancellation))! > 0)
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"somebody is still connected to {Name}");
            await Task.Delay(10, cancellation);
        }
    }

    /// <summary>Opens a connection as superuser.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(_own);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <summary>Runs statements as superuser.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellation) => ExecuteAsync(_own, sql, cancellation);

    /// <summary>Reads one value as superuser; default if it is NULL.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in _roles.Select(ConnectionStringOf).Prepend(ConnectionString))
        {
            await using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
        }
        await ExecuteAsync(_administration, $"drop database if exists \"{Name}\" with (force)", CancellationToken.None);
        foreach (var role in _roles)
            await ExecuteAsync(_administration, $"drop role if exists \"{role}\"", CancellationToken.None);
    }

    internal static async Task<PostgresDatabase> CreateAsync(string administration, CancellationToken cancellation)
    {
        var name = $"dr_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await ExecuteAsync(administration, $"create database \"{name}\" template template0", cancellation);
        return new PostgresDatabase(administration, name);
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
