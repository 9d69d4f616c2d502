using System.Globalization;
using DataRelease.Backups;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// How far copying is, in bytes and time. An engine says nothing of a statement that runs, so what is told changes from
/// table to table.
/// </summary>
/// <param name="clock">For what is left.</param>
/// <param name="sizes">What is copied, with indexes, in bytes; null where the engine does not say.</param>
internal sealed class CopyProgress(TimeProvider clock, IReadOnlyDictionary<RelationName, long?> sizes)
{
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly long _all = sizes.Values.Sum(size => size ?? 0);
    private int _begun;
    private long _done;

    /// <summary>What to say as a table's copy begins.</summary>
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

    /// <summary>A table's copy is done.</summary>
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
