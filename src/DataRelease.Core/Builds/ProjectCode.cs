using DataRelease.Builds.Packages;
using DataRelease.Ledgers;

namespace DataRelease.Builds;

/// <summary>The code of a project's models and snapshots, to show it to people.</summary>
/// <param name="IsCompiled">True for compiled SQL, false for code as people wrote it.</param>
/// <param name="Texts">The code by unique id.</param>
public sealed record ProjectCode(bool IsCompiled, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>Names in Jinja whose values belong to the machine that compiles.</summary>
    private static readonly string[] _ofMachine =
    [
        "env_var",
        "dbt_metadata_envs",
        "invocation_args_dict",
        "flags",
        "context",
    ];

    /// <summary>Models whose SQL may contain values of the machine that compiled it. Their SQL is not shown.</summary>
    public IReadOnlySet<string> Private { get; init; } = new HashSet<string>();

    /// <summary>The code as people wrote it, from a manifest; null if the manifest has none.</summary>
    internal static ProjectCode? Written(Manifest manifest)
    {
        var texts = manifest
            .Nodes.Values.Where(node => node.IsRelation && node.RawCode is { Length: > 0 })
            .ToDictionary(node => node.UniqueId, node => node.RawCode!);
        return texts.Count == 0 ? null : new ProjectCode(false, texts);
    }

    /// <summary>The code of a package: as people wrote it if that is known, or else its SQL with live names.</summary>
    internal static ProjectCode Of(ReleasePackage package, string liveSchema) =>
        Written(package.Manifest)
        ?? new ProjectCode(
            true,
            package
                .Manifest.Nodes.Values.Where(node => node.IsRelation && node.CompiledCode is { Length: > 0 })
                .ToDictionary(node => node.UniqueId, node => WithLiveNames(node.CompiledCode!, package, liveSchema))
        )
        {
            Private = WithValues(package),
        };

    private static string WithLiveNames(string compiled, ReleasePackage package, string liveSchema)
    {
        var (schema, database) = (package.Content.BaseSchema, package.Content.Database);
        var text = schema == liveSchema ? compiled : ReleaseSchemas.Unify(compiled, schema, liveSchema);
        return database.Length > 0 ? text.Replace($"\"{database}\".", "", StringComparison.Ordinal) : text;
    }

    /// <summary>
    /// The models that may contain values of variables. dbt writes a variable's value into the SQL that reads it.
    /// Packing refuses that unless somebody accepts it by name.
    /// </summary>
    private static HashSet<string> WithValues(ReleasePackage package)
    {
        var readers = (package.Content.DependsOnRun ?? new Dictionary<string, IReadOnlyList<string>>())
            .Where(entry =>
                entry.Value.Any(what => _ofMachine.Any(word => what.Contains(word, StringComparison.Ordinal)))
            )
            .Select(entry => entry.Key)
            .ToHashSet(StringComparer.Ordinal);
        // A macro or a file may be part of any model.
        return readers.Any(key => !package.Manifest.Nodes.ContainsKey(key))
            ? [.. package.Manifest.Nodes.Keys]
            : readers;
    }
}
