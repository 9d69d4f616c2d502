namespace DataRelease.Releases;

/// <summary>The options of <c>backup create</c>.</summary>
public sealed record BackupCreateRequest : DryRunRequest
{
    /// <summary>The user's name for the version; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// Names of tables (<c>schema.table</c>) or of models that are live. If none are named and <see cref="State"/> is
    /// false, the state is taken.
    /// </summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>
    /// True to include incremental models, snapshots, seeds and the tables that the configuration names.
    /// </summary>
    public bool State { get; init; }

    /// <summary>A folder for Parquet files; null for copies inside the warehouse.</summary>
    public string? Folder { get; init; }
}

/// <summary>The options of <c>backup verify</c>, <c>backup restore</c> and <c>backup drop</c>.</summary>
public sealed record BackupRequest : DryRunRequest
{
    /// <summary>
    /// The version, <c>v7</c> or its name; of several with one name, the newest. For <c>verify</c> null means all.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>The options of <c>rehearse</c>.</summary>
public sealed record RehearseRequest : Request
{
    /// <summary>The release, <c>r42</c>; null for the newest candidate.</summary>
    public string? Release { get; init; }
}
