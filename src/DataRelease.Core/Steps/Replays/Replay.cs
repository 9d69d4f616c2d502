using System.Data;
using System.Data.Common;
using DataRelease.Builds.Packages;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Replays;

/// <summary>
/// Runs consumers' queries on blue and on green in turn, each in a transaction in which the engine refuses to write,
/// and compares the results.
/// </summary>
internal sealed class Replay(ReleaseRun run, ReplayConfig config)
{
    private const string Another = "gives another result each time";

    /// <summary>The findings, worst first.</summary>
    /// <param name="blue">The live release's relations.</param>
    /// <param name="green">The candidate's relations.</param>
    /// <param name="greenSchema">Green's base schema.</param>
    /// <param name="queries">The queries in order.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<ReplayFinding>> RunAsync(
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<RelationRecord> green,
        string greenSchema,
        IReadOnlyList<ReplayQuery> queries,
        CancellationToken cancellation
    )
    {
        var after = green.ToDictionary(relation => relation.Live, relation => relation.Physical);
        var before = blue.ToDictionary(relation => relation.Live, relation => relation.Physical);
        // A relation that green lacks must not be read from live instead.
        foreach (var gone in before.Keys.Where(live => !after.ContainsKey(live)))
            after[gone] = new RelationName(greenSchema, gone.Name);
        var (toBlue, toGreen) = (Aim(before), Aim(after));
        var findings = new List<ReplayFinding>();
        var session = await run.OpenAsync(cancellation);
        try
        {
            foreach (var (index, query) in queries.Index())
            {
                run.Events.Publish(
                    new ReleaseEvent.Progressed($"{index + 1} of {queries.Count} queries: {query.Name}")
                );
                findings.Add(await TryAsync(session, query, toBlue, toGreen, cancellation));
                if (session.Connection.State == ConnectionState.Open)
                    continue;
                await session.DisposeAsync();
                session = await run.OpenAsync(cancellation);
            }
        }
        finally
        {
            await session.DisposeAsync();
        }
        return [.. findings.OrderBy(finding => finding.Outcome)];
    }

    private RelationAim Aim(Dictionary<RelationName, RelationName> relations) =>
        new(run.Warehouse.Dialect, run.Warehouse.Database, run.Warehouse.Database, relations);

    private async Task<ReplayFinding> TryAsync(
        WarehouseSession session,
        ReplayQuery query,
        RelationAim toBlue,
        RelationAim toGreen,
        CancellationToken cancellation
    )
    {
        var rules = run.Warehouse.Dialect.Lexis;
        if (query.WhyNot is { } why)
            return Left(why);
        if (!QueryShape.IsQuery(query.Text))
            return Left("is not a query");
        if (QueryShape.Statements(query.Text, rules).Count > 1)
            return Left("is several statements");
        if (QueryShape.Parameters(query.Text, rules) > (query.Parameters?.Count ?? 0))
            return Left("has parameters without values");
        var text = QueryShape.Fill(query.Text, query.Parameters ?? [], rules);
        var (blue, green) = (toBlue.Apply(text), toGreen.Apply(text));
        if (blue == green)
            return Left("names no relation of the release that differs");
        var first = await AskAsync(session, blue, cancellation);
        if (first.Result is not { } expected)
            return Left(first.Error!);
        var second = await AskAsync(session, green, cancellation);
        if (second.Result is not { } found)
            return new ReplayFinding(query, ReplayOutcome.FailsOnGreen, second.Error!);
        var isOrdered = QueryShape.IsOrdered(text, rules);
        if (expected.Difference(found, isOrdered) is { } difference)
        {
            var again = await AskAsync(session, blue, cancellation);
            return again.Result is { } repeated && expected.Difference(repeated, isOrdered) is not null
                ? Left(Another)
                : new ReplayFinding(query, ReplayOutcome.Differs, difference);
        }
        var (blueTimes, greenTimes) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < config.Runs; turn++)
            foreach (var isBlue in Turns.Of(turn))
                if (await AskAsync(session, isBlue ? blue : green, cancellation) is { Result: not null } timed)
                    (isBlue ? blueTimes : greenTimes).Add(timed.Milliseconds);
        return new ReplayFinding(query, ReplayOutcome.Same, "") { Blue = blueTimes, Green = greenTimes };

        ReplayFinding Left(string reason) => new(query, ReplayOutcome.Left, reason);
    }

    private async Task<(ResultDigest? Result, string? Error, double Milliseconds)> AskAsync(
        WarehouseSession session,
        string text,
        CancellationToken cancellation
    )
    {
        using var expired = new CancellationTokenSource(config.Timeout, run.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        var start = run.Clock.GetTimestamp();
        try
        {
            IReadOnlyList<string> columns = [];
            var rows = new List<UInt128>();
            await session.ReadOnlyAsync(
                () =>
                    session.AsWrittenAsync(() =>
                        session.QueryAsync(
                            Sql.Raw(text),
                            row =>
                            {
                                if (rows.Count == 0)
                                    columns = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
                                if (rows.Count >= config.MaxRows)
                                    throw new TooManyRowsException();
                                rows.Add(ResultDigest.Of(row, session.Dialect));
                                return true;
                            },
                            both.Token
                        )
                    ),
                both.Token
            );
            return (new ResultDigest(columns, rows), null, run.Clock.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (TooManyRowsException)
        {
            return (null, $"has more than {config.MaxRows} rows", 0);
        }
        catch (Exception error)
            when (error is DbException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return (
                null,
                expired.IsCancellationRequested
                    ? $"takes longer than {config.Timeout.TotalSeconds:0.###} s"
                    : error.Message.ReplaceLineEndings(" "),
                0
            );
        }
    }

    private sealed class TooManyRowsException : Exception;
}
