using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Compares checksums of parts of both sides, then compares the differing parts exactly.</summary>
internal sealed class PartPass(DiffRun run)
{
    /// <summary>
    /// The share of rows in differing parts beyond which the sides are compared whole, because keeping most of both
    /// would cost more.
    /// </summary>
    private const double MostToKeep = 0.5;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        run.Progress("checksums of both sides");
        var checksums = new ChecksumPass(run);
        var outcome = await checksums.RunAsync(sides, cancellation);
        var finding = new DiffFinding
        {
            BlueRows = 0,
            GreenRows = 0,
            ByColumn = [.. run.Columns.Values.Select(_ => 0L)],
        };
        if (outcome.Differing.Count > 0)
        {
            run.Progress(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.DifferingRows:N0} of {outcome.Rows:N0} rows lie in parts that differ"
                )
            );
            if (outcome.DifferingRows > MostToKeep * outcome.Rows)
                finding = await CompareAsync(sides, cancellation);
            else if (outcome.DifferingRows > run.Plan.MostByIndex * outcome.Rows)
                finding = await CompareAsync(sides.Limit(checksums.IsIn(sides, outcome.Differing)), cancellation);
            else
                finding = await FetchAsync(sides, outcome.Differing, cancellation);
        }
        // Equal parts have the same number of rows on both sides.
        var surplus = finding.GreenRows!.Value - finding.BlueRows!.Value;
        finding = finding with { BlueRows = (outcome.Rows - surplus) / 2, GreenRows = (outcome.Rows + surplus) / 2 };
        return run.Columns.Key.Count > 0 && run.Plan.SearchesKeyProblems
            ? await new KeyProblemPass(run).AddAsync(sides, finding, cancellation)
            : finding;
    }

    private async Task<DiffFinding> CompareAsync(DiffSides sides, CancellationToken cancellation) =>
        run.Columns.Key.Count > 0
            ? await new JoinPass(run).RunAsync(sides, cancellation)
            : await new WholeRowPass(run).RunAsync(sides, null, cancellation) with
            {
                AmbiguousRows = 0,
            };

    /// <summary>Fetches the rows of differing ranges by the key's index, which both sides have.</summary>
    private async Task<DiffFinding> FetchAsync(
        DiffSides sides,
        IReadOnlyList<long> ranges,
        CancellationToken cancellation
    )
    {
        Sql Rows(Sql side) => run.Grammar.FetchRanges(side, sides.Keys[0], run.Plan.Bits, ranges);
        var (before, after) = run.Grammar.AroundFetching;
        await run.Session.ExecuteBatchAsync(before, cancellation);
        var finding = await CompareAsync(sides.Limit(Rows(sides.Blue), Rows(sides.Green)), cancellation);
        await run.Session.ExecuteBatchAsync(after, cancellation);
        return finding;
    }
}

/// <summary>Counts both sides if no row of one can equal a row of the other.</summary>
internal sealed class NothingInCommonPass(DiffRun run)
{
    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var (blue, green) = (
            await run.Session.QueryAsync(
                $"select (select {Dialect.AllRows} from {sides.Blue} b), "
                    + $"(select {Dialect.AllRows} from {sides.Green} g)",
                row => (row.ReadLong(0), row.ReadLong(1)),
                cancellation
            )
        )[0];
        // Rows without columns are all equal.
        var same = run.Columns.Added.Count + run.Columns.Removed.Count == 0 ? Math.Min(blue, green) : 0;
        return new DiffFinding
        {
            Added = green - same,
            Removed = blue - same,
            BlueRows = blue,
            GreenRows = green,
        };
    }
}
