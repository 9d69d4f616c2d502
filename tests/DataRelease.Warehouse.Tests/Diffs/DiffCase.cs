using CsCheck;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>A column of a random pair of tables.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Its type and values.</param>
/// <param name="IsRetyped">True if green has the other type.</param>
/// <param name="Absent">1: only in blue, 2: only in green, else in both.</param>
/// <param name="Tolerance">How far numbers may lie apart; 0 for not at all.</param>
internal sealed record CaseColumn(string Name, DiffDomain Domain, bool IsRetyped, int Absent, double Tolerance);

/// <summary>
/// A random pair of tables. A row is an index into each column's values, -1 for NULL; the key's columns come first.
/// </summary>
internal sealed record DiffCase(
    IReadOnlyList<CaseColumn> Columns,
    int KeyColumns,
    int[][] Blue,
    int[][] Green,
    bool IsIndexed
)
{
    public bool HasTolerance => Columns.Any(column => column.Tolerance > 0);

    public static Gen<DiffCase> Generate(Engine engine)
    {
        var domains = DiffDomain.Of(engine);
        var (numbers, texts) = (TestEngine.Of(engine).WholeNumber, TestEngine.Of(engine).Text);
        var whole = new DiffDomain(
            numbers,
            numbers,
            [
                .. Enumerable
                    .Range(0, 14)
                    .Select(index => new DomainValue($"'{(index - 3) * (index % 2 == 0 ? 7 : 1000)}'", $"{index}")),
            ]
        );
        var text = new DiffDomain(
            texts,
            texts,
            [.. Enumerable.Range(0, 10).Select(index => new DomainValue($"'k{index} '", $"{index}"))]
        );
        var value = Gen.Select(Gen.Int[0, domains.Count - 1], Gen.Int[0, 3], Gen.Int[0, 11], Gen.Int[0, 5]);
        var row = Gen.Int[-1, 1000].Array[8];
        return Gen.Select(
                value.Array[0, 4],
                Gen.Int[0, 4],
                Gen.Int[1, 10],
                row.Array[0, 14],
                row.Array[0, 14],
                Gen.Int[0, 5]
            )
            .Select(
                (values, shape, spread, blue, green, mode) =>
                {
                    // No key, whole number, text, both, or one of the engine's own types.
                    CaseColumn[] key = shape switch
                    {
                        0 => [],
                        1 => [new CaseColumn("id", whole, false, 0, 0)],
                        2 => [new CaseColumn("id", text, false, 0, 0)],
                        3 => [new CaseColumn("id", whole, false, 0, 0), new CaseColumn("code", text, false, 0, 0)],
                        _ => [new CaseColumn("id", domains[spread % domains.Count], false, 0, 0)],
                    };
                    var columns = key.Concat(
                            values.Select(
                                (one, index) =>
                                {
                                    var domain = domains[one.Item1];
                                    return new CaseColumn(
                                        $"c{index}",
                                        domain,
                                        one.Item2 == 0,
                                        one.Item3,
                                        one.Item4 == 0 && domain.IsNumber ? 0.02 : 0
                                    );
                                }
                            )
                        )
                        .ToList();
                    int[] Fit(int[] cells, int seed) =>
                        [
                            .. columns.Select(
                                (column, index) =>
                                    cells[index] < 0 || (cells[index] % 11 == 0 && index < key.Length && mode == 5)
                                        ? -1
                                        : (cells[index] + (index < key.Length && mode > 2 ? seed : 0))
                                            % column.Domain.Values.Count
                            ),
                        ];
                    var before = blue.Select(Fit).ToArray();
                    // Mostly green is near blue, as two releases are.
                    var after =
                        mode % 3 == 0
                            ? [.. green.Select(Fit)]
                            : before.Skip(spread % 2).Concat(green.Take(mode == 1 ? 1 : 3).Select(Fit)).ToArray();
                    if (mode is 2 or 4 && after.Length > 0 && columns.Count > key.Length)
                        after[0] =
                        [
                            .. after[0]
                                .Select(
                                    (cell, index) =>
                                        index < key.Length ? cell : (cell + 1) % columns[index].Domain.Values.Count
                                ),
                        ];
                    if (mode is 1 or 2 or 4 && key.Length > 0)
                        (before, after) = (Distinct(before, key), Distinct(after, key));
                    return new DiffCase(columns, key.Length, before, after, mode is 1 or 2 or 4 && spread % 3 > 0);
                }
            );
    }

    /// <summary>Rows with a key of their own, so that a unique index can be made.</summary>
    private static int[][] Distinct(int[][] rows, CaseColumn[] key) =>
        [
            .. rows.DistinctBy(row =>
                string.Join(
                    "/",
                    key.Select(
                        (column, index) =>
                            row[index] < 0 ? $"null {Guid.NewGuid()}" : column.Domain.Values[row[index]].Same
                    )
                )
            ),
        ];

    public string Create(string table, bool isBlue)
    {
        var own = Own(isBlue).ToList();
        return $"create table {table} ("
            + (
                own.Count == 0
                    ? $"nothing_{(isBlue ? "a" : "b")} integer"
                    : string.Join(", ", own.Select(index => $"{Columns[index].Name} {TypeOf(index, isBlue)}"))
            )
            + $")";
    }

    public string? Insert(string table, bool isBlue)
    {
        var own = Own(isBlue).ToList();
        var rows = isBlue ? Blue : Green;
        if (rows.Length == 0)
            return null;
        return $"insert into {table} values "
            + string.Join(", ", rows.Select(row => own.Count == 0 ? "(1)" : $"({Literals(row)})"));

        string Literals(int[] row) => string.Join(", ", own.Select(index => Literal(row, index)));

        string Literal(int[] row, int index) =>
            row[index] < 0
                ? "null"
                : $"cast({Columns[index].Domain.Values[row[index]].Literal} as {Bare(TypeOf(index, isBlue))})";
    }

    public IEnumerable<int> Own(bool isBlue) =>
        Enumerable.Range(0, Columns.Count).Where(index => Columns[index].Absent != (isBlue ? 2 : 1));

    private string TypeOf(int index, bool isBlue) =>
        Columns[index].IsRetyped && !isBlue ? Columns[index].Domain.Retyped : Columns[index].Domain.Type;

    private static string Bare(string type) => type.Split(" collate ")[0].Split(" COLLATE ")[0];

    public override string ToString() =>
        (
            $"key {KeyColumns}{(IsIndexed ? " indexed" : "")}; "
            + string.Join(
                "; ",
                new[] { true, false }.SelectMany(isBlue =>
                    new[] { Create(isBlue ? "blue" : "green", isBlue), Insert(isBlue ? "blue" : "green", isBlue) }
                )
            )
            + $"; tolerances {string.Join(",", Columns.Select(column => column.Tolerance))}"
        ).Replace(new string('x', 9000), "xxx…");
}
