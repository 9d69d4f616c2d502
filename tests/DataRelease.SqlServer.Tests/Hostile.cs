using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>Names that end quotes, begin comments, or are words of the language.</summary>
internal static class Hostile
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "plain",
        "we]ird",
        "]; drop table x --",
        "it's",
        "'); exec('x",
        "select",
        "a.b",
        "[boxed]",
        "two words",
        "/* open",
        "quote\"d",
        "line\\\nend",
        "日本",
        "N'x'",
        "@p1",
        "#temp",
    ];

    /// <summary>No view, and no table that stays, has a name that begins with a number sign.</summary>
    public static IEnumerable<RelationName> Relations =>
        Names.Where(name => name[0] != '#').Select(name => new RelationName(name, name + "x"));

    public static string Render(Sql sql) => sql.Render(new SqlServerDialect()).Text;
}
