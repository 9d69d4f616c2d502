using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Speeds up deep chains of views. DuckDB expands a view's text wherever the view is named, and binds and plans every
/// copy; it binds a common table expression only once. So a query of a deep view receives the views as common table
/// expressions. While a view is being created, each deep view that it reads is renamed (which binds nothing), and a
/// view with such a query takes its place.
/// </summary>
/// <param name="database">The file's name among the attached databases.</param>
internal sealed class DuckDbLateViews(string database) : LateViews, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, DuckDbTableReferences?> _parsed = new(StringComparer.Ordinal);
    private HashSet<string>? _steady;

    /// <summary>The views that sessions are creating now; other sessions don't see them in the catalog yet.</summary>
    private readonly Dictionary<(string, string), DuckDbView> _making = [];

    /// <summary>
    /// The views that may exist. They decide which statements are examined, never how a statement is changed.
    /// </summary>
    private DuckDbViews? _known;

    /// <summary>Another process may have created views in the meantime.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            (_known, _steady) = (null, null);
            _making.Clear();
        }
    }

    /// <inheritdoc/>
    public override string Fold(DbConnection connection, string query)
    {
        if (Known(connection).DeepIn(query).Count == 0 || !IsQuery(query))
            return query;
        var views = Read(connection);
        return views.DeepIn(query).Count > 0 ? Fold(connection, views, query) ?? query : query;
    }

    /// <inheritdoc/>
    public override AroundView? Around(DbConnection connection, string statement)
    {
        if (!MakesView(statement, out var made))
            return null;
        var known = Known(connection);
        var touches = known.DeepIn(statement).Count > 0;
        Note(known, made);
        if (!touches)
            return null;
        var views = Read(connection);
        var (before, after) = (new List<string>(), new List<string>());
        foreach (
            var deep in views
                .DeepIn(DuckDbNames.Body(statement))
                .Where(view => DuckDbNames.Key(view.Name) != DuckDbNames.Key(made.Name))
        )
        {
            var (name, aside) = (Quote(deep.Name), deep.Name with { Name = $"{deep.Name.Name} aside" });
            if (views.Find(aside) is not null || Fold(connection, views, DuckDbNames.Body(deep.Sql)) is not { } folded)
                continue;
            before.Add($"alter view {name} rename to {Quote(aside.Name)}");
            before.Add($"create view {name} {DuckDbNames.ColumnList(deep.Sql)} as {folded}");
            after.Add($"drop view {name}");
            after.Add($"alter view {Quote(aside)} rename to {Quote(deep.Name.Name)}");
        }
        return before.Count > 0 ? new AroundView(before, after) : null;
    }

    /// <inheritdoc/>
    public override bool MakeDeepView(DbConnection connection, IReadOnlyList<string> statements)
    {
        var made = new List<DuckDbView>();
        foreach (var statement in statements)
        {
            if (MakesView(statement, out var view))
                made.Add(view);
        }
        if (made.Count == 0)
            return false;
        var known = Known(connection);
        foreach (var view in made)
            Note(known, view);
        return made.Exists(known.ReadsDeep);
    }

    /// <inheritdoc/>
    public override async Task<IDisposable> TakeTurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        return new Turn(_turn);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The query with its views as common table expressions; null if that would save nothing.</summary>
    private string? Fold(DbConnection connection, DuckDbViews views, string query)
    {
        if (Parse(connection, query) is not { } outer)
            return null;
        var folds = new Dictionary<RelationName, string>();
        var expressions = new List<string>();
        var prefix = "dr";
        while (query.Contains($"\"{prefix} ", StringComparison.Ordinal))
            prefix += "_";
        foreach (var view in Order(connection, views, outer))
        {
            var (body, references) = (DuckDbNames.Body(view.Sql), Parse(connection, DuckDbNames.Body(view.Sql))!);
            var name = Quote($"{prefix} {folds.Count + 1}");
            expressions.Add($"{name}{DuckDbNames.ColumnList(view.Sql)} as ({Replace(body, references, views, folds)})");
            folds[view.Name] = name;
        }
        if (folds.Count == 0)
            return null;
        var text = Replace(query, outer, views, folds);
        var with = string.Join(",\n", expressions);
        var words = SqlLexer
            .Read(text)
            .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
            .Take(2)
            .Select(token => (Word: text.Substring(token.Start, token.Length), End: token.Start + token.Length))
            .ToList();
        if (!Is(words[0].Word, "with"))
            return $"with {with}\n{text}";
        var after = words.Count > 1 && Is(words[1].Word, "recursive") ? words[1].End : words[0].End;
        return $"{text[..after]} {with},\n{text[after..]}";
    }

    /// <summary>
    /// The views that a query reads, each after the views that it reads itself. A view is left out if its rows may
    /// differ each time it is read, or if its text can't be followed.
    /// </summary>
    private List<DuckDbView> Order(DbConnection connection, DuckDbViews views, DuckDbTableReferences outer)
    {
        var isFolded = new Dictionary<RelationName, bool>();
        var order = new List<DuckDbView>();
        var path = new Stack<DuckDbView>(Views(outer));
        while (path.TryPeek(out var top))
        {
            if (isFolded.ContainsKey(top.Name))
            {
                path.Pop();
                continue;
            }
            var references = Parse(connection, DuckDbNames.Body(top.Sql));
            var below = references is null ? [] : Views(references).ToList();
            if (below.Where(view => !isFolded.ContainsKey(view.Name)).ToList() is { Count: > 0 } unknown)
            {
                foreach (var view in unknown)
                    path.Push(view);
                continue;
            }
            path.Pop();
            var isSame = references is not null && IsSameEachTime(connection, references);
            isFolded[top.Name] = isSame && below.TrueForAll(view => isFolded[view.Name]);
            if (isFolded[top.Name])
                order.Add(top);
        }
        return order;

        IEnumerable<DuckDbView> Views(DuckDbTableReferences references) =>
            references.All.Select(reference => views.Find(reference.Relation)).OfType<DuckDbView>().Distinct();
    }

    private static string Replace(
        string text,
        DuckDbTableReferences references,
        DuckDbViews views,
        Dictionary<RelationName, string> folds
    )
    {
        foreach (var reference in references.All.Reverse())
        {
            if (views.Find(reference.Relation) is not { } view || !folds.TryGetValue(view.Name, out var name))
                continue;
            var alias = reference.HasAlias ? "" : $" as {Quote(reference.Relation.Name)}";
            text = $"{text[..reference.Start]}{name}{alias}{text[(reference.Start + reference.Length)..]}";
        }
        return text;
    }

    /// <summary>
    /// False if it calls a function outside DuckDB's own, because that may have another result each time.
    /// </summary>
    private bool IsSameEachTime(DbConnection connection, DuckDbTableReferences references) =>
        !references.IsSampled && references.Functions.IsSubsetOf(_steady ??= ReadSteady(connection));

    private static HashSet<string> ReadSteady(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "select lower(function_name) from duckdb_functions() where internal "
            + "group by 1 having bool_and(stability is distinct from 'VOLATILE')";
        using var reader = Seam.Pass(command.CommandText, command.ExecuteReader);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    private DuckDbTableReferences? Parse(DbConnection connection, string query)
    {
        lock (_gate)
        {
            if (_parsed.TryGetValue(query, out var known))
                return known;
        }
        DuckDbTableReferences? references;
        try
        {
            references = DuckDbTableReferences.Read(connection, query, database);
        }
        catch (JsonException)
        {
            // The parse tree is too deep to read, so the query runs unchanged.
            references = null;
        }
        lock (_gate)
            return _parsed[query] = references;
    }

    private DuckDbViews Known(DbConnection connection)
    {
        lock (_gate)
        {
            if (_known is { } known)
                return known;
        }
        Read(connection);
        lock (_gate)
            return _known!;
    }

    /// <summary>The views that exist now, as this connection's transaction sees them.</summary>
    private DuckDbViews Read(DbConnection connection)
    {
        var views = DuckDbViews.Read(connection, _known);
        lock (_gate)
        {
            foreach (var made in _making.Where(making => views.Find(making.Value.Name) is not null).ToList())
                _making.Remove(made.Key);
            _known = views.With(_making.Values);
        }
        return views;
    }

    private void Note(DuckDbViews known, DuckDbView made)
    {
        known.Add(made);
        lock (_gate)
            _making[DuckDbNames.Key(made.Name)] = made;
    }

    private static bool MakesView(string statement, out DuckDbView view)
    {
        view = null!;
        if (SqlLexer.FirstWord(statement) != "create" || DuckDbNames.MadeView(statement) is not { } name)
            return false;
        view = DuckDbView.Of(name, DuckDbNames.WithoutComments(statement));
        return true;
    }

    private static bool IsQuery(string text) => SqlLexer.FirstWord(text) is "select" or "with" or "from";

    private static bool Is(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static string Quote(RelationName name) => $"{Quote(name.Schema)}.{Quote(name.Name)}";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
