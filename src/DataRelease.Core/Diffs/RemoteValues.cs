using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Reads sample rows by the names of their keys, or by their own names.</summary>
internal sealed class RemoteValues(RemoteRun run)
{
    private static readonly IReadOnlyDictionary<string, string?> _nothing = new Dictionary<string, string?>();

    private readonly IReadOnlyList<ComparedColumn> _key = run.Sides.Columns.Key;
    private readonly IReadOnlyList<ComparedColumn> _values = run.Sides.Columns.Values;

    public async Task<IEnumerable<DiffSample>> AddedAsync(IReadOnlyList<long> keys, CancellationToken cancellation) =>
        (await FirstAsync(run.Green, run.Sides.Green, run.Name, keys, cancellation)).Select(row => new DiffSample(
            RowKind.Added,
            Named(_key, row.Key),
            _nothing,
            Named(_values, row.Values)
        ));

    public async Task<IEnumerable<DiffSample>> RemovedAsync(IReadOnlyList<long> keys, CancellationToken cancellation) =>
        (await FirstAsync(run.Blue, run.Sides.Blue, run.Name, keys, cancellation)).Select(row => new DiffSample(
            RowKind.Removed,
            Named(_key, row.Key),
            Named(_values, row.Values),
            _nothing
        ));

    /// <summary>Reads samples of changed rows with only the differing columns.</summary>
    public async Task<IEnumerable<DiffSample>> ChangedAsync(IReadOnlyList<long> keys, CancellationToken cancellation)
    {
        var blue = await FirstAsync(run.Blue, run.Sides.Blue, run.Name, keys, cancellation);
        var green = (
            await FirstAsync(run.Green, run.Sides.Green, run.Name, [.. blue.Select(row => row.Name)], cancellation)
        ).ToDictionary(row => row.Name);
        return blue.Where(row => green.ContainsKey(row.Name))
            .Select(row =>
            {
                var now = green[row.Name];
                var differing = Enumerable
                    .Range(0, _values.Count)
                    .Where(index =>
                        row.Hashes[index] != now.Hashes[index]
                        && !RemoteColumns.IsWithin(_values[index], row.Values[index], now.Values[index])
                    )
                    .ToList();
                return new DiffSample(
                    RowKind.Changed,
                    Named(_key, row.Key),
                    Some(differing, row.Values),
                    Some(differing, now.Values)
                );
            });
    }

    public async Task<IEnumerable<DiffSample>> AddedWholeAsync(
        IReadOnlyList<long> rows,
        CancellationToken cancellation
    ) =>
        (await FirstAsync(run.Green, run.Sides.Green, WholeName, [.. rows.Select(WholeNameOf)], cancellation)).Select(
            row => new DiffSample(RowKind.Added, _nothing, _nothing, Whole(row))
        );

    public async Task<IEnumerable<DiffSample>> RemovedWholeAsync(
        IReadOnlyList<long> rows,
        CancellationToken cancellation
    ) =>
        (await FirstAsync(run.Blue, run.Sides.Blue, WholeName, [.. rows.Select(WholeNameOf)], cancellation)).Select(
            row => new DiffSample(RowKind.Removed, _nothing, Whole(row), _nothing)
        );

    private Sql WholeName => RemoteRun.NameOf(run.Grammar, run.Sides.RowHash);

    private static long WholeNameOf(long hash) => RemoteRun.NameOf(hash);

    private async Task<IReadOnlyList<ValueRow>> FirstAsync(
        WarehouseSession session,
        Sql side,
        Sql name,
        IReadOnlyList<long> names,
        CancellationToken cancellation
    )
    {
        if (names.Count == 0)
            return [];
        var whole = run.Sides.Whole.Select(column => column.Alias).ToList();
        var texts = Sql.Join("", whole.Select(column => (Sql)$", {session.Dialect.AsText(column)}"));
        var hashes = Sql.Join("", _values.Select((_, index) => (Sql)$", {run.Sides.ValueHash(index)}"));
        // The names are qualified, because a bare name would mean the selected text of the same name, which sorts 1000
        // before 200.
        var order = Sql.Join(", ", (run.IsKeyed ? run.Sides.Keys : whole).Select(column => (Sql)$"s.{column}"));
        return await session.QueryAsync(
            session.Dialect.First(
                $"select {name}{texts}{hashes} from (select distinct * from {side} s where "
                    + $"{run.Grammar.IsOneOf(name, names)}) s",
                order,
                run.Samples
            ),
            Read,
            cancellation
        );
    }

    private ValueRow Read(DbDataReader row)
    {
        string?[] Texts(int offset, int count) =>
            [.. Enumerable.Range(offset, count).Select(index => DiffRun.Text(row, index))];
        return new ValueRow(
            row.ReadLong(0),
            Texts(1, _key.Count),
            Texts(1 + _key.Count, _values.Count),
            [
                .. Enumerable
                    .Range(1 + _key.Count + _values.Count, _values.Count)
                    .Select(index => RemoteRun.Hash(row, index)),
            ]
        );
    }

    private Dictionary<string, string?> Whole(ValueRow row) =>
        Named([.. _key, .. _values], [.. row.Key, .. row.Values]);

    private Dictionary<string, string?> Named(IReadOnlyList<ComparedColumn> columns, string?[] values) =>
        columns.Zip(values).ToDictionary(pair => pair.First.Name, pair => run.Shown(pair.First, pair.Second));

    private Dictionary<string, string?> Some(List<int> indexes, string?[] values) =>
        indexes.ToDictionary(index => _values[index].Name, index => run.Shown(_values[index], values[index]));

    private sealed record ValueRow(long Name, string?[] Key, string?[] Values, long[] Hashes);
}
