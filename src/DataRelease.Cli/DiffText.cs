using DataRelease.Diffs;

namespace DataRelease.Cli;

/// <summary>What a diff says besides its counts and rows, one sentence a line.</summary>
internal static class DiffText
{
    /// <summary>How far its counts can be relied on: the compared part, remarks, and rows without a key.</summary>
    public static IEnumerable<string> Limits(RelationDiff diff)
    {
        if (diff.Sampled is { } sampled)
            yield return ComparedPart.Sentence(sampled);
        foreach (var note in diff.Notes)
            yield return note;
        if (diff.AmbiguousRows > 0)
            yield return $"{diff.AmbiguousRows} rows have no key or share one, and were compared as whole rows"
                + (
                    diff.KeyProblems is { } key
                        ? $" (before: {key.BlueNull} without a key, {key.BlueShared} that share one; "
                            + $"after: {key.GreenNull}, {key.GreenShared})"
                        : ""
                );
    }

    /// <summary>The statistics of each column, if they were asked for.</summary>
    public static IEnumerable<string> Statistics(RelationDiff diff) =>
        diff.Statistics.Select(column =>
            $"{column.Column}: "
            + string.Join(
                ", ",
                new[]
                {
                    ("nulls", $"{column.Blue.Nulls}", $"{column.Green.Nulls}"),
                    ("least", column.Blue.Min, column.Green.Min),
                    ("greatest", column.Blue.Max, column.Green.Max),
                    ("mean", column.Blue.Mean, column.Green.Mean),
                    ("sum", column.Blue.Sum, column.Green.Sum),
                }.Select(one =>
                    one.Item2 == one.Item3
                        ? $"{one.Item1} {one.Item2 ?? "null"}"
                        : $"{one.Item1} {one.Item2 ?? "null"} -> {one.Item3 ?? "null"}"
                )
            )
        );
}
