namespace DataRelease.Warehouses;

/// <summary>The purpose of a transaction, which decides what the engine must guarantee.</summary>
public enum TransactionPurpose
{
    /// <summary>
    /// Reads that see one moment, if the engine has snapshots (<see cref="Traits.HasSnapshots"/>). Otherwise each
    /// statement sees its own moment, which is enough for a release's relations, because nobody changes them.
    /// </summary>
    ReadSnapshot,

    /// <summary>Writes rows of existing tables, all or nothing. Objects are not changed.</summary>
    WriteRows,

    /// <summary>Makes, changes or drops objects, with or without writing rows, all or nothing.</summary>
    ChangeObjects,

    /// <summary>
    /// The same as <see cref="ChangeObjects"/>, for objects that nobody reads yet and that are made again from the
    /// start after a crash. If the engine commits each change of an object separately
    /// (<see cref="Traits.HasTransactionalDdl"/>), the statements run without a transaction.
    /// </summary>
    PrepareObjects,

    /// <summary>The same as <see cref="ChangeObjects"/>, and all copies of tables show the same moment.</summary>
    CopySnapshot,
}
