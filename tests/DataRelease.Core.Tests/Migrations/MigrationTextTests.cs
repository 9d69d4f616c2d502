using CsCheck;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Migrations;

/// <summary>What can be known of migrations from their text.</summary>
public sealed class MigrationTextTests
{
    private static readonly ScriptVariables _variables = new(
        new Dictionary<string, string> { ["schema"] = "\"shop\"", ["n"] = "7" },
        []
    );

    private static readonly string[] _parts = ["$schema$", "$n$", "a", " ", "\n", "'x'", "$$", "."];

    [Theory]
    [InlineData("drop table if exists $schema$.a, b", "drops table $schema$.a")]
    [InlineData("DROP SCHEMA a CASCADE", "drops schema a")]
    [InlineData("drop view a cascade", "drops view a and all that depends on it")]
    [InlineData("truncate table a", "empties a")]
    [InlineData("delete from only a.b", "deletes every row of a.b")]
    [InlineData("with x as (delete from a returning *) select * from x where true", "deletes every row of a")]
    [InlineData("create or replace table a as select 1", "replaces table a and its rows")]
    [InlineData("alter table a drop b", "drops column b of a")]
    [InlineData("alter table if exists a add column c int, drop column if exists b", "drops column b of a")]
    [InlineData("alter table a rename to b", "renames table a")]
    [InlineData("alter table a rename column b to c", "renames a column or constraint of a")]
    [InlineData(
        "alter table a alter column b type varchar(10) using left(b, 10)",
        "changes the type of a.b to varchar, which may cut or refuse values"
    )]
    [InlineData(
        "alter table a alter b set data type integer",
        "changes the type of a.b to integer, which may cut or refuse values"
    )]
    [InlineData("alter table a alter column b set not null", "makes a.b not null")]
    [InlineData("alter table a add column b integer not null", "adds column b to a, not null and without a default")]
    [InlineData("do $$ begin if true then delete from a; end if; end $$", "deletes every row of a")]
    public void What_may_lose_data_is_named(string sql, string what)
    {
        var found = Lint(sql);

        found.ShouldHaveSingleItem();
        found[0].What.Replace("____________", "$schema$").Replace("________", "$schema$").ShouldBe(what);
    }

    [Theory]
    [InlineData("create table a (id integer not null)")]
    [InlineData("drop view if exists a")]
    [InlineData("drop index a")]
    [InlineData("delete from a where id = 1")]
    [InlineData("delete from a using b where a.id = b.id")]
    [InlineData("alter table a drop constraint c")]
    [InlineData("alter table a alter column b drop not null, alter column c drop default")]
    [InlineData("alter table a add column b integer not null default 0")]
    [InlineData("alter table a add column b integer generated always as (1) stored not null")]
    [InlineData("alter table a add constraint c check (b is not null)")]
    [InlineData("alter table a alter column b type text")]
    [InlineData("alter table a alter column b type timestamp with time zone")]
    [InlineData("insert into a values ('drop table x; truncate y') -- delete from z")]
    [InlineData("comment on table a is 'delete from b'")]
    [InlineData("create function f() returns void language sql as $$ delete from a $$")]
    [InlineData("update a set b = 1")]
    [InlineData("create trigger t before delete on a for each row execute function f()")]
    public void What_adds_is_let_through(string sql) => Lint(sql).ShouldBeEmpty();

    [Theory]
    [InlineData("$schema$.a where x = $n$", "\"shop\".a where x = 7")]
    [InlineData("as $$ select $schema$.f() $$", "as $$ select \"shop\".f() $$")]
    [InlineData("as $body$ select '$n$' $body$", "as $body$ select '7' $body$")]
    [InlineData("select 1 -- $schema$ and $other$", "select 1 -- $schema$ and $other$")]
    [InlineData("select '$unknown$', $1, a$b", "select '$unknown$', $1, a$b")]
    [InlineData("", "")]
    public void Variables_are_replaced_where_they_are_variables(string text, string rendered) =>
        _variables.Render(Text(text)).Text.ShouldBe(rendered);

    [Theory]
    [InlineData("select *\n from $shcema$.a", 2, 7)]
    [InlineData("select $nothing$", 1, 8)]
    public void A_variable_without_a_value_is_an_error_at_its_place(string text, int line, int column)
    {
        var error = Should.Throw<ReleaseException>(() => _variables.Render(Text(text)));

        error.Code.ShouldBe(ErrorCode.MigrationVariable);
        error.Where.ShouldBe(new SourceLocation("m.sql", line, column));
    }

    [Fact]
    public void Every_place_of_a_rendered_text_is_found_in_the_file_again() =>
        Gen.Int[0, _parts.Length - 1]
            .Select(at => _parts[at])
            .List[0, 30]
            .Sample(
                parts =>
                {
                    var source = string.Concat(parts);
                    RenderedText rendered;
                    try
                    {
                        rendered = _variables.Render(Text(source));
                    }
                    catch (ReleaseException)
                    {
                        return;
                    }
                    for (var offset = 0; offset < rendered.Text.Length; offset++)
                    {
                        var place = rendered.Place(offset)!;
                        var lines = source.Split('\n');
                        place.Line.ShouldBeInRange(1, lines.Length);
                        place.Column.ShouldBeInRange(1, lines[place.Line - 1].Length + 2);
                        if (
                            rendered.Text[offset] is 'a' or 'x'
                            && lines[place.Line - 1].ElementAtOrDefault(place.Column - 1) is var there
                        )
                            there.ShouldBe(rendered.Text[offset]);
                    }
                },
                iter: 2000,
                seed: System.Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") ?? "0N0XIzNsQ0O2"
            );

    [Fact]
    public void Statements_end_at_semicolons_that_mean_it()
    {
        const string Script = """
            create table a (b text default ';'); -- ;
            create function f() returns int as $$ begin; return 1; end; $$ language plpgsql;
            create function g() returns int begin atomic select case when true then 1 end; select 2; end;
            select 1 /* ; */
            """;

        SqlStatements
            .Read(Script)
            .Select(statement => statement.At(1))
            .ShouldBe(["table", "function", "function", "1"]);
    }

    [Fact]
    public void Versions_are_compared_as_numbers()
    {
        string[] ordered = ["0", "1", "1.0.1", "1.2", "1.10", "0002", "10", "20261125101500"];

        ordered
            .Select(text => MigrationVersion.TryParse(text)!)
            .ShouldBe(ordered.Reverse().Select(text => MigrationVersion.TryParse(text)!).Order());
        MigrationVersion.TryParse("V0007").ShouldBe(MigrationVersion.TryParse("7.0"));
        MigrationVersion.TryParse("1__x").ShouldBeNull();
    }

    [Fact]
    public void Every_file_that_can_not_be_understood_is_named_at_once()
    {
        var error = Should.Throw<ReleaseException>(() =>
            MigrationFolder.Read(
                [
                    ("migrations/v1__lower.sql", ""),
                    ("migrations/V2_one_underscore.sql", ""),
                    ("migrations/V3__a.sql", "select 1"),
                    ("migrations/V03__b.sql", "select 1"),
                    ("migrations/V4__c.down.sql", "select 1"),
                    ("migrations/V5__d.sql", "select 1;\n-- data-release: allow-everything\n"),
                    ("migrations/V6__e.sql", "select 1;\n-- down\nselect 2;\n"),
                    ("migrations/V6__e.down.sql", "select 2"),
                    ("migrations/R__f.sql", "select 1;\n-- down\nselect 2;\n"),
                ],
                _variables
            )
        );

        error.Code.ShouldBe(ErrorCode.MigrationInvalid);
        foreach (
            var part in new[]
            {
                "'v1__lower.sql' is not a migration's name",
                "'V2_one_underscore.sql' is not",
                "have the same version",
                "there is no V4__c.sql that it would undo",
                "migrations/V5__d.sql(2,1)",
                "V6__e.sql has a '-- down' section already",
                "a repeatable migration has no down section",
            }
        )
            error.Message.ShouldContain(part);
    }

    [Fact]
    public void A_destructive_script_waits_for_the_end_of_the_window_unless_it_says_otherwise()
    {
        MigrationPhase Phase(string text) =>
            MigrationFolder.Read([("migrations/V1__a.sql", text)], _variables).Scripts[0].Phase;

        Phase("create table $schema$.a (id integer)").ShouldBe(MigrationPhase.Expand);
        Phase("drop table $schema$.a").ShouldBe(MigrationPhase.Contract);
        Phase("-- data-release: phase expand\ndrop table $schema$.a").ShouldBe(MigrationPhase.Expand);
        Phase("-- data-release: phase contract\nselect 1").ShouldBe(MigrationPhase.Contract);
    }

    [Fact]
    public void A_down_section_between_two_variables_is_found()
    {
        var script = MigrationFolder
            .Read(
                [("migrations/V1__a.sql", "create table $schema$.a (id integer);\n-- down\ndrop table $schema$.a;\n")],
                _variables
            )
            .Scripts[0];

        script.Up.Text.ShouldBe("create table $schema$.a (id integer);\n");
        script.Down!.Text.ShouldBe("-- down\ndrop table $schema$.a;\n");
        script.Down.Line.ShouldBe(2);
    }

    [Fact]
    public void The_guards_of_a_dump_are_comments_and_everything_stays_in_its_place()
    {
        const string Dump =
            "-- PostgreSQL database dump\n\n\\restrict Ab1\n\ndrop table a.b;\r\n"
            + "insert into c values ('\n\\restrict Ab1\n', $$\n\\unrestrict Ab1\n$$);\n/*\n\\restrict Ab1\n*/\n"
            + "  \\unrestrict Ab1\r\n";

        var script = MigrationFolder.Read([("migrations/V1__dump.sql", Dump)], _variables).Scripts[0];

        script.Up.Text.ShouldBe(
            Dump.Replace("dump\n\n\\r", "dump\n\n--", StringComparison.Ordinal)
                .Replace("  \\u", "  --", StringComparison.Ordinal)
        );
        script.Destructive.ShouldHaveSingleItem().Line.ShouldBe(5);
        // The key is another in each dump of the same database.
        MigrationFolder
            .Read([("migrations/V1__dump.sql", "\\connect x\nselect 1")], _variables)
            .Scripts[0]
            .Up.Text.ShouldBe("\\connect x\nselect 1");
    }

    [Theory]
    [InlineData("select 1 -- note\r; drop table a.b")]
    [InlineData("select 1 as £$a$; drop table a.b; select 1 as £$a$")]
    [InlineData("select 1 as \u00A0$a$; drop table a.b; select 1 as \u00A0$a$")]
    [InlineData("select E'a'\n'\\' '; drop table a.b; select '' --'")]
    [InlineData("select begin atomic; drop table a.b; select 1 as end")]
    public void A_trick_with_the_ends_of_texts_hides_nothing(string sql) =>
        Lint(sql).Select(finding => finding.What).ShouldBe(["drops table a.b"]);

    [Fact]
    public void Spaces_of_unicode_are_blanks_to_duckdb_and_letters_to_postgres()
    {
        const string Sql = "\u00A0drop\u2003table a.b";

        var duckDb = new ScriptVariables(new Dictionary<string, string>(), []) { Lexis = LexicalRules.UnicodeSpaces };
        MigrationLint.Find(Text(Sql), duckDb).Select(finding => finding.What).ShouldBe(["drops table a.b"]);
        Lint(Sql).ShouldBeEmpty();
    }

    private static ScriptText Text(string text) => new(text, "m.sql", 1, false);

    private static IReadOnlyList<LintFinding> Lint(string sql) => MigrationLint.Find(Text(sql), _variables);
}
