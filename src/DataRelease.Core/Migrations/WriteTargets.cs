using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Finds what a statement writes to, by its text: the qualified names after its verb. What a called function writes is
/// found only in the catalog, after the run and before the commit.
/// </summary>
internal static class WriteTargets
{
    /// <summary>For each statement, the schemas that it writes to and where their names stand.</summary>
    public static IEnumerable<(string Schema, int Offset)> Find(string script, LexicalRules? lexis)
    {
        foreach (var statement in SqlStatements.Read(script, lexis))
        {
            foreach (var target in Definition(statement).Concat(Rows(statement)))
            {
                // The schema is the last but one part of <c>a.b</c> or <c>database.a.b</c>.
                var parts = Chain(statement, target);
                if (parts.Count >= 2)
                    yield return (statement.Name(parts[^2]), statement.Tokens[parts[0]].Start);
            }
            foreach (var schema in Schemas(statement))
                yield return (statement.Name(schema), statement.Tokens[schema].Start);
        }
    }

    /// <summary>The first words of statements that control transactions.</summary>
    public static IEnumerable<(string Word, int Offset)> TransactionControl(string script, LexicalRules? lexis)
    {
        foreach (var statement in SqlStatements.Read(script, lexis))
        {
            var word = statement.At(0).ToLowerInvariant();
            if (
                word is "begin" or "commit" or "rollback" or "abort" or "end" or "savepoint" or "release"
                || statement.Are(0, "start", "transaction")
                || statement.Are(0, "prepare", "transaction")
            )
                yield return (word, statement.Start);
        }
    }

    /// <summary><c>create|drop|alter schema x</c> and <c>set schema x</c>.</summary>
    private static IEnumerable<int> Schemas(ScriptStatement statement)
    {
        if (
            (statement.Is(0, "create") || statement.Is(0, "drop") || statement.Is(0, "alter"))
            && statement.Is(1, "schema")
        )
        {
            var at = Skip(statement, 2);
            for (; at < statement.Tokens.Count; at++)
            {
                if (!statement.IsName(at))
                    yield break;
                yield return at;
                if (!statement.IsSign(at + 1, ','))
                    yield break;
                at++;
            }
        }
        if (!statement.Is(0, "alter"))
            yield break;
        for (var at = 1; at + 2 < statement.Tokens.Count; at++)
        {
            if (statement.Are(at, "set", "schema") && statement.IsName(at + 2))
                yield return at + 2;
        }
    }

    private static IEnumerable<int> Definition(ScriptStatement statement)
    {
        var verb = statement.At(0).ToLowerInvariant();
        if (
            verb
            is not (
                "create"
                or "alter"
                or "drop"
                or "comment"
                or "truncate"
                or "refresh"
                or "reindex"
                or "cluster"
                or "vacuum"
                or "lock"
                or "import"
            )
        )
            yield break;
        if (verb is "drop" or "truncate" or "lock")
        {
            for (var at = 1; at < statement.Tokens.Count; at++)
            {
                if (!statement.IsName(at) || statement.IsSign(at - 1, '.') || !statement.IsSign(at + 1, '.'))
                    continue;
                yield return at;
            }
            yield break;
        }
        var isOn = Enumerable
            .Range(1, Math.Min(6, statement.Tokens.Count - 1))
            .Any(at =>
                statement.Is(at, "index")
                || statement.Is(at, "trigger")
                || statement.Is(at, "policy")
                || statement.Is(at, "rule")
            );
        var seenOn = !(isOn && verb is "create" or "alter");
        for (var at = 1; at < statement.Tokens.Count; at++)
        {
            if (!isOn && verb is "create" or "alter" && IsEndOfTarget(statement, at))
            {
                // What follows is read. The tables that a new one inherits from get its rows.
                at = Heirs(statement, at);
                if (at < 0)
                    yield break;
            }
            if (statement.Is(at, "on") || statement.Is(at, "to"))
                seenOn = true;
            if (!seenOn || !statement.IsName(at) || !statement.IsSign(at + 1, '.'))
                continue;
            yield return at;
            yield break;
        }
    }

    private static bool IsEndOfTarget(ScriptStatement statement, int at) =>
        statement.IsSign(at, '(')
        || statement.Is(at, "as")
        || statement.Is(at, "references")
        || statement.Is(at, "using")
        || statement.Is(at, "execute");

    private static int Heirs(ScriptStatement statement, int from)
    {
        for (var at = from; at < statement.Tokens.Count; at++)
        {
            if (statement.Is(at, "inherits"))
                return at;
        }
        return -1;
    }

    private static IEnumerable<int> Rows(ScriptStatement statement)
    {
        for (var at = 0; at < statement.Tokens.Count; at++)
        {
            if (
                statement.Are(at, "insert", "into")
                || statement.Are(at, "delete", "from")
                || statement.Are(at, "merge", "into")
            )
                yield return Skip(statement, at + 2);
            else if (statement.Are(at, "insert", "or"))
                yield return Skip(statement, at + 4);
            else if (statement.Is(at, "copy") && at == 0)
                yield return 1;
            else if (
                statement.Is(at, "update")
                && (at == 0 || statement.IsSign(at - 1, '(') || statement.IsSign(at - 1, ')'))
            )
                yield return Skip(statement, at + 1);
        }
    }

    private static int Skip(ScriptStatement statement, int at)
    {
        if (statement.Are(at, "if", "not", "exists"))
            return at + 3;
        if (statement.Are(at, "if", "exists"))
            return at + 2;
        return statement.Is(at, "only") ? at + 1 : at;
    }

    private static List<int> Chain(ScriptStatement statement, int at)
    {
        var parts = new List<int>();
        while (statement.IsName(at))
        {
            parts.Add(at);
            if (!statement.IsSign(at + 1, '.'))
                break;
            at += 2;
        }
        return parts;
    }
}
