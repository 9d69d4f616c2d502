namespace DataRelease.Reports;

/// <summary>
/// What a relation, or something beside it, goes through: a closed set, each with the word that documents and the
/// console have for it.
/// </summary>
public sealed record RelationChange
{
    private RelationChange(string word) => Word = word;

    /// <summary>The word.</summary>
    public string Word { get; }

    /// <summary>Nothing of its name is live.</summary>
    public static RelationChange New { get; } = new("new");

    /// <summary>Its code or its view is another.</summary>
    public static RelationChange Changed { get; } = new("changed");

    /// <summary>It is as it was.</summary>
    public static RelationChange Unchanged { get; } = new("unchanged");

    /// <summary>The release has it no more.</summary>
    public static RelationChange Dropped { get; } = new("dropped");

    /// <summary>It is not built: what is live stays; or a table that a data version keeps.</summary>
    public static RelationChange Kept { get; } = new("kept");

    /// <summary>What stands there belongs to no release, and a view takes its place.</summary>
    public static RelationChange Adopted { get; } = new("adopted");

    /// <summary>It is built; against what is not known without a database.</summary>
    public static RelationChange Built { get; } = new("built");

    /// <summary>It stands outside and reads what is live, whatever that is.</summary>
    public static RelationChange Follows { get; } = new("follows");

    /// <summary>It stands outside and goes on reading a release's own relation.</summary>
    public static RelationChange Stays { get; } = new("stays");

    /// <summary>It stands outside and is in the way of the swap.</summary>
    public static RelationChange Stops { get; } = new("stops");

    /// <summary>It stands outside and is told of the swap's statements.</summary>
    public static RelationChange Notices { get; } = new("notices");

    /// <summary>A statement of consumers means something else on a view.</summary>
    public static RelationChange Differs { get; } = new("differs");

    /// <summary>Between two waves it shows a release beside another.</summary>
    public static RelationChange TwoReleases { get; } = new("two releases");

    /// <summary>A rollback leaves its rows as they are.</summary>
    public static RelationChange StateStays { get; } = new("state stays");

    /// <summary>A rollback takes its rows back with its code.</summary>
    public static RelationChange StateGoesBack { get; } = new("state goes back");

    /// <summary>It gets the rows of a data version.</summary>
    public static RelationChange Restored { get; } = new("restored");

    /// <summary>A migration that is taken back.</summary>
    public static RelationChange Down { get; } = new("down");

    /// <summary>Its view is gone, and is made again.</summary>
    public static RelationChange MadeAgain { get; } = new("made again");

    /// <summary>What stands in its view's place is moved out of live.</summary>
    public static RelationChange MovedAway { get; } = new("moved away");

    /// <summary>It would be compared.</summary>
    /// <param name="way">The name of the way.</param>
    internal static RelationChange ComparedBy(string way) => new(way);

    /// <inheritdoc/>
    public override string ToString() => Word;
}
