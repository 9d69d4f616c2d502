using System.Text;
using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Postgres;

namespace DataRelease.Core.Tests.Builds.Seeds;

/// <summary>Types and rows of seeds, as dbt has them and as a project of plain SQL has them.</summary>
public sealed class SeedReaderTests
{
    [Theory]
    [InlineData(
        "2024-01-05T10:00:00Z\n2024-01-05T10:00:00+02:00",
        "timestamp without time zone",
        "2024-01-05 10:00:00+00:00|2024-01-05 10:00:00+02:00"
    )]
    [InlineData("\"1,200\"\n7", "integer", "1200|7")]
    [InlineData("$5\n-$1.50", "float8", "5|-15e-1")]
    [InlineData("50%", "integer", "50")]
    [InlineData("1e3", "integer", "1000")]
    [InlineData("10.00", "integer", "10")]
    [InlineData("007", "integer", "7")]
    [InlineData("2024-1-5", "date", "2024-01-05")]
    [InlineData("2024-02-30", "text", "2024-02-30")]
    [InlineData("2024-1-5 1:2:3", "timestamp without time zone", "2024-01-05 01:02:03")]
    [InlineData("2024-02-30 10:00:00", "text", "2024-02-30 10:00:00")]
    [InlineData("1\n\n3", "integer", "1|~|3")]
    [InlineData("a\nNULL\n null ", "text", "a|~|~")]
    [InlineData("true\nFALSE", "boolean", "true|false")]
    [InlineData("12345678901234567890", "integer", "12345678901234567890")]
    [InlineData("", "integer", "~")]
    public void A_column_has_the_type_and_the_values_that_dbt_gives_it(string lines, string type, string values)
    {
        foreach (var ending in new[] { "\n", "\r\n", "\r" })
            Column($"x\n{lines}\n".Replace("\n", ending, StringComparison.Ordinal)).ShouldBe((type, values));
    }

    [Theory]
    [InlineData("007\n010", "text", "007|010")]
    [InlineData("+4912345", "text", "+4912345")]
    [InlineData("9007199254740993", "bigint", "9007199254740993")]
    [InlineData("12345678901234567890", "numeric(38, 0)", "12345678901234567890")]
    [InlineData("1234567890.123456789", "numeric(38, 9)", "1234567890.123456789")]
    [InlineData("1234567890123456789012345678901234567890", "text", "1234567890123456789012345678901234567890")]
    [InlineData("\"1,200\"", "text", "1,200")]
    [InlineData("50%", "text", "50%")]
    [InlineData("1e3\n0.5", "float8", "1e3|0.5")]
    [InlineData(
        "2024-01-05T10:00:00Z\n2024-01-05 10:00+02:00",
        "timestamp with time zone",
        "2024-01-05 10:00:00+00:00|2024-01-05 10:00:00+02:00"
    )]
    [InlineData("2024-02-30 10:00:00", "text", "2024-02-30 10:00:00")]
    public void Without_dbt_nothing_is_lost(string lines, string type, string values) =>
        Column($"x\n{lines}\n", new { exact = true }).ShouldBe((type, values));

    [Fact]
    public void Empty_and_repeated_names_get_names_and_short_rows_are_filled_up()
    {
        var (names, types, values) = Read("id,x,,x\n1,a\n\n2\n");

        names.ShouldBe(["id", "x", "c", "x_2"]);
        types.ShouldBe(["integer", "text", "integer", "integer"]);
        values.ShouldBe(["1", "a", "~", "~", "~", "~", "~", "~", "2", "~", "~", "~"]);
    }

    [Fact]
    public void Declared_types_delimiters_quotes_and_null_words_are_heeded()
    {
        var (names, types, values) = Read(
            "Code;n\n'0;1';-\n02;5\n",
            new
            {
                exact = true,
                column_types = new { Code = "varchar(3)" },
                delimiter = ";",
                quote = "'",
                null_values = new[] { "-" },
            }
        );

        names.ShouldBe(["Code", "n"]);
        types.ShouldBe(["varchar(3)", "integer"]);
        values.ShouldBe(["0;1", "~", "02", "5"]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4,5\n", 3, "there are 2 columns, and this line has 3")]
    [InlineData("a,b\n1,\"2\n3\"\n3,4,5\n", 4, "there are 2 columns, and this line has 3")]
    [InlineData("a,b\n1,\"2\n3,4\n", 2, "a quote is opened here and never closed")]
    [InlineData("", 1, "the file has no header")]
    public void What_is_wrong_is_said_at_its_line(string text, int line, string what)
    {
        var error = Should.Throw<ReleaseException>(() => Read(text));

        error.Code.ShouldBe(ErrorCode.SeedInvalid);
        (error.Where, error.Message).ShouldBe((new SourceLocation("seeds/s.csv", line, 1), what));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";;")]
    [InlineData("\n")]
    public void A_delimiter_is_one_character(string delimiter) =>
        Should.Throw<ReleaseException>(() => Read("a\n1\n", new { delimiter })).Code.ShouldBe(ErrorCode.SeedInvalid);

    [Fact]
    public void A_type_for_a_column_that_is_not_there_is_an_error_without_dbt() =>
        Should
            .Throw<ReleaseException>(() => Read("a\n1\n", new { exact = true, column_types = new { b = "text" } }))
            .Message.ShouldContain("'b'");

    [Fact]
    public void A_field_of_a_megabyte_is_read() =>
        Read($"x\n{new string('y', 1 << 20)}\n").Values[0].Length.ShouldBe(1 << 20);

    private static (string Type, string Values) Column(string text, object? config = null)
    {
        var (_, types, values) = Read(text, config);
        return (types.Single(), string.Join('|', values));
    }

    private static (string[] Names, string[] Types, string[] Values) Read(string text, object? config = null)
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(config ?? new { }));
        var node = new ManifestNode
        {
            UniqueId = "seed.made_up.s",
            Kind = NodeKind.Seed,
            Name = "s",
            Alias = "s",
            PackageName = "made_up",
            OriginalFilePath = "seeds/s.csv",
            Config = document.RootElement,
        };
        var table = SeedReader.Read(node, Encoding.UTF8.GetBytes(text), new PostgresDialect());
        return (
            [.. table.Columns.Select(column => column.Name)],
            [.. table.Columns.Select(column => column.Type)],
            [
                .. CsvText
                    .Read(Encoding.UTF8.GetString(table.Csv), new CsvForm(), "csv")
                    .Skip(1)
                    .SelectMany(row => row.Fields.Count == 0 ? [""] : row.Fields)
                    .Select(field => field.Length == 0 ? "~" : field),
            ]
        );
    }
}
