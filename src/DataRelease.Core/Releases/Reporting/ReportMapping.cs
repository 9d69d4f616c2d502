using DataRelease.Diffs;
using DataRelease.Reports.Documents;

namespace DataRelease.Releases.Reporting;

/// <summary>A diff as the report keeps it: long values cut, nothing else lost.</summary>
internal static class ReportMapping
{
    public static ReportedDiff Of(RelationDiff diff) => new()
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
        Columns = [.. diff.ChangedByColumn.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReportedColumn(pair.Key, pair.Value, null, null, null))],
        Samples = [.. diff.Samples.Select(Sample)],
    };

    private static ReportedSample Sample(DiffSample sample) => new(
        sample.Kind,
        [.. sample.Key.Select(pair => new ReportedCell(pair.Key, pair.Value, pair.Value).Shortened())],
        [.. sample.Before.Keys.Union(sample.After.Keys).Select(column => new ReportedCell(column, sample.Before.GetValueOrDefault(column), sample.After.GetValueOrDefault(column)).Shortened())]);
}
