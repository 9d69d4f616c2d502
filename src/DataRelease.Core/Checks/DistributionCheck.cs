using System.Data.Common;
using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>How far two distributions are from each other.</summary>
public enum DistributionMetric
{
    /// <summary>Total variation distance.</summary>
    Tvd,

    /// <summary>Population stability index.</summary>
    Psi,
}

/// <summary>Settings of <c>distribution</c>.</summary>
public sealed record DistributionSettings : ColumnSettings
{
    /// <inheritdoc/>
    public override string Name => DistributionCheck.Name;

    /// <summary>The distance that is limited.</summary>
    public DistributionMetric Distance { get; init; }

    /// <summary>The number of values of a category that are distinguished. All others count as one.</summary>
    public int Top { get; init; } = 20;

    /// <summary>The number of a histogram's bars between the two outer ones.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>The smallest number of values on a side for a verdict.</summary>
    public int MinRows { get; init; } = 100;

    internal static DistributionSettings Read(ConfigMapping map)
    {
        var standard = new DistributionSettings();
        return Limits(standard, map, "distance") with
        {
            Columns = map.Texts("columns"),
            Distance = map.OneOf("distance", "tvd", "psi") is "psi" ? DistributionMetric.Psi : DistributionMetric.Tvd,
            Top = map.Number("top", 1) ?? standard.Top,
            Bins = map.Number("bins", 2) ?? standard.Bins,
            MinRows = map.Number("min_rows", 1) ?? standard.MinRows,
        };
    }
}

/// <summary>
/// Compares the distribution of a column's values: the most frequent values of categories, a histogram of numbers and
/// moments. Blue's mean and deviation, which the common scan finds, give the bars' bounds. Then one query reads each
/// side once, for all columns of a relation.
/// </summary>
internal sealed class DistributionCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "distribution";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => DistributionSettings.Read(map), scope => new DistributionCheck(scope));

    /// <summary>
    /// The number of deviations beyond which values fall into an outer bar, so that one outlier does not put all others
    /// into a single bar.
    /// </summary>
    private const double Deviations = 3;

    private readonly List<Planned> _tasks = [];

    public override void Plan(ScanPlan plan)
    {
        foreach (var relation in Scope.Relations.Where(relation => relation.IsOnBothSides))
        {
            foreach (var entry in Scope.ColumnEntries<DistributionSettings>(relation, _ => true))
            {
                var columns = entry
                    .Columns.Where(column => column.Blue is not null)
                    .Select(column => Look(plan, relation, column))
                    .ToList();
                if (columns.Count == 0 && entry.Missing.Count == 0)
                    continue;
                plan.Count(relation.Blue!.Name);
                plan.Count(relation.Green!.Name);
                _tasks.Add(new Planned(relation, entry, columns));
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var task in _tasks)
        {
            Scope.Events.Publish(
                new ReleaseEvent.Progressed(
                    $"reading the distribution of values in {task.Relation.Live}, {outcomes.Count + 1} of "
                        + $"{_tasks.Count}"
                )
            );
            var findings = task
                .Entry.Missing.Select(missing => new Finding(
                    CheckState.Inconclusive,
                    missing,
                    "",
                    "there is no such column"
                ))
                .ToList();
            findings.AddRange(await ReadAsync(session, task, results, cancellation));
            outcomes.Add(
                Finding.Sum(
                    task.Entry.Settings,
                    task.Relation,
                    findings,
                    DistributionDistance.Threshold(task.Entry.Settings),
                    "column"
                ) with
                {
                    Title = task.Entry.Settings.Title,
                }
            );
        }
        return outcomes;
    }

    private async Task<IReadOnlyList<Finding>> ReadAsync(
        WarehouseSession session,
        Planned task,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        Finding Unsaid(Column column, string why) => new(CheckState.Inconclusive, column.Pair.Name, "", why);
        Finding Unread(Column column, string error) =>
            Unsaid(column, $"it can't be read: {Scope.EngineText.About(task.Relation, error)}");
        var settings = task.Entry.Settings;
        if (task.Relation.IsShared)
            return
            [
                .. task.Columns.Select(column => new Finding(
                    CheckState.Pass,
                    column.Pair.Name,
                    "the same relation",
                    ""
                )),
            ];
        if (
            (
                results.Unreadable.GetValueOrDefault(task.Relation.Blue!.Name)
                ?? results.Unreadable.GetValueOrDefault(task.Relation.Green!.Name)
            ) is
            { } unreadable
        )
            return [.. task.Columns.Select(column => Unread(column, unreadable))];
        var (blueRows, greenRows) = (results.Rows[task.Relation.Blue.Name], results.Rows[task.Relation.Green!.Name]);
        if (Math.Min(blueRows, greenRows) < settings.MinRows)
        {
            var why =
                $"{(blueRows < settings.MinRows ? $"blue has {blueRows}" : $"green has {greenRows}")} rows, "
                + $"and at least {settings.MinRows} are needed";
            // If all columns are checked, a small relation is not worth a message.
            return
            [
                .. task.Columns.Select(column =>
                    task.Entry.IsNamed
                        ? Unsaid(column, why)
                        : new Finding(CheckState.Pass, column.Pair.Name, "too few rows", "")
                ),
            ];
        }
        var readable = task
            .Columns.Where(column => column.Trouble is null && results.Trouble(column.Bounds) is null)
            .ToList();
        var findings = task
            .Columns.Except(readable)
            .Select(column =>
                column.Trouble is { } trouble
                    ? Unsaid(column, trouble)
                    : Unread(column, results.Trouble(column.Bounds)!)
            )
            .ToList();
        if (readable.Count == 0)
            return findings;
        try
        {
            var spreads = await CountAsync(session, task.Relation, readable, results, settings, cancellation);
            findings.AddRange(
                readable.Select(
                    (column, index) =>
                        DistributionDistance.Judge(
                            column.Pair.Name,
                            spreads[index],
                            blueRows,
                            greenRows,
                            settings,
                            isHidden: column.Bounds.Count == 0 && Scope.IsSensitive(column.Pair.Name)
                        ) with
                        {
                            Measured = string.Join('\n', spreads[index]) + $"\n{blueRows} -> {greenRows}",
                        }
                )
            );
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !Scope.Warehouse.IsOutOfRoom(error))
        {
            findings.AddRange(readable.Select(column => Unread(column, error.Message.ReplaceLineEndings(" "))));
        }
        return findings;
    }

    /// <summary>The rows of each value or bar on both sides, for the most frequent ones of each column.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<ValueRows>>> CountAsync(
        WarehouseSession session,
        ComparedRelation relation,
        List<Column> columns,
        ScanResults results,
        DistributionSettings settings,
        CancellationToken cancellation
    )
    {
        var names = columns
            .Select((_, index) => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"d{index}")))
            .ToList();
        var all = Sql.Join(", ", names);
        var sets = Sql.Join(", ", names.Select(name => (Sql)$"({name})"));
        // Each grouping set has one column. In its rows the other columns are NULL, and grouping() marks the columns
        // that are not grouped by.
        var which = Sql.Join(
            " ",
            names.Select(
                (name, index) =>
                    (Sql)$"when grouping({name}) = 0 then {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))}"
            )
        );
        Sql Side(RelationName name, Func<ColumnPair, CatalogColumn> side, int blue, int green)
        {
            var values = Sql.Join(
                ", ",
                columns.Select(
                    (column, index) => (Sql)$"{Value(side(column.Pair), column, results, settings)} as {names[index]}"
                )
            );
            return $"""
                select case {which} end as c, coalesce({all}, null) as v,
                    {Dialect.AllRows} * {Sql.Raw(blue.ToString(CultureInfo.InvariantCulture))} as nb,
                    {Dialect.AllRows} * {Sql.Raw(
                    green.ToString(CultureInfo.InvariantCulture)
                )} as ng
                from (select {values} from {name}) s group by grouping sets ({sets})
                """;
        }
        var rows = await session.QueryAsync(
            $"""
            select c, v, nb, ng from (
                select c, v, nb, ng, row_number() over (partition by c order by nb + ng desc, v) as place from (
                    select c, v, sum(nb) as nb, sum(ng) as ng from (
                        {Side(relation.Blue!.Name, column => column.Blue!, 1, 0)} union all {Side(
                relation.Green!.Name,
                column => column.Green!,
                0,
                1
            )}
                    ) both_sides group by c, v
                ) counted
            ) ranked where place <= {(long)Math.Max(settings.Top, settings.Bins + 4)}
            order by c, place
            """,
            row =>
                (
                    Column: row.GetInt32(0),
                    Value: new ValueRows(row.IsDBNull(1) ? null : row.GetString(1), row.ReadLong(2), row.ReadLong(3))
                ),
            cancellation
        );
        var byColumn = rows.ToLookup(row => row.Column, row => row.Value);
        return
        [
            .. columns.Select(
                (column, index) => byColumn[index].Take(column.Bounds.Count > 0 ? int.MaxValue : settings.Top).ToList()
            ),
        ];
    }

    /// <summary>A category's text, or the bar that a number falls into.</summary>
    private Sql Value(CatalogColumn side, Column column, ScanResults results, DistributionSettings settings)
    {
        if (column.Bounds.Count == 0)
        {
            var text = Scope.Warehouse.Dialect.AsText($"{new Identifier(side.Name)}");
            return Scope.Warehouse.Dialect.ByBytes(text);
        }
        var number = Number(side);
        var (low, high) = Bounds(column, results);
        var width = (high - low) / settings.Bins;
        var dialect = Scope.Warehouse.Dialect;
        var inner = Sql.Raw("'0'");
        if (width > 0 && double.IsFinite(width))
        {
            var bar = dialect.Least([$"{(double)(settings.Bins - 1)}", $"floor(({number} - {low}) / {width})"]);
            inner = dialect.AsText($"cast({bar} as integer)");
        }
        return $"case when {number} is null then null when {dialect.IsNotANumber(number)} then 'NaN' "
            + $"when {number} < {low} then 'below' when {number} > {high} then 'above' else {inner} end";
    }

    private static (double Low, double High) Bounds(Column column, ScanResults results)
    {
        var found = column.Bounds.Select(slot => results.Number(slot)?.Approximate).ToList();
        if (found is not [{ } least, { } greatest, { } mean, { } deviation])
            return (0, 0);
        return (Math.Max(least, mean - (Deviations * deviation)), Math.Min(greatest, mean + (Deviations * deviation)));
    }

    private Column Look(ScanPlan plan, ComparedRelation relation, ColumnPair pair)
    {
        if (pair.Green is null)
            return new Column(pair, [], "green does not have it");
        // A column that became text is compared as text.
        if (!IsBarred(pair.Blue!) || !IsBarred(pair.Green) || IsNumber(pair.Blue!) != IsNumber(pair.Green))
            return new Column(pair, [], null);
        var number = Number(pair.Blue!);
        ScanSlot Of(string aggregate) =>
            plan.Add(
                relation.Blue!.Name,
                Sql.By(dialect =>
                    dialect.WithAllDigits(
                        dialect.AggregateIf(aggregate, number, dialect.IsFinite(number)),
                        ValueKind.Approximate
                    )
                )
            );
        return new Column(pair, [Of("min"), Of("max"), Of("avg"), Of("stddev_pop")], null);
    }

    private bool IsBarred(CatalogColumn column) => IsNumber(column) || IsMoment(column);

    private bool IsNumber(CatalogColumn column) => ColumnKinds.IsNumber(Scope.Warehouse.Dialect, column);

    private bool IsMoment(CatalogColumn column) => ColumnKinds.IsMoment(Scope.Warehouse.Dialect, column);

    private Sql Number(CatalogColumn column) =>
        IsMoment(column)
            ? Sql.By(dialect => dialect.Epoch($"{new Identifier(column.Name)}"))
            : (Sql)$"cast({new Identifier(column.Name)} as double precision)";

    /// <param name="Pair">Both sides' columns.</param>
    /// <param name="Bounds">The slots of blue's minimum, maximum, mean and deviation; empty for categories.</param>
    /// <param name="Trouble">Why the column can't be compared, or null.</param>
    private sealed record Column(ColumnPair Pair, IReadOnlyList<ScanSlot> Bounds, string? Trouble);

    private sealed record Planned(
        ComparedRelation Relation,
        ColumnEntry<DistributionSettings> Entry,
        IReadOnlyList<Column> Columns
    );
}

/// <summary>A value or a bar, and the number of rows that have it.</summary>
/// <param name="Value">The value; null for NULL.</param>
/// <param name="Blue">Blue's rows.</param>
/// <param name="Green">Green's rows.</param>
internal sealed record ValueRows(string? Value, long Blue, long Green);
