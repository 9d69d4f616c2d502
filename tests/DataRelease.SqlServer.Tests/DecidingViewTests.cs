using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>Views that decide by a route, as they are written and read back.</summary>
public sealed class DecidingViewTests
{
    private static readonly RelationName _route = new("data_release", "route_prod");
    private static readonly SqlServerSwapGrammar _swap = new();

    [Fact]
    public void What_was_written_is_read_back_whatever_the_names()
    {
        foreach (var name in Hostile.Relations)
        {
            var view = View(name) with { By = new Decider.Route(name with { Schema = "data_release" }) };

            var read = _swap.ReadDeciding(Body(view));

            read.ShouldNotBeNull(name.ToString());
            read.By.ShouldBe(view.By);
            read.Sides.ShouldBe(
                new Dictionary<int, RelationName> { [1] = view.Blue.Relation, [12] = view.Green.Relation },
                ignoreOrder: true
            );
        }
    }

    [Fact]
    public void The_text_reads_each_side_under_one_filter_and_casts_what_differs() =>
        Body(View(new RelationName("analytics", "orders")))
            .ShouldBe(
                "select shown.[id], shown.[note] from (select 1 as [data_release side], cast([id] as bigint) as [id], "
                    + "cast(null as nvarchar(20)) as [note] from [r1].[orders] union all "
                    + "select 12 as [data_release side], [id], [note] from [r12].[orders]) shown "
                    + "where shown.[data_release side] = (select r.number from [data_release].[route_prod] r)"
            );

    [Theory]
    [InlineData("union all", "union")]
    [InlineData("[r1].[orders]", "[r1].[orders] o")]
    [InlineData("select 12 as", "select 1 as")]
    [InlineData("shown.[data_release side] =", "shown.[id] =")]
    [InlineData("[route_prod] r)", "[route_prod] r) or 1 = 1")]
    [InlineData("cast([id] as bigint)", "cast([id] as bigint) + 1")]
    [InlineData("select shown.[id]", "select top (1) shown.[id]")]
    public void A_view_that_somebody_changed_is_not_taken_for_one_of_ours(string ours, string theirs)
    {
        var text = Body(View(new RelationName("analytics", "orders")));
        _swap.ReadDeciding(text).ShouldNotBeNull();

        _swap.ReadDeciding(text.Replace(ours, theirs, StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void A_swap_never_makes_a_view_decide_by_the_marker() =>
        _swap
            .CreateDeciding(
                View(new RelationName("analytics", "orders")) with
                {
                    By = new Decider.Marker(new RelationName("data_release", "live"), "prod"),
                }
            )
            .ShouldBeNull();

    [Fact]
    public void A_session_is_its_original_login_and_each_subquery_is_asked_once()
    {
        var text = Hostile.Render(
            _swap.CreateRoute(
                new RouteView(
                    _route,
                    new RelationName("data_release", "routes"),
                    new RelationName("data_release", "route_exceptions"),
                    "prod",
                    new Principal(PrincipalKind.Role, "", [])
                )
            )
        );

        text.ShouldContain("isnull((select e.number");
        text.ShouldContain("original_login()");
        text.ShouldNotContain("coalesce(");
        text.ShouldNotContain("suser_sname");
        text.ShouldNotContain("user_name");
    }

    [Theory]
    [InlineData("int", "bigint", true)]
    [InlineData("bigint", "int", false)]
    [InlineData("int", "int", false)]
    [InlineData("varchar(10)", "nvarchar(10)", true)]
    [InlineData("nvarchar(10)", "varchar(20)", false)]
    [InlineData("varchar(10)", "varchar(9)", false)]
    [InlineData("char(5)", "varchar(max)", true)]
    [InlineData("nvarchar(max)", "nvarchar(4000)", false)]
    [InlineData("varchar(10)", "char(20)", false)]
    [InlineData("real", "float", true)]
    [InlineData("decimal(10,2)", "money", false)]
    [InlineData("datetime", "date", false)]
    public void A_wider_type_holds_every_value(string from, string to, bool holds) =>
        _swap.HoldsEvery(from, to).ShouldBe(holds);

    /// <summary>The query, as the catalog has the view's text without its head.</summary>
    private static string Body(DecidingView view) =>
        SqlServerDecidingView.Write(view, (Decider.Route)view.By).Render(SqlServerDialect.Spelling).Text;

    private static DecidingView View(RelationName live) =>
        new(
            live,
            [
                new CatalogColumn("id", 1, "bigint", true, null),
                new CatalogColumn("note", 2, "nvarchar(20)", true, null),
            ],
            [],
            new Decider.Route(_route),
            new DecidingSide(live with { Schema = "r1" }, [new CatalogColumn("id", 1, "int", true, null)], 1),
            new DecidingSide(
                live with
                {
                    Schema = "r12",
                },
                [
                    new CatalogColumn("id", 1, "bigint", true, null),
                    new CatalogColumn("note", 2, "nvarchar(20)", true, null),
                ],
                12
            )
        );
}
