using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// What a rollback is to do, in the order in which it does it: code, then schema, then data. A value; making it changes
/// nothing.
/// </summary>
internal sealed record RollbackPlan
{
    /// <summary>What is live.</summary>
    public required ReleaseRecord From { get; init; }

    /// <summary>What is to be live, or whose schema and data are.</summary>
    public required ReleaseRecord To { get; init; }

    /// <summary>True if the code goes back too.</summary>
    public bool MovesCode { get; init; }

    /// <summary>True if rows that were written since the swap are taken along.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>True if state stays as it is where its code is the same.</summary>
    public bool KeepState { get; init; }

    /// <summary>True if rows that were written since the swap are given up.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>Migrations to take down, the newest first.</summary>
    public IReadOnlyList<MigrationRecord> Down { get; init; } = [];

    /// <summary>The data version to restore, or null.</summary>
    public DataVersion? Version { get; init; }

    /// <summary>Which of its tables.</summary>
    public IReadOnlyList<VersionTable> Tables { get; init; } = [];

    /// <summary>A retired release's package, from which it is built again; null for one that is kept.</summary>
    public KeptPackage? Package { get; init; }

    /// <summary>Schema and data for people, in order.</summary>
    public IReadOnlyList<PlannedRelation> Describe() =>
        [
            .. Down.Select(script => new PlannedRelation(script.Name, RelationChange.Down, "migration")),
            .. Tables.Select(table => new PlannedRelation(
                table.Name.ToString(),
                RelationChange.Restored,
                $"{table.Content.Rows} rows of {Version!.Id}"
            )),
        ];
}
