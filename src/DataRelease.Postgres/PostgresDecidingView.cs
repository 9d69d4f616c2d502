using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Writes and reads deciding views. Each branch has its release's number as a constant column, and one outer filter
/// compares that column with a scalar subquery. The planner pulls the branches up, so index scans, ordered scans, index
/// nested loops and min/max reach both tables, and a one-time filter keeps one of them from being executed at all. A
/// condition inside each branch would make it a subquery that is scanned whole. A function in place of the scalar
/// subquery would be called at each rescan.
/// </summary>
internal static class PostgresDecidingView
{
    private const string SideColumn = "data_release side";

    private static readonly PostgresDialect _spelling = new();

    /// <summary>The view's query.</summary>
    public static Sql Write(DecidingView view)
    {
        var names = view.Columns.Select(column => column.Name).ToHashSet();
        var side = SideColumn;
        while (names.Contains(side))
            side += "_";
        var shownColumns = Sql.Join(", ", view.Columns.Select(column => (Sql)$"shown.{new Identifier(column.Name)}"));
        return $"select {shownColumns} from ({Branch(view.Blue)} union all {Branch(view.Green)}) shown where "
            + $"{_spelling.AreEqual($"shown.{new Identifier(side)}", $"({Write(view.By)})")}";

        Sql Branch(DecidingSide shown)
        {
            var own = shown.Columns.ToDictionary(column => column.Name, column => column.Type);
            var number = Sql.Raw(shown.Number.ToString(CultureInfo.InvariantCulture));
            var items = view.Columns.Select(column =>
                own.GetValueOrDefault(column.Name) is not { } type
                    ? $"cast(null as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
                : type == column.Type ? (Sql)$"{new Identifier(column.Name)}"
                : $"cast(cast({new Identifier(column.Name)} as pg_catalog.text) as {Sql.Raw(column.Type)}) as "
                    + $"{new Identifier(column.Name)}"
            );
            var list = Sql.Join(", ", [(Sql)$"{number} as {new Identifier(side)}", .. items]);
            return $"select {list} from {shown.Relation}";
        }
    }

    private static Sql Write(Decider by)
    {
        switch (by)
        {
            case Decider.Marker marker:
                return $"select m.number from {marker.Table} m where {Is("m.environment", marker.Environment)}";
            case Decider.Route route:
                return $"select r.number from {route.View} r";
            default:
                throw new ArgumentOutOfRangeException(nameof(by));
        }
    }

    private static Sql Is(string column, string environment) =>
        _spelling.AreEqual(Sql.Raw(column), $"{new SqlText(environment)}");

    /// <summary>
    /// Parses what <see cref="Write(DecidingView)"/> wrote, from the text that pg_get_viewdef returns with only
    /// pg_catalog on the search path. Every token must be the one that this form has in its place; for any other view
    /// the result is null.
    /// </summary>
    public static DecidingText? Read(string definition)
    {
        var text = new PostgresViewText(definition);
        return ReadView(text) ?? ReadFormer(text.Again());
    }

    private static DecidingText? ReadView(PostgresViewText text)
    {
        if (!text.Takes("select"))
            return null;
        var columns = 0;
        while (!text.Sees("from"))
        {
            if ((columns > 0 && !text.Takes(",")) || text.Column() is null)
                return null;
            columns++;
        }
        if (
            !text.Takes("from", "(")
            || ReadBranch(text, columns) is not { } blue
            || !text.Takes("union", "all")
            || ReadBranch(text, columns) is not { } green
            || !text.Takes(")")
            || text.Name() is null
            || !text.Takes("where", "(")
            || text.Column() != blue.Side
            || !text.Takes("=", "(")
            || ReadDecider(text) is not { } by
            || !text.Takes(")", ")")
        )
            return null;
        return Of(text, by, (blue.Number, blue.Relation), (green.Number, green.Relation));
    }

    private static (string Side, int Number, RelationName Relation)? ReadBranch(PostgresViewText text, int columns)
    {
        if (
            !text.Takes("select")
            || text.Number() is not { } number
            || !text.Takes("as")
            || text.Name() is not { } side
        )
            return null;
        for (var column = 0; column < columns; column++)
        {
            if (!text.Takes(",") || !text.Item())
                return null;
        }
        return text.Takes("from") && text.Relation() is { } relation ? (side, number, relation) : null;
    }

    private static Decider? ReadDecider(PostgresViewText text)
    {
        var start = text.At;
        if (
            text.Takes("select", "m", ".", "number", "from")
            && text.Relation() is { } table
            && text.Takes("m", "where", "(", "m", ".", "environment", "=")
            && text.Literal() is { } environment
            && text.Takes(")")
        )
            return new Decider.Marker(table, environment);
        text.At = start;
        if (text.Takes("select", "r", ".", "number", "from") && text.Relation() is { } view && text.Takes("r"))
            return new Decider.Route(view);
        return null;
    }

    /// <summary>The form of earlier versions: a condition on the marker in each branch.</summary>
    private static DecidingText? ReadFormer(PostgresViewText text)
    {
        if (
            ReadFormerBranch(text) is not { } blue
            || !text.Takes("union", "all")
            || ReadFormerBranch(text) is not { } green
            || blue.By != green.By
        )
            return null;
        return Of(text, blue.By, (blue.Number, blue.Relation), (green.Number, green.Relation));
    }

    private static (Decider By, int Number, RelationName Relation)? ReadFormerBranch(PostgresViewText text)
    {
        if (!text.Takes("select"))
            return null;
        for (var column = 0; !text.Sees("from"); column++)
        {
            if ((column > 0 && !text.Takes(",")) || !text.Item())
                return null;
        }
        return
            text.Takes("from")
            && text.Relation() is { } relation
            && text.Takes("where", "(", "(", "select", "live", ".", "number", "from")
            && text.Relation() is { } table
            && text.Takes("where", "(", "live", ".", "environment", "=")
            && text.Literal() is { } environment
            && text.Takes(")", ")", "=")
            && text.Number() is { } number
            && text.Takes(")")
            ? (new Decider.Marker(table, environment), number, relation)
            : null;
    }

    private static DecidingText? Of(
        PostgresViewText text,
        Decider by,
        (int Number, RelationName Relation) blue,
        (int Number, RelationName Relation) green
    ) =>
        text.IsAtEnd && blue.Number != green.Number
            ? new DecidingText(
                by,
                new Dictionary<int, RelationName> { [blue.Number] = blue.Relation, [green.Number] = green.Relation }
            )
            : null;
}
