using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>Matches the rows of differing buckets by the hash of their key.</summary>
internal sealed class RemoteKeyPass(RemoteRun run)
{
    /// <summary>
    /// The largest number of keys that are requested by name. If more keys differ, their buckets are read completely,
    /// so that memory use stays constant.
    /// </summary>
    private const int MostNamed = 20_000;

    private readonly NamedRows _added = new(MostNamed);
    private readonly NamedRows _removed = new(MostNamed);
    private readonly NamedRows _changed = new(MostNamed);
    private readonly NamedRows _addedWhole = new(run.Samples);
    private readonly NamedRows _removedWhole = new(run.Samples);
    private long _ambiguous;

    public async Task<RemoteFinding> RunAsync(
        RemoteFinding finding,
        IReadOnlyList<long> parts,
        CancellationToken cancellation
    )
    {
        await foreach (var (blue, green) in new RemoteRows(run).ReadAsync(parts, cancellation))
            Match(blue, green);
        var columns = new RemoteColumns(run, MostNamed);
        if (_changed.Count > 0)
        {
            run.Progress(string.Create(CultureInfo.InvariantCulture, $"{_changed.Count:N0} rows with other values"));
            await columns.RunAsync(parts, _changed.IsComplete ? _changed.Names : null, cancellation);
        }
        return finding with
        {
            Added = _added.Count + _addedWhole.Count,
            Removed = _removed.Count + _removedWhole.Count,
            Changed = columns.Changed.Count,
            ByColumn = columns.ByColumn,
            AmbiguousRows = _ambiguous,
            Samples = await SamplesAsync(columns.Changed, cancellation),
            Notes =
                _added.IsComplete && _removed.IsComplete && columns.Changed.IsComplete
                    ? []
                    : ["so many rows differ that the samples are not the first ones of all"],
        };
    }

    private void Match(IReadOnlyList<HashedRow> blue, IReadOnlyList<HashedRow> green)
    {
        var before = Index(blue);
        var after = Index(green);
        bool IsShared(long? name) =>
            name is null
            || before.GetValueOrDefault(name.Value).Rows > 1
            || after.GetValueOrDefault(name.Value).Rows > 1;
        foreach (var (name, row) in before)
        {
            if (IsShared(name))
                continue;
            if (!after.TryGetValue(name, out var other))
                _removed.Add(name);
            else if (other.Hash != row.Hash)
                _changed.Add(name);
        }
        foreach (var name in after.Keys)
        {
            if (!IsShared(name) && !before.ContainsKey(name))
                _added.Add(name);
        }
        CountWhole([.. blue.Where(row => IsShared(row.Name))], [.. green.Where(row => IsShared(row.Name))]);
    }

    /// <summary>Compares rows without a unique key as a multiset.</summary>
    private void CountWhole(IReadOnlyList<HashedRow> blue, IReadOnlyList<HashedRow> green)
    {
        _ambiguous += blue.Count + green.Count;
        var before = blue.CountBy(row => row.Hash).ToDictionary();
        var after = green.CountBy(row => row.Hash).ToDictionary();
        foreach (var (hash, count) in after)
            _addedWhole.Add(hash, Math.Max(0, count - before.GetValueOrDefault(hash)));
        foreach (var (hash, count) in before)
            _removedWhole.Add(hash, Math.Max(0, count - after.GetValueOrDefault(hash)));
    }

    private static Dictionary<long, (int Rows, long Hash)> Index(IReadOnlyList<HashedRow> rows)
    {
        var found = new Dictionary<long, (int Rows, long Hash)>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Name is not { } name)
                continue;
            found[name] = (found.GetValueOrDefault(name).Rows + 1, row.Hash);
        }
        return found;
    }

    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(NamedRows changed, CancellationToken cancellation)
    {
        if (run.Samples == 0)
            return [];
        var values = new RemoteValues(run);
        return
        [
            .. await values.AddedAsync(_added.Names, cancellation),
            .. await values.RemovedAsync(_removed.Names, cancellation),
            .. await values.ChangedAsync(changed.Names, cancellation),
            .. await values.AddedWholeAsync(_addedWhole.Names, cancellation),
            .. await values.RemovedWholeAsync(_removedWhole.Names, cancellation),
        ];
    }
}

/// <summary>A number of rows, with the names of the first of them.</summary>
internal sealed class NamedRows(int most)
{
    private readonly List<long> _names = [];

    public long Count { get; private set; }

    /// <summary>The names of the first rows, up to the limit.</summary>
    public IReadOnlyList<long> Names => _names;

    /// <summary>True if every row's name is kept.</summary>
    public bool IsComplete { get; private set; } = true;

    public void Add(long name, long count = 1)
    {
        if (count == 0)
            return;
        Count += count;
        if (_names.Count < most)
            _names.Add(name);
        else
            IsComplete = false;
    }
}
