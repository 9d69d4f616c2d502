using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Releases;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>What others write to a large table while it is copied.</summary>
public sealed class PostgresBackupSnapshotTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task Rows_written_while_a_large_table_is_copied_are_in_neither_copy_nor_checksum()
    {
        await LargeAsync();
        Place.Ran = text =>
        {
            if (!text.StartsWith("create table \"data_release_backup_v1\"", StringComparison.Ordinal))
                return;
            using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
            connection.Open();
            using var command = new NpgsqlCommand(
                "insert into app.big select n, 'new' from generate_series(1, 100) n; delete from app.big where id = 7",
                connection
            );
            command.ExecuteNonQuery();
        };

        var report = await Engine().BackupCreateAsync(new BackupCreateRequest { Tables = ["app.big"] }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.DataVersions[0].Rows.ShouldBe(60_000);
        Place.Ran = null;
        (await Engine().BackupVerifyAsync(new BackupRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (
            await ReadAsync("select count(*), min(id), max(id), count(*) filter (where v = 'new') from app.big")
        ).ShouldBe(["60000|1|60000|0"]);
        // What the restore overwrote was copied under the lock, and is as it was.
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v2" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (
            await ReadAsync(
                "select count(*), count(*) filter (where v = 'new'), count(*) filter (where id = 7 and v <> "
                    + "'new') from app.big"
            )
        ).ShouldBe(["60098|99|0"]);
    }

    private Task LargeAsync() =>
        Place.ExecuteAsync(
            "create schema app",
            "create table app.big (id integer, v text)",
            "insert into app.big select n, rpad('row ' || n, 150, 'x') from generate_series(1, 60000) n"
        );
}
