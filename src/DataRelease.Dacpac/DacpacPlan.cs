using DataRelease.Reports;

namespace DataRelease.Dacpac;

/// <summary>What is asked of <see cref="DacpacPlanner"/>.</summary>
public sealed record DacpacPlanRequest
{
    /// <summary>The dacpac of the new version.</summary>
    public required string Path { get; init; }

    /// <summary>The dacpac of the version that is live; null if nothing is.</summary>
    public string? Against { get; init; }

    /// <summary>The number of the release whose schemas the code goes to.</summary>
    public int Number { get; init; } = 1;

    /// <summary>Consents, each <c>kind:object</c>.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>True if names of live may go.</summary>
    public bool AllowBreaking { get; init; }
}

/// <summary>What a release of a dacpac would do. It is made without a server.</summary>
/// <param name="Name">The application.</param>
/// <param name="Version">Its version.</param>
/// <param name="Relations">A line an object.</param>
/// <param name="Problems">What refuses, and what a person should know.</param>
/// <param name="Files">The release's dacpac, its scripts and DacFx's report, by name.</param>
public sealed record DacpacPlan(
    string Name,
    string Version,
    IReadOnlyList<PlannedRelation> Relations,
    IReadOnlyList<Problem> Problems,
    IReadOnlyList<DacpacOutput> Files
)
{
    /// <summary>Writes the files.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
            await File.WriteAllBytesAsync(Path.Combine(folder, file.Name), file.Bytes.ToArray(), cancellation);
    }
}

/// <summary>A file of a plan.</summary>
/// <param name="Name"><c>green.dacpac</c>, <c>expand.sql</c>, <c>code.sql</c>, <c>pointers.sql</c>,
/// <c>report.xml</c>.</param>
/// <param name="Bytes">Its content.</param>
public sealed record DacpacOutput(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The content of a script.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes.Span);
}
