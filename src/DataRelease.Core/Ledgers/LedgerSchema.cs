using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The ledger's tables and their migrations. They are the same on every warehouse.</summary>
internal sealed partial class LedgerSchema(string schema, Dialect dialect)
{
    private bool _isNewest;

    /// <summary>The newest ledger version that this code knows.</summary>
    public const int Newest = SwapsSince;

    public RelationName Versions { get; } = new(schema, "ledger_versions");

    public RelationName Releases { get; } = new(schema, "releases");

    public RelationName Live { get; } = new(schema, "live");

    public RelationName Steps { get; } = new(schema, "steps");

    public RelationName Relations { get; } = new(schema, "relations");

    public RelationName Checks { get; } = new(schema, "checks");

    public RelationName Artifacts { get; } = new(schema, "artifacts");

    public RelationName Leases { get; } = new(schema, "leases");

    /// <summary>
    /// The ledger's version in the database; 0 if there is no ledger. A ledger never returns to an older version, so
    /// the database is not asked again once the version is the newest.
    /// </summary>
    public async Task<int> ReadVersionAsync(
        Warehouse warehouse,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (_isNewest)
            return Newest;
        if (!dialect.Traits.Names.Fits(schema))
            throw new ReleaseException(
                ErrorCode.ConfigInvalid,
                $"ledger_schema '{schema}' is longer than {dialect.Traits.Names.Limit}, and would be "
                    + $"cut to another name",
                "shorten it"
            );
        var schemas = await warehouse.ReadSchemasAsync(session, [schema], cancellation);
        if (schemas.Count == 0)
            return 0;
        var relations = await warehouse.ReadRelationsAsync(session, [schema], cancellation);
        if (relations.All(relation => relation.Name != Versions))
        {
            if (relations.Count == 0)
                return 0;
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"schema '{schema}' holds relations but no ledger",
                "name a schema of its own with ledger_schema in data-release.yml"
            );
        }
        try
        {
            var version = Convert.ToInt32(
                await session.ScalarOwnAsync($"select max(version) from {Versions}", cancellation) ?? 0,
                CultureInfo.InvariantCulture
            );
            // Without transactional DDL, the first version's tables may be there although the version was not finished.
            if (version == 0 && !dialect.Traits.HasTransactionalDdl)
                return 0;
            if (version <= 0)
                throw new ReleaseException(
                    ErrorCode.LedgerCorrupt,
                    $"the ledger in '{schema}' has tables, but its version is {version}"
                );
            _isNewest = version == Newest;
            return version <= Newest
                ? version
                : throw new ReleaseException(
                    ErrorCode.LedgerNewer,
                    $"the ledger in '{schema}' has version {version}, and this tool knows versions up to {Newest}"
                );
        }
        catch (DbException error) when (warehouse.Translate(error).Code == ErrorCode.StatementFailed)
        {
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger in '{schema}' can't be read: {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
        }
    }

    /// <summary>
    /// Makes or upgrades the ledger, each version in one transaction. Without transactional DDL, an interrupted version
    /// is made again, and its number is written last.
    /// </summary>
    public async Task EnsureAsync(Warehouse warehouse, WarehouseSession session, CancellationToken cancellation)
    {
        var version = await ReadVersionAsync(warehouse, session, cancellation);
        for (var next = version + 1; next <= Newest; next++)
        {
            List<Sql> statements =
            [
                .. Migration(next),
                $"insert into {Versions} (version, applied_at) values ({next}, {dialect.NowPlus(TimeSpan.Zero)})",
            ];
            if (!dialect.Traits.HasTransactionalDdl)
            {
                foreach (var statement in statements)
                    await session.ExecuteOwnAsync(statement, cancellation);
                continue;
            }
            await session.InTransactionAsync(
                TransactionPurpose.ChangeObjects,
                () => session.ExecuteBatchAsync(statements, cancellation),
                cancellation
            );
        }
    }

    private List<Sql> Migration(int version) =>
        version switch
        {
            1 => First(),
            2 => AddMigrations(),
            DataVersionsSince => DataVersionTables(),
            CourseSince => CourseTable(),
            RoutesSince => RouteTables(),
            WavesSince => WaveTable(),
            SwapsSince => SwapTable(),
            _ => throw new ArgumentOutOfRangeException(nameof(version)),
        };

    private List<Sql> First()
    {
        var text = Sql.Raw(dialect.TextType);
        var name = Sql.Raw(dialect.KeyTextType);
        var instant = Sql.Raw(dialect.InstantType);
        var blob = Sql.Raw(dialect.BlobType);
        return
        [
            dialect.EnsureSchema(schema),
            $"{Create} {Versions} (version integer not null, applied_at {instant} not null)",
            $"""
                {Create} {Releases} (
                    environment {name} not null, number integer not null, version {text} not null, git_commit {text},
                    state {text} not null, strategy {text} not null, live_schema {text} not null,
                    green_schema {text} not null,
                    base integer, created_at {instant} not null, created_by {text} not null, live_at {instant},
                    message {text} not null, options {text} not null, builder {text} not null, fence {text},
                    fencing bigint not null
                    {Key("environment", "number")})
                """,
            $"""
                {Create} {Live} (
                    environment {name} not null, number integer not null, since {instant} not null, previous integer,
                    fencing bigint not null
                    {Key("environment")})
                """,
            $"""
                {Create} {Steps} (
                    environment {name} not null, number integer not null, name {text} not null, state {text} not null,
                    happened_at {instant} not null, seconds double precision not null, detail {text} not null,
                    fencing bigint not null)
                """,
            $"""
                {Create} {Relations} (
                    environment {name} not null, number integer not null, unique_id {text} not null,
                    live_schema {name} not null,
                    live_name {name} not null, physical_schema {text} not null, physical_name {text} not null,
                    kind {text} not null,
                    materialized {text} not null, row_count bigint, checksum {text} not null,
                    fingerprint {text} not null, origin integer not null
                    {Key("environment", "number", "live_schema", "live_name")})
                """,
            $"""
                {Create} {Checks} (
                    environment {name} not null, number integer not null, ordinal integer not null,
                    name {text} not null,
                    relation {text} not null, state {text} not null, severity {text} not null, value {text} not null,
                    threshold {text} not null, message {text} not null, happened_at {instant} not null
                    {Key("environment", "number", "ordinal")})
                """,
            $"""
                {Create} {Artifacts} (
                    environment {name} not null, number integer not null, name {name} not null, content {blob} not null
                    {Key("environment", "number", "name")})
                """,
            $"""
                {Create} {Leases} (
                    environment {name} not null, holder {text} not null, host {text} not null, pid integer not null,
                    fencing bigint not null,
                    acquired_at {instant} not null, expires_at {instant} not null, released {Sql.Raw(
                    dialect.BooleanType
                )} not null
                    {Key("environment")})
                """,
        ];
    }

    /// <summary>
    /// How a statement makes a table of the ledger. Without transactional DDL the statement must accept a table that
    /// exists, because it runs again after a later one failed.
    /// </summary>
    private Sql Create { get; } = Sql.Raw(dialect.Traits.HasTransactionalDdl ? "create table" : dialect.EnsureTable);

    private Sql Key(params string[] columns) =>
        dialect.Traits.HasReliableKeys
            ? $", primary key ({Sql.Join(", ", columns.Select(column => new Identifier(column)))})"
            : Sql.Empty;
}
