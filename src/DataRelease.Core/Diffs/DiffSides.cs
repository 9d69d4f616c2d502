using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// The SQL of both sides of a diff, with names that no user's column has: keys are <c>k0</c>, <c>k1</c>, …, values
/// <c>v0</c>, <c>v1</c>, …. A side may be limited to some of its rows, which the statement then reads only once.
/// </summary>
internal sealed class DiffSides
{
    private readonly DiffGrammar _grammar;

    /// <param name="grammar">The engine's grammar.</param>
    /// <param name="columns">The compared columns.</param>
    /// <param name="blue">Blue.</param>
    /// <param name="green">Green.</param>
    /// <param name="filter">Gives a side's condition over its own columns (true: blue); null for none.</param>
    /// <param name="isKeyBare">True to leave the key's columns unchanged, so that an index on them can be used.</param>
    public DiffSides(
        DiffGrammar grammar,
        DiffColumns columns,
        DiffSide blue,
        DiffSide green,
        Func<bool, Sql?> filter,
        bool isKeyBare
    )
    {
        _grammar = grammar;
        Columns = columns;
        Keys = [.. columns.Key.Select((_, index) => Name('k', index))];
        Values = [.. columns.Values.Select((_, index) => Name('v', index))];
        With = [];
        Blue = Side(
            blue,
            column => column.Value.Blue,
            isKeyBare ? column => $"{new Identifier(column.Blue.Name)}" : null,
            filter(true)
        );
        Green = Side(
            green,
            column => column.Value.Green,
            isKeyBare ? column => $"{new Identifier(column.Green.Name)}" : null,
            filter(false)
        );
    }

    private DiffSides(DiffSides whole, Sql blue, Sql green, IReadOnlyList<Sql> with)
    {
        _grammar = whole._grammar;
        Columns = whole.Columns;
        Keys = whole.Keys;
        Values = whole.Values;
        Blue = blue;
        Green = green;
        With = with;
    }

    public DiffColumns Columns { get; }

    public IReadOnlyList<Sql> Keys { get; }

    public IReadOnlyList<Sql> Values { get; }

    /// <summary>Blue's compared columns, as a table expression.</summary>
    public Sql Blue { get; }

    /// <summary>Green's compared columns, as a table expression.</summary>
    public Sql Green { get; }

    /// <summary>
    /// The common table expressions that a statement over the sides needs: see <see cref="Statement"/>.
    /// </summary>
    public IReadOnlyList<Sql> With { get; }

    /// <summary>True if the sides are limited to some of their rows.</summary>
    public bool IsLimited => With.Count > 0;

    public Sql KeyNames => Sql.Join(", ", Keys);

    public Sql HasKey => Sql.Join(" and ", Keys.Select(key => (Sql)$"{key} is not null"));

    /// <summary>The condition for ambiguous rows of a side named <c>s</c>.</summary>
    public Sql Ambiguous => $"(not ({HasKey}) or {IsShared})";

    public static Sql OnlyGreen => Sql.Raw("b.present is null");

    public static Sql OnlyBlue => Sql.Raw("g.present is null");

    public static Sql Both => Sql.Raw("b.present = 1 and g.present = 1");

    /// <summary>The condition for rows of either side with a null in the key, which match no other row.</summary>
    public Sql Keyless
    {
        get
        {
            Sql Without(char side) =>
                $"({Sql.Raw(side.ToString())}.present = 1 and ("
                + $"{Sql.Join(" or ", Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key} is null"))}))";
            return $"{Without('b')} or {Without('g')}";
        }
    }

    public Sql Differs =>
        Values.Count == 0
            ? Dialect.Never
            : $"{Both} and ({Sql.Join(" or ", Values.Select((_, index) => ValueDiffers(index)))})";

    /// <summary>All compared columns, under their aliases.</summary>
    public IEnumerable<(ComparedColumn Column, Sql Alias)> Whole =>
        Columns
            .Key.Select((column, index) => (column, Keys[index]))
            .Concat(Columns.Values.Select((column, index) => (column, Values[index])));

    /// <summary>The hash of a row of a side, over the aliases.</summary>
    public Sql RowHash => _grammar.RowHash(Hashed);

    /// <summary>The same hash for sums over parts.</summary>
    public Sql PartHash => _grammar.PartHash(Hashed);

    private IReadOnlyList<HashedValue> Hashed =>
        [.. Whole.Select(column => new HashedValue(column.Alias, column.Column.Value.Kind, column.Column.HashType))];

    /// <summary>The hash of one value.</summary>
    public Sql ValueHash(int index) =>
        _grammar.RowHash([
            new HashedValue(Values[index], Columns.Values[index].Value.Kind, Columns.Values[index].HashType),
        ]);

    /// <summary>The hash of a row's key.</summary>
    public Sql KeyHash =>
        _grammar.RowHash([
            .. Columns.Key.Select((column, index) => new HashedValue(Keys[index], column.Value.Kind, column.HashType)),
        ]);

    public Sql MatchKeys => Sql.Join(" and ", Keys.Select(key => (Sql)$"b.{key} = g.{key}"));

    private Sql IsShared
    {
        get
        {
            Sql Shared(Sql side) => $"select {KeyNames} from {side} d group by {KeyNames} having count(*) > 1";
            var match = Sql.Join(" and ", Keys.Select(key => (Sql)$"a.{key} = s.{key}"));
            return $"exists (select 1 from ({Shared(Blue)} union {Shared(Green)}) a where {match})";
        }
    }

    /// <summary>The sides limited to rows that meet a condition on a side named <c>s</c>.</summary>
    public DiffSides Limit(Sql condition) =>
        Limit($"select * from {Blue} s where {condition}", $"select * from {Green} s where {condition}");

    /// <summary>The sides limited to the rows of a query for each.</summary>
    public DiffSides Limit(Sql blue, Sql green) =>
        new(this, Sql.Raw("b0"), Sql.Raw("g0"), [.. With, Kept("b0", blue), Kept("g0", green)]);

    /// <summary>The sides limited to other rows instead of these.</summary>
    public DiffSides Instead(Sql blue, Sql green) => new(this, Blue, Green, [Kept("b0", blue), Kept("g0", green)]);

    /// <summary>The sides with a condition on <c>s</c> that is evaluated in place.</summary>
    public DiffSides Where(Sql condition) =>
        new(this, $"(select * from {Blue} s where {condition})", $"(select * from {Green} s where {condition})", With);

    /// <summary>A statement that may use the sides and further common table expressions.</summary>
    public Sql Statement(Sql body, IReadOnlyList<Sql>? more = null)
    {
        var with = With.Concat(more ?? []).ToList();
        return with.Count == 0 ? body : $"with {Sql.Join(", ", with)} {body}";
    }

    public Sql ColumnDiffers(int index) => $"{Both} and {ValueDiffers(index)}";

    /// <summary>
    /// True for a pair of rows <c>b</c> and <c>g</c> whose values in the column differ beyond its tolerance; never
    /// NULL.
    /// </summary>
    public Sql ValueDiffers(int index)
    {
        var (blue, green) = ((Sql)$"b.{Values[index]}", (Sql)$"g.{Values[index]}");
        var column = Columns.Values[index];
        return column is { Tolerance: { } tolerance, IsNumber: true }
            ? (Sql)(
                $"({IsDistinct(blue, green)} and ({blue} is null or {green} is null or not "
                + $"{_grammar.IsWithin(blue, green, column.Value.Kind, tolerance.Absolute, tolerance.Relative)}"
                + $"))"
            )
            : IsDistinct(blue, green);
    }

    /// <summary>
    /// True for a pair of rows that are equal or within tolerances in all columns; false or NULL for any other, also
    /// for a row without a partner. A column without nulls is compared by "=", which is cheaper.
    /// </summary>
    public Sql AreEqual(DiffFacts facts)
    {
        var conditions = new List<Sql>();
        var isNullWithoutPartner = false;
        for (var index = 0; index < Values.Count; index++)
        {
            var column = Columns.Values[index];
            var (blue, green) = ((Sql)$"b.{Values[index]}", (Sql)$"g.{Values[index]}");
            var isFilled =
                facts.Blue.Filled.Contains(column.Blue.Name) && facts.Green.Filled.Contains(column.Green.Name);
            var isNear = column is { Tolerance: not null, IsNumber: true };
            conditions.Add(
                isNear ? (Sql)$"not {ValueDiffers(index)}"
                : isFilled ? (Sql)$"{blue} = {green}"
                : Sql.By(dialect => dialect.IsSame(blue, green))
            );
            isNullWithoutPartner |= isFilled && !isNear;
        }
        if (!isNullWithoutPartner)
            conditions.AddRange([$"b.{Keys[0]} is not null", $"g.{Keys[0]} is not null"]);
        return Sql.Join(" and ", conditions);
    }

    /// <summary>The columns in which a pair differs, as text with a 1 or a 0 for each.</summary>
    public Sql DifferingColumns =>
        Texts("", [.. Enumerable.Range(0, Values.Count).Select(index => Flag(ValueDiffers(index)))]);

    /// <summary>A condition as the text 1 or 0, which is the same on every engine; NULL counts as false.</summary>
    public static Sql Flag(Sql condition) => $"case when {condition} then '1' else '0' end";

    /// <summary>True for a value of <see cref="Flag"/> whose condition was true.</summary>
    public static bool IsFlagged(string? value) => value == "1";

    /// <summary>Further columns of a SELECT list, named by their numbers.</summary>
    public static Sql Numbered(IEnumerable<Sql> columns) =>
        Sql.Join(
            "",
            columns.Select(
                (column, index) =>
                    (Sql)$", {column} as {new Identifier($"x{index.ToString(CultureInfo.InvariantCulture)}")}"
            )
        );

    /// <summary>
    /// Values concatenated to one text, in groups, because functions take a limited number of arguments.
    /// </summary>
    public static Sql Texts(string separator, IEnumerable<Sql> values)
    {
        var all = values.ToList();
        return all.Count == 0 ? Sql.Raw("''") : Sql.By(dialect => Texts(dialect, separator, all));
    }

    private static Sql Texts(Dialect dialect, string separator, IReadOnlyList<Sql> values)
    {
        // The separator is an argument, too.
        var groups = values
            .Chunk(dialect.Traits.MaxArguments - 1)
            .Select(some => dialect.Joined(separator, some))
            .ToList();
        return groups.Count == 1 ? groups[0] : Texts(dialect, separator, groups);
    }

    /// <summary>A common table expression that is computed once: see <see cref="Dialect.Kept"/>.</summary>
    public static Sql Kept(string name, Sql query) => Sql.By(dialect => dialect.Kept(name, query));

    private static Sql IsDistinct(Sql one, Sql other) => Sql.By(dialect => dialect.IsDistinct(one, other));

    /// <summary>Both sides joined by key: only rows with an unambiguous key, unless all rows have one.</summary>
    public Sql Join(bool isClean) => $"{BlueRows(isClean)} b full join {GreenRows(isClean)} g on {MatchKeys}";

    /// <summary>Blue's rows that can be matched by key.</summary>
    public Sql BlueRows(bool isClean) => isClean ? Blue : Matched(Blue);

    /// <summary>Green's rows that can be matched by key.</summary>
    public Sql GreenRows(bool isClean) => isClean ? Green : Matched(Green);

    /// <summary>A query of distinct rows with the number of occurrences on each side.</summary>
    /// <param name="among">A condition on a side named <c>s</c>, or null for all rows.</param>
    public Sql Counted(Sql? among)
    {
        var names = Sql.Join(", ", Whole.Select(column => column.Alias));
        Sql Part(Sql side, int blue, int green) =>
            $"select {names}, {Number(blue)} as nb, {Number(green)} as ng from {side} s"
            + $"{(among is null ? Sql.Empty : (Sql)$" where {among}")}";
        return $"select {names}, sum(nb) as nb, sum(ng) as ng from ({Part(Blue, 1, 0)} union all "
            + $"{Part(Green, 0, 1)}) u group by {names}";
    }

    private Sql Matched(Sql side) => $"(select * from {side} s where not {Ambiguous})";

    private Sql Side(DiffSide side, Func<ComparedColumn, Sql> expression, Func<ComparedColumn, Sql>? key, Sql? filter)
    {
        var list = Sql.Join(
            ", ",
            Columns
                .Key.Select((column, index) => (Sql)$"{(key ?? expression)(column)} as {Keys[index]}")
                .Concat(Columns.Values.Select((column, index) => (Sql)$"{expression(column)} as {Values[index]}"))
        );
        // The mark distinguishes a missing row from one whose key is null.
        var mark =
            Columns.Key.Count > 0 ? ", 1 as present"
            : Columns.Values.Count > 0 ? ""
            : "1 as present";
        return $"(select {list}{Sql.Raw(mark)} from {side.From} src"
            + $"{(filter is null ? Sql.Empty : (Sql)$" where {filter}")})";
    }

    private static Sql Name(char kind, int index) =>
        Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{kind}{index}"));

    private static Sql Number(int value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));
}
