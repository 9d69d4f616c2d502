using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// The exact comparison by key of the rows that the sides have: everything that is counted in one join, and the first rows of
/// each kind. Where the sides are limited, both come from one statement, which reads them once.
/// </summary>
internal sealed class JoinPass(DiffRun run)
{
    private static readonly IReadOnlyDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    /// <summary>More differing rows than this are not kept for the samples; they are found again instead.</summary>
    private const long KeptRows = 1_000_000;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var isKept = sides.IsLimited && run.Samples > 0;
        var (counts, samples) = await ReadAsync(sides, isClean: true, withCounts: true, isKept ? Kinds : [], isKept, cancellation).ConfigureAwait(false);
        var found = counts!;
        // Σ bᵢgᵢ = Σ bᵢ = Σ gᵢ over the keys of both sides holds only if every bᵢ and gᵢ is 1: one pass tells whether a key is shared.
        var isClean = found.Keyless == 0 && found.SharedOnOneSide == 0 && found.Pairs == found.BlueRows - found.Removed && found.Pairs == found.GreenRows - found.Added;
        if (!isClean) return await WithAmbiguousAsync(sides, found, cancellation).ConfigureAwait(false);
        if (!isKept) samples = await SamplesAsync(sides, isClean, found, cancellation).ConfigureAwait(false);
        return Finding(found, samples);
    }

    private static readonly string[] Kinds = ["added", "removed", "changed"];

    /// <summary>Rows whose key is null or shared are compared whole, the others by key.</summary>
    private async Task<DiffFinding> WithAmbiguousAsync(DiffSides sides, Counts all, CancellationToken cancellation)
    {
        var (counts, _) = await ReadAsync(sides, isClean: false, withCounts: true, [], isKept: false, cancellation).ConfigureAwait(false);
        var samples = await SamplesAsync(sides, isClean: false, counts!, cancellation).ConfigureAwait(false);
        var whole = await new WholeRowPass(run).RunAsync(sides, sides.Ambiguous, cancellation).ConfigureAwait(false);
        var problems = await new KeyProblemPass(run).RunAsync(sides, cancellation).ConfigureAwait(false);
        return Finding(counts!, [.. samples, .. whole.Samples]) with
        {
            Added = counts!.Added + whole.Added,
            Removed = counts.Removed + whole.Removed,
            AmbiguousRows = whole.AmbiguousRows,
            KeyProblems = problems,
            BlueRows = all.BlueRows,
            GreenRows = all.GreenRows,
        };
    }

    private static DiffFinding Finding(Counts counts, IReadOnlyList<DiffSample> samples) => new()
    {
        Added = counts.Added, Removed = counts.Removed, Changed = counts.Changed, ByColumn = counts.ByColumn, Samples = samples,
        BlueRows = counts.BlueRows, GreenRows = counts.GreenRows,
    };

    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(DiffSides sides, bool isClean, Counts counts, CancellationToken cancellation)
    {
        if (run.Samples == 0) return [];
        var kinds = Kinds.Where(kind => (kind switch { "added" => counts.Added, "removed" => counts.Removed, _ => counts.Changed }) > 0).ToList();
        if (kinds.Count == 0) return [];
        var isKept = counts.Added + counts.Removed + counts.Changed <= KeptRows;
        return (await ReadAsync(sides, isClean, withCounts: false, kinds, isKept, cancellation).ConfigureAwait(false)).Samples;
    }

    private async Task<(Counts? Counts, IReadOnlyList<DiffSample> Samples)> ReadAsync(
        DiffSides sides, bool isClean, bool withCounts, IReadOnlyList<string> kinds, bool isKept, CancellationToken cancellation)
    {
        var parts = new List<Sql>();
        if (withCounts) parts.Add(CountRow(sides, isClean));
        parts.AddRange(kinds.Select(kind => SampleRows(sides, isClean, kind, isKept)));
        IReadOnlyList<Sql> kept = kinds.Count > 0 && isKept ? [$"j as materialized ({Differing(sides, isClean)})"] : [];
        Counts? counts = null;
        var samples = new List<DiffSample>();
        foreach (var (found, sample) in await run.Session.QueryAsync(
            sides.Statement(Sql.Join(" union all ", parts), kept),
            row => row.GetString(0) == "counts" ? (Counts.Read(row.GetString(1)), (DiffSample?)null) : (null, Sample(row)), cancellation).ConfigureAwait(false))
        {
            counts ??= found;
            if (sample is not null) samples.Add(sample);
        }
        return (counts, samples.OrderBy(sample => Array.IndexOf(Kinds, sample.Kind)).ToList());
    }

    /// <summary>Everything that is counted, as one row: numbers in one text, and no sample.</summary>
    private Sql CountRow(DiffSides sides, bool isClean)
    {
        var differs = Enumerable.Range(0, sides.Values.Count).Select(sides.ColumnDiffers);
        var rows = run.IsKeySound
            ? new[] { Sql.Raw("count(b.present)"), Sql.Raw("count(g.present)") }
            : [$"(select count(*) from {sides.Blue} r)", $"(select count(*) from {sides.Green} r)"];
        var shared = run.IsKeySound ? Sql.Raw("0") : $"{SharedOnly('g', DiffSides.OnlyGreen)} + {SharedOnly('b', DiffSides.OnlyBlue)}";
        var counts = new[] { DiffSides.OnlyGreen, DiffSides.OnlyBlue, sides.Differs, DiffSides.Both, sides.Keyless }.Concat(differs).Select(Count).Prepend(shared).Concat(rows);
        return $"select 'counts' as kind, concat_ws(' ', {Sql.Join(", ", counts)}) as counts{Sql.Join("", Enumerable.Range(0, Width).Select(Blank))} from {sides.Join(isClean)}";

        // Rows of one side alone are seldom many.
        Sql SharedOnly(char side, Sql only)
        {
            var keys = Sql.Join(", ", sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key}"));
            var whole = sides.Keys.Count == 1 ? keys : $"({keys})";
            return $"count(*) filter (where {only}) - count(distinct {whole}) filter (where {only})";
        }
    }

    /// <summary>The first rows of one kind, in key order: the key's own, not that of its text, which bears its name in the result.</summary>
    private Sql SampleRows(DiffSides sides, bool isClean, string kind, bool isKept)
    {
        var condition = kind switch { "added" => "bp is null", "removed" => "gp is null", _ => "bp = 1 and gp = 1" };
        var keys = Sql.Join("", sides.Keys.Select(key => (Sql)$", {run.Dialect.AsText(key)}"));
        var values = Sql.Join("", Enumerable.Range(0, sides.Values.Count).Select(index =>
            (Sql)$", {run.Dialect.AsText(Column('b', index))}, {run.Dialect.AsText(Column('g', index))}, {run.Dialect.AsText(Column('d', index))}"));
        var from = isKept ? (Sql)$"j where {Sql.Raw(condition)}" : $"({Only(sides, isClean, kind)}) j";
        return $"(select {new SqlText(kind)}, null{keys}{values} from {from} order by {Sql.Join(", ", sides.Keys.Select(key => (Sql)$"j.{key}"))} limit {(long)run.Samples})";
    }

    /// <summary>The first rows of one kind; where an index gives key order, no more is read than it takes to find them.</summary>
    /// <param name="sides">Every row has a key of its own.</param>
    /// <param name="kind"><c>added</c>, <c>removed</c>, <c>changed</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<DiffSample>> FirstAsync(DiffSides sides, string kind, CancellationToken cancellation) =>
        await run.Session.QueryAsync(sides.Statement(SampleRows(sides, isClean: true, kind, isKept: false)), Sample, cancellation).ConfigureAwait(false);

    /// <summary>All rows that differ, with both sides' values.</summary>
    private static Sql Differing(DiffSides sides, bool isClean)
    {
        var keys = sides.Keys.Select(key => (Sql)$"coalesce(b.{key}, g.{key}) as {key}");
        return $"select {Sql.Join(", ", keys.Concat(Shown(sides)))}, b.present as bp, g.present as gp from {sides.Join(isClean)} where {DiffSides.OnlyGreen} or {DiffSides.OnlyBlue} or {sides.Differs}";
    }

    /// <summary>The rows of one kind, in a form whose order an engine can take from an index.</summary>
    private static Sql Only(DiffSides sides, bool isClean, string kind)
    {
        var (blue, green) = ((Sql)$"{sides.BlueRows(isClean)} b", (Sql)$"{sides.GreenRows(isClean)} g");
        Sql Select(char side) => Sql.Join(", ", sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key} as {key}").Concat(Shown(sides)));
        return kind switch
        {
            "added" => $"select {Select('g')} from {green} left join {blue} on {sides.MatchKeys} where b.{sides.Keys[0]} is null",
            "removed" => $"select {Select('b')} from {blue} left join {green} on {sides.MatchKeys} where g.{sides.Keys[0]} is null",
            _ => $"select {Select('b')} from {blue} join {green} on {sides.MatchKeys} where {sides.Differs}",
        };
    }

    private static IEnumerable<Sql> Shown(DiffSides sides) => Enumerable.Range(0, sides.Values.Count).SelectMany(index => new Sql[]
    {
        $"b.{sides.Values[index]} as {Column('b', index)}", $"g.{sides.Values[index]} as {Column('g', index)}", $"case when {sides.ValueDiffers(index)} then 1 else 0 end as {Column('d', index)}",
    });

    private DiffSample Sample(System.Data.Common.DbDataReader row)
    {
        var kind = row.GetString(0);
        var key = run.Named(row, run.Columns.Key, 2);
        var start = 2 + run.Columns.Key.Count;
        bool IsShown(int index) => kind != "changed" || DiffRun.Text(row, start + (3 * index) + 2) == "1";
        IReadOnlyDictionary<string, string?> Side(int offset) => run.Columns.Values.Select((column, index) => (column, index)).Where(pair => IsShown(pair.index))
            .ToDictionary(pair => pair.column.Name, pair => run.Shown(pair.column, DiffRun.Text(row, start + (3 * pair.index) + offset)));
        return new DiffSample(kind, key, kind == "added" ? Nothing : Side(0), kind == "removed" ? Nothing : Side(1));
    }

    /// <summary>Columns of a sample: the keys, and per value before, after and whether they differ.</summary>
    private int Width => run.Columns.Key.Count + (3 * run.Columns.Values.Count);

    private Sql Blank(int _) => $", {run.Dialect.AsText(Sql.Raw("null"))}";

    private static Sql Column(char side, int index) => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{side}v{index}"));

    private static Sql Count(Sql condition) => $"count(*) filter (where {condition})";

    /// <summary>Rows of a join of both sides.</summary>
    /// <param name="SharedOnOneSide">Rows of one side alone whose key another of them has, but for one a key.</param>
    /// <param name="Added">Only in green.</param>
    /// <param name="Removed">Only in blue.</param>
    /// <param name="Changed">In both, with other values.</param>
    /// <param name="Pairs">In both; more than either side has where a key is shared.</param>
    /// <param name="Keyless">Of either side, with a null in the key.</param>
    /// <param name="ByColumn">Changed, by value column.</param>
    /// <param name="BlueRows">Of blue, all.</param>
    /// <param name="GreenRows">Of green, all.</param>
    private sealed record Counts(long SharedOnOneSide, long Added, long Removed, long Changed, long Pairs, long Keyless, IReadOnlyList<long> ByColumn, long BlueRows, long GreenRows)
    {
        public static Counts Read(string text)
        {
            var numbers = DiffRun.Numbers(text);
            return new Counts(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], [.. numbers.Skip(6).Take(numbers.Count - 8)], numbers[^2], numbers[^1]);
        }
    }
}
