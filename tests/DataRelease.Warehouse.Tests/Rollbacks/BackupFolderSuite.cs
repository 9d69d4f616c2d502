using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>
/// Folders of data versions: restored by checksum, and of what stands there only what the version wrote is ever
/// deleted.
/// </summary>
public abstract class BackupFolderSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Parquet_files_are_restored_by_checksum_and_one_that_changed_is_refused()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.refunds (id integer primary key, note varchar(20))",
            "insert into app.refunds values (1, null), (2, 'two'), (3, '')"
        );
        var version = (await CreateAsync(folder.Path)).DataVersions.ShouldHaveSingleItem();
        File.Exists(Path.Combine(version.Place, "manifest.json")).ShouldBeTrue();
        await Place.ExecuteAsync("delete from app.refunds where id = 2");

        (await Engine().BackupRestoreAsync(new BackupRequest { Version = version.Id }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select id, note from app.refunds order by id")).ShouldBe(["1|null", "2|two", "3|"]);

        var file = Directory.GetFiles(version.Place, "*.parquet").ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        await Place.ExecuteAsync("delete from app.refunds");
        var refused = await Engine().BackupRestoreAsync(new BackupRequest { Version = version.Id }, Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.VersionDamaged);
        refused.ExitCode.ShouldBe(ExitCode.Refused);
        (await ReadAsync("select count(*) from app.refunds")).ShouldBe(["0"]);
        (await HasSchemaAsync($"data_release_staging_{version.Id}")).ShouldBeFalse();
        (await Engine().BackupDropAsync(new BackupRequest { Version = version.Id }, Cancellation)).Error.ShouldBeNull();
        Directory.Exists(version.Place).ShouldBeFalse();
    }

    [Fact]
    public async Task State_that_comes_back_from_files_has_its_key_default_and_index()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.events (id integer primary key, amount integer default 7 not null)",
            "create unique index by_amount on analytics.events (amount)",
            "insert into analytics.events values (1, 10)"
        );
        Project.With("events", "select 2 as id, 20 as amount", "incremental");
        await ReleaseAsync();
        var created = await Engine()
            .BackupCreateAsync(new BackupCreateRequest { Tables = ["events"], Folder = folder.Path }, Cancellation);
        var version = created.DataVersions.ShouldHaveSingleItem();
        await Place.ExecuteAsync("update analytics__r1.events set amount = 30 where id = 2");

        var report = await Engine().BackupRestoreAsync(new BackupRequest { Version = version.Id }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id, amount from analytics.events order by id")).ShouldBe(["1|10", "2|20"]);
        await Place.ExecuteAsync("insert into analytics__r2.events (id) values (3)");
        (await ReadAsync("select amount from analytics.events where id = 3")).ShouldBe(["7"]);
        foreach (var wrong in new[] { "(1, 40)", "(4, null)", "(4, 10)" })
            await Should.ThrowAsync<System.Data.Common.DbException>(() =>
                Place.ExecuteAsync($"insert into analytics__r2.events values {wrong}")
            );
    }

    [Fact]
    public async Task A_version_of_another_ledger_that_has_its_folder_is_left_alone()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync("create schema app", "create table app.refunds as select 1 as id");
        var place = (await CreateAsync(folder.Path)).DataVersions.ShouldHaveSingleItem().Place;
        var before = Files(place);
        // A new ledger counts from 1 again.
        await Place.ExecuteAsync("drop schema data_release cascade");

        (await CreateAsync(folder.Path)).Error!.Code.ShouldBe(ErrorCode.BackupFolder);

        Files(place).ShouldBe(before);
        before.Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_without_what_another_ledger_wrote_there()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync("create schema app", "create table app.refunds as select 1 as id");
        var place = (await CreateAsync(folder.Path)).DataVersions.ShouldHaveSingleItem().Place;
        var before = Files(place);
        await Place.ExecuteAsync("drop schema data_release cascade");
        await CreateAsync(folder.Path);
        await Place.ExecuteAsync("update data_release.data_versions set state = 'creating'");

        (await CreateAsync(folder.Path)).DataVersions.ShouldHaveSingleItem().Id.ShouldBe("v2");

        Files(place).ShouldBe(before);
    }

    [Fact]
    public async Task Texts_with_line_ends_and_folders_that_look_like_partitions_come_back()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.refunds (id integer, day varchar(40))",
            "insert into app.refunds values (1, 'line 1' || chr(13) || chr(10) || 'line 2'), (2, chr(10)), (3, 'x')"
        );
        var version = (await CreateAsync(folder["day=2026-11-30"])).DataVersions.ShouldHaveSingleItem();
        await Place.ExecuteAsync("delete from app.refunds where id < 3");

        (await Engine().BackupRestoreAsync(new BackupRequest { Version = version.Id }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();

        (await ReadAsync("select length(day) from app.refunds order by id")).ShouldBe(["14", "1", "1"]);
    }

    private Task<ReleaseReport.BackedUp> CreateAsync(string folder) =>
        Engine().BackupCreateAsync(new BackupCreateRequest { Tables = ["app.refunds"], Folder = folder }, Cancellation);

    private static string[] Files(string folder) =>
        [
            .. Directory
                .GetFiles(folder)
                .Order(StringComparer.Ordinal)
                .Select(file =>
                    $"{Path.GetFileName(file)} "
                    + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
                ),
        ];
}

public sealed class DuckDbBackupFolders() : BackupFolderSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresBackupFolders() : BackupFolderSuite(Testing.Engines.Engine.Postgres);
