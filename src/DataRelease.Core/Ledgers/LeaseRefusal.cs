using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Says why the lease is not available, with the facts that the user needs to act.</summary>
internal static class LeaseRefusal
{
    /// <summary>The advice for a lease with an expiry that no process at work sets.</summary>
    public const string FreeIt =
        "make sure that the process is gone, then run data-release doctor --fix, which frees the environment";

    public static ReleaseException Of(string environment, string holder) =>
        new(ErrorCode.LeaseHeld, $"environment '{environment}' is held by {holder}");

    /// <summary>The refusal for a lease that a row of the ledger holds.</summary>
    /// <param name="environment">The environment that the command asked for.</param>
    /// <param name="lease">The lease's row.</param>
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

    /// <summary>
    /// The refusal for a database file that another process holds. Several environments may share it.
    /// </summary>
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
