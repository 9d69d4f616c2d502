using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>The core and the tool ask an engine's traits, never its name: a new engine is one registration.</summary>
public sealed class EngineNamesTests
{
    private static readonly string[] _names = ["postgres", "duckdb", "sqlserver", "snowflake"];

    /// <summary>Where a name stands all the same, and why.</summary>
    private static readonly (string File, string Why)[] _exceptions =
    [
        ("DataRelease.Core/Errors/ErrorCode.SqlProjects.cs", "text for people"),
        ("DataRelease.Core/Errors/ErrorCode.Warehouse.cs", "text for people"),
        ("DataRelease.Cli/CertifyCommand.cs", "text for people"),
    ];

    [Fact]
    public void No_engine_is_named_outside_its_project()
    {
        var found =
            from project in new[] { "DataRelease.Core", "DataRelease.Cli" }
            from path in Directory.EnumerateFiles(
                Repository.PathOf("src", project),
                "*.cs",
                SearchOption.AllDirectories
            )
            let file = Path.GetRelativePath(Repository.PathOf("src"), path).Replace(Path.DirectorySeparatorChar, '/')
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from literal in CSharpLiterals.Read(File.ReadAllText(path))
            from name in _names
            where literal.Text.Contains(name, StringComparison.OrdinalIgnoreCase)
            select (File: file, literal.Line, literal.Text);

        found
            .Where(stray => _exceptions.All(exception => exception.File != stray.File))
            .Select(stray => $"{stray.File}({stray.Line}): {stray.Text}")
            .ShouldBeEmpty();
        _exceptions.ShouldAllBe(exception => found.Any(stray => stray.File == exception.File));
    }

    [Fact]
    public void The_tool_uses_the_engines_projects_in_one_file()
    {
        var files = Directory
            .EnumerateFiles(Repository.PathOf("src", "DataRelease.Cli"), "*.cs", SearchOption.TopDirectoryOnly)
            .Where(path =>
            {
                var source = File.ReadAllText(path);
                return source.Contains("using DataRelease.Postgres", StringComparison.Ordinal)
                    || source.Contains("using DataRelease.DuckDb", StringComparison.Ordinal)
                    || source.Contains("using DataRelease.Snowflake", StringComparison.Ordinal)
                    || source.Contains("using DataRelease.SqlServer", StringComparison.Ordinal);
            })
            .Select(path => Path.GetFileName(path)!);

        files.ShouldBe(["Engines.cs"]);
    }
}
