using System.Data.Common;
using DataRelease.DuckDb;
using DataRelease.Warehouses;
using DuckDB.NET.Data;

namespace DataRelease.Testing.Engines;

/// <summary>DuckDB, in a file of the test's own.</summary>
internal sealed class DuckDbTestEngine : TestEngine
{
    private const string Variable = "DR_DUCKDB";

    public override Engine Key => Engine.DuckDb;

    public override string Adapter => "duckdb";

    public override bool HasRoles => false;

    public override bool IsServer => false;

    public override string WholeNumber => "BIGINT";

    public override string Text => "VARCHAR";

    public override bool KeepsLengths => false;

    public override IReadOnlyDictionary<string, string> OutputOfVariables { get; } =
        new Dictionary<string, string> { ["type"] = "duckdb", ["path"] = $"\"{{{{ env_var('{Variable}') }}}}\"" };

    public override string Series(int from, int to) => $"range({from}, {to + 1}) as s(i)";

    public override string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // The adapter leaves out the line that is wrong.
    public override string AsDbtSays(string error, string statement) => error.Split("LINE 1")[0];

    public override Task<TestDatabase> CreateAsync(CancellationToken cancellation, string? file = null)
    {
        var folder = file is null ? new TempFolder() : null;
        return Task.FromResult<TestDatabase>(new Database(this, file ?? folder!["warehouse.duckdb"], folder));
    }

    private sealed class Database(TestEngine engine, string file, TempFolder? folder) : TestDatabase
    {
        public override TestEngine Engine => engine;

        public override string Name => Path.GetFileNameWithoutExtension(file);

        public override string File => file;

        public override IReadOnlyDictionary<string, string> Variables { get; } =
            new Dictionary<string, string> { [Variable] = file };

        public override Warehouse Open(TimeProvider? clock = null, Action<string>? observe = null) =>
            new DuckDbWarehouse(file, clock, observe);

        public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
        {
            var connection = new DuckDBConnection($"Data Source={file}");
            await connection.OpenAsync(cancellation);
            return connection;
        }

        public override IReadOnlyDictionary<string, string> Output(string? folder = null) =>
            new Dictionary<string, string>
            {
                ["type"] = "duckdb",
                ["path"] = $"'{(folder is null ? file : Path.GetRelativePath(folder, file))}'",
            };

        public override Task<TestDatabase> CopyAsync(CancellationToken cancellation)
        {
            var copy = new TempFolder();
            foreach (var part in Directory.EnumerateFiles(Path.GetDirectoryName(file)!))
                System.IO.File.Copy(part, copy[Path.GetFileName(part)]);
            return Task.FromResult<TestDatabase>(new Database(engine, copy[Path.GetFileName(file)], copy));
        }

        public override Task<string> CreatePrincipalAsync(string hint, CancellationToken cancellation) =>
            Task.FromResult(hint);

        public override async Task<DbConnection> ConnectAsAsync(string principal, CancellationToken cancellation)
        {
            var connection = await ConnectAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = $"set variable data_release_principal = {engine.Literal(principal)}";
            await command.ExecuteNonQueryAsync(cancellation);
            return connection;
        }

        public override ValueTask DisposeAsync()
        {
            folder?.Dispose();
            return base.DisposeAsync();
        }
    }
}
