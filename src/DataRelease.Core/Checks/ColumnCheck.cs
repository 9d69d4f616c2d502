using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A check of columns that measures numbers and limits their drift.</summary>
internal abstract class ColumnCheck<T>(CheckScope scope, Drift drift, string noun = "column") : ReleaseCheck(scope)
    where T : ColumnSettings
{
    private readonly List<Planned> _tasks = [];

    /// <summary>True for a column that is checked if no columns are named.</summary>
    protected abstract bool Fits(CatalogColumn column);

    /// <summary>Why a named column can't be checked, or null.</summary>
    protected abstract string? Refuses(CatalogColumn column);

    /// <summary>The names of an entry's measures; one empty name if there is only one measure.</summary>
    protected virtual IReadOnlyList<string> MeasuresOf(T settings) => [""];

    /// <summary>A column's measures, each with its name; the name is empty if there is only one measure.</summary>
    protected abstract IReadOnlyList<(string Measure, Sql Aggregate)> Measures(CatalogColumn column, T settings);

    /// <summary>True if the engine computes the measure exactly, and not in doubles.</summary>
    protected virtual bool IsExact(CatalogColumn column, string measure) => true;

    /// <summary>True if the measure is a value of a row, or reveals one.</summary>
    protected virtual bool ShowsValues => false;

    /// <summary>The number to judge, from an aggregate and the relation's row count.</summary>
    protected virtual Quantity? Number(Quantity? aggregate, long rows) => aggregate;

    /// <inheritdoc/>
    public override void Plan(ScanPlan plan)
    {
        foreach (var relation in Scope.Relations.Where(relation => relation.Green is not null))
        {
            foreach (var entry in Scope.ColumnEntries<T>(relation, Fits, MeasuresOf))
            {
                var slots = new List<Measured>();
                foreach (var column in entry.Columns)
                {
                    if ((column.Blue is null || relation.Blue is null) && !entry.Settings.IsOfGreenAlone)
                        continue;
                    if (Trouble(column) is { } trouble)
                        slots.Add(new Measured(column.Name, column.Name, null, null, trouble));
                    else
                        slots.AddRange(Measure(plan, relation, column, entry));
                }
                // For a new relation only conditions that don't need blue apply.
                var missing = relation.Blue is null && !entry.Settings.IsOfGreenAlone ? [] : entry.Missing;
                if (slots.Count > 0 || missing.Count > 0)
                    _tasks.Add(new Planned(relation, entry with { Missing = missing }, slots));
            }
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<CheckOutcome>>([
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
                ) with
                {
                    Title = task.Entry.Settings.Title,
                }
            ),
        ]);

    private Finding? Judge(Planned task, Measured measured, ScanResults results)
    {
        if (measured.Trouble is { } trouble)
            return new Finding(CheckState.Inconclusive, measured.Label, "", trouble);
        if (results.Trouble(measured.Blue, measured.Green) is { } error)
            return new Finding(
                CheckState.Inconclusive,
                measured.Label,
                "",
                $"it can't be read: {Scope.EngineText.About(task.Relation, error)}"
            );
        Quantity? At(ScanSlot slot) =>
            Number(results.Number(slot), results.Rows.GetValueOrDefault(slot.Relation)) is { } number
                ? number with
                {
                    IsRounded = !measured.IsExact,
                }
                : null;
        var green = At(measured.Green!.Value);
        var found = measured.Blue is { } blue
            ? drift.Judge(measured.Label, At(blue), green, task.Entry.Settings, task.Entry.IsNamed)
            : drift.JudgeAlone(measured.Label, green, task.Entry.Settings, isNew: task.Relation.LostBlue is null);
        if (found is null)
            return null;
        string Exact(ScanSlot? slot) =>
            slot is { } read
                ? $"{results.Values.GetValueOrDefault(read) ?? "NULL"} of "
                    + $"{results.Rows.GetValueOrDefault(read.Relation)}"
                : "";
        return found with
        {
            Value = ShowsValues && Scope.IsSensitive(measured.Column) ? Finding.Hidden : found.Value,
            Measured = $"{Exact(measured.Blue)} -> {Exact(measured.Green)}",
        };
    }

    private IEnumerable<Measured> Measure(
        ScanPlan plan,
        ComparedRelation relation,
        ColumnPair column,
        ColumnEntry<T> entry
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
            )
            {
                IsExact = IsExact(column.Green!, measure) && (column.Blue is null || IsExact(column.Blue, measure)),
            };
        }
    }

    private string? Trouble(ColumnPair column) =>
        column.Green is null
            ? "green does not have it"
            : Refuses(column.Green) ?? (column.Blue is null ? null : Refuses(column.Blue));

    /// <summary>The slots of a column's numbers, or the reason why there are none.</summary>
    private sealed record Measured(string Column, string Label, ScanSlot? Blue, ScanSlot? Green, string? Trouble)
    {
        /// <summary>True if the engine computes both sides exactly.</summary>
        public bool IsExact { get; init; } = true;
    }

    private sealed record Planned(ComparedRelation Relation, ColumnEntry<T> Entry, IReadOnlyList<Measured> Measured);
}
