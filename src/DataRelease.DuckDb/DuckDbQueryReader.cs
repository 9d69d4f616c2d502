using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Finds what queries and views read. DuckDB records no dependencies of views: its parser (<c>json_serialize_sql</c>)
/// gives the names in a query, and its catalog says which relations they are. A text that is passed to a function as a
/// query or a name is parsed likewise. If that text is known only when the query is bound, the query's plan gives the
/// tables that it scans.
/// </summary>
public sealed class DuckDbQueryReader : QueryReader
{
    /// <summary>Functions that run a text, or that read the relation named by a text.</summary>
    private static readonly HashSet<string> _takeTexts = new(StringComparer.OrdinalIgnoreCase)
    {
        "query",
        "query_table",
        "json_execute_serialized_sql",
    };

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
        WarehouseSession session,
        IReadOnlyDictionary<string, string> queries,
        string scratch,
        CancellationToken cancellation
    )
    {
        var catalog = await CatalogAsync(session, cancellation);
        var found = new Dictionary<string, IReadOnlySet<RelationName>>(StringComparer.Ordinal);
        foreach (var (id, query) in queries)
        {
            // The parser can't serialize a pivot whose columns come from the data.
            found[id] = await ReadAsync(session, query, catalog, cancellation)
                ?? Written(query, session.Dialect.Lexis, catalog);
        }
        return found;
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        if (names.Count == 0)
            return found;
        var wanted = names.ToHashSet();
        var catalog = await CatalogAsync(session, cancellation);
        var views = await session.QueryAsync(
            $"""
            select schema_name, view_name, sql from duckdb_views()
            where database_name = current_database() and not internal
            """,
            row => (Name: new RelationName(row.GetString(0), row.GetString(1)), Text: row.GetString(2)),
            cancellation
        );
        var macros = await session.QueryAsync(
            $"""
            select schema_name, function_name, function_type, macro_definition from duckdb_functions()
            where database_name = current_database() and not internal and macro_definition is not null
            """,
            row =>
                (
                    Name: new RelationName(row.GetString(0), row.GetString(1)),
                    Text: row.GetString(2) == "table_macro" ? row.GetString(3) : $"select {row.GetString(3)}"
                ),
            cancellation
        );
        foreach (var view in views.Where(view => wanted.Contains(view.Name)))
        {
            if (await ReadAsync(session, Query(view.Text), catalog, cancellation) is { } reads)
                found[view.Name] = reads;
        }
        foreach (var macro in macros.Where(macro => wanted.Contains(macro.Name)))
        {
            // A macro may have several bodies, one for each number of parameters, and none has a plan.
            if (await NamedAsync(session, macro.Text, catalog, cancellation) is { } named)
                found[macro.Name] = found.TryGetValue(macro.Name, out var more)
                    ? named.Relations.Union(more).ToHashSet()
                    : named.Relations;
        }
        return found;
    }

    /// <summary>
    /// Puts an empty table with the view's columns under the view. A table holds nearly every type unchanged. Only a
    /// column that is always NULL has a type that a table would change, so the view casts it.
    /// </summary>
    public override async Task DetachAsync(WarehouseSession session, RelationName view, CancellationToken cancellation)
    {
        // The function accepts a quoted name, but no quotes within it. A view with such a name stays as it is, and is
        // bound again whenever it is read.
        if (session.Dialect.Quote(view).Contains("\"\"", StringComparison.Ordinal))
            return;
        var columns = await session.QueryAsync(
            $"select name, type from pragma_table_info({session.Dialect.Quote(view)})",
            row => (Name: row.GetString(0), Type: row.GetString(1)),
            cancellation
        );
        var list = Sql.Join(
            ", ",
            columns.Select(column =>
                column.Type.Contains("\"NULL\"", StringComparison.Ordinal)
                    ? $"cast(null as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
                    : (Sql)$"{new Identifier(column.Name)}"
            )
        );
        var aside = view with { Name = $"{view.Name} columns" };
        await session.ExecuteBatchAsync(
            [
                session.Dialect.CreateTableLike(aside, $"select * from {view}"),
                $"create or replace view {view} as select {list} from {aside}",
            ],
            cancellation
        );
    }

    /// <summary>The relations that a statement reads; null if DuckDB can't tell.</summary>
    private static async Task<IReadOnlySet<RelationName>?> ReadAsync(
        WarehouseSession session,
        string query,
        Names catalog,
        CancellationToken cancellation
    )
    {
        if (await NamedAsync(session, query, catalog, cancellation) is not { } named)
            return null;
        if (!named.IsOpen && !(catalog.HasTextMacros && named.Relations.Any(catalog.IsMacro)))
            return named.Relations;
        return named.Relations.Concat(await ScannedAsync(session, query, catalog, cancellation)).ToHashSet();
    }

    /// <summary>
    /// The relations that the parser finds in a statement, and whether it holds a text that is known only when the
    /// statement is bound.
    /// </summary>
    private static async Task<(IReadOnlySet<RelationName> Relations, bool IsOpen)?> NamedAsync(
        WarehouseSession session,
        string query,
        Names catalog,
        CancellationToken cancellation
    )
    {
        var json = (string?)
            await session.ScalarAsync($"select json_serialize_sql({query}::varchar)::varchar", cancellation);
        using var tree = JsonDocument.Parse(json ?? "{}", new JsonDocumentOptions { MaxDepth = 1024 });
        if (!tree.RootElement.TryGetProperty("error", out var failed) || failed.ValueKind == JsonValueKind.True)
            return null;
        var found = new Findings();
        Collect(tree.RootElement, [], catalog, found);
        var isOpen = false;
        foreach (var (function, argument) in found.Texts)
        {
            if (await DuckDbTextArgument.ReadAsync(session, argument, cancellation) is not { } texts)
            {
                isOpen = true;
                continue;
            }
            foreach (var text in texts)
            {
                if (function == "query_table")
                {
                    if (catalog.Find(text) is { } relation)
                        found.Relations.Add(relation);
                    continue;
                }
                var inner = await NamedAsync(session, text, catalog, cancellation);
                found.Relations.UnionWith(inner?.Relations ?? new HashSet<RelationName>());
                isOpen |= inner?.IsOpen ?? true;
            }
        }
        return (found.Relations, isOpen);
    }

    /// <summary>Relations and macros whose names are in a text together with their schema.</summary>
    private static HashSet<RelationName> Written(string query, LexicalRules lexis, Names catalog)
    {
        var tokens = SqlLexer
            .Read(query, lexis)
            .Where(token => token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Space))
            .ToList();
        var found = new HashSet<RelationName>();
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (
                query[tokens[at + 1].Start] == '.'
                && tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted
                && tokens[at + 2].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted
            )
            {
                var (schema, name) = (Name(tokens[at]), Name(tokens[at + 2]));
                if (catalog.Find("", schema, name) is { } relation)
                    found.Add(relation);
                if (catalog.FindMacro("", schema, name) is { } macro)
                    found.Add(macro);
            }
        }
        return found;

        string Name(SqlToken token) => DuckDbTextArgument.Parts(query.Substring(token.Start, token.Length))[0];
    }

    /// <summary>The tables that a query scans, from the plan before the optimizer removes anything.</summary>
    private static async Task<IEnumerable<RelationName>> ScannedAsync(
        WarehouseSession session,
        string query,
        Names catalog,
        CancellationToken cancellation
    )
    {
        var before = (string?)await session.ScalarAsync($"select current_setting('explain_output')", cancellation);
        await session.ExecuteAsync($"set explain_output = 'all'", cancellation);
        try
        {
            var plans = await session.QueryAsync(
                $"explain (format json) {Sql.Raw(query)}",
                row => (Kind: row.GetString(0), Json: row.GetString(1)),
                cancellation
            );
            return
            [
                .. plans
                    .Where(plan => plan.Kind == "logical_plan")
                    .SelectMany(plan => DuckDbTextArgument.Tables(plan.Json))
                    .Select(catalog.FindScanned)
                    .OfType<RelationName>(),
            ];
        }
        catch (DbException) when (!cancellation.IsCancellationRequested)
        {
            return [];
        }
        finally
        {
            await session.ExecuteAsync(
                $"set explain_output = {new SqlText(before ?? "physical_only")}",
                CancellationToken.None
            );
        }
    }

    /// <summary>Walks the tree with the names of the CTEs that are visible at each place.</summary>
    private static void Collect(JsonElement node, HashSet<string> ctes, Names catalog, Findings found)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
                Collect(item, ctes, catalog, found);
            return;
        }
        if (node.ValueKind != JsonValueKind.Object)
            return;
        if (node.TryGetProperty("cte_map", out var map) && Ctes(map) is { Count: > 0 } own)
            ctes = [.. ctes, .. own];
        if (Text(node, "type") == "BASE_TABLE" && Text(node, "table_name") is { Length: > 0 } table)
        {
            var (database, schema) = (Text(node, "catalog_name"), Text(node, "schema_name"));
            var isCte = schema.Length == 0 && ctes.Contains(table.ToLowerInvariant());
            if (!isCte && catalog.Find(database, schema, table) is { } relation)
                found.Relations.Add(relation);
        }
        if (Text(node, "function_name") is { Length: > 0 } function)
        {
            if (catalog.FindMacro(Text(node, "catalog"), Text(node, "schema"), function) is { } macro)
                found.Relations.Add(macro);
            if (
                _takeTexts.Contains(function)
                && node.TryGetProperty("children", out var arguments)
                && arguments.ValueKind == JsonValueKind.Array
                && arguments.GetArrayLength() > 0
            )
                found.Texts.Add((function.ToLowerInvariant(), arguments[0].GetRawText()));
        }
        foreach (var property in node.EnumerateObject())
            Collect(property.Value, ctes, catalog, found);
    }

    private static HashSet<string> Ctes(JsonElement map) =>
        map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty("map", out var entries)
        && entries.ValueKind == JsonValueKind.Array
            ? [.. entries.EnumerateArray().Select(entry => Text(entry, "key").ToLowerInvariant())]
            : [];

    private static string Text(JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>
    /// The query of a view's statement, as the catalog writes the statement: <c>CREATE VIEW a.b (x, y) AS SELECT
    /// …;</c>.
    /// </summary>
    private static string Query(string statement)
    {
        var quote = '\0';
        for (var at = 0; at + 4 < statement.Length; at++)
        {
            var character = statement[at];
            if (quote != '\0')
                quote = character == quote ? '\0' : quote;
            else if (character is '"' or '\'')
                quote = character;
            else if (string.CompareOrdinal(statement, at, " AS ", 0, 4) == 0)
                return statement[(at + 4)..].TrimEnd().TrimEnd(';');
        }
        return statement;
    }

    private static async Task<Names> CatalogAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var database = (string?)await session.ScalarAsync($"select current_database()", cancellation) ?? "";
        var schema = (string?)await session.ScalarAsync($"select current_schema()", cancellation) ?? "main";
        var relations = await session.QueryAsync(
            $"""
            select schema_name, table_name from duckdb_tables() where database_name = current_database()
            union all
            select schema_name, view_name from duckdb_views() where database_name = current_database() and not internal
            """,
            row => new RelationName(row.GetString(0), row.GetString(1)),
            cancellation
        );
        var macros = await session.QueryAsync(
            $"""
            select schema_name, function_name, bool_or(regexp_matches(macro_definition, 'query|serialized', 'i'))
            from duckdb_functions()
            where database_name = current_database() and not internal and macro_definition is not null
            group by all
            """,
            row => (Name: new RelationName(row.GetString(0), row.GetString(1)), MayTakeText: row.GetBoolean(2)),
            cancellation
        );
        return new Names(database, schema, relations, [.. macros.Select(macro => macro.Name)])
        {
            HasTextMacros = macros.Any(macro => macro.MayTakeText),
        };
    }

    /// <summary>
    /// Finds the database's relations and macros by the names that a query may use: in any case, with or without schema
    /// and database.
    /// </summary>
    private sealed class Names(
        string database,
        string standard,
        IReadOnlyList<RelationName> relations,
        IReadOnlyList<RelationName> macros
    )
    {
        private readonly Dictionary<RelationName, RelationName> _exact = ByName(relations);
        private readonly Dictionary<RelationName, RelationName> _macros = ByName(macros);

        private readonly Dictionary<string, RelationName> _scanned = relations
            .GroupBy(name => $"{database}.{name.Schema}.{name.Name}")
            .ToDictionary(group => group.Key, group => group.First());

        /// <summary>True if a macro may pass its arguments to a function that runs a text.</summary>
        public bool HasTextMacros { get; init; }

        public bool IsMacro(RelationName name) => _macros.ContainsKey(Fold(name));

        /// <summary>Finds a relation by its name in a plan.</summary>
        public RelationName? FindScanned(string name) => _scanned.GetValueOrDefault(name);

        /// <summary>Finds a relation by its name as <c>query_table</c> accepts it.</summary>
        public RelationName? Find(string name) =>
            DuckDbTextArgument.Parts(name) switch
            {
                [var table] => Find(_exact, "", "", table),
                [var schema, var table] => Find(_exact, "", schema, table),
                [var catalog, var schema, var table] => Find(_exact, catalog, schema, table),
                _ => null,
            };

        public RelationName? Find(string catalog, string schema, string table) => Find(_exact, catalog, schema, table);

        public RelationName? FindMacro(string catalog, string schema, string function) =>
            _macros.Count == 0 ? null : Find(_macros, catalog, schema, function);

        private RelationName? Find(
            Dictionary<RelationName, RelationName> known,
            string catalog,
            string schema,
            string name
        )
        {
            if (catalog.Length > 0 && !Same(catalog, database))
                return null;
            if (Known(known, schema.Length == 0 ? standard : schema, name) is { } found)
                return found;
            // The first of two names may be the database's.
            return catalog.Length == 0 && Same(schema, database) ? Known(known, standard, name) : null;
        }

        private static RelationName? Known(Dictionary<RelationName, RelationName> known, string schema, string name) =>
            known.TryGetValue(Fold(new RelationName(schema, name)), out var exact) ? exact : null;

        private static Dictionary<RelationName, RelationName> ByName(IReadOnlyList<RelationName> names) =>
            names.GroupBy(Fold).ToDictionary(group => group.Key, group => group.First());

        private static bool Same(string left, string right) =>
            string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

        private static RelationName Fold(RelationName name) =>
            new(name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());
    }

    /// <summary>The relations that a tree names, and the function arguments that may name more.</summary>
    private sealed class Findings
    {
        public HashSet<RelationName> Relations { get; } = [];

        public List<(string Function, string Argument)> Texts { get; } = [];
    }
}
