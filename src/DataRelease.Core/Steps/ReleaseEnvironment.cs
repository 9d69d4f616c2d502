using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>A place to release to, resolved: all that the engine needs, and nothing it would have to look up.</summary>
/// <param name="Name">The environment's name.</param>
/// <param name="LiveSchema">The base schema that consumers query.</param>
/// <param name="Warehouse">Where it is; the caller disposes it.</param>
/// <param name="Config">The validated configuration.</param>
/// <param name="Builder">Makes the builder when a command builds; the engine disposes it.</param>
/// <param name="ProjectDir">The project's folder, to say where a problem is; null if there is none.</param>
public sealed record ReleaseEnvironment(
    string Name,
    string LiveSchema,
    Warehouse Warehouse,
    ReleaseConfig Config,
    Func<CancellationToken, Task<IGreenBuilder>> Builder,
    string? ProjectDir = null
)
{
    /// <summary>
    /// Reads the project's or the package's migrations when a command needs them; null if there are none.
    /// </summary>
    public Func<CancellationToken, Task<MigrationSet>>? Migrations { get; init; }

    /// <summary>How many statements may run at once, as the project's own tool would run them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// True if the command named a release package, of which <see cref="Builder"/> and <see cref="Migrations"/> are.
    /// </summary>
    public bool IsOfPackage { get; init; }

    /// <summary>
    /// The same place with the builder and the migrations of a package, by its path; null if only packages' builders
    /// are to be had.
    /// </summary>
    public Func<string, ReleaseEnvironment>? OfPackage { get; init; }

    /// <summary>The environment that this one is a preview of; null for one that has a live.</summary>
    public ReleaseEnvironment? PreviewOf { get; init; }

    /// <summary>The preview's name; null for an environment that has a live.</summary>
    public string? Preview { get; init; }

    /// <summary>A preview of this environment: a place of its own in the same database.</summary>
    /// <param name="name"><c>pr-123</c>.</param>
    /// <exception cref="ReleaseException">DR7101.</exception>
    public ReleaseEnvironment AsPreview(string name) =>
        PreviewNames.Refusal(name) is { } why
            ? throw new ReleaseException(ErrorCode.PreviewName, $"'{name}' can't be the name of a preview: {why}")
            : this with
            {
                Name = PreviewNames.Environment(Name, name),
                Preview = name,
                PreviewOf = this,
                // Never of a preview.
                Migrations = null,
            };

    /// <summary>
    /// Opens another environment of the same configuration, for a diff across them; null where there is none. The
    /// caller disposes its warehouse.
    /// </summary>
    public Func<string, ReleaseEnvironment>? Other { get; init; }
}
