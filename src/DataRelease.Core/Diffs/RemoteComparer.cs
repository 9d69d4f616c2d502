using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>A side of a diff with its database.</summary>
/// <param name="Session">An open session outside a transaction, used only for this side.</param>
/// <param name="Side">The relation or query.</param>
public sealed record RemoteSide(WarehouseSession Session, DiffSide Side);

/// <summary>
/// Compares two sides in two databases of the same kind. Each database hashes its own rows and sums the hashes by
/// buckets of the key's hash. For differing buckets it sends the hashes of keys and rows, and for differing rows their
/// values, as far as they are counted by column or shown. Equality is that of <see cref="RelationComparer"/>, by hash:
/// a change is missed with a chance of about 2^-64.
/// </summary>
/// <param name="events">Receives progress; null for no receiver.</param>
/// <param name="clock">Measures time; null for the system's clock.</param>
public sealed class RemoteComparer(IReleaseEvents? events = null, TimeProvider? clock = null)
{
    /// <summary>The explanation for people.</summary>
    public const string Explanation =
        "the sides are in two databases: each is read once to hash its rows, and once or twice more if rows "
        + "differ; only hashes of parts that differ and values of rows that differ cross the network";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Compares two sides, each in one snapshot of its database.</summary>
    /// <param name="relation">The name in messages.</param>
    /// <param name="blue">The older side.</param>
    /// <param name="green">The newer side.</param>
    /// <param name="options">The options. <see cref="DiffOptions.Strategy"/> is ignored.</param>
    /// <param name="cancellation">Cancels both queries.</param>
    /// <exception cref="ReleaseException">
    /// DR6141 for databases of different kinds; otherwise the same as <see cref="RelationComparer"/>.
    /// </exception>
    public async Task<RelationDiff> CompareAsync(
        string relation,
        RemoteSide blue,
        RemoteSide green,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        var dialect = blue.Session.Dialect;
        if (dialect.Name != green.Session.Dialect.Name)
            throw new ReleaseException(
                ErrorCode.ComparisonKindsDiffer,
                $"{relation} is in {dialect.Name} on one side and in {green.Session.Dialect.Name} on the other"
            );
        var began = _clock.GetTimestamp();
        var columns = DiffColumns.Pair(dialect.Diff, blue.Side, green.Side, options);
        DiffOptionsCheck.Run(relation, blue.Side, green.Side, columns, options);
        RelationDiff? diff = null;
        using var limit = options.TimeBudget is { } span ? new CancellationTokenSource(span, _clock) : null;
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            limit?.Token ?? CancellationToken.None
        );
        try
        {
            await blue.Session.InTransactionAsync(
                TransactionPurpose.ReadSnapshot,
                () =>
                    green.Session.InTransactionAsync(
                        TransactionPurpose.ReadSnapshot,
                        async () =>
                        {
                            var run = await PrepareAsync(relation, blue, green, columns, options, budget.Token);
                            diff = Describe(relation, blue, green, run, await RunAsync(run, budget.Token));
                        },
                        budget.Token
                    ),
                budget.Token
            );
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
        return diff! with { Duration = _clock.GetElapsedTime(began) };
    }

    private async Task<RemoteRun> PrepareAsync(
        string relation,
        RemoteSide blue,
        RemoteSide green,
        DiffColumns columns,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        var grammar = blue.Session.Dialect.Diff;
        var facts = await RemoteRun.BothAsync(
            token => FactsAsync(blue, [.. columns.Key.Select(column => column.Blue.Name)], token),
            token => FactsAsync(green, [.. columns.Key.Select(column => column.Green.Name)], token),
            cancellation
        );
        var rows = Math.Max(facts.Blue.Rows ?? 0, facts.Green.Rows ?? 0);
        var sides = new DiffSides(
            grammar,
            columns,
            blue.Side,
            green.Side,
            isBlue => DiffFilter.Of(columns, options, isBlue),
            isKeyBare: false
        );
        if (options.Sampling is { } sampling)
            sides = sides.Where(DiffFilter.Part(grammar, sides, sampling));
        return new RemoteRun
        {
            Blue = blue.Session,
            Green = green.Session,
            Sides = sides,
            Options = options,
            Bits = RemoteRun.BitsFor(rows),
            Progress = text => events?.Publish(new ReleaseEvent.Progressed($"{relation}: {text}")),
        };
    }

    private static async Task<SideFacts> FactsAsync(
        RemoteSide side,
        IReadOnlyList<string> key,
        CancellationToken cancellation
    )
    {
        var grammar = side.Session.Dialect.Diff;
        await side.Session.ExecuteBatchAsync(grammar.ForLargeReads, cancellation);
        return await grammar.ReadFactsAsync(
            side.Session,
            side.Side.Relation,
            side.Side.From,
            key,
            side.Side.Columns,
            cancellation
        );
    }

    private static async Task<RemoteFinding> RunAsync(RemoteRun run, CancellationToken cancellation)
    {
        if (!run.Sides.Whole.Any())
            return await new RemoteParts(run).CountAsync(cancellation);
        run.Progress("checksums of both sides");
        var parts = await new RemoteParts(run).ReadAsync(cancellation);
        var finding = new RemoteFinding { BlueRows = parts.BlueRows, GreenRows = parts.GreenRows };
        if (parts.Differing.Count > 0)
        {
            run.Progress(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{parts.DifferingRows:N0} of {parts.BlueRows + parts.GreenRows:N0} rows lie in parts that differ"
                )
            );
            finding = run.IsKeyed
                ? await new RemoteKeyPass(run).RunAsync(finding, parts.Differing, cancellation)
                : await new RemoteMultisetPass(run).RunAsync(finding, parts.Differing, cancellation);
        }
        if (!run.Options.Statistics)
            return finding;
        var statistics = await RemoteRun.BothAsync(
            token => StatisticsPass.SideAsync(run.Blue, run.Sides, run.Sides.Blue, token),
            token => StatisticsPass.SideAsync(run.Green, run.Sides, run.Sides.Green, token),
            cancellation
        );
        return finding with
        {
            Statistics = StatisticsPass.Pair(run.Sides, statistics.Blue, statistics.Green, run.Options),
        };
    }

    private static RelationDiff Describe(
        string relation,
        RemoteSide blue,
        RemoteSide green,
        RemoteRun run,
        RemoteFinding finding
    )
    {
        var columns = run.Sides.Columns;
        return new RelationDiff
        {
            Relation = relation,
            Blue = blue.Side.Name,
            Green = green.Side.Name,
            Key = [.. columns.Key.Select(column => column.Name)],
            AddedColumns = columns.Added,
            RemovedColumns = columns.Removed,
            RetypedColumns = columns.Retyped,
            ReorderedColumns = columns.Reordered,
            Plan = Plan(run),
            BlueRows = finding.BlueRows,
            GreenRows = finding.GreenRows,
            Added = finding.Added,
            Removed = finding.Removed,
            Changed = finding.Changed,
            ChangedByColumn = finding.ByColumn,
            AmbiguousRows = finding.AmbiguousRows,
            Samples = finding.Samples,
            Statistics = finding.Statistics,
            Notes = finding.Notes,
            Sampled = run.Options.Sampling is { } part
                ? SamplingBounds.Of(finding.Added + finding.Removed + finding.Changed, part)
                : null,
        };
    }

    private static DiffPlan Plan(RemoteRun run) =>
        new()
        {
            Strategy = DiffStrategy.RemoteChecksums,
            Reason = Explanation.Split(": ")[0],
            Cost = Explanation.Split(": ")[1],
            Bits = run.Bits,
        };
}
