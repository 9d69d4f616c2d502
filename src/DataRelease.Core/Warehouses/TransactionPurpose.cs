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

    /// <summary>
    /// The same for objects of which nobody takes a part for the whole: nobody reads them yet, and what a crash leaves
    /// of them is begun again. Where each change of an object commits separately
    /// (<see cref="Traits.HasTransactionalDdl"/>), the statements run without a transaction.
    /// </summary>
    PrepareObjects,

    /// <summary><see cref="ChangeObjects"/>, of which every copy shows the same moment.</summary>
    CopySnapshot,
}
