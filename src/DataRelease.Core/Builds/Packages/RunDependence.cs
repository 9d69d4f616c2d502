namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds what a node's code depends on besides the project's files: the run that compiles it, and the content of the
/// database at that time. It reads the node's own Jinja, and the Jinja of every macro that the node uses directly or
/// indirectly.
/// </summary>
/// <param name="macros">The manifest's macros, by unique id.</param>
internal sealed class RunDependence(IReadOnlyDictionary<string, ManifestMacro> macros)
{
    /// <summary>
    /// The one of dbt's own macros that asks the database in every project. The form of a compiled incremental model is
    /// checked elsewhere.
    /// </summary>
    private const string OfForm = "is_incremental";

    /// <summary>Names that a run defines and not a project. Their values differ between runs.</summary>
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
        "should_full_refresh",
        "lipsum",
        "context",
    };

    /// <summary>Calls that return what the database says while the project is compiled.</summary>
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

    /// <summary>Macros of <c>dbt_utils</c> whose names others use for other things.</summary>
    private static readonly HashSet<string> _ofUtils = new(StringComparer.Ordinal) { "star", "unpivot", "pivot" };

    /// <summary>Members of <c>adapter</c> that don't ask the database.</summary>
    private static readonly HashSet<string> _silent = new(StringComparer.Ordinal)
    {
        "dispatch",
        "quote",
        "quote_as_configured",
        "quote_seed_column",
        "type",
        "convert_type",
        "build_catalog_relation",
        "behavior",
    };

    /// <summary>Settings that say where a node is.</summary>
    private static readonly HashSet<string> _places = new(StringComparer.Ordinal)
    {
        "target_schema",
        "target_database",
        "schema",
        "database",
    };

    /// <summary>Calls whose arguments may say where a relation is.</summary>
    private static readonly HashSet<string> _placing = new(StringComparer.Ordinal) { "config", "create" };

    private static readonly HashSet<string> _clock = new(StringComparer.Ordinal) { "now", "utcnow", "today" };

    private readonly ILookup<string, ManifestMacro> _byName = macros
        .Values.Where(macro => !macro.IsBuiltIn || macro.Name != OfForm)
        .ToLookup(macro => macro.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    /// <summary>The dependences, such as <c>target.name</c> and <c>env_var('X') in macro.shop.limit_rows</c>.</summary>
    /// <param name="template">The node's own code.</param>
    /// <param name="uses">The unique ids of the macros that it uses according to the manifest.</param>
    public IReadOnlyList<Dependence> Find(string template, IEnumerable<string> uses)
    {
        var own = Read(template);
        var found = new List<Dependence>(own.Found);
        var clocks = own.Clocks.ToList();
        var hasModules = own.HasModules;
        foreach (var (macro, reading) in Reach(own, uses))
        {
            // dbt's own macros use the run only to decide where relations are, which the release decides.
            found.AddRange(
                reading
                    .Found.Where(one => one.IsOfDatabase || !macro.IsBuiltIn)
                    .Select(one => one with { What = $"{one.What} in {macro.UniqueId}" })
            );
            if (!macro.IsBuiltIn)
            {
                clocks.AddRange(reading.Clocks.Select(one => one with { What = $"{one.What} in {macro.UniqueId}" }));
                hasModules |= reading.HasModules;
            }
        }
        // A macro may pass a module on, so that the module's name is in another place than the call.
        return [.. found.Concat(hasModules ? clocks : []).Distinct()];
    }

    /// <summary>The macros that code uses, directly or indirectly.</summary>
    /// <param name="template">The code.</param>
    /// <param name="uses">The unique ids of the macros that it uses according to the manifest.</param>
    public IReadOnlyList<ManifestMacro> Reached(string template, IEnumerable<string> uses) =>
        [.. Reach(Read(template), uses).Select(pair => pair.Macro)];

    /// <summary>
    /// The dependences of macros that name relations. They may use the target's schema and database, which the release
    /// sets.
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

    private IEnumerable<(ManifestMacro Macro, Reading Reading)> Reach(Reading own, IEnumerable<string> uses)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(uses.Concat(own.Uses));
        while (open.TryDequeue(out var id))
        {
            if (!seen.Add(id) || !macros.TryGetValue(id, out var macro) || macro is { IsBuiltIn: true, Name: OfForm })
                continue;
            if (!_readings.TryGetValue(id, out var reading))
                _readings[id] = reading = Read(macro.Code);
            yield return (macro, reading);
            foreach (var next in macro.Uses.Concat(reading.Uses))
                open.Enqueue(next);
        }
    }

    private Reading Read(string template)
    {
        var tokens = Members(JinjaCode.Read(template));
        var (parameters, end) = Parameters(tokens);
        var found = new List<Dependence>();
        var clocks = new List<Dependence>();
        var uses = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at] is { Kind: JinjaTokenKind.Text, Text: var text })
            {
                // A dispatched macro is named by a string, and begins with the prefix of the adapter or another one.
                if (At(tokens, at - 1) == "(" && At(tokens, at - 2) == "dispatch")
                    uses.UnionWith(Dispatched(text));
                continue;
            }
            if (tokens[at].Kind != JinjaTokenKind.Name || IsArgument(tokens, at))
                continue;
            var name = tokens[at].Text;
            var isMember = At(tokens, at - 1) == ".";
            if (!isMember && at < end && parameters.Contains(name))
                continue;
            if (isMember && _clock.Contains(name))
                clocks.Add(Run($"modules.datetime's {name}"));
            else if (Of(tokens, at, name, isMember) is { } dependence)
                found.Add(dependence);
            uses.UnionWith(_byName[name].Select(macro => macro.UniqueId));
        }
        return new Reading(
            found,
            clocks,
            uses,
            tokens.Exists(token => token is { Kind: JinjaTokenKind.Name, Text: "modules" })
        );
    }

    /// <summary>Rewrites <c>a['b']</c> and <c>a | attr('b')</c> as <c>a.b</c>, which mean the same in Jinja.</summary>
    private static List<JinjaToken> Members(List<JinjaToken> tokens)
    {
        var found = new List<JinjaToken>(tokens.Count);
        for (var at = 0; at < tokens.Count; at++)
        {
            var isIndex =
                At(tokens, at) == "["
                && Kind(tokens, at + 1) == JinjaTokenKind.Text
                && At(tokens, at + 2) == "]"
                && at > 0
                && (tokens[at - 1].Kind == JinjaTokenKind.Name || At(tokens, at - 1) is ")" or "]");
            var isFilter =
                At(tokens, at) == "|"
                && At(tokens, at + 1) == "attr"
                && At(tokens, at + 2) == "("
                && Kind(tokens, at + 3) == JinjaTokenKind.Text
                && At(tokens, at + 4) == ")";
            if (!isIndex && !isFilter)
            {
                found.Add(tokens[at]);
                continue;
            }
            found.Add(new JinjaToken(JinjaTokenKind.Sign, "."));
            found.Add(new JinjaToken(JinjaTokenKind.Name, At(tokens, at + (isIndex ? 1 : 3))));
            at += isIndex ? 2 : 4;
        }
        return found;
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
        if (!isMember && name == "target")
            return IsPlace(tokens, at) ? null : Run(next == "." ? $"target.{At(tokens, at + 2)}" : "target");
        // For any relation the text is the schema that it was compiled for.
        if (isMember && name is "schema" or "database" && owner is not ("target" or "config" or "builtins"))
            return Run($"{(owner == ")" ? "a relation" : owner)}.{name}");
        if (owner == "model" && name == "created_at")
            return Run("model.created_at");
        if (name == "random" && At(tokens, at - 1) == "|")
            return Run("the filter random");
        if (_ofDatabase.Contains(name) || (owner == "dbt_utils" && _ofUtils.Contains(name)))
            return Database(name);
        // Under another name the adapter could be asked anything.
        if (!isMember && name == "adapter" && next != ".")
            return Database("adapter");
        return owner == "adapter" && !_silent.Contains(name) ? Database($"adapter.{name}") : null;
    }

    /// <summary>
    /// True for <c>config(schema=target.schema)</c>: the release decides where a node is, and replaces the target's
    /// schema by its own.
    /// </summary>
    private static bool IsPlace(List<JinjaToken> tokens, int at)
    {
        if (
            At(tokens, at - 1) != "="
            || !_places.Contains(At(tokens, at - 2))
            || At(tokens, at + 2) is not ("schema" or "database" or "dbname")
        )
            return false;
        var depth = 0;
        for (var back = at - 3; back >= 0; back--)
        {
            var text = tokens[back].Kind == JinjaTokenKind.Sign ? tokens[back].Text : "";
            if (text is "(" or "[" or "{" && depth-- == 0)
                return text == "(" && _placing.Contains(At(tokens, back - 1));
            if (text is ")" or "]" or "}")
                depth++;
        }
        return false;
    }

    private static Dependence Run(string what) => new(what, false);

    private static Dependence Database(string what) => new(what, true);

    /// <summary>True for <c>name=…</c> inside a call, which names a parameter.</summary>
    private static bool IsArgument(List<JinjaToken> tokens, int at) =>
        At(tokens, at + 1) == "=" && At(tokens, at + 2) != "=" && At(tokens, at - 1) is "(" or ",";

    /// <summary>The names that the macro's own parameters hide, and the token that ends the macro's head.</summary>
    private static (HashSet<string> Names, int End) Parameters(List<JinjaToken> tokens)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (At(tokens, 0) is not ("macro" or "test" or "materialization") || At(tokens, 2) != "(")
            return (found, 0);
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
        var end = tokens.FindIndex(token =>
            token is { Kind: JinjaTokenKind.Name, Text: var name } && name == $"end{At(tokens, 0)}"
        );
        return (found, end < 0 ? tokens.Count : end);
    }

    private IEnumerable<string> Dispatched(string name) =>
        _byName
            .Where(group => group.Key == name || group.Key.EndsWith($"__{name}", StringComparison.Ordinal))
            .SelectMany(group => group)
            .Select(macro => macro.UniqueId);

    private static string At(List<JinjaToken> tokens, int at) => at >= 0 && at < tokens.Count ? tokens[at].Text : "";

    private static JinjaTokenKind? Kind(List<JinjaToken> tokens, int at) =>
        at >= 0 && at < tokens.Count ? tokens[at].Kind : null;

    /// <param name="Found">What the code depends on.</param>
    /// <param name="Clocks">Calls that depend on the time if they are members of a module.</param>
    /// <param name="Uses">The macros that it uses.</param>
    /// <param name="HasModules">True if it names modules.</param>
    private sealed record Reading(
        List<Dependence> Found,
        List<Dependence> Clocks,
        HashSet<string> Uses,
        bool HasModules
    );
}

/// <summary>A dependence of compiled code.</summary>
/// <param name="What">The dependence in words, for messages.</param>
/// <param name="IsOfDatabase">True if the code asks the database.</param>
internal sealed record Dependence(string What, bool IsOfDatabase);
