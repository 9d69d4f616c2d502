using System.Text;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using CsCheck;
using DataRelease.Builds;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds.Seeds;

/// <summary>
/// Seeds against the dbt that is installed: the same names, types, rows and values, whatever the file.
/// </summary>
public sealed class SeedDifferentialTests
{
    private sealed record Case(string Text, string Delimiter = ",");

    private static readonly string[] _numbers =
    [
        "1",
        "-7",
        "007",
        "10.00",
        "1e3",
        "1E-2",
        "1,200",
        "$5",
        "50%",
        "-$1,000.50",
        "€ 3",
        "5€",
        ".5",
        "1.",
        "+4",
        "--5",
        "1_000",
        "_1",
        "12345678901234567890",
        "12345678901234567890123456789012345.5",
        "nan",
        "inf",
        "-Infinity",
        "snan",
        "1e400",
        "1e-400",
        "0x10",
        "1 2",
        "$",
        "%",
        "-",
        "",
        "0.1",
        "9007199254740993",
        "٣",
        "1.2.3",
        "NaN12",
        "0.00",
        "-0",
        "9999999999999999999999999999.5",
        "99999999999999999999999999995",
        "1e28",
        "$-5",
        "-5-",
        "5%%",
    ];

    private static readonly string[] _times =
    [
        "2024-01-05",
        "2024-1-5",
        "2024-02-30",
        "2024-2-29",
        "0000-01-01",
        "0001-01-01",
        "20240105",
        "2024-01- 5",
        "2024-01-05 10:00:00",
        "2024-1-5 1:2:3",
        "2024-02-30 10:00:00",
        "2024-01-05 10:00",
        "2024-01-05  10:00:00",
        "2024-01-05 10:00:60",
        "2024-01-05T10:00:00Z",
        "2024-01-05T10:00:00+02:00",
        "2024-01-05T10:00:00-0330",
        "2024-01-05T10",
        "2024-01-05T10:00:00.123456789",
        "2024-1-5T10:00:00",
        "2024-W05-3T10:00",
        "2024W05T10:00",
        "2024-035T101500",
        "202402T10",
        "20T10",
        "2024-01-05T24:00",
        "2024-01-05T10:00:00Zgarbage",
        "2024T10.5",
        "2024-01-05T10:00:00+25:00",
        "2024-01-05T10:30.25",
        "2024-01-05T1000,5+05",
        "2024-00-05T10:00:00",
        "2024-01-05t10:00:00",
        "2024-366T00:00",
        "2023-W53-7T00:00:59.9999999",
        "T",
        "2024-01-05T",
        "2024-01-05TT10",
        "٢٠٢٤-01-05",
    ];

    private static readonly string[] _words =
    [
        "true",
        "FALSE",
        "tr,ue",
        " true ",
        "t",
        "yes",
        "null",
        "NULL",
        " Null ",
        "",
        " ",
        ",",
        "none",
        "n/a",
        "a",
        "é",
        "\u00a0",
        "\u001c",
        "x y",
        "a\"b",
        "\"",
        "a,b",
        "a;b",
        "line\nline",
        "#a",
        "'",
        "\\N",
        "\u2028",
        "\u0085",
    ];

    private static readonly Gen<string> _cell = Gen.OneOf(OneOf(_numbers), OneOf(_times), OneOf(_words));

    private static readonly Gen<string> _ending = OneOf("\n", "\r\n", "\r");

    /// <summary>Columns of one kind of value mostly, so that types other than text come up.</summary>
    private static readonly Gen<Case> _tables =
        from pools in OneOf(_numbers, _times, _words).Array[1, 4]
        from narrow in Gen.OneOf(OneOf(_numbers), OneOf(_times), OneOf(_words)).Array[1, 3]
        from isNarrow in Gen.Bool
        from rows in Gen.Int[0, 6]
        from cells in Gen.Int[0, 999].Array[rows * pools.Length]
        from lengths in Gen.Int[0, 9].Array[rows]
        from quotes in Gen.Int[0, 3].Array[rows * pools.Length]
        from header in OneOf("a", "b", "", "a_2", " x", "Id", "\"q\"").Array[pools.Length]
        from ending in _ending
        from delimiter in OneOf(",", ";", "\t", "|")
        from isEnded in Gen.Bool
        select new Case(
            Table(pools, narrow, isNarrow, cells, lengths, quotes, header, ending, delimiter, isEnded),
            delimiter
        );

    private static readonly Gen<Case> _noise = OneOf<string>(
        "a",
        "1",
        ",",
        "\"",
        "\n",
        "\r",
        " ",
        ";",
        "#",
        "'",
        "é",
        "\\",
        "\"\"",
        "\r\n"
    )
        .Array[0, 14]
        .Select(parts => new Case(string.Concat(parts)));

    [Fact]
    public async Task Tables_of_every_kind_of_value() => await CompareAsync(_tables, 1500);

    [Fact]
    public async Task Every_kind_of_value_alone() =>
        await CompareAsync([
            .. _numbers
                .Concat(_times)
                .Concat(_words)
                .SelectMany(value =>
                    new[] { value, $" {value} ", $"-{value}", $"{value}\n2024-01-05", $"{value}\n1.5" }
                )
                .Select(value => new Case(
                    "x\n" + string.Join('\n', value.Split('\n').Select(line => Quoted(line))) + "\n"
                )),
        ]);

    [Fact]
    public async Task Noise_of_delimiters_quotes_and_line_ends() => await CompareAsync(_noise, 3000);

    /// <summary>Values nobody thought of: pieces of numbers, dates and times put together.</summary>
    private static readonly Gen<Case> _pieces =
        from alphabet in OneOf(
            (string[])["0", "1", "9", "12", ".", ",", "-", "+", "$", "%", "e", " ", "_", "€", "(", ")"],
            ["2024", "-", "02", "30", "1", "T", " ", "10", ":", "00", "Z", "+", "W", ".", "5", "/"],
            ["2024-01-05", "T", " ", "10:00", ":00", ".5", "Z", "+02:00", "-03", "am", "", "1"],
            ["t", "f", "true", "false", "1", "0", "null", "none", " ", "yes", "no", "TRUE", "n/a", ""]
        )
        from values in Gen.Int[0, 99].Array[1, 7].Array[1, 4]
        from ending in _ending
        select new Case(
            "x,y"
                + ending
                + string.Join(
                    ending,
                    values.Select(value =>
                        Quoted(string.Concat(value.Select(at => alphabet[at % alphabet.Length]))) + ",k"
                    )
                )
                + ending
        );

    [Fact]
    public async Task Values_put_together_of_pieces() => await CompareAsync(_pieces, 3000);

    private static async Task CompareAsync(Gen<Case> cases, int count)
    {
        var found = new List<Case>();
        cases.Sample(found.Add, iter: count, threads: 1);
        await CompareAsync(found);
    }

    private static async Task CompareAsync(List<Case> cases)
    {
        var script = Repository.PathOf("tests", "DataRelease.Core.Tests", "Builds", "Seeds", "read_seeds.py");
        BufferedCommandResult run;
        try
        {
            run = await Cli.Wrap("python3")
                .WithArguments([script])
                .WithStandardInputPipe(
                    PipeSource.FromString(
                        JsonSerializer.Serialize(
                            cases.Select(each => new { text = each.Text, delimiter = each.Delimiter })
                        ),
                        new UTF8Encoding(false)
                    )
                )
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(Encoding.UTF8, TestContext.Current.CancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no python3 on PATH");
            return;
        }
        if (run.ExitCode != 0)
            Assert.Skip(
                "the python3 on PATH has no dbt: "
                    + run.StandardError.Split('\n').LastOrDefault(line => line.Length > 0)
            );
        using var answers = JsonDocument.Parse(run.StandardOutput);
        var differences = cases
            .Zip(answers.RootElement.EnumerateArray(), (each, answer) => Difference(each, answer))
            .OfType<string>()
            .ToList();

        differences.Take(8).ShouldBeEmpty($"{differences.Count} of {cases.Count} differ");
    }

    private static string? Difference(Case each, JsonElement theirs)
    {
        // Where dbt itself ends with an error there is nothing to be like.
        if (theirs.TryGetProperty("error", out _))
            return null;
        string ours;
        try
        {
            ours = Read(each);
        }
        catch (ReleaseException error)
            when (error.Message.Contains("never closed", StringComparison.Ordinal)
                || error.Message.Contains("no header", StringComparison.Ordinal)
            )
        {
            // Refused on purpose: what dbt makes of these is a field with half the file in it, and a table without
            // columns.
            return null;
        }
        catch (ReleaseException error)
        {
            ours = error.Message;
        }
        var wanted = JsonSerializer.Serialize(theirs);
        return ours == wanted ? null : $"{JsonSerializer.Serialize(each)}\n  ours   {ours}\n  theirs {wanted}";
    }

    private static string Read(Case each)
    {
        using var config = JsonDocument.Parse(JsonSerializer.Serialize(new { delimiter = each.Delimiter }));
        var node = new ManifestNode
        {
            UniqueId = "seed.made_up.s",
            Kind = NodeKind.Seed,
            Name = "s",
            Alias = "s",
            PackageName = "made_up",
            OriginalFilePath = "seeds/s.csv",
            Config = config.RootElement,
        };
        var table = SeedReader.Read(node, Encoding.UTF8.GetBytes(each.Text), new PostgresDialect());
        var rows = CsvText.Read(Encoding.UTF8.GetString(table.Csv), new CsvForm(), "csv").Skip(1);
        return JsonSerializer.Serialize(
            JsonSerializer.SerializeToElement(
                new
                {
                    names = table.Columns.Select(column => column.Name),
                    types = table.Columns.Select(column => column.Type),
                    rows = rows.Select(row =>
                        (row.Fields.Count == 0 ? [""] : row.Fields).Select(field => field.Length == 0 ? null : field)
                    ),
                }
            )
        );
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static string Quoted(string field, char quote = '"') =>
        $"{quote}{field.Replace("\"", "\"\"", StringComparison.Ordinal)}{quote}";

    private static string Table(
        string[][] pools,
        string[] narrow,
        bool isNarrow,
        int[] cells,
        int[] lengths,
        int[] quotes,
        string[] header,
        string ending,
        string delimiter,
        bool isEnded
    )
    {
        var lines = new List<string> { string.Join(delimiter, header) };
        for (var row = 0; row < lengths.Length; row++)
        {
            // One row in five is short, and one in ten is empty.
            var length =
                lengths[row] == 0 ? 0
                : lengths[row] == 1 ? pools.Length - 1
                : pools.Length;
            lines.Add(
                string.Join(
                    delimiter,
                    Enumerable
                        .Range(row * pools.Length, length)
                        .Select(at =>
                        {
                            var pool = isNarrow ? narrow : pools[at % pools.Length];
                            var value = pool[cells[at] % pool.Length];
                            return quotes[at] == 0 || value.AsSpan().IndexOfAny("\"\n\r" + delimiter) >= 0
                                ? Quoted(value)
                                : value;
                        })
                )
            );
        }
        return string.Join(ending, lines) + (isEnded ? ending : "");
    }
}
