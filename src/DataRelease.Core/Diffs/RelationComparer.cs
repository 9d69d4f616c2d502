using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Compares two sides in one database row by row, inside the database; only counts and samples leave it. The strategy
/// is in a <see cref="DiffPlan"/>. docs/diff.md defines what counts as equal. Columns are matched by name. Rows whose
/// key is null or not unique on a side can't be matched. They are compared as whole rows, as a multiset, and counted as
/// added and removed.
/// </summary>
/// <param name="dialect">The engine's dialect.</param>
/// <param name="events">Receives progress; null for no receiver.</param>
/// <param name="clock">The clock for the time budget; null for the system's.</param>
public sealed class RelationComparer(Dialect dialect, IReleaseEvents? events = null, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Compares two relations. Both sides are read in one snapshot.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="relation">The live name, for messages.</param>
    /// <param name="blue">The older side.</param>
    /// <param name="green">The newer side.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Cancels the query.</param>
    public Task<RelationDiff> CompareAsync(
        WarehouseSession session,
        string relation,
        CatalogRelation blue,
        CatalogRelation green,
        DiffOptions options,
        CancellationToken cancellation
    ) => CompareAsync(session, relation, DiffSide.Of(blue), DiffSide.Of(green), options, cancellation);

    /// <summary>Compares two sides. Both are read in one snapshot.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="relation">The name in messages.</param>
    /// <param name="blue">The older side.</param>
    /// <param name="green">The newer side.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <exception cref="ReleaseException">
    /// DR6100 over budget, DR6101 a wrong tolerance, DR6102 an unknown column.
    /// </exception>
    public async Task<RelationDiff> CompareAsync(
        WarehouseSession session,
        string relation,
        DiffSide blue,
        DiffSide green,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        var began = Stopwatch.GetTimestamp();
        var columns = DiffColumns.Pair(dialect.Diff, blue, green, options);
        DiffOptionsCheck.Run(relation, blue, green, columns, options);
        var diff = new RelationDiff
        {
            Relation = relation,
            Blue = blue.Name,
            Green = green.Name,
            Key = [.. columns.Key.Select(column => column.Name)],
            AddedColumns = columns.Added,
            RemovedColumns = columns.Removed,
            RetypedColumns = columns.Retyped,
            ReorderedColumns = columns.Reordered,
        };
        if (IsSame(blue, green, options))
            return diff with { SamePhysical = true };
        using var limit = options.TimeBudget is { } span ? new CancellationTokenSource(span, _clock) : null;
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            limit?.Token ?? CancellationToken.None
        );
        try
        {
            var temp = await dialect.Diff.ReadTempBytesAsync(session, budget.Token);
            await session.InTransactionAsync(
                TransactionPurpose.ReadSnapshot,
                async () =>
                {
                    var run = await PrepareAsync(session, relation, blue, green, columns, options, budget.Token);
                    diff = await RunAsync(run, diff, blue, green, budget.Token);
                },
                budget.Token
            );
            var after = await dialect.Diff.ReadTempBytesAsync(session, budget.Token);
            return diff with { Duration = Stopwatch.GetElapsedTime(began), TempBytes = after - temp };
        }
        catch (Exception error)
            when (error is OperationCanceledException or DbException
                && limit?.IsCancellationRequested == true
                && !cancellation.IsCancellationRequested
            )
        {
            throw new ReleaseException(
                ErrorCode.DiffOverBudget,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{relation} was not compared within {options.TimeBudget!.Value.TotalSeconds:0.#} s"
                ),
                inner: error
            );
        }
        catch (DbException error) when (cancellation.IsCancellationRequested)
        {
            // DuckDB reports a cancelled statement as an error.
            throw new OperationCanceledException(error.Message, error, cancellation);
        }
    }

    /// <summary>Plans how the sides would be compared. It reads facts, and no more of the data than a sample.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="relation">The name in messages.</param>
    /// <param name="blue">The older side.</param>
    /// <param name="green">The newer side.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<DiffPlan> PlanAsync(
        WarehouseSession session,
        string relation,
        DiffSide blue,
        DiffSide green,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        var columns = DiffColumns.Pair(dialect.Diff, blue, green, options);
        DiffOptionsCheck.Run(relation, blue, green, columns, options);
        if (IsSame(blue, green, options))
            return DiffPlanner.Plan(
                new DiffFacts
                {
                    IsSame = true,
                    Blue = new SideFacts(),
                    Green = new SideFacts(),
                }
            );
        DiffPlan? plan = null;
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
                plan = (await PrepareAsync(session, relation, blue, green, columns, options, cancellation)).Plan,
            cancellation
        );
        return plan!;
    }

    /// <summary>With a renamed column even a relation differs from itself.</summary>
    private static bool IsSame(DiffSide blue, DiffSide green, DiffOptions options) =>
        options.Renamed.Count == 0 && blue.HoldsSameAs(green);

    private async Task<DiffRun> PrepareAsync(
        WarehouseSession session,
        string relation,
        DiffSide blue,
        DiffSide green,
        DiffColumns columns,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        var grammar = dialect.Diff;
        await session.ExecuteBatchAsync(grammar.ForLargeReads, cancellation);
        var facts = new DiffFacts
        {
            Blue = await grammar.ReadFactsAsync(
                session,
                blue.Relation,
                blue.From,
                [.. columns.Key.Select(column => column.Blue.Name)],
                blue.Columns,
                cancellation
            ),
            Green = await grammar.ReadFactsAsync(
                session,
                green.Relation,
                green.From,
                [.. columns.Key.Select(column => column.Green.Name)],
                green.Columns,
                cancellation
            ),
            KeyColumns = columns.Key.Count,
            KeyKind = columns.Key.Count > 0 ? columns.Key[0].Value.Kind : ValueKind.Other,
            IsKeyPlain = columns.Key.All(column => column.Value.IsPlain),
            IsKeyWritable = columns.Key.All(column => column.IsWritable),
            IsKeyTested = options.KeyIsTested,
            HasTolerance = columns.Values.Any(column => column.Tolerance is not null),
            IsColumnar = session.Dialect.Traits.IsColumnar,
            Ways = [.. DiffWay.Of(grammar).Select(way => way.Strategy)],
            Workers = await grammar.ReadWorkersAsync(session, cancellation),
            Fraction = options.Sampling?.Fraction ?? 1,
        };
        facts = facts with { AreIndexesAlike = AreAlike(columns, facts) };
        return new DiffRun
        {
            Session = session,
            Options = options,
            Facts = facts,
            Columns = columns,
            Plan = DiffPlanner.Plan(facts, options.Strategy),
            Progress = text => events?.Publish(new ReleaseEvent.Progressed($"{relation}: {text}")),
        };
    }

    private static bool AreAlike(DiffColumns columns, DiffFacts facts)
    {
        var green = columns.Key.ToDictionary(column => column.Blue.Name, column => column.Green.Name);
        return facts.IsKeyProven
            && facts
                .Blue.UniqueIndex.Select(name => green.GetValueOrDefault(name))
                .SequenceEqual(facts.Green.UniqueIndex);
    }

    private static async Task<RelationDiff> RunAsync(
        DiffRun run,
        RelationDiff diff,
        DiffSide blue,
        DiffSide green,
        CancellationToken cancellation
    )
    {
        var sides = Sides(run, blue, green, null, null);
        var finding = await FindAsync(run, sides, blue, green, cancellation);
        var statistics = run.Options.Statistics
            ? await new StatisticsPass(run).RunAsync(sides, finding, cancellation)
            : [];
        var common = run.Options.Common ? await new CommonPass(run).RunAsync(sides, finding, cancellation) : [];
        return diff with
        {
            Common = common,
            Plan = finding.Plan ?? run.Plan,
            BlueRows = finding.BlueRows ?? 0,
            GreenRows = finding.GreenRows ?? 0,
            Added = finding.Added,
            Removed = finding.Removed,
            Changed = finding.Changed,
            ChangedByColumn = run
                .Columns.Values.Zip(finding.ByColumn)
                .Where(pair => pair.Second > 0)
                .ToDictionary(pair => pair.First.Name, pair => pair.Second),
            AmbiguousRows = finding.AmbiguousRows,
            KeyProblems = finding.KeyProblems,
            Samples = finding.Samples,
            Statistics = statistics,
            Sampled = run.Options.Sampling is { } part
                ? SamplingBounds.Of(finding.Added + finding.Removed + finding.Changed, part)
                : null,
        };
    }

    /// <summary>Both sides limited by the options, or by conditions for their rows.</summary>
    private static DiffSides Sides(DiffRun run, DiffSide blue, DiffSide green, Sql? blueRows, Sql? greenRows)
    {
        Sql? Filter(bool isBlue)
        {
            var wanted = DiffFilter.Of(run.Columns, run.Options, isBlue);
            var rows = isBlue ? blueRows : greenRows;
            return rows is null ? wanted
                : wanted is null ? rows
                : $"{rows} and {wanted}";
        }
        var sides = new DiffSides(run.Grammar, run.Columns, blue, green, Filter, isKeyBare: run.Way?.IsKeyBare == true);
        return run.Options.Sampling is { } sampling
            ? sides.Where(DiffFilter.Part(run.Grammar, sides, sampling))
            : sides;
    }

    private static Task<DiffFinding> FindAsync(
        DiffRun run,
        DiffSides sides,
        DiffSide blue,
        DiffSide green,
        CancellationToken cancellation
    )
    {
        async Task<DiffFinding> InsteadAsync(DiffStrategy strategy)
        {
            var other = run with { Plan = DiffPlanner.Plan(run.Facts, strategy) };
            return await FindAsync(other, sides, blue, green, cancellation) with { Plan = other.Plan };
        }

        // Without a common column no row of one side can equal a row of the other.
        if (!sides.Whole.Any())
            return new NothingInCommonPass(run).RunAsync(sides, cancellation);
        if (run.Way is { } way)
            return way.RunAsync(
                run,
                sides,
                new DiffCourse(
                    blue,
                    green,
                    (blueRows, greenRows) => Sides(run, blue, green, blueRows, greenRows),
                    InsteadAsync
                ),
                cancellation
            );
        return run.Plan.Strategy switch
        {
            DiffStrategy.FullJoin => new JoinPass(run).RunAsync(sides, cancellation),
            DiffStrategy.RangeChecksums or DiffStrategy.BucketChecksums or DiffStrategy.MultisetChecksums =>
                new PartPass(run).RunAsync(sides, cancellation),
            DiffStrategy.Multiset => MultisetAsync(run, sides, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(run), run.Plan.Strategy, null),
        };
    }

    private static async Task<DiffFinding> MultisetAsync(
        DiffRun run,
        DiffSides sides,
        CancellationToken cancellation
    ) => await new WholeRowPass(run).RunAsync(sides, null, cancellation) with { AmbiguousRows = 0 };
}
