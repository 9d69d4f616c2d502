using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>data_diff</c>.</summary>
public sealed record DataDiffSettings : CheckConfig
{
    /// <inheritdoc/>
    public override string Name => DataDiffCheck.Name;

    /// <summary>Key columns; empty to take them from dbt's unique tests or the primary key.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>The allowed number of changed rows; null for no limit.</summary>
    public Tolerance? MaxChanged { get; init; }

    /// <summary>The allowed number of added rows; null for no limit.</summary>
    public Tolerance? MaxAdded { get; init; }

    /// <summary>The allowed number of removed rows; null for no limit.</summary>
    public Tolerance? MaxRemoved { get; init; }

    internal static DataDiffSettings Read(ConfigMapping map) =>
        new()
        {
            Key = map.Texts("key"),
            Ignore = map.Texts("ignore"),
            MaxChanged = map.Tolerance("max_changed"),
            MaxAdded = map.Tolerance("max_added"),
            MaxRemoved = map.Tolerance("max_removed"),
        };
}

/// <summary>Compares the rows of the configured relations, and applies limits to the differences.</summary>
internal sealed class DataDiffCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "data_diff";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => DataDiffSettings.Read(map), scope => new DataDiffCheck(scope));

    /// <summary>The name of the outcome about a change without a known reason.</summary>
    public const string UnexplainedName = "unexplained";

    private const string Same = "the same relation";

    /// <summary>True if the outcome found no difference, neither an allowed nor a forbidden one.</summary>
    public static bool IsEqual(CheckOutcome outcome) =>
        outcome.Value == Same
        || outcome.Value.StartsWith("0 changed, 0 added, 0 removed of ", StringComparison.Ordinal);

    public override async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        var wanted = Scope
            .Relations.Where(relation => relation.IsOnBothSides)
            .Select(relation => (Relation: relation, Settings: Scope.Settings<DataDiffSettings>(relation)))
            .Where(pair => pair.Settings is not null)
            .ToList();
        if (wanted.Count == 0)
            return [];
        var keys = await Scope.Keys(cancellation);
        var isTested = await Scope.TestedKeys(cancellation);
        var comparer = new RelationComparer(Scope.Warehouse.Dialect, Scope.Events);
        var outcomes = new List<CheckOutcome>();
        Func<string, ChangeExplanation?>? causes = null;
        foreach (var (relation, settings) in wanted)
        {
            Scope.Events.Publish(
                new ReleaseEvent.Progressed(
                    $"comparing rows of {relation.Live}, {outcomes.Count + 1} of {wanted.Count}"
                )
            );
            var key = settings!.Key.Count > 0 ? settings.Key : keys.GetValueOrDefault(relation.UniqueId) ?? [];
            try
            {
                var diff = await comparer.CompareAsync(
                    session,
                    relation.Live.ToString(),
                    relation.Blue!,
                    relation.Green!,
                    new DiffOptions
                    {
                        Key = key,
                        KeyIsTested = isTested(relation.UniqueId, key),
                        Ignore = settings.Ignore,
                    },
                    cancellation
                );
                var judged = Judge(relation, settings, key, diff);
                if (!HasChanged(diff))
                {
                    outcomes.Add(judged);
                    continue;
                }
                causes ??= await Scope.Causes(cancellation);
                var explanation = causes(relation.UniqueId);
                outcomes.Add(
                    explanation is null
                        ? judged
                        : judged with
                        {
                            Message =
                                judged.Message.Length > 0 ? $"{judged.Message}; {explanation}" : explanation.ToString(),
                        }
                );
                if (explanation is { IsUnexplained: true })
                    outcomes.Add(Unexplained(relation, judged.Value));
            }
            catch (DbException error)
                when (session.Connection.State == System.Data.ConnectionState.Open
                    && !Scope.Warehouse.IsOutOfRoom(error)
                )
            {
                outcomes.Add(
                    CheckScope.Outcome(
                        settings,
                        relation,
                        CheckState.Inconclusive,
                        "",
                        Allowed(settings),
                        "it can't be compared: "
                            + Scope.EngineText.About(relation, error.Message.ReplaceLineEndings(" "))
                    )
                );
            }
        }
        return outcomes;
    }

    /// <summary>True if rows differ, or if columns were added, removed or retyped.</summary>
    public static bool HasChanged(RelationDiff diff) =>
        !diff.IsEqual || diff.AddedColumns.Count + diff.RemovedColumns.Count + diff.RetypedColumns.Count > 0;

    private CheckOutcome Unexplained(ComparedRelation relation, string value)
    {
        var meaning = Scope.Config.Unexplained;
        var state = meaning switch
        {
            Configuration.Unexplained.Fail => CheckState.Fail,
            Configuration.Unexplained.Pass => CheckState.Pass,
            _ => CheckState.Warn,
        };
        return new CheckOutcome(
            UnexplainedName,
            relation.Live.ToString(),
            state,
            state == CheckState.Fail ? CheckSeverity.Fail : CheckSeverity.Warn,
            value,
            "a change has a cause upstream",
            "it changed, but no model, seed, snapshot, macro or source that it is made from changed"
        );
    }

    private static CheckOutcome Judge(
        ComparedRelation relation,
        DataDiffSettings settings,
        IReadOnlyList<string> key,
        RelationDiff diff
    )
    {
        var value = diff.SamePhysical
            ? Same
            : $"{diff.Changed} changed, {diff.Added} added, {diff.Removed} removed of {diff.BlueRows}";
        var broken = new List<string>();
        Exceeds(settings.MaxChanged, diff.Changed, "changed");
        Exceeds(settings.MaxAdded, diff.Added, "added");
        Exceeds(settings.MaxRemoved, diff.Removed, "removed");
        if (broken.Count > 0)
            return CheckScope.Outcome(
                settings,
                relation,
                CheckState.Fail,
                value,
                Allowed(settings),
                string.Join(", ", broken)
            );
        if (settings.Key.Count > 0 && diff.Key.Count == 0 && !diff.SamePhysical)
            return CheckScope.Outcome(
                settings,
                relation,
                CheckState.Inconclusive,
                value,
                Allowed(settings),
                $"the key {string.Join(", ", settings.Key)} is not on both sides"
            );
        if (settings.MaxChanged is not null && diff.Key.Count == 0 && !diff.SamePhysical)
            return CheckScope.Outcome(
                settings,
                relation,
                CheckState.Inconclusive,
                value,
                Allowed(settings),
                "without a key, no row can be recognised as changed; set one with key"
            );
        // Rows without a key of their own count as removed and added, whatever became of them.
        var unknown = Math.Min(Math.Min(diff.Added, diff.Removed), diff.AmbiguousRows / 2);
        if (settings.MaxChanged is { } limit && limit.IsExceededBy(diff.Changed + unknown, diff.BlueRows))
            return CheckScope.Outcome(
                settings,
                relation,
                CheckState.Inconclusive,
                value,
                Allowed(settings),
                $"{diff.AmbiguousRows} rows have no key or share one, so up to {unknown} of the added and removed rows "
                    + "may be changed ones"
            );
        return CheckScope.Outcome(
            settings,
            relation,
            CheckState.Pass,
            value,
            Allowed(settings),
            key.Count == 0 ? "compared as whole rows, because there is no key" : ""
        );

        void Exceeds(Tolerance? most, long amount, string what)
        {
            if (most is { } allowed && allowed.IsExceededBy(amount, diff.BlueRows))
                broken.Add($"{amount} rows {what}, {allowed} allowed");
        }
    }

    private static string Allowed(DataDiffSettings settings)
    {
        var parts = new[]
        {
            (settings.MaxChanged, "changed"),
            (settings.MaxAdded, "added"),
            (settings.MaxRemoved, "removed"),
        }
            .Where(limit => limit.Item1 is not null)
            .Select(limit => $"{limit.Item1} {limit.Item2}")
            .ToList();
        return parts.Count == 0 ? "no limit" : $"at most {string.Join(", ", parts)}";
    }
}
