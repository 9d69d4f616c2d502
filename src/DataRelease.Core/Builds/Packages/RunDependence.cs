using System.Text.Json;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds what a node's code depends on besides the project's files: the run that compiles it, and what the database
/// holds meanwhile. The node's own Jinja is read, and that of every macro which it uses, by whatever way.
/// </summary>
/// <param name="macros">The manifest's macros, by unique id.</param>
internal sealed class RunDependence(IReadOnlyDictionary<string, ManifestMacro> macros)
{
    /// <summary>Names of the run that are no project's: a value of each is another in another run.</summary>
    private static readonly HashSet<string> _ofRun = new(StringComparer.Ordinal)
    {
        "env_var",
        "run_started_at",
        "invocation_id",
        "invocation_args_dict",
        "dbt_metadata_envs",
        "flags",
        "thread_id",
        "selected_resources",
        "context",
    };

    /// <summary>Calls whose result is what the database says while the project is compiled.</summary>
    private static readonly HashSet<string> _ofDatabase = new(StringComparer.Ordinal)
    {
        "run_query",
        "statement",
        "load_result",
        "load_relation",
        "get_columns_in_relation",
        "get_columns_in_query",
        "get_column_schema_from_query",
        "get_relation",
        "list_relations_without_caching",
        "list_relations",
        "get_relations_by_pattern",
        "get_relations_by_prefix",
        "get_column_values",
        "get_filtered_columns_in_relation",
        "get_query_results_as_dict",
        "get_single_value",
        "union_relations",
        "graph",
    };

    /// <summary>Of <c>dbt_utils</c>, under names that others use for other things.</summary>
    private static readonly HashSet<string> _ofUtils = new(StringComparer.Ordinal) { "star", "unpivot", "pivot" };

    /// <summary>What of <c>adapter</c> asks nothing.</summary>
    private static readonly HashSet<string> _silent = new(StringComparer.Ordinal)
    {
        "dispatch",
        "quote",
        "quote_as_configured",
        "quote_seed_column",
        "type",
        "convert_type",
        "build_catalog_relation",
    };

    /// <summary>Settings that say where a node is.</summary>
    private static readonly HashSet<string> _places = new(StringComparer.Ordinal)
    {
        "target_schema",
        "target_database",
        "schema",
        "database",
    };

    private readonly ILookup<string, ManifestMacro> _byName = macros
        .Values.Where(macro => !macro.IsBuiltIn)
        .ToLookup(macro => macro.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    /// <summary>Phrases such as <c>target.name</c> and <c>env_var('X') in macro.shop.limit_rows</c>.</summary>
    /// <param name="template">The node's own code.</param>
    /// <param name="uses">Unique ids of the macros that the manifest says it uses.</param>
    public IReadOnlyList<Dependence> Find(string template, IEnumerable<string> uses)
    {
        var own = Read(template);
        var found = new List<Dependence>(own.Found);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(uses.Concat(own.Uses));
        while (open.TryDequeue(out var id))
        {
            if (!seen.Add(id) || !macros.TryGetValue(id, out var macro) || macro.IsBuiltIn)
                continue;
            if (!_readings.TryGetValue(id, out var reading))
                _readings[id] = reading = Read(macro.Code);
            found.AddRange(reading.Found.Select(one => one with { What = $"{one.What} in {id}" }));
            foreach (var next in macro.Uses.Concat(reading.Uses))
                open.Enqueue(next);
        }
        return [.. found.Distinct()];
    }

    /// <summary>
    /// What decides where relations are: it may ask for the target's schema and database, which the release sets.
    /// </summary>
    public IEnumerable<(string Macro, Dependence Found)> OfNames() =>
        macros
            .Values.Where(macro =>
                !macro.IsBuiltIn
                && macro.Name is "generate_schema_name" or "generate_alias_name" or "generate_database_name"
            )
            .SelectMany(macro => Find(macro.Code, macro.Uses).Select(found => (macro.UniqueId, found)))
            .Where(pair =>
                pair.found.What.Split(' ')[0] is not ("target.schema" or "target.database" or "target.dbname")
            );

    private Reading Read(string template)
    {
        var tokens = JinjaCode.Read(template);
        var parameters = Parameters(tokens);
        var found = new List<Dependence>();
        var uses = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at] is { Kind: JinjaTokenKind.Text, Text: var text })
            {
                // A macro that is dispatched is named by a string, and begins with the adapter's or another prefix.
                if (At(tokens, at - 1) == "(" && At(tokens, at - 2) == "dispatch")
                    uses.UnionWith(Dispatched(text));
                continue;
            }
            if (tokens[at].Kind != JinjaTokenKind.Name || IsArgument(tokens, at))
                continue;
            var name = tokens[at].Text;
            var isMember = At(tokens, at - 1) == ".";
            if (!isMember && parameters.Contains(name))
                continue;
            if (Of(tokens, at, name, isMember) is { } dependence)
                found.Add(dependence);
            uses.UnionWith(_byName[name].Select(macro => macro.UniqueId));
        }
        return new Reading(found, uses);
    }

    private static Dependence? Of(List<JinjaToken> tokens, int at, string name, bool isMember)
    {
        var next = At(tokens, at + 1);
        var owner = isMember ? At(tokens, at - 2) : "";
        if (name == "env_var" || (!isMember && _ofRun.Contains(name)))
            return Run(
                next == "(" && Kind(tokens, at + 2) == JinjaTokenKind.Text ? $"{name}('{At(tokens, at + 2)}')"
                : next == "." ? $"{name}.{At(tokens, at + 2)}"
                : name
            );
        // Where a node is, the release decides, which puts its own schema in the place of the target's.
        if (
            !isMember
            && name == "target"
            && At(tokens, at - 1) == "="
            && _places.Contains(At(tokens, at - 2))
            && At(tokens, at + 2) is "schema" or "database" or "dbname"
        )
            return null;
        if (!isMember && name == "target")
            return Run(
                next == "." ? $"target.{At(tokens, at + 2)}"
                : next == "[" && Kind(tokens, at + 2) == JinjaTokenKind.Text ? $"target.{At(tokens, at + 2)}"
                : "target"
            );
        if (!isMember && name == "this" && next == "." && At(tokens, at + 2) is "schema" or "database")
            return Run($"this.{At(tokens, at + 2)}");
        if (
            isMember
            && name is "now" or "utcnow" or "today"
            && tokens.Exists(token => token is { Kind: JinjaTokenKind.Name, Text: "modules" })
        )
            return Run($"modules.datetime's {name}");
        if (name == "random" && At(tokens, at - 1) == "|")
            return Run("the filter random");
        if (_ofDatabase.Contains(name) || (owner == "dbt_utils" && _ofUtils.Contains(name)))
            return Database(name);
        return owner == "adapter" && !_silent.Contains(name) ? Database($"adapter.{name}") : null;
    }

    private static Dependence Run(string what) => new(what, false);

    private static Dependence Database(string what) => new(what, true);

    /// <summary><c>name=…</c> within a call is the name of a parameter.</summary>
    private static bool IsArgument(List<JinjaToken> tokens, int at) =>
        At(tokens, at + 1) == "=" && At(tokens, at + 2) != "=" && At(tokens, at - 1) is "(" or ",";

    /// <summary>What the macro's own parameters hide.</summary>
    private static HashSet<string> Parameters(List<JinjaToken> tokens)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (At(tokens, 0) is not ("macro" or "test" or "materialization") || At(tokens, 2) != "(")
            return found;
        var depth = 0;
        for (var at = 2; at < tokens.Count; at++)
        {
            var text = At(tokens, at);
            depth +=
                text is "(" or "[" or "{" ? 1
                : text is ")" or "]" or "}" ? -1
                : 0;
            if (depth == 0)
                break;
            if (depth == 1 && tokens[at].Kind == JinjaTokenKind.Name && At(tokens, at - 1) is "(" or ",")
                found.Add(text);
        }
        return found;
    }

    private IEnumerable<string> Dispatched(string name) =>
        _byName
            .Where(group => group.Key == name || group.Key.EndsWith($"__{name}", StringComparison.Ordinal))
            .SelectMany(group => group)
            .Select(macro => macro.UniqueId);

    private static string At(List<JinjaToken> tokens, int at) => at >= 0 && at < tokens.Count ? tokens[at].Text : "";

    private static JinjaTokenKind? Kind(List<JinjaToken> tokens, int at) =>
        at >= 0 && at < tokens.Count ? tokens[at].Kind : null;

    private sealed record Reading(List<Dependence> Found, HashSet<string> Uses);
}

/// <summary>One thing that compiled code depends on.</summary>
/// <param name="What">For people.</param>
/// <param name="IsOfDatabase">True if the database is asked for it.</param>
internal sealed record Dependence(string What, bool IsOfDatabase);

/// <summary>A macro of a manifest.</summary>
/// <param name="UniqueId"><c>macro.shop.limit_rows</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its Jinja.</param>
/// <param name="Uses">Unique ids of the macros that dbt found in it.</param>
/// <param name="IsBuiltIn">True if it is of dbt or its adapter.</param>
internal sealed record ManifestMacro(
    string UniqueId,
    string Name,
    string Code,
    IReadOnlyList<string> Uses,
    bool IsBuiltIn
)
{
    /// <summary>The manifest's macros; none if it has none.</summary>
    /// <param name="manifest">The whole of it.</param>
    /// <param name="adapter">Its adapter, whose package of macros is <c>dbt_</c> and its name.</param>
    public static IReadOnlyDictionary<string, ManifestMacro> Read(JsonElement manifest, string adapter)
    {
        var found = new Dictionary<string, ManifestMacro>(StringComparer.Ordinal);
        if (!manifest.TryGetProperty("macros", out var macros) || macros.ValueKind != JsonValueKind.Object)
            return found;
        foreach (var macro in macros.EnumerateObject().Where(macro => macro.Value.ValueKind == JsonValueKind.Object))
        {
            found[macro.Name] = new ManifestMacro(
                macro.Name,
                Text(macro.Value, "name"),
                Text(macro.Value, "macro_sql"),
                UsesOf(macro.Value),
                Text(macro.Value, "package_name") is var package && (package == "dbt" || package == $"dbt_{adapter}")
            );
        }
        return found;
    }

    /// <summary>The macros that a node or macro uses, as far as dbt says so.</summary>
    public static IReadOnlyList<string> UsesOf(JsonElement entry) =>
        entry.TryGetProperty("depends_on", out var on)
        && on.ValueKind == JsonValueKind.Object
        && on.TryGetProperty("macros", out var macros)
        && macros.ValueKind == JsonValueKind.Array
            ?
            [
                .. macros
                    .EnumerateArray()
                    .Where(macro => macro.ValueKind == JsonValueKind.String)
                    .Select(macro => macro.GetString()!),
            ]
            : [];

    private static string Text(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
