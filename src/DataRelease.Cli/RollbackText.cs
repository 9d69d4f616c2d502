using DataRelease.Backups;
using DataRelease.Cli.Terminals;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary>Writes data versions, losses, carried rows and history for people.</summary>
internal static class RollbackText
{
    public static void Write(string command, ReleaseReport report, List<string> lines)
    {
        if (report.DataVersions.Count > 0 && command == "status")
        {
            var newest = report.DataVersions[0];
            lines.Add(
                $"  {report.DataVersions.Count} data versions, "
                    + $"{ByteText.Of(report.DataVersions.Sum(version => version.Bytes))}; the newest is {newest.Id} "
                    + $"of {newest.CreatedAt:yyyy-MM-dd HH:mm} UTC"
            );
        }
        else if (report.DataVersions.Count > 0 && command is "backup list" or "backup create")
        {
            TextReport.Table(
                lines,
                ["VERSION", "NAME", "TAKEN (UTC)", "LIVE", "TABLES", "ROWS", "SIZE", "WHY", "WHERE"],
                report.DataVersions.Select(version =>
                    new[]
                    {
                        version.Id,
                        version.Name,
                        $"{version.CreatedAt:yyyy-MM-dd HH:mm:ss}",
                        version.Release ?? "-",
                        $"{version.Tables.Count}",
                        $"{version.Rows}",
                        ByteText.Of(version.Bytes),
                        version.State == "ready" ? version.Reason : version.State,
                        version.Place,
                    }
                )
            );
        }
        if (report.Losses.Count > 0)
        {
            TextReport.Table(
                lines,
                ["WRITTEN SINCE THE SWAP", "ADDED", "CHANGED", "REMOVED", ""],
                report.Losses.Select(loss =>
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
        if (report.Carried.Count > 0)
        {
            TextReport.Table(
                lines,
                ["CARRIED BACK", "ADDED", "UPDATED", "REMOVED", "SKIPPED"],
                report.Carried.Select(table =>
                    new[]
                    {
                        table.Relation,
                        $"{table.Added}",
                        $"{table.Updated}",
                        $"{table.Removed}",
                        $"{table.Skipped}",
                    }
                )
            );
        }
    }

    public static void History(ReleaseReport report, List<string> lines, TerminalReport? forPeople)
    {
        if (report.History.Count == 0)
            return;
        TextReport.Table(
            lines,
            ["RELEASE", "VERSION", "STATE", "LIVE AT (UTC)", "BY", "COMMIT", "CHANGES", "ROWS", "HOW IT ENDED"],
            report.History.Select(entry =>
                new[]
                {
                    entry.Release.Id,
                    entry.Release.Version,
                    Ledger.Text(entry.Release.State),
                    entry.Release.LiveAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss}" : "-",
                    entry.Release.CreatedBy,
                    entry.Release.Commit is { } commit ? commit[..Math.Min(8, commit.Length)] : "-",
                    Changes(entry),
                    entry.Rows is { } rows ? $"{rows}" : "-",
                    entry.Ended.Length > 100 ? $"{entry.Ended[..100]}…" : entry.Ended,
                }
            ),
            forPeople
        );
        if (report.Earlier is { } earlier)
            lines.Add($"{earlier.Count} older: data-release history --before {earlier.Before}, or --all");
    }

    private static string Changes(HistoryEntry entry)
    {
        var parts = new[]
        {
            Part("+", entry.Added),
            Part("~", entry.Changed),
            Part("-", entry.Removed),
            entry.Migrations.Count > 0 ? $"{entry.Migrations.Count} migrations" : "",
        }
            .Where(part => part.Length > 0)
            .ToList();
        return parts.Count == 0 ? $"{entry.Release.Relations} relations" : string.Join(" ", parts);

        static string Part(string sign, IReadOnlyList<string> names) =>
            names.Count switch
            {
                0 => "",
                <= 2 => string.Join(" ", names.Select(name => $"{sign}{name}")),
                _ => $"{sign}{names.Count}",
            };
    }
}
