using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Finds relations named in texts that the server parses only when it runs them, so that the catalog has no dependency:
/// bodies of functions, and queries passed to a function as text. Names without a schema depend on the caller's search
/// path and are left out.
/// </summary>
internal static class PostgresTexts
{
    /// <summary>
    /// Functions of the server and its extensions that run a text as a query
    /// (https://www.postgresql.org/docs/15/functions-xml.html, functions-textsearch.html, tablefunc.html, xml2.html).
    /// </summary>
    private static readonly HashSet<string> _runText = new(StringComparer.Ordinal)
    {
        "query_to_xml",
        "query_to_xmlschema",
        "query_to_xml_and_xmlschema",
        "ts_stat",
        "ts_rewrite",
        "crosstab",
        "crosstab2",
        "crosstab3",
        "crosstab4",
        "crosstab_hash",
        "connectby",
        "xpath_table",
    };

    private static readonly HashSet<string> _readSchema = new(StringComparer.Ordinal)
    {
        "schema_to_xml",
        "schema_to_xmlschema",
        "schema_to_xml_and_xmlschema",
    };

    /// <summary>For each view or function, the existing relations and functions that its texts name.</summary>
    public static async Task<IReadOnlyList<(RelationName View, RelationName Read)>> ReadAsync(
        WarehouseSession session,
        string[] schemas,
        string[] names,
        CancellationToken cancellation
    )
    {
        var any = string.Join('|', _runText.Concat(_readSchema));
        var texts = await session.QueryOwnAsync(
            $"""
            select space.nspname::text, called.proname::text, called.prosrc, true
            from unnest({schemas}::text[], {names}::text[]) as wanted (space, name)
            join pg_namespace space on space.nspname = wanted.space
            join pg_proc called on called.pronamespace = space.oid and called.proname = wanted.name
            join pg_language spoken on spoken.oid = called.prolang and spoken.lanname in ('sql', 'plpgsql')
            union all
            select space.nspname::text, made.relname::text, pg_get_viewdef(made.oid), false
            from unnest({schemas}::text[], {names}::text[]) as wanted (space, name)
            join pg_namespace space on space.nspname = wanted.space
            join pg_class made on made.relnamespace = space.oid and made.relname = wanted.name
                and made.relkind in ('v', 'm')
            where pg_get_viewdef(made.oid) ~ {any}
            """,
            row =>
                (
                    Name: new RelationName(row.GetString(0), row.GetString(1)),
                    Text: row.GetString(2),
                    IsBody: row.GetBoolean(3)
                ),
            cancellation
        );
        var named = texts
            .SelectMany(text =>
                Named(text.Text, text.IsBody, session.Dialect.Lexis).Distinct().Select(read => (text.Name, Read: read))
            )
            .ToList();
        if (named.Count == 0)
            return [];
        var (spaces, objects) = (
            named.Select(pair => pair.Read.Schema).ToArray(),
            named.Select(pair => pair.Read.Name).ToArray()
        );
        // An entry without a name stands for a whole schema.
        var there = await session.QueryOwnAsync(
            $"""
            select distinct named.space, named.name, coalesce(read.relname, called.proname)::text
            from unnest({spaces}::text[], {objects}::text[]) as named (space, name)
            join pg_namespace space on space.nspname = named.space
            left join pg_class read on read.relnamespace = space.oid and read.relkind in ('r', 'p', 'v', 'm', 'f')
                and (named.name = '' or read.relname = named.name)
            left join pg_proc called on called.pronamespace = space.oid and called.proname = named.name
            where read.oid is not null or called.oid is not null
            """,
            row => (Named: new RelationName(row.GetString(0), row.GetString(1)), Name: row.GetString(2)),
            cancellation
        );
        var found = there.ToLookup(row => row.Named, row => row.Named with { Name = row.Name });
        return [.. named.SelectMany(pair => found[pair.Read].Select(read => (pair.Name, read)))];
    }

    /// <summary>The names in a body's code, and the names in the texts that a body or view runs.</summary>
    private static IEnumerable<RelationName> Named(string text, bool isBody, LexicalRules lexis)
    {
        var tokens = Code(text, lexis);
        var (runsText, readsSchema) = (false, false);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (Name(text, tokens[at]) is not { } word)
                continue;
            var isCalled = at + 1 < tokens.Count && text[tokens[at + 1].Start] == '(';
            runsText |= (isBody && word == "execute") || (isCalled && _runText.Contains(word));
            readsSchema |= isCalled && _readSchema.Contains(word);
        }
        var named = isBody ? Dotted(text, tokens) : [];
        if (!runsText && !readsSchema)
            return named;
        var texts = tokens
            .Where(token => token.Kind == SqlTokenKind.Text)
            .Select(token => Value(text.Substring(token.Start, token.Length)))
            .ToList();
        if (runsText)
            named = named.Concat(texts.SelectMany(value => Named(value, true, lexis)));
        if (readsSchema)
            named = named.Concat(texts.Where(value => value.Length > 0).Select(value => new RelationName(value, "")));
        return named;
    }

    private static List<SqlToken> Code(string text, LexicalRules lexis) =>
        [.. SqlLexer.Read(text, lexis).Where(token => token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Space))];

    /// <summary>Every <c>a.b</c>, and the last two parts of longer names.</summary>
    private static IEnumerable<RelationName> Dotted(string text, List<SqlToken> tokens)
    {
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (
                tokens[at + 1].Kind == SqlTokenKind.Sign
                && text[tokens[at + 1].Start] == '.'
                && Name(text, tokens[at]) is { } schema
                && Name(text, tokens[at + 2]) is { } name
            )
                yield return new RelationName(schema, name);
        }
    }

    private static string? Name(string text, SqlToken token) =>
        token.Kind switch
        {
            SqlTokenKind.Word => text.Substring(token.Start, token.Length).ToLowerInvariant(),
            SqlTokenKind.Quoted when token.Length > 2 => text.Substring(token.Start + 1, token.Length - 2)
                .Replace("\"\"", "\"", StringComparison.Ordinal),
            _ => null,
        };

    /// <summary>The value of a string literal.</summary>
    private static string Value(string literal)
    {
        if (literal[0] == '$')
        {
            var tag = literal.IndexOf('$', 1) + 1;
            return literal.Length >= 2 * tag ? literal[tag..^tag] : "";
        }
        if (literal[0] == '\'')
            return literal.Trim('\'').Length == 0 ? "" : literal[1..^1].Replace("''", "'", StringComparison.Ordinal);
        var (value, inner) = (new StringBuilder(), literal.Length > 3 ? literal[2..^1] : "");
        for (var at = 0; at < inner.Length; at++)
        {
            if (inner[at] == '\\' && at + 1 < inner.Length)
                value.Append(inner[++at] is 'n' or 't' or 'r' or 'f' or 'b' ? ' ' : inner[at]);
            else if (inner[at] == '\'')
                // Two apostrophes are one. A single one ends a part of a string that continues on the next line.
                value.Append(at + 1 < inner.Length && inner[at + 1] == '\'' ? inner[at++] : ' ');
            else
                value.Append(inner[at]);
        }
        return value.ToString();
    }
}
