namespace DataRelease.Releases;

/// <summary><c>backup create</c>.</summary>
public sealed record BackupCreateRequest : DryRunRequest
{
    /// <summary>What the user calls it; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// <c>schema.table</c>, or names of models that are live; with <see cref="State"/> false and none named, the state.
    /// </summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>True for incremental models, snapshots, seeds and the tables that the configuration names.</summary>
    public bool State { get; init; }

    /// <summary>A folder for Parquet files; null for copies inside the warehouse.</summary>
    public string? Folder { get; init; }
}

/// <summary><c>backup verify</c>, <c>backup restore</c> and <c>backup drop</c>.</summary>
public sealed record BackupRequest : DryRunRequest
{
    /// <summary><c>v7</c> or a name; the newest of several with one name. <c>verify</c> takes null for all.</summary>
    public string? Version { get; init; }
}

/// <summary><c>rehearse</c>.</summary>
public sealed record RehearseRequest : Request
{
    /// <summary><c>r42</c>; null for the newest candidate.</summary>
    public string? Release { get; init; }
}
