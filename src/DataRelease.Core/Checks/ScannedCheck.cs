using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// A check that needs only the common scan of each relation. It first requests values and then judges them.
/// </summary>
internal abstract class ScannedCheck(CheckScope scope)
{
    protected CheckScope Scope => scope;

    /// <summary>Adds the check's requests to the plan.</summary>
    public abstract void Plan(ScanPlan plan);

    /// <summary>Judges the results.</summary>
    public abstract IReadOnlyList<CheckOutcome> Judge(ScanResults results);
}

/// <summary>A check of columns that measures numbers and limits their drift.</summary>
internal abstract class ColumnCheck(CheckScope scope, string name, Drift drift, string noun = "column")
    : ScannedCheck(scope)
{
    private readonly List<Task> _tasks = [];

    /// <summary>True for a column that is checked if no columns are named.</summary>
    protected abstract bool Fits(CatalogColumn column);

    /// <summary>Why a named column can't be checked, or null.</summary>
    protected abstract string? Refuses(CatalogColumn column);

    /// <summary>The names of an entry's measures; one empty name if there is only one measure.</summary>
    protected virtual IReadOnlyList<string> MeasuresOf(CheckConfig settings) => [""];

    /// <summary>A column's measures, each with its name; the name is empty if there is only one measure.</summary>
    protected abstract IReadOnlyList<(string Measure, Sql Aggregate)> Measures(
        CatalogColumn column,
        CheckConfig settings
    );

    /// <summary>True if the measure is a value of a row, or reveals one.</summary>
    protected virtual bool ShowsValues => false;

    /// <summary>The number to judge, from an aggregate and the relation's row count.</summary>
    protected virtual Quantity? Number(Quantity? aggregate, long rows) => aggregate;

    /// <inheritdoc/>
    public override void Plan(ScanPlan plan)
    {
        foreach (var relation in Scope.Relations.Where(relation => relation.Green is not null))
        {
            foreach (var entry in Scope.ColumnEntries(name, relation, Fits, MeasuresOf))
            {
                var slots = new List<Measured>();
                foreach (var column in entry.Columns)
                {
                    if ((column.Blue is null || relation.Blue is null) && !Drift.IsOfGreenAlone(entry.Settings))
                        continue;
                    if (Trouble(column) is { } trouble)
                        slots.Add(new Measured(column.Name, column.Name, null, null, trouble));
                    else
                        slots.AddRange(Measure(plan, relation, column, entry));
                }
                // For a new relation only conditions that don't need blue apply.
                var missing = relation.Blue is null && !Drift.IsOfGreenAlone(entry.Settings) ? [] : entry.Missing;
                if (slots.Count > 0 || missing.Count > 0)
                    _tasks.Add(new Task(relation, entry with { Missing = missing }, slots));
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CheckOutcome> Judge(ScanResults results) =>
        [
            .. _tasks.Select(task =>
                Finding.Sum(
                    task.Entry.Settings,
                    task.Relation,
                    [
                        .. task.Measured.Select(measured => Judge(task, measured, results)).OfType<Finding>(),
                        .. task.Entry.Missing.Select(missing => new Finding(
                            CheckState.Inconclusive,
                            missing,
                            "",
                            "there is no such column"
                        )),
                    ],
                    drift.Threshold(task.Entry.Settings),
                    noun
                )
            ),
        ];

    private Finding? Judge(Task task, Measured measured, ScanResults results)
    {
        if (measured.Trouble is { } trouble)
            return new Finding(CheckState.Inconclusive, measured.Label, "", trouble);
        if (results.Trouble(measured.Blue, measured.Green) is { } error)
            return new Finding(CheckState.Inconclusive, measured.Label, "", $"it can't be read: {error}");
        Quantity? At(ScanSlot slot) => Number(results.Number(slot), results.Rows.GetValueOrDefault(slot.Relation));
        var green = At(measured.Green!.Value);
        var found = measured.Blue is { } blue
            ? drift.Judge(measured.Label, At(blue), green, task.Entry.Settings, task.Entry.IsNamed)
            : drift.JudgeNew(measured.Label, green, task.Entry.Settings);
        return ShowsValues && Scope.IsSensitive(measured.Column)
            ? found is null
                ? null
                : found with
                {
                    Value = Finding.Hidden,
                }
            : found;
    }

    private IEnumerable<Measured> Measure(
        ScanPlan plan,
        ComparedRelation relation,
        ColumnPair column,
        ColumnEntry entry
    )
    {
        var blue = column.Blue is null || relation.Blue is null ? null : Measures(column.Blue, entry.Settings);
        foreach (var (index, (measure, aggregate)) in Measures(column.Green!, entry.Settings).Index())
        {
            if (!entry.Owns(column, measure))
                continue;
            yield return new Measured(
                column.Name,
                measure.Length > 0 ? $"{measure}({column.Name})" : column.Name,
                blue is null ? null : plan.Add(relation.Blue!.Name, blue[index].Aggregate),
                plan.Add(relation.Green!.Name, aggregate),
                null
            );
        }
    }

    private string? Trouble(ColumnPair column) =>
        column.Green is null
            ? "green does not have it"
            : Refuses(column.Green) ?? (column.Blue is null ? null : Refuses(column.Blue));

    /// <summary>The slots of a column's numbers, or the reason why there are none.</summary>
    private sealed record Measured(string Column, string Label, ScanSlot? Blue, ScanSlot? Green, string? Trouble);

    private sealed record Task(ComparedRelation Relation, ColumnEntry Entry, IReadOnlyList<Measured> Measured);
}
