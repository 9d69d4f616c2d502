using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Checks where a release's rows say that its relations are. A release's number and live schema alone determine that.
/// Without the check, somebody who can write to the ledger could have a swap make a view on any table, or a prune drop
/// any schema.
/// </summary>
internal static class LedgerIntegrity
{
    /// <summary>
    /// The highest number of a schema with found relations that is checked. Strangers don't appear in live that often.
    /// </summary>
    private const int MostFound = 1000;

    /// <summary>
    /// True if a relation is in a schema of the release that built it, and is live where that schema belongs.
    /// </summary>
    public static bool Fits(Dialect dialect, ReleaseRecord release, RelationRecord relation)
    {
        if (relation.Live.Name != relation.Physical.Name || release.LiveSchema.Length == 0)
            return false;
        if (relation.Origin == 0)
            return relation.Physical.Schema == ReleaseSchemas.Adopted(dialect, release.LiveSchema, relation.Live.Schema)
                || Enumerable
                    .Range(1, MostFound)
                    .Any(number =>
                        relation.Physical.Schema
                        == ReleaseSchemas.Found(dialect, release.LiveSchema, relation.Live.Schema, number)
                    );
        return ReleaseSchemas
            .Attempts(dialect, release.LiveSchema, relation.Origin)
            .Any(green =>
                ReleaseSchemas.LiveOf(release.LiveSchema, green, relation.Physical.Schema) == relation.Live.Schema
            );
    }

    /// <summary>Refuses misplaced relations, before a swap makes views on them.</summary>
    /// <exception cref="ReleaseException">DR5004.</exception>
    public static void RefuseStrays(Dialect dialect, ReleaseRecord release, IEnumerable<RelationRecord> relations)
    {
        if (relations.FirstOrDefault(relation => !Fits(dialect, release, relation)) is { } stray)
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger says that {stray.Live} of {release.Id} is {stray.Physical}, where no relation of it can be"
            );
    }

    /// <summary>Refuses a foreign green schema, before it is dropped for the release.</summary>
    /// <exception cref="ReleaseException">DR5004.</exception>
    public static void RefuseForeignGreen(Dialect dialect, ReleaseRecord release)
    {
        string[] own =
            release.LiveSchema.Length == 0 ? []
            : release.Number == 0 ? [ReleaseSchemas.Adopted(dialect, release.LiveSchema, release.LiveSchema)]
            : [.. ReleaseSchemas.Attempts(dialect, release.LiveSchema, release.Number, PreviewNames.Of(release))];
        if (!own.Contains(release.GreenSchema))
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger says that {release.Id} is built in '{release.GreenSchema}', and not in '"
                    + $"{own.FirstOrDefault()}'"
            );
    }
}
