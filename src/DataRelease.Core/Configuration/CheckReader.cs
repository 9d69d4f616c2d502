using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>
/// Reads lists of checks from <c>validate.checks</c>, or from a model's <c>meta.data_release.checks</c>.
/// </summary>
public static class CheckReader
{
    private static readonly string[] _sides = ["blue", "green"];

    /// <summary>The names of all checks.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "dbt_tests",
        "row_count",
        "schema",
        "grants",
        "null_rate",
        "distinct_count",
        "aggregate",
        "distribution",
        "freshness",
        "data_diff",
        "sql",
        "latency",
    ];

    internal static List<CheckConfig> Read(
        YamlNode? node,
        ConfigProblems problems,
        string path = "validate.checks",
        bool ofModel = false
    )
    {
        var checks = new List<CheckConfig>();
        if (node is null or YamlScalarNode { Value: "" or "~" or "null" })
            return checks;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"'{path}' must be a list");
            return checks;
        }
        foreach (var item in list)
        {
            if (item is YamlScalarNode { Value: { } alone } && IsCheck(item, alone, problems))
                checks.Add(Check(alone, new ConfigMapping(null, $"checks.{alone}", problems), item, ofModel));
            else if (
                item is YamlMappingNode { Children.Count: 1 } one
                && one.Children.First() is { Key: YamlScalarNode { Value: { } name } } entry
            )
            {
                if (IsCheck(entry.Key, name, problems))
                    checks.Add(
                        Check(name, new ConfigMapping(entry.Value, $"checks.{name}", problems), entry.Key, ofModel)
                    );
            }
            else if (item is not YamlScalarNode)
                problems.Add(item, "a check is a name, or a name with its settings: - row_count: {warn_over: 10%}");
        }
        return checks;
    }

    private static bool IsCheck(YamlNode node, string name, ConfigProblems problems)
    {
        if (Names.Contains(name))
            return true;
        var near = ConfigValues.Nearest(name, Names);
        problems.Add(
            node,
            $"unknown check '{name}'"
                + (near is null ? $"; known: {string.Join(", ", Names)}" : $", did you mean '{near}'?")
        );
        return false;
    }

    private static CheckConfig Check(string name, ConfigMapping map, YamlNode where, bool ofModel)
    {
        var check = new CheckConfig { Name = name };
        // A dbt test has its own severity in the project, and relations for which it failed were not built.
        if (name != "dbt_tests")
        {
            check = check with
            {
                Severity = map.OneOf("severity", "fail", "warn", "off") is { } word ? CheckSeverities.Read(word) : null,
                Relations = ofModel ? [] : map.Texts("relations"),
                OnInconclusive = map.OneOf("on_inconclusive", "fail", "warn", "pass") switch
                {
                    "fail" => OnInconclusive.Fail,
                    "warn" => OnInconclusive.Warn,
                    "pass" => OnInconclusive.Pass,
                    _ => null,
                },
            };
        }
        check = name switch
        {
            "row_count" => Limits(check, map, _sides) with { MaxLoss = map.Tolerance("max_loss") },
            "null_rate" => Limits(check, map, _sides) with { Columns = map.Texts("columns") },
            "distinct_count" => Limits(check, map, _sides) with
            {
                Columns = map.Texts("columns"),
                Approximate = map.Find("approximate") is null ? null : map.Flag("approximate", false),
            },
            "aggregate" => Limits(check, map, _sides) with
            {
                Columns = map.Texts("columns"),
                Measures = map.SomeOf("measures", "sum", "min", "max", "avg"),
            },
            "distribution" => Distribution(Limits(check, map, ["distance"]), map),
            "freshness" => Freshness(check, map, where),
            "data_diff" => DataDiff(check, map),
            "sql" => Sql(check, map, where),
            "latency" => Latency(Limits(check, map, ["blue_p50", "green_p50", "blue_p95", "green_p95"]), map),
            _ => check,
        };
        map.RefuseOthers();
        return check;
    }

    private static CheckConfig Limits(CheckConfig check, ConfigMapping map, IReadOnlyList<string> variables) =>
        check with
        {
            FailOver = map.Tolerance("fail_over"),
            WarnOver = map.Tolerance("warn_over"),
            FailUnless = map.Expression("fail_unless", variables),
            WarnUnless = map.Expression("warn_unless", variables),
        };

    private static CheckConfig Distribution(CheckConfig check, ConfigMapping map)
    {
        return check with
        {
            Columns = map.Texts("columns"),
            Distance = map.OneOf("distance", "tvd", "psi") ?? check.Distance,
            Top = map.Number("top", 1) ?? check.Top,
            Bins = map.Number("bins", 2) ?? check.Bins,
            MinRows = map.Number("min_rows", 1) ?? check.MinRows,
        };
    }

    private static CheckConfig Freshness(CheckConfig check, ConfigMapping map, YamlNode where)
    {
        map.Require("column", where);
        return check with
        {
            Columns = map.Texts("column"),
            MaxAge = map.Duration("max_age", TimeSpan.FromMilliseconds(1)),
            WarnAge = map.Duration("warn_age", TimeSpan.FromMilliseconds(1)),
            MaxLag = map.Duration("max_lag", TimeSpan.Zero),
        };
    }

    private static CheckConfig DataDiff(CheckConfig check, ConfigMapping map) =>
        check with
        {
            Key = map.Texts("key"),
            Ignore = map.Texts("ignore"),
            MaxChanged = map.Tolerance("max_changed"),
            MaxAdded = map.Tolerance("max_added"),
            MaxRemoved = map.Tolerance("max_removed"),
        };

    private static CheckConfig Sql(CheckConfig check, ConfigMapping map, YamlNode where)
    {
        map.Require("query", where);
        return check with
        {
            Title = map.Text("name"),
            Query = map.Query("query", "blue", "green"),
            FailUnless = map.Expression("fail_unless", "value"),
            WarnUnless = map.Expression("warn_unless", "value"),
        };
    }

    private static CheckConfig Latency(CheckConfig check, ConfigMapping map) =>
        check with
        {
            Title = map.Text("name"),
            Query = map.Query("query", "relation"),
            Runs = map.Number("runs", 3) ?? check.Runs,
            WarmUp = map.Number("warm_up", 0) ?? check.WarmUp,
            MinDifference = map.Duration("min_difference", TimeSpan.Zero) ?? check.MinDifference,
        };
}
