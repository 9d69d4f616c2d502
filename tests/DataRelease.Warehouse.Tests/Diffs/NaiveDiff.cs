namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>The answer by the rules, computed in memory in the plainest way.</summary>
internal sealed record NaiveDiff(
    long Added,
    long Removed,
    long Changed,
    IReadOnlyDictionary<string, long> ByColumn,
    long Ambiguous
)
{
    public static NaiveDiff Of(DiffCase one)
    {
        var shared = Enumerable
            .Range(0, one.Columns.Count)
            .Where(index => one.Columns[index].Absent is not (1 or 2))
            .ToList();
        var values = shared.Where(index => index >= one.KeyColumns).ToList();
        string Cell(int[] row, int index) =>
            row[index] < 0 ? "null" : $"={one.Columns[index].Domain.Values[row[index]].Same}";
        string Whole(int[] row) => string.Join("\u001f", shared.Select(index => Cell(row, index)));
        string? Key(int[] row) =>
            one.KeyColumns == 0 || row.Take(one.KeyColumns).Any(cell => cell < 0)
                ? null
                : string.Join("\u001f", Enumerable.Range(0, one.KeyColumns).Select(index => Cell(row, index)));
        var twice = new[] { one.Blue, one.Green }
            .SelectMany(side =>
                side.Select(Key)
                    .Where(key => key is not null)
                    .GroupBy(key => key!)
                    .Where(group => group.Count() > 1)
                    .Select(group => group.Key)
            )
            .ToHashSet();
        bool IsMatched(int[] row) => Key(row) is { } key && !twice.Contains(key);
        var left = one.Blue.Where(IsMatched).ToDictionary(row => Key(row)!);
        var right = one.Green.Where(IsMatched).ToDictionary(row => Key(row)!);
        var byColumn = new Dictionary<string, long>();
        long changed = 0;
        foreach (var (key, row) in left)
        {
            if (!right.TryGetValue(key, out var other))
                continue;
            var differing = values.Where(index => Differs(one.Columns[index], row[index], other[index])).ToList();
            if (differing.Count > 0)
                changed++;
            foreach (var index in differing)
                byColumn[one.Columns[index].Name] = byColumn.GetValueOrDefault(one.Columns[index].Name) + 1;
        }
        var before = one
            .Blue.Where(row => !IsMatched(row))
            .GroupBy(Whole)
            .ToDictionary(group => group.Key, group => group.Count());
        var after = one
            .Green.Where(row => !IsMatched(row))
            .GroupBy(Whole)
            .ToDictionary(group => group.Key, group => group.Count());
        if (shared.Count == 0)
            return new NaiveDiff(one.Green.Length, one.Blue.Length, 0, byColumn, 0);
        return new NaiveDiff(
            right.Keys.Count(key => !left.ContainsKey(key))
                + after.Sum(pair => Math.Max(0, pair.Value - before.GetValueOrDefault(pair.Key))),
            left.Keys.Count(key => !right.ContainsKey(key))
                + before.Sum(pair => Math.Max(0, pair.Value - after.GetValueOrDefault(pair.Key))),
            changed,
            byColumn,
            one.KeyColumns == 0 ? 0 : one.Blue.Concat(one.Green).Count(row => !IsMatched(row))
        );
    }

    private static bool Differs(CaseColumn column, int blue, int green)
    {
        if (blue < 0 || green < 0)
            return blue >= 0 || green >= 0;
        var (left, right) = (column.Domain.Values[blue], column.Domain.Values[green]);
        if (left.Same == right.Same)
            return false;
        if (column.Tolerance == 0)
            return true;
        var (x, y) = (left.Number!.Value, right.Number!.Value);
        return !double.IsFinite(x)
            || !double.IsFinite(y)
            || (
                (decimal)Math.Min(1e20, Math.Abs((x / 2) - (y / 2))) * 2 > 0.02m
                && Math.Abs((x / 2) - (y / 2)) > 0.01 * Math.Abs(x / 2)
            );
    }
}
