using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Builds.Reuse;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Computes digests of the code of a compiled dbt project, by node. If two releases have the same digest, they run the
/// same SQL on the same inputs. Code that compiles without asking the warehouse is identified by its compiled form.
/// Code that asks the warehouse is the same only for the same Jinja, so its text, its macros and its variables count.
/// </summary>
internal sealed partial class DbtCodeDigests
{
    private readonly Dictionary<string, JsonElement> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _nodes = new(StringComparer.Ordinal);
    private readonly string _adapter;
    private readonly string _variables;
    private readonly string _database;
    private readonly string _baseSchema;
    private readonly string _everywhere;

    private DbtCodeDigests(JsonElement manifest, string variables, string baseSchema, string database)
    {
        (_variables, _baseSchema, _database) = (variables, baseSchema, database);
        var metadata = manifest.GetProperty("metadata");
        _adapter = Text(metadata, "adapter_type");
        if (manifest.TryGetProperty("macros", out var macros))
            foreach (var macro in macros.EnumerateObject())
                _macros[macro.Name] = macro.Value;
        foreach (var node in manifest.GetProperty("nodes").EnumerateObject())
            _nodes[node.Name] = node.Value;
        _everywhere = Everywhere(Text(metadata, "dbt_version"));
    }

    /// <summary>Computes the digests.</summary>
    /// <param name="json">The manifest.json that dbt wrote after it compiled.</param>
    /// <param name="variables">
    /// The variables that <c>var</c> can return, the project's and the command's, as text.
    /// </param>
    /// <param name="baseSchema">The base schema that the project was compiled for.</param>
    /// <param name="database">The database.</param>
    public static IReadOnlyDictionary<string, string> Read(
        ReadOnlyMemory<byte> json,
        string variables,
        string baseSchema,
        string database
    )
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var digests = new DbtCodeDigests(document.RootElement, variables, baseSchema, database);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, node) in digests._nodes)
        {
            if (digests.Of(node) is { } digest)
                found[id] = digest;
        }
        return found;
    }

    private string? Of(JsonElement node)
    {
        var kind = Text(node, "resource_type");
        if (kind is not ("model" or "snapshot" or "test") || Text(node, "language") is "python")
            return null;
        var materialized = MaterializedOf(node);
        // Models that are no relations are a part of the nodes that read them.
        var parts = WithEphemeral(node);
        var hooks = string.Concat(parts.Select(Hooks));
        var macros = Closure(parts.SelectMany(MacrosOf).Concat(Materialization(materialized)));
        var jinja =
            string.Concat(parts.Select(part => Text(part, "raw_code")))
            + string.Concat(macros.Select(id => Text(_macros[id], "macro_sql")))
            + hooks;
        var text = new StringBuilder(_everywhere).Append('\n');
        if (
            kind == "snapshot"
            || materialized == "incremental"
            // A hook is Jinja that the manifest does not have in compiled form.
            || HasJinja(hooks)
            || Asks().IsMatch(jinja)
            || Materialization(materialized).Any()
        )
        {
            if (Moves().IsMatch(jinja))
                return null;
            foreach (var part in parts)
                text.Append(Text(part, "raw_code")).Append('\n');
            foreach (var id in macros.Where(id => !IsDbts(id)))
                text.Append(id).Append('\n').Append(Text(_macros[id], "macro_sql")).Append('\n');
            if (Variable().IsMatch(jinja))
                text.Append(_variables);
            return Fingerprint.Digest(text.ToString());
        }
        return Text(node, "compiled_code") is { Length: > 0 } compiled
            ? Fingerprint.Digest(text.Append(CodeDigest.Of(compiled, _baseSchema, _database)).ToString())
            : null;
    }

    private List<JsonElement> WithEphemeral(JsonElement node)
    {
        var found = new List<JsonElement> { node };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < found.Count; at++)
        {
            if (
                !found[at].TryGetProperty("depends_on", out var on)
                || on.ValueKind != JsonValueKind.Object
                || !on.TryGetProperty("nodes", out var read)
                || read.ValueKind != JsonValueKind.Array
            )
                continue;
            foreach (var id in read.EnumerateArray().Select(item => item.GetString() ?? "").Where(seen.Add))
                if (_nodes.TryGetValue(id, out var other) && MaterializedOf(other) == "ephemeral")
                    found.Add(other);
        }
        return found;
    }

    private static string MaterializedOf(JsonElement node) =>
        node.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
            ? Text(config, "materialized")
            : "";

    /// <summary>
    /// The part that is common to all nodes: dbt's version, its macros that the project overrides, and what runs before
    /// the build.
    /// </summary>
    private string Everywhere(string version)
    {
        var text = new StringBuilder(version).Append(_adapter);
        var dbts = _macros.Keys.Where(IsDbts).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var others = _macros.Keys.Where(id =>
            !IsDbts(id)
            && dbts.Contains(NameOf(id))
            && !NameOf(id).StartsWith("generate_", StringComparison.Ordinal)
            && !NameOf(id).StartsWith("materialization_", StringComparison.Ordinal)
        );
        var begins = _nodes
            .Values.Where(node => Text(node, "resource_type") == "operation" && IsAtStart(node))
            .OrderBy(node => Text(node, "unique_id"), StringComparer.Ordinal)
            .ToList();
        foreach (var id in Closure(others.Concat(begins.SelectMany(MacrosOf))).Where(id => !IsDbts(id)))
            text.Append(id).Append(Text(_macros[id], "macro_sql"));
        foreach (var node in begins)
            text.Append(Text(node, "raw_code"));
        if (Variable().IsMatch(text.ToString()))
            text.Append(_variables);
        return Fingerprint.Digest(text.ToString());
    }

    private static bool IsAtStart(JsonElement node) =>
        !node.TryGetProperty("tags", out var tags)
        || tags.ValueKind != JsonValueKind.Array
        || tags.EnumerateArray().All(tag => tag.GetString() != "on-run-end");

    /// <summary>Macros with all macros that they call, in the order of their names.</summary>
    private SortedSet<string> Closure(IEnumerable<string> roots)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(roots);
        while (next.TryDequeue(out var id))
        {
            if (!_macros.TryGetValue(id, out var macro) || !found.Add(id))
                continue;
            foreach (var called in MacrosOf(macro))
                next.Enqueue(called);
            // A dispatch calls the adapter's or the project's macro of that name.
            if (Text(macro, "macro_sql").Contains("dispatch", StringComparison.Ordinal))
            {
                var name = $"__{NameOf(id)}";
                foreach (
                    var other in _macros.Keys.Where(other =>
                        !IsDbts(other) && NameOf(other).EndsWith(name, StringComparison.Ordinal)
                    )
                )
                    next.Enqueue(other);
            }
        }
        return found;
    }

    private IEnumerable<string> Materialization(string name) =>
        _macros.Keys.Where(id =>
            !IsDbts(id) && NameOf(id).StartsWith($"materialization_{name}_", StringComparison.Ordinal)
        );

    private bool IsDbts(string id) =>
        id.StartsWith("macro.dbt.", StringComparison.Ordinal)
        || id.StartsWith($"macro.dbt_{_adapter}.", StringComparison.Ordinal);

    private static string NameOf(string id) => id[(id.LastIndexOf('.') + 1)..];

    private static IEnumerable<string> MacrosOf(JsonElement node) =>
        node.TryGetProperty("depends_on", out var on)
        && on.ValueKind == JsonValueKind.Object
        && on.TryGetProperty("macros", out var macros)
        && macros.ValueKind == JsonValueKind.Array
            ? macros.EnumerateArray().Select(macro => macro.GetString() ?? "")
            : [];

    private static string Hooks(JsonElement node)
    {
        if (!node.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object)
            return "";
        var text = new StringBuilder();
        foreach (var name in new[] { "pre-hook", "post-hook", "pre_hook", "post_hook" })
        {
            if (config.TryGetProperty(name, out var hooks) && hooks.ValueKind == JsonValueKind.Array)
                foreach (var hook in hooks.EnumerateArray())
                    text.Append(hook.ValueKind == JsonValueKind.Object ? Text(hook, "sql") : hook.ToString())
                        .Append('\n');
        }
        return text.ToString();
    }

    /// <summary>True for Jinja other than the relation's own name, which is the same in every release.</summary>
    private static bool HasJinja(string hooks) => Jinja().Matches(hooks).Any(part => !This().IsMatch(part.Value));

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    [GeneratedRegex(@"\{[{%].*?[}%]\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Jinja();

    [GeneratedRegex(
        @"^\{\{-?\s*this(\.(schema|name|identifier|table|database))?\s*-?\}\}$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex This();

    [GeneratedRegex(@"\b(env_)?var\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    /// <summary>Jinja that asks the warehouse while it compiles.</summary>
    [GeneratedRegex(
        @"\b(execute|run_query|statement|load_result|is_incremental|load_relation|load_cached_relation|graph|"
            + @"should_full_refresh|flags|store_result|run_results|selected_resources)\b|"
            + @"\badapter\s*\.\s*(?!dispatch\b|quote\b)|"
            + @"\bget_(columns?|relations?|tables?|filtered|query|single|merge)_",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Asks();

    /// <summary>
    /// Jinja whose value differs at each run. Where the compiled form does not show that value, no two releases have
    /// the same code.
    /// </summary>
    [GeneratedRegex(
        @"\b(run_started_at|invocation_id|invocation_args_dict|modules\s*\.|env_var\s*\()",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Moves();
}
