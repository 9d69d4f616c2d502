using DataRelease.Backups;
using DataRelease.Releases;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Cli;

/// <summary>Writes data versions, losses, carried rows and history for people.</summary>
internal static class RollbackText
{
    /// <summary>How many there are, in a line.</summary>
    public static void Newest(IReadOnlyList<DataVersionSummary> versions, List<string> lines)
    {
        if (versions.Count > 0)
            lines.Add(
                $"  {versions.Count} data versions, {ByteText.Of(versions.Sum(version => version.Bytes))}; the newest "
                    + $"is {versions[0].Id} of {versions[0].CreatedAt:yyyy-MM-dd HH:mm} UTC"
            );
    }

    /// <summary>A row each.</summary>
    public static void Versions(IReadOnlyList<DataVersionSummary> versions, List<string> lines)
    {
        if (versions.Count == 0)
            return;
        TextReport.Table(
            lines,
            ["VERSION", "NAME", "TAKEN (UTC)", "LIVE", "TABLES", "ROWS", "SIZE", "WHY", "WHERE"],
            versions.Select(version =>
                new[]
                {
                    version.Id,
                    version.Name,
                    $"{version.CreatedAt:yyyy-MM-dd HH:mm:ss}",
                    version.Release ?? "-",
                    $"{version.Tables.Count}",
                    $"{version.Rows}",
                    ByteText.Of(version.Bytes),
                    version.State == DataVersionState.Ready ? version.Reason : version.State.Word(),
                    version.Place,
                }
            )
        );
    }

    /// <summary>What is lost, a row a table.</summary>
    public static void Losses(IReadOnlyList<WriteLoss> losses, List<string> lines)
    {
        if (losses.Count == 0)
            return;
        TextReport.Table(
            lines,
            ["WRITTEN SINCE THE SWAP", "ADDED", "CHANGED", "REMOVED", ""],
            losses.Select(loss =>
                new[]
                {
                    loss.Relation,
                    $"{(loss.IsExact ? "" : "~")}{loss.Added}",
                    $"{loss.Changed}",
                    $"{loss.Removed}",
                    loss.Detail,
                }
            )
        );
    }

    /// <summary>What was taken along, a row a table.</summary>
    public static void Carried(IReadOnlyList<CarriedTable> carried, List<string> lines)
    {
        if (carried.Count == 0)
            return;
        TextReport.Table(
            lines,
            ["CARRIED BACK", "ADDED", "UPDATED", "REMOVED", "SKIPPED"],
            carried.Select(table =>
                new[] { table.Relation, $"{table.Added}", $"{table.Updated}", $"{table.Removed}", $"{table.Skipped}" }
            )
        );
    }
}
