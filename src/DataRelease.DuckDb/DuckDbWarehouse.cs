using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Warehouses;
using DuckDB.NET.Data;

namespace DataRelease.DuckDb;

/// <summary>
/// A DuckDB file. While one process has it open for writing, no other process can open it at all, not even to read.
/// This class keeps one connection open, so that sessions open quickly, and closes it in <see cref="StepAsideAsync"/>.
/// </summary>
public sealed partial class DuckDbWarehouse : Warehouse
{
    private readonly string _path;
    private readonly Action<string>? _observe;
    private readonly DuckDbLateViews _lateViews;
    private DuckDBConnection? _anchor;

    /// <summary>Creates the warehouse; it opens nothing yet.</summary>
    /// <param name="path">The database file; it is created when it is first opened.</param>
    /// <param name="clock">The process's clock.</param>
    /// <param name="observe">Receives every statement's text.</param>
    /// <exception cref="ReleaseException">DR4010 for a database in memory or on a server.</exception>
    public DuckDbWarehouse(string path, TimeProvider? clock = null, Action<string>? observe = null)
    {
        if (
            path.StartsWith(':')
            || path.StartsWith("md:", StringComparison.Ordinal)
            || path.Contains("://", StringComparison.Ordinal)
        )
            throw new ReleaseException(
                ErrorCode.WarehouseUnsupported,
                $"DuckDB at '{path.Split('?')[0]}' is not a file",
                "give the path of a DuckDB file"
            );
        _path = Path.GetFullPath(path);
        _observe = observe;
        _lateViews = new DuckDbLateViews(Database);
        Dialect = new DuckDbDialect(clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override Dialect Dialect { get; }

    /// <inheritdoc/>
    public override SwapGrammar Swap { get; } = new DuckDbSwapGrammar();

    /// <inheritdoc/>
    public override ScriptGrammar Scripts => new DuckDbScriptGrammar(Database);

    /// <inheritdoc/>
    public override QueryReader Queries { get; } = new DuckDbQueryReader();

    /// <summary>The file's name without its extension, which is DuckDB's name for the attached database.</summary>
    public override string Database => Path.GetFileNameWithoutExtension(_path);

    /// <inheritdoc/>
    public override string Description => $"DuckDB {Path.GetFileName(_path)}";

    /// <inheritdoc/>
    public override string Identity => _path;

    /// <inheritdoc/>
    public override bool Exists => File.Exists(_path);

    /// <inheritdoc/>
    public override async Task<WarehouseSession> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            if (_anchor is null)
            {
                var anchor = new DuckDBConnection(ConnectionString);
                await Seam.PassAsync("open database", () => anchor.OpenAsync(cancellation));
                _anchor = anchor;
            }
            var connection = new DuckDBConnection(ConnectionString);
            await connection.OpenAsync(cancellation);
            return new WarehouseSession(
                connection,
                Dialect,
                _observe,
                requireOne: DuckDbStatements.RequireOne,
                lateViews: _lateViews
            );
        }
        catch (Exception error) when (error is DuckDBException or IOException or UnauthorizedAccessException)
        {
            throw Translate(error);
        }
    }

    /// <inheritdoc/>
    public override async Task StepAsideAsync()
    {
        if (_anchor is null)
            return;
        var anchor = _anchor;
        _anchor = null;
        _lateViews.Forget();
        // Closing the last connection writes the log's contents into the file.
        await Seam.PassAsync("close database", () => anchor.DisposeAsync().AsTask());
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        if (schemas.Count == 0)
            return [];
        var columns = (
            await session.QueryAsync<(RelationName Name, CatalogColumn Column)>(
                $"""
                select schema_name, table_name, column_name, column_index, data_type, is_nullable, comment
                from duckdb_columns()
                where database_name = current_database() and schema_name in ({In(schemas)})
                order by schema_name, table_name, column_index
                """,
                row =>
                    (
                        new RelationName(row.GetString(0), row.GetString(1)),
                        new CatalogColumn(
                            row.GetString(2),
                            row.GetInt32(3),
                            row.GetString(4),
                            row.GetBoolean(5),
                            Text(row, 6)
                        )
                    ),
                cancellation
            )
        ).ToLookup(column => column.Name, column => column.Column);
        var relations = await session.QueryAsync(
            $"""
            select schema_name, table_name, false, comment, estimated_size from duckdb_tables()
            where database_name = current_database() and schema_name in ({In(schemas)})
            union all
            select schema_name, view_name, true, comment, null from duckdb_views()
            where database_name = current_database() and not internal and schema_name in ({In(schemas)})
            """,
            row =>
            {
                var name = new RelationName(row.GetString(0), row.GetString(1));
                return new CatalogRelation(
                    name,
                    row.GetBoolean(2) ? RelationKind.View : RelationKind.Table,
                    null,
                    Text(row, 3),
                    [.. columns[name].Select((column, index) => column with { Ordinal = index + 1 })],
                    [],
                    row.IsDBNull(4) ? null : row.GetInt64(4)
                );
            },
            cancellation
        );
        return [.. relations.OrderBy(relation => relation.Name)];
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        if (schemas.Count == 0)
            return new HashSet<string>();
        var found = await session.QueryAsync(
            $"select schema_name from duckdb_schemas() where database_name = current_database() and "
                + $"schema_name in ({In(schemas)})",
            row => row.GetString(0),
            cancellation
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryAsync(
                $"select schema_name from duckdb_schemas() where database_name = current_database() and not "
                    + $"internal or schema_name = 'main'",
                row => row.GetString(0),
                cancellation
            )
        ).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every view, because DuckDB binds a view only when it is read.</summary>
    public override Task<IReadOnlyList<UnboundView>> ReadUnboundViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"select schema_name, view_name, sql from duckdb_views() where database_name = current_database() "
                + $"and not internal",
            row => new UnboundView(
                new RelationName(row.GetString(0), row.GetString(1)),
                [.. DuckDbNames.In(DuckDbNames.Body(row.GetString(2))).Select(name => name.Schema).Distinct()]
            ),
            cancellation
        );

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogGrant>>([]);

    /// <summary>
    /// The catalog records no dependencies of views, so their texts are searched: a view that has the qualified name of
    /// a relation in the schemas is a dependent.
    /// </summary>
    public override async Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var wanted = (await ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(
            relation => DuckDbNames.Key(relation.Name),
            relation => relation.Name
        );
        var views = await session.QueryAsync(
            $"select schema_name, view_name, sql from duckdb_views() where database_name = current_database() "
                + $"and not internal",
            row => (Name: new RelationName(row.GetString(0), row.GetString(1)), Sql: row.GetString(2)),
            cancellation
        );
        var found = new List<CatalogDependent>();
        foreach (var view in views)
        {
            var body = DuckDbNames.Body(view.Sql);
            foreach (
                var on in DuckDbNames
                    .In(body)
                    .Select(name =>
                        wanted.TryGetValue(DuckDbNames.Key(name), out var relation) ? relation : (RelationName?)null
                    )
                    .Where(name => name is not null && name != view.Name)
                    .Distinct()
            )
            {
                found.Add(new CatalogDependent(on!.Value, "view", view.Name.ToString(), view.Name, body));
            }
        }
        return found;
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        if (schemas.Count == 0)
            return new Dictionary<RelationName, string>();
        var views = await session.QueryAsync(
            $"""
            select schema_name, view_name, sql from duckdb_views()
            where database_name = current_database() and not internal and schema_name in ({In(schemas)})
            """,
            row =>
                (Name: new RelationName(row.GetString(0), row.GetString(1)), Sql: DuckDbNames.Body(row.GetString(2))),
            cancellation
        );
        return views.ToDictionary(view => view.Name, view => view.Sql);
    }

    /// <inheritdoc/>
    public override Task<string?> ReadCurrentRoleAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>(null);

    /// <summary>
    /// One lock for the whole file, because no two processes can have it open, whatever their environments are.
    /// </summary>
    public override Task<EnvironmentLock?> TryLockEnvironmentAsync(string environment, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<EnvironmentLock?>(DuckDbFileLock.TryTake(_path, environment));
        }
        catch (Exception error) when (error is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw Translate(error);
        }
    }

    /// <inheritdoc/>
    public override EnvironmentHolder? ReadLockHolder() => DuckDbFileLock.ReadHolder(_path);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    ) => ReadFormAsync(session, from, to, from, [], cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Sql>> ReadFormAsync(
        WarehouseSession session,
        RelationName form,
        RelationName to,
        RelationName rows,
        IReadOnlyList<string> columns,
        CancellationToken cancellation
    ) =>
        await DuckDbCopy.ReadAsync(
            session,
            form,
            to,
            rows,
            await ReadComputedColumnsAsync(session, form, cancellation),
            cancellation
        );

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogLoss>> ReadLossesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        IReadOnlyCollection<RelationName>? only,
        CancellationToken cancellation
    ) =>
        // A schema takes its sequences along, and DuckDB drops every table whose default calls one of them.
        only is not null
            ? Task.FromResult<IReadOnlyList<CatalogLoss>>([])
            : session.QueryAsync(
                $"""
                select t.schema_name, t.table_name, s.schema_name || '.' || s.sequence_name
                from duckdb_sequences() s
                join duckdb_dependencies() d on d.objid = s.sequence_oid
                join duckdb_tables() t on t.table_oid = d.refobjid and t.database_oid = s.database_oid
                where s.database_name = current_database() and s.schema_name in ({In(schemas)})
                and t.schema_name not in ({In(schemas)})
                order by 1, 2
                """,
                row => new CatalogLoss(
                    "table",
                    $"{row.GetString(0)}.{row.GetString(1)}, a default of which calls {row.GetString(2)}",
                    new RelationName(row.GetString(0), row.GetString(1)),
                    IsQuery: false
                ),
                cancellation
            );

    /// <inheritdoc/>
    public override async Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    )
    {
        // A cast to timestamp ignores the offset in a text; a cast through an instant does not.
        foreach (var column in withOffsets.Select(column => new Identifier(column)))
            await session.ExecuteAsync(
                $"alter table {table} alter column {column} type timestamp with time zone",
                cancellation
            );
        using var folder = PrivateFolder.Create("csv");
        var file = await FileOfAsync(folder, csv, cancellation);
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        var rows = await session.ExecuteAsync(
            $"copy {table} ({list}) from {new SqlText(file)} (format csv, header true, delimiter ',', "
                + $"quote '\"', escape '\"', nullstr '', auto_detect false)",
            cancellation
        );
        foreach (var column in withOffsets.Select(column => new Identifier(column)))
            await session.ExecuteAsync($"alter table {table} alter column {column} type timestamp", cancellation);
        return rows;
    }

    /// <summary>Loads the file as dbt-duckdb does for a seed without <c>fast: false</c>.</summary>
    public override async Task<bool> TryLoadFileAsync(
        WarehouseSession session,
        RelationName table,
        byte[] file,
        char delimiter,
        CancellationToken cancellation
    )
    {
        using var folder = PrivateFolder.Create("csv");
        using var bytes = new MemoryStream(file, writable: false);
        var path = await FileOfAsync(folder, bytes, cancellation);
        try
        {
            await session.ExecuteAsync(
                $"copy {table} from {new SqlText(path)} (format csv, header true, "
                    + $"delimiter {new SqlText(delimiter.ToString())})",
                cancellation
            );
            return true;
        }
        catch (DuckDBException error) when (!cancellation.IsCancellationRequested && !IsOutOfRoom(error))
        {
            // Whatever the error is, the caller loads the parsed rows next. If the file's form was not the cause, the
            // same error comes again.
            return false;
        }
    }

    /// <summary>DuckDB reads only files, so the rows go into a file that only this user can read.</summary>
    private static async Task<string> FileOfAsync(PrivateFolder folder, Stream csv, CancellationToken cancellation)
    {
        var file = Path.Combine(folder.Path, "rows.csv");
        await Seam.PassAsync("write rows.csv", async () =>
        {
            await using var copy = File.Create(file);
            await csv.CopyToAsync(copy, cancellation);
        });
        return file;
    }

    /// <inheritdoc/>
    public override string? WhyNotEnclosed(WarehouseSession session, string query) =>
        DuckDbStatements.WhyNotEnclosed(session.Connection, query);

    /// <inheritdoc/>
    public override string? WhyNotRest(WarehouseSession session, string before, string rest) =>
        DuckDbStatements.WhyNotRest(session.Connection, before, rest);

    /// <inheritdoc/>
    public override bool IsLockConflict(Exception error) =>
        error is DuckDBException && error.Message.Contains("write-write conflict", StringComparison.OrdinalIgnoreCase);

    /// <summary>DuckDB runs in this process, so a failed COMMIT did not happen.</summary>
    public override bool IsOutcomeUnknown(Exception error) => false;

    /// <inheritdoc/>
    public override ReleaseException Translate(Exception error)
    {
        if (error is ReleaseException known)
            return known;
        var message = error.Message.Trim().ReplaceLineEndings(" ");
        if (
            message.Contains("Could not set lock on file", StringComparison.Ordinal)
            || message.Contains("being used by another process", StringComparison.Ordinal)
        )
        {
            var program = LockHolder().Match(message);
            var holder = program.Success
                ? $"{program.Groups["program"].Value} (pid {program.Groups["pid"].Value})"
                : "another process";
            var release =
                ReadLockHolder() is { } noted
                && program.Success
                && program.Groups["pid"].Value == noted.Pid.ToString(CultureInfo.InvariantCulture)
                    ? $", a command on environment '{noted.Environment}'"
                    : "";
            return new ReleaseException(
                ErrorCode.FileHeld,
                $"{Path.GetFileName(_path)} is held by {holder}{release}",
                inner: error
            );
        }
        var code = message switch
        {
            _ when message.Contains("No space left", StringComparison.Ordinal)
                    || message.Contains("disk is full", StringComparison.OrdinalIgnoreCase) => ErrorCode.DiskFull,
            _ when message.Contains("read-only mode", StringComparison.OrdinalIgnoreCase)
                    || message.Contains("Read-only file system", StringComparison.Ordinal) =>
                ErrorCode.DatabaseReadOnly,
            _ when error is UnauthorizedAccessException
                    || message.Contains("Permission denied", StringComparison.Ordinal) => ErrorCode.DatabaseReadOnly,
            _ when error is DirectoryNotFoundException
                    || message.Contains("Cannot open file", StringComparison.Ordinal)
                    || message.Contains("not a valid DuckDB database", StringComparison.Ordinal)
                    || message.Contains("Could not read", StringComparison.Ordinal)
                    || message.Contains("Serialization Error", StringComparison.Ordinal) => ErrorCode.FileUnusable,
            _ => ErrorCode.StatementFailed,
        };
        return new ReleaseException(
            code,
            message.Replace(_path, Path.GetFileName(_path), StringComparison.Ordinal),
            code == ErrorCode.DiskFull ? MakeRoom() : null,
            inner: error
        );
    }

    /// <summary>DuckDB writes before it frees space, so on a full disk it can't drop anything either.</summary>
    private string MakeRoom()
    {
        var (file, folder) = (Path.GetFileName(_path), Path.GetDirectoryName(_path)!);
        var takes = new FileInfo(_path) is { Exists: true } known
            ? string.Create(CultureInfo.InvariantCulture, $" ({file} takes {known.Length / 1_000_000.0:0.#} MB of it)")
            : "";
        return $"remove or move other files from the disk of {folder}{takes}: DuckDB itself needs about 1 MB to free "
            + "anything; then data-release abort drops the green that was being built, data-release prune --keep 1 "
            + "drops old releases, and their room in the file is used again";
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await StepAsideAsync();
        _lateViews.Dispose();
    }

    private string ConnectionString => new DuckDBConnectionStringBuilder { DataSource = _path }.ConnectionString;

    private static Sql In(IEnumerable<string> values) => Sql.Join(", ", values.Select(value => (Sql)$"{value}"));

    private static string? Text(System.Data.Common.DbDataReader row, int ordinal) =>
        row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    [GeneratedRegex("""held in (?<program>[^(]*?)\s*\(PID (?<pid>\d+)\)""", RegexOptions.CultureInvariant)]
    private static partial Regex LockHolder();
}
