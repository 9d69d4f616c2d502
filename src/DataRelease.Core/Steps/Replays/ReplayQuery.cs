namespace DataRelease.Steps.Replays;

/// <summary>A query that a consumer ran.</summary>
/// <param name="Name">Where it comes from: <c>log.csv(12)</c>.</param>
/// <param name="Text">The text that the consumer ran.</param>
/// <param name="Parameters">SQL literals for <c>$1</c> and so on; null if none are known.</param>
internal sealed record ReplayQuery(string Name, string Text, IReadOnlyList<string>? Parameters = null)
{
    /// <summary>Why the query can't be replayed, if that is known in advance.</summary>
    public string? WhyNot { get; init; }
}
