using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Report.Tests;

/// <summary>Documents with everything in them that a report can show; the times are fixed.</summary>
internal static class SampleReports
{
    /// <summary>What strangers may have put into a database or a project to be shown by us.</summary>
    public const string Evil =
        "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=2\"> \u202Ereversed\u202C "
        + "\u0000\u0007\u001b[31m \u2028 ${1+1} 'quoted' \"double\" `code` | [link](javascript:alert(1)) "
        + "@everyone <!-- -->";

    private static readonly DateTimeOffset _start = new(2026, 11, 25, 3, 0, 0, TimeSpan.Zero);

    /// <summary>A refused release of a small shop.</summary>
    public static ReportDocument Refused() =>
        new()
        {
            Tool = "1.2.3",
            At = _start.AddMinutes(2),
            Project = "shop",
            Environment = "prod",
            Engine = "postgres",
            Release = new ReportedRelease(
                "r42",
                "1.4.0",
                "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
                "failed",
                "blue-green",
                "dbt 1.7.20",
                _start,
                "deploy@runner",
                null,
                "r41",
                "1.3.0",
                "analytics",
                "analytics__r42"
            ),
            Live = new ReportedLive("r41", "1.3.0", _start.AddDays(-3)),
            Decision = new ReportedDecision(
                ReportedOutcome.Refused,
                "r42 (1.4.0) was refused: row_count of analytics.orders: 227 of 2400 rows are gone. r41 "
                    + "(1.3.0) stays live.",
                "DR5011",
                "look at data-release diff"
            ),
            Steps =
            [
                new ReportedStep("plan", "done", 1.5, _start, "4 relations of shop 1.4.0"),
                new ReportedStep("build", "done", 60.25, _start.AddSeconds(2), "5 of 5 nodes"),
                new ReportedStep("validate", "refused", 3.125, _start.AddSeconds(63), "227 of 2400 rows are gone"),
            ],
            Nodes =
            [
                new ReportedNode(
                    "model.shop.stg_orders",
                    "model",
                    "stg_orders",
                    "success",
                    12.5,
                    _start.AddSeconds(3),
                    ""
                ),
                new ReportedNode("model.shop.orders", "model", "orders", "success", 40, _start.AddSeconds(16), ""),
                new ReportedNode("model.shop.customers", "model", "customers", "success", 5, _start.AddSeconds(56), ""),
                new ReportedNode(
                    "test.shop.unique_orders_order_id.1",
                    "test",
                    "unique_orders_order_id",
                    "pass",
                    0.25,
                    _start.AddSeconds(57),
                    ""
                ),
                new ReportedNode(
                    "test.shop.not_null_orders_customer_id.2",
                    "test",
                    "not_null_orders_customer_id",
                    "warn",
                    0.5,
                    _start.AddSeconds(57),
                    "Got 32 results, configured to warn if != 0"
                ),
            ],
            Relations =
            [
                new ReportedRelation
                {
                    Name = "analytics.customers",
                    Id = "model.shop.customers",
                    Physical = "analytics__r42.customers",
                    Kind = "table",
                    Materialized = "table",
                    Change = ReportedChange.Affected,
                    File = "models/customers.sql",
                    RowsBefore = 400,
                    RowsAfter = 400,
                    NotCompared =
                        "it has more than 200,000 rows (report.max_rows): data-release diff "
                        + "analytics.customers --release r42",
                },
                new ReportedRelation
                {
                    Name = "analytics.orders",
                    Id = "model.shop.orders",
                    Physical = "analytics__r42.orders",
                    Kind = "table",
                    Materialized = "incremental",
                    Change = ReportedChange.Changed,
                    File = "models/orders.sql",
                    Description = "One row per order.",
                    RowsBefore = 2400,
                    RowsAfter = 2173,
                    Causes = ["model.shop.stg_orders"],
                    Explanation = "model stg_orders changed",
                    Sql = new ReportedSql(
                        "r41 (1.3.0)",
                        [
                            "@@ -1,4 +1,5 @@",
                            " select",
                            "-    amount",
                            "+    amount * 1.25 as amount,",
                            "+    channel",
                            " from {{ ref('stg_orders') }}",
                        ],
                        0,
                        ""
                    ),
                    Diff = new ReportedDiff
                    {
                        Key = ["order_id"],
                        Plan = "bucketed checksums: no index on the key",
                        BlueRows = 2400,
                        GreenRows = 2173,
                        Added = 3,
                        Removed = 230,
                        Changed = 41,
                        AmbiguousRows = 2,
                        AddedColumns = ["channel text"],
                        RemovedColumns = ["refunds numeric(14,2)"],
                        RetypedColumns = ["amount: integer -> numeric(14,2)"],
                        ReorderedColumns = ["status: 3 -> 2"],
                        Notes = ["rows that share their key with others: 0 before, 2 after"],
                        Columns =
                        [
                            new ReportedColumn(
                                "amount",
                                40,
                                new ReportedFigures(0, 2100, "1.00", "998.10", "55.25", "132600.00"),
                                new ReportedFigures(3, 1990, "1.00", "1200.00", "57.5", "124947.50"),
                                new ReportedHistogram(
                                    [
                                        new ReportedBin("1 to 250", 2000, 1800),
                                        new ReportedBin("250 to 500", 300, 250),
                                        new ReportedBin("500 to 750", 80, 100),
                                        new ReportedBin("750 to 1200", 20, 23),
                                    ],
                                    0.031
                                )
                            ),
                            new ReportedColumn(
                                "status",
                                3,
                                null,
                                null,
                                new ReportedHistogram(
                                    [
                                        new ReportedBin("shipped", 1800, 1800),
                                        new ReportedBin("placed", 373, 370),
                                        new ReportedBin("returned to the sender", 227, 0),
                                        new ReportedBin("NULL", 0, 3),
                                    ],
                                    0.1
                                )
                                {
                                    IsCategories = true,
                                }
                            ),
                            new ReportedColumn(
                                "weight",
                                0,
                                new ReportedFigures(0, 12, "1", "9", "4.123456789", "9876543.21"),
                                new ReportedFigures(0, 12, "1", "9", "4.123456789", "9876543.21"),
                                null
                            ),
                        ],
                        Samples =
                        [
                            new ReportedSample(
                                "changed",
                                [new ReportedCell("order_id", "17", "17")],
                                [
                                    new ReportedCell("amount", "10.00", "12.50"),
                                    new ReportedCell("status", null, "shipped"),
                                ]
                            ),
                            new ReportedSample(
                                "added",
                                [new ReportedCell("order_id", "9001", "9001")],
                                [new ReportedCell("amount", null, "3.00"), new ReportedCell("status", null, "new")]
                            ),
                            new ReportedSample(
                                "removed",
                                [new ReportedCell("order_id", "4", "4")],
                                [new ReportedCell("amount", "7.00", null), new ReportedCell("status", "", null)]
                            ),
                        ],
                    },
                },
                new ReportedRelation
                {
                    Name = "analytics.refunds",
                    Id = "model.shop.refunds",
                    Physical = "analytics__r41.refunds",
                    Kind = "table",
                    Materialized = "table",
                    Change = ReportedChange.Dropped,
                    RowsBefore = 147,
                },
                new ReportedRelation
                {
                    Name = "analytics.stg_orders",
                    Id = "model.shop.stg_orders",
                    Physical = "analytics__r42.stg_orders",
                    Kind = "view",
                    Materialized = "view",
                    Change = ReportedChange.Changed,
                    File = "models/stg_orders.sql",
                    RowsBefore = 2400,
                    RowsAfter = 2173,
                    IsUnexplained = true,
                },
            ],
            Lineage =
            [
                new LineageNode("source.shop.raw.orders", "source", "raw.orders", "", []),
                new LineageNode(
                    "model.shop.customers",
                    "model",
                    "customers",
                    "analytics.customers",
                    ["model.shop.orders"]
                ),
                new LineageNode(
                    "model.shop.orders",
                    "model",
                    "orders",
                    "analytics.orders",
                    ["model.shop.paid", "model.shop.stg_orders"]
                ),
                new LineageNode("model.shop.paid", "ephemeral", "paid", "", ["model.shop.stg_orders"]),
                new LineageNode(
                    "model.shop.stg_orders",
                    "model",
                    "stg_orders",
                    "analytics.stg_orders",
                    ["source.shop.raw.orders"]
                ),
            ],
            Checks =
            [
                new ReportedCheck(
                    "dbt_tests",
                    "analytics.orders",
                    CheckState.Pass,
                    "fail",
                    false,
                    "0 failures",
                    "",
                    "unique_orders_order_id"
                )
                {
                    Node = "test.shop.unique_orders_order_id.1",
                },
                new ReportedCheck(
                    "dbt_tests",
                    "analytics.orders",
                    CheckState.Warn,
                    "warn",
                    false,
                    "32 failures",
                    "",
                    "not_null_orders_customer_id: Got 32 results"
                )
                {
                    Node = "test.shop.not_null_orders_customer_id.2",
                },
                new ReportedCheck(
                    "row_count",
                    "analytics.orders",
                    CheckState.Fail,
                    "fail",
                    true,
                    "2400 -> 2173 (-9.5 %)",
                    "at most 5 % fewer, warn over 20 %",
                    "227 of 2400 rows are gone"
                ),
                new ReportedCheck(
                    "row_count",
                    "analytics.customers",
                    CheckState.Pass,
                    "fail",
                    false,
                    "400",
                    "at most 5 % fewer, warn over 20 %",
                    ""
                ),
                new ReportedCheck(
                    "latency",
                    "",
                    CheckState.Inconclusive,
                    "fail",
                    false,
                    "",
                    "at most 2 times",
                    "too noisy to say"
                ),
                new ReportedCheck("grants", "", CheckState.Skipped, "fail", false, "", "", "first release"),
            ],
            Problems =
            [
                new ReportedProblem(
                    "DR5011",
                    false,
                    "row_count of analytics.orders: 227 of 2400 rows are gone",
                    "models/orders.sql",
                    1
                ),
            ],
            Links =
            [
                new ReportedLink("commit", "https://example.invalid/shop/commit/0f1e2d3c"),
                new ReportedLink("pull request", "https://example.invalid/shop/pull/7"),
                new ReportedLink("run", "https://example.invalid/shop/actions/runs/99"),
                new ReportedLink("previous report", "r41.html"),
            ],
            RootCauses =
            [
                new ReportedRootCause(
                    "analytics.stg_orders",
                    "changed",
                    "models/stg_orders.sql",
                    ["row_count of analytics.orders"]
                ),
            ],
            Commands =
            [
                new ReportedCommand("data-release diff --release r42 -e prod", "compares its rows with what is live"),
                new ReportedCommand("data-release abort --release r42 -e prod", "drops its green"),
            ],
        };

    /// <summary>A release that is live.</summary>
    public static ReportDocument Live() =>
        Refused() with
        {
            Release = Refused().Release with { State = "live", LiveAt = _start.AddMinutes(1) },
            Live = new ReportedLive("r42", "1.4.0", _start.AddMinutes(1)),
            Decision = new ReportedDecision(
                ReportedOutcome.Live,
                "r42 (1.4.0) is live in prod: 3 relations, all 6 checks passed.",
                null,
                ""
            ),
            Commands =
            [
                new ReportedCommand("data-release rollback -e prod", "makes r41 (1.3.0) live again, in one swap"),
                new ReportedCommand("data-release rollback --dry-run -e prod", "prints every statement"),
            ],
        };

    /// <summary>A canary that a metric took back, while another was a dry run.</summary>
    public static ReportDocument TakenBack(string text = "green > blue holds")
    {
        var plain = Refused();
        ReportedMeasurement At(int minute, ReportedReading outcome, double? green) =>
            new(_start.AddMinutes(minute), outcome, green, 2, green, outcome == ReportedReading.Success ? "" : text);
        var failed = At(9, ReportedReading.Failure, 2.5);
        return plain with
        {
            Checks = [],
            RootCauses = [],
            Release = plain.Release with { Strategy = "canary" },
            Decision = new ReportedDecision(
                ReportedOutcome.Failed,
                $"r42 (1.4.0) failed: latency: 1 of 3 measurements failed, none is allowed: {text}. r41 stays live.",
                "DR7084",
                "look at the metric"
            ),
            Monitoring = new ReportedMonitoring
            {
                Outcome = new ReportedWatch(
                    ReportedVerdict.Failed,
                    _start.AddMinutes(9),
                    $"metric latency (value 2.5, blue 2) at 2026-11-25 03:09:00 UTC failed: {text}"
                )
                {
                    Failure = new ReportedFailure("latency", failed.At, 2.5, 2, 2.5, text, $"1 of 3 failed: {text}"),
                },
                Stages =
                [
                    new ReportedStage(
                        "shown to 10 %",
                        ReportedStageState.Returned,
                        _start.AddMinutes(5),
                        _start.AddMinutes(10)
                    )
                    {
                        Weight = 10,
                        WatchSeconds = 600,
                    },
                    new ReportedStage("shown to everybody, by the swap", ReportedStageState.Waiting, null, null),
                ],
                Metrics =
                [
                    new ReportedMetric(
                        "latency",
                        "shown to 10 %",
                        "sql",
                        "fails if green > blue",
                        ReportedMetricVerdict.Failed
                    )
                    {
                        Successes = 2,
                        Failures = 1,
                        Planned = 10,
                        FailureLimit = 0,
                        InconclusiveLimit = 0,
                        ErrorLimit = 4,
                        Decisive = failed,
                        Recent = [At(6, ReportedReading.Success, 1.5), At(7, ReportedReading.Success, 1.75), failed],
                    },
                    new ReportedMetric("traffic", "shown to 10 %", "http", "value > 0", ReportedMetricVerdict.Dry)
                    {
                        Inconclusives = 1,
                        FailureLimit = 0,
                        InconclusiveLimit = 0,
                        ErrorLimit = 4,
                        Recent = [At(6, ReportedReading.Inconclusive, null)],
                    },
                ],
            },
        };
    }

    /// <summary>The same with every text of a stranger hostile, and a value of 100 KB.</summary>
    public static ReportDocument Hostile()
    {
        var plain = Refused();
        var cell = new ReportedCell(
            $"column {Evil}",
            new string('x', 100_000) + Evil,
            new string('x', 100_000)
        ).Shortened();
        return plain with
        {
            Project = Evil,
            Environment = Evil,
            Monitoring = TakenBack(Evil).Monitoring,
            Release = plain.Release with { Version = Evil, CreatedBy = Evil, Commit = Evil, Builder = Evil },
            Decision = plain.Decision with { Sentence = Evil, ToDo = Evil },
            Steps = [new ReportedStep(Evil, "done", 1, _start, Evil)],
            Nodes = [new ReportedNode("model.shop.orders", "model", Evil, "error", 1, _start, Evil)],
            Relations =
            [
                new ReportedRelation
                {
                    Name = Evil,
                    Id = "model.shop.orders",
                    File = Evil,
                    Description = Evil,
                    Materialized = Evil,
                    Kind = Evil,
                    Physical = Evil,
                    Change = ReportedChange.Changed,
                    RowsBefore = 1,
                    RowsAfter = 2,
                    NotCompared = Evil,
                    Diff = new ReportedDiff
                    {
                        Key = [Evil],
                        BlueRows = 1,
                        GreenRows = 2,
                        Changed = 1,
                        Plan = Evil,
                        Notes = [Evil],
                        AddedColumns = [Evil],
                        Columns =
                        [
                            new ReportedColumn(
                                Evil,
                                1,
                                new ReportedFigures(1, 1, Evil, Evil, Evil, Evil),
                                null,
                                new ReportedHistogram([new ReportedBin(Evil, 1, 2)], null)
                            ),
                        ],
                        Samples =
                        [
                            new ReportedSample(
                                "changed",
                                [new ReportedCell(Evil, Evil, Evil)],
                                [cell, new ReportedCell("lone", "a\uD800b", Evil)]
                            ),
                        ],
                    },
                },
            ],
            Lineage = [new LineageNode("model.shop.orders", "model", Evil, Evil, [])],
            Checks = [new ReportedCheck(Evil, Evil, CheckState.Fail, "fail", true, Evil, Evil, Evil)],
            Problems = [new ReportedProblem("DR5011", false, Evil, Evil, 3)],
            Links = [new ReportedLink(Evil, Evil), new ReportedLink("run", "javascript:window.pwned=3")],
            Commands = [new ReportedCommand(Evil, Evil)],
        };
    }

    /// <summary>A large project: relations in layers, each with many columns and checks.</summary>
    public static ReportDocument Large(int relations, int columns)
    {
        var random = new Random(7);
        var names = Enumerable
            .Range(0, relations)
            .Select(number =>
                $"{(number < relations / 3 ? "stg" : number < 2 * relations / 3 ? "int" : "mart")}_{number:000}"
            )
            .ToList();
        string Id(int number) => $"model.big.{names[number]}";
        return Refused() with
        {
            Nodes =
            [
                .. names.Select(
                    (name, number) =>
                        new ReportedNode(
                            Id(number),
                            "model",
                            name,
                            "success",
                            1 + random.NextDouble() * 9,
                            _start.AddSeconds(number / 4),
                            ""
                        )
                ),
            ],
            Relations =
            [
                .. names.Select(
                    (name, number) =>
                        new ReportedRelation
                        {
                            Name = $"analytics.{name}",
                            Id = Id(number),
                            Kind = "table",
                            Materialized = "table",
                            Change = (ReportedChange)(number % 5),
                            RowsBefore = 1000 * number,
                            RowsAfter = (1000 * number) + (number % 7),
                            Diff = new ReportedDiff
                            {
                                Key = ["id"],
                                BlueRows = 1000 * number,
                                GreenRows = (1000 * number) + (number % 7),
                                Added = number % 7,
                                Changed = number % 3 == 0 ? number : 0,
                                Columns =
                                [
                                    .. Enumerable
                                        .Range(0, columns)
                                        .Select(column => new ReportedColumn(
                                            $"column_{column:00}",
                                            column == 3 ? number : 0,
                                            new ReportedFigures(0, 10, "0", "9", "4.5", "45"),
                                            new ReportedFigures(0, 10, "0", "9", "4.5", "45"),
                                            column % 10 == 0
                                                ? new ReportedHistogram(
                                                    [
                                                        .. Enumerable
                                                            .Range(0, 20)
                                                            .Select(bin => new ReportedBin(
                                                                $"{bin} to {bin + 1}",
                                                                random.Next(1000),
                                                                random.Next(1000)
                                                            )),
                                                    ],
                                                    0.1
                                                )
                                                : null
                                        )),
                                ],
                                Samples =
                                [
                                    .. Enumerable
                                        .Range(0, 5)
                                        .Select(row => new ReportedSample(
                                            "changed",
                                            [new ReportedCell("id", $"{row}", $"{row}")],
                                            [
                                                .. Enumerable
                                                    .Range(0, columns)
                                                    .Select(column => new ReportedCell(
                                                        $"column_{column:00}",
                                                        $"{row}",
                                                        $"{row + column}"
                                                    )),
                                            ]
                                        )),
                                ],
                            },
                        }
                ),
            ],
            Lineage =
            [
                .. names.Select(
                    (name, number) =>
                        new LineageNode(
                            Id(number),
                            "model",
                            name,
                            $"analytics.{name}",
                            number < relations / 3
                                ? []
                                : [.. Enumerable.Range(0, 3).Select(_ => Id(random.Next(number))).Distinct()]
                        )
                ),
            ],
            Checks =
            [
                .. names.SelectMany(name =>
                    new[] { "row_count", "schema", "null_rate" }.Select(check => new ReportedCheck(
                        check,
                        $"analytics.{name}",
                        random.Next(40) == 0 ? CheckState.Fail : CheckState.Pass,
                        "fail",
                        false,
                        "10 -> 11 (+10 %)",
                        "within 20 %",
                        ""
                    ))
                ),
            ],
        };
    }

    /// <summary>The last releases beside each other.</summary>
    public static TrendDocument Trend(int releases = 12) =>
        new()
        {
            Tool = "1.2.3",
            At = _start,
            Environment = "prod",
            Releases =
            [
                .. Enumerable
                    .Range(1, releases)
                    .Select(number => new TrendRelease(
                        $"r{number}",
                        $"1.{number}.0",
                        number == releases ? "live"
                            : number % 5 == 0 ? "failed"
                            : "superseded",
                        _start.AddDays(number - releases),
                        [new TrendStep("plan", 1), new TrendStep("build", 50 + number), new TrendStep("swap", 0.5)],
                        [new TrendRows("analytics.orders", 1000 * number), new TrendRows("analytics.customers", 400)],
                        [
                            new TrendCheck(
                                "null_rate",
                                "analytics.orders",
                                number == 5 ? CheckState.Fail : CheckState.Pass,
                                number * 0.25
                            ),
                            new TrendCheck("schema", "analytics.orders", CheckState.Pass, null),
                        ]
                    )
                    {
                        Page = number == releases ? $"r{number}.html" : null,
                    }),
            ],
        };
}
