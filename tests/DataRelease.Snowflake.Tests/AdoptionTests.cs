using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>What becomes of a table's rights when a view takes its place.</summary>
public sealed class AdoptionTests
{
    private static readonly RelationName _live = new("ANALYTICS", "ORDERS");
    private static readonly RelationName _physical = new("ANALYTICS__R1", "ORDERS");

    [Fact]
    public void A_view_gets_those_rights_of_a_table_that_a_view_can_have()
    {
        var plan = Plan(
            [Grant(_live, "SELECT"), Grant(_live, "INSERT"), Grant(_live, "EVOLVE SCHEMA"), Grant(_live, "REFERENCES")],
            [Grant(_physical, "SELECT"), Grant(_physical, "TRUNCATE")]
        );

        var change = plan.Changes.ShouldHaveSingleItem();
        change.Action.ShouldBe(PointerAction.Adopt);
        change.Access.Select(grant => grant.Privilege).ShouldBe(["SELECT", "REFERENCES"]);
        change.Grants.ShouldBe(change.Access);
        AccessParity
            .ExpectedAfter(plan)
            .Grants.Select(grant => grant.Privilege)
            .Where(privilege => privilege is "INSERT" or "EVOLVE SCHEMA" or "TRUNCATE")
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_plan_says_what_a_view_does_not_take() =>
        new SnowflakeSwapGrammar("SHOP").ConsumerChanges.ShouldHaveSingleItem().Of.ShouldBe(RelationKind.Table);

    private static SwapPlan Plan(params IReadOnlyList<CatalogGrant>[] grants) =>
        new SwapPlanner(
            new SwapSurvey
            {
                Relations = new[] { Table(_live), Table(_physical) }.ToDictionary(relation => relation.Name),
                Visitors = Array.Empty<string>().ToLookup(text => text),
                Grants = grants
                    .SelectMany(some => some)
                    .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!)),
                Dependents = Array.Empty<CatalogDependent>().ToLookup(_ => _live),
                Definitions = new Dictionary<RelationName, string>(),
                Shown = Array.Empty<CatalogDependent>().ToLookup(_ => _live),
                Reads = Array.Empty<RelationName>().ToLookup(name => name),
                Attachments = Array.Empty<CatalogAttachment>().ToLookup(_ => _live),
                Watchers = [],
                DefaultGrants = [],
                Schemas = new HashSet<string> { "ANALYTICS", "ANALYTICS__R1" },
                Role = "RELEASER",
            },
            new SnowflakeSwapGrammar("SHOP"),
            schema => $"{schema}__R0",
            schema => schema.Contains("__", StringComparison.Ordinal)
        ).Plan([new PointerTarget("model.shop.orders", _live, _physical, IsNew: true)], [], dropMissing: true);

    private static CatalogRelation Table(RelationName name) =>
        new(
            name,
            RelationKind.Table,
            "RELEASER",
            null,
            [new CatalogColumn("ID", 1, "NUMBER(38,0)", true, null)],
            [],
            null
        );

    private static CatalogGrant Grant(RelationName relation, string privilege) =>
        new(relation.Schema, relation.Name, null, "LOADER", privilege, false);
}
