using System.Globalization;
using System.Text;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>A row of a part's full join that differs between the sides, or whose key is out of place.</summary>
/// <param name="Part">The part's number.</param>
/// <param name="Kind">
/// <c>b</c> or <c>g</c> for a row that only that side has; otherwise a digit for each column, <c>1</c> if it differs
/// and <c>0</c> if not.
/// </param>
/// <param name="IsInPlace">True if its key is between the part's bounds.</param>
/// <param name="Key">The key's values, as text.</param>
internal sealed record PageRow(int Part, string Kind, bool IsInPlace, string?[] Key)
{
    /// <summary>True if only one side of the part has it.</summary>
    public bool IsAlone => Kind is "b" or "g";
}

/// <summary>
/// Classifies the rows that <see cref="PagePass"/> left over. If all are in place and no two share a key, each is what
/// it appears to be in its part, and only the few rows to show are read again. Otherwise a partner may be in another
/// part, or a key may be shared; then all rows with these keys are joined exactly.
/// </summary>
/// <param name="run">The diff.</param>
/// <param name="rows">All rows that are not done.</param>
/// <param name="sidesOf">Limits both sides to the part of that number.</param>
internal sealed class PageRows(DiffRun run, IReadOnlyList<PageRow> rows, Func<int, DiffSides> sidesOf)
{
    /// <summary>
    /// Rows to show are read from their parts, up to this number of parts. Beyond it, one scan is less work.
    /// </summary>
    private const int MostParts = 24;

    /// <param name="sides">Both sides, whole.</param>
    /// <param name="areApart">True if no row in place shares its key with a row in place in another part.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<DiffFinding> FindAsync(DiffSides sides, bool areApart, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return new DiffFinding { ByColumn = [.. run.Columns.Values.Select(_ => 0L)] };
        var all = new DifferingKeys(run, [.. rows.Select(row => row.Key)]).Limit(sides);
        if (!areApart || !AreDistinct())
            return await new JoinPass(run).RunAsync(all, cancellation) with { Differing = all };
        var (added, removed, changed) = (
            rows.Where(row => row.Kind == "g").ToList(),
            rows.Where(row => row.Kind == "b").ToList(),
            rows.Where(row => row.Kind.Contains('1', StringComparison.Ordinal)).ToList()
        );
        return new DiffFinding
        {
            Added = added.Count,
            Removed = removed.Count,
            Changed = changed.Count,
            ByColumn = [.. run.Columns.Values.Select((_, column) => changed.LongCount(row => row.Kind[column] == '1'))],
            Samples = await SamplesAsync(all, [.. First(added), .. First(removed), .. First(changed)], cancellation),
            Differing = all,
        };
    }

    private IEnumerable<PageRow> First(IEnumerable<PageRow> kind) =>
        kind.OrderBy(row => row.Key, new KeyOrder(run)).Take(run.Samples);

    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(
        DiffSides all,
        IReadOnlyList<PageRow> shown,
        CancellationToken cancellation
    )
    {
        if (shown.Count == 0)
            return [];
        var parts = shown
            .GroupBy(row => row.Part)
            .Select(part => (Sides: sidesOf(part.Key), Keys: new DifferingKeys(run, [.. part.Select(row => row.Key)])))
            .ToList();
        if (parts.Count > MostParts)
            return (await new JoinPass(run).RunAsync(all, cancellation)).Samples;
        var few = all.Instead(
            Sql.Join(" union all ", parts.Select(part => part.Keys.Rows(part.Sides, part.Sides.Blue))),
            Sql.Join(" union all ", parts.Select(part => part.Keys.Rows(part.Sides, part.Sides.Green)))
        );
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.ForFewRows, cancellation);
        var samples = (await new JoinPass(run).RunAsync(few, cancellation)).Samples;
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.AsBefore, cancellation);
        return samples;
    }

    /// <summary>
    /// True if every row is in place and no two rows share a key. The key's text must identify its value, which
    /// decimals' does not: 1.0 and 1.00 are one number.
    /// </summary>
    private bool AreDistinct() =>
        rows.All(row => row.IsInPlace)
        && run.Columns.Key.All(column =>
            column.Value.Kind is ValueKind.Whole or ValueKind.Text || column.Blue.Type == "uuid"
        )
        && rows.All(row => row.Key.All(value => value is not null))
        && rows.DistinctBy(row => row.Key, new KeyOrder(run)).Count() == rows.Count;

    /// <summary>The engine's order of keys: numbers by value, text byte by byte.</summary>
    private sealed class KeyOrder(DiffRun run) : IComparer<string?[]>, IEqualityComparer<string?[]>
    {
        public int Compare(string?[]? x, string?[]? y)
        {
            for (var column = 0; column < run.Columns.Key.Count; column++)
            {
                var order =
                    run.Columns.Key[column].Value.Kind == ValueKind.Whole
                        ? long.Parse(x![column]!, CultureInfo.InvariantCulture)
                            .CompareTo(long.Parse(y![column]!, CultureInfo.InvariantCulture))
                        : Encoding
                            .UTF8.GetBytes(x![column]!)
                            .AsSpan()
                            .SequenceCompareTo(Encoding.UTF8.GetBytes(y![column]!));
                if (order != 0)
                    return order;
            }
            return 0;
        }

        public bool Equals(string?[]? x, string?[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(string?[] obj)
        {
            var hash = new HashCode();
            foreach (var value in obj)
                hash.Add(value, StringComparer.Ordinal);
            return hash.ToHashCode();
        }
    }
}
