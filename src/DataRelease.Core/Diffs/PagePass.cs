using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Compares tables whose rows lie in about the same order, without an index: both are read by page in parts that probably
/// have the same keys, and the parts are joined pair by pair, each in a hash that a processor's cache holds. Rows that are
/// equal to their partner there are done. All others (different, or with a partner elsewhere or none) are few, and are
/// joined exactly by <see cref="JoinPass"/>. Where rows lie decides how much is left over, never what is found.
/// </summary>
/// <param name="run">Shared.</param>
/// <param name="fallback">What to do if the parts say nothing: keys are shared.</param>
/// <param name="sidesOf">Both sides limited to a part.</param>
internal sealed class PagePass(DiffRun run, Func<DiffStrategy, Task<DiffFinding>> fallback, Func<PagePart, DiffSides> sidesOf)
{
    private const int RoundsPerStatement = 8;

    /// <summary>More keys than this are not kept in this process; the sides are then joined whole.</summary>
    private const int MostKeys = 200_000;

    /// <summary>Nor are more than this part of the rows.</summary>
    private const double MostToKeep = 0.5;

    public async Task<DiffFinding> RunAsync(DiffSides sides, DiffSide blue, DiffSide green, CancellationToken cancellation)
    {
        var (blueRows, greenRows) = (await run.Session.QueryAsync(
            $"select (select count(*) from {sides.Blue} b), (select count(*) from {sides.Green} g)", row => (row.GetInt64(0), row.GetInt64(1)), cancellation).ConfigureAwait(false))[0];
        var lead = run.Columns.Key[0];
        var parts = await run.Grammar.AlignAsync(run.Session, blue.Relation!.Value, green.Relation!.Value, (lead.Blue, lead.Green), run.Plan.PagesPerPart, cancellation).ConfigureAwait(false);
        var most = Math.Min(MostKeys, (long)(MostToKeep * (blueRows + greenRows)));
        var outcome = await CompareAsync(parts, most, cancellation).ConfigureAwait(false);
        if (outcome is null) return await new JoinPass(run).RunAsync(sides, cancellation).ConfigureAwait(false);
        // A key with b rows in a part of blue and g in green's makes bg pairs: 2bg = b + g only if both are 1.
        if ((2 * outcome.Pairs) + outcome.Alone != blueRows + greenRows)
            return await fallback(DiffPlanner.Checksums(run.Facts)).ConfigureAwait(false);
        var finding = new DiffFinding { ByColumn = [.. run.Columns.Values.Select(_ => 0L)] };
        if (outcome.Rows.Count > 0)
        {
            var some = new DifferingKeys(run, [.. outcome.Rows.Select(row => row.Key)]).Limit(sides);
            finding = await new JoinPass(run).RunAsync(some, cancellation).ConfigureAwait(false) with { Differing = some };
        }
        finding = finding with { BlueRows = blueRows, GreenRows = greenRows };
        return run.IsKeySound || run.Facts.IsKeyTested || outcome.AreApart ? finding : await new KeyProblemPass(run).AddAsync(sides, finding, cancellation).ConfigureAwait(false);
    }

    /// <returns>Null if there is more to keep than may be kept.</returns>
    private async Task<Outcome?> CompareAsync(IReadOnlyList<PagePart> parts, long most, CancellationToken cancellation)
    {
        await run.Session.ExecuteBatchAsync(run.Grammar.ForPages, cancellation).ConfigureAwait(false);
        var found = new Part[parts.Count];
        var kept = 0L;
        var step = Math.Max(1, run.Facts.Workers) * RoundsPerStatement;
        for (var start = 0; start < parts.Count && kept <= most; start += step)
        {
            if (start > 0) run.Progress(string.Create(CultureInfo.InvariantCulture, $"{start} of {parts.Count} parts compared"));
            var some = Enumerable.Range(start, Math.Min(step, parts.Count - start));
            foreach (var (index, part) in await run.Session.QueryAsync(Sql.Join(" union all ", some.Select(index => Compare(parts[index], index))), Read, cancellation).ConfigureAwait(false))
            {
                found[index] = part;
                kept += part.Rows.Count;
            }
        }
        await run.Session.ExecuteBatchAsync(run.Grammar.AsBefore, cancellation).ConfigureAwait(false);
        return kept > most ? null : Outcome.Of(found);
    }

    /// <summary>One part: its number, joined rows, the keys on both sides of those that are not equal, and the bounds of a whole-number key.</summary>
    private Sql Compare(PagePart part, int index)
    {
        var sides = sidesOf(part);
        var keys = Sql.Join(", ", sides.Keys.SelectMany(key => new[] { run.Dialect.AsText($"b.{key}"), run.Dialect.AsText($"g.{key}") }));
        var equal = Sql.Join(" and ", Enumerable.Range(0, sides.Values.Count).Select(column => sides.ValueEquals(run.Facts, column))
            .Concat(new Sql[] { $"b.{sides.Keys[0]} is not null", $"g.{sides.Keys[0]} is not null" }));
        return $"""
            select {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))}, count(*),
                array_agg(array[{keys}]) filter (where ({equal}) is not true){Bounds(sides)}
            from {sides.Join(isClean: true)}
            """;
    }

    /// <summary>Keys of parts that do not overlap can't be shared between parts. Only whole numbers are ordered here as they are there.</summary>
    private Sql Bounds(DiffSides sides)
    {
        if (!IsWhole) return Sql.Raw(", null::bigint, null::bigint, null::bigint, null::bigint");
        var key = sides.Keys[0];
        return $", min(b.{key})::bigint, max(b.{key})::bigint, min(g.{key})::bigint, max(g.{key})::bigint";
    }

    private bool IsWhole => run.Columns.Key.Count == 1 && run.Columns.Key[0].Value.Kind == ValueKind.Whole;

    private (int Index, Part Part) Read(System.Data.Common.DbDataReader row)
    {
        long? Number(int ordinal) => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);
        var rows = new List<Row>();
        if (!row.IsDBNull(2))
        {
            var found = row.GetFieldValue<string?[,]>(2);
            for (var index = 0; index < found.GetLength(0); index++)
            {
                var columns = Enumerable.Range(0, run.Columns.Key.Count).Select(column => (Blue: found[index, 2 * column], Green: found[index, (2 * column) + 1])).ToList();
                var isPair = columns.All(column => column.Blue is not null && column.Green is not null);
                rows.Add(new Row(isPair, [.. columns.Select(column => column.Blue ?? column.Green)]));
            }
        }
        return (row.GetInt32(0), new Part(row.GetInt64(1), rows, (Number(3), Number(4)), (Number(5), Number(6))));
    }

    /// <summary>One row of the full join that is not equal on both sides.</summary>
    /// <param name="IsPair">True if both sides have a row in the part.</param>
    /// <param name="Key">Its key.</param>
    private sealed record Row(bool IsPair, string?[] Key);

    /// <summary>What one part has.</summary>
    /// <param name="Joined">Rows of the full join.</param>
    /// <param name="Rows">Those that have no equal partner.</param>
    /// <param name="Blue">Blue's least and greatest key, if they are whole numbers.</param>
    /// <param name="Green">Green's.</param>
    private sealed record Part(long Joined, IReadOnlyList<Row> Rows, (long? Least, long? Most) Blue, (long? Least, long? Most) Green);

    /// <summary>All parts.</summary>
    /// <param name="Pairs">Rows that met a partner.</param>
    /// <param name="Alone">Rows of either side that did not.</param>
    /// <param name="Rows">All without an equal partner.</param>
    /// <param name="AreApart">True if the parts of a side are known not to share a key.</param>
    private sealed record Outcome(long Pairs, long Alone, IReadOnlyList<Row> Rows, bool AreApart)
    {
        public static Outcome Of(IReadOnlyList<Part> parts)
        {
            var rows = parts.SelectMany(part => part.Rows).ToList();
            var alone = rows.Count(row => !row.IsPair);
            return new Outcome(parts.Sum(part => part.Joined) - alone, alone, rows,
                AreAscending(parts.Select(part => part.Blue)) && AreAscending(parts.Select(part => part.Green)));
        }

        private static bool AreAscending(IEnumerable<(long? Least, long? Most)> bounds)
        {
            var known = bounds.Where(bound => bound.Least is not null).ToList();
            return known.Count > 0 && known.Zip(known.Skip(1), (one, next) => one.Most < next.Least).All(isAscending => isAscending);
        }
    }
}
