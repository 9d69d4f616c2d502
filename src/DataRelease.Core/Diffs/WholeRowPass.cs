using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Compares rows as a multiset: equal rows are grouped, and their numbers on both sides are compared.
/// </summary>
internal sealed class WholeRowPass(DiffRun run)
{
    private static readonly IReadOnlyDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    /// <param name="sides">Both sides.</param>
    /// <param name="among">A condition on a side named <c>s</c>, or null for all rows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result, with the compared rows as <see cref="DiffFinding.AmbiguousRows"/>.</returns>
    public async Task<DiffFinding> RunAsync(DiffSides sides, Sql? among, CancellationToken cancellation)
    {
        var texts = DiffSides.Numbered(sides.Whole.Select(column => run.Dialect.AsText(column.Alias)));
        // The names are qualified, because a cast of a column has the column's name and would be ordered by instead.
        var names = Sql.Join(", ", sides.Whole.Select(column => (Sql)$"c.{column.Alias}"));
        var blanks = Sql.Join("", sides.Whole.Select(_ => (Sql)$", {run.Dialect.AsText(Sql.Raw("null"))}"));
        static Sql Over(string more, string less) =>
            Sql.Raw($"coalesce(sum(case when {more} > {less} then {more} - {less} else 0 end), 0)");
        var counted = DiffSides.Texts(
            " ",
            [Over("ng", "nb"), Over("nb", "ng"), Sql.Raw("coalesce(sum(nb), 0)"), Sql.Raw("coalesce(sum(ng), 0)")]
        );
        var parts = new List<Sql> { $"select 'counts' as kind, {counted} as counts{blanks} from c" };
        foreach (
            var (kind, condition) in new[] { (RowKind.Added.Word(), "ng > nb"), (RowKind.Removed.Word(), "nb > ng") }
        )
        {
            if (run.Samples > 0)
                parts.Add(
                    run.Dialect.FirstAsPart(
                        $"select {new SqlText(kind)} as kind, {run.Dialect.AsText(Sql.Raw("null"))} as counts{texts} "
                            + $"from c where {Sql.Raw(condition)}",
                        names,
                        run.Samples
                    )
                );
        }
        IReadOnlyList<long> counts = [];
        var samples = new List<DiffSample>();
        foreach (
            var (numbers, sample) in await run.Session.QueryAsync(
                sides.Statement(Sql.Join(" union all ", parts), [DiffSides.Kept("c", sides.Counted(among))]),
                row =>
                    row.GetString(0) == "counts"
                        ? (DiffRun.Numbers(row.GetString(1)), (DiffSample?)null)
                        : ([], Sample(row)),
                cancellation
            )
        )
        {
            if (sample is null)
                counts = numbers;
            else
                samples.Add(sample);
        }
        return new DiffFinding
        {
            Added = counts[0],
            Removed = counts[1],
            BlueRows = counts[2],
            GreenRows = counts[3],
            AmbiguousRows = counts[2] + counts[3],
            Samples = [.. samples.OrderBy(sample => sample.Kind)],
        };
    }

    private DiffSample Sample(System.Data.Common.DbDataReader row)
    {
        var values = run.Named(row, [.. run.Columns.All], 2);
        return RowKinds.Read(row.GetString(0)) == RowKind.Added
            ? new DiffSample(RowKind.Added, Nothing, Nothing, values)
            : new DiffSample(RowKind.Removed, Nothing, values, Nothing);
    }
}
