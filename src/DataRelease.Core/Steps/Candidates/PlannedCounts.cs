using DataRelease.Backups;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>Counts what a plan would do, for its last sentence.</summary>
internal static class PlannedCounts
{
    private static readonly RelationChange[] _counted =
    [
        RelationChange.New,
        RelationChange.Adopted,
        RelationChange.Changed,
        RelationChange.Affected,
        RelationChange.Unchanged,
        RelationChange.Kept,
        RelationChange.Dropped,
    ];

    /// <summary>
    /// The relations by what happens to them, as a phrase that begins with a colon; empty without any.
    /// </summary>
    public static string Of(IReadOnlyList<PlannedRelation> relations)
    {
        var counts = _counted
            .Select(change => (change.Word, Count: relations.Count(relation => relation.Change == change)))
            .Where(one => one.Count > 0)
            .Select(one => $"{one.Count} {one.Word}")
            .ToList();
        return counts.Count > 0 ? $": {string.Join(", ", counts)}" : "";
    }

    /// <summary>How many relations get other columns, as a phrase; empty if none is known to.</summary>
    public static string Shapes(IReadOnlyList<PlannedRelation> relations)
    {
        var changed = relations.Count(relation => relation.Shape is { Unknown: "" });
        return changed == 0 ? "" : $"; the shape of {changed} changes for consumers";
    }

    /// <summary>What is copied from blue and how large it is, as a phrase; empty if nothing is.</summary>
    public static string Copied(StepPreview preview)
    {
        if (preview.State.Count == 0)
            return "";
        var known = preview.State.Count(copied => preview.Bytes.ContainsKey(copied.Node.UniqueId));
        var size = ByteText.Of(preview.Bytes.Values.Sum());
        return $"; {preview.State.Count} start from a copy of blue"
            + (
                known == 0 ? ""
                : known == preview.State.Count ? $" ({size})"
                : $" (at least {size})"
            );
    }
}
