using System.Globalization;
using System.Text.Json;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>Reads and writes data versions in the ledger.</summary>
internal static class DataVersionJournal
{
    extension(Ledger ledger)
    {
        /// <summary>
        /// The environment's data versions with their tables, newest first; none if an older tool wrote the ledger.
        /// </summary>
        public async Task<IReadOnlyList<DataVersion>> ReadDataVersionsAsync(
            WarehouseSession session,
            CancellationToken cancellation
        )
        {
            if (
                await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation)
                < LedgerSchema.DataVersionsSince
            )
                return [];
            var tables = (
                await Ledger.ReadAsync(
                    session,
                    $"""
                    select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
                    t.copy_schema, t.copy_name,
                        t.{new Identifier("file")}, t.sha256, t.row_count, t.checksum, t.bytes, t.columns
                    from {ledger.Schema.DataVersionTablesName} t
                    join {ledger.Schema.DataVersions} v on v.number = t.number
                    where v.environment = {ledger.Environment} order by t.number, t.ordinal
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
                                File = Ledger.Text(row, 9),
                                Sha256 = Ledger.Text(row, 10),
                                Content = new TableContent(row.GetInt64(11), row.GetString(12)),
                                Bytes = row.GetInt64(13),
                                Columns = Columns(row.GetString(14)),
                            }
                        ),
                    cancellation
                )
            ).ToLookup(table => table.Number, table => table.Table);
            return await Ledger.ReadAsync(
                session,
                $"""
                select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
                from {ledger.Schema.DataVersions} where environment = {ledger.Environment} order by number desc
                """,
                row => new DataVersion
                {
                    Number = row.GetInt32(0),
                    Environment = ledger.Environment,
                    Name = row.GetString(1),
                    State = DataVersionStates.Read(row.GetString(2)),
                    Reason = row.GetString(3),
                    Live = row.IsDBNull(4) ? null : row.GetInt32(4),
                    Migration = row.GetString(5),
                    Folder = Ledger.Text(row, 6),
                    Schema = row.GetString(7),
                    CreatedAt = Ledger.Instant(row, 8),
                    CreatedBy = row.GetString(9),
                    Tables = [.. tables[row.GetInt32(0)]],
                },
                cancellation
            );
        }

        /// <summary>
        /// The number of the next data version. All environments share one sequence, because schemas are named after
        /// the numbers.
        /// </summary>
        public async Task<int> NextDataVersionAsync(WarehouseSession session, CancellationToken cancellation) =>
            (int)
                (
                    await Ledger.ReadAsync(
                        session,
                        $"select coalesce(max(number), 0) + 1 from {ledger.Schema.DataVersions}",
                        row => row.ReadLong(0),
                        cancellation
                    )
                )[0];

        public Sql InsertDataVersion(DataVersion version, long fencing)
        {
            var state = version.State.Word();
            return $"""
                insert into {ledger.Schema.DataVersions} (
                    number, environment, name, state, reason, live, migration, folder, copy_schema,
                    created_at, created_by, fencing)
                values ({version.Number}, {ledger.Environment}, {version.Name}, {state}, {version.Reason},
                {version.Live}, {version.Migration}, {version.Folder},
                    {version.Schema}, {ledger.Warehouse.Dialect.NowPlus(TimeSpan.Zero)}, {version.CreatedBy}, {fencing})
                """;
        }

        public Sql SetDataVersionState(int number, DataVersionState state, long fencing)
        {
            var (table, word) = (ledger.Schema.DataVersions, state.Word());
            return $"update {table} set state = {word}, fencing = {fencing} where number = {number}";
        }

        public IReadOnlyList<Sql> InsertVersionTables(int number, IReadOnlyList<VersionTable> tables) =>
            [
                .. tables.Select(
                    (table, index) =>
                        (Sql)
                            $"""
                            insert into {ledger.Schema.DataVersionTablesName} (
                                number, ordinal, role, unique_id, table_schema, table_name, source_schema,
                                source_name,
                                copy_schema, copy_name, {new Identifier("file")}, sha256,
                                row_count, checksum, bytes, columns)
                            values (
                                {number}, {index}, {table.Role.Word()}, {table.UniqueId},
                                {table.Name.Schema}, {table.Name.Name}, {table.Source.Schema}, {table.Source.Name},
                                {table.Copy?.Schema}, {table.Copy?.Name}, {table.File}, {table.Sha256},
                                {table.Content.Rows}, {table.Content.Checksum},
                                {table.Bytes}, {JsonSerializer.Serialize(
                                table.Columns,
                                BackupJson.Default.IReadOnlyListVersionColumn
                            )})
                            """
                ),
            ];

        /// <summary>The marks of one release, newest last; none if an older tool wrote the ledger.</summary>
        public async Task<IReadOnlyList<RelationMark>> ReadMarksAsync(
            WarehouseSession session,
            CancellationToken cancellation
        )
        {
            if (
                await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation)
                < LedgerSchema.DataVersionsSince
            )
                return [];
            return await Ledger.ReadAsync(
                session,
                $"""
                select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
                mark_schema, mark_name, key_columns, columns
                from {ledger.Schema.Marks} where environment = {ledger.Environment} order by happened_at
                """,
                row => new RelationMark(
                    row.GetInt32(0),
                    row.GetString(1),
                    new RelationName(row.GetString(2), row.GetString(3)),
                    new RelationName(row.GetString(4), row.GetString(5)),
                    new TableContent(row.GetInt64(6), row.GetString(7)),
                    row.IsDBNull(8) ? null : new RelationName(row.GetString(8), row.GetString(9)),
                    JsonSerializer.Deserialize(row.GetString(10), BackupJson.Default.IReadOnlyListString)!,
                    Columns(row.GetString(11))
                ),
                cancellation
            );
        }

        /// <summary>
        /// The tables of marks in some schemas, each with the relation that it is of; none if an older tool wrote the
        /// ledger.
        /// </summary>
        public async Task<IReadOnlyList<(RelationName Physical, RelationName Table)>> ReadMarkTablesAsync(
            WarehouseSession session,
            IReadOnlyCollection<string> schemas,
            CancellationToken cancellation
        )
        {
            if (
                await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation)
                < LedgerSchema.DataVersionsSince
            )
                return [];
            return await Ledger.ReadAsync(
                session,
                $"""
                select physical_schema, physical_name, mark_schema, mark_name from {ledger.Schema.Marks}
                where environment = {ledger.Environment}
                and mark_schema in ({Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"))})
                """,
                row =>
                    (
                        new RelationName(row.GetString(0), row.GetString(1)),
                        new RelationName(row.GetString(2), row.GetString(3))
                    ),
                cancellation
            );
        }

        /// <summary>Forgets what was recorded of a release that never went live.</summary>
        public Sql DeleteMarks(int number) =>
            $"delete from {ledger.Schema.Marks} where environment = {ledger.Environment} and number = {number}";

        public IReadOnlyList<Sql> ReplaceMark(RelationMark mark) =>
            [
                $"""
                    delete from {ledger.Schema.Marks}
                    where environment = {ledger.Environment} and number = {mark.Number}
                    and moment = {mark.Moment}
                        and live_schema = {mark.Live.Schema} and live_name = {mark.Live.Name}
                    """,
                $"""
                insert into {ledger.Schema.Marks} (
                    environment, number, moment, live_schema, live_name, physical_schema, physical_name,
                    row_count, checksum,
                    mark_schema, mark_name, key_columns, columns, happened_at)
                values ({ledger.Environment}, {mark.Number}, {mark.Moment}, {mark.Live.Schema}, {mark.Live.Name},
                {mark.Physical.Schema}, {mark.Physical.Name},
                    {mark.Content.Rows}, {mark.Content.Checksum}, {mark.Table?.Schema}, {mark.Table?.Name},
                    {JsonSerializer.Serialize(mark.Key, BackupJson.Default.IReadOnlyListString)},
                    {JsonSerializer.Serialize(
                    mark.Columns,
                    BackupJson.Default.IReadOnlyListVersionColumn
                )}, {ledger.Warehouse.Dialect.NowPlus(TimeSpan.Zero)})
                """,
            ];
    }

    private static IReadOnlyList<VersionColumn> Columns(string json) =>
        JsonSerializer.Deserialize(json, BackupJson.Default.IReadOnlyListVersionColumn)!;
}

/// <summary>What a relation of a release held at one moment.</summary>
/// <param name="Number">The release.</param>
/// <param name="Moment">
/// <c>live</c> for the moment when the release went live, <c>left</c> for the moment when another took its place,
/// <see cref="BackFrom"/> for the moment when a rollback made it live again.
/// </param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation.</param>
/// <param name="Content">Rows and checksum.</param>
/// <param name="Table">
/// A table in a schema of the release with each row's key and hash at that moment; null if only the content is known.
/// It stands beside the relation, unless an earlier release made that one.
/// </param>
/// <param name="Key">The key columns in <paramref name="Table"/>; empty if the relation has no key.</param>
/// <param name="Columns">The columns that count.</param>
internal sealed record RelationMark(
    int Number,
    string Moment,
    RelationName Live,
    RelationName Physical,
    TableContent Content,
    RelationName? Table,
    IReadOnlyList<string> Key,
    IReadOnlyList<VersionColumn> Columns
)
{
    private const string Back = "back:";

    /// <summary>
    /// The moment when a rollback made the release live again. It counts for the way to those releases that were built
    /// from what the release held then.
    /// </summary>
    /// <param name="first">The first of these releases.</param>
    /// <param name="last">The last, which the rollback left.</param>
    public static string BackFrom(int first, int last) =>
        string.Create(CultureInfo.InvariantCulture, $"{Back}{first}-{last}");

    /// <summary>The releases of <see cref="BackFrom"/>; null for another moment.</summary>
    public (int First, int Last)? BackOf =>
        Moment.StartsWith(Back, StringComparison.Ordinal)
        && Moment[Back.Length..].Split('-') is [var first, var last]
        && int.TryParse(first, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(last, CultureInfo.InvariantCulture, out var to)
            ? (from, to)
            : null;
}
