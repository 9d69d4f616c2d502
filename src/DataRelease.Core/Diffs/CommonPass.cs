using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Finds what added, removed or changed rows have in common and other rows don't. Two statements for each kind run in
/// the warehouse: one finds values that many of the rows have, the other counts how many rows of the side have each. A
/// third one counts pairs of the best few, unless one of them alone tells nearly all. Only counts, these values and the
/// ends of ranges leave the warehouse.
/// </summary>
internal sealed class CommonPass(DiffRun run)
{
    /// <summary>The largest number of columns that are examined.</summary>
    private const int MostColumns = 60;

    /// <summary>The number of subgroups that one scan counts.</summary>
    private const int MostSubgroups = 120;

    /// <summary>
    /// The number of rows of both sides up to which differing rows are found once more by joining all.
    /// </summary>
    private const long MostJoined = 2_000_000;

    /// <summary>The number of rows of both sides up to which a side is scanned once more.</summary>
    private const long MostScanned = 20_000_000;

    private const string Members = "m";

    private static readonly RowKind[] _kinds = [RowKind.Removed, RowKind.Added, RowKind.Changed];

    public async Task<IReadOnlyList<CommonTrait>> RunAsync(
        DiffSides sides,
        DiffFinding finding,
        CancellationToken cancellation
    )
    {
        var read = (finding.BlueRows ?? 0) + (finding.GreenRows ?? 0);
        if (
            run.Columns.Key.Count == 0
            || finding.AmbiguousRows > 0
            || run.Options.Sampling is not null
            || read > (finding.Differing is null ? MostJoined : MostScanned)
        )
            return [];
        var found = new List<CommonTrait>();
        foreach (var kind in _kinds)
        {
            var rows = Rows(finding, kind);
            var all = (kind == RowKind.Added ? finding.GreenRows : finding.BlueRows) ?? 0;
            if (rows < SubgroupScore.LeastRows || all <= rows)
                continue;
            run.Progress($"looking for what {kind.Word()} rows have in common");
            var (subgroups, pairs) = await CountAsync(sides, finding.Differing ?? sides, kind, rows, all, cancellation);
            found.AddRange(SubgroupScore.Best(kind, rows, all, subgroups, pairs));
        }
        return found;
    }

    private static long Rows(DiffFinding finding, RowKind kind) =>
        kind switch
        {
            RowKind.Added => finding.Added,
            RowKind.Removed => finding.Removed,
            _ => finding.Changed,
        };

    private List<(ComparedColumn Column, Sql Alias)> Columns(DiffSides sides) =>
        [
            .. sides
                .Whole.Where(column => !run.IsSensitive(column.Column) && column.Column.Value.Kind != ValueKind.Other)
                .Take(MostColumns),
        ];

    private static bool IsRanged(ComparedColumn column) => column.IsNumber || column.Value.Kind == ValueKind.Time;

    private async Task<(IReadOnlyList<Subgroup> Single, IReadOnlyList<SubgroupPair> Pairs)> CountAsync(
        DiffSides whole,
        DiffSides differing,
        RowKind kind,
        long rows,
        long total,
        CancellationToken cancellation
    )
    {
        var columns = Columns(whole);
        if (columns.Count == 0)
            return ([], []);
        var kept = DiffSides.Kept(Members, OfKind(differing, kind));
        var values = await ValuesAsync(differing, kept, columns, rows, cancellation);
        var ranged = columns.Where(column => IsRanged(column.Column)).ToList();
        var conditions = new List<Counted>();
        foreach (var (index, text, _) in values.OrderByDescending(value => value.Rows).Take(MostSubgroups))
        {
            var alias = (Sql)$"s.{columns[index].Alias}";
            var isIt = text is null ? (Sql)$"{alias} is null" : $"{run.Dialect.AsText(alias)} = {text}";
            conditions.Add(new Counted(columns[index].Column.Name, isIt, _ => new SubgroupCondition.Values([text])));
        }
        foreach (var ((column, alias), index) in ranged.Select((column, index) => (column, index)))
        {
            var (name, least, greatest) = (column.Name, 2 * index, (2 * index) + 1);
            Sql from = $"s.{alias} >= r.{End('l', index)}";
            Sql to = $"s.{alias} <= r.{End('h', index)}";
            conditions.Add(new Counted(name, from, ends => Range(ends[least], null)));
            conditions.Add(new Counted(name, to, ends => Range(null, ends[greatest])));
            conditions.Add(new Counted(name, $"{from} and {to}", ends => Range(ends[least], ends[greatest])));
        }
        if (conditions.Count == 0)
            return ([], []);
        var side = kind == RowKind.Added ? whole.Green : whole.Blue;
        var (members, all, ends) = await ScanAsync(
            differing,
            kept,
            side,
            ranged,
            [.. conditions.Select(condition => condition.Holds)],
            cancellation
        );
        var counted = conditions
            .Select(
                (condition, index) =>
                    (
                        Subgroup: condition.Describe(ends) is { } made
                            ? new Subgroup(condition.Column, made, members[index], all[index])
                            : null,
                        condition.Holds
                    )
            )
            .Where(found => found.Subgroup is not null)
            .Select(found => (Subgroup: found.Subgroup!, found.Holds))
            .ToList();
        IReadOnlyList<Subgroup> single = [.. counted.Select(found => found.Subgroup)];
        var parts = SubgroupScore.Parts(rows, total, single);
        var pairs = parts
            .SelectMany((first, index) => parts.Skip(index + 1).Select(second => (first, second)))
            .ToList();
        if (pairs.Count == 0)
            return (single, []);
        var (membersOfBoth, allOfBoth, _) = await ScanAsync(
            differing,
            kept,
            side,
            ranged,
            [.. pairs.Select(pair => (Sql)$"({Holds(pair.first, counted)}) and ({Holds(pair.second, counted)})")],
            cancellation
        );
        return (
            single,
            [
                .. pairs.Select(
                    (pair, index) => new SubgroupPair(pair.first, pair.second, membersOfBoth[index], allOfBoth[index])
                ),
            ]
        );
    }

    /// <summary>The condition of a subgroup; one of several values holds if one of their conditions does.</summary>
    private static Sql Holds(Subgroup subgroup, IReadOnlyList<(Subgroup Subgroup, Sql Holds)> counted) =>
        Sql.Join(
            " or ",
            counted
                .Where(found =>
                    found.Subgroup.Column == subgroup.Column
                    && (
                        subgroup.Condition is SubgroupCondition.Values several
                            ? found.Subgroup.Condition is SubgroupCondition.Values { Texts: [var text] }
                                && several.Texts.Contains(text)
                            : found.Subgroup.Condition == subgroup.Condition
                    )
                )
                .Select(found => found.Holds)
        );

    /// <summary>A range with equal ends is a single value, which is counted as such.</summary>
    private static SubgroupCondition.Range? Range(string? least, string? greatest) =>
        (least is null && greatest is null) || least == greatest ? null : new SubgroupCondition.Range(least, greatest);

    /// <summary>The values that a good part of the rows have, by column.</summary>
    private Task<IReadOnlyList<(int Column, string? Text, long Rows)>> ValuesAsync(
        DiffSides differing,
        Sql kept,
        List<(ComparedColumn Column, Sql Alias)> columns,
        long rows,
        CancellationToken cancellation
    )
    {
        var least = Math.Max(2, (long)Math.Ceiling(rows * SubgroupScore.LeastValueSupport));
        var parts = columns
            .Select((column, index) => (column.Column, Text: run.Dialect.AsText(column.Alias), Index: index))
            // Floating-point values are rarely exactly equal.
            .Where(column => column.Column.Value.Kind != ValueKind.Approximate)
            .Select(column =>
                (Sql)(
                    $"select {Number(column.Index)} as c, {column.Text} as t, {Dialect.AllRows} as n "
                    + $"from {Sql.Raw(Members)} "
                    + $"group by {column.Text} having count(*) >= {least}"
                )
            )
            .ToList();
        return parts.Count == 0
            ? Task.FromResult<IReadOnlyList<(int, string?, long)>>([])
            : run.Session.QueryAsync(
                differing.Statement(Sql.Join(" union all ", parts), [kept]),
                row => ((int)row.ReadLong(0), DiffRun.Text(row, 1), row.ReadLong(2)),
                cancellation
            );
    }

    /// <summary>Counts by one scan of the rows of the kind and one of their side.</summary>
    private async Task<(IReadOnlyList<long> Members, IReadOnlyList<long> All, IReadOnlyList<string?> Ends)> ScanAsync(
        DiffSides differing,
        Sql kept,
        Sql side,
        List<(ComparedColumn Column, Sql Alias)> ranged,
        IReadOnlyList<Sql> conditions,
        CancellationToken cancellation
    )
    {
        var ends = ranged
            .SelectMany(
                (column, index) =>
                    new (Sql Value, Sql Name)[]
                    {
                        ($"min({column.Alias})", End('l', index)),
                        ($"max({column.Alias})", End('h', index)),
                    }
            )
            .ToList();
        var range =
            ends.Count == 0
                ? (Sql)$"select {Dialect.AllRows} as n from {Sql.Raw(Members)}"
                : $"select {Sql.Join(", ", ends.Select(end => (Sql)$"{end.Value} as {end.Name}"))} "
                    + $"from {Sql.Raw(Members)}";
        var shown = Sql.Join("", ends.Select(end => (Sql)$", {run.Dialect.AsText($"min(r.{end.Name})")}"));
        Sql Row(string who, Sql from) =>
            $"select {new SqlText(who)}, {DiffSides.Texts(" ", conditions.Select(run.Dialect.CountIf))}{shown} "
            + $"from {from} s cross join r";
        var rows = await run.Session.QueryAsync(
            differing.Statement(
                $"{Row("members", Sql.Raw(Members))} union all {Row("side", side)}",
                [kept, DiffSides.Kept("r", range)]
            ),
            row =>
                (
                    Who: row.GetString(0),
                    Counts: DiffRun.Numbers(row.GetString(1)),
                    Ends: (IReadOnlyList<string?>)[.. ends.Select((_, index) => DiffRun.Text(row, 2 + index))]
                ),
            cancellation
        );
        var members = rows.Single(row => row.Who == "members");
        return (members.Counts, rows.Single(row => row.Who == "side").Counts, members.Ends);
    }

    /// <summary>The rows of one kind, with the values of their own side. Changed rows have blue's values.</summary>
    private static Sql OfKind(DiffSides sides, RowKind kind)
    {
        Sql Select(char side) =>
            Sql.Join(", ", sides.Whole.Select(column => (Sql)$"{Sql.Raw(side.ToString())}.{column.Alias}"));
        return kind switch
        {
            RowKind.Added => $"select {Select('g')} from {sides.Green} g left join {sides.Blue} b on {sides.MatchKeys} "
                + $"where b.{sides.Keys[0]} is null",
            RowKind.Removed =>
                $"select {Select('b')} from {sides.Blue} b left join {sides.Green} g on {sides.MatchKeys} "
                    + $"where g.{sides.Keys[0]} is null",
            _ => $"select {Select('b')} from {sides.Blue} b join {sides.Green} g on {sides.MatchKeys} "
                + $"where {sides.Differs}",
        };
    }

    private static Sql End(char end, int index) => Number($"{end}", index);

    private static Sql Number(int number) => Number("", number);

    private static Sql Number(string before, int number) =>
        Sql.Raw(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{before}{number}"));

    /// <summary>A subgroup to count.</summary>
    /// <param name="Column">The column's name in blue.</param>
    /// <param name="Holds">The condition over a row <c>s</c> and the ends of ranges <c>r</c>.</param>
    /// <param name="Describe">Describes the subgroup once the ends are known; null if it is meaningless.</param>
    private sealed record Counted(string Column, Sql Holds, Func<IReadOnlyList<string?>, SubgroupCondition?> Describe);
}
