using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>
/// Every statement of every grammar is Snowflake's, whatever the names in it: no account is here to say so, but a
/// parser that knows it is, and what that does not know stands in a list with the page of Snowflake's documentation
/// that has it. That a statement does what it should is for the first account.
/// </summary>
public sealed class StatementTests
{
    /// <summary>What the parser can't know, by how it begins, and the page that has its grammar.</summary>
    private static readonly (string Begins, string Page)[] _unknown =
    [
        ("alter session set", "https://docs.snowflake.com/en/sql-reference/sql/alter-session"),
        ("alter schema .* (swap with|rename to|set )", "https://docs.snowflake.com/en/sql-reference/sql/alter-schema"),
        ("execute immediate", "https://docs.snowflake.com/en/sql-reference/sql/execute-immediate"),
        ("show grants on schema", "https://docs.snowflake.com/en/sql-reference/sql/show-grants"),
        ("create (transient )?schema", "https://docs.snowflake.com/en/sql-reference/sql/create-schema"),
        ("grant ownership on", "https://docs.snowflake.com/en/sql-reference/sql/grant-ownership"),
        ("grant .* on future .*views in schema", "https://docs.snowflake.com/en/sql-reference/sql/grant-privilege"),
        ("grant create snowflake\\.", "https://docs.snowflake.com/en/sql-reference/sql/grant-privilege"),
        ("describe result last_query_id", "https://docs.snowflake.com/en/sql-reference/sql/desc-result"),
    ];

    /// <summary>Members that make no SQL, or have a test of their own.</summary>
    private static readonly string[] _silent =
    [
        nameof(Dialect.Name),
        nameof(Dialect.Traits),
        nameof(Dialect.Lexis),
        nameof(Dialect.Diff),
        nameof(Dialect.Describe),
        nameof(Dialect.KindOf),
        nameof(Dialect.HasEquality),
        nameof(Dialect.Widened),
        nameof(Dialect.ReadTextArray),
        nameof(Dialect.IsUnknownName),
        nameof(Dialect.IsNameTaken),
        nameof(Dialect.SchemaOf),
        nameof(SwapGrammar.ConsumerChanges),
        nameof(SwapGrammar.IsOfViews),
        nameof(SwapGrammar.CanReplace),
        nameof(SwapGrammar.CanReplaceUnder),
        nameof(SwapGrammar.CanMove),
    ];

    [Fact]
    public void A_parser_that_knows_Snowflake_reads_every_statement_whatever_the_names()
    {
        Assert.SkipWhen(SnowflakeParser.WhyNot is not null, SnowflakeParser.WhyNot ?? "");
        var all = All();

        var verdicts = SnowflakeParser.Read([.. all.Select(one => one.Text)]);

        verdicts.Count.ShouldBe(all.Count);
        var unread = all.Zip(verdicts).Where(pair => pair.Second.Why is not null).ToList();
        unread
            .Where(pair => !_unknown.Any(one => Begins(one.Begins).IsMatch(pair.First.Text)))
            .Select(pair => $"{pair.First.By}: {pair.Second.Why}: {pair.First.Text}")
            .ShouldBeEmpty();
        _unknown
            .Where(one => !unread.Any(pair => Begins(one.Begins).IsMatch(pair.First.Text)))
            .Select(one => $"the parser knows it: {one.Begins}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_parser_finds_each_name_whole_in_the_statement()
    {
        Assert.SkipWhen(SnowflakeParser.WhyNot is not null, SnowflakeParser.WhyNot ?? "");
        var whole = Hostile
            .Names.Where(name => name != "PLAIN")
            .SelectMany(name =>
                Statements
                    .Phrases.Where(pair => pair.Key is not nameof(Dialect.ViewStatement))
                    .SelectMany(pair => pair.Value(name).Select(one => (Name: name, Text: Hostile.Render(one))))
            )
            .Where(one => one.Text.Contains(SnowflakeDialect.Spelling.Quote(one.Name), StringComparison.Ordinal))
            .ToList();

        var verdicts = SnowflakeParser.Read([.. whole.Select(one => one.Text)]);

        whole
            .Zip(verdicts)
            .Where(pair => pair.Second.Tree is { } tree && !Names(tree).Contains(pair.First.Name))
            .Select(pair => pair.First.Text)
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_new_phrase_needs_a_case()
    {
        Members(typeof(SnowflakeDialect)).Except(Statements.Phrases.Keys).Except(_silent).ShouldBeEmpty();
        Members(typeof(SnowflakeSwapGrammar)).Except(Statements.Swaps.Keys).Except(_silent).ShouldBeEmpty();
        Members(typeof(SnowflakeRouterGrammar)).Except(Statements.Swaps.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void Statements_are_those_that_somebody_approved()
    {
        var text = string.Join(
            "\n",
            Statements
                .For(new RelationName("we\"ird", "it's \\"))
                .Where(one => one.By != "compared types")
                .GroupBy(one => one.By)
                .Select(group =>
                    $"-- {group.Key}\n"
                    + string.Concat(
                        group.Select(one => Hostile.Render(one.Statement)).Distinct().Select(one => $"{one};\n")
                    )
                )
        );
        ApprovedText.ShouldBe("statements.sql", text);
    }

    [Fact]
    public void Types_are_compared_as_somebody_approved()
    {
        var text = string.Concat(
            from blue in Statements.Types
            from green in Statements.Types
            let value = new SnowflakeDiffGrammar().Compare(
                Sql.Raw("b"),
                new CatalogColumn("b", 1, blue, true, null),
                Sql.Raw("g"),
                new CatalogColumn("g", 1, green, true, null)
            )
            select $"{blue} and {green}: {value.Kind}{(value.IsPlain ? ", plain" : "")}: "
                + $"{Hostile.Render(value.Blue)} = {Hostile.Render(value.Green)}\n"
        );
        ApprovedText.ShouldBe("types.txt", text);
    }

    private static List<(string By, string Text)> All() =>
        [
            .. Hostile
                .Relations.SelectMany(name => Statements.For(name))
                .Select(one => (one.By, Text: Hostile.Render(one.Statement)))
                .DistinctBy(one => one.Text),
        ];

    private static Regex Begins(string pattern) => new($"^{pattern}", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private static IEnumerable<string> Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Distinct();

    /// <summary>Every text in a tree.</summary>
    private static HashSet<string> Names(string tree)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(tree, new JsonDocumentOptions { MaxDepth = 4096 });
        Collect(document.RootElement);
        return found;

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.String)
                found.Add(element.GetString()!);
            else if (element.ValueKind == JsonValueKind.Array)
                foreach (var item in element.EnumerateArray())
                    Collect(item);
            else if (element.ValueKind == JsonValueKind.Object)
                foreach (var property in element.EnumerateObject())
                    Collect(property.Value);
        }
    }
}
