using DataRelease.Diffs;
using DataRelease.Reports.Documents;

namespace DataRelease.Releases.Reporting;

/// <summary>Converts a diff to the form that the report keeps. Long values are cut; nothing else is lost.</summary>
internal static class ReportMapping
{
    public static ReportedDiff Of(RelationDiff diff, IReadOnlyCollection<string> sensitive) =>
        new()
        {
            Key = diff.Key,
            BlueRows = diff.BlueRows,
            GreenRows = diff.GreenRows,
            Added = diff.Added,
            Removed = diff.Removed,
            Changed = diff.Changed,
            AmbiguousRows = diff.AmbiguousRows,
            IsSame = diff.SamePhysical,
            AddedColumns = diff.AddedColumns,
            RemovedColumns = diff.RemovedColumns,
            RetypedColumns = diff.RetypedColumns,
            ReorderedColumns = diff.ReorderedColumns,
            Plan = diff.Plan?.Explain() ?? "",
            Notes = [.. diff.Notes, .. Problems(diff.KeyProblems), .. Bounds(diff.Sampled)],
            Common = [.. diff.Common.Select(trait => trait.Sentence)],
            Columns = [.. Columns(diff, sensitive)],
            Samples = [.. diff.Samples.Select(Sample)],
        };

    private static IEnumerable<ReportedColumn> Columns(RelationDiff diff, IReadOnlyCollection<string> sensitive)
    {
        // Minimum and maximum are values, too, and are left out for sensitive columns. The mean of a key says nothing.
        var figures = diff
            .Statistics.Where(column => !sensitive.Contains(column.Column) && !diff.Key.Contains(column.Column))
            .ToDictionary(column => column.Column);
        return diff
            .ChangedByColumn.Keys.Union(figures.Keys)
            .Select(name => new ReportedColumn(
                name,
                diff.ChangedByColumn.GetValueOrDefault(name),
                Figures(figures.GetValueOrDefault(name)?.Blue),
                Figures(figures.GetValueOrDefault(name)?.Green),
                null
            ))
            .OrderByDescending(column => column.Changed)
            .ThenBy(column => column.Blue == column.Green)
            .ThenBy(column => column.Name, StringComparer.Ordinal);
    }

    private static ReportedFigures? Figures(NumberStatistics? numbers) =>
        numbers is null
            ? null
            : new ReportedFigures(numbers.Nulls, null, numbers.Min, numbers.Max, numbers.Mean, numbers.Sum);

    private static IEnumerable<string> Problems(KeyProblems? problems)
    {
        if (problems is null)
            yield break;
        if (problems.BlueNull + problems.GreenNull > 0)
            yield return $"rows with a null in the key: {problems.BlueNull:N0} before, {problems.GreenNull:N0} after";
        if (problems.BlueShared + problems.GreenShared > 0)
            yield return $"rows that share their key with others: {problems.BlueShared:N0} before, "
                + $"{problems.GreenShared:N0} after";
    }

    private static IEnumerable<string> Bounds(SampledDiff? sampled)
    {
        if (sampled is not null)
            yield return $"only {sampled.Fraction:0.##%} of the rows were compared: with a confidence of "
                + $"{sampled.Confidence:0.#%}, {sampled.Least:N0} to {sampled.Most:N0} rows differ in all";
    }

    private static ReportedSample Sample(DiffSample sample) =>
        new(
            sample.Kind.Word(),
            [.. sample.Key.Select(pair => new ReportedCell(pair.Key, pair.Value, pair.Value).Shortened())],
            [
                .. sample
                    .Before.Keys.Union(sample.After.Keys)
                    .Select(column =>
                        new ReportedCell(
                            column,
                            sample.Before.GetValueOrDefault(column),
                            sample.After.GetValueOrDefault(column)
                        ).Shortened()
                    ),
            ]
        );
}
