using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>Names that end quotes, begin comments, hide what follows, or are words of the language.</summary>
internal static class Hostile
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "PLAIN",
        "mixedCase",
        "quote\"d",
        // Not at the beginning: the parser takes three quotes for those of a text, which Snowflake has not.
        "x\"; drop table x --",
        "it's",
        "back\\slash'",
        "$$ || $$",
        "// not a comment",
        "select",
        "a.b",
        "two words",
        "/* open",
        "line\nend",
        "日本",
        "?",
        ":1",
        "@stage",
    ];

    public static IEnumerable<RelationName> Relations => Names.Select(name => new RelationName(name, name + "x"));

    public static string Render(Sql sql) => sql.Render(SnowflakeDialect.Spelling).Text;
}
