using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>What the checks of one release look at.</summary>
public sealed record CheckScope
{
    /// <summary>Where both sides are.</summary>
    public required Warehouse Warehouse { get; init; }

    /// <summary>Every relation of either side, by live name.</summary>
    public required IReadOnlyList<ComparedRelation> Relations { get; init; }

    /// <summary>The configured checks, and how long they are retried.</summary>
    public required ValidateConfig Config { get; init; }

    /// <summary>
    /// Checks that the project's models configure; those of <see cref="Config"/> come after them and win.
    /// </summary>
    public IReadOnlyList<CheckConfig> OfModels { get; init; } = [];

    /// <summary>Told of progress.</summary>
    public required IReleaseEvents Events { get; init; }

    /// <summary>Measures time: of latency and retries.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What the ages of data are held against.</summary>
    public ServerClock Server
    {
        get => field ??= new ServerClock(Clock.GetUtcNow(), Clock);
        init;
    }

    /// <summary>
    /// Key columns of a relation by its unique id, as far as the project says; asked for only when rows are compared.
    /// </summary>
    public required Func<
        CancellationToken,
        Task<IReadOnlyDictionary<string, IReadOnlyList<string>>>
    > Keys { get; init; }

    /// <summary>
    /// Whether a key of a relation, by its unique id, was tested to identify the rows of both sides; asked for only
    /// when rows are compared.
    /// </summary>
    public Func<CancellationToken, Task<Func<string, IReadOnlyList<string>, bool>>> TestedKeys { get; init; } =
        _ => Task.FromResult<Func<string, IReadOnlyList<string>, bool>>((_, _) => false);

    /// <summary>
    /// What can have caused a change of a relation, by its unique id; null where that is not known. Asked for only when
    /// rows changed.
    /// </summary>
    public Func<CancellationToken, Task<Func<string, ChangeExplanation?>>> Causes { get; init; } =
        _ => Task.FromResult<Func<string, ChangeExplanation?>>(_ => null);

    /// <summary>
    /// For a refresh: rows by live name of the last ones that went live, the oldest first, with the one that is live as
    /// the last. Null for a release of code.
    /// </summary>
    public IReadOnlyDictionary<RelationName, IReadOnlyList<long>>? Nights { get; init; }

    /// <summary>True for a column whose values no outcome may show.</summary>
    public Func<string, bool> IsSensitive { get; init; } = _ => false;

    /// <summary>Every entry, later ones winning.</summary>
    public IReadOnlyList<CheckConfig> Checks => field ??= [.. OfModels, .. Config.Checks];

    /// <summary>
    /// The settings of a check for one relation: those of the last entry that names it, else the default. Null if it is
    /// off.
    /// </summary>
    public CheckConfig? Settings(string check, ComparedRelation relation, bool byDefault)
    {
        var found = Checks.LastOrDefault(entry => entry.Name == check && relation.IsNamedBy(entry.Relations))
            ?? (byDefault ? new CheckConfig { Name = check } : null);
        return found?.Severity == CheckSeverity.Off ? null : found;
    }

    /// <summary>
    /// Entries of a check of columns, each with the columns of one relation, and the measures of each, that it is the
    /// last to name.
    /// </summary>
    /// <param name="check">Its name.</param>
    /// <param name="relation">The relation.</param>
    /// <param name="fits">What an entry without columns means.</param>
    /// <param name="measures">What an entry measures of a column; one thing without a name when null.</param>
    internal IReadOnlyList<ColumnEntry> ColumnEntries(
        string check,
        ComparedRelation relation,
        Func<CatalogColumn, bool> fits,
        Func<CheckConfig, IReadOnlyList<string>>? measures = null
    )
    {
        var columns = relation.PairColumns();
        var entries = Checks.Where(entry => entry.Name == check && relation.IsNamedBy(entry.Relations)).ToList();
        IReadOnlyList<string> Measures(CheckConfig entry) => measures?.Invoke(entry) ?? [""];
        bool Names(CheckConfig entry, ColumnPair column) =>
            entry.Columns.Count == 0
                ? new[] { column.Blue, column.Green }.OfType<CatalogColumn>().All(fits)
                : entry.Columns.Any(pattern => ComparedRelation.Matches(pattern, column.Name));
        var owners = new Dictionary<(ColumnPair, string), CheckConfig>();
        foreach (var entry in entries)
        {
            foreach (var column in columns.Where(column => Names(entry, column)))
            foreach (var measure in Measures(entry))
                owners[(column, measure)] = entry;
        }
        bool Owns(CheckConfig entry, ColumnPair column, string measure) =>
            owners.TryGetValue((column, measure), out var owner) && ReferenceEquals(owner, entry);
        return
        [
            .. entries
                .Where(entry => entry.Severity != CheckSeverity.Off)
                .Select(entry => new ColumnEntry(
                    entry,
                    [.. columns.Where(column => Measures(entry).Any(measure => Owns(entry, column, measure)))],
                    // A name without relations is meant where there is such a column.
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

    /// <summary>An outcome whose state is at most what the severity allows.</summary>
    public static CheckOutcome Outcome(
        CheckConfig settings,
        CheckSeverity defaultSeverity,
        ComparedRelation relation,
        CheckState state,
        string value,
        string threshold,
        string message
    ) => Outcome(settings, defaultSeverity, relation.Live.ToString(), state, value, threshold, message);

    /// <summary>An outcome whose state is at most what the severity allows.</summary>
    internal static CheckOutcome Outcome(
        CheckConfig settings,
        CheckSeverity defaultSeverity,
        string relation,
        CheckState state,
        string value,
        string threshold,
        string message
    )
    {
        var severity = settings.Severity ?? defaultSeverity;
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
/// <param name="Columns">The columns that it is about.</param>
/// <param name="Missing">Columns that it names and neither side has.</param>
/// <param name="Owns">Whether no later entry names the measure of the column.</param>
internal sealed record ColumnEntry(
    CheckConfig Settings,
    IReadOnlyList<ColumnPair> Columns,
    IReadOnlyList<string> Missing,
    Func<ColumnPair, string, bool> Owns
)
{
    /// <summary>True if the configuration means these columns and not just all.</summary>
    public bool IsNamed => Settings.Columns.Count > 0;
}

/// <summary>A column on either side.</summary>
/// <param name="Name">Blue's name, or green's if it is new.</param>
/// <param name="Blue">Null if it is new.</param>
/// <param name="Green">Null if it is gone.</param>
internal sealed record ColumnPair(string Name, CatalogColumn? Blue, CatalogColumn? Green);
