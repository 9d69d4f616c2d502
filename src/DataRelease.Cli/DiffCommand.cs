using System.CommandLine;
using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Releases.Comparisons;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary><c>diff</c>: rows of two releases, schemas, environments, relations or queries.</summary>
internal sealed class DiffCommand
{
    private const string PlaceHelp =
        "r41, live, schema:NAME, relation:SCHEMA.NAME, query:SELECT … or query:@FILE, each with "
        + "environment:NAME/ before it";

    private readonly Argument<string[]> _relations = new("relations")
    {
        Description = "Models or live names, with *; all when left out",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { CommonOptions.RefuseOptions },
    };
    private readonly Option<string?> _release = new("--release")
    {
        Description = $"The newer side: {PlaceHelp}; default: the candidate, else what is live",
        HelpName = "PLACE",
    };
    private readonly Option<string?> _against = new("--against")
    {
        Description = "The older side, written in the same way; default: what is live, or what was live before it",
        HelpName = "PLACE",
    };
    private readonly Option<string[]> _key = Many(
        "--key",
        "Key columns; default: what dbt's unique tests say, else the primary key",
        "COLUMN"
    );
    private readonly Option<string[]> _ignore = Many("--ignore", "Columns that are not compared", "COLUMN");
    private readonly Option<string[]> _tolerance = Many(
        "--tolerance",
        "How much numbers may differ: amount=0.01 or amount=1%",
        "COLUMN=VALUE"
    );
    private readonly Option<string[]> _map = Many(
        "--map",
        "Columns that have another name on the newer side",
        "OLD=NEW"
    );
    private readonly Option<string[]> _sensitive = Many("--sensitive", "Columns whose values are not shown", "COLUMN");
    private readonly Option<string?> _where = new("--where")
    {
        Description = "A condition over the columns that limits both sides",
        HelpName = "SQL",
    };
    private readonly Option<string?> _window = new("--window")
    {
        Description = "A range of one column, of which either end may be left out: ordered_at=2026-01-01..2026-02-01",
        HelpName = "COLUMN=FROM..TO",
    };
    private readonly Option<string?> _sample = new("--sample")
    {
        Description = "Compare only a part of the rows, chosen by their key: 5%",
        HelpName = "PART",
    };
    private readonly Option<double?> _confidence = new("--confidence")
    {
        Description = "The confidence for the limits of a sampled diff; default 0.95",
        HelpName = "N",
    };
    private readonly Option<int?> _samples = CommonOptions.Number(
        "--samples",
        "Rows of each kind to show; default 5",
        0
    );
    private readonly Option<bool> _statistics = new("--statistics")
    {
        Description = "Also minimum, maximum, mean and sum of numbers on both sides",
    };
    private readonly Option<TimeSpan?> _budget = CommonOptions.Duration(
        "--time-budget",
        "The longest that one relation may take"
    );
    private readonly Option<bool> _explain = new("--explain")
    {
        Description = "Show how the rows would be compared, and why, instead of comparing them",
    };

    public static Command Create(Surroundings surroundings, CommonOptions common) =>
        new DiffCommand().Command(surroundings, common);

    private Command Command(Surroundings surroundings, CommonOptions common)
    {
        var command = new Command(
            "diff",
            "Compare the rows of a candidate with what is live, or of any two places\n\n  data-release "
                + "diff\n  data-release diff orders --release r42 --against r41 --key order_id\n"
                + "  data-release diff --against environment:staging --tolerance amount=0.01\n  "
                + "data-release diff --against relation:old.orders --release \"query:select * from "
                + "raw.orders\""
        );
        command.Arguments.Add(_relations);
        foreach (
            var option in new Option[]
            {
                _release,
                _against,
                _key,
                _ignore,
                _tolerance,
                _map,
                _sensitive,
                _where,
                _window,
                _sample,
                _confidence,
                _samples,
                _statistics,
                _budget,
                _explain,
            }
        )
            command.Options.Add(option);
        command.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.DiffAsync(Request(parse), cancel)
                )
        );
        return command;
    }

    private DiffRequest Request(ParseResult parse)
    {
        var (green, blue) = (Place(parse.GetValue(_release)), Place(parse.GetValue(_against)));
        return new DiffRequest
        {
            Release = (green as ComparisonPlace.OfRelease)?.Name,
            GreenPlace = IsOwnRelease(green) ? null : green,
            Against = (blue as ComparisonPlace.OfRelease)?.Name,
            BluePlace = IsOwnRelease(blue) ? null : blue,
            Relations = parse.GetValue(_relations) ?? [],
            Key = parse.GetValue(_key) ?? [],
            Samples = parse.GetValue(_samples) ?? 5,
            Explain = parse.GetValue(_explain),
            Options = new DiffOptions
            {
                Ignore = parse.GetValue(_ignore) ?? [],
                Tolerances = Pairs(parse, _tolerance).ToDictionary(pair => pair.Name, pair => Tolerance(pair.Value)),
                Renamed = Pairs(parse, _map).ToDictionary(),
                Sensitive = parse.GetValue(_sensitive) ?? [],
                Where = parse.GetValue(_where) is { } where ? Sql.Raw(where) : null,
                Window = parse.GetValue(_window) is { } window ? Window(window) : null,
                Sampling = parse.GetValue(_sample) is { } part
                    ? new DiffSampling(Part(part), parse.GetValue(_confidence) ?? 0.95)
                    : null,
                Statistics = parse.GetValue(_statistics),
                Common = parse.GetValue(_samples) is not 0,
                TimeBudget = parse.GetValue(_budget),
            },
        };
    }

    private static Option<string[]> Many(string name, string description, string help) =>
        new(name)
        {
            Description = description,
            HelpName = help,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };

    private static bool IsOwnRelease(ComparisonPlace? place) =>
        place is null or ComparisonPlace.OfRelease { Environment: null };

    private static ComparisonPlace? Place(string? text) => text is null ? null : ComparisonPlace.Parse(text, ReadFile);

    private static string ReadFile(string path)
    {
        try
        {
            return TextFile.Read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReleaseException(
                ErrorCode.ComparisonQueryInvalid,
                $"'{path}' can't be read: {error.Message}",
                inner: error
            );
        }
    }

    private static List<(string Name, string Value)> Pairs(ParseResult parse, Option<string[]> option)
    {
        var pairs = (parse.GetValue(option) ?? [])
            .Select(text =>
                text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]
                    ? (name, value)
                    : throw new ReleaseException(
                        ErrorCode.Usage,
                        $"'{text}' is not of the form that {option.Name} takes: {option.HelpName}"
                    )
            )
            .ToList();
        return pairs.GroupBy(pair => pair.name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ReleaseException(ErrorCode.Usage, $"{option.Name} names '{twice.Key}' twice")
            : pairs;
    }

    private static DiffTolerance Tolerance(string text) =>
        text.EndsWith('%')
        && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            ? new DiffTolerance(null, share / 100)
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var distance)
            ? new DiffTolerance(distance, null)
        : throw new ReleaseException(ErrorCode.Usage, $"'{text}' is neither a number nor a percentage");

    private static double Part(string text) =>
        text.EndsWith('%')
        && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            ? percent / 100
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) ? part
        : throw new ReleaseException(ErrorCode.Usage, $"'{text}' is neither a share nor a percentage");

    private static DiffWindow Window(string text)
    {
        if (
            text.Split('=', 2) is [{ Length: > 0 } column, var range]
            && range.Split("..", 2) is [var from, var to]
            && (from.Length > 0 || to.Length > 0)
        )
            return new DiffWindow(column, from.Length > 0 ? from : null, to.Length > 0 ? to : null);
        throw new ReleaseException(ErrorCode.Usage, $"'{text}' is not of the form COLUMN=FROM..TO");
    }
}
