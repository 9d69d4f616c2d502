using DataRelease.Reports;

namespace DataRelease.Dacpac;

/// <summary>The input of <see cref="DacpacPlanner"/>.</summary>
public sealed record DacpacPlanRequest
{
    /// <summary>The dacpac of the new version.</summary>
    public required string Path { get; init; }

    /// <summary>The dacpac of the live version; null if nothing is live.</summary>
    public string? Against { get; init; }

    /// <summary>The number of the release whose schemas receive the code.</summary>
    public int Number { get; init; } = 1;

    /// <summary>What a person has accepted, each as <c>kind:object</c>.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>True if live names may be dropped.</summary>
    public bool AllowBreaking { get; init; }
}

/// <summary>What a release of a dacpac would do. Planning needs no server.</summary>
/// <param name="Name">The application's name.</param>
/// <param name="Version">The application's version.</param>
/// <param name="Relations">One line for each object.</param>
/// <param name="Problems">Errors that refuse the release, and warnings.</param>
/// <param name="Files">The release's dacpac, its scripts and DacFx's report.</param>
public sealed record DacpacPlan(
    string Name,
    string Version,
    IReadOnlyList<PlannedRelation> Relations,
    IReadOnlyList<Problem> Problems,
    IReadOnlyList<DacpacOutput> Files
)
{
    /// <summary>Writes the files.</summary>
    /// <param name="folder">The folder; it is created if missing.</param>
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
/// <param name="Bytes">The content.</param>
public sealed record DacpacOutput(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The content of a script, as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes.Span);
}
