using System.Globalization;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>
/// Compares two tables whose rows are stored in about the same order, without an index. Both are read by page, in parts
/// that probably have the same keys. Each pair of parts is joined with a hash that fits into a processor's cache. A row
/// that equals its partner there is done. All other rows (different, or with no partner in the part) are few; they are
/// returned with their keys and differences, see <see cref="PageRows"/>. So are equal rows whose key is outside the
/// part's bounds, so that no key of the rows that are done can be in two parts. The order of storage decides how many
/// rows are left over, never the result.
/// </summary>
/// <param name="run">The diff.</param>
/// <param name="fallback">Runs another strategy when the parts show that keys are not unique.</param>
/// <param name="sidesOf">Both sides limited to a part.</param>
internal sealed class PagePass(
    DiffRun run,
    Func<DiffStrategy, Task<DiffFinding>> fallback,
    Func<PagePart, DiffSides> sidesOf
)
{
    /// <summary>
    /// Progress is reported, and cancelling takes effect, between statements. Each statement pays for starting several
    /// processes.
    /// </summary>
    private const int PartsPerStatement = 96;

    /// <summary>
    /// The most rows that this process keeps, fewer if they are wide. With more, the whole sides are joined.
    /// </summary>
    private int MostRows => Math.Min(200_000, 10_000_000 / (10 + run.Columns.Values.Count));

    /// <summary>The greatest share of all rows that this process keeps.</summary>
    private const double MostToKeep = 0.5;

    public async Task<DiffFinding> RunAsync(
        DiffSides sides,
        DiffSide blue,
        DiffSide green,
        CancellationToken cancellation
    )
    {
        var lead = run.Columns.Key[0];
        var parts = await PostgresPages.AlignAsync(
            run.Session,
            blue.Relation!.Value,
            green.Relation!.Value,
            (lead.Blue, lead.Green),
            run.Plan.PagesPerPart,
            cancellation
        );
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.ForPages, cancellation);
        var outcome = await CompareAsync(sides, parts, cancellation);
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.AsBefore, cancellation);
        if (outcome is null)
            return await new JoinPass(run).RunAsync(sides, cancellation);
        // A key with b rows in a part of blue and g in green's makes bg pairs: 2bg = b + g only if both are 1.
        if ((2 * outcome.Pairs) + outcome.Alone != outcome.BlueRows + outcome.GreenRows)
            return await fallback(DiffPlanner.Checksums(run.Facts));
        var rows = new PageRows(run, outcome.Rows, part => sidesOf(parts[part]));
        var finding = await rows.FindAsync(sides, IsBounded || run.IsKeySound, cancellation) with
        {
            BlueRows = outcome.BlueRows,
            GreenRows = outcome.GreenRows,
        };
        return IsBounded || run.IsKeySound || run.Facts.IsKeyTested
            ? finding
            : await new KeyProblemPass(run).AddAsync(sides, finding, cancellation);
    }

    /// <summary>False for text: its storage order may follow another collation than the comparison.</summary>
    private bool IsBounded => run.Columns.Key[0].Value.Kind != ValueKind.Text;

    /// <returns>Null if there are more rows than may be kept.</returns>
    private async Task<Outcome?> CompareAsync(
        DiffSides sides,
        IReadOnlyList<PagePart> parts,
        CancellationToken cancellation
    )
    {
        var found = new Part[parts.Count];
        var (rows, differing) = (new long[2], 0L);
        for (var start = 0; start < parts.Count; start += PartsPerStatement)
        {
            if (start > 0)
                run.Progress(string.Create(CultureInfo.InvariantCulture, $"{start} of {parts.Count} parts compared"));
            var some = Enumerable.Range(start, Math.Min(PartsPerStatement, parts.Count - start)).ToList();
            var selects = some.Select(index => Compare(parts[index], index, MostRows / some.Count));
            // The counts run in the same statement, in a process that is otherwise idle.
            if (start == 0)
                selects = selects.Concat([Count(sides.Blue, -1), Count(sides.Green, -2)]);
            foreach (
                var (index, part) in await run.Session.QueryAsync(Sql.Join(" union all ", selects), Read, cancellation)
            )
            {
                if (index < 0)
                    rows[-1 - index] = part.Joined;
                else
                    found[index] = part;
                differing += part.Differing;
            }
            if (differing > Math.Min(MostRows, MostToKeep * rows.Sum()))
                return null;
        }
        var cut = Enumerable
            .Range(0, parts.Count)
            .Where(index => found[index].Rows.Count < found[index].Differing)
            .ToList();
        if (cut.Count > 0)
        {
            foreach (
                var (index, part) in await run.Session.QueryAsync(
                    Sql.Join(" union all ", cut.Select(index => Compare(parts[index], index, MostRows))),
                    Read,
                    cancellation
                )
            )
                found[index] = part;
        }
        return Outcome.Of(rows[0], rows[1], found);
    }

    private static Sql Count(Sql side, int number) =>
        $"select {Number(number)}, count(*), 0, null::text[] from {side} s";

    /// <summary>
    /// Compares one part: its number, the joined rows, how many of them are not done, and the first of those as
    /// <see cref="PageRow"/> reads them.
    /// </summary>
    private Sql Compare(PagePart part, int index, int most)
    {
        var sides = sidesOf(part);
        var keys = sides.Keys.SelectMany(key =>
            new[] { run.Dialect.AsText($"b.{key}"), run.Dialect.AsText($"g.{key}") }
        );
        var lead = sides.Keys[0];
        // A row with a null in its key has no partner.
        Sql kind =
            $"case when b.{lead} is null then 'g' when g.{lead} is null then 'b' else {sides.DifferingColumns} end";
        Sql place = $"case when ({Within(part, $"coalesce(b.{lead}, g.{lead})")}) is true then 'in' else 'out' end";
        return $"""
            select {Number(index)}, n, coalesce(array_length(d, 1), 0), d[1:{Number(most)}]
            from (select count(*) as n, array_agg(array[{kind}, {place}, {Sql.Join(
                ", ",
                keys
            )}]) filter (where ({sides.AreEqual(run.Facts)} and {Within(
                part,
                $"b.{lead}"
            )}) is not true) as d from {sides.Join(isClean: true)}) p
            """;
    }

    private Sql Within(PagePart part, Sql key)
    {
        Sql Bound(string value) => $"cast({new SqlText(value)} as {run.Columns.Key[0].WideType})";
        var bounds = new List<Sql>();
        if (IsBounded && part.From is { } from)
            bounds.Add($"{key} >= {Bound(from)}");
        if (IsBounded && part.To is { } to)
            bounds.Add($"{key} < {Bound(to)}");
        return bounds.Count == 0 ? Sql.Raw("true") : Sql.Join(" and ", bounds);
    }

    private (int Index, Part Part) Read(System.Data.Common.DbDataReader row)
    {
        var index = row.GetInt32(0);
        var rows = new List<PageRow>();
        if (!row.IsDBNull(3))
        {
            var found = row.GetFieldValue<string?[,]>(3);
            for (var place = 0; place < found.GetLength(0); place++)
                rows.Add(
                    new PageRow(
                        index,
                        found[place, 0]!,
                        found[place, 1] == "in",
                        [
                            .. run.Columns.Key.Select(
                                (_, column) => found[place, 2 + (2 * column)] ?? found[place, 3 + (2 * column)]
                            ),
                        ]
                    )
                );
        }
        return (index, new Part(row.GetInt64(1), row.GetInt32(2), rows));
    }

    private static Sql Number(int value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The result of one part.</summary>
    /// <param name="Joined">The number of rows of the full join.</param>
    /// <param name="Differing">The number of them that are not done.</param>
    /// <param name="Rows">The first of those.</param>
    private sealed record Part(long Joined, int Differing, IReadOnlyList<PageRow> Rows);

    /// <summary>The result of all parts.</summary>
    /// <param name="BlueRows">The number of all blue rows.</param>
    /// <param name="GreenRows">The number of all green rows.</param>
    /// <param name="Pairs">The number of pairs.</param>
    /// <param name="Alone">The number of rows without a partner, on either side.</param>
    /// <param name="Rows">All rows that are not done.</param>
    private sealed record Outcome(long BlueRows, long GreenRows, long Pairs, long Alone, IReadOnlyList<PageRow> Rows)
    {
        public static Outcome Of(long blueRows, long greenRows, IReadOnlyList<Part> parts)
        {
            var rows = parts.SelectMany(part => part.Rows).ToList();
            var alone = rows.Count(row => row.IsAlone);
            return new Outcome(blueRows, greenRows, parts.Sum(part => part.Joined) - alone, alone, rows);
        }
    }
}
