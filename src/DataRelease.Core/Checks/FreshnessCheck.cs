using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Checks;

/// <summary>Settings of <c>freshness</c>.</summary>
public sealed record FreshnessSettings : CheckConfig, INamesColumns
{
    /// <inheritdoc/>
    public override string Name => FreshnessCheck.Name;

    /// <summary>The one column.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The age of green's newest moment beyond which it fails.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The age of green's newest moment beyond which it warns.</summary>
    public TimeSpan? WarnAge { get; init; }

    /// <summary>
    /// How much older than blue's newest moment green's may be. Null means not at all, unless an age is set.
    /// </summary>
    public TimeSpan? MaxLag { get; init; }

    internal static FreshnessSettings Read(ConfigMapping map, YamlNode where)
    {
        map.Require("column", where);
        return new FreshnessSettings
        {
            Columns = map.Texts("column"),
            MaxAge = map.Duration("max_age", TimeSpan.FromMilliseconds(1)),
            WarnAge = map.Duration("warn_age", TimeSpan.FromMilliseconds(1)),
            MaxLag = map.Duration("max_lag", TimeSpan.Zero),
        };
    }
}

/// <summary>
/// Compares a column's newest moment with the present time and with blue's newest moment. Without configured limits it
/// fails if green's newest is older than blue's. Moments without a time zone count as UTC.
/// </summary>
internal sealed class FreshnessCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "freshness";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, FreshnessSettings.Read, scope => new FreshnessCheck(scope));

    private readonly List<Planned> _tasks = [];

    public override void Plan(ScanPlan plan)
    {
        foreach (var relation in Scope.Relations.Where(relation => relation.Green is not null))
        {
            foreach (var entry in Scope.ColumnEntries<FreshnessSettings>(relation, _ => false))
            {
                foreach (var column in entry.Columns)
                {
                    var trouble =
                        column.Green is null ? "green does not have it"
                        : new[] { column.Blue, column.Green }
                            .OfType<CatalogColumn>()
                            .FirstOrDefault(side => !ColumnKinds.IsMoment(Scope.Warehouse.Dialect, side))
                            is { } wrong
                            ? $"{wrong.Type} is not a date or time type"
                        : null;
                    ScanSlot? Newest(CatalogRelation? side, CatalogColumn? of) =>
                        side is null || of is null || trouble is not null
                            ? null
                            : plan.Add(side.Name, Scope.Warehouse.Dialect.Epoch($"max({new Identifier(of.Name)})"));
                    _tasks.Add(
                        new Planned(
                            relation,
                            entry.Settings,
                            column.Name,
                            Newest(relation.Blue, column.Blue),
                            Newest(relation.Green, column.Green),
                            trouble
                        )
                    );
                }
                foreach (var missing in entry.Missing)
                    _tasks.Add(new Planned(relation, entry.Settings, missing, null, null, "there is no such column"));
            }
        }
    }

    public override Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<CheckOutcome>>([
            .. _tasks
                .Where(task =>
                    task.Blue is not null
                    || HasAge(task.Settings)
                    || (task.Trouble is not null && task.Relation.Blue is not null)
                )
                .Select(task => Judge(task, results)),
        ]);

    /// <summary>A view may see new rows, but a built table stays as it is.</summary>
    public override bool CanImprove(CheckOutcome outcome) =>
        Scope.Relations.Any(relation =>
            relation.Live.ToString() == outcome.Relation && relation.Green is { Kind: RelationKind.View }
        );

    public override async Task<IReadOnlyList<CheckOutcome>> AgainAsync(
        WarehouseSession session,
        IReadOnlySet<string> relations,
        CancellationToken cancellation
    )
    {
        var again = new FreshnessCheck(
            Scope with
            {
                Relations = [.. Scope.Relations.Where(relation => relations.Contains(relation.Live.ToString()))],
            }
        );
        var plan = new ScanPlan(Scope.Warehouse);
        again.Plan(plan);
        var results = await plan.RunAsync(session, Scope.Events, cancellation);
        return await again.RunAsync(session, results, cancellation);
    }

    private CheckOutcome Judge(Planned task, ScanResults results)
    {
        CheckOutcome Is(CheckState state, string value, string message) =>
            CheckScope.Outcome(
                task.Settings,
                task.Relation,
                state,
                value.Length > 0 ? $"{task.Column} {(Scope.IsSensitive(task.Column) ? Finding.Hidden : value)}" : "",
                Threshold(task.Settings),
                message.Length > 0 ? $"{task.Column}: {message}" : ""
            ) with
            {
                Title = task.Column,
                // The age grows all the time.
                Fingerprint = Finding.FingerprintOf(
                    task.Green is { } read && results.Values.GetValueOrDefault(read) is { } seconds ? seconds : message,
                    task.Blue is { } other ? results.Values.GetValueOrDefault(other) ?? "" : ""
                ),
            };
        if (task.Trouble is { } trouble)
            return Is(CheckState.Inconclusive, "", trouble);
        if (results.Trouble(task.Blue, task.Green) is { } error)
            return Is(CheckState.Inconclusive, "", $"it can't be read: {Scope.EngineText.About(task.Relation, error)}");
        if (results.Number(task.Green!.Value) is not { } newest)
            return Is(
                CheckState.Inconclusive,
                "",
                results.Rows.GetValueOrDefault(task.Green.Value.Relation) == 0
                    ? "green is empty"
                    : "green has no value in it"
            );
        if (Moment(newest) is not { } green)
            return Is(CheckState.Inconclusive, newest.ToString(), "green's newest value is not a date");
        var age = Scope.Server.Now - green;
        var distance = age < TimeSpan.Zero ? $"{Span(-age)} in the future" : $"{Span(age)} old";
        var value = $"{green:yyyy-MM-dd HH:mm:ss}, {distance}";
        if (task.Settings.MaxAge is { } most && age > most)
            return Is(CheckState.Fail, value, $"it is older than {Span(most)}");
        if (
            MaxLag(task.Settings) is { } lag
            && task.Blue is { } slot
            && results.Number(slot) is { } before
            && Moment(before) is { } blue
        )
        {
            var behind = blue - green;
            if (behind > lag)
                return Is(
                    CheckState.Fail,
                    $"{value}, {Span(behind)} behind blue",
                    $"it is more than {Span(lag)} behind blue"
                );
        }
        if (HasAge(task.Settings) && age < -_aheadOfUs)
            return Is(CheckState.Warn, value, "it lies in the future, so its age is unknown");
        if (task.Settings.WarnAge is { } some && age > some)
            return Is(CheckState.Warn, value, $"it is older than {Span(some)}");
        return Is(CheckState.Pass, value, "");
    }

    private const double First = -62_135_596_800;

    private const double Last = 253_402_300_799;

    /// <summary>
    /// The tolerance for moments in the future: a day may have begun elsewhere already, and clocks differ.
    /// </summary>
    private static readonly TimeSpan _aheadOfUs = TimeSpan.FromDays(1);

    private static bool HasAge(FreshnessSettings settings) =>
        settings.MaxAge is not null || settings.WarnAge is not null;

    private static TimeSpan? MaxLag(FreshnessSettings settings) =>
        settings.MaxLag ?? (HasAge(settings) ? null : TimeSpan.Zero);

    private static string Threshold(FreshnessSettings settings) =>
        string.Join(
            ", ",
            new[]
            {
                settings.MaxAge is { } most ? $"at most {Span(most)} old" : null,
                MaxLag(settings) is { } lag
                    ? lag == TimeSpan.Zero
                        ? "not behind blue"
                        : $"at most {Span(lag)} behind blue"
                    : null,
                settings.WarnAge is { } some ? $"warn over {Span(some)}" : null,
            }.OfType<string>()
        );

    /// <summary>
    /// The moment for a number of seconds. Values before the year 1 or after 9999 count as the first and the last
    /// moment. Infinity is no moment.
    /// </summary>
    private static DateTimeOffset? Moment(Quantity seconds) =>
        seconds.Approximate switch
        {
            var other when !double.IsFinite(other) => null,
            <= First => DateTimeOffset.MinValue,
            >= Last => DateTimeOffset.MaxValue,
            var within => DateTimeOffset.UnixEpoch.AddSeconds(within),
        };

    private static string Span(TimeSpan span)
    {
        var text = span.Duration() switch
        {
            { TotalDays: >= 2 } days => $"{days.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} d",
            { TotalHours: >= 2 } hours => $"{hours.TotalHours.ToString("0.#", CultureInfo.InvariantCulture)} h",
            { TotalMinutes: >= 2 } minutes =>
                $"{minutes.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min",
            var seconds => $"{seconds.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        };
        return span < TimeSpan.Zero ? $"-{text}" : text;
    }

    private sealed record Planned(
        ComparedRelation Relation,
        FreshnessSettings Settings,
        string Column,
        ScanSlot? Blue,
        ScanSlot? Green,
        string? Trouble
    );
}
