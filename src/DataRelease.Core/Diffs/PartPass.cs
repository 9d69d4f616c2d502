using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>Checksums of parts of both sides, then the exact comparison of the parts that differ.</summary>
internal sealed class PartPass(DiffRun run)
{
    /// <summary>
    /// If more of the rows than this lie in parts that differ, the sides are compared whole: it spares keeping most of
    /// both.
    /// </summary>
    private const double MostToKeep = 0.5;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var isKeyed = run.Columns.Key.Count > 0;
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
            var isMost = outcome.DifferingRows > MostToKeep * outcome.Rows;
            var part = isMost ? sides : sides.Limit(checksums.IsIn(sides, outcome.Differing));
            finding = isKeyed
                ? await new JoinPass(run).RunAsync(part, cancellation)
                : await new WholeRowPass(run).RunAsync(part, null, cancellation) with
                {
                    AmbiguousRows = 0,
                };
        }
        // Parts that are equal have as many rows on both sides.
        var surplus = finding.GreenRows!.Value - finding.BlueRows!.Value;
        finding = finding with { BlueRows = (outcome.Rows - surplus) / 2, GreenRows = (outcome.Rows + surplus) / 2 };
        return isKeyed && run.Plan.SearchesKeyProblems
            ? await new KeyProblemPass(run).AddAsync(sides, finding, cancellation)
            : finding;
    }
}

/// <summary>Counts both sides where no row of one can be a row of the other.</summary>
internal sealed class NothingInCommonPass(DiffRun run)
{
    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var (blue, green) = (
            await run.Session.QueryAsync(
                $"select (select count(*) from {sides.Blue} b), (select count(*) from {sides.Green} g)",
                row => (row.GetInt64(0), row.GetInt64(1)),
                cancellation
            )
        )[0];
        // Rows without columns are all the same.
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
