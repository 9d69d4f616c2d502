using System.Data.Common;
using DataRelease.Postgres;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Testing.Engines;

/// <summary>PostgreSQL, in a database of the test's own.</summary>
public sealed class PostgresTestEngine : TestEngine
{
    /// <inheritdoc/>
    public override Engine Key => Engine.Postgres;

    /// <inheritdoc/>
    public override string Adapter => "postgres";

    /// <inheritdoc/>
    public override bool HasRoles => true;

    /// <inheritdoc/>
    public override bool IsServer => true;

    /// <inheritdoc/>
    public override string WholeNumber => "bigint";

    /// <inheritdoc/>
    public override string Text => "text";

    /// <inheritdoc/>
    public override bool KeepsLengths => true;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> OutputOfVariables { get; } =
        new Dictionary<string, string>
        {
            ["type"] = "postgres",
            ["host"] = "\"{{ env_var('DR_HOST') }}\"",
            ["port"] = "\"{{ env_var('DR_PORT') | as_number }}\"",
            ["user"] = "\"{{ env_var('DR_USER') }}\"",
            ["password"] = "\"{{ env_var('DR_PASSWORD') }}\"",
            ["dbname"] = "\"{{ env_var('DR_DATABASE') }}\"",
        };

    /// <inheritdoc/>
    public override string Series(int from, int to) => $"generate_series({from}, {to}) as s(i)";

    /// <inheritdoc/>
    public override string Literal(string text) =>
        $" E'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}'";

    /// <inheritdoc/>
    // What psycopg says ends with the line that is wrong.
    public override string AsDbtSays(string error, string statement) => $"{error}\n  LINE 1: {statement}";

    /// <inheritdoc/>
    public override async Task<TestDatabase> CreateAsync(CancellationToken cancellation, string? file = null) =>
        Of(await PostgresServer.CreateDatabaseAsync(cancellation));

    /// <summary>A database that exists; disposing it disposes the given one.</summary>
    public TestDatabase Of(PostgresDatabase database) => new Database(this, database);

    private sealed class Database(TestEngine engine, PostgresDatabase database) : TestDatabase
    {
        public override TestEngine Engine => engine;

        public override string Name => database.Name;

        public override PostgresDatabase Postgres => database;

        public override IReadOnlyDictionary<string, string> Variables { get; } =
            new Dictionary<string, string>
            {
                ["DR_HOST"] = database.Host,
                ["DR_PORT"] = database.Port.ToString(),
                ["DR_USER"] = database.User,
                ["DR_PASSWORD"] = database.Password,
                ["DR_DATABASE"] = database.Name,
            };

        public override Warehouse Open(TimeProvider? clock = null, Action<string>? observe = null) =>
            new PostgresWarehouse(database.ConnectionString, observe);

        public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) =>
            await database.OpenAsync(cancellation);

        public override IReadOnlyDictionary<string, string> Output(string? folder = null) =>
            new Dictionary<string, string>
            {
                ["type"] = "postgres",
                ["host"] = $"'{database.Host}'",
                ["port"] = database.Port.ToString(),
                ["user"] = $"'{database.User}'",
                ["password"] = $"'{database.Password}'",
                ["dbname"] = $"'{database.Name}'",
            };

        public override async Task<TestDatabase> CopyAsync(CancellationToken cancellation) =>
            new Database(engine, await database.CopyAsync(cancellation));

        public override Task SettleAsync(CancellationToken cancellation) => database.WhenIdleAsync(cancellation);

        public override Task<string> CreatePrincipalAsync(string hint, CancellationToken cancellation) =>
            database.CreateRoleAsync(hint, cancellation);

        public override async Task<DbConnection> ConnectAsAsync(string principal, CancellationToken cancellation)
        {
            var connection = new NpgsqlConnection(database.ConnectionStringOf(principal));
            await connection.OpenAsync(cancellation);
            return connection;
        }

        public override async ValueTask DisposeAsync()
        {
            await database.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
