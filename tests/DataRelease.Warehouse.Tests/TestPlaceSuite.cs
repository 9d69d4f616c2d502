using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests;

public abstract class TestPlaceSuite(Engine engine) : WarehouseSuite(engine)
{
    [Fact]
    public async Task Each_test_has_an_empty_database_of_its_own()
    {
        await using var other = await WarehousePlace.CreateAsync(Place.Engine.Key);
        await ExecuteAsync("create schema shop", "create table shop.orders as select 1 as id");

        (await Warehouse.ReadRelationsAsync(Session, ["shop"], Cancellation)).Count.ShouldBe(1);
        await using var session = await other.Warehouse.OpenAsync(Cancellation);
        (await other.Warehouse.ReadSchemasAsync(session, ["shop"], Cancellation)).ShouldBeEmpty();
    }
}

public sealed class DuckDbTestPlace() : TestPlaceSuite(Engine.DuckDb);

public sealed class PostgresTestPlace() : TestPlaceSuite(Engine.Postgres)
{
    [Fact]
    public async Task A_role_of_a_test_can_log_in()
    {
        var role = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres.ConnectionStringOf(role));
        await using var session = await warehouse.OpenAsync(Cancellation);
        (await session.ScalarAsync(Sql.Raw("select current_user::text"), Cancellation)).ShouldBe(role);
    }
}
