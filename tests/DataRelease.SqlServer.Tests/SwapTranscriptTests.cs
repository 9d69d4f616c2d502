using DataRelease.Swaps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// A swap as the server gets it, word by word, for people to read: no server is here to show what it does.
/// </summary>
public sealed class SwapTranscriptTests
{
    private static readonly SqlServerSwapGrammar _swap = new();

    private static readonly string _batch = Whole(Plan()).Render(new SqlServerDialect()).Text;

    [Fact]
    public void A_swap_is_one_batch()
    {
        var approved = Repository.PathOf("tests", "DataRelease.SqlServer.Tests", "Approved", "swap.sql");
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(approved, _batch + "\n");

        (_batch + "\n").ShouldBe(File.ReadAllText(approved).ReplaceLineEndings("\n"));
        TransactSql.ShouldParse(_batch);
        TransactSql.Read(_batch).Batches.Count.ShouldBe(1);
    }

    /// <summary>What must hold of the order, whatever the approved text says.</summary>
    [Fact]
    public void Settings_come_first_then_the_lease_the_views_the_marker_the_rights_and_COMMIT()
    {
        string[] order =
        [
            "set xact_abort on",
            "set lock_timeout 50",
            "set deadlock_priority low",
            "begin transaction",
            "update [data_release].[leases]",
            "if @@rowcount <> 1 throw 51001",
            "create or alter view [analytics].[customers]",
            "create or alter view [analytics].[orders]",
            "insert into [data_release].[live]",
            "if @after is not null throw 51002",
            "commit transaction",
        ];

        var places = order.Select(text => _batch.IndexOf(text, StringComparison.Ordinal)).ToList();

        places.ShouldAllBe(place => place >= 0);
        places.ShouldBe(places.Order());
        _batch.ShouldStartWith(order[0]);
        _batch.ShouldEndWith(order[^1]);
    }

    [Fact]
    public void Nothing_of_a_batch_can_run_after_an_error_of_it() =>
        _batch.Split("begin transaction").Length.ShouldBe(2);

    private static Sql Whole(SwapPlan plan) =>
        _swap.AsOneBatch(
            new WholeSwap(
                $"update {new RelationName("data_release", "leases")} set expires_at = {DateTime.UnixEpoch} "
                    + $"where environment = {"prod"} and fencing = {7L}",
                ExpectedAccess.None,
                [
                    .. plan.Opening(_swap, TimeSpan.FromMilliseconds(50)),
                    .. plan.Work(_swap),
                    $"insert into {new RelationName("data_release", "live")} (environment, number) "
                        + $"values ({"prod"}, {42})",
                ],
                AccessParity.ExpectedAfter(plan)
            ),
            TimeSpan.FromMilliseconds(50)
        );

    private static SwapPlan Plan() =>
        new()
        {
            NewSchemas = ["analytics"],
            Changes =
            [
                new PointerChange(PointerAction.Create, Live("customers"), Table("customers", "id"), null)
                {
                    Grants = [Select("customers", "readers")],
                    Access = [Select("customers", "readers")],
                },
                new PointerChange(
                    PointerAction.Replace,
                    Live("orders"),
                    Table("orders", "id", "total"),
                    new CatalogRelation(Live("orders"), RelationKind.View, "dbo", null, [Column("id", 1)], [], null)
                )
                {
                    Access = [Select("orders", "readers"), Select("orders", CatalogGrant.Public)],
                },
                new PointerChange(PointerAction.Drop, Live("old"), null, null),
            ],
        };

    private static RelationName Live(string name) => new("analytics", name);

    private static CatalogRelation Table(string name, params string[] columns) =>
        new(
            new RelationName("analytics__r42", name),
            RelationKind.Table,
            "dbo",
            $"all {name}",
            [.. columns.Select((column, index) => Column(column, index + 1))],
            [],
            10
        );

    private static CatalogColumn Column(string name, int ordinal) => new(name, ordinal, "int", true, null);

    private static CatalogGrant Select(string relation, string role) =>
        new("analytics", relation, null, role, "SELECT", false);
}
