using System.Text.Json.Serialization;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>The environment's previews.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PreviewNode>? Previews { get; init; }
}

internal sealed record PreviewNode(
    string Name,
    string Version,
    string State,
    string? Against,
    string? Commit,
    string? Branch,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string Message
);
