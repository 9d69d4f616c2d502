using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Reads numbers from the warehouse: one row with one column, or with columns named <c>value</c>, <c>blue</c>,
/// <c>green</c>.
/// </summary>
internal sealed class SqlProvider(MetricConfig metric, ProviderConfig.Sql sql) : IMetricProvider
{
    private static readonly string[] _names = ["value", "blue", "green"];

    public MeasuringPlace Place => MeasuringPlace.Warehouse;

    public async Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation)
    {
        var (problems, columns) = await MetricQuery.ExamineAsync(sql.Query, scope, cancellation);
        if (columns is null)
            return problems;
        if (Trouble(columns) is { } trouble)
            return [trouble];
        var known = columns.Count == 1 && !IsNamed(columns) ? ["value"] : Lower(columns);
        // Without a column of its own, the value is green's.
        if (known.Contains("green") && !known.Contains("value"))
            known = [.. known, "value"];
        return
        [
            .. new[] { metric.SuccessCondition, metric.FailureCondition }
                .OfType<CheckExpression>()
                .SelectMany(condition =>
                    _names
                        .Where(name => condition.Uses(name) && !known.Contains(name))
                        .Select(name => $"'{condition}' refers to {name}, but the query has no column '{name}'")
                ),
        ];
    }

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        var query = ProbeQuery.Fill(sql.Query, null, scope.Relations, side => side == "blue");
        if (query.Sql is null)
            return MetricQuery.Refused(query);
        IReadOnlyList<(string Name, object? Value)[]> rows = [];
        await using var session = await scope.OpenAsync(cancellation);
        await session.ReadOnlyAsync(
            async () =>
                rows = await session.QueryAsync(
                    session.Dialect.First(query.Sql, null, 2),
                    row =>
                        Enumerable
                            .Range(0, row.FieldCount)
                            .Select(index => (row.GetName(index), row.ReadValue(index, session.Dialect)))
                            .ToArray(),
                    cancellation
                ),
            cancellation
        );
        if (rows.Count == 0)
            return MetricReading.Inconclusive("its query returned no row");
        if (rows.Count > 1)
            return MetricReading.Error("its query returned several rows; it must return one");
        return Read(rows[0]);
    }

    private static MetricReading Read((string Name, object? Value)[] row)
    {
        var columns = row.Select(column => column.Name).ToList();
        if (Trouble(columns) is { } trouble)
            return MetricReading.Error(trouble);
        foreach (var (name, value) in row)
        {
            if (value is not null && Quantity.From(value) is null)
                return MetricReading.Error($"{name} is a {Quantity.TypeOf(value)}, not a number");
        }
        if (!IsNamed(columns))
            return new MetricReading { Value = Number(row[0].Value) };
        double? Of(string name) => Number(row.FirstOrDefault(column => Is(column.Name, name)).Value);
        return new MetricReading
        {
            Value = columns.Any(column => Is(column, "value")) ? Of("value") : Of("green"),
            Blue = Of("blue"),
            Green = Of("green"),
        };
    }

    private static double? Number(object? value) => Quantity.From(value)?.Approximate;

    private static string? Trouble(IReadOnlyList<string> columns) =>
        (columns.Count == 1 || IsNamed(columns)) && Lower(columns).Distinct().Count() == columns.Count
            ? null
            : $"its query has the columns {string.Join(", ", columns)}; it must have one, or columns called value, "
                + "blue and green";

    private static bool IsNamed(IReadOnlyList<string> columns) => Lower(columns).All(_names.Contains);

    private static string[] Lower(IReadOnlyList<string> columns) =>
        [.. columns.Select(column => column.ToLowerInvariant())];

    private static bool Is(string column, string name) =>
        string.Equals(column, name, StringComparison.OrdinalIgnoreCase);
}
