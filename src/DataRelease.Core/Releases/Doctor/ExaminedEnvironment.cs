using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Everything that an examination looks at, read once: the ledger's rows, and the warehouse's objects.
/// </summary>
internal sealed record ExaminedEnvironment
{
    public required ReleaseBook Book { get; init; }

    /// <summary>Every marker. There should be one or none.</summary>
    public required IReadOnlyList<LiveRecord> Markers { get; init; }

    /// <summary>Relations of the releases whose data is not gone, by number.</summary>
    public required ILookup<int, RelationRecord> Relations { get; init; }

    /// <summary>Numbers and green schemas of the releases whose data is gone, newest first.</summary>
    public IReadOnlyList<(int Number, string GreenSchema)> Gone { get; init; } = [];

    /// <summary>Those of them of which a schema still stands.</summary>
    public IReadOnlyList<ReleaseRecord> LeftOver { get; init; } = [];

    /// <summary>The relations that the views of live should show.</summary>
    public required IReadOnlyList<RelationRecord> Pointers { get; init; }

    /// <summary>The schemas that releases of any environment have in the ledger.</summary>
    public required IReadOnlySet<string> Greens { get; init; }

    /// <summary>The live schemas of this environment.</summary>
    public required IReadOnlySet<string> LiveSchemas { get; init; }

    /// <summary>All schemas of the database.</summary>
    public required IReadOnlySet<string> Schemas { get; init; }

    /// <summary>The relations in live and release schemas.</summary>
    public required IReadOnlyDictionary<RelationName, CatalogRelation> Standing { get; init; }

    /// <summary>The queries of the views in the live schemas.</summary>
    public required IReadOnlyDictionary<RelationName, string> Definitions { get; init; }

    /// <summary>The views that decide which release they show.</summary>
    public required IReadOnlyDictionary<RelationName, DecidingText> Deciding { get; init; }

    /// <summary>Objects that depend on relations of releases.</summary>
    public required IReadOnlyList<CatalogDependent> Dependents { get; init; }

    /// <summary>The columns that relations were built with, for every release that was live or waits.</summary>
    public required IReadOnlyDictionary<RelationName, IReadOnlyList<string>> Shapes { get; init; }

    /// <summary>Relations that were moved out of live and still exist.</summary>
    public IReadOnlyList<FoundSchema> Found { get; init; } = [];

    /// <summary>Relations of a database project in the live schemas that belong to no release.</summary>
    public IReadOnlySet<RelationName> Staying { get; init; } = new HashSet<RelationName>();

    /// <summary>Swaps that are under way or have left something over.</summary>
    public IReadOnlyList<SwapRecord> Swaps { get; init; } = [];

    /// <summary>
    /// Reads only what tells whether live shows what the ledger says: three queries besides the ledger's.
    /// </summary>
    /// <param name="run">The command.</param>
    /// <param name="book">The ledger, in which a release is live.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<ExaminedEnvironment> ReadPointersAsync(
        ReleaseRun run,
        ReleaseBook book,
        CancellationToken cancellation
    ) => GlanceAsync(run, session => ReadPointersAsync(run, session, book, cancellation), cancellation);

    private static async Task<ExaminedEnvironment> GlanceAsync(
        ReleaseRun run,
        Func<WarehouseSession, Task<ExaminedEnvironment>> read,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var patience = new ViewPatience(run);
        return await patience.ReadAsync(
            session,
            patience.Glance,
            ErrorCode.LockTimeout,
            () => read(session),
            cancellation
        );
    }

    private static async Task<ExaminedEnvironment> ReadPointersAsync(
        ReleaseRun run,
        WarehouseSession session,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        var marker = book.Live!;
        var relations = await run.Ledger.ReadShownAsync(session, marker.Number, cancellation);
        var live = relations.Select(relation => relation.Live.Schema).ToHashSet(StringComparer.Ordinal);
        string[] looked = [.. live.Union(relations.Select(relation => relation.Physical.Schema))];
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(session, [.. live], cancellation);
        return new ExaminedEnvironment
        {
            Book = book,
            Markers = [marker],
            Relations = relations.ToLookup(_ => marker.Number),
            Pointers = relations,
            Greens = new HashSet<string>(),
            LiveSchemas = live,
            Schemas = looked.ToHashSet(StringComparer.Ordinal),
            Standing = (await run.Warehouse.ReadRelationsAsync(session, looked, cancellation)).ToDictionary(relation =>
                relation.Name
            ),
            Definitions = definitions,
            Deciding = DecidingAmong(run, definitions),
            Dependents = [],
            Shapes = new Dictionary<RelationName, IReadOnlyList<string>>(),
            Found = await FoundSchemas.StandingAsync(run, session, cancellation),
        };
    }

    /// <summary>
    /// Reads everything, with a fixed number of queries and one more for the shape of each retained release.
    /// </summary>
    public static async Task<ExaminedEnvironment> ReadAsync(ReleaseRun run, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return await GlanceAsync(run, session => ReadAsync(run, session, book, cancellation), cancellation);
    }

    private static async Task<ExaminedEnvironment> ReadAsync(
        ReleaseRun run,
        WarehouseSession session,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        var schemas = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
        var hasLedger = await run.Ledger.ExistsAsync(session, cancellation);
        IReadOnlyList<LiveRecord> markers = hasLedger ? await run.Ledger.ReadMarkersAsync(session, cancellation) : [];
        var relations = hasLedger
            ? await run.Ledger.ReadStandingRelationsAsync(
                session,
                book.Releases.Count == 0 ? 0 : book.Releases[0].Number,
                cancellation
            )
            : Array.Empty<RelationRecord>().ToLookup(_ => 0);
        var (greens, lives) = hasLedger
            ? await run.Ledger.ReadClaimsAsync(session, cancellation)
            : (new HashSet<string>(), new HashSet<string>());
        var gone = hasLedger ? await run.Ledger.ReadGoneAsync(session, cancellation) : [];
        int[] left =
        [
            .. gone.Where(release =>
                    schemas.Any(schema => schema.Contains(release.GreenSchema, StringComparison.Ordinal))
                )
                .Select(release => release.Number),
        ];
        var own = relations.SelectMany(group => group).ToList();
        var live = own.Select(relation => relation.Live.Schema)
            .Append(run.Environment.LiveSchema)
            .ToHashSet(StringComparer.Ordinal);
        var physical = own.Select(relation => relation.Physical.Schema)
            .Concat(gone.Select(release => release.GreenSchema))
            .Concat(book.Releases.Select(release => release.GreenSchema))
            .Where(schema => !lives.Contains(schema))
            .ToHashSet(StringComparer.Ordinal);
        string[] looked = [.. live.Union(physical).Where(schemas.Contains)];
        string[] releases = [.. physical.Where(schemas.Contains)];

        var shapes = new Dictionary<RelationName, IReadOnlyList<string>>();
        foreach (
            var release in book.Releases.Where(release =>
                release.IsRetained || release.IsCandidate || release.State == ReleaseState.Live
            )
        )
        {
            foreach (
                var (name, columns) in await run.Ledger.ReadShapeAsync(session, release.Number, cancellation)
                    ?? new Dictionary<RelationName, IReadOnlyList<string>>()
            )
                shapes[name] = columns;
        }
        var found = hasLedger ? await FoundSchemas.StandingAsync(run, session, cancellation) : [];
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(
            session,
            [.. live.Where(schemas.Contains)],
            cancellation
        );
        return new ExaminedEnvironment
        {
            Found = found,
            Swaps =
                hasLedger && run.Warehouse.Swap.Router is not null
                    ? await run.Ledger.ReadSwapsAsync(session, cancellation)
                    : [],
            Book = book,
            Gone = gone,
            LeftOver = hasLedger
                ? await run.Ledger.ReadReleasesAsync(session, new ReleaseScope.Numbered(left), cancellation)
                : [],
            Markers = markers,
            Relations = relations,
            Pointers = hasLedger ? await run.Ledger.ReadShownAsync(session, book.Live?.Number, cancellation) : [],
            Greens = greens.Union(found.SelectMany(one => one.Schemas)).ToHashSet(StringComparer.Ordinal),
            LiveSchemas = live,
            Schemas = schemas,
            Standing = (await run.Warehouse.ReadRelationsAsync(session, looked, cancellation)).ToDictionary(relation =>
                relation.Name
            ),
            Definitions = definitions,
            Deciding = DecidingAmong(run, definitions),
            Dependents =
                releases.Length == 0 ? [] : await run.Warehouse.ReadDependentsAsync(session, releases, cancellation),
            Shapes = shapes,
        };
    }

    private static Dictionary<RelationName, DecidingText> DecidingAmong(
        ReleaseRun run,
        IReadOnlyDictionary<RelationName, string> definitions
    ) =>
        definitions
            .Select(view => (view.Key, Text: run.Warehouse.Swap.ReadDeciding(view.Value)))
            .Where(view => view.Text is not null)
            .ToDictionary(view => view.Key, view => view.Text!);

    /// <summary>True if a view decides by a route, as it should while a release is shown to some principals.</summary>
    public bool IsShowing(RelationRecord relation) =>
        Book.Shown is { } shown
        && Deciding.GetValueOrDefault(relation.Live) is { By: Warehouses.Decider.Route } text
        && text.Sides.ContainsKey(shown.Number)
        && text.Sides.Values.Contains(relation.Physical);

    /// <summary>True if a view decides between this release's relation and another one.</summary>
    public bool Decides(RelationRecord relation, int number) =>
        Deciding.GetValueOrDefault(relation.Live) is { } text
        && text.Sides.GetValueOrDefault(number) == relation.Physical;

    /// <summary>The state of a pointer view.</summary>
    public PointerState StateOf(RelationRecord relation)
    {
        if (!Standing.TryGetValue(relation.Live, out var view))
            return PointerState.Missing;
        if (view.Kind != RelationKind.View)
            return PointerState.NoView;
        return
            Definitions.GetValueOrDefault(relation.Live) is { } text
            && PointerText.Read(text) is { } pointer
            && pointer.Shows == relation.Physical
            && pointer.Columns.SequenceEqual(view.Columns.Select(column => column.Name), StringComparer.Ordinal)
            ? PointerState.AsRecorded
            : PointerState.Changed;
    }

    /// <summary>True if every pointer view shows this release, so that live itself proves it.</summary>
    public bool IsShown(int number) =>
        Relations[number].Any() && Relations[number].All(relation => StateOf(relation) == PointerState.AsRecorded);
}

/// <summary>The state of a pointer view in comparison with the ledger.</summary>
internal enum PointerState
{
    /// <summary>The view shows what the ledger says.</summary>
    AsRecorded,

    /// <summary>There is nothing with the view's name.</summary>
    Missing,

    /// <summary>Something that is no view has the view's name.</summary>
    NoView,

    /// <summary>The view has another query, or shows another relation.</summary>
    Changed,
}
