using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages.Running;

/// <summary>A seed's columns with their types, and its rows as CSV that every engine's bulk path reads alike.</summary>
/// <param name="Columns">Name and SQL type, in the file's order.</param>
/// <param name="Csv">With a header, commas and double quotes; an empty field is NULL.</param>
internal sealed record SeedTable(IReadOnlyList<(string Name, string Type)> Columns, byte[] Csv);

/// <summary>
/// Reads a seed as dbt does: <c>column_types</c> where given, else the first of integer, number, date, timestamp and
/// boolean that fits every value, else text (dbt's agate_helper). Empty and <c>null</c> are NULL.
/// </summary>
internal static partial class SeedReader
{
    private static readonly string[] NullWords = ["", "null"];

    public static SeedTable Read(ManifestNode node, Stream csv)
    {
        using var bytes = new MemoryStream();
        csv.CopyTo(bytes);
        var delimiter = Text(node.Config, "delimiter") is { Length: 1 } own ? own[0] : ',';
        var rows = Parse(TextFile.Decode(bytes.ToArray(), node.OriginalFilePath), delimiter, node);
        if (rows.Count == 0)
            throw new ReleaseException(
                ErrorCode.SeedInvalid,
                $"{node.UniqueId} has no header",
                null,
                new SourceLocation(node.OriginalFilePath, 1, 1)
            );
        var header = rows[0].Fields;
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count != header.Count)
                throw new ReleaseException(
                    ErrorCode.SeedInvalid,
                    $"{node.UniqueId} has {header.Count} columns, and this line {row.Fields.Count}",
                    null,
                    new SourceLocation(node.OriginalFilePath, row.Line, 1)
                );
        }
        var declared = Declared(node.Config);
        var types = header
            .Select(
                (name, column) =>
                    declared.GetValueOrDefault(name) ?? Infer(rows.Skip(1).Select(row => row.Fields[column]))
            )
            .ToList();
        return new SeedTable([.. header.Zip(types)], Write(header, rows.Skip(1)));
    }

    private static string Infer(IEnumerable<string> values)
    {
        var present = values.Select(value => value.Trim()).Where(value => !IsNull(value)).ToList();
        if (present.All(value => Integer().IsMatch(value)))
            return "integer";
        if (present.All(value => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            return present.All(value => !value.Contains('.') && !value.Contains('e') && !value.Contains('E'))
                ? "integer"
                : "float8";
        if (
            present.All(value =>
                DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            )
        )
            return "date";
        if (present.All(value => Timestamp().IsMatch(value)))
            return "timestamp without time zone";
        if (present.All(value => value.ToLowerInvariant() is "true" or "false"))
            return "boolean";
        return "text";
    }

    private static bool IsNull(string value) => NullWords.Contains(value.Trim().ToLowerInvariant());

    private static Dictionary<string, string> Declared(JsonElement config) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("column_types", out var types)
        && types.ValueKind == JsonValueKind.Object
            ? types
                .EnumerateObject()
                .ToDictionary(type => type.Name, type => type.Value.GetString() ?? "text", StringComparer.Ordinal)
            : [];

    private static byte[] Write(
        IReadOnlyList<string> header,
        IEnumerable<(IReadOnlyList<string> Fields, int Line)> rows
    )
    {
        using var stream = new MemoryStream();
        using (var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true))
        {
            writer.NewLine = "\n";
            writer.WriteLine(string.Join(',', header.Select(Quote)));
            foreach (var (fields, _) in rows)
                writer.WriteLine(string.Join(',', fields.Select(field => IsNull(field) ? "" : Quote(field))));
        }
        return stream.ToArray();
    }

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>RFC 4180, with either line end and blank lines skipped.</summary>
    private static List<(IReadOnlyList<string> Fields, int Line)> Parse(string text, char delimiter, ManifestNode node)
    {
        var rows = new List<(IReadOnlyList<string>, int)>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var (quoted, wasQuoted, line, start) = (false, false, 1, 1);
        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }
        void EndRow()
        {
            EndField();
            if (fields.Count > 1 || fields[0].Length > 0)
                rows.Add((fields.ToArray(), start));
            fields.Clear();
            start = line + 1;
        }
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\n')
                line++;
            if (quoted)
            {
                if (character != '"')
                    field.Append(character);
                else if (at + 1 < text.Length && text[at + 1] == '"')
                    field.Append(text[at++]);
                else
                    quoted = false;
            }
            else if (character == '"' && field.Length == 0 && !wasQuoted)
                (quoted, wasQuoted) = (true, true);
            else if (character == delimiter)
                EndField();
            else if (character == '\n')
            {
                line--;
                EndRow();
                line++;
                start = line;
            }
            else if (character == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
                continue;
            else
                field.Append(character);
        }
        if (quoted)
            throw new ReleaseException(
                ErrorCode.SeedInvalid,
                $"{node.UniqueId} has a quote that is never closed",
                null,
                new SourceLocation(node.OriginalFilePath, start, 1)
            );
        if (field.Length > 0 || fields.Count > 0)
            EndRow();
        return rows;
    }

    private static string? Text(JsonElement config, string key) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex(@"^[+-]?\d+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")]
    private static partial Regex Timestamp();
}
