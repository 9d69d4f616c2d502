using System.Data;
using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Sessions;

/// <summary>What a transaction says that it is for holds, whatever the engine.</summary>
public abstract class TransactionSuite(Engine engine) : WarehouseSuite(engine)
{
    [Theory]
    [InlineData("create table shop.more as select 1 as id")]
    [InlineData("  -- a comment\n  DROP TABLE shop.orders")]
    [InlineData("alter table shop.orders add column note text")]
    public async Task A_transaction_that_writes_rows_changes_no_object(string statement)
    {
        await MakeAsync();

        foreach (var purpose in new[] { TransactionPurpose.WriteRows, TransactionPurpose.ReadSnapshot })
        {
            var error = await Should.ThrowAsync<InvalidOperationException>(() =>
                Session.InTransactionAsync(purpose, () => ExecuteAsync(statement), Cancellation)
            );
            error.Message.ShouldContain(purpose.ToString());
        }
        (await ReadAsync("select count(*) from shop.orders")).ShouldBe(1);
        (await Warehouse.ReadRelationsAsync(Session, ["shop"], Cancellation)).Single().Columns.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_transaction_that_changes_objects_leaves_nothing_if_it_fails()
    {
        await MakeAsync();

        await Should.ThrowAsync<InvalidOperationException>(() =>
            Session.InTransactionAsync(
                TransactionPurpose.ChangeObjects,
                async () =>
                {
                    await ExecuteAsync(
                        "create table shop.more as select 1 as id",
                        "insert into shop.orders values (2)"
                    );
                    throw new InvalidOperationException("on purpose");
                },
                Cancellation
            )
        );

        (await Warehouse.ReadRelationsAsync(Session, ["shop"], Cancellation)).Count.ShouldBe(1);
        (await ReadAsync("select count(*) from shop.orders")).ShouldBe(1);
    }

    [Theory]
    [InlineData(TransactionPurpose.ReadSnapshot)]
    [InlineData(TransactionPurpose.CopySnapshot)]
    public async Task A_snapshot_shows_one_moment(TransactionPurpose purpose)
    {
        await MakeAsync();
        await using var other = await Warehouse.OpenAsync(Cancellation);

        await Session.InTransactionAsync(
            purpose,
            async () =>
            {
                (await ReadAsync("select count(*) from shop.orders")).ShouldBe(1);
                await other.ExecuteAsync(Sql.Raw("insert into shop.orders values (2)"), Cancellation);
                (await ReadAsync("select count(*) from shop.orders")).ShouldBe(1);
            },
            Cancellation
        );

        (await ReadAsync("select count(*) from shop.orders")).ShouldBe(2);
    }

    [Theory]
    [InlineData(TransactionPurpose.ChangeObjects, false, true)]
    [InlineData(TransactionPurpose.CopySnapshot, true, false)]
    [InlineData(TransactionPurpose.CopySnapshot, false, true)]
    public async Task An_engine_that_cannot_says_so_before_anything_runs(
        TransactionPurpose purpose,
        bool hasTransactionalDdl,
        bool hasSnapshots
    )
    {
        await using var poorer = await OpenAsync(traits =>
            traits with
            {
                HasTransactionalDdl = hasTransactionalDdl,
                CopyIsolation = hasSnapshots ? traits.CopyIsolation : IsolationLevel.Unspecified,
            }
        );
        var hasRun = false;

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            poorer.InTransactionAsync(purpose, () => Task.FromResult(hasRun = true), Cancellation)
        );

        error.Code.ShouldBe(ErrorCode.NotAtomic);
        hasRun.ShouldBeFalse();
    }

    [Fact]
    public async Task Where_objects_commit_by_themselves_rows_are_still_written_together()
    {
        await MakeAsync();
        await using var poorer = await OpenAsync(traits => traits with { HasTransactionalDdl = false });

        await poorer.InTransactionAsync(
            TransactionPurpose.WriteRows,
            () => poorer.ExecuteAsync(Sql.Raw("insert into shop.orders values (2)"), Cancellation),
            Cancellation
        );

        (await ReadAsync("select count(*) from shop.orders")).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_prepared_is_one_transaction_where_the_engine_has_one_for_objects(bool hasOne)
    {
        await MakeAsync();
        await using var session = await OpenAsync(traits => traits with { HasTransactionalDdl = hasOne });

        await Should.ThrowAsync<InvalidOperationException>(() =>
            session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                async () =>
                {
                    session.IsInTransaction.ShouldBe(hasOne);
                    await session.ExecuteAsync(Sql.Raw("create table shop.more as select 1 as id"), Cancellation);
                    throw new InvalidOperationException("on purpose");
                },
                Cancellation
            )
        );

        (await Warehouse.ReadRelationsAsync(Session, ["shop"], Cancellation)).Count.ShouldBe(hasOne ? 1 : 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_without_effect_leaves_nothing_whether_it_fails_or_not(bool hasTransactionalDdl)
    {
        await MakeAsync();
        await using var session = await OpenAsync(traits => traits with { HasTransactionalDdl = hasTransactionalDdl });
        var undo = session.Dialect.DropSchema("scratch");

        await session.WithoutEffectAsync(() => AskAsync("select 1 as id"), undo, Cancellation);
        await Should.ThrowAsync<DbException>(() =>
            session.WithoutEffectAsync(() => AskAsync("select nothing"), undo, Cancellation)
        );

        (await Warehouse.ReadSchemasAsync(Session, ["scratch"], Cancellation)).ShouldBeEmpty();

        async Task AskAsync(string query)
        {
            await session.ExecuteAsync(Sql.Raw("create schema scratch"), Cancellation);
            await session.ExecuteAsync(Sql.Raw($"create view scratch.v as {query}"), Cancellation);
        }
    }

    private Task MakeAsync() => ExecuteAsync("create schema shop", "create table shop.orders as select 1 as id");

    private async Task<long> ReadAsync(string query) =>
        (await Session.QueryAsync(Sql.Raw(query), row => row.ReadLong(0), Cancellation))[0];

    /// <summary>A session of a server that can do less.</summary>
    private async Task<WarehouseSession> OpenAsync(Func<Traits, Traits> less)
    {
        var session = await Warehouse.OpenAsync(Cancellation);
        return new WarehouseSession(session.Connection, session.Dialect, traits: less(session.Traits));
    }
}

public sealed class DuckDbTransactions() : TransactionSuite(Engine.DuckDb);

public sealed class PostgresTransactions() : TransactionSuite(Engine.Postgres);
