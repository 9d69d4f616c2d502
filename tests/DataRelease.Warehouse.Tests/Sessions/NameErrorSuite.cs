using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Sessions;

/// <summary>A dialect knows its engine's own errors about names.</summary>
public abstract class NameErrorSuite(Testing.Engines.Engine engine) : WarehouseSuite(engine)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("create schema shop", "create table shop.orders (id integer)");
    }

    [Theory]
    [InlineData("select 1 from nowhere.orders")]
    [InlineData("select 1 from shop.nothing")]
    [InlineData("select nothing from shop.orders")]
    [InlineData("insert into shop.nothing values (1)")]
    [InlineData("update shop.orders set nothing = 1")]
    public async Task An_unknown_schema_relation_or_column_is_an_unknown_name(string statement)
    {
        var error = await RefusedAsync(statement);

        Warehouse.Dialect.IsUnknownName(error).ShouldBeTrue(error.Message);
        Warehouse.Dialect.IsNameTaken(error).ShouldBeFalse(error.Message);
    }

    [Theory]
    [InlineData("create schema shop")]
    [InlineData("create table shop.orders (id integer)")]
    public async Task What_is_there_already_is_a_taken_name(string statement)
    {
        var error = await RefusedAsync(statement);

        Warehouse.Dialect.IsNameTaken(error).ShouldBeTrue(error.Message);
        Warehouse.Dialect.IsUnknownName(error).ShouldBeFalse(error.Message);
    }

    [Theory]
    [InlineData("selec 1")]
    [InlineData("select cast('a' as integer)")]
    public async Task Another_fault_is_neither(string statement)
    {
        var error = await RefusedAsync(statement);

        Warehouse.Dialect.IsUnknownName(error).ShouldBeFalse(error.Message);
        Warehouse.Dialect.IsNameTaken(error).ShouldBeFalse(error.Message);
    }

    private Task<DbException> RefusedAsync(string statement) =>
        Should.ThrowAsync<DbException>(() => Session.ExecuteAsync(Sql.Raw(statement), Cancellation));
}

public sealed class DuckDbNameErrors() : NameErrorSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresNameErrors() : NameErrorSuite(Testing.Engines.Engine.Postgres);
