using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Compares the sides' rows exactly, by key: all counts come from one join, and then the first rows of each kind. For
/// limited sides both come from one statement, see <see cref="LimitedJoin"/>.
/// </summary>
internal sealed class JoinPass(DiffRun run)
{
    private static readonly IReadOnlyDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    /// <summary>
    /// The largest number of differing rows that are kept for the samples. If there are more, the samples are searched
    /// again.
    /// </summary>
    private const long KeptRows = 1_000_000;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        if (run.Facts.SharesKeys)
            return await WithAmbiguousAsync(sides, cancellation);
        var (found, samples) = await CountAsync(sides, isClean: true, cancellation);
        if (!found.IsClean)
            return await WithAmbiguousAsync(sides, cancellation);
        return Finding(found, samples ?? await SamplesAsync(sides, isClean: true, found, cancellation));
    }

    /// <summary>Compares rows with a null or shared key as whole rows, and the others by key.</summary>
    private async Task<DiffFinding> WithAmbiguousAsync(DiffSides sides, CancellationToken cancellation)
    {
        var (counts, kept) = await CountAsync(sides, isClean: false, cancellation);
        var samples = kept ?? await SamplesAsync(sides, isClean: false, counts, cancellation);
        var whole = await new WholeRowPass(run).RunAsync(sides, sides.Ambiguous, cancellation);
        var problems = await new KeyProblemPass(run).RunAsync(sides, cancellation);
        return Finding(counts, [.. samples, .. whole.Samples]) with
        {
            Added = counts.Added + whole.Added,
            Removed = counts.Removed + whole.Removed,
            AmbiguousRows = whole.AmbiguousRows,
            KeyProblems = problems,
        };
    }

    private static DiffFinding Finding(JoinCounts counts, IReadOnlyList<DiffSample> samples) =>
        new()
        {
            Added = counts.Added,
            Removed = counts.Removed,
            Changed = counts.Changed,
            ByColumn = counts.ByColumn,
            Samples = samples,
            BlueRows = counts.BlueRows,
            GreenRows = counts.GreenRows,
        };

    /// <returns>The counts, and samples if they cost no join of their own.</returns>
    private async Task<(JoinCounts Counts, IReadOnlyList<DiffSample>? Samples)> CountAsync(
        DiffSides sides,
        bool isClean,
        CancellationToken cancellation
    )
    {
        if (sides.IsLimited)
            return await new LimitedJoin(run).RunAsync(sides, isClean, cancellation);
        return (
            (await run.Session.QueryAsync(CountRow(sides, isClean), row => Read(row.GetString(0)), cancellation))[0],
            null
        );
    }

    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(
        DiffSides sides,
        bool isClean,
        JoinCounts counts,
        CancellationToken cancellation
    )
    {
        if (run.Samples == 0)
            return [];
        var kinds = RowKinds
            .All.Where(kind =>
                (
                    kind switch
                    {
                        RowKind.Added => counts.Added,
                        RowKind.Removed => counts.Removed,
                        _ => counts.Changed,
                    }
                ) > 0
            )
            .ToList();
        if (kinds.Count == 0)
            return [];
        var isKept = counts.Added + counts.Removed + counts.Changed <= KeptRows;
        IReadOnlyList<Sql> kept = isKept ? [DiffSides.Kept("j", Differing(sides, isClean))] : [];
        var rows = Sql.Join(" union all ", kinds.Select(kind => SampleRows(sides, isClean, kind, isKept)));
        var samples = await run.Session.QueryAsync(sides.Statement(rows, kept), row => Sample(run, row), cancellation);
        return [.. samples.OrderBy(sample => sample.Kind)];
    }

    /// <summary>A query of all counts, in one row with one text.</summary>
    private Sql CountRow(DiffSides sides, bool isClean)
    {
        var differs = Enumerable.Range(0, sides.Values.Count).Select(sides.ColumnDiffers);
        var rows = run.IsKeySound
            ? new[] { Present("b"), Present("g") }
            : [$"(select {Dialect.AllRows} from {sides.Blue} r)", $"(select {Dialect.AllRows} from {sides.Green} r)"];
        var shared = run.IsKeySound
            ? Sql.Raw("0")
            : $"{SharedOnly('g', DiffSides.OnlyGreen)} + {SharedOnly('b', DiffSides.OnlyBlue)}";
        var counts = new[] { DiffSides.OnlyGreen, DiffSides.OnlyBlue, sides.Differs, DiffSides.Both, sides.Keyless }
            .Concat(differs)
            .Select(Count)
            .Prepend(shared)
            .Concat(rows);
        return $"select {DiffSides.Texts(" ", counts)} from {sides.Join(isClean)}";

        static Sql Present(string side) => Sql.By(dialect => dialect.Count(Sql.Raw($"{side}.present")));

        // Few rows are usually on only one side.
        Sql SharedOnly(char side, Sql only)
        {
            var keys = sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key}").ToList();
            return $"{run.Dialect.CountIf(only)} - {run.Dialect.CountDistinctRows(keys, only)}";
        }
    }

    private static JoinCounts Read(string text)
    {
        var numbers = DiffRun.Numbers(text);
        return new JoinCounts(
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4],
            numbers[5],
            [.. numbers.Skip(6).Take(numbers.Count - 8)],
            numbers[^2],
            numbers[^1]
        );
    }

    /// <summary>
    /// A query of the first rows of one kind, in key order. The order is that of the key itself and not that of its
    /// text, which has the key's name in the result.
    /// </summary>
    private Sql SampleRows(DiffSides sides, bool isClean, RowKind kind, bool isKept)
    {
        var condition = kind switch
        {
            RowKind.Added => "bp is null",
            RowKind.Removed => "gp is null",
            _ => "bp = 1 and gp = 1",
        };
        var values = Enumerable
            .Range(0, sides.Values.Count)
            .SelectMany(index => new[] { Column('b', index), Column('g', index), Column('d', index) });
        var texts = DiffSides.Numbered(sides.Keys.Concat(values).Select(run.Dialect.AsText));
        var from = isKept ? (Sql)$"j where {Sql.Raw(condition)}" : $"({Only(sides, isClean, kind)}) j";
        var order = Sql.Join(", ", sides.Keys.Select(key => (Sql)$"j.{key}"));
        return run.Dialect.FirstAsPart(
            $"select {new SqlText(kind.Word())} as kind{texts} from {from}",
            order,
            run.Samples
        );
    }

    /// <summary>
    /// Reads the first rows of one kind. If an index gives the key's order, only as many rows are read as needed.
    /// </summary>
    /// <param name="sides">The sides, in which every row has a unique key.</param>
    /// <param name="kind">The kind of rows.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<DiffSample>> FirstAsync(
        DiffSides sides,
        RowKind kind,
        CancellationToken cancellation
    ) =>
        await run.Session.QueryAsync(
            sides.Statement(SampleRows(sides, isClean: true, kind, isKept: false)),
            row => Sample(run, row),
            cancellation
        );

    /// <summary>All differing rows with both sides' values.</summary>
    private static Sql Differing(DiffSides sides, bool isClean)
    {
        var keys = sides.Keys.Select(key => (Sql)$"coalesce(b.{key}, g.{key}) as {key}");
        return $"select {Sql.Join(", ", keys.Concat(Shown(sides)))}, b.present as bp, g.present as gp from "
            + $"{sides.Join(isClean)} where {DiffSides.OnlyGreen} or {DiffSides.OnlyBlue} or {sides.Differs}";
    }

    /// <summary>The rows of one kind, in a form whose order an engine can take from an index.</summary>
    private static Sql Only(DiffSides sides, bool isClean, RowKind kind)
    {
        var (blue, green) = ((Sql)$"{sides.BlueRows(isClean)} b", (Sql)$"{sides.GreenRows(isClean)} g");
        Sql Select(char side) =>
            Sql.Join(
                ", ",
                sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key} as {key}").Concat(Shown(sides))
            );
        return kind switch
        {
            RowKind.Added => $"select {Select('g')} from {green} left join {blue} on {sides.MatchKeys} where b."
                + $"{sides.Keys[0]} is null",
            RowKind.Removed => $"select {Select('b')} from {blue} left join {green} on {sides.MatchKeys} where g."
                + $"{sides.Keys[0]} is null",
            _ => $"select {Select('b')} from {blue} join {green} on {sides.MatchKeys} where {sides.Differs}",
        };
    }

    private static IEnumerable<Sql> Shown(DiffSides sides) =>
        Enumerable
            .Range(0, sides.Values.Count)
            .SelectMany(index =>
                new Sql[]
                {
                    $"b.{sides.Values[index]} as {Column('b', index)}",
                    $"g.{sides.Values[index]} as {Column('g', index)}",
                    $"{DiffSides.Flag(sides.ValueDiffers(index))} as {Column('d', index)}",
                }
            );

    /// <summary>
    /// Reads a sample row: its kind, its key, and for each value before, after and whether they differ.
    /// </summary>
    public static DiffSample Sample(DiffRun run, System.Data.Common.DbDataReader row)
    {
        var kind = RowKinds.Read(row.GetString(0));
        var key = run.Named(row, run.Columns.Key, 1);
        var start = 1 + run.Columns.Key.Count;
        bool IsShown(int index) =>
            kind != RowKind.Changed || DiffSides.IsFlagged(DiffRun.Text(row, start + (3 * index) + 2));
        IReadOnlyDictionary<string, string?> Side(int offset) =>
            run
                .Columns.Values.Select((column, index) => (column, index))
                .Where(pair => IsShown(pair.index))
                .ToDictionary(
                    pair => pair.column.Name,
                    pair => run.Shown(pair.column, DiffRun.Text(row, start + (3 * pair.index) + offset))
                );
        return new DiffSample(
            kind,
            key,
            kind == RowKind.Added ? Nothing : Side(0),
            kind == RowKind.Removed ? Nothing : Side(1)
        );
    }

    /// <summary>
    /// The name of a value of a differing row: <c>b</c> for before, <c>g</c> for after, <c>d</c> for whether they
    /// differ.
    /// </summary>
    public static Sql Column(char side, int index) =>
        Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{side}v{index}"));

    private Sql Count(Sql condition) => run.Dialect.CountIf(condition);
}
