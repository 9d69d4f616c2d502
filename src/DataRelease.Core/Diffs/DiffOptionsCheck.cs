using DataRelease.Errors;

namespace DataRelease.Diffs;

/// <summary>Refuses options that can't be applied, before anything is read.</summary>
internal static class DiffOptionsCheck
{
    public static void Run(string relation, DiffSide blue, DiffSide green, DiffColumns columns, DiffOptions options)
    {
        foreach (var (name, tolerance) in options.Tolerances)
        {
            if (tolerance.Absolute is < 0 || tolerance.Relative is < 0 or > 1 || tolerance.Relative is double.NaN)
                throw new ReleaseException(
                    ErrorCode.DiffToleranceInvalid,
                    $"the tolerance of {relation}.{name} is below 0, or relative and above 1"
                );
            if (Find(columns.Values, name) is { IsNumber: false } column)
                throw new ReleaseException(
                    ErrorCode.DiffToleranceInvalid,
                    $"{relation}.{name} has the type {column.Blue.Type}: a tolerance needs a numeric column"
                );
        }
        foreach (var (from, to) in options.Renamed)
        {
            Require(relation, blue, from);
            Require(relation, green, to);
        }
        if (options.Window is { } window && Find([.. columns.All], window.Column) is null)
            throw new ReleaseException(
                ErrorCode.DiffColumnUnknown,
                $"{relation} does not have the column {window.Column} on both sides, so a range of it can't be compared"
            );
        if (options.Sampling is { } sampling && sampling is not { Fraction: > 0 and < 1, Confidence: > 0 and < 1 })
            throw new ReleaseException(
                ErrorCode.DiffSamplingInvalid,
                "the share to compare and the confidence must lie between 0 and 1"
            );
    }

    private static void Require(string relation, DiffSide side, string name)
    {
        if (!side.Columns.Any(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw new ReleaseException(
                ErrorCode.DiffColumnUnknown,
                $"{side.Name} has no column {name}, which {relation}'s mapping names"
            );
    }

    private static ComparedColumn? Find(IReadOnlyList<ComparedColumn> columns, string name) =>
        columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));
}
