using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>
/// The core speaks SQL that every engine understands; the rest are phrases of the dialect. This finds what some engine
/// does not have (SQL Server and Snowflake are looked at, too) in the core's string literals.
/// </summary>
public sealed class EngineSqlTests
{
    private static readonly (string Phrase, Regex Pattern, string Instead)[] _phrases =
    [
        Phrase("cast by ::", @"::[a-z]", "cast(… as …), Dialect.AsText"),
        Phrase("limit", @"\blimit (\d|\{\})", "Dialect.First"),
        Phrase("filter", @"\bfilter \(", "Dialect.CountIf, Dialect.AggregateIf"),
        Phrase("cascade", @"\bcascade\b", "Dialect.DropSchema, Dialect.DropRelation"),
        Phrase("if exists", @"\bif (not )?exists\b", "Dialect.EnsureSchema, Dialect.DropTable"),
        Phrase("returning", @"\breturning\b|\bon conflict\b", "a statement of its own"),
        Phrase("arrays", @"\barray_agg\b|\barray\[|\barray_length\b|\bunnest\(|= any\(|\[\]\)", "Dialect.TextArray"),
        Phrase("texts of rows", @"\bstring_agg\(|\blistagg\(", "Dialect.JoinedRows"),
        Phrase("texts of values", @"\bconcat_ws\(|\|\| '|' \|\|", "Dialect.Joined, Dialect.Concatenated"),
        Phrase("row locks", @"\bfor (share|update)\b", "Dialect.HeldForSharing"),
        Phrase("kept CTE", @"\bas (not )?materialized\b", "Dialect.Kept"),
        Phrase("table of a query", @"\bcreate table \{\} as\b", "Dialect.CreateTableAs"),
        Phrase("schemas", @"\b(create|drop) schema\b", "Dialect.CreateSchema, Dialect.DropSchema"),
        Phrase("changes of tables", @"\balter (table|view|schema)\b", "Dialect.AddColumn, Dialect.ChangeType"),
        Phrase("comments", @"\bcomment on\b", "Dialect.Comment"),
        Phrase("clock", @"\bnow\(\)|\bcurrent_timestamp\b|\bclock_timestamp\b|\binterval '", "Dialect.NowPlus"),
        Phrase("epoch", @"\bextract\(|\bdate_part\(", "Dialect.Epoch"),
        Phrase("distinct from", @"\bis (not )?distinct from\b", "Dialect.IsDistinct, Dialect.IsSame"),
        Phrase("least", @"\b(least|greatest)\(", "Dialect.Least, Dialect.Greatest"),
        Phrase("truth", @"\) is (not )?true\b|\bboolean not null\b", "Dialect.IsTrue, Dialect.BooleanType"),
        Phrase("types", @"\bas (text|varchar|timestamp|numeric)\)|\bwith time zone\b", "Dialect.AsText, a type of it"),
        Phrase("hashes", @"\bmd5\(", "Dialect.Md5"),
        Phrase("series", @"\bgenerate_series\(", "Dialect.Series"),
        Phrase("empty copies", @"\bwhere false\b", "Dialect.CreateTableLike"),
        Phrase("transactions", @"\bbegin (transaction|read)\b|\bset local\b", "Dialect.BeginReadOnly"),
        Phrase("catalogs", @"\bpg_[a-z]+\b|\bduckdb_[a-z]+\b", "a read of the warehouse"),
    ];

    /// <summary>Files whose text looks like it and is something else, and how often; why stands beside it.</summary>
    private static readonly (string File, string Phrase, int Times, string Why)[] _exceptions =
    [
        ("Migrations/MigrationLint.cs", "cascade", 1, "a word that a user's script may have"),
    ];

    [Fact]
    public void The_core_has_no_engines_sql()
    {
        var core = Repository.PathOf("src", "DataRelease.Core");
        var found =
            from path in Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories)
            let file = Path.GetRelativePath(core, path).Replace(Path.DirectorySeparatorChar, '/')
            where !file.StartsWith("obj/", StringComparison.Ordinal)
            from literal in CSharpLiterals.Read(File.ReadAllText(path))
            from phrase in _phrases
            from _ in phrase.Pattern.Matches(literal.Text)
            select (File: file, phrase.Phrase, phrase.Instead, literal.Line);

        var strays = found
            .GroupBy(stray => (stray.File, stray.Phrase))
            .Where(group => group.Count() != Excepted(group.Key.File, group.Key.Phrase))
            .Select(group =>
                $"{group.Key.File}({string.Join(", ", group.Select(stray => stray.Line))}): {group.Key.Phrase}, "
                + $"{group.Count()} times and {Excepted(group.Key.File, group.Key.Phrase)} allowed; "
                + $"use {group.First().Instead}"
            )
            .ToList();

        strays.ShouldBeEmpty();
        // An exception that is not needed any more goes.
        var used = found.Select(stray => (stray.File, stray.Phrase)).ToHashSet();
        _exceptions.ShouldAllBe(exception => used.Contains(ValueTuple.Create(exception.File, exception.Phrase)));
    }

    [Theory]
    [InlineData("""Sql sql = $"select {Only($"count(*) filter (where {x})")}::text";""", "count(*) filter (where {})")]
    [InlineData("""Sql sql = $"select {Only($"count(*) filter (where {x})")}::text";""", "select {}::text")]
    [InlineData("""var a = '"'; var b = "limit 1";""", "limit 1")]
    [InlineData("""var a = @"a ""quoted"" word";""", "a \"quoted\" word")]
    [InlineData("// \"not this\"\nvar a = \"this\";", "this")]
    [InlineData("var a = $$\"\"\"\n{ {{hole}} }\n\"\"\";", "\n{ {} }\n")]
    public void A_literal_is_told_from_code_and_comments(string source, string literal) =>
        CSharpLiterals.Read(source).Select(found => found.Text).ShouldContain(literal);

    private static int Excepted(string file, string phrase) =>
        _exceptions.FirstOrDefault(exception => exception.File == file && exception.Phrase == phrase).Times;

    private static (string, Regex, string) Phrase(string name, string pattern, string instead) =>
        (name, new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), instead);
}
