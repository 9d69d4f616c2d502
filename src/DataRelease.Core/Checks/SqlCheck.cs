using System.Data.Common;
using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Checks;

/// <summary>Settings of <c>sql</c>.</summary>
public sealed record SqlSettings : QuerySettings
{
    /// <inheritdoc/>
    public override string Name => SqlCheck.Name;

    /// <summary>The query.</summary>
    public required CheckQuery Query { get; init; }

    /// <summary>True if the query must find no rows: no condition says what its value may be.</summary>
    internal bool IsOfRows => FailUnless is null && WarnUnless is null;

    internal static SqlSettings Read(ConfigMapping map, YamlNode where)
    {
        map.Require("query", where);
        // Without a query, the file is refused anyway.
        var query = map.Query("query", "blue", "green") ?? CheckQuery.Parse("select 1", []);
        return (SqlSettings)Conditions(new SqlSettings { Query = query, Title = map.Text("name") }, map, "value");
    }
}

/// <summary>
/// Runs a user's own query: it must return no rows, or its single value must meet a condition. It runs in a transaction
/// in which the engine refuses to write.
/// </summary>
internal sealed class SqlCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "sql";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, SqlSettings.Read, scope => new SqlCheck(scope)) { Compares = false };

    /// <summary>The number of rows up to which they are counted. Beyond it the report says "more than".</summary>
    private const int Counted = 1000;

    public override async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var entry in Scope.Entries<SqlSettings>())
        {
            IReadOnlyList<ComparedRelation?> relations = entry.Query.IsOfRelation
                ? [.. Scope.Relations.Where(relation => relation.IsNamedBy(entry.Relations))]
                : [null];
            foreach (var relation in relations)
            {
                Scope.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"asking {entry.Title ?? "a query"}{(relation is null ? "" : $" of {relation.Live}")}"
                    )
                );
                var probe = ProbeQuery.Fill(entry.Query, relation, Scope.Relations, side => side == "blue");
                // The schema check judges a relation that is gone.
                if (probe.Sql is null && relation is { IsDropped: true })
                    continue;
                var (state, value, message, exact) = probe.Sql is null
                    ? (probe.IsNew ? CheckState.Skipped : CheckState.Inconclusive, "", probe.Trouble, probe.Trouble)
                    : await AskAsync(session, entry, relation, probe.Sql, cancellation);
                outcomes.Add(
                    CheckScope.Outcome(
                        entry,
                        relation?.Live.ToString() ?? "",
                        state,
                        value,
                        Threshold(entry),
                        entry.Titled(message)
                    ) with
                    {
                        Title = entry.Title ?? "",
                        Fingerprint = Finding.FingerprintOf(entry.Query.Text, exact),
                    }
                );
            }
        }
        return outcomes;
    }

    private static string Threshold(SqlSettings entry) => entry.IsOfRows ? "no rows" : entry.Describe(null, null);

    private async Task<(CheckState State, string Value, string Message, string Exact)> AskAsync(
        WarehouseSession session,
        SqlSettings entry,
        ComparedRelation? relation,
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
                        // A check of rows shows none of their values.
                        row => entry.IsOfRows ? null : row.ReadValue(0, session.Dialect),
                        cancellation
                    ),
                cancellation
            );
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !Scope.Warehouse.IsOutOfRoom(error))
        {
            var said = error.Message.ReplaceLineEndings(" ");
            return (
                CheckState.Inconclusive,
                "",
                $"the query failed: {Scope.EngineText.About(entry.Query, relation, Scope.Relations, said)}",
                said
            );
        }
        if (entry.IsOfRows)
        {
            var rows =
                values.Count > Counted ? $"more than {Counted} rows"
                : values.Count == 1 ? "1 row"
                : $"{values.Count} rows";
            return values.Count == 0
                ? (CheckState.Pass, "no rows", "", "")
                : (CheckState.Fail, rows, $"it found {rows}", rows);
        }
        if (values.Count != 1)
            return (
                CheckState.Inconclusive,
                values.Count == 0 ? "no rows" : $"{values.Count} rows",
                "it must return one row with one value",
                $"{values.Count} rows"
            );
        var number = Quantity.From(values[0]);
        var exact = Convert.ToString(values[0], CultureInfo.InvariantCulture) ?? "";
        if (number is null && values[0] is not null)
            return (CheckState.Inconclusive, "", $"it returned a {Quantity.TypeOf(values[0]!)}, not a number", exact);
        var shown = number?.ToString() ?? "NULL";
        var broken = Drift.Conditions(
            "",
            new Dictionary<string, ConditionValue?> { ["value"] = number?.ForConditions },
            entry,
            shown,
            0
        );
        return (broken?.State ?? CheckState.Pass, shown, broken?.Message ?? "", exact);
    }
}
