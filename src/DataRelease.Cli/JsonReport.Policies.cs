using System.Text.Json.Serialization;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>The verdicts of the environment's policies on the candidate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PolicyNode>? Policies { get; init; }
}

internal sealed record PolicyNode(
    string Policy,
    string State,
    string Code,
    string Message,
    string? File,
    int? Line,
    int? Column
);
