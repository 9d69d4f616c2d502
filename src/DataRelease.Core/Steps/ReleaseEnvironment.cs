using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>An environment to release to, with everything that the engine needs resolved.</summary>
/// <param name="Name">The environment's name.</param>
/// <param name="LiveSchema">The base schema that consumers query.</param>
/// <param name="Warehouse">Its warehouse, which the caller disposes.</param>
/// <param name="Config">The validated configuration.</param>
/// <param name="Builder">Opens the builder when a command builds. The engine disposes it.</param>
/// <param name="ProjectDir">The project's folder, to report the places of problems; null if there is none.</param>
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

    /// <summary>The number of statements that may run at once, as for the project's own tool.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// True if the command named a release package, to which <see cref="Builder"/> and <see cref="Migrations"/> belong.
    /// </summary>
    public bool IsOfPackage { get; init; }

    /// <summary>
    /// Gives the same environment with the builder and the migrations of the package at a path; null if packages can't
    /// be opened.
    /// </summary>
    public Func<string, ReleaseEnvironment>? OfPackage { get; init; }

    /// <summary>The environment that this one is a preview of; null if this is no preview.</summary>
    public ReleaseEnvironment? PreviewOf { get; init; }

    /// <summary>The preview's name; null if this is no preview.</summary>
    public string? Preview { get; init; }

    /// <summary>A preview of this environment, in schemas of its own in the same database.</summary>
    /// <param name="name">The preview's name, <c>pr-123</c>.</param>
    /// <exception cref="ReleaseException">DR7101.</exception>
    public ReleaseEnvironment AsPreview(string name) =>
        PreviewNames.Refusal(name) is { } why
            ? throw new ReleaseException(ErrorCode.PreviewName, $"'{name}' can't be the name of a preview: {why}")
            : this with
            {
                Name = PreviewNames.Environment(Name, name),
                Preview = name,
                PreviewOf = this,
                // A preview never runs migrations.
                Migrations = null,
            };

    /// <summary>
    /// Opens another environment of the same configuration, for a diff across environments; null if there is none. The
    /// caller disposes its warehouse.
    /// </summary>
    public Func<string, ReleaseEnvironment>? Other { get; init; }
}
