using DataRelease.Builds.Dbt;

namespace DataRelease.Cli.Init;

/// <summary>Writes the text of a first <c>data-release.yml</c>. Limits in it are those that hold without it.</summary>
internal static class ConfigText
{
    /// <summary>The line by which editors with the YAML language server find the file's schema.</summary>
    public const string SchemaLine =
        "# yaml-language-server: $schema="
        + "https://raw.githubusercontent.com/datarelease/datarelease/main/docs/data-release.schema.json";

    /// <summary>What YAML 1.1 and 1.2 read as something else than text.</summary>
    private static readonly string[] _words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>The file of a dbt project, a release package or a database project.</summary>
    /// <param name="look">What is in the folder.</param>
    /// <param name="production">The environment that is production, if somebody said so; otherwise null.</param>
    public static string Of(ProjectLook look, string? production) =>
        string.Join(
            "\n",
            [
                SchemaLine,
                $"# DataRelease: how {look.Kind} is released. Every key is optional; docs/configuration.md has them "
                    + "all.",
                "",
                .. Environments(look, production),
                "",
                "# build:",
                "#   threads: 8",
                "#   timeout: 4h",
                "",
                "# What is checked without this: dbt's tests, row_count, schema and grants, with these limits.",
                "# validate:",
                "#   checks:",
                "#     - row_count: {max_loss: 5%, warn_over: 20%}",
                $"#     - data_diff: {Diff(look)}",
                "",
                "# swap:",
                "#   budget: 5m                      # how long to try for the views' locks",
                "",
                "# retention:",
                "#   keep: 3                         # releases to roll back to",
                "",
            ]
        );

    /// <summary>The file of a project of plain SQL.</summary>
    /// <param name="name">The project's name.</param>
    public static string OfSql(string name)
    {
        var servers = Engines.All.Where(engine => !engine.IsFile).ToList();
        return string.Join(
            "\n",
            [
                SchemaLine,
                "# DataRelease: a project of plain SQL. docs/sql-projects.md has the rules.",
                "",
                "project:",
                $"  name: {name}",
                "  version: 0.1.0",
                "",
                "default_environment: dev",
                "",
                "environments:",
                "  dev:",
                .. Engines.OfFiles.Example(name).Select(line => $"    {line}"),
                "    schema: analytics             # what consumers query",
                .. servers.SelectMany(engine =>
                    new[] { $"  # {(servers.Count == 1 ? "prod" : $"prod_{engine.Name}")}:" }.Concat(
                        engine.Example(name).Append("schema: analytics").Select(line => $"  #   {line}")
                    )
                ),
                "",
            ]
        );
    }

    private static IEnumerable<string> Environments(ProjectLook look, string? production)
    {
        if (look.IsDatabaseProject)
            return
            [
                "# environments:",
                "#   prod:",
                "#     type:                         # the kind of database: docs/dacpacs.md",
                "#     connection_env: PROD_DATABASE # the name of a variable, never the connection itself",
                "#     schema: shop                  # the schema that consumers query",
            ];
        List<string> lines =
        [
            .. look.Targets.Count > 0 ? [$"# Environments are the targets of the profile {Quoted(look.Profile!)}:"]
            : look.WhyNoTargets is { } reason
                ? new[] { $"# Environments are targets of the profile. It was not read: {OneLine(reason)}" }
            : [],
            .. look.Targets.Select(target => $"#   {Describe(target)}"),
        ];
        var name = Quoted(production ?? look.LikelyProduction ?? "prod");
        var mark = production is null ? "# " : "";
        var other = look.Targets.FirstOrDefault(target => target.IsDefault)?.Name ?? "dev";
        return
        [
            .. lines,
            $"# default_environment: {Quoted(other)}",
            "",
            $"{mark}environments:",
            $"{mark}  {name}:",
            $"{mark}    protected: true               # release and swap ask first; a pipeline passes --yes",
            "#     connection_env: WAREHOUSE_URL # the name of a variable, never the connection itself",
        ];
    }

    private static string Describe(DbtOutput target) =>
        OneLine(
            target.Name
                + (target.Type is { } type ? $": {type}" : "")
                + (target.Schema is { } schema ? $", schema {schema}" : "")
                + (target.IsDefault ? " (the profile's default)" : "")
        );

    private static string Diff(ProjectLook look) =>
        look.Keyed is var (relation, key)
            ? $"{{relations: [{Quoted(relation)}], key: [{string.Join(", ", key.Select(Quoted))}], max_removed: 0}}"
            : "{relations: [orders], key: [order_id], max_removed: 0}";

    /// <summary>A name as YAML reads it back as text.</summary>
    private static string Quoted(string name) =>
        name.Length > 0
        && char.IsAsciiLetter(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
        && !_words.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? name
            : $"'{OneLine(name).Replace("'", "''", StringComparison.Ordinal)}'";

    private static string OneLine(string text) => PrintableText.Line(text);
}
