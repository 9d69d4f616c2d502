using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>Where a script is cut, and what a text names.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1|select 2")]
    [InlineData("select ';' // a; b\n; select 2 -- c; d\n; /* e; /* f; */ select 3", "select ';'|select 2|select 3")]
    [InlineData("select 'it\\'s; fine'; select 2", "select 'it\\'s; fine'|select 2")]
    [InlineData("select 'a''b;', '\\\\'; select 2", "select 'a''b;', '\\\\'|select 2")]
    [InlineData("execute immediate $$ begin; a; end $$; select 2", "execute immediate $$ begin; a; end $$|select 2")]
    [InlineData("select \"a;\\\", $x; select 2", "select \"a;\\\", $x|select 2")]
    [InlineData("set v = $tag$; select $tag$", "set v = $tag$|select $tag$")]
    [InlineData("select 4 / 2; select 1", "select 4 / 2|select 1")]
    public void A_script_is_cut_at_semicolons_that_end_a_statement(string script, string statements) =>
        string.Join('|', SqlStatements.Read(script, LexicalRules.Escapes).Select(one => one.Text)).ShouldBe(statements);

    [Theory]
    [InlineData("drop table orders", "ORDERS")]
    [InlineData("drop table \"Or\"\"ders\"", "Or\"ders")]
    public void A_name_of_a_script_is_read_as_the_catalog_has_it(string script, string name) =>
        SqlStatements.Read(script, LexicalRules.Escapes)[0].Name(2).ShouldBe(name);

    [Theory]
    [InlineData("create view a as select 1", "select 1")]
    [InlineData("CREATE OR REPLACE SECURE VIEW \"as\".x (a COMMENT 'as', b) COMMENT = 'as' AS\nselect 1;", "select 1")]
    [InlineData("create view v copy grants as // as\n(select 1 as x)", "// as\n(select 1 as x)")]
    [InlineData(
        "create view v (a as_policy) as with a as (select 1) select * from a",
        "with a as (select 1) select * from a"
    )]
    public void The_query_of_a_view_is_what_follows_AS(string statement, string body) =>
        SnowflakeViewText.Body(statement).ShouldBe(body);

    [Theory]
    [InlineData("select * from t", "LIVE.T")]
    [InlineData("select * from s.t join \"s\".\"t\" on a.b = c.d", "S.T s.t A.B C.D")]
    [InlineData("select * from shop.s.t, \"SHOP\".S.u", "S.T S.U")]
    [InlineData("select 's.t' from other.s.t // from x.y\n", "OTHER.S")]
    public void A_text_names_what_it_reads_folded_unless_quoted(string text, string names) =>
        string.Join(' ', SnowflakeViewText.Names(text, "LIVE", "SHOP")).ShouldBe(names);

    [Fact]
    public void A_text_is_aimed_anew_with_its_database()
    {
        var moved = new Dictionary<RelationName, RelationName>
        {
            [new("LIVE", "T")] = new("R0", "t\"x"),
            [new("S", "U")] = new("S", "U2"),
        };

        SnowflakeViewText
            .Reaim("select 't' as t from t join shop.s.u on t.a = u.a -- t", "LIVE", "SHOP", moved)
            .ShouldBe("select 't' as t from \"SHOP\".\"R0\".\"t\"\"x\" join \"SHOP\".\"S\".\"U2\" on t.a = u.a -- t");
    }

    [Theory]
    [InlineData("create table t (a int)", true)]
    [InlineData("truncate table t", false)]
    [InlineData("insert into t values (1)", false)]
    [InlineData("merge into t using u on 1 = 1 when matched then delete", false)]
    public void What_commits_by_itself_is_told(string statement, bool commits) =>
        new SnowflakeScriptGrammar("SHOP")
            .NeedsNoTransaction(statement.ToLowerInvariant().Split(' '))
            .ShouldBe(commits);

    [Theory]
    [InlineData("put", "stage")]
    [InlineData("select", null)]
    public void What_no_server_runs_is_told(string word, string? why)
    {
        var said = new SnowflakeScriptGrammar("SHOP").WhyNotRun([word, "x"]);

        if (why is null)
            said.ShouldBeNull();
        else
            said.ShouldNotBeNull().ShouldContain(why);
    }
}
