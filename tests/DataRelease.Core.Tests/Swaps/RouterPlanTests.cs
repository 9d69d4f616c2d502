using DataRelease.Ledgers;
using DataRelease.Postgres;
using DataRelease.Swaps;
using DataRelease.Swaps.Methods;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Swaps;

public sealed class RouterPlanTests
{
    private static readonly RelationName _orders = new("analytics", "orders");

    private static readonly RelationName _days = new("analytics", "days");

    [Fact]
    public void Every_view_is_made_in_the_schema_that_takes_the_place_of_live_with_owner_and_rights()
    {
        var grant = new CatalogGrant("analytics", "orders", null, "bi", "SELECT", false);
        var plan = Plan(
            new SwapPlan
            {
                Role = "releaser",
                Changes =
                [
                    Change(PointerAction.Create, _days),
                    Change(PointerAction.Recreate, _orders) with
                    {
                        Access = [grant],
                        Grants = [grant],
                    },
                ],
            }
        );
        var schemas = plan.Schemas(live => $"{live}__next");

        schemas.ShouldHaveSingleItem().Views.ShouldBe(["orders"]);
        Texts(plan.Make(schemas))
            .ShouldBe([
                "create view \"analytics__next\".\"days\" as select \"id\" from \"analytics__r2\".\"days\"",
                "create view \"analytics__next\".\"orders\" as select \"id\" from \"analytics__r2\".\"orders\"",
                "alter view \"analytics__next\".\"orders\" owner to \"owner\"",
                "grant select on \"analytics__next\".\"orders\" to \"bi\"",
            ]);
    }

    [Fact]
    public void A_relation_that_the_release_lacks_is_not_made_and_its_view_goes_with_the_schema()
    {
        var plan = Plan(
            new SwapPlan { Changes = [Change(PointerAction.Drop, _days), Change(PointerAction.Recreate, _orders)] }
        );
        var schemas = plan.Schemas(live => $"{live}__next");

        schemas.Single().Views.ShouldBe(["days", "orders"]);
        plan.Into(schemas).Changes.Select(change => change.Live.Name).ShouldBe(["orders"]);
    }

    [Fact]
    public void What_stands_in_live_goes_where_the_exchange_puts_the_whole_schema()
    {
        var table = Relation(_orders, RelationKind.Table);
        var plan = Plan(
            new SwapPlan
            {
                Changes = [Change(PointerAction.Adopt, _orders) with { Shown = null }],
                Adopted = [new AdoptedRelation(table, new RelationName("analytics__r0", "orders"), null, false)],
            }
        );

        var schema = plan.Schemas(live => $"{live}__next").ShouldHaveSingleItem();

        schema.Next.ShouldBe("analytics__r0");
        schema.Views.ShouldBeEmpty();
        plan.Refusals([]).ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_would_go_with_the_schema_or_stay_behind_is_a_refusal()
    {
        var outside = new RelationName("bi", "ids");
        var plan = Plan(
            new SwapPlan
            {
                Changes =
                [
                    Change(PointerAction.Recreate, _orders) with
                    {
                        Attachments = [new CatalogAttachment(_orders, "rule", "r", null, "create rule r …")],
                    },
                ],
                Restored = [new RestoredView(Relation(outside, RelationKind.View), "select 1", [], [], [])],
            },
            new RelationName("analytics", "by_hand")
        );

        plan.Refusals(["function analytics.total()"])
            .ShouldBe([
                "analytics.by_hand does not belong to the project, and would go with the old schema",
                "function analytics.total() is in the schema, and would go with it",
                "view bi.ids reads a view of live and would still show the release before",
                "analytics.orders has rule r, which would be lost",
            ]);
    }

    [Fact]
    public void Writes_come_out_of_the_journal_as_they_went_in()
    {
        var dialect = new PostgresDialect();
        var moment = new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc);
        string? none = null;
        byte[] bytes = [0, 255];
        Sql write = $"insert into {_orders} values ({"it's"}, {1}, {2L}, {0.1}, {true}, {moment}, {bytes}, {none})";
        var (before, again) = (
            write.Render(dialect),
            KeptWrites.Read(KeptWrites.Write([write], dialect)).Single().Render(dialect)
        );

        again.Text.ShouldBe(before.Text);
        again.Values.Count.ShouldBe(8);
        again.Values.Zip(before.Values).Select(pair => Same(pair.First, pair.Second)).ShouldNotContain(false);
        Should.Throw<NotSupportedException>(() => KeptWrites.Write([$"select {Guid.Empty}"], dialect));

        static bool Same(object? left, object? right) =>
            left is byte[] content ? content.SequenceEqual((byte[])right!) : Equals(left, right);
    }

    private static RouterPlan Plan(SwapPlan plan, params RelationName[] strangers) =>
        new(
            plan,
            new SwapSurvey
            {
                Relations = plan
                    .Changes.Select(change => change.Current)
                    .OfType<CatalogRelation>()
                    .Concat(strangers.Select(name => Relation(name, RelationKind.Table)))
                    .ToDictionary(relation => relation.Name),
                Visitors = Array.Empty<string>().ToLookup(text => text),
                Grants = Array.Empty<CatalogGrant>().ToLookup(_ => _orders),
                Dependents = Array.Empty<CatalogDependent>().ToLookup(_ => _orders),
                Definitions = new Dictionary<RelationName, string>(),
                Shown = Array.Empty<CatalogDependent>().ToLookup(_ => _orders),
                Reads = Array.Empty<RelationName>().ToLookup(name => name),
                Attachments = Array.Empty<CatalogAttachment>().ToLookup(_ => _orders),
                Watchers = [],
                DefaultGrants = [],
                Schemas = new HashSet<string> { "analytics" },
            },
            new PostgresSwapGrammar()
        );

    private static PointerChange Change(PointerAction action, RelationName name) =>
        new(
            action,
            name,
            action == PointerAction.Drop
                ? null
                : Relation(new RelationName("analytics__r2", name.Name), RelationKind.Table),
            action == PointerAction.Create ? null : Relation(name, RelationKind.View)
        )
        {
            Shown = action == PointerAction.Create ? null : new RelationName("analytics__r1", name.Name),
        };

    private static CatalogRelation Relation(RelationName name, RelationKind kind) =>
        new(name, kind, "owner", null, [new CatalogColumn("id", 1, "integer", true, null)], [], null);

    private static IEnumerable<string> Texts(IReadOnlyList<Sql> statements) =>
        statements.Select(statement => statement.Render(new PostgresDialect()).Text);
}
