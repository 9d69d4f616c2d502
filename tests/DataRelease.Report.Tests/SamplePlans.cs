using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Report.Tests;

/// <summary>Plans with everything in them that a page can show; the times are fixed.</summary>
internal static class SamplePlans
{
    /// <summary>A plan of a small shop.</summary>
    public static PlanDocument Shop() =>
        new()
        {
            Tool = "1.2.3",
            At = new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero),
            Environment = "prod",
            Release = "r5",
            Version = "1.3.0",
            Branch = "feature/paid",
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Live = "r4 (1.2.0)",
            Summary =
                "r5 (1.3.0) would build 30 relations in analytics__r5: 1 new, 2 changed, 2 affected, 24 unchanged",
            Migrations = ["V3__paid.sql"],
            Rows =
            [
                .. new[]
                {
                    new PlannedRelation("analytics.orders", RelationChange.Changed, "table")
                    {
                        Shape = new ShapeChange
                        {
                            Removed = [new ShapeColumn("status", "text")],
                            Added = [new ShapeColumn("paid", "boolean")],
                            Readers = [new ShapeReader("view", "bi.daily", ["status"])],
                        },
                        Exposures = ["dashboard Sales"],
                        Sql = new SqlChange(
                            "models/marts/orders.sql",
                            "r4 (1.2.0)",
                            "shop 1.3.0",
                            ["@@ -1,2 +1,2 @@", "-select id, status", "+select id, paid", " from stg_orders"],
                            12,
                            ""
                        ),
                    },
                    new PlannedRelation("analytics.channels", RelationChange.Changed, "seed")
                    {
                        Sql = new SqlChange("seeds/channels.csv", null, "shop 1.3.0", [], 0, "a seed"),
                    },
                    new PlannedRelation("analytics.refunds", RelationChange.New, "view"),
                    new PlannedRelation("analytics.days", RelationChange.Affected, "table; reads analytics.orders")
                    {
                        Shape = new ShapeChange { Unknown = "shape known after the build" },
                    },
                    new PlannedRelation(
                        "analytics.events",
                        RelationChange.Affected,
                        "incremental, starts from a copy of blue (1.2 GB); reads analytics.orders"
                    )
                    {
                        Copy = new PlannedCopy(1_234_000_000, 8_000_000),
                    },
                    new PlannedRelation("analytics.old", RelationChange.Dropped, "not in the project"),
                    new PlannedRelation("bi.daily", RelationChange.Follows, "view on analytics.orders"),
                    new PlannedRelation("bi.total", RelationChange.Stops, "function on analytics.old"),
                }.Select(PlannedRow.Of),
                .. Enumerable
                    .Range(1, 24)
                    .Select(each =>
                        PlannedRow.Of(
                            new PlannedRelation($"analytics.t{each}", RelationChange.Unchanged, "view")
                            {
                                Fold = "view",
                            }
                        )
                    ),
            ],
            Policies = [new PlannedPolicy("approvals", "refuse", "1 of 2 approvals", "data-release.yml(4,3)")],
            Statements = ["create schema \"analytics__r5\"", "create view \"analytics\".\"orders\" as select 1"],
        };

    /// <summary>A plan in which every text is a stranger's.</summary>
    public static PlanDocument Hostile()
    {
        var evil = SampleReports.Evil;
        return Shop() with
        {
            Environment = evil,
            Version = evil,
            Branch = evil,
            Summary = evil,
            Rows =
            [
                PlannedRow.Of(
                    new PlannedRelation(evil, RelationChange.Changed, evil)
                    {
                        Shape = new ShapeChange
                        {
                            Removed = [new ShapeColumn(evil, evil)],
                            Readers = [new ShapeReader("view", evil, [evil])],
                        },
                        Exposures = [evil],
                        Copy = new PlannedCopy(null, null),
                        Sql = new SqlChange(evil, evil, evil, [$"-{evil}", $"+{evil}"], 0, ""),
                    }
                ),
                PlannedRow.Of(new PlannedRelation(evil, RelationChange.Unchanged, evil) { Fold = evil }),
                PlannedRow.Of(new PlannedRelation(evil, RelationChange.Stops, evil)),
            ],
            Policies = [new PlannedPolicy(evil, "refuse", evil, evil)],
            Statements = [evil],
        };
    }
}
