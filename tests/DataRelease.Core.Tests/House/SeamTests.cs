using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>What goes past the seam is not covered by the kill-point proof; see docs/reliability.md.</summary>
public sealed partial class SeamTests
{
    /// <summary>
    /// Not part of a release, or no effect: packing, opening a file to read it, certify's readers, a command whose
    /// caller passes the seam.
    /// </summary>
    private static readonly string[] _apart =
    [
        "ReleasePacker.cs",
        "ManifestReader.cs",
        "Reader.cs",
        "ReaderLoad.cs",
        "BatchedCommand.cs",
    ];

    [Fact]
    public void Every_effect_of_a_release_passes_the_seam()
    {
        var strays =
            from project in new[]
            {
                "DataRelease.Core",
                "DataRelease.DuckDb",
                "DataRelease.Postgres",
                "DataRelease.Snowflake",
                "DataRelease.SqlServer",
            }
            from file in Directory.EnumerateFiles(
                Repository.PathOf("src", project),
                "*.cs",
                SearchOption.AllDirectories
            )
            where !_apart.Contains(Path.GetFileName(file))
            let lines = File.ReadAllLines(file)
            from index in Enumerable.Range(0, lines.Length)
            where Effect().IsMatch(lines[index])
            // The effect stands in a call of Seam.Pass, at most a few lines long.
            where
                !lines[Math.Max(0, index - 6)..(index + 1)]
                    .Any(line => line.Contains("Seam.Pass", StringComparison.Ordinal))
            select $"{Path.GetRelativePath(Repository.Root, file)}({index + 1}): {lines[index].Trim()}";

        strays.ShouldBeEmpty("wrap it in Seam.Pass or Seam.PassAsync");
    }

    [GeneratedRegex(
        @"\bFile\.(Write|Append|Delete|Move|Copy|Create|OpenWrite|Set)|\bDirectory\.(Create|Delete|Move)|"
            + @"new FileStream\(|new StreamWriter\([^)]*(Path|path)|"
            + @"\.Execute(NonQuery|Scalar|Reader)(Async)?\(|ransaction\w*\.(Commit|Rollback)(Async)?\(|"
            + @"\.Begin(Transaction|TextImport|BinaryImport)(Async)?\("
    )]
    private static partial Regex Effect();
}
