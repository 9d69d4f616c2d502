using DataRelease.Cli.Terminals;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Tests;

/// <summary>
/// What <c>diff</c> and <c>validate</c> show, as text, in terminals of several kinds and where there is none.
/// </summary>
public sealed class TerminalTests
{
    [Theory]
    [InlineData("diff", 40, true)]
    [InlineData("diff", 80, true)]
    [InlineData("diff", 200, true)]
    [InlineData("diff", 80, false)]
    [InlineData("validate", 40, true)]
    [InlineData("validate", 80, true)]
    [InlineData("validate", 200, true)]
    [InlineData("validate", 80, false)]
    public async Task A_table_fits_its_terminal(string command, int width, bool hasUnicode)
    {
        var text = await WriteAsync(command, new TerminalShape(width, HasColour: false, hasUnicode));

        text.Split('\n').ShouldAllBe(line => line.Length <= width);
        if (!hasUnicode)
            text.ShouldAllBe(character => character < 128);
        text.ShouldNotContain("\u001b");
        Snapshot.ShouldMatch($"{command}.{width}{(hasUnicode ? "" : ".ascii")}.txt", text);
    }

    [Fact]
    public async Task Colours_tell_what_was_added_removed_and_changed()
    {
        var text = await WriteAsync("diff", new TerminalShape(80, HasColour: true, HasUnicode: true));

        text.ShouldContain("\u001b[32m█");
        text.ShouldContain("\u001b[91m█");
        text.ShouldContain("\u001b[93m█");
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("validate")]
    public async Task Without_a_terminal_there_are_plain_lines(string command) =>
        Snapshot.ShouldMatch($"{command}.plain.txt", await WriteAsync(command, null));

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(119)]
    [InlineData(500)]
    public async Task Any_width_is_kept(int width)
    {
        foreach (var command in new[] { "diff", "validate" })
            (await WriteAsync(command, new TerminalShape(width, false, true)))
                .Split('\n')
                .ShouldAllBe(line => line.Length <= width);
    }

    [Fact]
    public async Task Control_sequences_and_markup_of_strangers_are_shown_as_text()
    {
        foreach (var command in new[] { "diff", "validate" })
        {
            var text = await WriteAsync(command, new TerminalShape(200, true, true));

            text.ShouldNotContain("\u001b[41m");
            text.ShouldContain("[red]");
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task Plans_histories_and_what_waits_fit_their_terminal(int width)
    {
        foreach (
            var (command, report) in new (string, ReleaseReport)[]
            {
                ("plan", Plan()),
                ("plan.sql", PlanWithSql()),
                ("plan.shapes", PlanWithShapes()),
                ("history", History()),
                ("status", Status()),
            }
        )
        {
            await using var writer = new StringWriter { NewLine = "\n" };
            await TextReport.WriteAsync(report, writer, new TerminalShape(width, false, true));
            var text = writer.ToString().ReplaceLineEndings("\n");
            text.Split('\n').ShouldAllBe(line => line.Length <= width);
            Snapshot.ShouldMatch($"{command}.{width}.txt", text);
        }
    }

    private static ReleaseReport.Planned Plan() =>
        new()
        {
            Environment = "prod",
            Plan =
            [
                new PlannedRelation("analytics.stg_orders", RelationChange.Changed, "models/staging/stg_orders.sql"),
                new PlannedRelation("analytics.orders", RelationChange.Follows, "reads stg_orders, which changed"),
                new PlannedRelation(
                    "analytics_marketing.channel_mix_by_quarter_and_region",
                    RelationChange.Unchanged,
                    "table"
                )
                {
                    Fold = "table",
                },
                .. Enumerable
                    .Range(1, 480)
                    .Select(index => new PlannedRelation($"analytics.t{index}", RelationChange.Unchanged, "view")
                    {
                        Fold = "view",
                    }),
            ],
            Summary = "r5 (1.3.0) would build 483 relations in analytics__r5: 1 changed, 481 unchanged",
        };

    private static ReleaseReport.Planned PlanWithSql()
    {
        var seed = new SqlChange("seeds/channels.csv", null, "shop 1.3.0", [], 0, "a seed, whose rows are not shown");
        return new ReleaseReport.Planned
        {
            Environment = "prod",
            Plan =
            [
                new PlannedRelation("analytics.orders", RelationChange.Changed, "table")
                {
                    Sql = new SqlChange(
                        "models/marts/orders.sql",
                        "r4 (1.2.0)",
                        "shop 1.3.0",
                        [
                            "@@ -1,4 +1,4 @@",
                            " -- one row an order",
                            "-select id, amount",
                            "+select id, amount, coalesce(amount_in_euros, amount * rate_of_the_day, 0) as revenue, "
                                + "[red]\u001b[41mstrange[/] as strange",
                            " from {{ ref('stg_orders') }}",
                            "--- where amount > 0",
                        ],
                        12,
                        ""
                    ),
                },
                new PlannedRelation("analytics.channels", RelationChange.Changed, "seed") { Sql = seed },
                new PlannedRelation("analytics.regions", RelationChange.New, "seed") { Sql = seed },
            ],
            Summary = "r5 (1.3.0) would build 3 relations in analytics__r5",
        };
    }

    private static ReleaseReport.Planned PlanWithShapes() =>
        new()
        {
            Environment = "prod",
            Plan =
            [
                new PlannedRelation("analytics.orders", RelationChange.Changed, "table")
                {
                    Shape = new ShapeChange
                    {
                        Removed = [new ShapeColumn("status", "text")],
                        Retyped = [new RetypedColumn("amount", "integer", "numeric(12,2)")],
                        Added = [.. Enumerable.Range(1, 8).Select(each => new ShapeColumn($"extra_{each}", "text"))],
                        IsReordered = true,
                        Readers =
                        [
                            new ShapeReader("view", "bi.daily_revenue_by_region", ["status", "amount"]),
                            new ShapeReader("function", "bi.total(integer)", []),
                        ],
                    },
                    Exposures = ["dashboard Board of \u001b[41msales"],
                },
                new PlannedRelation("analytics.days", RelationChange.Changed, "table")
                {
                    Shape = new ShapeChange { Kind = new KindChange("view", "table") },
                },
                new PlannedRelation("analytics.people", RelationChange.Changed, "table")
                {
                    Exposures = ["notebook churn"],
                },
                .. Enumerable
                    .Range(1, 40)
                    .Select(each => new PlannedRelation($"analytics.t{each}", RelationChange.Unchanged, "view")
                    {
                        Fold = "view",
                        Shape = new ShapeChange
                        {
                            Added = [new ShapeColumn(each < 33 ? $"more_{each}" : "more", "integer")],
                        },
                    }),
                .. Enumerable
                    .Range(1, 12)
                    .Select(each => new PlannedRelation($"analytics.u{each}", RelationChange.Affected, "table")
                    {
                        Shape = new ShapeChange { Unknown = "shape known after the build" },
                    }),
            ],
            Summary = "r5 (1.3.0) would build 55 relations in analytics__r5; the shape of 42 changes for consumers",
        };

    [Fact]
    public async Task Changed_SQL_has_colours_where_they_are_wanted_and_no_sequence_of_strangers()
    {
        await using var writer = new StringWriter { NewLine = "\n" };
        await TextReport.WriteAsync(PlanWithSql(), writer, new TerminalShape(200, true, true));

        var text = writer.ToString();

        text.ShouldNotContain("\u001b[41m");
        text.ShouldContain("[red]");
        text.ShouldContain("\u001b[31m-select id, amount\u001b[0m");
        // A comment that went is no title.
        text.ShouldContain("\u001b[31m--- where amount > 0\u001b[0m");
        await using var plain = new StringWriter { NewLine = "\n" };
        await TextReport.WriteAsync(PlanWithSql(), plain);
        plain.ToString().ShouldNotContain("\u001b");
        plain.ToString().ShouldContain("\n-select id, amount\n+select id, amount, coalesce(");
    }

    private static ReleaseReport.History History() =>
        new()
        {
            Environment = "prod",
            Entries =
            [
                new HistoryEntry(
                    Candidate("r12", ReleaseState.Failed),
                    "dbt 1.10.2",
                    "r11",
                    ["analytics.refunds"],
                    ["analytics.orders", "analytics.stg_orders", "analytics.customers"],
                    [],
                    [],
                    24000,
                    "DR5011: row_count of analytics.orders: 227 of 2400 rows are gone (2400 -> 2173 (-9.5 %))",
                    []
                ),
            ],
        };

    private static ReleaseReport.Status Status() =>
        new()
        {
            Environment = "prod",
            Live = new LiveSummary("r11", "1.1.0", _at),
            Release = Candidate("r11", ReleaseState.Live),
            Releases = [Candidate("r12", ReleaseState.Validated), Candidate("r10", ReleaseState.Failed)],
            Summary = "r12 waits: data-release swap; data-release rollback would go to r9",
        };

    private static readonly DateTimeOffset _at = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    private static ReleaseSummary Candidate(string id, ReleaseState state) =>
        new(
            id,
            "1.2.0",
            "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d",
            state,
            "blue-green",
            _at,
            "octocat",
            state == ReleaseState.Live ? _at : null,
            16,
            state == ReleaseState.Failed ? "DR5011: row_count of analytics.orders: 227 of 2400 rows are gone" : ""
        )
        {
            Branch = "feature/refunds",
        };

    private static async Task<string> WriteAsync(string command, TerminalShape? shape)
    {
        await using var writer = new StringWriter { NewLine = "\n" };
        await TextReport.WriteAsync(command == "diff" ? Diff() : Validation(), writer, shape);
        return writer.ToString().ReplaceLineEndings("\n");
    }

    private static ReleaseReport.Compared Diff() =>
        new()
        {
            Environment = "prod",
            Summary = "r2 against r1: rows differ in 3 of 5 relations",
            Plan = [new PlannedRelation("analytics.refunds", RelationChange.New, "only in the newer release")],
            Diffs =
            [
                new RelationDiff
                {
                    Relation = "analytics.orders",
                    Blue = "analytics__r1.orders",
                    Green = "analytics__r2.orders",
                    Key = ["order_id"],
                    BlueRows = 2400,
                    GreenRows = 2310,
                    Added = 10,
                    Removed = 100,
                    Changed = 240,
                    ChangedByColumn = new Dictionary<string, long>
                    {
                        ["revenue"] = 240,
                        ["a_column_with_quite_a_long_name_indeed"] = 3,
                    },
                    AddedColumns = ["margin numeric(12,2)"],
                    RemovedColumns = ["last_paid_on date"],
                    RetypedColumns = ["channel: text -> character varying(20)"],
                    Samples =
                    [
                        new DiffSample(
                            RowKind.Changed,
                            Row(("order_id", "17")),
                            Row(("revenue", "12.50")),
                            Row(("revenue", null))
                        ),
                        new DiffSample(
                            RowKind.Added,
                            Row(("order_id", "9001")),
                            Row(),
                            Row(("status", "placed \u001b[41m[red]"), ("revenue", "0"))
                        ),
                        new DiffSample(RowKind.Removed, Row(("order_id", "12")), Row(("status", "placed")), Row()),
                    ],
                },
                new RelationDiff
                {
                    Relation = "analytics_marketing.channel_mix_by_month_and_country",
                    Blue = "b.c",
                    Green = "g.c",
                    BlueRows = 1_234_567,
                    GreenRows = 1_234_568,
                    Added = 2,
                    Removed = 1,
                    AmbiguousRows = 4,
                },
                new RelationDiff
                {
                    Relation = "analytics.customers",
                    Blue = "b.x",
                    Green = "g.x",
                    Key = ["customer_id"],
                    BlueRows = 400,
                    GreenRows = 400,
                    Changed = 1,
                    ChangedByColumn = new Dictionary<string, long> { ["lifetime_revenue"] = 1 },
                },
                new RelationDiff
                {
                    Relation = "analytics.products",
                    Blue = "b.p",
                    Green = "g.p",
                    BlueRows = 36,
                    GreenRows = 36,
                },
                new RelationDiff
                {
                    Relation = "analytics.shared",
                    Blue = "b.s",
                    Green = "b.s",
                    SamePhysical = true,
                },
            ],
            Explanations = new Dictionary<string, ChangeExplanation>
            {
                ["analytics.orders"] = new([
                    new("model.shop.orders", "model", CauseChange.Changed, 0),
                    new("model.shop.stg_orders", "model", CauseChange.Code, 1),
                    new("seed.shop.raw_orders", "seed", CauseChange.Changed, 2),
                ]),
                ["analytics.customers"] = new([]),
            },
        };

    private static ReleaseReport.Released Validation() =>
        new()
        {
            Environment = "prod",
            ExitCode = ExitCode.Refused,
            Error = new ReleaseException(
                ErrorCode.ChecksFailed,
                "row_count of analytics.orders: 227 of 2400 rows are gone"
            ),
            Live = new LiveSummary("r1", "1.0.0", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            Checks =
            [
                new CheckOutcome(
                    "dbt_tests",
                    "analytics.orders",
                    CheckState.Pass,
                    CheckSeverity.Fail,
                    "0 failures",
                    "",
                    "unique_orders_order_id"
                ),
                new CheckOutcome(
                    "row_count",
                    "analytics.customers",
                    CheckState.Pass,
                    CheckSeverity.Fail,
                    "400",
                    "at most 5 % fewer, warn over 20 %",
                    ""
                ),
                new CheckOutcome(
                    "row_count",
                    "analytics.orders",
                    CheckState.Fail,
                    CheckSeverity.Fail,
                    "2400 -> 2173 (-9.5 %)",
                    "at most 5 % fewer, warn over 20 %",
                    "227 of 2400 rows are gone"
                ),
                new CheckOutcome(
                    "schema",
                    "analytics_marketing.channel_mix_by_month_and_country",
                    CheckState.Warn,
                    CheckSeverity.Warn,
                    "channel dropped (renamed to [red]?)",
                    "nothing dropped, renamed, retyped or narrowed",
                    "consumers of the old shape may break"
                ),
                new CheckOutcome(
                    "latency",
                    "analytics.orders",
                    CheckState.Inconclusive,
                    CheckSeverity.Fail,
                    "p50 4 ms -> 9.5 ms, p95 12 ms -> 31 ms",
                    "at most 50 % slower, warn over 20 %",
                    "its runs differ from each other by 8 ms, and 5 ms are allowed"
                )
                {
                    InconclusiveIs = CheckState.Warn,
                },
                new CheckOutcome(
                    "sql",
                    "",
                    CheckState.Fail,
                    CheckSeverity.Fail,
                    "3 rows",
                    "no rows",
                    "no orders without a customer: it found 3 rows"
                ),
                new CheckOutcome(
                    "grants",
                    "analytics.orders",
                    CheckState.Skipped,
                    CheckSeverity.Fail,
                    "",
                    "",
                    "first release"
                ),
            ],
        };

    private static Dictionary<string, string?> Row(params (string Column, string? Value)[] values) =>
        values.ToDictionary(pair => pair.Column, pair => pair.Value);
}
