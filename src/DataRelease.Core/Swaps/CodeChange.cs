using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>What a swap does to names that consumers call: procedures, functions, synonyms, rights on them.</summary>
/// <param name="First">The statements before the views: what the release lacks is dropped.</param>
/// <param name="Last">The statements after the views.</param>
/// <param name="Names">The number of names that lead to the release afterwards.</param>
public sealed record CodeChange(IReadOnlyList<Sql> First, IReadOnlyList<Sql> Last, int Names)
{
    /// <summary>True if the names have had code, so that there is something to go back to.</summary>
    public bool Replaces { get; private init; }

    /// <summary>No such names.</summary>
    public static CodeChange None { get; } = new([], [], 0);

    /// <summary>Compares the pointers of two releases.</summary>
    /// <param name="live">Those of the release that is live.</param>
    /// <param name="next">Those of the release that becomes live.</param>
    public static CodeChange Between(IReadOnlyList<CodePointer> live, IReadOnlyList<CodePointer> next)
    {
        var before = live.ToDictionary(one => one.Key, StringComparer.Ordinal);
        var after = next.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        return new CodeChange(
            // A right stands after what it is on, so it goes first.
            [.. live.Reverse().Where(one => !after.Contains(one.Key)).Select(one => Sql.Raw(one.Drop))],
            [
                // A synonym leads to the same name in every release, and a right that somebody revoked stays revoked.
                .. next.Where(one =>
                        !(before.GetValueOrDefault(one.Key) is { } same && same.Make.SequenceEqual(one.Make))
                    )
                    .SelectMany(one =>
                        one.Claim.Length > 0 && !before.ContainsKey(one.Key) ? one.Make.Prepend(one.Claim) : one.Make
                    )
                    .Select(Sql.Raw),
            ],
            next.Count(one => !one.IsRight)
        )
        {
            Replaces = live.Count > 0,
        };
    }

    /// <summary>Reads the change from the live release to another one.</summary>
    /// <param name="run">The command.</param>
    /// <param name="session">An open session.</param>
    /// <param name="live">The release that is live; null if none is.</param>
    /// <param name="next">The release that becomes live.</param>
    /// <param name="dropMissing">True if names that the release lacks may be dropped.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR2210 if the release lacks a name and nobody allowed that.</exception>
    internal static async Task<CodeChange> ReadAsync(
        OpenEnvironment run,
        WarehouseSession session,
        int? live,
        int next,
        bool dropMissing,
        CancellationToken cancellation
    )
    {
        if (!run.Warehouse.Traits.HasDatabaseProjects)
            return None;
        var before = await run.Ledger.ReadCodeAsync(session, live ?? CodeJournal.Before, cancellation);
        var after = await run.Ledger.ReadCodeAsync(session, next, cancellation);
        var gone = before
            .Where(one => !one.IsRight && after.All(other => other.Key != one.Key))
            .Select(one => one.Key)
            .ToList();
        if (gone.Count > 0 && !dropMissing)
            throw new ReleaseException(
                ErrorCode.DacpacDropped,
                $"{ReleaseRecord.Name(next)} lacks {string.Join(", ", gone.Take(10))}"
                    + (gone.Count > 10 ? $" and {gone.Count - 10} more" : "")
            );
        return Between(before, after);
    }
}
