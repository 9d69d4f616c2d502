using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>What a schema is, what its place must be given, and what speaks against its exchange.</summary>
public sealed class FrameTests
{
    private readonly ScriptedDriver _driver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schema_is_told_with_its_rights_settings_and_own_tags()
    {
        _driver
            .Answers(
                "show grants on schema",
                Schemas.GrantColumns,
                ["USAGE", "SCHEMA", "ROLE", null, "Re\"ader", "true", "false"],
                ["USAGE", "SCHEMA", "ROLE", null, "OF_THE_DATABASE", "false", "true"],
                ["OWNERSHIP", "SCHEMA", "ROLE", null, "OWNER", "true", "false"],
                ["MANAGE GRANTS", "SCHEMA", "ROLE", null, "OWNER", "true", "false"],
                ["USAGE", "SCHEMA", "SHARE", null, "ACME.PARTNER", "false", "false"]
            )
            .Answers(
                "show future grants",
                Schemas.GrantColumns,
                ["SELECT", "VIEW", null, "ROLE", "READER", "false", "false"],
                ["APPLY", "ROW_ACCESS_POLICY", null, "ROLE", "READER", "false", "false"]
            )
            .Answers(
                "show parameters in schema",
                ["key", "value", "level"],
                ["DATA_RETENTION_TIME_IN_DAYS", "7", "SCHEMA"],
                ["MAX_DATA_EXTENSION_TIME_IN_DAYS", "14", "DATABASE"],
                ["DEFAULT_DDL_COLLATION", "en-ci", "SCHEMA"]
            )
            .Answers(
                "select tag_database",
                ["d", "s", "n", "v", "l"],
                ["GOV", "TAGS", "co\"st", "it's", "SCHEMA"],
                ["GOV", "TAGS", "ABOVE", "x", "DATABASE"]
            )
            .TellsALiveSchema("YES");
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);

        var frame = (await warehouse.ReadRouterFrameAsync(session, "LIVE", Cancellation)).ShouldNotBeNull();

        (frame.Owner, frame.Comment).ShouldBe(("OWNER", "said"));
        frame.Rights.ShouldBe([
            new RouterRight(CatalogGrant.Public, SnowflakeRouterGrammar.Managed, false, null, null),
            new RouterRight("Re\"ader", "USAGE", true, null, null),
            new RouterRight("READER", "SELECT", false, "VIEWS", null),
            new RouterRight("READER", "APPLY", false, "ROW ACCESS POLICIES", null),
        ]);
        frame.Properties.ShouldBe([
            new RouterProperty("DATA_RETENTION_TIME_IN_DAYS", "7"),
            new RouterProperty("tag \"GOV\".\"TAGS\".\"co\"\"st\"", "it's"),
        ]);
        frame.Others.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_comment_is_asked_for_with_one_statement()
    {
        _driver.TellsALiveSchema();
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        var sent = _driver.Sent.Count;

        (await warehouse.ReadSchemaCommentAsync(session, "LIVE", Cancellation)).ShouldBe("said");

        _driver.Sent.Count.ShouldBe(sent + 1);
    }

    [Fact]
    public async Task Nothing_speaks_against_a_schema_whose_rights_policies_and_tags_are_told()
    {
        _driver.TellsALiveSchema();

        var objections = await ObjectAsync();

        objections.Refusals.ShouldBeEmpty();
        objections.Untold.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_would_go_with_a_schema_is_told_also_where_the_catalog_hides_it()
    {
        _driver
            .Answers("select 'function '", ["x"], ["stage files"])
            .Answers("show tasks", ["name"], ["nightly"])
            .Answers("show secrets", ["name"], ["key"])
            .Answers("show objects", ["name", "kind"], ["ORDERS", "VIEW"], ["LOADED", "TABLE"])
            .Refuses("show agents", 1003, "syntax error")
            .Refuses("show masking policies", 2, "Unsupported feature")
            .TellsALiveSchema();

        (await ObjectAsync()).Refusals.ShouldBe([
            "table LOADED is in LIVE, and would go with it",
            "stage files is in LIVE, and would go with it",
            "tasks: nightly is in LIVE, and would go with it",
            "secrets: key is in LIVE, and would go with it",
        ]);
    }

    [Fact]
    public async Task A_role_that_may_make_objects_which_nobody_shows_us_speaks_against_the_exchange()
    {
        _driver
            .Answers(
                "show grants on schema",
                Schemas.GrantColumns,
                ["CREATE TABLE", "SCHEMA", "ROLE", null, "LOADER", "false", "false"],
                ["CREATE STAGE", "SCHEMA", "ROLE", null, "LOADER", "false", "false"],
                ["CREATE TABLE", "SCHEMA", "ROLE", null, "BELOW", "false", "false"],
                ["USAGE", "SCHEMA", "ROLE", null, "READER", "false", "false"]
            )
            .Answers("select column1", ["r"], ["BELOW"])
            .TellsALiveSchema();

        (await ObjectAsync())
            .Refusals.ShouldHaveSingleItem()
            .ShouldStartWith(
                "role LOADER has CREATE TABLE, CREATE STAGE on LIVE, and what it makes there is not shown"
            );
        _driver.Sent.ShouldContain(
            "select column1 from values (?), (?) where is_role_in_session(column1) -- 1: String LOADER "
                + "-- 2: String BELOW"
        );
    }

    [Theory]
    [InlineData("NO", "false", 1)]
    [InlineData("NO", "true", 0)]
    [InlineData("YES", "false", 0)]
    public async Task Grants_on_new_objects_need_a_right_where_the_schema_is_not_managed(
        string isManaged,
        string hasRight,
        int refusals
    )
    {
        _driver
            .Answers(
                "show future grants",
                Schemas.GrantColumns,
                ["SELECT", "VIEW", null, "ROLE", "READER", "false", "false"]
            )
            .Answers(
                "show grants on account",
                Schemas.GrantColumns,
                ["MANAGE GRANTS", "ACCOUNT", "ROLE", null, "SECURITYADMIN", "false", "false"]
            )
            .Answers("select column1", ["r"], [.. hasRight == "true" ? new object?[][] { ["SECURITYADMIN"] } : []])
            .TellsALiveSchema(isManaged);

        var found = (await ObjectAsync()).Refusals;

        found.Count.ShouldBe(refusals);
        found.ShouldAllBe(sentence => sentence.Contains("without the right MANAGE GRANTS"));
    }

    [Fact]
    public async Task Rights_that_no_statement_of_ours_grants_speak_against_the_exchange()
    {
        _driver
            .Answers(
                "show grants on schema",
                Schemas.GrantColumns,
                ["USAGE", "SCHEMA", "SHARE", null, "ACME.PARTNER", "false", "false"],
                ["MANAGE GRANTS", "SCHEMA", "ROLE", null, "STEWARD", "false", "false"]
            )
            .Answers(
                "show future grants",
                Schemas.GrantColumns,
                ["OWNERSHIP", "TABLE", null, "ROLE", "STEWARD", "false", "false"],
                ["SELECT", "TABLE", null, "DATABASE_ROLE", "SHOP.DR", "false", "false"]
            )
            .Answers("select granted_to", ["k", "g", "p", "o"], ["APPLICATION", "APP", "SELECT", "ORDERS"])
            .Answers("show inherited grants", ["grantee_name", "privilege"], ["READER", "SELECT"])
            .TellsALiveSchema("YES");

        (await ObjectAsync()).Refusals.ShouldBe([
            "share ACME.PARTNER would lose USAGE on LIVE",
            "role STEWARD would lose MANAGE GRANTS on LIVE",
            "role STEWARD would lose OWNERSHIP on new tables in LIVE",
            "database role SHOP.DR would lose SELECT on new tables in LIVE",
            "application APP would lose SELECT on LIVE.ORDERS",
            "READER would lose the inherited grant of SELECT in LIVE",
        ]);
    }

    [Fact]
    public async Task A_collation_that_only_live_has_speaks_against_the_exchange()
    {
        _driver
            .Answers(
                "show parameters in schema",
                ["key", "value", "level"],
                ["DEFAULT_DDL_COLLATION", "en-ci", "SCHEMA"],
                ["LOG_LEVEL", "INFO", "SCHEMA"]
            )
            .TellsALiveSchema();

        (await ObjectAsync())
            .Refusals.ShouldHaveSingleItem()
            .ShouldStartWith("DEFAULT_DDL_COLLATION = en-ci is set on LIVE, and not on the schemas that releases are");
    }

    [Fact]
    public async Task A_policy_of_a_live_relation_speaks_against_the_exchange_unless_the_database_sets_it()
    {
        _driver
            .Answers(
                "select tag_database",
                ["d", "s", "n", "v", "l"],
                ["GOV", "TAGS", "ABOVE", "x", "DATABASE"],
                ["GOV", "TAGS", "COST", "x", "SCHEMA"]
            )
            .Answers(
                "select 'ORDERS'",
                ["on", "kind", "policy", "d", "s", "t"],
                ["ORDERS", "MASKING_POLICY", "HIDE", null, null, null],
                ["ORDERS", "MASKING_POLICY", "ALSO", "GOV", "TAGS", "ABOVE"],
                ["ORDERS", "MASKING_POLICY", "TOO", "GOV", "TAGS", "COST"]
            )
            .Answers("select '\"GOV\".\"TAGS\".\"COST\"'", ["on", "kind", "policy", "d", "s", "t"])
            .TellsALiveSchema();

        (await ObjectAsync()).Refusals.ShouldBe([
            "masking policy HIDE is set on LIVE.ORDERS, and not on the view that takes its place",
            "masking policy TOO is set on LIVE.ORDERS, and not on the view that takes its place",
        ]);
    }

    [Theory]
    [InlineData(true, "and sets masking policy HIDE, which the tables of a release would lack")]
    [InlineData(false, "and this role is not told whether it sets a masking policy")]
    public async Task A_tag_of_live_that_may_mask_speaks_against_the_exchange(bool isTold, string says)
    {
        _driver.Answers("select tag_database", ["d", "s", "n", "v", "l"], ["GOV", "TAGS", "PII", "x", "SCHEMA"]);
        const string query = "select '\"GOV\".\"TAGS\".\"PII\"'";
        if (isTold)
            _driver.Answers(
                query,
                ["on", "kind", "policy", "d", "s", "t"],
                ["x", "MASKING_POLICY", "HIDE", "GOV", "TAGS", "PII"]
            );
        else
            _driver.Refuses(query, 3001, "Insufficient privileges");
        _driver.TellsALiveSchema();

        (await ObjectAsync()).Refusals.ShouldHaveSingleItem().ShouldContain(says);
    }

    [Theory]
    [InlineData(3001, 2)]
    [InlineData(2, 0)]
    public async Task What_the_role_is_not_told_about_policies_and_tags_is_said(int code, int untold)
    {
        _driver.Refuses("select tag_database", code, "no").Refuses("select 'ORDERS'", code, "no").TellsALiveSchema();

        var objections = await ObjectAsync();

        objections.Refusals.ShouldBeEmpty();
        objections.Untold.Count.ShouldBe(untold);
    }

    private async Task<RouterObjections> ObjectAsync()
    {
        var warehouse = _driver.Warehouse();
        await using var session = await warehouse.OpenAsync(Cancellation);
        return await warehouse.ReadRouterObjectionsAsync(session, "LIVE", Cancellation);
    }
}
