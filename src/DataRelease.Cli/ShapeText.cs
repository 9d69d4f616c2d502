using DataRelease.Cli.Terminals;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>Shows how the columns that consumers see change, and who reads them.</summary>
internal static class ShapeText
{
    /// <summary>The greatest number of relations with a row each, because a person reads the plan.</summary>
    private const int MaxRows = 30;

    /// <summary>The number of relations to which the same happens that become one row.</summary>
    private const int Several = 3;

    public static void Write(IReadOnlyList<PlannedRelation> plan, List<string> lines, TerminalReport? forPeople)
    {
        var told = plan.Where(relation => relation.Shape is not null || relation.Exposures.Count > 0)
            .Select(relation => (relation.Relation, Shape: Shape(relation), Readers: Readers(relation)))
            .ToList();
        if (told.Count == 0)
            return;
        // Whoever is known to read a relation is named beside it.
        var folded = told.Where(row => row.Readers.Length == 0)
            .GroupBy(row => row.Shape)
            .Where(same => same.Count() >= Several)
            .ToDictionary(same => same.Key);
        var single = told.Where(row => row.Readers.Length > 0 || !folded.ContainsKey(row.Shape)).ToList();
        List<string[]> rows = [.. single.Take(MaxRows).Select(row => new[] { row.Relation, row.Shape, row.Readers })];
        if (single.Count > MaxRows)
            rows.Add([$"{single.Count - MaxRows} more", "--output json has them all", ""]);
        foreach (var same in folded.Values)
            rows.Add([$"{same.Count()} relations ({ShapeChange.Few(same.Select(row => row.Relation))})", same.Key, ""]);
        TextReport.Table(lines, ["CONSUMERS OF", "SHAPE", "READ BY"], rows, forPeople);
    }

    private static string Shape(PlannedRelation relation) =>
        relation.Shape is { } shape ? string.Join("; ", shape.Phrases)
        : relation.Change == RelationChange.New ? "new"
        : "columns stay";

    private static string Readers(PlannedRelation relation) =>
        ShapeChange.Few(
            (relation.Shape?.Readers ?? []).Select(reader => reader.ToString()).Concat(relation.Exposures),
            "; "
        );
}
