using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Runs a user's own query: it must return no rows, or its single value must meet a condition. It runs in a transaction
/// in which the engine refuses to write.
/// </summary>
internal sealed class SqlCheck(CheckScope scope)
{
    public const string Name = "sql";

    /// <summary>The number of rows up to which they are counted. Beyond it the report says "more than".</summary>
    private const int Counted = 1000;

    public async Task<IReadOnlyList<CheckOutcome>> RunAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var entry in Entries(scope, Name))
        {
            IReadOnlyList<ComparedRelation?> relations = entry.Query!.IsOfRelation
                ? [.. scope.Relations.Where(relation => relation.IsNamedBy(entry.Relations))]
                : [null];
            foreach (var relation in relations)
            {
                scope.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"asking {entry.Title ?? "a query"}{(relation is null ? "" : $" of {relation.Live}")}"
                    )
                );
                var probe = ProbeQuery.Fill(entry.Query, relation, scope.Relations, side => side == "blue");
                // The schema check judges a relation that is gone.
                if (probe.Sql is null && relation is { Green: null })
                    continue;
                var (state, value, message) = probe.Sql is null
                    ? (probe.IsNew ? CheckState.Skipped : CheckState.Inconclusive, "", probe.Trouble)
                    : await AskAsync(session, entry, probe.Sql, cancellation);
                outcomes.Add(
                    CheckScope.Outcome(
                        entry,
                        CheckSeverity.Fail,
                        relation?.Live.ToString() ?? "",
                        state,
                        value,
                        Threshold(entry),
                        Titled(entry, message)
                    )
                );
            }
        }
        return outcomes;
    }

    /// <summary>
    /// The entries of a check that may occur several times: all of them, but only the last of those with the same name.
    /// </summary>
    public static IReadOnlyList<CheckConfig> Entries(CheckScope scope, string check)
    {
        var entries = scope.Checks.Where(entry => entry.Name == check).ToList();
        return
        [
            .. entries.Where(
                (entry, index) =>
                    entry.Severity != CheckSeverity.Off
                    && (entry.Title is null || !entries.Skip(index + 1).Any(later => later.Title == entry.Title))
            ),
        ];
    }

    /// <summary>The message with the entry's name, if it has one.</summary>
    public static string Titled(CheckConfig entry, string message) =>
        entry.Title is null ? message
        : message.Length == 0 ? entry.Title
        : $"{entry.Title}: {message}";

    private static string Threshold(CheckConfig entry) =>
        IsOfRows(entry) ? "no rows" : Drift.Describe(entry, null, null);

    private static bool IsOfRows(CheckConfig entry) => entry.FailUnless is null && entry.WarnUnless is null;

    private async Task<(CheckState State, string Value, string Message)> AskAsync(
        WarehouseSession session,
        CheckConfig entry,
        Sql query,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<object?> values = [];
        try
        {
            await session.ReadOnlyAsync(
                async () =>
                    values = await session.QueryAsync(
                        session.Dialect.First(query, null, Counted + 1),
                        row => row.IsDBNull(0) ? null : row.GetValue(0),
                        cancellation
                    ),
                cancellation
            );
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !scope.Warehouse.IsOutOfRoom(error))
        {
            return (CheckState.Inconclusive, "", $"the query failed: {error.Message.ReplaceLineEndings(" ")}");
        }
        if (IsOfRows(entry))
        {
            var rows =
                values.Count > Counted ? $"more than {Counted} rows"
                : values.Count == 1 ? "1 row"
                : $"{values.Count} rows";
            return values.Count == 0 ? (CheckState.Pass, "no rows", "") : (CheckState.Fail, rows, $"it found {rows}");
        }
        if (values.Count != 1)
            return (
                CheckState.Inconclusive,
                values.Count == 0 ? "no rows" : $"{values.Count} rows",
                "it must return one row with one value"
            );
        var number = Quantity.From(values[0]);
        if (number is null && values[0] is not null)
            return (CheckState.Inconclusive, "", $"it returned a {values[0]!.GetType().Name}, not a number");
        var shown = number?.ToString() ?? "NULL";
        var said = Drift.Conditions(
            "",
            new Dictionary<string, double?> { ["value"] = number?.Approximate },
            entry,
            shown,
            0
        );
        return (said?.State ?? CheckState.Pass, shown, said?.Message ?? "");
    }
}
