using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// One engine's registration: its name, how its connections are written, and the way to its warehouse. What an engine
/// can do is <see cref="Traits"/>; nothing asks for its name to find out.
/// </summary>
public abstract class WarehouseEngine
{
    /// <summary>dbt's adapter type, which is also the word for <c>type</c> in data-release.yml.</summary>
    public abstract string Name { get; }

    /// <summary>The engine's own name, for people.</summary>
    public abstract string Title { get; }

    /// <summary>True if its database is a file, so that an environment may say <c>path</c>.</summary>
    public virtual bool IsFile => false;

    /// <summary>True if its driver needs the data of languages, which the tool starts without.</summary>
    public virtual bool NeedsCultures => false;

    /// <summary>The connection of a dbt target, in the form that <see cref="Open"/> takes.</summary>
    /// <exception cref="ReleaseException">DR1105 if the target lacks something.</exception>
    public abstract string ReadTarget(TargetValues target);

    /// <summary>Names the warehouse; connects when it is first used.</summary>
    /// <param name="connection">A connection string, a URL or a path, as the engine's users write it.</param>
    /// <param name="options">The surroundings.</param>
    /// <exception cref="ReleaseException">A connection that can't be read.</exception>
    public abstract Warehouse Open(string connection, WarehouseOptions options);

    /// <summary>
    /// The settings of an environment of this engine, line by line, for the file that <c>init</c> writes.
    /// </summary>
    /// <param name="project">The project's name, of letters, digits and <c>_</c>.</param>
    public abstract IReadOnlyList<string> Example(string project);
}

/// <summary>The values of a dbt target.</summary>
/// <param name="Text">A value by its key; null if it is not there.</param>
/// <param name="Missing">The error of a key that is not there.</param>
public sealed record TargetValues(Func<string, string?> Text, Func<string, ReleaseException> Missing)
{
    /// <summary>The value of the first of the keys that is there.</summary>
    /// <exception cref="ReleaseException">None is there; the error names the first.</exception>
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
/// <param name="ProjectDir">The folder that relative paths begin in.</param>
/// <param name="Clock">The process's clock.</param>
/// <param name="Observe">Told of every statement's text, without values; null for none.</param>
public sealed record WarehouseOptions(string ProjectDir, TimeProvider Clock, Action<string>? Observe)
{
    /// <summary>Variables of the process's environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
}
