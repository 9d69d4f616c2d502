using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Writes and reads views that decide by a route. Each branch has its own condition, with which DuckDB leaves the other
/// release's branch after its first vectors; an outer filter, as servers use it, would scan both tables. A file has no
/// roles, so sessions are told apart by a variable that each sets for itself.
/// </summary>
internal static class DuckDbDecidingView
{
    /// <summary>
    /// The statement that creates the deciding view, or puts it in the place of the present view; null if the view
    /// would decide by the marker.
    /// </summary>
    public static Sql? Create(DecidingView view)
    {
        // Swaps take no locks here, so no view ever has to decide by the marker.
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

    /// <summary>The statement that creates a route's view.</summary>
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
    /// Parses what <see cref="Create"/> wrote, from the text that DuckDB writes back. Every token must be the one that
    /// this form has in its place; for any other view the result is null.
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
