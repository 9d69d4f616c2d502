namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The ledger's rows contradict each other.</summary>
    public static readonly ErrorCode LedgerContradicts = new(
        "DR5100",
        ExitCode.Failed,
        "The ledger contradicts itself or the catalog",
        "data-release doctor --fix corrects what the views of live prove; for the rest, restore the control schema "
            + "from a backup"
    );

    /// <summary>A schema is named like a release's, but no release needs it.</summary>
    public static readonly ErrorCode SchemaOrphaned = new(
        "DR5101",
        ExitCode.Done,
        "A schema is named like a release's, but no release needs it",
        "look at what it holds, then drop it"
    );

    /// <summary>Relations of a release are gone.</summary>
    public static readonly ErrorCode ReleaseDamaged = new(
        "DR5102",
        ExitCode.Failed,
        "Relations of a release are gone",
        "release again, or roll back to a release that is whole"
    );

    /// <summary>A lease was not given back.</summary>
    public static readonly ErrorCode LeaseLeft = new(
        "DR5103",
        ExitCode.Done,
        "A lease was not given back",
        "the next command takes it over; data-release doctor --fix gives it back"
    );

    /// <summary>A view of the live schema is gone.</summary>
    public static readonly ErrorCode PointerMissing = new(
        "DR5104",
        ExitCode.Failed,
        "A view of the live schema is gone",
        "data-release doctor --fix, or the next swap, creates it again with the rights that it had"
    );

    /// <summary>A view of the live schema does not show what the ledger says.</summary>
    public static readonly ErrorCode PointerChanged = new(
        "DR5105",
        ExitCode.Failed,
        "A view of the live schema does not show what the ledger says",
        "data-release doctor --fix, or the next swap, creates the view again; an object that stands in its place "
            + "moves to a schema of its own, and nothing is lost"
    );

    /// <summary>The live schema holds an object that no release put there.</summary>
    public static readonly ErrorCode StrangerInLive = new(
        "DR5106",
        ExitCode.Done,
        "The live schema holds an object that no release put there",
        "leave it if it belongs there; a model of the same name would adopt it"
    );

    /// <summary>A release was altered after it was checked.</summary>
    public static readonly ErrorCode ReleaseAltered = new(
        "DR5107",
        ExitCode.Failed,
        "A release was altered after it was checked",
        "find out who writes to release schemas, then release again or roll back"
    );

    /// <summary>An object outside the releases reads one release instead of live.</summary>
    public static readonly ErrorCode BoundToRelease = new(
        "DR5108",
        ExitCode.Done,
        "An object outside the releases reads one release instead of live",
        "point it at the live schema: it does not follow a swap, and its release can't be pruned"
    );

    /// <summary>A view outside the releases can't be read any more.</summary>
    public static readonly ErrorCode ViewDangling = new(
        "DR5109",
        ExitCode.Done,
        "A view outside the releases can't be read any more",
        "point it at the live schema, or drop it"
    );

    /// <summary>Nothing prevents others from writing to live.</summary>
    public static readonly ErrorCode LiveUnguarded = new(
        "DR5110",
        ExitCode.Done,
        "Nothing prevents others from writing to live",
        "data-release doctor --guard prints the statements that prevent it; with --fix it runs those that the role "
            + "may run"
    );

    /// <summary>A table is not as the live release expects it.</summary>
    public static readonly ErrorCode TablesDiffer = new(
        "DR5111",
        ExitCode.Done,
        "A table is not as the live release expects it",
        "change it back, or release a version that has it as it is"
    );
}
