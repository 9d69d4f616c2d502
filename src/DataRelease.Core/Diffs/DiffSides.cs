using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// The SQL of both sides of a diff, under names that no column of a user's can meet: keys are <c>k0</c>, <c>k1</c>, …, values
/// <c>v0</c>, <c>v1</c>, ….
/// </summary>
internal sealed class DiffSides
{
    public DiffSides(DiffColumns columns, RelationName blue, RelationName green)
    {
        Columns = columns;
        Keys = [.. columns.Key.Select((_, index) => Name('k', index))];
        Values = [.. columns.Values.Select((_, index) => Name('v', index))];
        Blue = Side(blue, column => column.Blue);
        Green = Side(green, column => column.Green);
    }

    public DiffColumns Columns { get; }

    public IReadOnlyList<Sql> Keys { get; }

    public IReadOnlyList<Sql> Values { get; }

    /// <summary>Blue's compared columns, as a table expression in parentheses.</summary>
    public Sql Blue { get; }

    /// <summary>Green's.</summary>
    public Sql Green { get; }

    public Sql KeyNames => Sql.Join(", ", Keys);

    public Sql HasKey => Sql.Join(" and ", Keys.Select(key => (Sql)$"{key} is not null"));

    /// <summary>Rows of the ambiguous kind, as a condition on a side named <c>s</c>.</summary>
    public Sql Ambiguous => $"(not ({HasKey}) or {IsShared})";

    public static Sql OnlyGreen => Sql.Raw("b.present is null");

    public static Sql OnlyBlue => Sql.Raw("g.present is null");

    public static Sql Both => Sql.Raw("b.present = 1 and g.present = 1");

    /// <summary>Rows of either side with a null in the key, which joins to nothing.</summary>
    public Sql Keyless
    {
        get
        {
            Sql Without(char side) => $"({Sql.Raw(side.ToString())}.present = 1 and ({Sql.Join(" or ", Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key} is null"))}))";
            return $"{Without('b')} or {Without('g')}";
        }
    }

    public Sql Differs => Values.Count == 0
        ? Sql.Raw("false")
        : $"{Both} and ({Sql.Join(" or ", Values.Select(value => (Sql)$"b.{value} is distinct from g.{value}"))})";

    /// <summary>All compared columns, under their aliases.</summary>
    public IEnumerable<(string Name, Sql Alias)> Whole =>
        Columns.Key.Select((column, index) => (column.Name, Keys[index])).Concat(Columns.Values.Select((column, index) => (column.Name, Values[index])));

    private Sql IsShared
    {
        get
        {
            Sql Shared(Sql side) => $"select {KeyNames} from {side} d group by {KeyNames} having count(*) > 1";
            var match = Sql.Join(" and ", Keys.Select(key => (Sql)$"a.{key} = s.{key}"));
            return $"exists (select 1 from ({Shared(Blue)} union {Shared(Green)}) a where {match})";
        }
    }

    public Sql ColumnDiffers(int index) => $"{Both} and b.{Values[index]} is distinct from g.{Values[index]}";

    /// <summary>Both sides joined by key; only rows with a key of their own unless all have one.</summary>
    public Sql Join(bool isClean) =>
        $"{BlueRows(isClean)} b full join {GreenRows(isClean)} g on {Sql.Join(" and ", Keys.Select(key => (Sql)$"b.{key} = g.{key}"))}";

    /// <summary>Blue's rows that can be matched by key.</summary>
    public Sql BlueRows(bool isClean) => isClean ? Blue : Matched(Blue);

    /// <summary>Green's.</summary>
    public Sql GreenRows(bool isClean) => isClean ? Green : Matched(Green);

    /// <summary>Different rows with how often each side has them, as a query.</summary>
    /// <param name="among">A condition on a side named <c>s</c>, or null for all rows.</param>
    public Sql Counted(Sql? among)
    {
        var names = Sql.Join(", ", Whole.Select(column => column.Alias));
        Sql Part(Sql side, int blue, int green) =>
            $"select {names}, {Sql.Raw(blue.ToString(CultureInfo.InvariantCulture))} as nb, {Sql.Raw(green.ToString(CultureInfo.InvariantCulture))} as ng from {side} s{(among is null ? Sql.Empty : (Sql)$" where {among}")}";
        return $"select {names}, sum(nb) as nb, sum(ng) as ng from ({Part(Blue, 1, 0)} union all {Part(Green, 0, 1)}) u group by {names}";
    }

    private Sql Matched(Sql side) => $"(select * from {side} s where not {Ambiguous})";

    private Sql Side(RelationName relation, Func<ComparedColumn, Sql> expression)
    {
        var list = Sql.Join(", ", Columns.Key.Select((column, index) => (Sql)$"{expression(column)} as {Keys[index]}")
            .Concat(Columns.Values.Select((column, index) => (Sql)$"{expression(column)} as {Values[index]}")));
        // The mark tells a row that is not there from one whose key is null.
        return $"(select {list}{Sql.Raw(Columns.Key.Count > 0 ? ", 1 as present" : "")} from {relation})";
    }

    private static Sql Name(char kind, int index) => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{kind}{index}"));
}
