using System.Globalization;
using System.Text.Json;
using DataRelease.Builds.Seeds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Replays;

/// <summary>
/// Reads consumers' queries from files: SQL files, folders of them, or logs in CSV or JSON (one list, or one object for
/// each line). A log has <c>query</c> and optionally <c>parameters</c>, a list in JSON.
/// </summary>
internal sealed class ReplayFiles(Dialect dialect)
{
    private static readonly string[] _extensions = [".sql", ".csv", ".json", ".jsonl"];

    /// <summary>Every query, in the order of the files. Equal texts with equal parameters are one query.</summary>
    /// <exception cref="ReleaseException">DR7070.</exception>
    public IReadOnlyList<ReplayQuery> Read(IReadOnlyList<string> paths, string folder) =>
        [
            .. paths
                .SelectMany(path => Files(Path.Combine(folder, path), path))
                .SelectMany(ReadFile)
                .DistinctBy(query => (query.Text.Trim(), string.Join('\u0001', query.Parameters ?? []))),
        ];

    private static IEnumerable<string> Files(string path, string typed) =>
        Directory.Exists(path)
            ? Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => _extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
                .Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path]
        : throw new ReleaseException(ErrorCode.ReplayUnreadable, $"there is no '{typed}'");

    private IReadOnlyList<ReplayQuery> ReadFile(string path)
    {
        var text = TextFile.Read(path);
        var name = Path.GetFileName(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".sql" => [.. QueryShape.Statements(text, dialect.Lexis).Select((one, at) => Of(name, at + 1, one, null))],
            ".csv" => Csv(text, path, name),
            ".json" or ".jsonl" => Json(text, path, name),
            var other => throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                $"'{name}' ends with '{other}'",
                null,
                new SourceLocation(path)
            ),
        };
    }

    private static IReadOnlyList<ReplayQuery> Csv(string text, string path, string name)
    {
        var records = CsvText.Read(text, new CsvForm(), path);
        var head = records.Count > 0 ? records[0].Fields.Select(field => field.Trim()).ToList() : [];
        var (query, parameters) = (head.IndexOf("query"), head.IndexOf("parameters"));
        if (query < 0)
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                $"'{name}' has no column 'query'",
                null,
                new SourceLocation(path, 1)
            );
        return
        [
            .. records
                .Skip(1)
                .Where(record => record.Fields.Count > query)
                .Select(record =>
                    Of(
                        name,
                        record.Line,
                        record.Fields[query],
                        parameters >= 0 && record.Fields.Count > parameters && record.Fields[parameters].Length > 0
                            ? Literals(record.Fields[parameters], path, record.Line)
                            : null
                    )
                ),
        ];
    }

    private static List<ReplayQuery> Json(string text, string path, string name)
    {
        var found = new List<ReplayQuery>();
        try
        {
            if (text.TrimStart().StartsWith('['))
            {
                using var document = JsonDocument.Parse(text);
                var at = 0;
                foreach (var entry in document.RootElement.EnumerateArray())
                    found.Add(Entry(entry, ++at, path, name));
            }
            else
                foreach (var (index, line) in text.Split('\n').Index().Where(pair => pair.Item.Trim().Length > 0))
                {
                    using var document = JsonDocument.Parse(line);
                    found.Add(Entry(document.RootElement, index + 1, path, name));
                }
        }
        catch (JsonException error)
        {
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                $"'{name}' is no JSON: {error.Message}",
                null,
                new SourceLocation(path),
                error
            );
        }
        return found;
    }

    private static ReplayQuery Entry(JsonElement entry, int at, string path, string name) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("query", out var query)
        && query.ValueKind == JsonValueKind.String
            ? Of(
                name,
                at,
                query.GetString()!,
                entry.TryGetProperty("parameters", out var list) && list.ValueKind == JsonValueKind.Array
                    ? [.. list.EnumerateArray().Select(Literal)]
                    : null
            )
            : throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                $"entry {at} of '{name}' has no 'query'",
                null,
                new SourceLocation(path)
            );

    private static IReadOnlyList<string> Literals(string json, string path, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Literal)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(
                ErrorCode.ReplayUnreadable,
                "'parameters' must be a list in JSON, such as [\"a\", 1]",
                null,
                new SourceLocation(path, line),
                error
            );
        }
    }

    /// <summary>
    /// The SQL literal of a value. A quoted text takes the type that its place requires, as a parameter does.
    /// </summary>
    private static string Literal(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => $"'{value.GetString()!.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => $"'{value.GetRawText().Replace("'", "''", StringComparison.Ordinal)}'",
        };

    private static ReplayQuery Of(string name, int at, string text, IReadOnlyList<string>? parameters) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}({at})"), text.Trim(), parameters);
}
