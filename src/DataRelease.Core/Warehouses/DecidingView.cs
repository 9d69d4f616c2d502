namespace DataRelease.Warehouses;

/// <summary>
/// A pointer view that shows the relation of one of two releases, as a row of the ledger says for the session that
/// reads the view. A change of that row repoints every such view at once, without a lock on any. Each statement sees
/// the row as of its own snapshot.
/// </summary>
/// <param name="Live">The view.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Options">View options in the catalog's spelling.</param>
/// <param name="By">What the view decides by.</param>
/// <param name="Blue">The side for one release.</param>
/// <param name="Green">The side for the other release.</param>
public sealed record DecidingView(
    RelationName Live,
    IReadOnlyList<CatalogColumn> Columns,
    IReadOnlyList<string> Options,
    Decider By,
    DecidingSide Blue,
    DecidingSide Green
);

/// <summary>
/// One side of a deciding view. A column that has another type in the relation than in the view is cast by way of its
/// text. A column that the relation lacks is null.
/// </summary>
/// <param name="Relation">The relation.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Number">The release that this side is shown for.</param>
public sealed record DecidingSide(RelationName Relation, IReadOnlyList<CatalogColumn> Columns, int Number);

/// <summary>
/// A query of one number that tells a deciding view which release to show. The engine runs it once for each view and
/// statement with the rights of the view's owner, so readers need no right on the ledger.
/// </summary>
public abstract record Decider
{
    private Decider() { }

    /// <summary>Decides by the live release, for every session.</summary>
    /// <param name="Table">The ledger's table of markers, with <c>environment</c> and <c>number</c>.</param>
    /// <param name="Environment">The environment whose marker decides.</param>
    public sealed record Marker(RelationName Table, string Environment) : Decider;

    /// <summary>Decides by the release that the ledger's route gives the session.</summary>
    /// <param name="View">
    /// The route's view, with one row and one column <c>number</c>, see <see cref="RouteView"/>.
    /// </param>
    public sealed record Route(RelationName View) : Decider;
}

/// <summary>A deciding view, parsed from its definition.</summary>
/// <param name="By">What the view decides by.</param>
/// <param name="Sides">The relation that the view shows for each release.</param>
public sealed record DecidingText(Decider By, IReadOnlyDictionary<int, RelationName> Sides);
