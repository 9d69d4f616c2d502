using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>What views and queries read, and what becomes of an answer that the server refuses.</summary>
public sealed class ReadTests
{
    private static readonly string[] _columns = ["schema", "name", "text"];

    private readonly ScriptedDriver _driver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_is_asked_about_views_alone_and_only_what_the_text_names_too_counts()
    {
        _driver
            .Answers(
                "select table_schema, table_name, view_definition",
                _columns,
                ["G", "OWN", "create view g.own as select * from base join g.other on true"],
                ["G", "V", "create view g.v as select * from raw.source s join base b on s.base = b.id"],
                ["G", "NOT_ASKED", "create view x as select 1"]
            )
            .Answers(
                "select referenced_schema_name",
                ["s", "n"],
                ["RAW", "SOURCE"],
                ["RAW", "UNDER_IT"],
                ["G", "BASE"]
            );

        var reads = await ReadAsync(new("G", "OWN"), new("G", "V"), new("G", "A_TABLE"));

        reads.Keys.Order().ShouldBe([new RelationName("G", "OWN"), new RelationName("G", "V")]);
        reads[new("G", "OWN")].Order().ShouldBe([new RelationName("G", "BASE"), new RelationName("G", "OTHER")]);
        reads[new("G", "V")].Order().ShouldBe([new RelationName("G", "BASE"), new RelationName("RAW", "SOURCE")]);
        _driver.Sent.Count(text => text.StartsWith("select referenced", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_leaves_the_text_and_without_a_text_nothing_is_claimed()
    {
        _driver
            .Answers(
                "select table_schema, table_name, view_definition",
                _columns,
                ["G", "V", "create view g.v as select raw.f(x) from raw.source"],
                ["G", "SECRET", null]
            )
            .Refuses("select referenced_schema_name", 3001, "Insufficient privileges");

        var reads = await ReadAsync(new("G", "V"), new("G", "SECRET"));

        reads.Keys.ShouldBe([new RelationName("G", "V")]);
        reads[new("G", "V")].ShouldContain(new RelationName("RAW", "SOURCE"));
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        (await warehouse.Queries.UntoldAsync(session, [new("G", "V"), new("G", "SECRET")], Cancellation)).ShouldBe([
            new RelationName("G", "SECRET"),
        ]);
    }

    [Fact]
    public async Task A_name_that_the_text_may_hide_is_taken_from_the_server()
    {
        _driver
            .Answers(
                "select table_schema, table_name, view_definition",
                _columns,
                ["G", "V", "create view g.v as select * from identifier('live.orders')"]
            )
            .Answers("select referenced_schema_name", ["s", "n"], ["LIVE", "ORDERS"]);

        (await ReadAsync(new RelationName("G", "V")))[new("G", "V")].ShouldBe([new RelationName("LIVE", "ORDERS")]);
    }

    [Fact]
    public async Task A_lost_connection_is_no_refusal()
    {
        _driver
            .Answers(
                "select table_schema, table_name, view_definition",
                _columns,
                ["G", "V", "create view g.v as select * from raw.source"]
            )
            .Refuses("select referenced_schema_name", 390112, "Your session has expired");

        await Should.ThrowAsync<ScriptedDriver.ServerException>(() => ReadAsync(new RelationName("G", "V")));
    }

    private async Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> ReadAsync(
        params RelationName[] names
    )
    {
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        return await warehouse.Queries.OfViewsAsync(session, names, Cancellation);
    }
}
