using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>Which products are taken, and what an error means where no server can be asked.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData(3, 14)]
    [InlineData(2, 17)]
    [InlineData(4, 16)]
    [InlineData(5, 12)]
    [InlineData(8, 12)]
    public void A_certified_product_is_taken(int edition, int version) =>
        Should.NotThrow(() => new SqlServerServer(edition, version, false, false, 140).Require());

    [Theory]
    [InlineData(3, 13, "version 13")]
    [InlineData(6, 12, "Synapse")]
    [InlineData(9, 15, "Edge")]
    [InlineData(11, 12, "Fabric")]
    [InlineData(12, 12, "Fabric")]
    [InlineData(77, 20, "EngineEdition 77")]
    public void Any_other_is_refused_by_name(int edition, int version, string name)
    {
        var error = Should.Throw<ReleaseException>(() =>
            new SqlServerServer(edition, version, false, false, 140).Require()
        );

        error.Code.ShouldBe(ErrorCode.WarehouseUnsupported);
        error.Message.ShouldContain(name);
    }

    [Fact]
    public void A_database_of_a_level_without_OPENJSON_is_refused_with_the_statement_that_raises_it()
    {
        Should.NotThrow(() => new SqlServerServer(3, 16, false, false, 130).Require());

        var error = Should.Throw<ReleaseException>(() => new SqlServerServer(3, 16, false, false, 120).Require());

        error.Code.ShouldBe(ErrorCode.WarehouseUnsupported);
        error.Message.ShouldContain("compatibility level 120");
        error.ToDo.ShouldContain("set compatibility_level");
    }

    [Fact]
    public async Task A_server_that_nobody_reaches_is_said_to_be_unreachable()
    {
        await using var warehouse = new SqlServerEngine().Open(
            "Server=127.0.0.1,1;Database=shop;User ID=sam;Password=hush;Connect Timeout=2",
            new WarehouseOptions(".", TimeProvider.System, null)
        );

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            warehouse.OpenAsync(TestContext.Current.CancellationToken)
        );

        error.Code.ShouldBe(ErrorCode.WarehouseUnreachable);
        error.ToString().ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("create view [a].[b] as select 1 as x", "select 1 as x")]
    [InlineData("CREATE OR ALTER VIEW a.b WITH SCHEMABINDING AS\nSELECT 1 AS x;", "SELECT 1 AS x")]
    [InlineData("-- as\ncreate view [as].[b] /* as */ as select 1 as x with check option", "select 1 as x")]
    [InlineData(
        "create view v (as_x) as with a as (select 1 as x) select * from a",
        "with a as (select 1 as x) select * from a"
    )]
    public void The_query_of_a_view_is_what_follows_its_AS(string definition, string query) =>
        SqlServerModules.Body(definition).ShouldBe(query);

    [Theory]
    [InlineData("select * from [s].[t]", "select * from [r0].[x]")]
    [InlineData("select s.t.a, 's.t' from S.T -- s.t", "select [r0].[x].a, 's.t' from [r0].[x] -- s.t")]
    [InlineData("select t.a from t join [u] on 1 = 1", "select t.a from [r0].[x] join [u] on 1 = 1")]
    [InlineData("select * from db.s.t", "select * from db.s.t")]
    public void A_moved_relation_has_its_new_name_in_the_text_of_a_view(string query, string expected) =>
        SqlServerNames
            .Reaim(query, "s", new Dictionary<RelationName, RelationName> { [new("s", "t")] = new("r0", "x") })
            .ShouldBe(expected);
}
