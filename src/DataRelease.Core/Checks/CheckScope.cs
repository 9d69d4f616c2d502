using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>What the checks of one release look at.</summary>
public sealed record CheckScope
{
    /// <summary>The warehouse of both sides.</summary>
    public required Warehouse Warehouse { get; init; }

    /// <summary>Every relation of either side, by live name.</summary>
    public required IReadOnlyList<ComparedRelation> Relations { get; init; }

    /// <summary>The release on blue's side, <c>r41</c>, if its data was dropped; otherwise null.</summary>
    public string? Pruned { get; init; }

    /// <summary>The configured checks, and how long they may be retried.</summary>
    public required ValidateConfig Config { get; init; }

    /// <summary>
    /// The checks that the project's models configure. Those of <see cref="Config"/> come later and override them.
    /// </summary>
    public IReadOnlyList<CheckConfig> OfModels { get; init; } = [];

    /// <summary>Receives progress.</summary>
    public required IReleaseEvents Events { get; init; }

    /// <summary>Measures latency and the time for retries.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The clock for the age of data.</summary>
    public ServerClock Server
    {
        get => field ??= new ServerClock(Clock.GetUtcNow(), Clock);
        init;
    }

    /// <summary>
    /// Reads the key columns of relations by unique id, as far as the project declares them. Called only when rows are
    /// compared.
    /// </summary>
    public required Func<
        CancellationToken,
        Task<IReadOnlyDictionary<string, IReadOnlyList<string>>>
    > Keys { get; init; }

    /// <summary>
    /// Reads whether tests proved that a relation's key, by unique id, identifies the rows of both sides. Called only
    /// when rows are compared.
    /// </summary>
    public Func<CancellationToken, Task<Func<string, IReadOnlyList<string>, bool>>> TestedKeys { get; init; } =
        _ => Task.FromResult<Func<string, IReadOnlyList<string>, bool>>((_, _) => false);

    /// <summary>
    /// Reads the possible reasons for a relation's change, by unique id; null if unknown. Called only when rows
    /// changed.
    /// </summary>
    public Func<CancellationToken, Task<Func<string, ChangeExplanation?>>> Causes { get; init; } =
        _ => Task.FromResult<Func<string, ChangeExplanation?>>(_ => null);

    /// <summary>
    /// For a refresh: the row counts of the last refreshes that went live, by live name, oldest first and the live
    /// release last. Null for a release of code.
    /// </summary>
    public IReadOnlyDictionary<RelationName, IReadOnlyList<long>>? Nights { get; init; }

    /// <summary>True for a column whose values no outcome may show.</summary>
    public Func<string, bool> IsSensitive { get; init; } = _ => false;

    /// <summary>True for a text of SQL that names such a column.</summary>
    public Func<string, bool> NamesSensitive { get; init; } = _ => false;

    /// <summary>What may be shown of the engine's own text.</summary>
    internal EngineText EngineText => new(IsSensitive, NamesSensitive);

    /// <summary>All entries. Later ones override earlier ones.</summary>
    public IReadOnlyList<CheckConfig> Checks => field ??= [.. OfModels, .. Config.Checks];

    /// <summary>
    /// The settings of a check for one relation: those of the last entry that names it, or else the given ones. Null if
    /// the check is off or nothing asks for it.
    /// </summary>
    internal T? Settings<T>(ComparedRelation relation, T? unasked = null)
        where T : CheckConfig
    {
        var found = Checks.OfType<T>().LastOrDefault(entry => relation.IsNamedBy(entry.Relations)) ?? unasked;
        return found?.Severity == CheckSeverity.Off ? null : found;
    }

    /// <summary>The settings of a kind of check for one relation, as for <see cref="Settings{T}"/>.</summary>
    internal CheckConfig? Settings(ReleaseCheckKind kind, ComparedRelation relation)
    {
        var found = Checks.LastOrDefault(entry => entry.Name == kind.Name && relation.IsNamedBy(entry.Relations))
            ?? kind.Unasked;
        return found?.Severity == CheckSeverity.Off ? null : found;
    }

    /// <summary>
    /// The entries of a check that may occur several times: all of them, but only the last of those with the same name.
    /// </summary>
    internal IReadOnlyList<T> Entries<T>()
        where T : QuerySettings
    {
        var entries = Checks.OfType<T>().ToList();
        return
        [
            .. entries.Where(
                (entry, index) =>
                    entry.Severity != CheckSeverity.Off
                    && (entry.Title is null || !entries.Skip(index + 1).Any(later => later.Title == entry.Title))
            ),
        ];
    }

    /// <summary>
    /// The entries of a check of columns for one relation. Each has the columns and measures for which it is the last
    /// entry.
    /// </summary>
    /// <param name="relation">The relation.</param>
    /// <param name="fits">The columns that an entry without columns means.</param>
    /// <param name="measures">The measures of an entry; null for a check with one unnamed measure.</param>
    internal IReadOnlyList<ColumnEntry<T>> ColumnEntries<T>(
        ComparedRelation relation,
        Func<CatalogColumn, bool> fits,
        Func<T, IReadOnlyList<string>>? measures = null
    )
        where T : CheckConfig, INamesColumns
    {
        var columns = relation.PairColumns();
        var entries = Checks.OfType<T>().Where(entry => relation.IsNamedBy(entry.Relations)).ToList();
        IReadOnlyList<string> Measures(T entry) => measures?.Invoke(entry) ?? [""];
        bool Names(T entry, ColumnPair column) =>
            entry.Columns.Count == 0
                ? new[] { column.Blue, column.Green }.OfType<CatalogColumn>().All(fits)
                : entry.Columns.Any(pattern => ComparedRelation.Matches(pattern, column.Name));
        var owners = new Dictionary<(ColumnPair, string), T>();
        foreach (var entry in entries)
        {
            foreach (var column in columns.Where(column => Names(entry, column)))
            foreach (var measure in Measures(entry))
                owners[(column, measure)] = entry;
        }
        bool Owns(T entry, ColumnPair column, string measure) =>
            owners.TryGetValue((column, measure), out var owner) && ReferenceEquals(owner, entry);
        return
        [
            .. entries
                .Where(entry => entry.Severity != CheckSeverity.Off)
                .Select(entry => new ColumnEntry<T>(
                    entry,
                    [.. columns.Where(column => Measures(entry).Any(measure => Owns(entry, column, measure)))],
                    // An entry without relations may name a column that only some relations have.
                    entry.Relations.Count == 0
                        ? []
                        :
                        [
                            .. entry.Columns.Where(name =>
                                !name.Contains('*')
                                && !columns.Any(column => ComparedRelation.Matches(name, column.Name))
                            ),
                        ],
                    (column, measure) => Owns(entry, column, measure)
                )),
        ];
    }

    /// <summary>An outcome whose state is limited by the severity.</summary>
    public static CheckOutcome Outcome(
        CheckConfig settings,
        ComparedRelation relation,
        CheckState state,
        string value,
        string threshold,
        string message
    ) => Outcome(settings, relation.Live.ToString(), state, value, threshold, message);

    /// <summary>An outcome whose state is limited by the severity.</summary>
    internal static CheckOutcome Outcome(
        CheckConfig settings,
        string relation,
        CheckState state,
        string value,
        string threshold,
        string message
    )
    {
        var severity = settings.Severity ?? settings.DefaultSeverity;
        var capped = state == CheckState.Fail && severity == CheckSeverity.Warn ? CheckState.Warn : state;
        return new CheckOutcome(settings.Name, relation, capped, severity, value, threshold, message)
        {
            InconclusiveIs = settings.OnInconclusive switch
            {
                OnInconclusive.Fail => CheckState.Fail,
                OnInconclusive.Warn => CheckState.Warn,
                OnInconclusive.Pass => CheckState.Pass,
                _ => null,
            },
        };
    }
}

/// <summary>An entry of a check of columns, for one relation.</summary>
/// <param name="Settings">The entry.</param>
/// <param name="Columns">The columns that it checks.</param>
/// <param name="Missing">The columns that it names and neither side has.</param>
/// <param name="Owns">True if no later entry names the measure of the column.</param>
internal sealed record ColumnEntry<T>(
    T Settings,
    IReadOnlyList<ColumnPair> Columns,
    IReadOnlyList<string> Missing,
    Func<ColumnPair, string, bool> Owns
)
    where T : INamesColumns
{
    /// <summary>True if the configuration names the columns.</summary>
    public bool IsNamed => Settings.Columns.Count > 0;
}

/// <summary>A column of both sides.</summary>
/// <param name="Name">Blue's name, or green's if it is new.</param>
/// <param name="Blue">Blue's column; null if the column is new.</param>
/// <param name="Green">Green's column; null if the column is gone.</param>
internal sealed record ColumnPair(string Name, CatalogColumn? Blue, CatalogColumn? Green);
