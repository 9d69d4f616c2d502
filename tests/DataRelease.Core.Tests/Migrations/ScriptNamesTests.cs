using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Migrations;

/// <summary>A slip in a file's name never means that a script silently does not run.</summary>
public sealed class ScriptNamesTests
{
    [Theory]
    [InlineData("V2__b.SQL", "V2__b.sql")]
    [InlineData("V2__b.Sql", "V2__b.sql")]
    [InlineData("V2__b.ddl", "V2__b.sql")]
    [InlineData("V2__b.psql", "V2__b.sql")]
    [InlineData("V2__b.pgsql", "V2__b.sql")]
    [InlineData("V2__b.sql.txt", "V2__b.sql")]
    [InlineData("V2__b.txt", "V2__b.sql")]
    [InlineData("V2__b.sql.bak", "V2__b.sql")]
    [InlineData("V2__b.sql.orig", "V2__b.sql")]
    [InlineData("V2__b.sql.gz", "V2__b.sql")]
    [InlineData("V2__b.sql ", "V2__b.sql")]
    [InlineData("V2__b. sql", "V2__b.sql")]
    [InlineData("V2__b.sql~", "V2__b.sql")]
    [InlineData("#V2__b.sql#", "V2__b.sql")]
    [InlineData(".V2__b.sql", "V2__b.sql")]
    [InlineData(".V2__b.sql.swp", "V2__b.sql")]
    [InlineData("V2__b", "V2__b.sql")]
    [InlineData("v2__b.sql", "V2__b.sql")]
    [InlineData("v2__b.SQL", "V2__b.sql")]
    [InlineData("V2_b.sql", "V2__b.sql")]
    [InlineData("V2-b.sql", "V2__b.sql")]
    [InlineData("V2_b", "V2__b.sql")]
    [InlineData("V 2__b.sql", "V2__b.sql")]
    [InlineData(" V2__b.sql", "V2__b.sql")]
    [InlineData("V2 __b.sql", "V2__b.sql")]
    [InlineData("2__b.sql", "V2__b.sql")]
    [InlineData("0002__b", "V0002__b.sql")]
    [InlineData("r__views.sql", "R__views.sql")]
    [InlineData("R_views.sql", "R__views.sql")]
    [InlineData("R__views.SQL", "R__views.sql")]
    [InlineData("R__views", "R__views.sql")]
    [InlineData("V2__b.DOWN.sql", "V2__b.down.sql")]
    [InlineData("V2__b.undo.sql", "V2__b.down.sql")]
    [InlineData("V2__b.down.SQL", "V2__b.down.sql")]
    [InlineData("U2__b.sql", "V2__b.sql")]
    [InlineData("V2\uFF3F\uFF3Fb.sql", null)]
    [InlineData("\uFF362__b.sql", null)]
    [InlineData("V\u0662__b.sql", null)]
    [InlineData("V2__b.\u0455ql", null)]
    [InlineData("V2__b.sql\n", null)]
    [InlineData("V2.__b.sql", null)]
    [InlineData("V__b.sql", null)]
    [InlineData("V2__.sql", null)]
    [InlineData("orders.sql", null)]
    [InlineData("orders.DDL", null)]
    [InlineData("deep/er/V2__b.SQL", "V2__b.sql")]
    [InlineData("V2__b.sql/V1__a.sql", null)]
    public void What_looks_like_a_script_and_is_none_is_an_error_with_its_file(string path, string? meant)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "names that Windows has not");
        using var folder = new TempFolder();
        folder.Write($"migrations/{path}", "select 1;");

        var error = Should.Throw<ReleaseException>(() => Read(folder));

        error.Code.ShouldBe(ErrorCode.MigrationInvalid);
        var file = path.StartsWith("V2__b.sql/", StringComparison.Ordinal) ? "V2__b.sql" : path;
        error.Where!.File.ShouldBe($"migrations/{file}");
        if (meant is not null)
            error.Message.ShouldContain($"'{meant}'");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData(".gitkeep")]
    [InlineData(".DS_Store")]
    [InlineData("countries.csv")]
    [InlineData("v2_notes.md")]
    [InlineData("Release notes.txt")]
    [InlineData("mysqldump.log")]
    [InlineData("notes.sqlite")]
    [InlineData("V1__a.sql~")]
    [InlineData(".V1__a.sql.swp")]
    [InlineData(".V1__a.sql.swo")]
    [InlineData("#V1__a.sql#")]
    [InlineData(".#V1__a.sql")]
    [InlineData(".V1__a.sql.un~")]
    [InlineData("V1__a.sql.~1~")]
    public void Other_files_and_what_an_editor_puts_beside_a_script_are_let_be(string name)
    {
        using var folder = new TempFolder();
        folder.Write("migrations/V1__a.sql", "select 1;");
        folder.Write($"migrations/{name}", "");

        Read(folder).Scripts.Select(script => script.Name).ShouldBe(["V1__a.sql"]);
    }

    [Theory]
    [InlineData("V2__b.sql", "V02__c.sql")]
    [InlineData("V2__b.sql", "V2.0__c.sql")]
    [InlineData("V2_1__b.sql", "V2.1__c.sql")]
    [InlineData("V2__b.sql", "deep/V2__b.sql")]
    [InlineData("V2__b.sql", "V2__B.sql")]
    [InlineData("R__b.sql", "R__B.sql")]
    [InlineData("R__b.sql", "deep/R__b.sql")]
    [InlineData("V2__b.sql", "V2__B.down.sql")]
    [InlineData("V2__b.sql", "deep/V2__b.down.sql")]
    [InlineData("R__b.sql", "R__b.down.sql")]
    public void Two_files_that_can_not_both_be_meant_are_an_error(string one, string other)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "one name there");
        using var folder = new TempFolder();
        folder.Write($"migrations/{one}", "select 1;");
        folder.Write($"migrations/{other}", "select 1;");

        Should.Throw<ReleaseException>(() => Read(folder)).Code.ShouldBe(ErrorCode.MigrationInvalid);
    }

    [Theory]
    [InlineData("migrations", "Migrations")]
    [InlineData("state/migrations", null)]
    [InlineData("state/", "State")]
    public void A_folder_that_is_spelled_otherwise_or_is_not_there_is_an_error(string configured, string? there)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "one name there");
        using var folder = new TempFolder();
        if (there is not null)
            Directory.CreateDirectory(folder[there]);

        Should
            .Throw<ReleaseException>(() => MigrationFolder.Read(folder.Path, configured, ScriptVariables.None))
            .Code.ShouldBe(ErrorCode.MigrationInvalid);
    }

    [Fact]
    public void A_project_without_migrations_has_none()
    {
        using var folder = new TempFolder();

        Read(folder).Scripts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Lines_end_as_the_engines_read_them(string end)
    {
        var text = string.Join(end, "\uFEFF-- what", "-- no-transaction", "select 1;", "-- down", "select $x$;", "");
        var variables = new ScriptVariables(new Dictionary<string, string> { ["x"] = "1" }, []);

        var script = MigrationFolder.Read([("migrations/V1__a.sql", text)], variables).Scripts.ShouldHaveSingleItem();

        script.Up.NoTransaction.ShouldBeTrue();
        script.Down!.Line.ShouldBe(4);
        script.Down.Text.ShouldContain("select $x$");
        Should
            .Throw<ReleaseException>(() => ScriptVariables.None.Render(script.Down))
            .Where.ShouldBe(new SourceLocation("migrations/V1__a.sql", 5, 8));
    }

    private static MigrationSet Read(TempFolder folder) =>
        MigrationFolder.Read(folder.Path, "migrations", ScriptVariables.None);
}
