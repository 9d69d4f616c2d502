using System.Text;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>A column of a seed.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Type">The SQL type.</param>
/// <param name="HasOffsets">True if its values have offsets from UTC that the type can't store.</param>
internal sealed record SeedColumn(string Name, string Type, bool HasOffsets);

/// <summary>A seed's typed columns, and its rows as CSV that every engine's bulk path parses alike.</summary>
/// <param name="Columns">The columns in the file's order.</param>
/// <param name="Csv">The rows in UTF-8 with a header, commas and double quotes. An empty field is NULL.</param>
/// <param name="File">The original file, if the engine may parse it itself; otherwise null.</param>
/// <param name="Delimiter">The delimiter of <paramref name="File"/>.</param>
internal sealed record SeedTable(IReadOnlyList<SeedColumn> Columns, byte[] Csv, byte[]? File, char Delimiter);

/// <summary>
/// Reads a seed as dbt does, or as the SQL project configures: see <see cref="AgateTyping"/> and
/// <see cref="ExactTyping"/>.
/// </summary>
internal static class SeedReader
{
    /// <summary>Reads the seed.</summary>
    /// <param name="node">The seed's node.</param>
    /// <param name="file">The CSV's bytes.</param>
    /// <param name="dialect">The dialect of the engine that the seed is loaded into.</param>
    /// <exception cref="ReleaseException">DR3008, DR1010.</exception>
    public static SeedTable Read(ManifestNode node, byte[] file, Dialect dialect)
    {
        var settings = SeedSettings.Of(node);
        var where = node.OriginalFilePath;
        var records = CsvText.Read(TextFile.Decode(file, where), settings.Form, where);
        var rows = records.Skip(1).ToList();
        var header = Header(records, rows, where);
        if (rows.Find(row => row.Fields.Count > header.Count) is { } long_)
            throw Invalid(
                $"there are {header.Count} columns, and this line has {long_.Fields.Count}",
                where,
                long_.Line
            );
        if (settings.IsExact && settings.Types.Keys.FirstOrDefault(name => !header.Contains(name)) is { } stray)
            throw Invalid($"a type is declared for the column '{stray}', which is not in the header", where, 1);
        if (settings.IsExact && header.Find(name => !dialect.Traits.Names.Fits(name)) is { } cut)
            throw Invalid(
                $"the column name '{cut}' is longer than {dialect.Traits.Names.Limit}, the limit of {dialect.Name}",
                where,
                1
            );
        ColumnTyping typing = settings.IsExact
            ? new ExactTyping(dialect, settings.NullWords)
            : new AgateTyping(dialect);
        var columns = header
            .Select(
                (name, at) =>
                {
                    var values = rows.ConvertAll(row => at < row.Fields.Count ? row.Fields[at] : null);
                    return settings.Types.TryGetValue(name, out var type)
                        ? typing.Declared(type, values)
                        : typing.Infer(values);
                }
            )
            .ToList();
        return new SeedTable(
            [
                .. header.Zip(columns, (name, column) =>
                    new SeedColumn(
                        settings.QuotesColumns ? name : dialect.Traits.Names.Fold(name),
                        column.Type,
                        column.HasOffsets
                    )
                ),
            ],
            Write(header, columns, rows.Count),
            settings is { IsExact: false, IsFast: true } ? file : null,
            settings.Form.Delimiter
        );
    }

    /// <summary>Names columns as agate does: letters for empty headers, and numbers after repeated names.</summary>
    private static List<string> Header(IReadOnlyList<CsvRecord> records, List<CsvRecord> rows, string where)
    {
        if (records.Count == 0)
            throw Invalid("the file has no header", where, 1);
        var given = records[0].Fields is { Count: > 0 } fields
            ? fields
            : [.. Enumerable.Repeat("", rows is [var first, ..] ? first.Fields.Count : 0)];
        if (given.Count == 0)
            throw Invalid("the file has no header", where, 1);
        var names = new List<string>();
        foreach (var (name, at) in given.Select((name, at) => (name.Length > 0 ? name : Letters(at), at)))
        {
            var own = name;
            for (var number = 2; names.Contains(own); number++)
                own = $"{name}_{number}";
            names.Add(own);
        }
        return names;
    }

    private static string Letters(int at) => new((char)('a' + (at % 26)), (at / 26) + 1);

    private static byte[] Write(List<string> header, List<ColumnValues> columns, int rows)
    {
        using var stream = new MemoryStream();
        using (var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true))
        {
            writer.NewLine = "\n";
            writer.WriteLine(string.Join(',', header.Select(Quote)));
            for (var row = 0; row < rows; row++)
                writer.WriteLine(string.Join(',', columns.Select(column => Quote(column.Values[row]))));
        }
        return stream.ToArray();
    }

    private static string Quote(string? field) =>
        field is null ? "" : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static ReleaseException Invalid(string what, string file, int line) =>
        new(ErrorCode.SeedInvalid, what, null, new SourceLocation(file, line, 1));
}
