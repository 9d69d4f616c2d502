using System.Text.Json;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Configuration;

/// <summary>Checks in data-release.yml: what they may say, and what a mistake is told as.</summary>
public sealed class CheckReaderTests
{
    [Fact]
    public void The_guides_examples_read_as_they_say()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "checks.md")).ReplaceLineEndings("\n");

        var config = ConfigReader.Read(guide.Split("```yaml\n")[1].Split("```")[0], "c.yml", CheckKinds.All).Validate;

        config
            .Checks.Select(check => check.Name)
            .Distinct()
            .Order()
            .ShouldBe(CheckKinds.All.Select(kind => kind.Name).Where(name => name != "dbt_tests").Order());
        config.Checks[^1].ShouldBeOfType<DataDiffSettings>().MaxChanged.ShouldBe(new Tolerance(2, IsPercent: true));
        config.Unexplained.ShouldBe(Unexplained.Warn);
    }

    [Theory]
    [InlineData(
        "- null_rate: {fail_ovr: 1%}",
        "(3,19)",
        "unknown key 'checks.null_rate.fail_ovr', did you mean 'fail_over'?"
    )]
    [InlineData("- null_rate: {fail_over: lots}", "(3,30)", "a percentage such as 20%")]
    [InlineData("- nul_rate", "(3,7)", "did you mean 'null_rate'?")]
    [InlineData("- freshness", "(3,7)", "'checks.freshness' needs 'column'")]
    [InlineData("- freshness: {column: a, max_age: soon}", "(3,39)", "a duration above zero")]
    [InlineData("- sql: {name: a}", "(3,12)", "needs 'query'")]
    [InlineData("- sql: {query: 'select 1; drop table a'}", "(3,29)", "it must be one query")]
    [InlineData(
        "- sql: {query: 'select * from {gren}'}",
        "(3,35)",
        "there is no placeholder {gren}; known: {blue}, {blue:name}, {green}, {green:name}"
    )]
    [InlineData("- sql: {query: 'select (1'}", "(3,30)", "a ')' is missing")]
    [InlineData("- sql: {query: 'select 1) q; select (2'}", "(3,29)", "a ')' has no '('")]
    [InlineData(
        "- latency: {query: 'select * from {green}'}",
        "(3,39)",
        "there is no placeholder {green}; known: {relation}"
    )]
    [InlineData("- aggregate: {measures: [sum, median]}", "(3,29)", "'checks.aggregate.measures' has 'median'")]
    [InlineData("- distribution: {distance: far}", "(3,32)", "it must be tvd or psi")]
    [InlineData("- distribution: {bins: 1}", "(3,28)", "a whole number of at least 2")]
    [InlineData("- row_count: {fail_unless: green >= bleu}", "(3,41)", "there is no 'bleu' here, did you mean 'blue'?")]
    [InlineData("- row_count: {fail_unless: 'green >= bleu'}", "(3,42)", "there is no 'bleu' here")]
    [InlineData("- row_count: {fail_unless: green}", "(3,32)", "it is a number, not a condition")]
    [InlineData("- row_count: {fail_unless: green > }", "", "it ends too early")]
    [InlineData("- row_count: {fail_unless: green > 1 and}", "", "it ends too early")]
    [InlineData(
        "- row_count: {fail_unless: (green > 1) + 2 > 3}",
        "(3,32)",
        "this is a condition, where a number is needed"
    )]
    [InlineData(
        "- row_count: {fail_unless: green > 1 or blue}",
        "(3,45)",
        "this is a number, where a condition is needed"
    )]
    [InlineData("- row_count: {fail_unless: median(green) > 1}", "(3,32)", "there is no function 'median'")]
    [InlineData("- row_count: {fail_unless: 'max(green) > 1'}", "(3,33)", "max takes 2 values, not 1")]
    [InlineData("- row_count: {fail_unless: (green > 1}", "(3,42)", "a ')' is missing")]
    [InlineData("- row_count: {fail_unless: green > 1 2}", "(3,42)", "'2' is not expected there")]
    [InlineData("- row_count: {fail_unless: green > 1..2}", "(3,40)", "'1..2' is not a number")]
    [InlineData("- row_count: {on_inconclusive: never}", "(3,36)", "it must be fail, warn or pass")]
    [InlineData("- dbt_tests: {on_inconclusive: warn}", "(3,19)", "unknown key")]
    public void A_mistake_in_a_check_is_told_with_its_place(string check, string place, string says)
    {
        var error = Should.Throw<ReleaseException>(() =>
            ConfigReader.Read($"validate:\n  checks:\n    {check}\n", "c.yml", CheckKinds.All)
        );

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Format().ShouldContain(says);
        if (place.Length > 0)
            error.Format().ShouldStartWith($"c.yml{place}: error DR1001: ");
    }

    [Theory]
    [InlineData("green >= blue * 0.98 and green > 0", 100, 98, true)]
    [InlineData("green >= blue * 0.98 and green > 0", 100, 97.9, false)]
    [InlineData("green > blue or green = blue", 1, 1, true)]
    [InlineData("not green > blue", 1, 2, false)]
    [InlineData("not (green > blue and blue > 0)", 1, 2, false)]
    [InlineData("abs(green - blue) <= 5%", 0.5, 0.54, true)]
    [InlineData("max(green, blue) - min(green, blue) < 2", 5, 3.5, true)]
    [InlineData("green <> blue", 1, 2, true)]
    [InlineData("green != blue", 1, 1, false)]
    [InlineData("green == blue", 1, 1, true)]
    [InlineData("-green < 0", 0, 1, true)]
    [InlineData("green - 1 - 1 = 1", 0, 3, true)]
    [InlineData("8 / 2 / 2 = green", 0, 2, true)]
    [InlineData("2 + 2 * 2 = green", 0, 6, true)]
    [InlineData("(2 + 2) * 2 = green", 0, 8, true)]
    [InlineData("green / blue >= 0.9", 0, 0, null)]
    [InlineData("green / blue >= 0.9", 0, 1, true)]
    [InlineData("green > 0", 0, double.NaN, null)]
    [InlineData("green > 0 or blue = 0", 0, double.NaN, true)]
    [InlineData("green > 0 and blue = 1", 0, double.NaN, false)]
    [InlineData("green > 0 and blue = 0", 0, double.NaN, null)]
    [InlineData("not green > 0", 0, double.NaN, null)]
    [InlineData("green < 1", 0, double.PositiveInfinity, false)]
    public void A_condition_holds_does_not_or_can_not_be_said(
        string condition,
        double blue,
        double green,
        bool? holds
    ) =>
        CheckExpression
            .Parse(condition, ["blue", "green"])
            .Holds(new Dictionary<string, double?> { ["blue"] = blue, ["green"] = green })
            .ShouldBe(holds);

    [Fact]
    public void A_value_that_is_missing_leaves_a_condition_open() =>
        CheckExpression
            .Parse("green > 0", ["blue", "green"])
            .Holds(new Dictionary<string, double?> { ["green"] = null })
            .ShouldBeNull();

    [Fact]
    public void Nesting_without_end_is_an_error_and_no_crash() =>
        Should
            .Throw<ExpressionException>(() => CheckExpression.Parse(new string('(', 100_000), ["blue"]))
            .Message.ShouldContain("nested");

    [Fact]
    public void Any_text_is_a_condition_or_an_error() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.String[CsCheck.Gen.Char["()<>=!+-*/%., 0123abgreenblumxot"], 0, 40],
            text =>
            {
                try
                {
                    CheckExpression
                        .Parse(text, ["blue", "green"])
                        .Holds(new Dictionary<string, double?> { ["blue"] = 1, ["green"] = 2 });
                }
                catch (ExpressionException error)
                {
                    if (error.At < 0 || error.At > text.Length || error.Message.Length == 0)
                        throw new InvalidOperationException($"{text}: {error.At} {error.Message}");
                }
            },
            iter: 2000
        );

    [Theory]
    [InlineData("select '{green}' from {green}", 1)]
    [InlineData("select \"{green}\" from {green}", 1)]
    [InlineData("select 1 from {green} -- {green} ; )", 1)]
    [InlineData("select 1 /* {green} ; ) */ from {green}", 1)]
    [InlineData("select $$ {green} ; ) $$ from {green}", 1)]
    [InlineData("select $a$ {green} $$ ; ) $a$ from {green}", 1)]
    [InlineData("select E'\\'{green}' from {green}", 1)]
    [InlineData("select 'it''s {green}' from {green};  ", 1)]
    [InlineData("select {'a': 1} from {green}", 1)]
    [InlineData("select {a: 1} from {green}, {blue: other one}", 2)]
    public void Placeholders_in_strings_and_comments_are_none(string query, int placeholders) =>
        CheckQuery.Parse(query, ["blue", "green"]).Parts.Count(part => part.Side is not null).ShouldBe(placeholders);

    [Fact]
    public void The_published_schema_has_exactly_the_keys_of_each_check()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "data-release.schema.json")));
        var options = schema
            .RootElement.GetProperty("properties")
            .GetProperty("validate")
            .GetProperty("properties")
            .GetProperty("checks")
            .GetProperty("items")
            .GetProperty("oneOf");
        var published = options[1].GetProperty("properties");

        var names = CheckKinds.All.Select(kind => kind.Name).ToList();
        published.EnumerateObject().Select(check => check.Name).ShouldBe(names, ignoreOrder: true);
        options[0]
            .GetProperty("enum")
            .EnumerateArray()
            .Select(name => name.GetString()!)
            .ShouldBe(names.Except(["freshness", "sql"]), ignoreOrder: true);
        foreach (var check in published.EnumerateObject())
        {
            // A key that nobody knows is answered with those that are known.
            var error = Should.Throw<ReleaseException>(() =>
                ConfigReader.Read(
                    $"validate:\n  checks:\n    - {check.Name}: {{qqqqqqqqqqqqqqqqqqqq: 1, column: a, query: "
                        + $"select 1}}\n",
                    "c.yml",
                    CheckKinds.All
                )
            );
            var said = error.Message.Split('\n').First(line => line.Contains("qqqq", StringComparison.Ordinal));
            var known = said.Contains("known here: ", StringComparison.Ordinal)
                ? said.Split("known here: ")[1].Trim().Split(", ", StringSplitOptions.RemoveEmptyEntries)
                : [];
            known
                .Order()
                .ShouldBe(
                    check.Value.GetProperty("properties").EnumerateObject().Select(key => key.Name).Order(),
                    check.Name
                );
        }
    }
}
