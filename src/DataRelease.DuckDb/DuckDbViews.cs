using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>A view in the catalog.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sql">The statement that creates it, as DuckDB writes it back.</param>
/// <param name="Named">Every pair of adjacent names in its text; the relations that it reads are among them.</param>
internal sealed record DuckDbView(RelationName Name, string Sql, IReadOnlyList<(string, string)> Named)
{
    public static DuckDbView Of(RelationName name, string sql) =>
        new(name, sql, [.. DuckDbNames.In(DuckDbNames.Body(sql)).Select(DuckDbNames.Key)]);
}

/// <summary>
/// The views of a file at one moment, each with the number of relations that it names after all its views are expanded.
/// The numbers come from the names in the texts, and are an upper bound: they tell where asking the parser is worth its
/// time.
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

    /// <summary>A view with more relations than this is deep. Below, binding it costs less than examining it.</summary>
    public const int Shallow = 100;

    /// <summary>Reads the views; a text that an earlier reading parsed is not parsed again.</summary>
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

    /// <summary>The view of that name, in any case.</summary>
    public DuckDbView? Find(RelationName name)
    {
        lock (_gate)
            return _views.GetValueOrDefault(DuckDbNames.Key(name));
    }

    /// <summary>The deep views that a statement names.</summary>
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

    /// <summary>True if the view names a deep view.</summary>
    public bool ReadsDeep(DuckDbView view)
    {
        lock (_gate)
            return view.Named.Any(_deep.Contains);
    }

    /// <summary>These views, and those of the others that are missing here.</summary>
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

    /// <summary>Adds a view that is being created.</summary>
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

    /// <summary>
    /// Uses a stack of its own instead of recursion: a chain of views may be deeper than this process's stack.
    /// </summary>
    private void Weigh((string, string) root)
    {
        var path = new Stack<(string, string)>([root]);
        var open = new HashSet<(string, string)>();
        while (path.TryPeek(out var top))
        {
            var below = _views[top].Named.Where(_views.ContainsKey).ToList();
            // A name that is already open can't be a view that it reads: a pair of names may be an alias and a column.
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
