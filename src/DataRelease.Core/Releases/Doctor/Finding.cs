using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>One finding of the doctor.</summary>
/// <param name="Check">The check that found it: <c>pointer</c>, <c>ledger</c>, …</param>
/// <param name="State">The finding's severity.</param>
/// <param name="Code">The kind of finding; null for good news.</param>
/// <param name="Relation">The relation or schema that the finding is about; may be empty.</param>
/// <param name="What">What was found, as a sentence without a full stop.</param>
/// <param name="ToDo">What to do; null for the remedy of the code.</param>
internal sealed record Finding(
    string Check,
    CheckState State,
    ErrorCode? Code,
    string Relation,
    string What,
    string? ToDo = null
)
{
    /// <summary>The repair that fixes exactly this; null if only a person can.</summary>
    public Repair? Repair { get; init; }

    /// <summary>True if the finding makes the ledger's rows doubtful, so that no views may be made from them.</summary>
    public bool BlocksRepair { get; init; }

    /// <summary>The finding in the report.</summary>
    public CheckOutcome Outcome =>
        new(
            Check,
            Relation,
            State,
            State == CheckState.Fail ? CheckSeverity.Fail : CheckSeverity.Warn,
            Code?.Id ?? "",
            "",
            State == CheckState.Pass ? What : $"{What}; {ToDo ?? Code?.Remedy}".TrimEnd(';', ' ')
        );

    public static Finding Fine(string check, string what) => new(check, CheckState.Pass, null, "", what);
}

/// <summary>
/// A repair that <c>doctor --fix</c> may make. Each repair is safe on its own: none changes a row of anybody's data.
/// </summary>
internal abstract record Repair
{
    private Repair() { }

    /// <summary>Makes a pointer view again, in the same way as a swap.</summary>
    /// <param name="Live">The view.</param>
    public sealed record Repoint(RelationName Live) : Repair;

    /// <summary>Drops the green of a release that ended long ago.</summary>
    /// <param name="Release">The retired or aborted release.</param>
    public sealed record Drop(ReleaseRecord Release) : Repair;

    /// <summary>Corrects the ledger.</summary>
    /// <param name="Number">The release that the correction is about.</param>
    /// <param name="Says">The correction, for people.</param>
    /// <param name="Statements">Makes the statements once the lease is held, because they contain its number.</param>
    public sealed record Record(int Number, string Says, Func<long, IReadOnlyList<Sql>> Statements) : Repair;

    /// <summary>Takes the lease over and gives it back.</summary>
    public sealed record GiveLeaseBack : Repair;
}
