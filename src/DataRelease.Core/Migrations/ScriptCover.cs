using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>A data version that holds what a script may take away. Nobody writes to its tables until then.</summary>
/// <param name="Tables">The tables that the version holds.</param>
/// <param name="TakeAsync">Takes the version in a session of its own; returns its id.</param>
/// <param name="DropAsync">Drops a version that came too early, by its id.</param>
internal sealed record ScriptCover(
    IReadOnlyList<RelationName> Tables,
    Func<CancellationToken, Task<string>> TakeAsync,
    Func<string, CancellationToken, Task> DropAsync
);
