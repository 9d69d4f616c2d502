using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The tables of routes, which say who sees which release during an exposure. A change of a route's row repoints every
/// view that decides by the route, at once and without a lock.
/// </summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the tables.</summary>
    public const int RoutesSince = 5;

    /// <summary>The table of routes, one row for each environment.</summary>
    public RelationName Routes { get; } = new(schema, "routes");

    /// <summary>The table of the principals that are named on a route.</summary>
    public RelationName RouteExceptions { get; } = new(schema, "route_exceptions");

    /// <summary>The name of the view of an environment's route. In that view the engine tells sessions apart.</summary>
    public RelationName RouteView(string environment) => new(schema, dialect.Shorten($"route_{environment}"));

    private List<Sql> RouteTables()
    {
        var text = Sql.Raw(dialect.TextType);
        var name = Sql.Raw(dialect.KeyTextType);
        return
        [
            $"""
                {Create} {Routes} (
                    environment {name} not null, blue integer not null, green integer not null,
                    share integer not null, salt {text} not null, fencing bigint not null
                    {Key("environment")})
                """,
            $"""
                {Create} {RouteExceptions} (
                    environment {name} not null, principal {name} not null, number integer not null,
                    fencing bigint not null
                    {Key("environment", "principal")})
                """,
        ];
    }
}
