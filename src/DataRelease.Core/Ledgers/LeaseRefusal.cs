using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Why the lease is not available, with the facts that decide what to do.</summary>
internal static class LeaseRefusal
{
    /// <summary>What to do about a lease that no process at work can have set.</summary>
    public const string FreeIt =
        "make sure that the process is gone, then run data-release doctor --fix, which frees the environment";

    public static ReleaseException Of(string environment, string holder) =>
        new(ErrorCode.LeaseHeld, $"environment '{environment}' is held by {holder}");

    /// <summary>Held by a row of the ledger.</summary>
    /// <param name="environment">The one that was asked for.</param>
    /// <param name="lease">Its row.</param>
    /// <param name="hasSession">True if a session of the holder has the engine's lock.</param>
    public static ReleaseException Of(string environment, LeaseRecord lease, bool hasSession)
    {
        if (!lease.IsFarOff)
            return Of(environment, lease.Describe());
        var session = hasSession
            ? "a session that holds its lock is still connected"
            : "no session of that process is connected";
        return new ReleaseException(
            ErrorCode.LeaseHeld,
            $"environment '{environment}' is held by {lease.Describe()} until {lease.Until()}, "
                + $"longer than a running release holds it; {session}",
            hasSession ? "end that session in the database, then run data-release doctor --fix" : FreeIt
        );
    }

    /// <summary>Held with the file, which other environments may share.</summary>
    public static ReleaseException OfFile(string environment, Warehouse warehouse)
    {
        if (warehouse.ReadLockHolder() is not { } holder)
            return new ReleaseException(
                ErrorCode.LeaseHeld,
                $"{warehouse.Description}, where environment '{environment}' is, is held by another "
                    + "data-release process"
            );
        return holder.Environment == environment
            ? Of(environment, holder.ToString())
            : new ReleaseException(
                ErrorCode.LeaseHeld,
                $"environment '{holder.Environment}' is held by {holder}, and environment '{environment}' "
                    + $"is in the same file, {warehouse.Description}"
            );
    }
}
