using System.Data.Common;
using System.Text;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>What is made of the answers of a server, over a fake of the driver that has them.</summary>
public sealed class CatalogTests
{
    private static readonly string[] _relationColumns =
    [
        "table_schema",
        "table_name",
        "table_type",
        "is_dynamic",
        "table_owner",
        "comment",
        "is_secure",
        "row_count",
        "column_name",
        "data_type",
        "character_maximum_length",
        "character_octet_length",
        "numeric_precision",
        "numeric_scale",
        "datetime_precision",
        "collation_name",
        "is_nullable",
        "column_comment",
        "is_hybrid",
        "is_iceberg",
    ];

    private readonly ScriptedDriver _driver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_opened_for_itself_and_takes_nothing_over_from_the_account()
    {
        var warehouse = _driver.Warehouse();
        warehouse.Label = "prod:build";

        await using var session = await warehouse.OpenAsync(Cancellation);

        var built = new DbConnectionStringBuilder { ConnectionString = _driver.Opened.ShouldHaveSingleItem() };
        built["query_tag"].ShouldBe("data-release:prod:build");
        built["poolingenabled"].ShouldBe("false");
        _driver
            .Sent.ShouldHaveSingleItem()
            .ShouldBe(
                "alter session set TIMEZONE = 'UTC' AUTOCOMMIT = true LOCK_TIMEOUT = 60 "
                    + "TRANSACTION_ABORT_ON_ERROR = true QUOTED_IDENTIFIERS_IGNORE_CASE = false "
                    + "DATE_INPUT_FORMAT = 'AUTO' TIMESTAMP_INPUT_FORMAT = 'AUTO' TIME_INPUT_FORMAT = 'AUTO' "
                    + "BINARY_INPUT_FORMAT = 'HEX' BINARY_OUTPUT_FORMAT = 'HEX' "
                    + "DATE_OUTPUT_FORMAT = 'YYYY-MM-DD' TIME_OUTPUT_FORMAT = 'HH24:MI:SS' "
                    + "TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                    + "TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3' "
                    + "TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                    + "TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                    + "ROWS_PER_RESULTSET = 0 MULTI_STATEMENT_COUNT = 1"
            );
        warehouse.Description.ShouldBe("Snowflake acme/SHOP");
        warehouse.Driver.ShouldBe("scripted driver");
    }

    [Fact]
    public async Task Relations_have_their_kinds_columns_and_types()
    {
        object?[] Row(string name, string type, string? dynamic, string? secure, string column, params object?[] of) =>
            [
                "s'x",
                name,
                type,
                dynamic,
                "OWNER",
                "",
                secure,
                type == "VIEW" ? null : 3L,
                column,
                .. of,
                "YES",
                null,
                name == "h" ? "YES" : "NO",
                null,
            ];
        _driver.Answers(
            "select t.table_schema",
            _relationColumns,
            Row("t\"1", "BASE TABLE", "NO", null, "Ä", "TEXT", 10L, 40L, null, null, null, "en-ci"),
            Row("t\"1", "BASE TABLE", "NO", null, "N", "NUMBER", null, null, 38L, 0L, null, null),
            Row("t\"1", "BASE TABLE", "NO", null, "B", "BINARY", null, 8L, null, null, null, null),
            Row("t\"1", "BASE TABLE", "NO", null, "M", "TIMESTAMP_TZ", null, null, null, null, 9L, null),
            Row("d", "BASE TABLE", "YES", null, "V", "VARIANT", null, null, null, null, null, null),
            Row("h", "BASE TABLE", "NO", null, "V", "VARIANT", null, null, null, null, null, null),
            Row("m", "MATERIALIZED VIEW", "NO", null, "F", "FLOAT", null, null, null, null, null, null),
            Row("v", "VIEW", "NO", "YES", "D", "DATE", null, null, null, null, null, null)
        );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var relations = await warehouse.ReadRelationsAsync(session, ["s'x", "S"], Cancellation);

        relations
            .Select(relation => (relation.Name.Name, relation.Kind))
            .ShouldBe([
                ("d", RelationKind.Other),
                ("h", RelationKind.Other),
                ("m", RelationKind.MaterializedView),
                ("t\"1", RelationKind.Table),
                ("v", RelationKind.View),
            ]);
        relations[3]
            .Columns.Select(column => (column.Ordinal, column.Name, column.Type))
            .ShouldBe([
                (1, "Ä", "VARCHAR(10) COLLATE 'en-ci'"),
                (2, "N", "NUMBER(38,0)"),
                (3, "B", "BINARY(8)"),
                (4, "M", "TIMESTAMP_TZ(9)"),
            ]);
        (relations[3].EstimatedRows, relations[3].Owner, relations[3].Comment).ShouldBe((3, "OWNER", null));
        relations[4].Options.ShouldBe(["secure"]);
        _driver.Sent[^1].ShouldEndWith(" -- 1: String s'x -- 2: String S");
    }

    [Fact]
    public async Task Rights_and_owners_are_told_apart_and_those_on_new_relations_come_from_SHOW()
    {
        _driver
            .Answers(
                "select object_type",
                ["object_type", "object_schema", "object_name", "grantee", "privilege_type", "is_grantable"],
                ["SCHEMA", null, "LIVE", "READER", "USAGE", "NO"],
                ["VIEW", "LIVE", "O", "Re\"ader", "SELECT", "YES"],
                ["VIEW", "LIVE", "O", "OWNER", "OWNERSHIP", "YES"],
                ["STAGE", "LIVE", "st", "READER", "READ", "NO"]
            )
            .Answers("select table_schema, table_name from", ["s", "n"], ["LIVE", "O"])
            .Answers(
                "show future grants in database",
                ["created_on", "privilege", "grant_on", "name", "grant_to", "grantee_name", "grant_option"],
                ["now", "SELECT", "VIEW", "SHOP.<VIEW>", "ROLE", "HIDDEN", "false"],
                ["now", "REFERENCES", "TABLE", "SHOP.<TABLE>", "ROLE", "ANALYST", "false"]
            )
            .Answers(
                "show future grants in schema",
                ["created_on", "privilege", "grant_on", "name", "grant_to", "grantee_name", "grant_option"],
                ["now", "SELECT", "VIEW", "SHOP.LIVE.<VIEW>", "ROLE", "READER", "false"],
                ["now", "SELECT", "VIEW", "SHOP.LIVE.<VIEW>", "DATABASE_ROLE", "SHOP.DR", "false"],
                ["now", "READ", "STAGE", "SHOP.LIVE.<STAGE>", "ROLE", "READER", "false"]
            );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var grants = await warehouse.ReadGrantsAsync(session, ["LIVE"], Cancellation);
        var access = await warehouse.ReadAccessAsync(session, ["LIVE"], Cancellation);
        var future = await warehouse.ReadDefaultGrantsAsync(session, ["LIVE"], Cancellation);

        var read = new CatalogGrant("LIVE", "O", null, "Re\"ader", "SELECT", true);
        grants.ShouldBe([new CatalogGrant("LIVE", null, null, "READER", "USAGE", false), read]);
        access.ShouldBe([
            read,
            new CatalogGrant("LIVE", "O", null, "OWNER", CatalogGrant.Ownership, false),
            new CatalogGrant("LIVE", "O", null, "secure", CatalogGrant.Option, false),
        ]);
        future.ShouldBe([
            new DefaultGrant("", "LIVE", "READER", "SELECT"),
            new DefaultGrant("", "LIVE", "ANALYST", "REFERENCES"),
        ]);
    }

    [Fact]
    public async Task A_schema_that_is_not_there_has_no_frame()
    {
        _driver.Answers("select schema_owner", ["o", "c", "m", "t"]);
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        (await warehouse.ReadRouterFrameAsync(session, "LIVE", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Views_and_streams_depend_on_what_they_name()
    {
        _driver
            .Answers(
                "select table_schema, table_name, view_definition",
                ["s", "n", "d"],
                ["MART", "v", "create view mart.\"v\" as select * from live.orders join x on 1 = 1"],
                ["LIVE", "own", "create view own as select * from orders"],
                ["MART", "no", "create view no as select 'live.orders'"]
            )
            .Answers(
                "show streams",
                ["created_on", "name", "database_name", "schema_name", "table_name"],
                ["now", "changes", "SHOP", "MART", "SHOP.LIVE.ORDERS"]
            );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var dependents = await warehouse.ReadDependentsAsync(session, ["LIVE"], Cancellation);

        dependents
            .Select(one => (one.On, one.Kind, one.ObjectName))
            .ShouldBe([
                (new RelationName("LIVE", "ORDERS"), "stream", "MART.changes"),
                (new RelationName("LIVE", "ORDERS"), "view", "LIVE.own"),
                (new RelationName("LIVE", "ORDERS"), "view", "MART.v"),
            ]);
    }

    [Fact]
    public async Task Views_of_a_database_that_the_server_finds_too_wide_are_read_schema_by_schema()
    {
        _driver
            .Refuses(
                "select table_schema, table_name, view_definition from \"SHOP\".information_schema.views "
                    + "where table_schema <>",
                90030,
                "Information schema query returned too much data"
            )
            .Answers("select schema_name", ["n"], ["MART"])
            .Answers(
                "select table_schema, table_name, view_definition",
                ["s", "n", "d"],
                ["MART", "V", "create view v as select * from live.orders"]
            );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var views = await warehouse.ReadUnboundViewsAsync(session, Cancellation);

        views.ShouldHaveSingleItem().Schemas.ShouldBe(["LIVE"]);
    }

    [Theory]
    [InlineData("NO", "create table \"B\".\"t\" clone \"A\".\"t\"")]
    [InlineData("YES", "create transient table \"B\".\"t\" clone \"A\".\"t\"")]
    public async Task State_is_cloned_as_what_it_is(string isTransient, string statement)
    {
        _driver.Answers(
            "select table_type",
            ["t", "i", "d", "b", "h", "c"],
            ["BASE TABLE", isTransient, "NO", 17L, "NO", null]
        );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var copy = await warehouse.ReadCopyAsync(session, new("A", "t"), new("B", "t"), Cancellation);

        copy.Select(Hostile.Render).ShouldBe([statement]);
        (await warehouse.ReadBytesAsync(session, new("A", "t"), Cancellation)).ShouldBe(17);
    }

    [Theory]
    [InlineData("YES", "NO", "NO", "dynamic table")]
    [InlineData("NO", "YES", "NO", "hybrid table")]
    [InlineData("NO", "NO", "YES", "Iceberg table")]
    public async Task What_a_clone_would_not_be_the_same_as_is_refused(
        string dynamic,
        string hybrid,
        string iceberg,
        string kind
    )
    {
        _driver.Answers(
            "select table_type",
            ["t", "i", "d", "b", "h", "c"],
            ["BASE TABLE", "NO", dynamic, 17L, hybrid, iceberg]
        );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            warehouse.ReadCopyAsync(session, new("A", "t"), new("B", "t"), Cancellation)
        );

        error.Code.ShouldBe(ErrorCode.WarehouseUnsupported);
        error.Message.ShouldContain($"A.t is of the kind {kind}");
    }

    [Fact]
    public async Task A_seed_goes_in_batches_whose_values_are_parameters()
    {
        _driver.Answers("insert into", ["n"], [1L]);
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        var csv =
            "a,\"q\"\"c\"\n" + string.Concat(Enumerable.Range(1, 1001).Select(row => $"{row},'); drop\n")) + ",x\n";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));

        var rows = await warehouse.LoadCsvAsync(session, new("S", "seed"), ["a", "q\"c"], [], stream, Cancellation);

        rows.ShouldBe(1002);
        var inserts = _driver.Sent.Skip(1).ToList();
        inserts.Count.ShouldBe(2);
        inserts[0]
            .ShouldStartWith(
                "insert into \"S\".\"seed\" (\"a\", \"q\"\"c\") select column1, column2 from values (?, ?), (?, ?)"
            );
        inserts[1]
            .ShouldBe(
                "insert into \"S\".\"seed\" (\"a\", \"q\"\"c\") select column1, column2 from values (?, ?), (?, ?)"
                    + " -- 1: String 1001 -- 2: String '); drop -- 3: String  -- 4: String x"
            );
    }

    [Fact]
    public async Task A_query_is_described_by_the_server_and_its_texts_may_be_collated()
    {
        _driver
            .Answers("select * from (select", ["x"])
            .Answers(
                "describe result",
                ["name", "type", "kind"],
                ["Ä", "VARCHAR(16777216)", "COLUMN"],
                ["N", "NUMBER(10,2)", "COLUMN"]
            );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var columns = await warehouse.Dialect.Diff.DescribeAsync(session, $"select 1", Cancellation);

        columns.Select(column => (column.Name, column.Type)).ShouldBe([("Ä", "TEXT"), ("N", "NUMBER(10,2)")]);
        _driver.Sent[1..].ShouldBe(["select * from (select 1) q limit 0", "describe result last_query_id()"]);
    }

    [Fact]
    public async Task Missing_rights_come_with_the_statements_that_give_them()
    {
        _driver
            .Answers("select current_role()", ["r"], ["RE\"L"])
            .Answers("select count(*)", ["n"], [0L])
            .Answers("select schema_name", ["n"], ["LIVE"])
            .Answers("select schema_owner", ["o", "c", "m", "t"], ["OWNER", null, "NO", "NO"])
            .Answers("show grants on schema", Schemas.GrantColumns)
            .Answers(
                "show future grants",
                Schemas.GrantColumns,
                ["SELECT", "VIEW", null, "ROLE", "READER", "false", "false"]
            )
            .Answers("show grants on account", Schemas.GrantColumns);
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var missing = await warehouse.ReadMissingRightsAsync(
            session,
            new RightsScope("data_release", ["LIVE"], []),
            Cancellation
        );

        missing.Remedies.ShouldBe([
            "grant create schema on database \"SHOP\" to role \"RE\"\"L\"",
            "grant ownership on schema \"SHOP\".\"LIVE\" to role \"RE\"\"L\" copy current grants",
            "grant manage grants on account to role \"RE\"\"L\"",
        ]);
    }

    [Theory]
    [InlineData("SESSION", 1)]
    [InlineData("GLOBAL", 0)]
    public async Task Doctor_says_where_a_session_may_see_late_what_another_one_committed(string mode, int sentences)
    {
        _driver.Answers("show parameters like", ["key", "value"], ["READ_CONSISTENCY_MODE", mode]);
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var advice = await warehouse.ReadAdviceAsync(session, Cancellation);

        advice.Count.ShouldBe(sentences);
        advice.ShouldAllBe(sentence => sentence.StartsWith("READ_CONSISTENCY_MODE of the account is SESSION"));
    }

    [Fact]
    public async Task A_transaction_that_changes_objects_is_refused_before_anything_runs()
    {
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        var sent = _driver.Sent.Count;

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            session.InTransactionAsync(TransactionPurpose.ChangeObjects, () => Task.CompletedTask, Cancellation)
        );

        error.Code.ShouldBe(ErrorCode.NotAtomic);
        _driver.Sent.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task The_servers_refusal_has_a_code_and_no_secret()
    {
        _driver.Refuses(
            "select current_role()",
            2003,
            "Object 'X' does not exist or not authorized, said hush to you."
        );
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var error = await Should.ThrowAsync<DbException>(() => warehouse.ReadCurrentRoleAsync(session, Cancellation));

        var told = warehouse.Translate(error);
        told.Code.ShouldBe(ErrorCode.StatementFailed);
        told.Message.ShouldBe(
            "Object 'X' does not exist or not authorized, said *** to you [002003, Snowflake acme/SHOP]"
        );
    }
}
