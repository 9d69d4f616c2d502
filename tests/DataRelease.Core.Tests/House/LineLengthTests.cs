using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>
/// The analyzer of the build passes by long comments and raw strings; the house's rule is for every line.
/// </summary>
public sealed class LineLengthTests
{
    private const int Columns = 120;

    [Fact]
    public void No_line_of_code_is_longer_than_the_house_allows()
    {
        var root = Repository.PathOf();
        var found =
            from folder in new[] { "src", "tests", "build" }
            from path in Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            let file = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from line in File.ReadLines(path).Index()
            where line.Item.Length > Columns
            select $"{file}({line.Index + 1}): {line.Item.Length} columns";

        found.ShouldBeEmpty();
    }
}
