namespace DataRelease.Steps.Replays;

/// <summary>A query that a consumer ran.</summary>
/// <param name="Name">Where it is from: <c>log.csv(12)</c>.</param>
/// <param name="Text">As it was run.</param>
/// <param name="Parameters">Literals for <c>$1</c> and on, as SQL; null if none are known.</param>
internal sealed record ReplayQuery(string Name, string Text, IReadOnlyList<string>? Parameters = null)
{
    /// <summary>Why it can't be replayed, where that is known before it is tried.</summary>
    public string? WhyNot { get; init; }
}
