using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Counts rows that a key does not identify.</summary>
internal sealed class KeyProblemPass(DiffRun run)
{
    /// <summary>
    /// Adds the key's problems. Null or shared keys of equal rows don't change the counts, but are reported.
    /// </summary>
    public async Task<DiffFinding> AddAsync(DiffSides sides, DiffFinding finding, CancellationToken cancellation)
    {
        run.Progress("looking for shared keys");
        var problems = await RunAsync(sides, cancellation);
        return problems is null
            ? finding
            : finding with
            {
                KeyProblems = problems,
                AmbiguousRows = await CountAmbiguousAsync(sides, cancellation),
            };
    }

    /// <returns>The problems; null if every row of both sides has a unique key.</returns>
    public async Task<KeyProblems?> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        Sql Null(Sql side) => $"(select {Dialect.AllRows} from {side} s where not ({sides.HasKey}))";
        // An index proves that there are none.
        Sql Shared(Sql side) =>
            run.Plan.IsKeyProven
                ? Sql.Raw("0")
                : $"(select coalesce(sum(n), 0) from (select {Dialect.AllRows} as n from {side} s where "
                    + $"{sides.HasKey} group by {sides.KeyNames} having count(*) > 1) d)";
        var numbers = (
            await run.Session.QueryAsync(
                sides.Statement(
                    $"select {DiffSides.Texts(
                        " ",
                        [Null(sides.Blue), Null(sides.Green), Shared(sides.Blue), Shared(sides.Green)]
                    )}"
                ),
                row => DiffRun.Numbers(row.GetString(0)),
                cancellation
            )
        )[0];
        return numbers.All(number => number == 0)
            ? null
            : new KeyProblems(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>The number of rows of both sides whose key is null, or shared on a side.</summary>
    private async Task<long> CountAmbiguousAsync(DiffSides sides, CancellationToken cancellation) =>
        (
            await run.Session.QueryAsync(
                sides.Statement(
                    $"select (select {Dialect.AllRows} from {sides.Blue} s where {Condition(sides)}) + (select "
                        + $"{Dialect.AllRows} from {sides.Green} s where {Condition(sides)})"
                ),
                row => row.ReadLong(0),
                cancellation
            )
        )[0];

    private Sql Condition(DiffSides sides) => run.Plan.IsKeyProven ? $"not ({sides.HasKey})" : sides.Ambiguous;
}
