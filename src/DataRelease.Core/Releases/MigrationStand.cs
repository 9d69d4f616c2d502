using DataRelease.Migrations;

namespace DataRelease.Releases;

/// <summary>A migration's state for users, from the project's folder and the journal together.</summary>
public enum MigrationStand
{
    /// <summary>The migration waits for its run.</summary>
    Pending,

    /// <summary>The contract migration waits for the end of a rollback window.</summary>
    Held,

    /// <summary>The migration is in force.</summary>
    Applied,

    /// <summary>The migration is not newer than the baseline, and counts as applied.</summary>
    Baseline,

    /// <summary>The migration is in force, but its text has changed since.</summary>
    Changed,

    /// <summary>The migration is in force, but the project does not have it.</summary>
    Missing,

    /// <summary>A run without a transaction began and did not end.</summary>
    Started,

    /// <summary>A run without a transaction failed after some of its statements.</summary>
    Partial,

    /// <summary>The down script began and did not end.</summary>
    Reverting,

    /// <summary>The down script took the migration back.</summary>
    Reverted,

    /// <summary>The run failed and was rolled back whole.</summary>
    Failed,
}

/// <summary>The words for a migration's state, in documents and on the console.</summary>
public static class MigrationStands
{
    /// <summary>The word.</summary>
    public static string Word(this MigrationStand stand) =>
        stand switch
        {
            MigrationStand.Pending => "pending",
            MigrationStand.Held => "held",
            MigrationStand.Applied => "applied",
            MigrationStand.Baseline => "baseline",
            MigrationStand.Changed => "changed",
            MigrationStand.Missing => "missing",
            MigrationStand.Started => "started",
            MigrationStand.Partial => "partial",
            MigrationStand.Reverting => "reverting",
            MigrationStand.Reverted => "reverted",
            _ => "failed",
        };

    /// <summary>The state that the journal alone gives.</summary>
    internal static MigrationStand Of(MigrationState state) =>
        state switch
        {
            MigrationState.Pending => MigrationStand.Pending,
            MigrationState.Held => MigrationStand.Held,
            MigrationState.Started => MigrationStand.Started,
            MigrationState.Applied => MigrationStand.Applied,
            MigrationState.Partial => MigrationStand.Partial,
            MigrationState.Reverting => MigrationStand.Reverting,
            MigrationState.Reverted => MigrationStand.Reverted,
            _ => MigrationStand.Failed,
        };
}
