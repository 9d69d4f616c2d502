using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// What a rollback does, in this order: code, schema, data. It is a value; making it changes nothing.
/// </summary>
internal sealed record RollbackPlan
{
    /// <summary>The live release.</summary>
    public required ReleaseRecord From { get; init; }

    /// <summary>The release that becomes live, or whose schema and data are restored.</summary>
    public required ReleaseRecord To { get; init; }

    /// <summary>True if the code goes back, too.</summary>
    public bool MovesCode { get; init; }

    /// <summary>True if rows that were written since the swap are carried.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>True if state with the same code stays as it is.</summary>
    public bool KeepState { get; init; }

    /// <summary>True if rows that were written since the swap are given up.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>Migrations to take down, the newest first.</summary>
    public IReadOnlyList<MigrationRecord> Down { get; init; } = [];

    /// <summary>The data version to restore, or null.</summary>
    public DataVersion? Version { get; init; }

    /// <summary>The tables of the version to restore.</summary>
    public IReadOnlyList<VersionTable> Tables { get; init; } = [];

    /// <summary>
    /// The package of a retired release, from which it is built again; null for a release whose data is kept.
    /// </summary>
    public KeptPackage? Package { get; init; }

    /// <summary>The rows of the plan about schema and data, in order.</summary>
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
