using System.Text;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;
using Microsoft.Data.SqlClient;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// What only a server can show, in a database of its own on the one that <c>DATARELEASE_TEST_SQLSERVER</c> names by the
/// connection string of someone who may make databases.
/// </summary>
public sealed class RealServerTests : IAsyncLifetime
{
    private const string Variable = "DATARELEASE_TEST_SQLSERVER";

    private readonly string _database = $"data_release_{Guid.NewGuid():N}";
    private string? _server;
    private Warehouse? _warehouse;
    private WarehouseSession? _session;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Warehouse Warehouse => _warehouse!;

    private WarehouseSession Session => _session!;

    public async ValueTask InitializeAsync()
    {
        _server = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(_server))
        {
            Assert.Skip($"no SQL Server: {Variable} names none");
            return;
        }
        await OnServerAsync($"create database [{_database}]");
        var own = new SqlConnectionStringBuilder(_server) { InitialCatalog = _database };
        _warehouse = new SqlServerEngine().Open(
            own.ConnectionString,
            new WarehouseOptions(".", TimeProvider.System, null)
        );
        _session = await _warehouse.OpenAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        if (!string.IsNullOrEmpty(_server))
            await OnServerAsync(
                $"if db_id('{_database}') is not null begin alter database [{_database}] set single_user with rollback "
                    + $"immediate; drop database [{_database}] end"
            );
    }

    [Fact]
    public async Task The_ledger_is_made_and_read()
    {
        var ledger = new Ledger(Warehouse, "data_release", "prod");

        await ledger.EnsureAsync(Session, Cancellation);

        (await ledger.ExistsAsync(Session, Cancellation)).ShouldBeTrue();
        (await ledger.ReadLiveAsync(Session, Cancellation)).ShouldBeNull();
        (await ledger.ReadReleasesAsync(Session, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalog_tells_relations_with_their_types_rights_and_dependents()
    {
        await MakeAsync();
        await RunAsync(
            "create role readers",
            "grant select on [s].[v] to readers",
            "deny select on [s].[t](note) to readers"
        );

        var relations = await Warehouse.ReadRelationsAsync(Session, ["s"], Cancellation);
        var grants = await Warehouse.ReadAccessAsync(Session, ["s"], Cancellation);
        var dependents = await Warehouse.ReadDependentsAsync(Session, ["s"], Cancellation);
        var definitions = await Warehouse.ReadViewDefinitionsAsync(Session, ["s"], Cancellation);

        relations
            .Select(relation => (relation.Name.Name, relation.Kind))
            .ShouldBe([("t", RelationKind.Table), ("v", RelationKind.View)]);
        relations[0].Columns.Select(column => column.Type).ShouldBe(["int", "nvarchar(50)", "decimal(10,2)"]);
        grants.ShouldContain(new CatalogGrant("s", "v", null, "readers", "SELECT", false));
        grants.ShouldContain(new CatalogGrant("s", "t", "note", "readers", "DENY SELECT", false));
        dependents.ShouldContain(one => one.On.Name == "t" && one.Relation == new RelationName("s", "v"));
        definitions[new RelationName("s", "v")].ShouldBe("select id, note from [s].[t]");
    }

    [Fact]
    public async Task The_lock_of_an_environment_is_held_by_one()
    {
        await using (var held = await Warehouse.TryLockEnvironmentAsync("prod", Cancellation))
        {
            held.ShouldNotBeNull();
            (await Warehouse.TryLockEnvironmentAsync("prod", Cancellation)).ShouldBeNull();
            await using var other = await Warehouse.TryLockEnvironmentAsync("dev", Cancellation);
            other.ShouldNotBeNull();
        }
        await using var again = await Warehouse.TryLockEnvironmentAsync("prod", Cancellation);
        again.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_batch_makes_views_and_marker_together()
    {
        await MakeAsync();

        await Session.ExecuteAsync(Swap("where 1 = 1", ExpectedAccess.None), Cancellation);

        (await ReadAsync("select count(*) from [live].[orders]")).ShouldBe(1);
        (await ReadAsync("select number from [s].[marker]")).ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_without_the_lease_or_with_other_rights_changes_nothing()
    {
        await MakeAsync();
        var view = new RelationName("live", "orders");
        var other = new ExpectedAccess([view], [new CatalogGrant("live", "orders", null, "public", "SELECT", false)]);

        var lost = await Should.ThrowAsync<SqlException>(() =>
            Session.ExecuteAsync(Swap("where 1 = 0", ExpectedAccess.None), Cancellation)
        );
        var differs = await Should.ThrowAsync<SqlException>(() =>
            Session.ExecuteAsync(Swap("where 1 = 1", other), Cancellation)
        );

        Warehouse.Translate(lost).Code.ShouldBe(ErrorCode.LeaseLost);
        Warehouse.Translate(differs).Code.ShouldBe(ErrorCode.AccessWouldChange);
        (await ReadAsync("select number from [s].[marker]")).ShouldBe(1);
        (await ReadAsync("select count(*) from sys.views where name = 'orders'")).ShouldBe(0);
        (await ReadAsync("select @@trancount")).ShouldBe(0);
    }

    [Fact]
    public async Task A_statement_of_a_transaction_that_the_server_ended_does_not_run()
    {
        await MakeAsync();

        await Should.ThrowAsync<UnfitStatementException>(() =>
            Session.InTransactionAsync(
                TransactionPurpose.WriteRows,
                async () =>
                {
                    await Should.ThrowAsync<SqlException>(() =>
                        Session.ExecuteAsync(Sql.Raw("insert into [s].[t] (note) select 1 / 0"), Cancellation)
                    );
                    await Session.ExecuteAsync(Sql.Raw("update [s].[marker] set number = 99"), Cancellation);
                },
                Cancellation
            )
        );

        (await ReadAsync("select number from [s].[marker]")).ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_of_a_table_has_its_rows_identity_key_index_and_default()
    {
        await MakeAsync();
        await RunAsync("create index i on [s].[t] (note) include (total)", "exec('create schema [c]')");

        foreach (var statement in await Warehouse.ReadCopyAsync(Session, new("s", "t"), new("c", "t"), Cancellation))
            await Session.ExecuteAsync(statement, Cancellation);
        await RunAsync("insert into [c].[t] (note) values ('b')");

        (await ReadAsync("select max(id) from [c].[t]")).ShouldBe(2);
        (await ReadAsync("select total from [c].[t] where note = 'b'")).ShouldBe(7);
        (await ReadAsync("select count(*) from sys.indexes where object_id = object_id('[c].[t]')")).ShouldBe(2);
        (await Warehouse.Dialect.Diff.ReadPrimaryKeyAsync(Session, new("c", "t"), Cancellation)).ShouldBe(["id"]);
    }

    [Fact]
    public async Task The_indexes_of_a_copy_have_their_included_columns_and_directions()
    {
        await MakeAsync();
        await RunAsync("create index i on [s].[t] (note desc, id) include (total)", "exec('create schema [c]')");

        foreach (var statement in await Warehouse.ReadCopyAsync(Session, new("s", "t"), new("c", "t"), Cancellation))
            await Session.ExecuteAsync(statement, Cancellation);

        (await ReadAsync("select count(*) from sys.index_columns where object_id = object_id('[c].[t]')")).ShouldBe(4);
    }

    [Fact]
    public async Task A_table_whose_rows_a_policy_may_hide_is_neither_copied_nor_read_as_a_whole()
    {
        await MakeAsync();
        await RunAsync(
            "exec('create function [s].[f](@id int) returns table with schemabinding as return select 1 as x "
                + "where @id > 100')",
            "create security policy [s].[p] add filter predicate [s].[f](id) on [s].[t] with (state = on)"
        );

        var copied = await Should.ThrowAsync<ReleaseException>(() =>
            Warehouse.ReadCopyAsync(Session, new("s", "t"), new("c", "t"), Cancellation)
        );
        var read = await Should.ThrowAsync<SqlException>(() =>
            Session.ExecuteAsync(Warehouse.Dialect.RequireWhole(new("s", "t"))!, Cancellation)
        );

        copied.Code.ShouldBe(ErrorCode.WarehouseUnsupported);
        Warehouse.Translate(read).Code.ShouldBe(ErrorCode.RightMissing);
    }

    [Fact]
    public async Task A_column_of_a_named_type_has_the_type_under_it()
    {
        await MakeAsync();
        await RunAsync("create type [s].[rate] from float", "create table [s].[r] (x [s].[rate])");

        var relations = await Warehouse.ReadRelationsAsync(Session, ["s"], Cancellation);

        var column = relations.Single(relation => relation.Name.Name == "r").Columns.ShouldHaveSingleItem();
        (column.Type, column.Underlying).ShouldBe(("[s].[rate]", "float"));
    }

    [Fact]
    public async Task An_isolation_level_ends_with_its_transaction()
    {
        await Session.InTransactionAsync(TransactionPurpose.CopySnapshot, () => Task.CompletedTask, Cancellation);

        (
            await ReadAsync("select transaction_isolation_level from sys.dm_exec_sessions where session_id = @@spid")
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_query_that_fails_in_a_read_only_transaction_reports_its_own_error()
    {
        var error = await Should.ThrowAsync<SqlException>(() =>
            Session.ReadOnlyAsync(() => ReadAsync("select 1 / 0"), Cancellation)
        );

        error.Number.ShouldBe(8134);
        (await ReadAsync("select @@trancount")).ShouldBe(0);
    }

    [Fact]
    public async Task A_seed_is_loaded()
    {
        await RunAsync("exec('create schema [s]')", "create table [s].[seed] ([a]]b] int, t nvarchar(max), f float)");
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes("a]b,t,f\n1,\"x\"\"y\",1.5\n2,,1e3\n,\"  \",\n"));

        var rows = await Warehouse.LoadCsvAsync(Session, new("s", "seed"), ["a]b", "t", "f"], [], csv, Cancellation);

        rows.ShouldBe(3);
        (await ReadAsync("select count(*) from [s].[seed] where t is null")).ShouldBe(1);
        (await ReadAsync("select sum([a]]b]) from [s].[seed]")).ShouldBe(3);
    }

    private Task MakeAsync() =>
        RunAsync(
            "exec('create schema [s]')",
            "exec('create schema [live]')",
            "create table [s].[t] (id int identity not null primary key, note nvarchar(50), "
                + "total decimal(10,2) default 7)",
            "insert into [s].[t] (note) values ('a')",
            "exec('create view [s].[v] as select id, note from [s].[t]')",
            "create table [s].[marker] (number int not null)",
            "insert into [s].[marker] values (1)"
        );

    private Sql Swap(string proof, ExpectedAccess after) =>
        Warehouse.Swap.AsOneBatch(
            new WholeSwap(
                Sql.Raw($"update [s].[marker] set number = number {proof}"),
                ExpectedAccess.None,
                [
                    Warehouse.Swap.CreatePointer(
                        new RelationName("live", "orders"),
                        new RelationName("s", "t"),
                        [new CatalogColumn("id", 1, "int", false, null)],
                        [],
                        replace: false
                    ),
                    $"update [s].[marker] set number = {2}",
                ],
                after
            ),
            TimeSpan.FromMilliseconds(100)
        )!;

    private async Task RunAsync(params IEnumerable<string> statements)
    {
        foreach (var statement in statements)
            await Session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private async Task<long> ReadAsync(string query) =>
        (await Session.QueryAsync(Sql.Raw(query), row => row.ReadLong(0), Cancellation))[0];

    private async Task OnServerAsync(string statement)
    {
        await using var connection = new SqlConnection(_server);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
