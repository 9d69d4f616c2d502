namespace DataRelease.Dacpac.Tests;

/// <summary>Tables are expanded by what adds, and by nothing else.</summary>
public sealed class ExpansionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dacpac-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("create table s.n(id int not null constraint pk_n primary key, a int constraint ck_n check (a > 0))")]
    [InlineData("create index ix2 on s.t(b)")]
    [InlineData("create sequence s.q as int")]
    [InlineData("create type s.ids as table (id int)")]
    [InlineData("create role r\ngo\ngrant select on s.t to r")]
    [InlineData(
        "exec sp_addextendedproperty @name='MS_Description', @value='x', @level0type='SCHEMA', "
            + "@level0name='s', @level1type='TABLE', @level1name='t'"
    )]
    public void What_adds_is_let_through(string added)
    {
        var judged = Expand(Base, [.. Base, .. added.Split("\ngo\n")]);

        judged.ShouldAllBe(one => one.Effect == Effect.Adds);
        judged.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("a int not null", "a int not null, z int null")]
    [InlineData("a int not null", "a int not null, z int not null constraint df_z default 0")]
    [InlineData("a int not null", "z int null, a int not null")]
    public void A_column_that_needs_no_value_is_added(string column, string next) =>
        Expand(Base, [.. Base.Select(text => text.Replace(column, next))])
            .ShouldAllBe(one => one.Effect == Effect.Adds);

    [Theory]
    [InlineData("a int not null", "", Effect.TakesAway, "s.t")]
    [InlineData("a int not null", "a int not null, z int not null", Effect.TakesAway, "s.t.z")]
    [InlineData("b varchar(20)", "b varchar(10)", Effect.TakesAway, "s.t")]
    [InlineData("b varchar(20)", "b varchar(30)", Effect.Widens, "s.t")]
    [InlineData("a int not null", "a int null", Effect.Widens, "s.t")]
    [InlineData("a int not null", "a int not null constraint ck check (a > 0)", Effect.ChangesLive, "s.t")]
    [InlineData("a int not null", "a int not null constraint fk references s.u(id)", Effect.ChangesLive, "s.t")]
    [InlineData("create index ix on s.t(a)", "create unique index ix2 on s.t(a)", Effect.ChangesLive, "s.t")]
    [InlineData("create index ix on s.t(a)", "create index ix on s.t(b)", Effect.TakesAway, "s.t.ix")]
    [InlineData("as insert s.u select 1", "as insert s.u select 2", Effect.ChangesLive, "s.tr")]
    [InlineData("return @a + 1", "return @a + 2", Effect.ChangesLive, "s.needed")]
    [InlineData("create table s.u(id int not null constraint pk_u primary key)", "", Effect.TakesAway, "s.u")]
    [InlineData("create sequence s.seq as int", "create sequence s.seq as bigint", Effect.TakesAway, "s.seq")]
    public void What_live_would_notice_is_named(string text, string next, Effect effect, string name)
    {
        var changed = Base.Select(script => script.Replace(text, next).Replace(", , ", ", "))
            .Where(script => script.Length > 0);
        if (text.StartsWith("create table s.u", StringComparison.Ordinal))
            changed = changed.Where(script => !script.Contains("s.u"));
        if (next.Length == 0)
            changed = changed.Where(script => !script.StartsWith("create index", StringComparison.Ordinal));

        var judged = Expand(Base, [.. changed]);

        judged.ShouldContain(one => one.Effect == effect && one.Object == name, string.Join("\n", judged));
    }

    [Fact]
    public void Nothing_to_expand_is_no_statement() => Expand(Base, Base).ShouldBeEmpty();

    [Fact]
    public void Code_is_no_part_of_the_script_for_tables()
    {
        var (expansion, _) = Made(null, Base);

        expansion.Script.ShouldNotContain("create view");
        expansion.Script.ShouldNotContain("create procedure");
        expansion.Script.ShouldContain("create trigger");
        expansion.Script.ShouldContain("CREATE TABLE [s].[t]");
        expansion.Script.ShouldNotContain(":setvar");
        expansion.Script.ShouldNotContain("$(");
        expansion.Judgements.ShouldAllBe(one => one.Effect == Effect.Adds);
    }

    [Fact]
    public void Go_in_a_string_ends_no_batch()
    {
        var batches = ScriptBatch.Split("create table t(a int)\nGO\ncreate procedure p as print 'x\nGO\ny'\nGO\n");

        batches.Count.ShouldBe(2);
        batches[1].Text.ShouldContain("'x\nGO\ny'");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void What_is_meant_for_sqlcmd_is_no_batch_whatever_the_line_ends(string end)
    {
        var script = """
            :setvar DatabaseName "shop"
            GO
            /*
            Detect SQLCMD mode and disable script execution if SQLCMD mode is not supported.
            */
            :setvar __IsSqlCmdEnabled "True"
            GO
            create table t(a int)
            GO
            """;

        var batches = ScriptBatch.Split(script.ReplaceLineEndings(end));

        batches.ShouldHaveSingleItem().Text.ShouldBe("create table t(a int)");
    }

    [Fact]
    public void A_statement_that_nobody_knows_takes_away()
    {
        var judged = ExpansionRules.Judge(
            new Deployment(
                new DeployReport([], [], ""),
                ScriptBatch.Split("dbcc shrinkdatabase(0)\nGO\nnot sql at all")
            )
        );

        judged.Select(one => one.Effect).ShouldBe([Effect.TakesAway, Effect.TakesAway]);
    }

    private static IReadOnlyList<string> Base { get; } =
    [
        "create schema s",
        "create function s.needed(@a int) returns int with schemabinding as begin return @a + 1 end",
        "create table s.u(id int not null constraint pk_u primary key)",
        "create table s.t(id int not null constraint pk primary key, a int not null, b varchar(20), c "
            + "as (s.needed(id)))",
        "create index ix on s.t(a)",
        "create sequence s.seq as int",
        "create view s.v as select id from s.t",
        "create procedure s.p as select id from s.v",
        "create trigger s.tr on s.t after insert as insert s.u select 1; select id from s.v",
    ];

    private IReadOnlyList<Judgement> Expand(IEnumerable<string> live, IEnumerable<string> next) =>
        Made(live, next).Expansion.Judgements;

    private (Expansion Expansion, Inventory Next) Made(IEnumerable<string>? live, IEnumerable<string> next)
    {
        using var nextFile = DacpacFile.Open(DacpacOf.Scripts(_folder.FullName, "next", next));
        using var liveFile = live is null ? null : DacpacFile.Open(DacpacOf.Scripts(_folder.FullName, "live", live));
        var inventory = Inventory.Of(nextFile);
        var earlier = liveFile is null ? null : Inventory.Of(liveFile);
        return (
            Expansion.Between(earlier, inventory, Pointers(inventory), earlier is null ? [] : Pointers(earlier)),
            inventory
        );

        static IReadOnlyList<Pointer> Pointers(Inventory found) => Pointer.All(found, Aim.At(found, 7), "app");
    }
}
