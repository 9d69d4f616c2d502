using System.Globalization;
using DataRelease.Backups;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Reports the progress of copying in bytes and time. Engines don't report the progress of a running statement, so the
/// report changes from table to table.
/// </summary>
/// <param name="clock">The clock that measures the time.</param>
/// <param name="sizes">
/// The size of each table with its indexes, in bytes; null where the engine does not know it.
/// </param>
internal sealed class CopyProgress(TimeProvider clock, IReadOnlyDictionary<RelationName, long?> sizes)
{
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly long _all = sizes.Values.Sum(size => size ?? 0);
    private int _begun;
    private long _done;

    /// <summary>The report when a table's copy begins.</summary>
    public string Begin(RelationName table)
    {
        lock (_lock)
        {
            _begun++;
            var size = sizes[table] is { } bytes ? $", {ByteText.Of(bytes)}" : "";
            var place = sizes.Count > 1 ? $", table {_begun} of {sizes.Count}" : "";
            return $"copying {table} from blue{size}{place}{Left()}";
        }
    }

    /// <summary>Counts a table's copy as done.</summary>
    public void End(RelationName table)
    {
        lock (_lock)
            _done += sizes[table] ?? 0;
    }

    private string Left()
    {
        if (_done == 0)
            return "";
        var left = clock.GetElapsedTime(_start) * ((double)(_all - _done) / _done);
        var time =
            left < TimeSpan.FromMinutes(1)
                ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left.TotalSeconds):0} s")
                : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left.TotalMinutes):0} min");
        return $"; {ByteText.Of(_done)} of {ByteText.Of(_all)} done, about {time} left";
    }
}
