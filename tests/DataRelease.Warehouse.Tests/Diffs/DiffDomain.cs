namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>A value of a type, as a literal, and what it is equal to.</summary>
/// <param name="Literal">SQL text that is cast to the column's type.</param>
/// <param name="Same">Values with the same text here are equal by the rules of docs/diff.md.</param>
/// <param name="Number">For tolerances.</param>
internal sealed record DomainValue(string Literal, string Same, double? Number = null);

/// <summary>A type with values that have been confused with one another somewhere.</summary>
/// <param name="Type">The engine's spelling.</param>
/// <param name="Retyped">Another type in which every value is the same; the type itself if there is none.</param>
/// <param name="Values">Some values.</param>
internal sealed record DiffDomain(string Type, string Retyped, IReadOnlyList<DomainValue> Values)
{
    public bool IsNumber => Values[0].Number is not null;

    public static IReadOnlyList<DiffDomain> Of(Engine engine) => _byEngine[engine];

    private static DiffDomain Numbers(string type, string retyped, params double[] values) =>
        new(
            type,
            retyped,
            [
                .. values.Select(value => new DomainValue(
                    $"'"
                        + (
                            double.IsPositiveInfinity(value) ? "Infinity"
                            : double.IsNegativeInfinity(value) ? "-Infinity"
                            : double.IsNaN(value) ? "NaN"
                            : value == 0 && double.IsNegative(value) ? "-0"
                            : value.ToString("R")
                        )
                        + $"'",
                    $"{value + 0.0}",
                    value
                )),
            ]
        );

    private static DiffDomain Texts(string type, string retyped, params string[] values) =>
        new(type, retyped, [.. values.Select(value => new DomainValue($"'{value}'", value))]);

    private static DiffDomain Classes(string type, string retyped, params (string Literal, string Same)[] values) =>
        new(type, retyped, [.. values.Select(value => new DomainValue($"'{value.Literal}'", value.Same))]);

    private static readonly string _long = new('x', 9000);

    private static readonly DiffDomain[] _postgres =
    [
        Numbers("integer", "bigint", 0, -1, 1, 2, 65536),
        Numbers("bigint", "numeric", 1, 4294967296, -4294967297, 0, -1),
        Numbers("smallint", "integer", 0, -1, 5, -5),
        Numbers("numeric(12,2)", "numeric(14,4)", 0, -0.01, 0.01, 5, -5, 1, 10000),
        Classes(
            "numeric",
            "numeric",
            ("1.0", "1"),
            ("1.00", "1"),
            ("-1", "-1"),
            ("NaN", "n"),
            ("Infinity", "i"),
            ("-Infinity", "j"),
            ("0", "0"),
            ("10000", "10000")
        ),
        Numbers("double precision", "numeric", 0, -0.0, 1.5, double.NaN, 0.1, -0.1, 1e300),
        Numbers("real", "double precision", 0, 0.1, double.PositiveInfinity, double.NegativeInfinity, 1.5),
        Numbers("double precision", "double precision", 1e308, -1e308, double.PositiveInfinity, double.NaN, 100, 101),
        Texts("text", "varchar(20000)", "", "a", "A", "a ", "x|y", "|", "NULL", "ä"),
        Texts("varchar(20000)", "text", "", _long, _long + "y", " a"),
        Classes("char(4)", "char(6)", ("a", "a"), ("a  ", "a"), ("b", "b")),
        Texts("text collate ci", "text collate ci", "a", "A", "b"),
        Texts("boolean", "boolean", "t", "f"),
        Texts("date", "date", "2026-01-01", "2026-01-02", "infinity", "0001-01-01", "9999-12-31"),
        Texts(
            "timestamp",
            "timestamp",
            "2026-01-01 00:00:00",
            "2026-01-01 00:00:00.000001",
            "infinity",
            "-infinity",
            "5000-01-01 00:00:00.000001",
            "5000-01-01 00:00:00.000002"
        ),
        Classes(
            "timestamptz",
            "timestamp",
            ("2026-01-01 00:00:00Z", "u"),
            ("2026-01-01 01:00:00Z", "v"),
            ("1600-01-01 00:00:00.000001Z", "w")
        ),
        Classes(
            "timestamptz",
            "timestamptz",
            ("2026-01-01 00:00:00Z", "u"),
            ("2026-01-01 02:00:00+02", "u"),
            ("2026-01-01 02:00:00Z", "v")
        ),
        Texts("uuid", "text", "00000000-0000-0001-0000-000000000002", "00000000-0000-0002-0000-000000000001"),
        Texts("bytea", "bytea", "", "\\x00", "\\x0000", "\\xff"),
        Classes("json", "json", ("{\"a\":1}", "1"), ("{\"a\": 1}", "2"), ("{\"a\":2}", "3")),
        Classes("json", "jsonb", ("{\"a\":1}", "1"), ("[]", "2"), ("null", "3")),
        Classes(
            "jsonb",
            "jsonb",
            ("{\"a\":5}", "1"),
            ("{\"a\": 5}", "1"),
            ("{\"a\":-5}", "2"),
            ("[1,10000]", "3"),
            ("[10000,1]", "4")
        ),
        Texts("integer[]", "integer[]", "{}", "{1,NULL}", "{NULL,1}", "{{1},{2}}", "{1,2}"),
        Texts("bigint[]", "bigint[]", "{1}", "{4294967296}", "{-1}"),
        Texts("numeric[]", "numeric[]", "{5}", "{-5}"),
        Texts("text[]", "text[]", "{a,b}", "{\"a,b\"}", "{NULL}", "{\"NULL\"}"),
        Texts("interval", "interval", "1 mon", "30 days", "1 day", "24:00:00"),
        Texts("mood", "text", "glad", "sad"),
        Texts("pair", "pair", "(1,x)", "(-1,x)", "(,x)", "(1,)"),
        Texts("box", "box", "(1,4),(0,0)", "(2,2),(0,0)"),
        Texts("inet", "inet", "10.0.0.1", "10.0.0.1/24"),
        Texts("int4range", "int4range", "empty", "[1,3)", "[1,)"),
    ];

    private static readonly DiffDomain[] _duckDb =
    [
        Numbers("INTEGER", "BIGINT", 0, -1, 1, 2, 65536),
        Numbers("BIGINT", "HUGEINT", 1, 4294967296, -4294967297, 0, -1),
        Numbers("HUGEINT", "DECIMAL(38,0)", 0, -1, 1, -2),
        Numbers("UTINYINT", "SMALLINT", 0, 1, 255),
        Numbers("DECIMAL(12,2)", "DECIMAL(14,4)", 0, -0.01, 0.01, 5, -5, 10000),
        Numbers("DECIMAL(20,2)", "DECIMAL(20,2)", 0, -0.01, 0.01, -0.02),
        Numbers("DECIMAL(12,2)", "DOUBLE", 0, -0.01, 0.1, 5),
        Numbers(
            "DOUBLE",
            "DOUBLE",
            0,
            -0.0,
            1.5,
            double.NaN,
            1e300,
            -1e308,
            1e308,
            double.PositiveInfinity,
            double.NegativeInfinity
        ),
        Numbers("FLOAT", "DOUBLE", 0, 0.1, 1.5),
        Texts("VARCHAR", "VARCHAR", "", "a", "A", "a ", "x|y", "|", "NULL", "ä", _long, _long + "y"),
        Texts("VARCHAR COLLATE NOCASE", "VARCHAR", "a", "A", "b"),
        Texts("BOOLEAN", "BOOLEAN", "true", "false"),
        Texts("DATE", "TIMESTAMP", "2026-01-01", "2026-01-02", "0001-01-01"),
        Texts("TIMESTAMP", "TIMESTAMP", "2026-01-01 00:00:00", "2026-01-01 00:00:00.000001", "infinity"),
        Classes("TIMESTAMPTZ", "TIMESTAMP", ("2026-01-01 00:00:00+00", "u"), ("2026-01-01 01:00:00+00", "v")),
        Texts(
            "UUID",
            "VARCHAR",
            "00000000-0000-0001-0000-000000000002",
            "80000000-0000-0001-0000-000000000001",
            "80000000-0000-0002-0000-000000000002"
        ),
        Texts("BLOB", "BLOB", "", "\\x00", "\\x00\\x00", "\\xFF"),
        Texts("INTEGER[]", "INTEGER[]", "[]", "[1, NULL]", "[NULL, 1]", "[1, 2]"),
        Texts("INTEGER[][]", "INTEGER[][]", "[[1], [2]]", "[[1, 2]]", "[[1], []]", "[]"),
        Texts("VARCHAR[]", "VARCHAR[]", "[a, b]", "[\"a, b\"]", "[NULL]"),
        Texts(
            "STRUCT(a INTEGER, b INTEGER)",
            "STRUCT(a INTEGER, b INTEGER)",
            "{a: 1, b: 2}",
            "{a: 2, b: 1}",
            "{a: NULL, b: 1}"
        ),
        Texts("MAP(VARCHAR, INTEGER)", "MAP(VARCHAR, INTEGER)", "{k=1}", "{k=2}", "{}"),
        Texts("INTERVAL", "INTERVAL", "1 month", "30 days", "24 hours", "1 day"),
        Texts("ENUM ('glad', 'sad')", "VARCHAR", "glad", "sad"),
    ];

    // Below the lists, which are filled in the order of the text.
    private static readonly Dictionary<Engine, IReadOnlyList<DiffDomain>> _byEngine = new()
    {
        [Engine.Postgres] = _postgres,
        [Engine.DuckDb] = _duckDb,
    };
}
