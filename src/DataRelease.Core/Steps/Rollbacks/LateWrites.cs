namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Rows that were written between a count and the swap that led back: a writer's transaction may commit while the swap
/// waits for its lock.
/// </summary>
internal static class LateWrites
{
    /// <summary>Compares two counts.</summary>
    /// <param name="now">The count after the swap, when nobody can write through live any more.</param>
    /// <param name="before">The count before it.</param>
    /// <returns>One phrase for each table that was written to between them.</returns>
    public static IReadOnlyList<string> Describe(IReadOnlyList<Written> now, IReadOnlyList<Written> before)
    {
        var known = before.ToDictionary(one => one.Relation.Live);
        return
        [
            .. now.Where(one =>
                    known.GetValueOrDefault(one.Relation.Live) is not { } earlier ? !one.Loss.IsNone
                    : one.Now is null || earlier.Now is null ? one.Loss != earlier.Loss
                    : one.Now != earlier.Now
                )
                .Select(one => $"{one.Relation.Live}, in {one.Relation.Physical}"),
        ];
    }
}
