using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>Arrows point one way; see docs/development.md.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] _foundation = ["Warehouses", "Reports", "Errors", "Configuration"];

    private static readonly string[] _features =
    [
        .. _foundation,
        "Ledgers",
        "Builds",
        "Diffs",
        "Swaps",
        "Migrations",
        "Backups",
        "Checks",
        "Analysis",
    ];

    private static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Errors"] = [],
        ["Warehouses"] = ["Errors"],
        ["Reports"] = ["Errors", "Warehouses"],
        ["Configuration"] = ["Errors"],
        ["Ledgers"] = _foundation,
        ["Builds"] = [.. _foundation, "Ledgers"],
        ["Diffs"] = [.. _foundation, "Ledgers"],
        ["Swaps"] = [.. _foundation, "Ledgers"],
        ["Migrations"] = [.. _foundation, "Ledgers"],
        ["Backups"] = [.. _foundation, "Ledgers"],
        ["Checks"] = [.. _foundation, "Ledgers", "Diffs"],
        ["Analysis"] = [.. _foundation, "Ledgers", "Builds", "Diffs", "Swaps", "Checks"],
        ["Steps"] = _features,
        ["Strategies"] = [.. _features, "Steps"],
    };

    public static TheoryData<string> Areas => [.. _mayUse.Keys.Where(area => Directory.Exists(FolderOf(area)))];

    [Theory]
    [MemberData(nameof(Areas))]
    public void An_area_of_the_core_uses_only_what_lies_below_it(string area)
    {
        var strays =
            from file in Directory.EnumerateFiles(FolderOf(area), "*.cs", SearchOption.AllDirectories)
            from Match match in CoreName().Matches(WithoutProse(File.ReadAllText(file)))
            let used = match.Groups["area"].Value
            where used != area && !_mayUse[area].Contains(used)
            select $"{Path.GetRelativePath(Repository.Root, file)} uses {used}";

        strays.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_area_of_the_core_has_its_rule()
    {
        var areas = Directory
            .GetDirectories(Repository.PathOf("src", "DataRelease.Core"))
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name is not ("bin" or "obj" or "Releases"));

        areas.Except(_mayUse.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void Text_of_files_is_read_in_one_place()
    {
        // What the server sends, what SeedTable has written, a resource of the assembly.
        string[] apart = ["PostgresWarehouse.Parquet.cs", "PostgresWarehouse.cs", "HtmlReport.cs", "TextFile.cs"];
        var strays =
            from project in new[]
            {
                "DataRelease.Core",
                "DataRelease.DuckDb",
                "DataRelease.Postgres",
                "DataRelease.Cli",
            }
            from file in Directory.EnumerateFiles(
                Repository.PathOf("src", project),
                "*.cs",
                SearchOption.AllDirectories
            )
            where !apart.Contains(Path.GetFileName(file)) && TextRead().IsMatch(WithoutProse(File.ReadAllText(file)))
            select Path.GetRelativePath(Repository.Root, file);

        strays.ShouldBeEmpty("read it with TextFile, which replaces no character");
    }

    [Fact]
    public void The_core_knows_no_driver()
    {
        var references = typeof(ErrorCode).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        references.ShouldAllBe(name =>
            name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
            || name == "CliWrap"
            || name == "Cronos"
            || name == "DiffPlex"
            || name == "Polly.Core"
            || name == "YamlDotNet"
            || name == "Sylvan.Data.Csv"
            // The engine that runs migration scripts; it opens no database itself, each warehouse brings its own
            // executor.
            || name == "dbup-core"
        );
    }

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        var strays =
            from project in Directory.GetDirectories(Repository.PathOf("src"), "DataRelease.*")
            from file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            let declared = Declaration().Match(File.ReadAllText(file))
            where declared.Success
            let root = Path.GetFileName(project) == "DataRelease.Core" ? "DataRelease" : Path.GetFileName(project)
            let folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!)
            let expected = folder == "." ? root : $"{root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
            where declared.Groups["name"].Value != expected
            select $"{Path.GetRelativePath(Repository.Root, file)}: {declared.Groups["name"].Value}";

        strays.ShouldBeEmpty();
    }

    private static string FolderOf(string area) => Repository.PathOf("src", "DataRelease.Core", area);

    private static string WithoutProse(string source) => Comment().Replace(source, "");

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // Other areas can only be reached by a using or by a name qualified from the root.
    [GeneratedRegex(@"\bDataRelease\.(?<area>[A-Z]\w*)(?=[.;\s])")]
    private static partial Regex CoreName();

    [GeneratedRegex(@"\bFile\.(ReadAllText|ReadAllLines|ReadLines|OpenText)|\bnew StreamReader\(")]
    private static partial Regex TextRead();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
