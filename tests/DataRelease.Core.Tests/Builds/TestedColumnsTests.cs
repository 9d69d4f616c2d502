using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Core.Tests.Builds;

/// <summary>What tests that passed say of a relation's columns.</summary>
public sealed class TestedColumnsTests
{
    private const string Orders = "model.shop.orders";

    [Theory]
    [InlineData("unique:id not_null:id", "id", true)]
    [InlineData("unique:id not_null:id", "ID", true)]
    [InlineData("unique:id", "id", false)]
    [InlineData("not_null:id", "id", false)]
    [InlineData("unique:id not_null:id not_null:day", "day,id", true)]
    [InlineData("unique:id not_null:id", "id,day", false)]
    [InlineData("unique_combination_of_columns:id+day not_null:id not_null:day", "id,day", true)]
    [InlineData("unique_combination_of_columns:id+day not_null:id not_null:day", "day,id", true)]
    [InlineData("unique_combination_of_columns:id+day not_null:id not_null:day", "id", false)]
    [InlineData("unique_combination_of_columns:id+day not_null:id", "id,day", false)]
    [InlineData("unique:lower(id) not_null:id", "id", false)]
    [InlineData("", "id", false)]
    public void A_key_is_sound_if_it_is_unique_and_has_no_nulls(string tests, string key, bool expected) =>
        (Read(Manifest(tests), _ => true).GetValueOrDefault(Orders)?.Identify(key.Split(',')) ?? false).ShouldBe(
            expected
        );

    [Fact]
    public void A_test_of_a_part_of_the_rows_says_nothing()
    {
        using var config = JsonDocument.Parse("{\"where\": \"day > 1\"}");
        var manifest = Manifest("unique:id not_null:id", config.RootElement);

        Read(manifest, _ => true).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CheckState.Pass, "0 failures", "unique_id", true)]
    [InlineData(CheckState.Pass, "2 failures", "unique_id", false)]
    [InlineData(CheckState.Pass, "", "unique_id", false)]
    [InlineData(CheckState.Warn, "1 failures", "unique_id: Got 1 result", false)]
    [InlineData(CheckState.Fail, "1 failures", "unique_id: Got 1 result", false)]
    [InlineData(CheckState.Skipped, "", "unique_id: skipped", false)]
    [InlineData(CheckState.Pass, "0 failures", "unique_id_other", false)]
    public void A_test_counts_if_it_ran_and_found_nothing(CheckState state, string value, string message, bool expected)
    {
        CheckOutcome[] outcomes =
        [
            new("dbt_tests", "analytics.orders", state, CheckSeverity.Fail, value, "", message),
            Passed("analytics.orders", "not_null_id"),
        ];

        Identifies(outcomes).ShouldBe(expected);
    }

    [Fact]
    public void A_test_of_the_same_name_on_another_relation_does_not_count() =>
        Identifies([Passed("analytics.customers", "unique_id"), Passed("analytics.orders", "not_null_id")])
            .ShouldBeFalse();

    [Fact]
    public void Of_two_tests_of_one_name_both_must_have_passed() =>
        Identifies([
                Passed("analytics.orders", "unique_id"),
                Passed("analytics.orders", "not_null_id"),
                new(
                    "dbt_tests",
                    "analytics.orders",
                    CheckState.Warn,
                    CheckSeverity.Warn,
                    "3 failures",
                    "",
                    "unique_id: Got 3 results"
                ),
            ])
            .ShouldBeFalse();

    private static bool Identifies(IReadOnlyList<CheckOutcome> outcomes) =>
        Read(
                Manifest("unique:id not_null:id"),
                PassedTests.Of(outcomes, new Dictionary<string, string> { [Orders] = "analytics.orders" })
            )
            .GetValueOrDefault(Orders)
            ?.Identify(["id"])
        ?? false;

    private static CheckOutcome Passed(string relation, string test) =>
        new("dbt_tests", relation, CheckState.Pass, CheckSeverity.Fail, "0 failures", "", test);

    private static IReadOnlyDictionary<string, TestedColumns> Read(
        Manifest manifest,
        Func<ManifestNode, bool> hasPassed
    ) => TestedColumns.Read(manifest, hasPassed);

    private static Manifest Manifest(string tests, JsonElement config = default) =>
        new(
            12,
            "1.8.0",
            "duckdb",
            "shop",
            tests
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => text.Split(':'))
                .Select(parts => new ManifestNode
                {
                    UniqueId = $"test.shop.{parts[0]}_{parts[1]}",
                    Kind = NodeKind.Test,
                    Name = $"{parts[0]}_{parts[1]}",
                    Alias = parts[0],
                    PackageName = "shop",
                    AttachedNode = Orders,
                    Config = config,
                    Test =
                        parts[0] == "unique_combination_of_columns"
                            ? new ManifestTest(parts[0], "dbt_utils", null, parts[1].Split('+'))
                            : new ManifestTest(parts[0], null, parts[1], []),
                })
                .ToDictionary(node => node.UniqueId),
            new Dictionary<string, string>()
        );
}
