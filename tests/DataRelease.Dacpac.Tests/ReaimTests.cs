using DataRelease.Errors;
using Microsoft.SqlServer.Dac.Compare;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac.Tests;

/// <summary>Code is aimed at a release; tables stay; nothing but names changes.</summary>
public sealed class ReaimTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dacpac-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("create view sales.w as select v.id from sales.v", "select v.id from [sales__r7].v")]
    [InlineData("create view sales.w as select sales.v.id from sales.v", "select [sales__r7].v.id from [sales__r7].v")]
    [InlineData("create view sales.w as select sales.v.* from sales.v", "select [sales__r7].v.* from [sales__r7].v")]
    [InlineData("create view sales.w as select v.id from [Sales] . [V] v", "from [sales__r7] . [V] v")]
    [InlineData("create view sales.w as select id from v", "from [sales__r7].v")]
    [InlineData("create view sales.w as select id from orders", "from [sales].orders")]
    [InlineData("create view sales.w as select id from sales.orders", "from sales.orders")]
    [InlineData("create view sales.w as with v as (select id from sales.orders) select id from v", "select id from v")]
    [InlineData("create view sales.w as select sales.f(id) as f from sales.orders", "select [sales__r7].f(id) as f")]
    [InlineData("create view sales.w as select t.id from sales.tf(1) t", "from [sales__r7].tf(1) t")]
    [InlineData("create procedure sales.w as exec p", "exec [sales__r7].p")]
    [InlineData("create procedure sales.w as exec sales.p", "exec [sales__r7].p")]
    [InlineData("create procedure sales.w as declare @r int; exec @r = sales.p", "exec @r = [sales__r7].p")]
    [InlineData(
        "create procedure sales.w as insert sales.orders (id) exec sales.p",
        "insert sales.orders (id) exec [sales__r7].p"
    )]
    [InlineData(
        "create procedure sales.w as update v set id = 1 from sales.orders v",
        "update v set id = 1 from sales.orders v"
    )]
    [InlineData("create procedure sales.w as update v set id = 1", "update [sales__r7].v set id = 1")]
    [InlineData(
        "create procedure sales.w as merge sales.orders o using v on v.id = o.id when matched then delete;",
        "merge sales.orders o using [sales__r7].v on"
    )]
    [InlineData("create procedure sales.w @i sales.ids readonly as select id from @i", "@i sales.ids readonly")]
    [InlineData("create procedure sales.w as select next value for seq", "next value for [sales].seq")]
    [InlineData(
        "create procedure sales.w as /* sales.v */ select id from sales.v -- sales.v",
        "/* sales.v */ select id from [sales__r7].v -- sales.v"
    )]
    [InlineData("create synonym sales.w for sales.v", "CREATE SYNONYM [sales__r7].[w] FOR [sales__r7].v")]
    [InlineData(
        "create view dbo.w as select id from sales.v",
        "create view [dbo__r7].w as select id from [sales__r7].v"
    )]
    [InlineData("create view w as select id from sales.v", "create view [dbo__r7].w as select id from [sales__r7].v")]
    [InlineData(
        "create procedure sales.w as select x.n.value('.', 'int') from sales.doc d cross apply d.x.nodes('/a') x(n)",
        "select x.n.value('.', 'int') from sales.doc d cross apply d.x.nodes('/a') x(n)"
    )]
    public void Names_of_code_lead_to_the_release_and_all_others_to_where_they_were(string script, string expected)
    {
        using var green = Green([.. Base, script]);

        green.Texts.ShouldContain(
            text => text.Contains(expected, StringComparison.Ordinal),
            string.Join("\n", green.Texts)
        );
        green.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_model_aimed_there_and_back_is_the_one_that_it_was()
    {
        var path = DacpacOf.Scripts(
            _folder.FullName,
            "app",
            All.Where(text => text != "grant select on sales.v to reader")
        );
        using var file = DacpacFile.Open(path);
        var inventory = Inventory.Of(file);
        using var green = GreenModel.Build(file, inventory, Aim.At(inventory, 7), PointerForm.None);

        var there = Save(green.Model, "green");
        using var greenFile = DacpacFile.Open(there);
        var greens = Inventory.Of(greenFile);
        using var back = GreenModel.Build(
            greenFile,
            greens,
            Aim.At(greens, schema => schema.Replace("__r7", "", StringComparison.Ordinal)),
            PointerForm.None
        );
        var differences = Compare(Save(back.Model, "back"), path).ToList();

        // Only the release's own schemas are left over.
        differences.Order().ShouldBe(["Schema [or]]der's__r7]", "Schema [sales__r7]"]);
    }

    [Fact]
    public void What_a_table_needs_stays_with_it()
    {
        var places = Places(All);

        places["sales.check_amount"].ShouldBe((Place.InPlace, "sales.orders needs it"));
        places["sales.bound_to"].ShouldBe((Place.InPlace, "sales.orders needs it"));
        places["sales.orders"].Place.ShouldBe(Place.InPlace);
        places["sales.ids"].Place.ShouldBe(Place.InPlace);
        places["sales.seq"].Place.ShouldBe(Place.InPlace);
        places["sales.audit"].Place.ShouldBe(Place.InPlace);
        places["sales.other"].Place.ShouldBe(Place.InPlace);
        places["sales.v"].Place.ShouldBe(Place.Release);
        places["sales.on_v"].Place.ShouldBe(Place.Release);
        places["sales.bound"].Place.ShouldBe(Place.Release);
        places["sales.s"].Place.ShouldBe(Place.Release);
        places["sales.bound.ix"].Place.ShouldBe(Place.Release);
    }

    [Fact]
    public void A_schema_named_like_a_table_and_hostile_names_are_told_apart()
    {
        using var green = Green([
            "create schema [we]]ird '日本]",
            "create table [we]]ird '日本].[we]]ird '日本](id int not null)",
            "create view [we]]ird '日本].[select] as select [we]]ird '日本].[we]]ird '日本].id from [we]]ird "
                + "'日本].[we]]ird '日本]",
            "create view [we]]ird '日本].[\"] as select [select].id from [WE]]IRD '日本].[SELECT]",
        ]);

        green.Texts.ShouldContain(
            "create view [we]]ird '日本__r7].[select] as select [we]]ird '日本].[we]]ird '日本].id from "
                + "[we]]ird '日本].[we]]ird '日本]"
        );
        green.Texts.ShouldContain(
            "create view [we]]ird '日本__r7].[\"] as select [select].id from [we]]ird '日本__r7].[SELECT]"
        );
    }

    [Fact]
    public void A_database_that_minds_case_has_two_views_of_two_names()
    {
        var path = DacpacOf.Build(
            _folder.FullName,
            "cs",
            null,
            null,
            ["create schema s", "create table s.V(id int)", "create view s.v as select id from s.V"],
            new TSqlModelOptions { Collation = "Latin1_General_CS_AS" }
        );
        using var file = DacpacFile.Open(path);
        var inventory = Inventory.Of(file);
        using var green = GreenModel.Build(file, inventory, Aim.At(inventory, 7));

        Texts(green.Model).ShouldContain("create view [s__r7].v as select id from s.V");
    }

    [Theory]
    [InlineData("create procedure sales.w as exec('select * from sales.v')", "sales.v", false)]
    [InlineData("create procedure sales.w as exec sp_executesql N'select * from [Sales].[v]'", "[Sales].[v]", false)]
    [InlineData("create procedure sales.w @n sysname as exec('select * from sales.' + @n)", "sales.", false)]
    [InlineData("create procedure sales.w as exec('select * from v')", "v", false)]
    [InlineData("create procedure sales.w as select object_id('sales.v')", "sales.v", false)]
    [InlineData("create procedure sales.w as print 'see sales.nowhere'", "sales.nowhere", true)]
    public void A_name_in_a_string_is_found_at_its_place(string script, string name, bool isWarning)
    {
        using var green = Green([.. Base, script]);

        var found = green.Findings.ShouldHaveSingleItem();
        found.Kind.ShouldBe(FindingKind.NameInText);
        found.Title.ShouldBe("sales.w");
        found.Name.ShouldBe(name);
        found.IsWarning.ShouldBe(isWarning);
        found.Where.Line.ShouldBe(1);
        found.Where.Column.ShouldBe(
            script.IndexOf(name, script.IndexOf('\'') < 0 ? 0 : script.IndexOf('\''), StringComparison.Ordinal) + 1
        );
        found.Where.File.ShouldEndWith("app.dacpac:sales.w");
    }

    [Theory]
    [InlineData("create procedure sales.w as exec('select * from sales.orders')")]
    [InlineData("create procedure sales.w as print 'sales'; print 'wholesales.v'")]
    public void A_string_without_a_name_that_moves_is_left_alone(string script)
    {
        using var green = Green([.. Base, script]);

        green.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Sql_that_nobody_can_read_beforehand_is_a_warning()
    {
        using var green = Green([.. Base, "create procedure sales.w @t nvarchar(max) as exec(@t)"]);

        green
            .Findings.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                found => found.Kind.ShouldBe(FindingKind.UnknownText),
                found => found.IsWarning.ShouldBeTrue()
            );
    }

    [Theory]
    [InlineData("create procedure sales.w as exec other.dbo.p", "other.dbo.p")]
    [InlineData("create procedure sales.w as select id from other..t", "other..t")]
    [InlineData("create procedure sales.w as select other.dbo.f(1)", "other.dbo")]
    [InlineData("create procedure sales.w as select id from far.other.dbo.t", "far.other.dbo.t")]
    [InlineData("create procedure sales.w as exec('select 1') at far", "exec('select 1') at far")]
    public void A_name_with_a_database_is_found(string script, string name)
    {
        using var green = Green([.. Base, script]);

        green.Findings.ShouldContain(found => found.Kind == FindingKind.OtherDatabase && found.Name == name);
    }

    [Fact]
    public void A_release_schema_has_the_owner_of_its_live_schema()
    {
        using var green = Green([
            "create user keeper without login",
            "create schema s authorization keeper",
            "create view s.v as select 1 as a",
        ]);

        green.Texts.ShouldContain(text => text.Contains("[s__r7]") && text.Contains("AUTHORIZATION [keeper]"));
    }

    [Fact]
    public void A_file_that_is_no_dacpac_is_refused()
    {
        var path = Path.Combine(_folder.FullName, "x.dacpac");
        File.WriteAllText(path, "no zip");

        Should.Throw<ReleaseException>(() => DacpacFile.Open(path)).Code.ShouldBe(ErrorCode.DacpacInvalid);
        Should.Throw<ReleaseException>(() => DacpacFile.Open(path + "x")).Code.ShouldBe(ErrorCode.DacpacInvalid);
    }

    private static IReadOnlyList<string> Base { get; } =
    [
        "create schema sales",
        "create table sales.orders(id int not null)",
        "create table sales.doc(x xml)",
        "create type sales.ids as table (id int)",
        "create sequence sales.seq as int",
        "create view sales.v as select id from sales.orders",
        "create procedure sales.p as select 1",
        "create function sales.f(@a int) returns int as begin return @a end",
        "create function sales.tf(@a int) returns table as return (select @a as id)",
    ];

    private static IReadOnlyList<string> All { get; } =
    [
        "create role reader",
        "create schema sales",
        "create schema [or]]der's]",
        "create function sales.bound_to(@a int) returns int with schemabinding as begin return @a end",
        "create function sales.check_amount(@a int) returns bit with schemabinding as begin return case "
            + "when sales.bound_to(@a) > 0 then 1 else 0 end end",
        "create table sales.orders(id int identity constraint pk primary key, amount int not null "
            + "constraint df default 0, constraint ck check (sales.check_amount(amount) = 1))",
        "create index ix on sales.orders(amount)",
        "create table [or]]der's].orders(id int not null constraint fk references sales.orders(id))",
        "create type sales.ids as table (id int)",
        "create sequence sales.seq as int",
        "create view sales.v as select id, amount from sales.orders",
        "create view sales.bound with schemabinding as select id, amount from sales.orders",
        "create unique clustered index ix on sales.bound(id)",
        "create view [or]]der's].[v] as select sales.v.id from sales.v join [or]]der's].orders o on o.id = sales.v.id",
        "create function sales.f(@a int = 3) returns int as begin return (select count(*) from sales.v "
            + "where id = @a) end",
        "create function sales.tf(@a int) returns table as return (select id from sales.bound where id = @a)",
        "create function sales.mtf(@a int) returns @r table (a int) as begin insert @r select id from "
            + "sales.v; return end",
        "create procedure sales.p @a int = 1, @b int output, @i sales.ids readonly as begin select "
            + "sales.f(v.id) from sales.v cross apply sales.tf(1) t; exec sales.p2 end",
        "create procedure sales.p2 as select next value for sales.seq",
        "create trigger sales.audit on sales.orders after insert as exec sales.p2",
        "create trigger sales.on_v on sales.v instead of insert as exec sales.p2",
        "create synonym sales.s for sales.v",
        "create synonym sales.other for sales.orders",
        "grant select on sales.v to reader",
        "grant select on sales.orders to reader",
        "grant execute on schema::sales to reader",
        "exec sp_addextendedproperty @name='MS_Description', @value='sales.v', @level0type='SCHEMA', "
            + "@level0name='sales', @level1type='VIEW', @level1name='v'",
        "exec sp_addextendedproperty @name='MS_Description', @value='x', @level0type='SCHEMA', "
            + "@level0name='sales', @level1type='VIEW', @level1name='v', @level2type='COLUMN', @level2name='id'",
        "exec sp_addextendedproperty @name='MS_Description', @value='x', @level0type='SCHEMA', "
            + "@level0name='sales', @level1type='TABLE', @level1name='orders'",
    ];

    private Dictionary<string, (Place Place, string Why)> Places(IEnumerable<string> scripts)
    {
        using var file = DacpacFile.Open(DacpacOf.Scripts(_folder.FullName, "app", scripts));
        return Inventory
            .Of(file)
            .Objects.Where(one => one.Title.StartsWith("sales.", StringComparison.Ordinal))
            .DistinctBy(one => one.Title)
            .ToDictionary(one => one.Title, one => (one.Place, one.Why));
    }

    private Made Green(IReadOnlyList<string> scripts)
    {
        var file = DacpacFile.Open(DacpacOf.Scripts(_folder.FullName, "app", scripts));
        var inventory = Inventory.Of(file);
        return new Made(file, GreenModel.Build(file, inventory, Aim.At(inventory, 7)));
    }

    private static List<string> Texts(TSqlModel model) =>
        [
            .. model
                .GetObjects(DacQueryScopes.UserDefined)
                .Select(one => one.TryGetScript(out var script) ? script.Trim().TrimEnd(';') : "")
                .Where(text => text.Length > 0),
        ];

    private string Save(TSqlModel model, string name)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.dacpac");
        Microsoft.SqlServer.Dac.DacPackageExtensions.BuildPackage(
            path,
            model,
            new Microsoft.SqlServer.Dac.PackageMetadata { Name = "app", Version = "1.2.0.0" }
        );
        return path;
    }

    private static IEnumerable<string> Compare(string source, string target)
    {
        var result = new SchemaComparison(
            new SchemaCompareDacpacEndpoint(source),
            new SchemaCompareDacpacEndpoint(target)
        ).Compare();
        result.IsValid.ShouldBeTrue();
        return result.Differences.Select(one =>
        {
            var found = one.SourceObject ?? one.TargetObject;
            return $"{found?.ObjectType.Name} {found?.Name}";
        });
    }

    private sealed class Made(DacpacFile file, GreenModel green) : IDisposable
    {
        public List<string> Texts { get; } = ReaimTests.Texts(green.Model);

        public IReadOnlyList<NameFinding> Findings => green.Findings;

        public void Dispose()
        {
            green.Dispose();
            file.Dispose();
        }
    }
}
