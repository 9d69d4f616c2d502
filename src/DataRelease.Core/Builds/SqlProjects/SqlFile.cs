using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// A model or test of an SQL project: one query, with settings in comments <c>-- name: value</c> above it.
/// </summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Text">The file's text, with variables unresolved.</param>
/// <param name="Kind">The kind: model or test.</param>
/// <param name="Settings">The settings of the header, over those of the configuration.</param>
/// <param name="Severity">A test's severity, <c>error</c> or <c>warn</c>.</param>
/// <param name="Description">The description; empty if there is none.</param>
internal sealed record SqlFile(
    string Name,
    ScriptText Text,
    NodeKind Kind,
    SqlModelConfig Settings,
    string Severity,
    string Description
)
{
    private static readonly string[] _ofModels =
    [
        "materialized",
        "unique_key",
        "key",
        "schema",
        "state",
        "tags",
        "description",
        "allow_live_reads",
    ];

    private static readonly string[] _ofTests = ["severity", "tags", "description", "allow_live_reads"];

    /// <summary>The live relations that the query may read: none, <c>true</c> for all, or names.</summary>
    public IReadOnlyList<string> AllowLiveReads { get; init; } = [];

    /// <summary>Reads a file, and adds what is wrong with it to <paramref name="problems"/>.</summary>
    public static SqlFile Read(
        string relative,
        string text,
        NodeKind kind,
        SqlProjectConfig project,
        List<ReleaseException> problems
    )
    {
        var content = text.TrimStart('\uFEFF');
        var name = Path.GetFileNameWithoutExtension(relative);
        var header = Header(relative, content, kind == NodeKind.Model ? _ofModels : _ofTests, problems);
        if (!IsName(name))
            problems.Add(
                Problem(
                    relative,
                    1,
                    1,
                    $"'{name}' can't be a relation's name here: use lower-case letters, digits and _"
                )
            );
        // Variables are replaced by names, because two of them would look like the ends of a dollar-quoted text.
        var statements = SqlStatements.Read(
            new ScriptVariables(project.Variables.Append(new("schema", "")).ToDictionary(), []).Mask(content)
        );
        if (statements.Count != 1)
            problems.Add(
                Problem(
                    relative,
                    statements.Count == 0 ? 1 : SourcePlace.Of(content, statements[1].Start).Line,
                    1,
                    statements.Count == 0
                        ? "there is no query in it"
                        : "there is a second statement; a file holds one query"
                )
            );
        IReadOnlyList<string> List(string key) =>
            header.TryGetValue(key, out var value)
                ? value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : [];
        string? Word(string key, params string[] allowed)
        {
            if (!header.TryGetValue(key, out var value))
                return null;
            if (!allowed.Contains(value.Text))
                problems.Add(
                    Problem(
                        relative,
                        value.Line,
                        1,
                        $"'{key}' is '{value.Text}'; it must be {string.Join(", ", allowed.SkipLast(1))} or "
                            + $"{allowed[^1]}"
                    )
                );
            return value.Text;
        }
        var settings = Configured(project, relative, name);
        settings = settings with
        {
            Materialized = Word("materialized", "view", "table", "incremental")
                ?? settings.Materialized
                ?? project.Materialized,
            UniqueKey = List("unique_key") is { Count: > 0 } unique ? unique : settings.UniqueKey,
            Key = List("key") is { Count: > 0 } key ? key : settings.Key,
            Schema = header.TryGetValue("schema", out var schema) ? schema.Text : settings.Schema,
            State = Word("state", "copied", "shared") ?? settings.State,
            Tags = [.. settings.Tags.Concat(List("tags")).Distinct()],
        };
        if (settings.Schema is { } custom && !IsName(custom))
            problems.Add(
                Problem(
                    relative,
                    1,
                    1,
                    $"'{custom}' can't be a schema's name here: use lower-case letters, digits and _"
                )
            );
        return new SqlFile(
            name,
            new ScriptText(content, relative, 1, false),
            kind,
            settings,
            Word("severity", "error", "warn") ?? "error",
            header.GetValueOrDefault("description").Text ?? ""
        )
        {
            AllowLiveReads = List("allow_live_reads"),
        };
    }

    internal static ReleaseException Problem(string file, int line, int column, string what) =>
        new(ErrorCode.SqlFileInvalid, what, null, new SourceLocation(file, line, column));

    /// <summary>
    /// True if a pattern matches: models/staging/stg_orders.sql matches <c>stg_orders</c> and <c>staging/*</c>.
    /// </summary>
    internal static bool Fits(string pattern, string relative, string name) =>
        pattern == name
        || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
            pattern,
            relative.AsSpan(relative.IndexOf('/', StringComparison.Ordinal) + 1),
            ignoreCase: false
        );

    /// <summary>True for a name that needs no quotes on any engine.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0
        && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
        && name.All(character =>
            char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_'
        );

    private static SqlModelConfig Configured(SqlProjectConfig project, string relative, string name)
    {
        var settings = new SqlModelConfig();
        foreach (var (pattern, said) in project.Models)
        {
            if (!Fits(pattern, relative, name))
                continue;
            settings = new SqlModelConfig
            {
                Materialized = said.Materialized ?? settings.Materialized,
                UniqueKey = said.UniqueKey.Count > 0 ? said.UniqueKey : settings.UniqueKey,
                Key = said.Key.Count > 0 ? said.Key : settings.Key,
                Schema = said.Schema ?? settings.Schema,
                State = said.State ?? settings.State,
                Tags = said.Tags.Count > 0 ? said.Tags : settings.Tags,
            };
        }
        return settings;
    }

    /// <summary>
    /// Reads comments <c>-- name: value</c> above the query. An unknown name of one word is an error, because it may be
    /// a misspelling.
    /// </summary>
    private static Dictionary<string, (string Text, int Line)> Header(
        string relative,
        string text,
        string[] known,
        List<ReleaseException> problems
    )
    {
        var found = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
        foreach (var token in SqlLexer.Read(text))
        {
            if (token.Kind == SqlTokenKind.Space)
                continue;
            if (token.Kind != SqlTokenKind.Comment)
                break;
            if (text[token.Start] != '-')
                continue;
            var words = text.Substring(token.Start, token.Length).TrimStart('-').Trim();
            var at = words.IndexOf(':', StringComparison.Ordinal);
            if (at <= 0)
                continue;
            var (key, value) = (words[..at], words[(at + 1)..].Trim());
            // A setting written otherwise would be ignored, and a model without its key loses its history.
            var meant = key.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
            if (!meant.All(character => char.IsAsciiLetterLower(character) || character == '_'))
                continue;
            var line = SourcePlace.Of(text, token.Start).Line;
            if (known.Contains(key))
                found[key] = (value, line);
            else if (known.Contains(meant))
                problems.Add(Problem(relative, line, 1, $"unknown setting '{key}', write '{meant}:'"));
            else if (!key.Contains(' ', StringComparison.Ordinal) && ConfigValues.Nearest(meant, known) is { } near)
                problems.Add(Problem(relative, line, 1, $"unknown setting '{key}', did you mean '{near}'?"));
        }
        return found;
    }
}
