using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Joins limited sides in one statement. The sides are read and joined only once, to keys and differences. All counts
/// come from this join, and the values of sample rows come from the limited sides again, which are at hand. So each
/// comparison occurs only twice in the statement, whatever is counted: for some thousand rows, planning would otherwise
/// cost more than reading.
/// </summary>
internal sealed class LimitedJoin(DiffRun run)
{
    // The kinds of a joined row, as numbered in the statement. The last one is not a row.
    private const int Equal = 0;
    private const int Added = 1;
    private const int Removed = 2;
    private const int Changed = 3;
    private const int OfSides = 4;

    /// <returns>The counts, and samples that are valid only if the counts are clean.</returns>
    public async Task<(JoinCounts Counts, IReadOnlyList<DiffSample> Samples)> RunAsync(
        DiffSides sides,
        bool isClean,
        CancellationToken cancellation
    )
    {
        JoinCounts? counts = null;
        var samples = new List<DiffSample>();
        foreach (
            var (text, sample) in await run.Session.QueryAsync(
                sides.Statement(
                    run.Samples > 0 ? Samples(sides) : $"select null as kind, c.counts from {Counted(sides)}",
                    [DiffSides.Kept("j", Joined(sides, isClean))]
                ),
                row => (row.GetString(row.FieldCount - 1), row.IsDBNull(0) ? null : JoinPass.Sample(run, row)),
                cancellation
            )
        )
        {
            counts ??= Read(text);
            if (sample is not null)
                samples.Add(sample);
        }
        return (counts!, [.. samples.OrderBy(sample => sample.Kind)]);
    }

    /// <summary>Every row of the join, with its key, its kind and the columns that differ.</summary>
    private static Sql Joined(DiffSides sides, bool isClean)
    {
        var columns = Enumerable.Range(0, sides.Values.Count).ToList();
        var differs =
            columns.Count == 0
                ? Dialect.Never
                : Sql.Join(" or ", columns.Select(index => Sql.By(dialect => dialect.IsTrue(Differs(index)))));
        return $"""
            select {sides.KeyNames}, case when bp is null then {Number(Added)} when gp is null then {Number(
                Removed
            )} when {differs} then {Number(Changed)} else {Number(Equal)} end as kind{Sql.Join(
                "",
                columns.Select(index => (Sql)$", {Differs(index)}")
            )}
            from (select {Sql.Join(
                ", ",
                sides.Keys.Select(key => (Sql)$"coalesce(b.{key}, g.{key}) as {key}")
            )}, b.present as bp, g.present as gp{Sql.Join(
                "",
                columns.Select(index => (Sql)$", {AsColumn(sides, index)} as {Differs(index)}")
            )}
                from {sides.Join(isClean)}) u
            """;
    }

    /// <summary>All counts in one row with one text: the numbers of each kind of row, and those of the sides.</summary>
    private Sql Counted(DiffSides sides)
    {
        var line = DiffSides.Texts(
            " ",
            [
                Sql.Raw("kind"),
                Dialect.AllRows,
                run.Dialect.CountIf($"not ({sides.HasKey})"),
                .. Enumerable
                    .Range(0, sides.Values.Count)
                    .Select(index => run.Dialect.CountIf(run.Dialect.IsTrue(Differs(index)))),
            ]
        );
        Sql kinds =
            $"(select {run.Dialect.JoinedRows(Sql.Raw("line"), ";")} from (select {line} as line from j "
            + $"group by kind) l)";
        List<Sql> lines = [kinds];
        if (!run.IsKeySound)
            lines.Add(
                DiffSides.Texts(
                    " ",
                    [
                        Number(OfSides),
                        $"(select {Dialect.AllRows} - {run.Dialect.CountDistinctRows(sides.Keys, null)} from j "
                            + $"where kind in "
                            + $"({Number(Added)}, {Number(Removed)}))",
                        $"(select {Dialect.AllRows} from {sides.Blue} r)",
                        $"(select {Dialect.AllRows} from {sides.Green} r)",
                    ]
                )
            );
        return $"(select {DiffSides.Texts(";", lines)} as counts) c";
    }

    /// <summary>
    /// The first rows of each kind, in key order, each with all counts; one row without a kind if there are none.
    /// </summary>
    private Sql Samples(DiffSides sides)
    {
        var order = Sql.Join(", ", sides.Keys.Select(key => (Sql)$"p.{key}"));
        Sql First(int kind, RowKind name) =>
            run.Dialect.FirstAsPart(
                $"select {new SqlText(name.Word())} as kind, {sides.KeyNames} from j where kind = {Number(kind)}",
                sides.KeyNames,
                run.Samples
            );
        Sql Match(char side) =>
            Sql.Join(" and ", sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key} = p.{key}"));
        var keys = sides.Keys.Select(key => run.Dialect.AsText($"p.{key}"));
        var values = Enumerable
            .Range(0, sides.Values.Count)
            .SelectMany(index =>
                new[]
                {
                    run.Dialect.AsText($"b.{sides.Values[index]}"),
                    run.Dialect.AsText($"g.{sides.Values[index]}"),
                    DiffSides.Flag(sides.ValueDiffers(index)),
                }
            );
        Sql rows = $"""
            select p.kind, {Sql.Join(", ", keys.Concat(values))}, c.counts from {Counted(sides)}
            left join ({First(Added, RowKind.Added)} union all {First(Removed, RowKind.Removed)} union all {First(
                Changed,
                RowKind.Changed
            )}) p on {Dialect.Always}
            left join {sides.Blue} b on {Match('b')} left join {sides.Green} g on {Match('g')}
            """;
        return run.Dialect.First(rows, $"p.kind, {order}", 3L * run.Samples);
    }

    private JoinCounts Read(string text)
    {
        var lines = text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(DiffRun.Numbers)
            .ToDictionary(line => line[0], line => line.Skip(1).ToList());
        long Rows(int kind) => lines.TryGetValue(kind, out var line) ? line[0] : 0;
        var (added, removed, changed, pairs) = (Rows(Added), Rows(Removed), Rows(Changed), Rows(Equal) + Rows(Changed));
        IReadOnlyList<long> byColumn = lines.TryGetValue(Changed, out var differing)
            ? [.. differing.Skip(2)]
            : [.. run.Columns.Values.Select(_ => 0L)];
        var keyless = lines.Where(line => line.Key != OfSides).Sum(line => line.Value[1]);
        // Without that line no key is shared, and the join has every row once.
        var sides = lines.TryGetValue(OfSides, out var numbers) ? numbers : [0, pairs + removed, pairs + added];
        return new JoinCounts(sides[0], added, removed, changed, pairs, keyless, byColumn, sides[1], sides[2]);
    }

    private static Sql AsColumn(DiffSides sides, int index) =>
        Sql.By(dialect => dialect.AsColumn(sides.ValueDiffers(index)));

    private static Sql Differs(int index) => JoinPass.Column('d', index);

    private static Sql Number(int value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));
}
