namespace DataRelease.Steps.Rollbacks;

/// <summary>What a rollback would lose of one table, or has lost.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">Rows written since the swap.</param>
/// <param name="Changed">Rows changed since; zero where there is no key to tell.</param>
/// <param name="Removed">Rows removed since, which would come back.</param>
/// <param name="IsExact">False if no mark was kept, so that the numbers also hold what the release's own build
/// changed.</param>
/// <param name="Detail">How it was counted, for people.</param>
public sealed record WriteLoss(string Relation, long Added, long Changed, long Removed, bool IsExact, string Detail)
{
    /// <summary>True if nothing is lost.</summary>
    public bool IsNone => Added == 0 && Changed == 0 && Removed == 0;

    /// <summary>The numbers of what is lost, as a phrase.</summary>
    internal static string Describe(IReadOnlyList<WriteLoss> losses) =>
        string.Join(
            "; ",
            losses.Select(loss =>
                $"{loss.Relation}: {(loss.IsExact ? "" : "about ")}{loss.Added} added, {loss.Changed} "
                + $"changed, {loss.Removed} removed{(loss.Detail.Length > 0 ? $" ({loss.Detail})" : "")}"
            )
        );
}

/// <summary>What a rollback carried back of one table.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">Rows added to blue's.</param>
/// <param name="Updated">Rows of blue's replaced.</param>
/// <param name="Removed">Rows of blue's removed, because they were removed since the swap.</param>
/// <param name="Skipped">Changes that blue already had.</param>
public sealed record CarriedTable(string Relation, long Added, long Updated, long Removed, long Skipped);
