using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Finds statements that may lose data, or that may break whoever still reads or writes the old shape. It reads the
/// text alone. It can't know what a called function does, and it says "may" where the answer depends on a column's
/// present type.
/// </summary>
internal static class MigrationLint
{
    private static readonly string[] _holdsData = ["table", "schema", "database", "sequence", "tablespace", "owned"];

    private static readonly string[] _namesDropped = ["constraint", "default", "not", "expression", "identity"];

    /// <summary>Types that hold every value of the usual types.</summary>
    private static readonly string[] _wide = ["text", "bigint", "int8", "hugeint", "double", "float8", "timestamptz"];

    private static readonly string[] _wideWithoutLength = ["varchar", "character", "numeric", "decimal", "string"];

    /// <summary>The findings, in the order of the text.</summary>
    public static IReadOnlyList<LintFinding> Find(ScriptText script, ScriptVariables variables)
    {
        var masked = variables.Mask(script.Text);
        var found = new List<Found>();
        Look(masked, 0, variables.Lexis, found);
        return
        [
            .. found
                .OrderBy(finding => finding.At)
                .Select(finding =>
                {
                    var (line, column) = SourcePlace.Of(script.Text, finding.At);
                    return new LintFinding(finding.What, script.Line + line - 1, column);
                }),
        ];
    }

    /// <summary>
    /// For each finding of a text without variables, the tables whose rows it may take; null if the text does not say
    /// which, because a name has no schema or the loss is not one of rows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="lexis">How it is read.</param>
    /// <param name="database">The database that a name of three parts may begin with.</param>
    public static IReadOnlyList<IReadOnlyList<RelationName>?> Targets(string text, LexicalRules lexis, string database)
    {
        var found = new List<Found>();
        Look(text, 0, lexis, found);
        return [.. found.Select(finding => finding.Tables(database))];
    }

    private static void Look(string text, int offset, LexicalRules lexis, List<Found> found)
    {
        foreach (var statement in SqlStatements.Read(text, lexis))
        {
            var findings = new List<(string What, int Token)>();
            if (statement.Is(0, "drop"))
                Drop(statement, findings);
            else if (statement.Is(0, "truncate"))
                findings.Add(($"empties {NameAfter(statement, 1)}", 0));
            else if (statement.Are(0, "create", "or", "replace", "table"))
                findings.Add(($"replaces table {NameAfter(statement, 4)} and its rows", 0));
            else if (statement.Is(0, "alter"))
                Alter(statement, findings);
            // A <c>do</c> body runs at once, so its code is the script's.
            else if (statement.Is(0, "do"))
                Body(statement, offset, lexis, found);
            var (first, isList) = Target(statement);
            found.AddRange(findings.Select(finding => Of(finding, first, isList)));
            findings.Clear();
            Delete(statement, findings);
            found.AddRange(findings.Select(finding => Of(finding, finding.Token + 2, isList: false)));

            Found Of((string What, int Token) finding, int name, bool isList) =>
                new(finding.What, offset + statement.Tokens[finding.Token].Start, statement, name, isList);
        }
    }

    /// <summary>
    /// Where the names of the tables stand that a statement takes rows from; -1 if it takes something else, or more
    /// than it names.
    /// </summary>
    private static (int First, bool IsList) Target(ScriptStatement statement)
    {
        if (statement.Are(0, "drop", "table"))
            return (2, true);
        if (statement.Is(0, "truncate"))
            return (Cascades(statement) ? -1 : 1, true);
        if (statement.Are(0, "create", "or", "replace", "table"))
            return (4, false);
        if (!statement.Is(0, "alter"))
            return (-1, false);
        var at = statement.Is(1, "foreign") ? 2 : 1;
        return (statement.Is(at, "table") ? at + 1 : -1, false);
    }

    private static bool Cascades(ScriptStatement statement) => statement.Is(statement.Tokens.Count - 1, "cascade");

    private static void Body(ScriptStatement statement, int offset, LexicalRules lexis, List<Found> found)
    {
        foreach (
            var token in statement.Tokens.Where(token =>
                token.Kind == SqlTokenKind.Text && statement.Script[token.Start] == '$'
            )
        )
        {
            var tag = statement.Script.IndexOf('$', token.Start + 1) - token.Start + 1;
            if (token.Length < 2 * tag)
                continue;
            // PL/pgSQL's own words stand before statements; each statement is recognised by its own words.
            var body = statement.Script.Substring(token.Start + tag, token.Length - (2 * tag));
            foreach (var (start, length) in Pieces(body, lexis))
                Look(body.Substring(start, length), offset + token.Start + tag + start, lexis, found);
        }
    }

    /// <summary>The statements of a block: each begins after BEGIN, THEN, ELSE, LOOP or a semicolon.</summary>
    private static IEnumerable<(int Start, int Length)> Pieces(string body, LexicalRules lexis)
    {
        var start = 0;
        foreach (var token in SqlLexer.Read(body, lexis))
        {
            var word =
                token.Kind == SqlTokenKind.Word ? body.Substring(token.Start, token.Length).ToLowerInvariant() : "";
            var ends =
                word is "begin" or "then" or "else" or "loop"
                || (token.Kind == SqlTokenKind.Sign && body[token.Start] == ';');
            if (!ends)
                continue;
            yield return (start, token.Start - start);
            start = token.Start + token.Length;
        }
        yield return (start, body.Length - start);
    }

    private static void Drop(ScriptStatement statement, List<(string, int)> found)
    {
        var kind = statement.At(1).ToLowerInvariant();
        if (_holdsData.Contains(kind))
            found.Add(($"drops {kind} {NameAfter(statement, 2)}", 0));
        else if (Cascades(statement))
            found.Add(($"drops {kind} {NameAfter(statement, 2)} and all that depends on it", 0));
    }

    private static void Delete(ScriptStatement statement, List<(string, int)> found)
    {
        for (var at = 0; at + 1 < statement.Tokens.Count; at++)
        {
            if (!statement.Are(at, "delete", "from"))
                continue;
            var depth = 0;
            var isLimited = false;
            for (var next = at + 2; next < statement.Tokens.Count && depth >= 0; next++)
            {
                if (statement.IsSign(next, '('))
                    depth++;
                else if (statement.IsSign(next, ')'))
                    depth--;
                else if (depth == 0 && statement.Is(next, "where"))
                    isLimited = true;
            }
            if (!isLimited)
                found.Add(($"deletes every row of {NameAfter(statement, at + 2)}", at));
        }
    }

    private static void Alter(ScriptStatement statement, List<(string, int)> found)
    {
        var at = statement.Is(1, "foreign") || statement.Is(1, "materialized") ? 2 : 1;
        var kind = statement.At(at).ToLowerInvariant();
        if (kind is not "table")
        {
            var rename = Enumerable
                .Range(1, statement.Tokens.Count - 1)
                .FirstOrDefault(index => statement.Is(index, "rename"));
            if (rename > 0 && kind is "schema" or "view" or "type" or "sequence" or "domain")
                found.Add(($"renames {kind} {NameAfter(statement, at + 1)}", rename));
            return;
        }
        var name = NameAfter(statement, at + 1);
        var action = AfterName(statement, at + 1);
        while (action < statement.Tokens.Count)
        {
            Action(statement, action, name, found);
            action = NextAction(statement, action);
        }
    }

    private static int NextAction(ScriptStatement statement, int at)
    {
        var depth = 0;
        for (; at < statement.Tokens.Count; at++)
        {
            if (statement.IsSign(at, '('))
                depth++;
            else if (statement.IsSign(at, ')'))
                depth--;
            else if (depth == 0 && statement.IsSign(at, ','))
                return at + 1;
        }
        return at;
    }

    private static void Action(ScriptStatement statement, int at, string table, List<(string, int)> found)
    {
        var end = NextAction(statement, at);
        if (statement.Is(at, "rename"))
            found.Add(
                (
                    statement.Is(at + 1, "to")
                        ? $"renames table {table}"
                        : $"renames a column or constraint of {table}",
                    at
                )
            );
        else if (statement.Are(at, "set", "schema"))
            found.Add(($"moves {table} to another schema", at));
        else if (statement.Are(at, "detach", "partition"))
            found.Add(($"takes the rows of a partition out of {table}", at));
        else if (statement.Is(at, "drop") && !_namesDropped.Any(word => statement.Is(at + 1, word)))
            found.Add(
                (
                    $"drops column {NameAfter(statement, statement.Is(at + 1, "column") ? at + 2 : at + 1)} of {table}",
                    at
                )
            );
        else if (statement.Is(at, "add") && !statement.Is(at + 1, "constraint"))
            Add(statement, at, end, table, found);
        else if (statement.Is(at, "alter"))
            Column(statement, at, end, table, found);
    }

    private static void Add(ScriptStatement statement, int at, int end, string table, List<(string, int)> found)
    {
        var words = Enumerable
            .Range(at, end - at)
            .Where(index => statement.Tokens[index].Kind == SqlTokenKind.Word)
            .Select(index => statement.At(index).ToLowerInvariant())
            .ToList();
        var isFilled = words.Exists(word =>
            word is "default" or "generated" or "identity" or "serial" or "bigserial" or "smallserial"
        );
        for (var index = at; index + 1 < end; index++)
        {
            if (statement.Are(index, "not", "null") && !isFilled)
            {
                found.Add(
                    (
                        $"adds column {NameAfter(statement, statement.Is(at + 1, "column") ? at + 2 : at + 1)}"
                            + $" to {table}, not null and without a default",
                        at
                    )
                );
                return;
            }
        }
    }

    private static void Column(ScriptStatement statement, int at, int end, string table, List<(string, int)> found)
    {
        var name = statement.Is(at + 1, "column") ? at + 2 : at + 1;
        var action = name + 1;
        var column = $"{table}.{NameAfter(statement, name)}";
        if (statement.Are(action, "set", "not", "null"))
            found.Add(($"makes {column} not null", at));
        var type =
            statement.Is(action, "type") ? action + 1
            : statement.Are(action, "set", "data", "type") ? action + 3
            : -1;
        if (type < 0 || type >= end)
            return;
        var word = statement.At(type).ToLowerInvariant();
        var hasLength = Enumerable
            .Range(type, end - type)
            .TakeWhile(index => !statement.Is(index, "using"))
            .Any(index => statement.IsSign(index, '('));
        var isTimestamp = word == "timestamp" && statement.Are(type + 1, "with", "time", "zone");
        if (_wide.Contains(word) || isTimestamp || (_wideWithoutLength.Contains(word) && !hasLength))
            return;
        found.Add(($"changes the type of {column} to {word}, which may cut or refuse values", at));
    }

    /// <summary>
    /// The name at a position, with its schema, for people. Skips <c>if exists</c>, <c>only</c> and the like.
    /// </summary>
    private static string NameAfter(ScriptStatement statement, int at)
    {
        at = SkipWords(statement, at);
        if (!statement.IsName(at))
            return "?";
        var name = statement.At(at);
        while (statement.IsSign(at + 1, '.') && statement.IsName(at + 2))
        {
            at += 2;
            name += $".{statement.At(at)}";
        }
        return name;
    }

    private static int AfterName(ScriptStatement statement, int at)
    {
        at = SkipWords(statement, at) + 1;
        while (statement.IsSign(at, '.'))
            at += 2;
        return statement.IsSign(at, '*') ? at + 1 : at;
    }

    private static int SkipWords(ScriptStatement statement, int at)
    {
        if (statement.Is(at, "table"))
            at++;
        if (statement.Are(at, "if", "not", "exists"))
            at += 3;
        else if (statement.Are(at, "if", "exists"))
            at += 2;
        return statement.Is(at, "only") ? at + 1 : at;
    }

    /// <summary>A finding, and where the names of its tables begin in its statement.</summary>
    private sealed record Found(string What, int At, ScriptStatement Statement, int Name, bool IsList)
    {
        /// <summary>See <see cref="Targets"/>.</summary>
        public List<RelationName>? Tables(string database)
        {
            if (Name < 0)
                return null;
            var tables = new List<RelationName>();
            var at = Name;
            do
            {
                at = SkipWords(Statement, at);
                var parts = new List<string>();
                for (; Statement.IsName(at); at += 2)
                {
                    parts.Add(Statement.Name(at));
                    if (!Statement.IsSign(at + 1, '.'))
                        break;
                }
                if (
                    parts is not ([_, _] or [_, _, _])
                    || (parts.Count == 3 && !parts[0].Equals(database, StringComparison.OrdinalIgnoreCase))
                )
                    return null;
                tables.Add(new RelationName(parts[^2], parts[^1]));
                at += Statement.IsSign(at + 1, '*') ? 2 : 1;
            } while (IsList && Statement.IsSign(at++, ','));
            return tables;
        }
    }
}
