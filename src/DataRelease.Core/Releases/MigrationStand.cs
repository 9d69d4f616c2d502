using DataRelease.Migrations;

namespace DataRelease.Releases;

/// <summary>How a migration stands for users: between the project's folder and the journal.</summary>
public enum MigrationStand
{
    /// <summary>It waits.</summary>
    Pending,

    /// <summary>It takes something away, and a release that needs it may be gone back to.</summary>
    Held,

    /// <summary>In force.</summary>
    Applied,

    /// <summary>It is not newer than the baseline.</summary>
    Baseline,

    /// <summary>In force, but its text is another now.</summary>
    Changed,

    /// <summary>In force, but the project does not have it.</summary>
    Missing,

    /// <summary>It has begun without a transaction, and may have been left.</summary>
    Started,

    /// <summary>It failed half way.</summary>
    Partial,

    /// <summary>Its down script has begun.</summary>
    Reverting,

    /// <summary>It was taken back.</summary>
    Reverted,

    /// <summary>It failed, and nothing of it is there.</summary>
    Failed,
}

/// <summary>The words for it in documents and on the console.</summary>
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

    /// <summary>How it stands by the journal alone.</summary>
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
