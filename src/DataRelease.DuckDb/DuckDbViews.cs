using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>A view as the catalog has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sql">The statement that makes it, as DuckDB writes it back.</param>
/// <param name="Named">Every pair of names in its text: among them are the relations that it reads.</param>
internal sealed record DuckDbView(RelationName Name, string Sql, IReadOnlyList<(string, string)> Named)
{
    public static DuckDbView Of(RelationName name, string sql) =>
        new(name, sql, [.. DuckDbNames.In(DuckDbNames.Body(sql)).Select(DuckDbNames.Key)]);
}

/// <summary>
/// The views of a file at one moment, and how many relations each names once all views in it are written out. The
/// numbers come from the names in the texts and are an upper bound: they say where it is worth to ask the parser.
/// </summary>
internal sealed class DuckDbViews
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), DuckDbView> _views;
    private readonly Dictionary<(string, string), long> _leaves = [];
    private readonly HashSet<(string, string)> _deep = [];

    private DuckDbViews(Dictionary<(string, string), DuckDbView> views)
    {
        _views = views;
        foreach (var key in views.Keys)
            Weigh(key);
    }

    /// <summary>
    /// A view is deep from here on: with fewer relations written out, binding it costs less than looking closer.
    /// </summary>
    public const int Shallow = 100;

    /// <summary>Reads them; texts that an earlier reading knows are not read again.</summary>
    public static DuckDbViews Read(DbConnection connection, DuckDbViews? earlier)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "select schema_name, view_name, sql from duckdb_views() where database_name = current_database() "
            + "and not internal and sql is not null";
        using var reader = Seam.Pass(command.CommandText, command.ExecuteReader);
        var views = new Dictionary<(string, string), DuckDbView>();
        while (reader.Read())
        {
            var (name, sql) = (new RelationName(reader.GetString(0), reader.GetString(1)), reader.GetString(2));
            var key = DuckDbNames.Key(name);
            views[key] =
                earlier?._views.GetValueOrDefault(key) is { } known && known.Sql == sql
                    ? known
                    : DuckDbView.Of(name, sql);
        }
        return new DuckDbViews(views);
    }

    /// <summary>The view of that name, however it is spelled.</summary>
    public DuckDbView? Find(RelationName name)
    {
        lock (_gate)
            return _views.GetValueOrDefault(DuckDbNames.Key(name));
    }

    /// <summary>Deep views whose names stand in a statement.</summary>
    public IReadOnlyList<DuckDbView> DeepIn(string statement)
    {
        lock (_gate)
        {
            return _deep.Count == 0
                ? []
                :
                [
                    .. DuckDbNames
                        .In(DuckDbNames.WithoutComments(statement))
                        .Select(DuckDbNames.Key)
                        .Distinct()
                        .Where(_deep.Contains)
                        .Select(key => _views[key]),
                ];
        }
    }

    /// <summary>True if the view names a deep one.</summary>
    public bool ReadsDeep(DuckDbView view)
    {
        lock (_gate)
            return view.Named.Any(_deep.Contains);
    }

    /// <summary>These, and those of others that are not among them.</summary>
    public DuckDbViews With(IEnumerable<DuckDbView> others)
    {
        lock (_gate)
        {
            var views = new Dictionary<(string, string), DuckDbView>(_views);
            foreach (var other in others)
                views.TryAdd(DuckDbNames.Key(other.Name), other);
            return views.Count == _views.Count ? this : new DuckDbViews(views);
        }
    }

    /// <summary>Takes in a view that is being made.</summary>
    public void Add(DuckDbView view)
    {
        lock (_gate)
        {
            var key = DuckDbNames.Key(view.Name);
            var isNew = !_views.ContainsKey(key);
            _views[key] = view;
            if (isNew)
            {
                Weigh(key);
                return;
            }
            _leaves.Clear();
            _deep.Clear();
            foreach (var other in _views.Keys)
                Weigh(other);
        }
    }

    /// <summary>A list and no recursion: a chain of views may be longer than this process's stack.</summary>
    private void Weigh((string, string) root)
    {
        var path = new Stack<(string, string)>([root]);
        var open = new HashSet<(string, string)>();
        while (path.TryPeek(out var top))
        {
            var below = _views[top].Named.Where(_views.ContainsKey).ToList();
            // What is open already is no view of it: a pair of names may be an alias and a column.
            if (
                open.Add(top)
                && below.Where(name => !_leaves.ContainsKey(name) && !open.Contains(name)).ToList()
                    is { Count: > 0 } unknown
            )
            {
                foreach (var name in unknown)
                    path.Push(name);
                continue;
            }
            path.Pop();
            if (_leaves.ContainsKey(top))
                continue;
            var sum = below.Aggregate(1L, (all, name) =>
                Math.Min(all + _leaves.GetValueOrDefault(name, 1), int.MaxValue)
            );
            _leaves[top] = sum;
            if (sum > Shallow)
                _deep.Add(top);
        }
    }
}
