namespace DataRelease.Reports;

/// <summary>
/// What happens to a relation, or to an object beside it. A closed set; each value has its word for documents and the
/// console.
/// </summary>
public sealed record RelationChange
{
    private RelationChange(string word) => Word = word;

    /// <summary>The word.</summary>
    public string Word { get; }

    /// <summary>No relation of this name is live.</summary>
    public static RelationChange New { get; } = new("new");

    /// <summary>The relation's code or view changes.</summary>
    public static RelationChange Changed { get; } = new("changed");

    /// <summary>The relation's code stays as it is, and something that it reads changes.</summary>
    public static RelationChange Affected { get; } = new("affected");

    /// <summary>The relation stays as it is.</summary>
    public static RelationChange Unchanged { get; } = new("unchanged");

    /// <summary>The release no longer has the relation.</summary>
    public static RelationChange Dropped { get; } = new("dropped");

    /// <summary>The ledger has the relation, and the warehouse does not.</summary>
    public static RelationChange Missing { get; } = new("missing");

    /// <summary>The relation is not built and stays live; or a data version keeps the table.</summary>
    public static RelationChange Kept { get; } = new("kept");

    /// <summary>A view takes the place of a relation that belongs to no release.</summary>
    public static RelationChange Adopted { get; } = new("adopted");

    /// <summary>The relation is built; without a database no more is known.</summary>
    public static RelationChange Built { get; } = new("built");

    /// <summary>The object outside the releases reads the live release before and after the swap.</summary>
    public static RelationChange Follows { get; } = new("follows");

    /// <summary>The object outside the releases keeps reading an older release's relation.</summary>
    public static RelationChange Stays { get; } = new("stays");

    /// <summary>The object outside the releases makes the swap refuse.</summary>
    public static RelationChange Stops { get; } = new("stops");

    /// <summary>The object outside the releases observes the swap's statements.</summary>
    public static RelationChange Notices { get; } = new("notices");

    /// <summary>A consumer's statement has another effect on a view.</summary>
    public static RelationChange Differs { get; } = new("differs");

    /// <summary>Between two waves the relation mixes two releases.</summary>
    public static RelationChange TwoReleases { get; } = new("two releases");

    /// <summary>The rollback keeps the relation's rows.</summary>
    public static RelationChange StateStays { get; } = new("state stays");

    /// <summary>The rollback returns to the relation's older rows.</summary>
    public static RelationChange StateGoesBack { get; } = new("state goes back");

    /// <summary>The table gets the rows of a data version.</summary>
    public static RelationChange Restored { get; } = new("restored");

    /// <summary>The migration is taken back.</summary>
    public static RelationChange Down { get; } = new("down");

    /// <summary>The missing view is created again.</summary>
    public static RelationChange MadeAgain { get; } = new("made again");

    /// <summary>The relation in the view's place is moved out of live.</summary>
    public static RelationChange MovedAway { get; } = new("moved away");

    /// <summary>For <c>diff --explain</c>: the relation would be compared.</summary>
    /// <param name="way">The name of the method.</param>
    internal static RelationChange ComparedBy(string way) => new(way);

    /// <inheritdoc/>
    public override string ToString() => Word;
}
