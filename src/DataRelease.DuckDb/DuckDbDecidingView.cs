using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// How a view decides by a route: a condition in each branch, which leaves the other branch at its first vectors. A
/// filter outside, as servers have it, would scan both tables. Sessions are told apart by a variable that each sets for
/// itself: a file has no roles.
/// </summary>
internal static class DuckDbDecidingView
{
    /// <summary>The statement that makes it, in place of the view that stands there.</summary>
    public static Sql? Create(DecidingView view)
    {
        // Swaps take no locks here, so nothing ever decides by the marker.
        if (view.By is not Decider.Route route)
            return null;
        return $"create or replace view {view.Live} as {Branch(view.Blue)} union all {Branch(view.Green)}";

        Sql Branch(DecidingSide side)
        {
            var own = side.Columns.ToDictionary(column => column.Name, column => column.Type);
            var items = view.Columns.Select<CatalogColumn, Sql>(column =>
                own.GetValueOrDefault(column.Name) is not { } type
                    ? (Sql)$"cast(null as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
                : type == column.Type ? (Sql)$"{new Identifier(column.Name)}"
                : $"cast({new Identifier(column.Name)} as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
            );
            var number = Sql.Raw(side.Number.ToString(CultureInfo.InvariantCulture));
            return $"select {Sql.Join(", ", items)} from {side.Relation} where "
                + $"(select r.number from {route.View} as r) = {number}";
        }
    }

    /// <summary>The view of a route.</summary>
    public static Sql CreateRoute(RouteView route)
    {
        Sql principal = $"cast(getvariable({new SqlText(route.By.Setting)}) as varchar)";
        var whole = Sql.Raw(RouteView.Whole.ToString(CultureInfo.InvariantCulture));
        return $"create or replace view {route.View} as select coalesce("
            + $"(select e.number from {route.Exceptions} e where e.environment = {new SqlText(route.Environment)} "
            + $"and e.principal = {principal}), "
            + $"(select case when md5_number_lower(r.salt || {principal}) % {whole} < r.share then r.green "
            + $"else r.blue end from {route.Routes} r where r.environment = {new SqlText(route.Environment)})"
            + $") as number";
    }

    /// <summary>
    /// What <see cref="Create"/> wrote, from the text that DuckDB writes back. Each token must be one that this form
    /// has in its place; any other view is null.
    /// </summary>
    public static DecidingText? Read(string definition)
    {
        var text = new DuckDbViewText(definition);
        if (
            ReadBranch(text) is not { } blue
            || !text.Takes("union", "all")
            || ReadBranch(text) is not { } green
            || !text.IsAtEnd
            || blue.Route != green.Route
            || blue.Number == green.Number
        )
            return null;
        return new DecidingText(
            new Decider.Route(blue.Route),
            new Dictionary<int, RelationName> { [blue.Number] = blue.Relation, [green.Number] = green.Relation }
        );
    }

    private static (RelationName Relation, RelationName Route, int Number)? ReadBranch(DuckDbViewText text)
    {
        text.Opens();
        if (!text.Takes("select"))
            return null;
        do
        {
            if (!text.Item())
                return null;
        } while (text.Takes(","));
        if (!text.Takes("from") || text.Relation() is not { } relation || !text.Takes("where"))
            return null;
        text.Opens();
        if (
            !text.Takes("select", "r", ".")
            || text.Name() != "number"
            || !text.Takes("from")
            || text.Relation() is not { } route
        )
            return null;
        _ = text.Takes("as");
        if (!text.Takes("r", ")", "=") || text.Number() is not { } number)
            return null;
        text.Closes();
        return (relation, route, number);
    }
}
