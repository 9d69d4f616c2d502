using System.Text.Json;
using DataRelease.Rollbacks.Backups;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Data versions in the ledger.</summary>
public sealed partial class Ledger
{
    /// <summary>
    /// Data versions of the environment, newest first, with their tables; none in a ledger that an older tool wrote.
    /// </summary>
    public async Task<IReadOnlyList<DataVersion>> ReadDataVersionsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (await _schema.ReadVersionAsync(_warehouse, session, cancellation) < LedgerSchema.DataVersionsSince)
            return [];
        var tables = (
            await ReadAsync(
                session,
                $"""
                select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
                t.copy_schema, t.copy_name,
                    t.file, t.sha256, t.row_count, t.checksum, t.bytes, t.columns
                from {_schema.DataVersionTablesName} t join {_schema.DataVersions} v on v.number = t.number
                where v.environment = {_environment} order by t.number, t.ordinal
                """,
                row =>
                    (
                        Number: row.GetInt32(0),
                        Table: new VersionTable
                        {
                            Role = Enum.Parse<VersionRole>(row.GetString(1), ignoreCase: true),
                            UniqueId = row.GetString(2),
                            Name = new RelationName(row.GetString(3), row.GetString(4)),
                            Source = new RelationName(row.GetString(5), row.GetString(6)),
                            Copy = row.IsDBNull(7) ? null : new RelationName(row.GetString(7), row.GetString(8)),
                            File = Text(row, 9),
                            Sha256 = Text(row, 10),
                            Content = new TableContent(row.GetInt64(11), row.GetString(12)),
                            Bytes = row.GetInt64(13),
                            Columns = Columns(row.GetString(14)),
                        }
                    ),
                cancellation
            )
        ).ToLookup(table => table.Number, table => table.Table);
        return await ReadAsync(
            session,
            $"""
            select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
            from {_schema.DataVersions} where environment = {_environment} order by number desc
            """,
            row => new DataVersion
            {
                Number = row.GetInt32(0),
                Environment = _environment,
                Name = row.GetString(1),
                State = row.GetString(2),
                Reason = row.GetString(3),
                Live = row.IsDBNull(4) ? null : row.GetInt32(4),
                Migration = row.GetString(5),
                Folder = Text(row, 6),
                Schema = row.GetString(7),
                CreatedAt = Instant(row, 8),
                CreatedBy = row.GetString(9),
                Tables = [.. tables[row.GetInt32(0)]],
            },
            cancellation
        );
    }

    /// <summary>
    /// The number that a new data version gets: one count for all environments, since schemas are named after it.
    /// </summary>
    internal async Task<int> NextDataVersionAsync(WarehouseSession session, CancellationToken cancellation) =>
        (int)
            (
                await ReadAsync(
                    session,
                    $"select coalesce(max(number), 0) + 1 from {_schema.DataVersions}",
                    row => row.ReadLong(0),
                    cancellation
                )
            )[0];

    internal Sql InsertDataVersion(DataVersion version, long fencing) =>
        $"""
            insert into {_schema.DataVersions} (number, environment, name, state, reason, live, migration, folder,
            copy_schema, created_at, created_by, fencing)
            values ({version.Number}, {_environment}, {version.Name}, {version.State}, {version.Reason},
            {version.Live}, {version.Migration}, {version.Folder},
                {version.Schema}, {_warehouse.Dialect.NowPlus(TimeSpan.Zero)}, {version.CreatedBy}, {fencing})
            """;

    internal Sql SetDataVersionState(int number, string state, long fencing) =>
        $"update {_schema.DataVersions} set state = {state}, fencing = {fencing} where number = {number}";

    internal IReadOnlyList<Sql> InsertVersionTables(int number, IReadOnlyList<VersionTable> tables) =>
        [
            .. tables.Select(
                (table, index) =>
                    (Sql)
                        $"""
                            insert into {_schema.DataVersionTablesName} (
                                number, ordinal, role, unique_id, table_schema, table_name, source_schema, source_name,
                                copy_schema, copy_name, file, sha256, row_count, checksum, bytes, columns)
                            values (
                                {number}, {index}, {table.Role.ToString().ToLowerInvariant()}, {table.UniqueId},
                                {table.Name.Schema}, {table.Name.Name}, {table.Source.Schema}, {table.Source.Name},
                                {table.Copy?.Schema}, {table.Copy?.Name}, {table.File}, {table.Sha256},
                                {table.Content.Rows}, {table.Content.Checksum},
                                {table.Bytes}, {JsonSerializer.Serialize(
                                table.Columns,
                                ReleaseJson.Default.IReadOnlyListVersionColumn
                            )})
                            """
            ),
        ];

    /// <summary>Marks of one release, newest last; none in a ledger that an older tool wrote.</summary>
    internal async Task<IReadOnlyList<RelationMark>> ReadMarksAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (await _schema.ReadVersionAsync(_warehouse, session, cancellation) < LedgerSchema.DataVersionsSince)
            return [];
        return await ReadAsync(
            session,
            $"""
            select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
            mark_schema, mark_name, key_columns, columns
            from {_schema.Marks} where environment = {_environment} order by happened_at
            """,
            row => new RelationMark(
                row.GetInt32(0),
                row.GetString(1),
                new RelationName(row.GetString(2), row.GetString(3)),
                new RelationName(row.GetString(4), row.GetString(5)),
                new TableContent(row.GetInt64(6), row.GetString(7)),
                row.IsDBNull(8) ? null : new RelationName(row.GetString(8), row.GetString(9)),
                JsonSerializer.Deserialize(row.GetString(10), ReleaseJson.Default.IReadOnlyListString)!,
                Columns(row.GetString(11))
            ),
            cancellation
        );
    }

    internal IReadOnlyList<Sql> ReplaceMark(RelationMark mark) =>
        [
            $"""
                delete from {_schema.Marks} where environment = {_environment} and number = {mark.Number}
                and moment = {mark.Moment}
                    and live_schema = {mark.Live.Schema} and live_name = {mark.Live.Name}
                """,
            $"""
                insert into {_schema.Marks} (environment, number, moment, live_schema, live_name, physical_schema,
                physical_name, row_count, checksum,
                    mark_schema, mark_name, key_columns, columns, happened_at)
                values ({_environment}, {mark.Number}, {mark.Moment}, {mark.Live.Schema}, {mark.Live.Name},
                {mark.Physical.Schema}, {mark.Physical.Name},
                    {mark.Content.Rows}, {mark.Content.Checksum}, {mark.Table?.Schema}, {mark.Table?.Name},
                    {JsonSerializer.Serialize(mark.Key, ReleaseJson.Default.IReadOnlyListString)},
                    {JsonSerializer.Serialize(
                    mark.Columns,
                    ReleaseJson.Default.IReadOnlyListVersionColumn
                )}, {_warehouse.Dialect.NowPlus(TimeSpan.Zero)})
                """,
        ];

    /// <summary>Steps of the environment, oldest first.</summary>
    public Task<IReadOnlyList<StepRecord>> ReadStepsAsync(
        WarehouseSession session,
        CancellationToken cancellation,
        int first = 0,
        int last = int.MaxValue
    ) =>
        ReadAsync(
            session,
            $"""
            select number, name, state, happened_at, seconds, detail
            from {_schema.Steps} where environment = {_environment} and number between {first} and {last}
            order by happened_at
            """,
            row => new StepRecord(
                row.GetInt32(0),
                row.GetString(1),
                row.GetString(2),
                Instant(row, 3),
                row.GetDouble(4),
                row.GetString(5)
            ),
            cancellation
        );

    private static IReadOnlyList<VersionColumn> Columns(string json) =>
        JsonSerializer.Deserialize(json, ReleaseJson.Default.IReadOnlyListVersionColumn)!;
}

/// <summary>What a relation of a release held at a moment.</summary>
/// <param name="Number">The release.</param>
/// <param name="Moment"><c>live</c>: as it went live; <c>left</c>: as another release took its place.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation.</param>
/// <param name="Content">Rows and checksum.</param>
/// <param name="Table">Each row's key and hash then, in the release's own schema; null if only the content is
/// known.</param>
/// <param name="Key">Key columns in <paramref name="Table"/>; empty if the relation has no key.</param>
/// <param name="Columns">Which columns count.</param>
internal sealed record RelationMark(
    int Number,
    string Moment,
    RelationName Live,
    RelationName Physical,
    TableContent Content,
    RelationName? Table,
    IReadOnlyList<string> Key,
    IReadOnlyList<VersionColumn> Columns
);
