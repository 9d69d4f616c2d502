using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>Where a script of Transact-SQL is cut.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1|select 2")]
    [InlineData("select 1\nGO\nselect 2\n  go 5\nselect 3", "select 1|select 2|select 3")]
    [InlineData("select [a;b], 'go\n' -- ;\n; select 2", "select [a;b], 'go\n'|select 2")]
    [InlineData(
        "create procedure p as begin select 1; select 2; end\ngo\nselect 3",
        "create procedure p as begin select 1; select 2; end|select 3"
    )]
    [InlineData("declare @a int = 1; select @a;\ngo", "declare @a int = 1; select @a;")]
    [InlineData(
        "create or alter function f() returns int as begin return 1; end",
        "create or alter function f() returns int as begin return 1; end"
    )]
    [InlineData("select go from t", "select go from t")]
    [InlineData("select $1, '\\'; select 2", "select $1, '\\'|select 2")]
    public void A_script_is_cut_at_GO_and_at_semicolons_that_end_a_statement(string script, string statements) =>
        string.Join('|', SqlStatements.Read(script, LexicalRules.Brackets).Select(one => one.Text))
            .ShouldBe(statements);

    [Theory]
    [InlineData("drop table [a]]b]", "a]b")]
    [InlineData("drop table \"x\"\"y\"", "x\"y")]
    public void A_quoted_name_is_read_as_the_catalog_has_it(string script, string name) =>
        SqlStatements.Read(script, LexicalRules.Brackets)[0].Name(2).ShouldBe(name);
}
