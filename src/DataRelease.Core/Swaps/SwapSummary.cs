namespace DataRelease.Swaps;

/// <summary>Puts a plan into a sentence.</summary>
internal static class SwapSummary
{
    /// <summary>What a swap did, with its attempts where it took more than one.</summary>
    public static string After((string Summary, int Attempts) swapped) =>
        swapped.Attempts > 1 ? $"{swapped.Summary}, {swapped.Attempts} attempts" : swapped.Summary;

    /// <summary>Says what the plan does.</summary>
    public static string Of(SwapPlan plan)
    {
        var parts = plan
            .Changes.GroupBy(change =>
                change.IsIntruded && change.Action == PointerAction.Adopt ? PointerAction.Create : change.Action
            )
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {Word(group.Key)}")
            .ToList();
        if (plan.Settled.Count > 0)
            parts = [$"{plan.Settled.Count} views are replaced by the relations that they showed"];
        if (plan.Restored.Count > 0)
            parts.Add($"{plan.Restored.Count} outside views made again");
        if (
            plan.Adopted.Where(moved => moved.IsIntruder).Select(moved => moved.To.Schema).Distinct().ToList() is
            { Count: > 0 } found
        )
            parts.Add($"what stood in the place of views is kept in {string.Join(", ", found)}");
        if (plan.Code.Names > 0)
            parts.Add($"{plan.Code.Names} called names");
        if (plan.Orphans.Count > 0)
            parts.Add($"{plan.Orphans.Count} orphaned");
        return parts.Count == 0 ? "nothing to repoint" : string.Join(", ", parts);

        static string Word(PointerAction action) =>
            action switch
            {
                PointerAction.Keep => "unchanged",
                PointerAction.Create => "created",
                PointerAction.Replace => "repointed",
                PointerAction.Recreate => "recreated with a new shape",
                PointerAction.Adopt => "adopted",
                PointerAction.Drop => "dropped",
                _ => throw new ArgumentOutOfRangeException(nameof(action)),
            };
    }
}
