namespace DataRelease.Releases.Certification;

/// <summary>The size of the load that <c>certify</c> runs.</summary>
public sealed record CertifyRequest
{
    /// <summary>The number of pointer views that each swap repoints, 1 to 2,000.</summary>
    public int Relations { get; init; } = 50;

    /// <summary>The number of connections that read without a pause, 1 to 200.</summary>
    public int Readers { get; init; } = 12;

    /// <summary>How long the same load is measured in all without a swap.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of swaps, each followed by a rollback, 1 to 100.</summary>
    public int Swaps { get; init; } = 5;

    /// <summary>
    /// True if the statements of a transaction read different views each time, and not only those of the first
    /// statement. The swap then waits for each of these views, and may not get through.
    /// </summary>
    public bool Wander { get; init; }
}

/// <summary>How long statements took, in milliseconds.</summary>
/// <param name="Statements">The number of statements.</param>
/// <param name="P50">The time that half of them took at most.</param>
/// <param name="P99">The time that 99 in 100 took at most.</param>
/// <param name="Max">The longest time.</param>
public sealed record Latency(long Statements, double P50, double P99, double Max)
{
    /// <summary>The latency of the given times, which it sorts.</summary>
    internal static Latency Of(List<float> milliseconds)
    {
        if (milliseconds.Count == 0)
            return new Latency(0, 0, 0, 0);
        milliseconds.Sort();
        return new Latency(milliseconds.Count, At(0.5), At(0.99), Math.Round(milliseconds[^1], 2));

        double At(double share) =>
            Math.Round(milliseconds[(int)Math.Min(milliseconds.Count - 1, Math.Floor(milliseconds.Count * share))], 2);
    }
}

/// <summary>What the readers of one kind noticed.</summary>
/// <param name="Kind">The kind: <c>statements</c>, <c>prepared</c>, <c>serializable</c>, <c>cursor</c>.</param>
/// <param name="Readers">The number of readers of this kind.</param>
/// <param name="Calm">Latency of statements that no swap or rollback overlapped.</param>
/// <param name="During">Latency of statements during a swap or rollback.</param>
public sealed record ReaderFigures(string Kind, int Readers, Latency Calm, Latency During);

/// <summary>How often and how fast live was repointed.</summary>
/// <param name="Done">The number that succeeded within the budget.</param>
/// <param name="Failed">The number that did not.</param>
/// <param name="Median">
/// The median duration in seconds of a whole step, from its preflight until the marker was read back.
/// </param>
/// <param name="Max">The longest duration in seconds.</param>
/// <param name="MaxAttempts">The number of attempts of the most contended one.</param>
public sealed record Repointing(int Done, int Failed, double Median, double Max, int MaxAttempts);

/// <summary>What readers noticed of swaps and rollbacks under load: the figures of one <c>certify</c>.</summary>
public sealed record Certificate
{
    /// <summary>The number of pointer views.</summary>
    public required int Relations { get; init; }

    /// <summary>The number of connections that read without a pause.</summary>
    public required int Readers { get; init; }

    /// <summary>The number of statements that failed.</summary>
    public required long Errors { get; init; }

    /// <summary>The first few messages of <see cref="Errors"/>.</summary>
    public required IReadOnlyList<string> ErrorMessages { get; init; }

    /// <summary>The number of statements that saw two releases.</summary>
    public required long Torn { get; init; }

    /// <summary>The number of statements that found fewer rows than both releases have.</summary>
    public required long Empty { get; init; }

    /// <summary>The number of transactions with several statements.</summary>
    public required long Transactions { get; init; }

    /// <summary>
    /// The number of transactions whose statements saw different releases. READ COMMITTED allows that by definition, so
    /// they don't count as failures.
    /// </summary>
    public required long MixedTransactions { get; init; }

    /// <summary>
    /// Latency of statements that no swap or rollback overlapped, without those that take long by themselves.
    /// </summary>
    public required Latency Calm { get; init; }

    /// <summary>Latency of statements during a swap or rollback, without those that take long by themselves.</summary>
    public required Latency During { get; init; }

    /// <summary>The figures of each kind of reader.</summary>
    public required IReadOnlyList<ReaderFigures> Kinds { get; init; }

    /// <summary>The swaps.</summary>
    public required Repointing Swap { get; init; }

    /// <summary>The rollbacks.</summary>
    public required Repointing Rollback { get; init; }

    /// <summary>
    /// The limit for <see cref="During"/>'s p99 in milliseconds: <see cref="Calm"/>'s p99 plus twice the lock timeout.
    /// </summary>
    public required double AllowedP99 { get; init; }

    /// <summary>
    /// True if no reader got an error, a mix or an empty relation, and every swap and rollback succeeded.
    /// </summary>
    public bool IsSafe => Errors == 0 && Torn == 0 && Empty == 0 && Swap.Failed == 0 && Rollback.Failed == 0;
}
