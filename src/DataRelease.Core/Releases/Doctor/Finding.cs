using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>What the doctor found in one place.</summary>
/// <param name="Check">Where it looked: <c>pointer</c>, <c>ledger</c>, …</param>
/// <param name="State">How bad it is.</param>
/// <param name="Code">What kind of finding it is; null for good news.</param>
/// <param name="Relation">The relation or schema it is about, or empty.</param>
/// <param name="What">What is the case, a sentence without a full stop.</param>
/// <param name="ToDo">What to do; the code's remedy when null.</param>
internal sealed record Finding(
    string Check,
    CheckState State,
    ErrorCode? Code,
    string Relation,
    string What,
    string? ToDo = null
)
{
    /// <summary>What would mend it and nothing else; null if only a person can.</summary>
    public Repair? Repair { get; init; }

    /// <summary>True if it makes the ledger's rows doubtful, from which views would be made.</summary>
    public bool BlocksRepair { get; init; }

    /// <summary>For the report.</summary>
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
/// What <c>doctor --fix</c> may do. Each is safe by itself: no row of anybody's data is changed by any of them.
/// </summary>
internal abstract record Repair
{
    private Repair() { }

    /// <summary>A pointer view is made again, by the swap's own path.</summary>
    /// <param name="Live">The view.</param>
    public sealed record Repoint(RelationName Live) : Repair;

    /// <summary>The green of a release that ended long ago is dropped.</summary>
    /// <param name="Release">Retired or aborted.</param>
    public sealed record Drop(ReleaseRecord Release) : Repair;

    /// <summary>The ledger is told what is so.</summary>
    /// <param name="Number">The release it is about.</param>
    /// <param name="Says">What is written down.</param>
    /// <param name="Statements">Made when the lease is held, since they carry its number.</param>
    public sealed record Record(int Number, string Says, Func<long, IReadOnlyList<Sql>> Statements) : Repair;

    /// <summary>The lease is taken over and given back.</summary>
    public sealed record GiveLeaseBack : Repair;
}
