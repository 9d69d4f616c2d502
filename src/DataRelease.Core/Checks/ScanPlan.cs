using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Collects what the checks need to know about each relation, so that every relation is read only once, by one SELECT
/// with all of its aggregates. Relations of which only the row count is needed are counted many in one query.
/// </summary>
internal sealed class ScanPlan(Warehouse warehouse)
{
    /// <summary>The number of relations that one query counts.</summary>
    private const int CountBatch = 50;

    /// <summary>The largest number of aggregates in one SELECT. PostgreSQL allows 1664 columns.</summary>
    private const int ColumnBatch = 1000;

    private readonly Dictionary<RelationName, List<Sql>> _wanted = [];
    private readonly Dictionary<(RelationName, string), int> _known = [];

    /// <summary>Requests the number of rows.</summary>
    public void Count(RelationName relation) => Slots(relation);

    /// <summary>Requests an aggregate. The same aggregate is computed only once.</summary>
    public ScanSlot Add(RelationName relation, Sql aggregate)
    {
        var slots = Slots(relation);
        var text = aggregate.Render(warehouse.Dialect).Text;
        if (_known.TryGetValue((relation, text), out var known))
            return new ScanSlot(relation, known);
        slots.Add(aggregate);
        return new ScanSlot(relation, _known[(relation, text)] = slots.Count - 1);
    }

    /// <summary>Reads every relation once.</summary>
    public async Task<ScanResults> RunAsync(
        WarehouseSession session,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var results = new ScanResults();
        var counted = _wanted.Where(relation => relation.Value.Count == 0).Select(relation => relation.Key).ToList();
        var done = 0;
        foreach (var chunk in counted.Chunk(CountBatch))
        {
            events.Publish(new ReleaseEvent.Progressed($"counting rows, {done} of {_wanted.Count} relations"));
            await CountAsync(session, chunk, results, cancellation);
            done += chunk.Length;
        }
        foreach (var (relation, aggregates) in _wanted.Where(relation => relation.Value.Count > 0))
        {
            events.Publish(new ReleaseEvent.Progressed($"reading {relation}, {done} of {_wanted.Count} relations"));
            foreach (
                var chunk in aggregates
                    .Select((aggregate, index) => (Aggregate: aggregate, Index: index))
                    .Chunk(ColumnBatch)
            )
                await ReadAsync(session, relation, chunk, results, cancellation);
            done++;
        }
        return results;
    }

    private List<Sql> Slots(RelationName relation)
    {
        if (_wanted.TryGetValue(relation, out var slots))
            return slots;
        return _wanted[relation] = [];
    }

    private async Task ReadAsync(
        WarehouseSession session,
        RelationName relation,
        (Sql Aggregate, int Index)[] wanted,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        try
        {
            var list = Sql.Join("", wanted.Select(one => (Sql)$", {warehouse.Dialect.AsText(one.Aggregate)}"));
            var row = (
                await session.QueryAsync(
                    $"select {Dialect.AllRows}{list} from {relation}",
                    reader =>
                        Enumerable
                            .Range(0, reader.FieldCount)
                            .Select(column =>
                                reader.IsDBNull(column)
                                    ? null
                                    : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)
                            )
                            .ToList(),
                    cancellation
                )
            )[0];
            results.Rows[relation] = long.Parse(row[0]!, CultureInfo.InvariantCulture);
            for (var index = 0; index < wanted.Length; index++)
                results.Values[new ScanSlot(relation, wanted[index].Index)] = row[index + 1];
        }
        catch (DbException error) when (wanted.Length <= 1 && !warehouse.IsOutOfRoom(error))
        {
            var message = error.Message.ReplaceLineEndings(" ");
            if (wanted.Length == 1)
                results.Errors[new ScanSlot(relation, wanted[0].Index)] = message;
            // The relation itself may be readable.
            await CountAsync(session, [relation], results, cancellation);
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !warehouse.IsOutOfRoom(error))
        {
            // One bad column must not prevent the checks of the others. The aggregates are halved, so that the good
            // ones still share a scan.
            var half = wanted.Length / 2;
            await ReadAsync(session, relation, wanted[..half], results, cancellation);
            await ReadAsync(session, relation, wanted[half..], results, cancellation);
        }
    }

    /// <summary>Counts many relations in one query. If that fails, it counts each one separately.</summary>
    private async Task CountAsync(
        WarehouseSession session,
        RelationName[] relations,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        try
        {
            var query = Sql.Join(
                " union all ",
                relations.Select(
                    (relation, index) =>
                        (Sql)(
                            $"select {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))} as i, "
                            + $"{Dialect.AllRows} as n from {relation}"
                        )
                )
            );
            foreach (
                var (index, rows) in await session.QueryAsync(
                    query,
                    row => (row.GetInt32(0), row.ReadLong(1)),
                    cancellation
                )
            )
                results.Rows[relations[index]] = rows;
        }
        // A missing right is not a problem of the data. It ends the checks, and the error names the statement that
        // grants it.
        catch (DbException error)
            when (relations.Length == 1
                && warehouse.Translate(error).Code != ErrorCode.RightMissing
                && !warehouse.IsOutOfRoom(error)
            )
        {
            results.Unreadable[relations[0]] = error.Message.ReplaceLineEndings(" ");
        }
        catch (DbException) when (relations.Length > 1 && session.Connection.State == System.Data.ConnectionState.Open)
        {
            foreach (var relation in relations)
                await CountAsync(session, [relation], results, cancellation);
        }
    }
}

/// <summary>The place of an aggregate's value.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Index">The position in the SELECT.</param>
internal readonly record struct ScanSlot(RelationName Relation, int Index);

/// <summary>The results of the scans.</summary>
internal sealed class ScanResults
{
    /// <summary>The row counts by relation.</summary>
    public Dictionary<RelationName, long> Rows { get; } = [];

    /// <summary>The values as text; null for NULL.</summary>
    public Dictionary<ScanSlot, string?> Values { get; } = [];

    /// <summary>Why an aggregate has no value.</summary>
    public Dictionary<ScanSlot, string> Errors { get; } = [];

    /// <summary>Why a relation can't even be counted.</summary>
    public Dictionary<RelationName, string> Unreadable { get; } = [];

    public Quantity? Number(ScanSlot slot) => Quantity.Parse(Values.GetValueOrDefault(slot));

    /// <summary>Why the slots can't be judged, or null.</summary>
    public string? Trouble(params ReadOnlySpan<ScanSlot?> slots) => Trouble([.. slots.ToArray().OfType<ScanSlot>()]);

    /// <summary>Why the slots can't be judged, or null.</summary>
    public string? Trouble(IReadOnlyList<ScanSlot> slots) =>
        slots
            .Select(slot => Errors.GetValueOrDefault(slot) ?? Unreadable.GetValueOrDefault(slot.Relation))
            .FirstOrDefault(error => error is not null);
}
