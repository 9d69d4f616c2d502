using DataRelease.Warehouses;

namespace DataRelease.Dacpac.Tests;

public sealed class DacpacTablesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dacpac-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Types_are_written_as_the_catalog_of_a_server_writes_them()
    {
        using var file = DacpacFile.Open(
            DacpacOf.Scripts(
                _folder.FullName,
                "shop",
                "create schema s",
                "create type s.code from char(3)",
                """
                create table s.t (
                    a int not null, b nvarchar(50), c nvarchar(max), d decimal(10, 2), e datetime2(3), f bit,
                    g as (a * 2), h s.code, i varbinary(16), j float, k date, l money
                )
                """
            )
        );

        var table = DacpacTables.Of(Inventory.Of(file)).ShouldHaveSingleItem();

        table.Name.ShouldBe(new RelationName("s", "t"));
        table.Columns.ShouldBe([
            ("a", "int"),
            ("b", "nvarchar(50)"),
            ("c", "nvarchar(max)"),
            ("d", "decimal(10,2)"),
            ("e", "datetime2(3)"),
            ("f", "bit"),
            ("g", ""),
            ("h", ""),
            ("i", "varbinary(16)"),
            ("j", ""),
            ("k", "date"),
            ("l", "money"),
        ]);
    }
}
