using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Writes and reads views that decide by a route. Each branch has its release's number as a constant column, and one
/// outer filter compares that column with a scalar subquery. The optimizer turns the filter into a startup expression
/// of each branch, so the branch of the other release is not read
/// (https://learn.microsoft.com/sql/relational-databases/showplan-logical-and-physical-operators-reference, Filter).
/// </summary>
internal static partial class SqlServerDecidingView
{
    private const string SideColumn = "data_release side";

    /// <summary>The view's query.</summary>
    public static Sql Write(DecidingView view, Decider.Route by)
    {
        var names = view.Columns.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var side = SideColumn;
        while (names.Contains(side))
            side += "_";
        var shown = Sql.Join(", ", view.Columns.Select(column => (Sql)$"shown.{new Identifier(column.Name)}"));
        return $"select {shown} from ({Branch(view.Blue)} union all {Branch(view.Green)}) shown where "
            + $"shown.{new Identifier(side)} = (select r.number from {by.View} r)";

        Sql Branch(DecidingSide branch)
        {
            var own = branch.Columns.ToDictionary(
                column => column.Name,
                column => column.Type,
                StringComparer.OrdinalIgnoreCase
            );
            var number = Sql.Raw(branch.Number.ToString(CultureInfo.InvariantCulture));
            var items = view.Columns.Select<CatalogColumn, Sql>(column =>
                own.GetValueOrDefault(column.Name) is not { } type
                    ? (Sql)$"cast(null as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
                : type == column.Type ? (Sql)$"{new Identifier(column.Name)}"
                : $"cast({new Identifier(column.Name)} as {Sql.Raw(column.Type)}) as {new Identifier(column.Name)}"
            );
            var list = Sql.Join(", ", [(Sql)$"{number} as {new Identifier(side)}", .. items]);
            return $"select {list} from {branch.Relation}";
        }
    }

    /// <summary>
    /// Parses what <see cref="Write"/> wrote. The catalog keeps a view's text as it was written, so every character
    /// must be the one that this form has in its place; for any other view the result is null.
    /// </summary>
    public static DecidingText? Read(string definition)
    {
        var match = Form().Match(definition);
        if (!match.Success)
            return null;
        var (blue, green) = (Number("blue"), Number("green"));
        var side = Name("side");
        return Name("blueside") != side || Name("greenside") != side || blue == green
            ? null
            : new DecidingText(
                new Decider.Route(Relation("route")),
                new Dictionary<int, RelationName> { [blue] = Relation("blue"), [green] = Relation("green") }
            );

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

        string Name(string group) => match.Groups[group].Value[1..^1].Replace("]]", "]", StringComparison.Ordinal);

        RelationName Relation(string group) => new(Name($"{group}schema"), Name($"{group}name"));
    }

    private const string Quoted = @"\[(?:[^\]]|\]\])+\]";

    private const string Type = @"(?:[a-z0-9_ ]+|" + Quoted + @"(?:\." + Quoted + @")?)(?:\([^()]*\))?";

    private const string Item =
        "(?:" + Quoted + @"|cast\((?:null|" + Quoted + ") as " + Type + @"\) as " + Quoted + ")";

    private const string Items = "(?:, " + Item + ")+";

    private const string Blue =
        "select (?<blue>[0-9]{1,9}) as (?<blueside>"
        + Quoted
        + ")"
        + Items
        + " from "
        + "(?<blueschema>"
        + Quoted
        + @")\.(?<bluename>"
        + Quoted
        + ")";

    private const string Green =
        "select (?<green>[0-9]{1,9}) as (?<greenside>"
        + Quoted
        + ")"
        + Items
        + " from "
        + "(?<greenschema>"
        + Quoted
        + @")\.(?<greenname>"
        + Quoted
        + ")";

    [GeneratedRegex(
        @"\Aselect shown\."
            + Quoted
            + @"(?:, shown\."
            + Quoted
            + @")* from \("
            + Blue
            + " union all "
            + Green
            + @"\) shown where shown\.(?<side>"
            + Quoted
            + @") = \(select r\.number from "
            + "(?<routeschema>"
            + Quoted
            + @")\.(?<routename>"
            + Quoted
            + @") r\)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
