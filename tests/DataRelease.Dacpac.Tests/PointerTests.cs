using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac.Tests;

/// <summary>What consumers call has the signature that it had, and leads to the release.</summary>
public sealed class PointerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dacpac-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(
        "create view s.w(b, [c]]d]) with schemabinding as select id, id from s.t where id > 0 with check option",
        "create or alter view [s].[w] as select [b], [c]]d] from [s__r7].[w]"
    )]
    [InlineData(
        "create procedure s.w as select 1",
        "create or alter procedure [s].[w] as declare @result int; exec @result = [s__r7].[w]; return @result"
    )]
    [InlineData(
        "create procedure s.w @a int = 1, @b nvarchar(max) = N'it''s' output, @i s.ids readonly, "
            + "@result int = null with recompile as select 1",
        "create or alter procedure [s].[w] @a int = 1, @b nvarchar(max) = N'it''s' output, @i s.ids readonly, "
            + "@result int = null as declare @result_ int; exec @result_ = [s__r7].[w] @a = @a, @b = @b "
            + "output, @i = @i, "
            + "@result = @result; return @result_"
    )]
    [InlineData(
        "create procedure s.w @c cursor varying output as set @c = cursor for select 1",
        "create or alter procedure [s].[w] @c cursor varying output as declare @result int; exec @result = [s__r7].[w] "
            + "@c = @c output; return @result"
    )]
    [InlineData(
        "create function s.w(@a decimal(10, 2) = -1.5, @b s.code) returns decimal(10, 2) with returns "
            + "null on null input as begin return @a end",
        "create or alter function [s].[w](@a decimal(10, 2) = -1.5, @b s.code) returns decimal(10, 2) "
            + "with returns null on "
            + "null input as begin return [s__r7].[w](@a, @b) end"
    )]
    [InlineData(
        "create function s.w() returns table as return (select id, id + 1 as [n x] from s.t)",
        "create or alter function [s].[w]() returns table as return (select [id], [n x] from [s__r7].[w]())"
    )]
    [InlineData(
        "create function s.w(@a int) returns @r table (x int, y int) as begin insert @r select 1, 2; return end",
        "create or alter function [s].[w](@a int) returns table as return (select [x], [y] from [s__r7].[w](@a))"
    )]
    public void A_pointer_has_the_signature_of_what_it_leads_to(string script, string expected)
    {
        using var file = Open(script);
        var inventory = Inventory.Of(file);
        using var green = GreenModel.Build(file, inventory, Aim.At(inventory, 7));

        var statements = green.Pointers.ShouldHaveSingleItem().Statements.Select(SqlServerLexis.Text).ToList();

        statements[^1].ShouldBe(expected);
        foreach (var statement in statements)
        foreach (TSqlParser parser in new TSqlParser[] { new TSql160Parser(true), new TSql170Parser(true) })
        {
            parser.Parse(new StringReader(statement), out var errors);
            errors.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_function_that_fills_a_table_is_dropped_before_its_pointer_is_another_kind_of_function()
    {
        using var file = Open("create function s.[it's](@a int) returns @r table (x int) as begin return end");
        var inventory = Inventory.Of(file);
        using var green = GreenModel.Build(file, inventory, Aim.At(inventory, 7));

        SqlServerLexis
            .Text(green.Pointers[0].Statements[0])
            .ShouldBe(
                "if exists (select 1 from sys.objects where object_id = object_id(N'[s].[it''s]') and type in (N'TF', "
                    + "N'FT')) drop function [s].[it's]"
            );
    }

    [Fact]
    public void A_procedure_for_replication_is_refused_by_name()
    {
        using var file = Open("create procedure s.w @a int for replication as select 1");
        var inventory = Inventory.Of(file);

        var error = Should.Throw<ReleaseException>(() => GreenModel.Build(file, inventory, Aim.At(inventory, 7)));

        error.Code.ShouldBe(ErrorCode.DacpacUnsupported);
        error.Message.ShouldBe("procedure s.w is for replication");
    }

    private DacpacFile Open(string script) =>
        DacpacFile.Open(
            DacpacOf.Scripts(
                _folder.FullName,
                "app",
                "create schema s",
                "create table s.t(id int not null)",
                "create type s.ids as table (id int)",
                "create type s.code from char(3)",
                script
            )
        );
}
