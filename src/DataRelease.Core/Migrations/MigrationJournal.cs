using System.Data.Common;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// The journal of migrations: the table <c>migrations</c>, with a line for every run. Lines are never removed.
/// </summary>
internal static class MigrationJournal
{
    extension(Ledger ledger)
    {
        /// <summary>
        /// All lines of the environment, in the order of writing; none if the ledger's version is older than
        /// migrations.
        /// </summary>
        public async Task<IReadOnlyList<MigrationRecord>> ReadMigrationsAsync(
            WarehouseSession session,
            CancellationToken cancellation
        ) =>
            await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.WithMigrations
                ? []
                : await Ledger.ReadAsync(
                    session,
                    $"""
                    select id, name, version, kind, phase, checksum, down, state, number, applied_at,
                    applied_by, seconds,
                    message, data_version, changed_at
                    from {ledger.Schema.Migrations} where environment = {ledger.Environment} order by id
                    """,
                    Migration,
                    cancellation
                );

        public Sql InsertMigration(MigrationRecord record, long fencing) =>
            $"""
                insert into {ledger.Schema.Migrations} (
                    environment, id, name, version, kind, phase, checksum, down, state, number, applied_at, applied_by,
                    seconds, message, data_version, changed_at, fencing)
                values (
                    {ledger.Environment}, {record.Id}, {record.Name}, {record.Version?.ToString()}, {(
                record.Kind.Word()
            )},
                    {record.Phase.Word()}, {record.Checksum}, {record.Down}, {record.State.Word()}, {record.Release},
                    {ledger.Warehouse.Dialect.NowPlus(TimeSpan.Zero)}, {record.AppliedBy}, {record.Seconds},
                    {record.Message}, {record.DataVersion}, {ledger.Warehouse.Dialect.NowPlus(
                TimeSpan.Zero
            )}, {fencing})
                """;

        public Sql UpdateMigration(MigrationRecord record, long fencing) =>
            $"""
            update {ledger.Schema.Migrations} set state = {(
                record.State.Word()
            )}, checksum = {record.Checksum}, down = {record.Down}, seconds = {record.Seconds},
                message = {record.Message}, changed_at = {ledger.Warehouse.Dialect.NowPlus(
                TimeSpan.Zero
            )}, fencing = {fencing}
            where environment = {ledger.Environment} and id = {record.Id}
            """;
    }

    private static MigrationRecord Migration(DbDataReader row) =>
        new()
        {
            Id = row.GetInt32(0),
            Name = row.GetString(1),
            Version = Ledger.Text(row, 2) is { } version
                ? MigrationVersion.TryParse(version) ?? throw new FormatException($"'{version}' is not a version")
                : null,
            Kind = Enum.Parse<MigrationKind>(row.GetString(3), ignoreCase: true),
            Phase = Enum.Parse<MigrationPhase>(row.GetString(4), ignoreCase: true),
            Checksum = row.GetString(5),
            Down = Ledger.Text(row, 6),
            State = Enum.Parse<MigrationState>(row.GetString(7), ignoreCase: true),
            Release = row.IsDBNull(8) ? null : row.GetInt32(8),
            AppliedAt = Ledger.Instant(row, 9),
            AppliedBy = row.GetString(10),
            Seconds = row.GetDouble(11),
            Message = row.GetString(12),
            DataVersion = Ledger.Text(row, 13),
            ChangedAt = Ledger.Instant(row, 14),
        };
}
