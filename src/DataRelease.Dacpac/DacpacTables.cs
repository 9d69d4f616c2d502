using System.Globalization;
using DataRelease.Builds;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>The tables of a dacpac, with their columns' types as the catalog of a server writes them.</summary>
internal static class DacpacTables
{
    /// <summary>All tables, by name.</summary>
    public static IReadOnlyList<ExpectedTable> Of(Inventory inventory) =>
        [
            .. inventory
                .Objects.Where(one => one is { Kind: ObjectKinds.Table, Name: not null })
                .Select(one => new ExpectedTable(
                    one.Name!.Value,
                    [
                        .. one
                            .Source.GetReferenced(Table.Columns, DacQueryScopes.UserDefined)
                            .Select(column => (column.Name.Parts[^1], TypeOf(column))),
                    ]
                ))
                .OrderBy(table => table.Name),
        ];

    /// <summary>The type; empty for a computed column, a user's type, or a precision that nobody chose.</summary>
    private static string TypeOf(TSqlObject column)
    {
        if (column.GetReferenced(Column.DataType, DacQueryScopes.All).FirstOrDefault() is not { } type)
            return "";
        if (type.Name.Parts is not [var name])
            return "";
        var length = column.GetProperty<int>(Column.Length);
        var precision = column.GetProperty<int>(Column.Precision);
        var scale = column.GetProperty<int>(Column.Scale);
        return name.ToLowerInvariant() switch
        {
            "char" or "varchar" or "binary" or "varbinary" or "nchar" or "nvarchar" => column.GetProperty<bool>(
                Column.IsMax
            )
                ? $"{name}(max)"
            : length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{name}({length})")
            : "",
            "decimal" or "numeric" => precision > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{name}({precision},{scale})")
                : "",
            "datetime2" or "datetimeoffset" or "time" => scale > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{name}({scale})")
                : "",
            "float" or "real" or "timestamp" or "rowversion" => "",
            var plain => plain,
        };
    }
}
