namespace DataRelease.Steps.Rollbacks;

/// <summary>The rows of one table that a rollback would lose, or has lost.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">The number of rows added since the swap.</param>
/// <param name="Changed">The number of rows changed since; zero if there is no key to tell.</param>
/// <param name="Removed">The number of rows removed since, which would come back.</param>
/// <param name="IsExact">
/// False if the numbers include what builds changed: no mark was kept, or builds have written in place since.
/// </param>
/// <param name="Detail">How the rows were counted, for people.</param>
public sealed record WriteLoss(string Relation, long Added, long Changed, long Removed, bool IsExact, string Detail)
{
    /// <summary>True if no row is lost.</summary>
    public bool IsNone => Added == 0 && Changed == 0 && Removed == 0;

    /// <summary>The numbers of lost rows, as a phrase.</summary>
    internal static string Describe(IReadOnlyList<WriteLoss> losses) =>
        string.Join(
            "; ",
            losses.Select(loss =>
                $"{loss.Relation}: {(loss.IsExact ? "" : "about ")}{loss.Added} added, {loss.Changed} "
                + $"changed, {loss.Removed} removed{(loss.Detail.Length > 0 ? $" ({loss.Detail})" : "")}"
            )
        );
}

/// <summary>The rows of one table that a rollback carried back.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">The number of rows added to blue's table.</param>
/// <param name="Updated">The number of blue's rows that were replaced.</param>
/// <param name="Removed">The number of blue's rows that were removed, because they were removed since the swap.</param>
/// <param name="Skipped">The number of changes that blue already had.</param>
public sealed record CarriedTable(string Relation, long Added, long Updated, long Removed, long Skipped);
