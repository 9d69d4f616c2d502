namespace DataRelease.Warehouses;

/// <summary>What a transaction is for, and so what the engine must promise of it.</summary>
public enum TransactionPurpose
{
    /// <summary>
    /// Reads that see one moment where the engine has snapshots (<see cref="Traits.HasSnapshots"/>). Elsewhere each
    /// statement sees its own: enough for relations of a release, which nobody changes.
    /// </summary>
    ReadSnapshot,

    /// <summary>Rows of tables that exist are written together or not at all. Objects stay as they are.</summary>
    WriteRows,

    /// <summary>Objects are made, changed or dropped, with rows or without, together or not at all.</summary>
    ChangeObjects,

    /// <summary><see cref="ChangeObjects"/>, of which every copy shows the same moment.</summary>
    CopySnapshot,
}
