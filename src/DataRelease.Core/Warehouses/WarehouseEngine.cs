using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// One engine's registration: its name, the form of its connections, and the way to open its warehouse.
/// <see cref="Traits"/> say what an engine can do; no code decides that by the engine's name.
/// </summary>
public abstract class WarehouseEngine
{
    /// <summary>dbt's adapter type, which is also the value of <c>type</c> in data-release.yml.</summary>
    public abstract string Name { get; }

    /// <summary>The engine's name in messages.</summary>
    public abstract string Title { get; }

    /// <summary>True if the database is a file, so that an environment may have <c>path</c>.</summary>
    public virtual bool IsFile => false;

    /// <summary>True if the driver needs culture data, which the tool starts without.</summary>
    public virtual bool NeedsCultures => false;

    /// <summary>The rules of its SQL.</summary>
    public virtual LexicalRules Lexis => LexicalRules.Standard;

    /// <summary>Reads the connection of a dbt target, in the form that <see cref="Open"/> takes.</summary>
    /// <exception cref="ReleaseException">DR1105 if the target lacks a value.</exception>
    public abstract string ReadTarget(TargetValues target);

    /// <summary>Makes the warehouse; it connects when it is first used.</summary>
    /// <param name="connection">A connection string, a URL or a path, as users of the engine write it.</param>
    /// <param name="options">The warehouse's surroundings.</param>
    /// <exception cref="ReleaseException">The connection can't be parsed.</exception>
    public abstract Warehouse Open(string connection, WarehouseOptions options);

    /// <summary>
    /// The settings of an environment of this engine, line by line, for the file that <c>init</c> writes.
    /// </summary>
    /// <param name="project">The project's name: letters, digits and <c>_</c>.</param>
    public abstract IReadOnlyList<string> Example(string project);
}

/// <summary>The values of a dbt target.</summary>
/// <param name="Text">Reads a value by its key; null if it is missing.</param>
/// <param name="Missing">Makes the error for a missing key.</param>
public sealed record TargetValues(Func<string, string?> Text, Func<string, ReleaseException> Missing)
{
    /// <summary>The value of the first of the keys that has one.</summary>
    /// <exception cref="ReleaseException">No key has a value. The error names the first key.</exception>
    public string Required(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Text(key) is { } value)
                return value;
        }
        throw Missing(keys[0]);
    }
}

/// <summary>The surroundings of a warehouse.</summary>
/// <param name="ProjectDir">The folder that relative paths start from.</param>
/// <param name="Clock">The process's clock.</param>
/// <param name="Observe">Called with every statement's text, without values; null for no observer.</param>
public sealed record WarehouseOptions(string ProjectDir, TimeProvider Clock, Action<string>? Observe)
{
    /// <summary>Reads a variable of the process's environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
}
