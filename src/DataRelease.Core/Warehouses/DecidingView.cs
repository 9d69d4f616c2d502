namespace DataRelease.Warehouses;

/// <summary>
/// A pointer view that shows the relation of one of two releases, as one row of the ledger says for whoever asks. A
/// change of that row repoints every such view at once, for each statement as of its snapshot, without a lock on any.
/// </summary>
/// <param name="Live">The view.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Options">View options as the catalog spells them.</param>
/// <param name="By">What it goes by.</param>
/// <param name="Blue">What it shows for the one number.</param>
/// <param name="Green">What it shows for the other.</param>
public sealed record DecidingView(
    RelationName Live,
    IReadOnlyList<CatalogColumn> Columns,
    IReadOnlyList<string> Options,
    Decider By,
    DecidingSide Blue,
    DecidingSide Green
);

/// <summary>
/// One side of a deciding view. A column of the view that the relation has with another type goes by way of its text;
/// one that it lacks is null.
/// </summary>
/// <param name="Relation">The relation.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Number">The release for which it is shown.</param>
public sealed record DecidingSide(RelationName Relation, IReadOnlyList<CatalogColumn> Columns, int Number);

/// <summary>
/// What says which release a deciding view shows: a query of one number. The engine asks it once a view and statement,
/// with the rights of the view's owner, so readers need no right on the ledger.
/// </summary>
public abstract record Decider
{
    private Decider() { }

    /// <summary>The release that is live, for everybody.</summary>
    /// <param name="Table">The ledger's markers: <c>environment</c>, <c>number</c>.</param>
    /// <param name="Environment">Whose marker.</param>
    public sealed record Marker(RelationName Table, string Environment) : Decider;

    /// <summary>The release that a row of the ledger gives whoever asks.</summary>
    /// <param name="View">The route's view: one row with one <c>number</c>, see <see cref="RouteView"/>.</param>
    public sealed record Route(RelationName View) : Decider;
}

/// <summary>A deciding view, read back from its definition.</summary>
/// <param name="By">What it goes by.</param>
/// <param name="Sides">What it shows, by the number for which it does.</param>
public sealed record DecidingText(Decider By, IReadOnlyDictionary<int, RelationName> Sides);
