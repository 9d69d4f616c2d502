using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>
/// The settings of a project without dbt: plain SQL and CSV in <c>models/</c>, <c>tests/</c>, <c>seeds/</c>.
/// </summary>
public sealed record SqlProjectConfig
{
    /// <summary>The project's name; <c>project</c> by default.</summary>
    public string Name { get; init; } = "project";

    /// <summary>The project's version.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>The default materialization of models, <c>view</c> or <c>table</c>.</summary>
    public string Materialized { get; init; } = "view";

    /// <summary>The values of <c>$name$</c> in models and tests.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Settings by model name or folder (<c>staging/*</c>), in the file's order. The last matching entry with a setting
    /// counts, but a model's own header overrides it.
    /// </summary>
    public IReadOnlyList<(string Pattern, SqlModelConfig Settings)> Models { get; init; } = [];

    /// <summary>
    /// Settings by seed name or folder (<c>codes/*</c>), in the file's order. The last matching entry with a setting
    /// counts.
    /// </summary>
    public IReadOnlyList<(string Pattern, SqlSeedConfig Settings)> Seeds { get; init; } = [];
}

/// <summary>How a seed's CSV is read. Null or empty means not set.</summary>
public sealed record SqlSeedConfig
{
    /// <summary>The SQL types by column. Types of other columns are inferred from their values.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    /// <summary>The character between fields.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The character around fields; empty if no field is quoted.</summary>
    public string? Quote { get; init; }

    /// <summary>Texts that stand for NULL; null for the empty field and <c>null</c>.</summary>
    public IReadOnlyList<string>? NullValues { get; init; }

    /// <summary>The place in the file; null if no file has it.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Settings of a model. Null or empty means not set.</summary>
public sealed record SqlModelConfig
{
    /// <summary><c>view</c>, <c>table</c> or <c>incremental</c>.</summary>
    public string? Materialized { get; init; }

    /// <summary>For incremental: the columns by which new rows replace old ones.</summary>
    public IReadOnlyList<string> UniqueKey { get; init; } = [];

    /// <summary>
    /// Columns that identify a row. They are tested to be unique and without nulls, and <c>data_diff</c> uses them.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>A custom schema: with <c>marketing</c> the model is live in <c>analytics_marketing</c>.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// For incremental: <c>copied</c>, or <c>shared</c> for a table that is written in place, where it is live.
    /// </summary>
    public string? State { get; init; }

    /// <summary>Tags for <c>--select tag:…</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The place in the file; null if no file has it.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Reads <c>project</c>.</summary>
internal static class SqlProjectReader
{
    public static SqlProjectConfig? Read(ConfigMapping root, ConfigProblems problems)
    {
        if (root.Find("project") is not { } node)
            return null;
        var map = root.Mapping("project");
        var models = new List<(string, SqlModelConfig)>();
        foreach (var (pattern, where, settings) in map.Mapping("models").Placed())
        {
            var entry = new ConfigMapping(settings, $"project.models.{pattern}", problems);
            models.Add(
                (
                    pattern,
                    new SqlModelConfig
                    {
                        Materialized = entry.OneOf("materialized", "view", "table", "incremental"),
                        UniqueKey = entry.Texts("unique_key"),
                        Key = entry.Texts("key"),
                        Schema = entry.Named("schema"),
                        State = entry.OneOf("state", "copied", "shared"),
                        Tags = entry.Texts("tags"),
                        Where = where,
                    }
                )
            );
            entry.RefuseOthers();
        }
        var seeds = new List<(string, SqlSeedConfig)>();
        foreach (var (pattern, where, settings) in map.Mapping("seeds").Placed())
            seeds.Add((pattern, Seed(settings, $"project.seeds.{pattern}", problems) with { Where = where }));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Mapping("variables").All())
        {
            if (value is YamlScalarNode { Value: { } text })
                variables[name] = text;
            else
                problems.Add(value, $"'project.variables.{name}' must be a single value");
        }
        var config = new SqlProjectConfig
        {
            Name = map.Text("name") ?? "project",
            Version = map.Text("version") ?? "0.0.0",
            Materialized = map.OneOf("materialized", "view", "table") ?? "view",
            Variables = variables,
            Models = models,
            Seeds = seeds,
        };
        map.RefuseOthers();
        if (
            config.Name.Length == 0
            || !config.Name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
        )
            problems.Add(node, "'project.name' must be a name of letters, digits and _");
        return config;
    }

    private static SqlSeedConfig Seed(YamlNode settings, string path, ConfigProblems problems)
    {
        var entry = new ConfigMapping(settings, path, problems);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, type) in entry.Mapping("types").All())
        {
            if (type is YamlScalarNode { Value: { Length: > 0 } text })
                types[column] = text;
            else
                problems.Add(type, $"'{path}.types.{column}' must be a SQL type");
        }
        if (entry.Text("delimiter") is var delimiter && delimiter is not (null or [not ('\n' or '\r' or '"' or '\0')]))
            problems.Add(entry.Find("delimiter")!, $"'{path}.delimiter' must be one character");
        var quote = entry.Text("quote") is { } said
            ? said == "none"
                ? ""
                : said
            : null;
        if (quote is { Length: > 1 } or "\n" or "\r")
            problems.Add(entry.Find("quote")!, $"'{path}.quote' must be one character or none");
        else if (quote is { Length: 1 } && quote == (delimiter ?? ","))
            problems.Add(entry.Find("quote")!, $"'{path}.quote' is the delimiter too");
        var config = new SqlSeedConfig
        {
            Types = types,
            Delimiter = delimiter,
            Quote = quote,
            NullValues = entry.Find("null_values") is null ? null : entry.Texts("null_values"),
        };
        entry.RefuseOthers();
        return config;
    }
}
