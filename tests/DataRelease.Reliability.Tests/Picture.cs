using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace DataRelease.Reliability.Tests;

/// <summary>
/// All that stands in a database, read from its catalog and tables by nobody of the product: what consumers see, what
/// all schemas hold, and what the ledger says without times and process numbers. Of two pictures, equal texts mean
/// equal states.
/// </summary>
/// <param name="Live">Everything outside release schemas and the ledger: definitions, shapes, comments, privileges,
/// rows.</param>
/// <param name="Shown">Of that the shapes and rows alone, however a view comes by them.</param>
/// <param name="Catalog">The same of everything outside the ledger.</param>
/// <param name="Ledger">Every table of the ledger but its log of steps.</param>
/// <param name="Marker">What is live, or null; by the schema's own mark where schemas are exchanged whole.</param>
/// <param name="States">Each release's state.</param>
/// <param name="HasOpenLease">True if a lease was not given back.</param>
/// <param name="HasRollback">True if a rollback has begun and is not finished.</param>
public sealed partial record Picture(
    string Live,
    string Shown,
    string Catalog,
    string Ledger,
    int? Marker,
    IReadOnlyDictionary<int, string> States,
    bool HasOpenLease,
    bool HasRollback
)
{
    private const string Own = "data_release";

    /// <summary>Times, process numbers and tokens differ between runs that did the same.</summary>
    private static readonly HashSet<string> _fleeting =
    [
        "fencing",
        "fence",
        "pid",
        "host",
        "holder",
        "created_by",
        "seconds",
        "since",
        "released",
    ];

    /// <summary>Takes one.</summary>
    /// <param name="world">Of what.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="shared">Names of tables whose rows do not count, since a build writes to them in place.</param>
    public static async Task<Picture> TakeAsync(
        World world,
        CancellationToken cancellation,
        params IReadOnlyList<string> shared
    )
    {
        var (ofColumns, ofDetails) = _queries[world.Engine.Key];
        var columns = await world.QueryAsync(ofColumns, cancellation);
        var tables = columns.GroupBy(row => (Schema: (string)row[0]!, Name: (string)row[1]!)).ToList();
        var queries = tables.Select(table =>
            $"select "
            + string.Join(", ", table.Where(column => IsKept(table.Key, column)).Select(Selected).DefaultIfEmpty("1"))
            + $" from {Quote(table.Key.Schema)}.{Quote(table.Key.Name)}"
        );
        var rows = await world.QueriesAsync(queries, cancellation);
        var details = await world.QueryAsync(ofDetails, cancellation);

        var (live, shown, catalog, ledger) = (
            new StringBuilder(),
            new StringBuilder(),
            new StringBuilder(),
            new StringBuilder()
        );
        int? exchanged = null;
        foreach (var detail in details)
        {
            var schema = (string)detail[0]!;
            if (schema == Own)
                continue;
            // Where schemas are exchanged whole, the one that is live says which release it shows.
            if (schema == "analytics" && detail[2] is "schema" && detail[^1] is string said)
                exchanged = Mark().Match(said) is { Success: true } mark
                    ? int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture)
                    : null;
            Write(schema, string.Join(" | ", detail.Select(Text)));
        }
        foreach (var (table, content) in tables.Zip(rows))
        {
            if (table.Key is { Schema: Own, Name: "steps" or "ledger_versions" })
                continue;
            var shape = string.Join(", ", table.Select(column => string.Join(' ', column.Skip(2).Select(Text))));
            var lines = content.Select(row => string.Join('|', row.Select(Text))).Order(StringComparer.Ordinal);
            // The report tells of one run with its times; it is composed anew where it is missing. So is what the
            // ledger remembers of the views, after a swap or before the next command.
            if (table.Key is { Schema: Own, Name: "artifacts" })
                lines = lines
                    .Where(line =>
                        !line.Contains("|report.json|", StringComparison.Ordinal)
                        && !line.Contains("|pointers.json|", StringComparison.Ordinal)
                    )
                    // When a test ran is a time like any other.
                    .Select(line =>
                        line.Contains("|tests.json|", StringComparison.Ordinal) ? Ran().Replace(line, "") : line
                    )
                    .Order(StringComparer.Ordinal);
            if (table.Key.Schema != Own && shared.Contains(table.Key.Name))
                lines = lines.Take(0).Order(StringComparer.Ordinal);
            var text =
                $"{table.Key.Schema}.{table.Key.Name} ({(table.Key.Schema == Own ? "" : shape)})\n  "
                + string.Join("\n  ", lines);
            Write(table.Key.Schema, text);
            if (table.Key.Schema != Own && IsLive(table.Key.Schema))
                shown.AppendLine(text);
        }
        var states = new Dictionary<int, string>();
        int? marker = null;
        var (open, back) = (false, false);
        if (tables.Any(table => table.Key is { Schema: Own, Name: "leases" }))
        {
            var told = await world.QueriesAsync(
                [
                    $"select number, state from {Own}.releases",
                    $"select number from {Own}.live",
                    $"select released from {Own}.leases",
                ],
                cancellation
            );
            foreach (var row in told[0])
                states[Convert.ToInt32(row[0], CultureInfo.InvariantCulture)] = (string)row[1]!;
            marker = told[1]
                .Select(row => (int?)Convert.ToInt32(row[0], CultureInfo.InvariantCulture))
                .SingleOrDefault();
            marker = exchanged ?? marker;
            open = told[2].Any(row => row[0] is false);
        }
        if (tables.Any(table => table.Key is { Schema: Own, Name: "course" }))
            back =
                (
                    await world.QueryAsync(
                        $"select name from {Own}.course where strategy in ('rollback', 'restore') and state <> 'done'",
                        cancellation
                    )
                ).Count > 0;
        return new Picture(Plain(live), Plain(shown), Plain(catalog), Plain(ledger), marker, states, open, back);

        void Write(string schema, string text)
        {
            if (schema == Own)
            {
                ledger.AppendLine(text);
                return;
            }
            catalog.AppendLine(text);
            if (IsLive(schema))
                live.AppendLine(text);
        }

        // Beside what consumers name stand releases, and schemas that are to be exchanged or were.
        static bool IsLive(string schema) =>
            !schema.Contains("__r", StringComparison.Ordinal) && !schema.Contains("__next", StringComparison.Ordinal);

        // A release that was built again is in a schema of its next attempt; databases have names of their own.
        static string Plain(StringBuilder text) =>
            Mark()
                .Replace(
                    Exchanged().Replace(DatabaseName().Replace(Attempt().Replace(text.ToString(), "$1$2"), "DB"), ""),
                    "[r$1]"
                );
    }

    /// <summary>Lines that only one of two texts has; empty if they are the same.</summary>
    public static string Differ(string expected, string actual)
    {
        var (wanted, got) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join(
            '\n',
            Beyond(wanted, got)
                .Select(line => $"  - {Cut(line)}")
                .Concat(Beyond(got, wanted).Select(line => $"  + {Cut(line)}"))
                .Take(20)
        );

        // A line that one side has once more counts, too.
        static IEnumerable<string> Beyond(string[] lines, string[] others)
        {
            var left = others.CountBy(line => line).ToDictionary();
            foreach (var line in lines)
            {
                if (left.TryGetValue(line, out var count) && count > 0)
                    left[line] = count - 1;
                else
                    yield return line;
            }
        }

        // Bytes of a package are no text, and a report of results takes none.
        static string Cut(string line)
        {
            var text = string.Concat(line.Select(letter => char.IsControl(letter) ? '?' : letter));
            return text.Length > 400 ? $"{text[..400]}…" : text;
        }
    }

    private static bool IsKept((string Schema, string Name) table, object?[] column) =>
        table.Schema != Own
        || (
            !_fleeting.Contains((string)column[2]!)
            && !((string)column[3]!).StartsWith("timestamp", StringComparison.OrdinalIgnoreCase)
        );

    private static string Selected(object?[] column) => Quote((string)column[2]!);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(object? value) =>
        value switch
        {
            null => "null",
            byte[] bytes => Unzip(bytes),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            Array many => string.Join(',', many.Cast<object?>().Select(Text)),
            _ => value.ToString()!,
        };

    private static string Unzip(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
            return Convert.ToHexStringLower(bytes);
        using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return new StreamReader(zip).ReadToEnd().ReplaceLineEndings(" ");
    }

    /// <summary>The queries of columns and of details by engine.</summary>
    private static readonly Dictionary<Engine, (string Columns, string Details)> _queries = new()
    {
        [Engine.Postgres] = (PostgresColumns, PostgresDetails),
        [Engine.DuckDb] = (DuckDbColumns, DuckDbDetails),
    };

    private const string PostgresColumns = """
        select n.nspname::text, c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm') and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        order by 1, 2, a.attnum
        """;

    private const string PostgresDetails = """
        select n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text, c.relacl::text,
        c.reloptions::text,
            case when c.relkind = 'v' then pg_get_viewdef(c.oid) end, obj_description(c.oid, 'pg_class')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'v', 'm', 'i') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        union all
        select nspname::text, '', 'schema', pg_get_userbyid(nspowner)::text, nspacl::text, null, null,
        obj_description(oid, 'pg_namespace')
        from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
        order by 1, 2, 3
        """;

    private const string DuckDbColumns = """
        select schema_name, table_name, column_name, data_type, not is_nullable
        from duckdb_columns() where database_name = current_database() and not internal order by 1, 2, column_index
        """;

    private const string DuckDbDetails = """
        select schema_name, view_name, 'v', sql, comment from duckdb_views() where database_name = current_database()
        and not internal
        union all
        select schema_name, table_name, 't', null, comment from duckdb_tables()
        where database_name = current_database() and not internal
        union all
        select schema_name, '', 'schema', null, comment from duckdb_schemas() where database_name = current_database()
        and not internal
        order by 1, 2, 3
        """;

    [GeneratedRegex("\"At\":\"[^\"]*\",")]
    private static partial Regex Ran();

    [GeneratedRegex("(__r[0-9]+)[b-z]\\b|(__r[0-9]+)[b-z](?=_)")]
    private static partial Regex Attempt();

    [GeneratedRegex(@"\[data-release r(\d+) \d+-\d+\]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"(?<=__next)\d+_\d+")]
    private static partial Regex Exchanged();

    [GeneratedRegex("\\bdr_[0-9a-f]{12}\\b")]
    private static partial Regex DatabaseName();
}
