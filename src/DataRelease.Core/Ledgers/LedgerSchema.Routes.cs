using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Who sees which release while one is shown to some. A change of the route's row repoints every view that decides by
/// it, at once and without a lock.
/// </summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The version of the ledger that has the tables.</summary>
    public const int RoutesSince = 5;

    /// <summary>A row an environment.</summary>
    public RelationName Routes { get; } = new(schema, "routes");

    /// <summary>Principals that are named.</summary>
    public RelationName RouteExceptions { get; } = new(schema, "route_exceptions");

    /// <summary>The view of an environment's route, in which the engine tells sessions apart.</summary>
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
