namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>Evaluated arguments of a call.</summary>
internal sealed record JinjaCall(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    public bool Has(int at, string name) => at < Positional.Count || Named.ContainsKey(name);

    public object? Get(int at, string name, object? standard = null) =>
        at < Positional.Count ? Positional[at]
        : Named.TryGetValue(name, out var value) ? value
        : standard;
}

/// <summary>A name without a value: it is false and empty, and an error where its value is needed.</summary>
internal sealed record JinjaUndefined(string Name)
{
    /// <summary>
    /// The names of dbt's own context, which messages may contain. Any other name may be a password that somebody wrote
    /// between the braces.
    /// </summary>
    private static readonly HashSet<string> _told = new(StringComparer.Ordinal)
    {
        "target",
        "this",
        "model",
        "modules",
        "builtins",
        "flags",
        "graph",
        "project_name",
        "dbt_version",
        "invocation_id",
        "run_started_at",
        "adapter",
        "api",
        "schema",
        "database",
        "selected_resources",
    };

    public JinjaException Error() =>
        new(
            JinjaTrouble.Unsupported,
            _told.Contains(Name.Split('.')[0])
                ? $"'{Name}' has no value here"
                : "a name without quotes in it has no value here"
        );
}
