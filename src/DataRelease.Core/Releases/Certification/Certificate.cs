namespace DataRelease.Releases.Certification;

/// <summary><c>certify</c>: how large the proof is.</summary>
public sealed record CertifyRequest
{
    /// <summary>Pointer views that each swap repoints, 1 to 2,000.</summary>
    public int Relations { get; init; } = 50;

    /// <summary>Connections that read without a pause, 1 to 200.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How long the same load is measured without a swap, in all.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Swaps, each followed by a rollback, 1 to 100.</summary>
    public int Swaps { get; init; } = 5;

    /// <summary>
    /// True if the statements of a transaction read other views each time, instead of those that its first statement
    /// read: the swap then waits for each of them, and may not get through.
    /// </summary>
    public bool Wander { get; init; }
}

/// <summary>How long statements took, in milliseconds.</summary>
/// <param name="Statements">How many.</param>
/// <param name="P50">Half took at most this.</param>
/// <param name="P99">99 in 100 took at most this.</param>
/// <param name="Max">The longest.</param>
public sealed record Latency(long Statements, double P50, double P99, double Max)
{
    /// <summary>The latency of the given times; sorts them.</summary>
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

/// <summary>How often and how fast live was repointed.</summary>
/// <param name="Done">Succeeded within the budget.</param>
/// <param name="Failed">Did not.</param>
/// <param name="Median">Seconds of a whole step, from its preflight to the marker read back.</param>
/// <param name="Max">Seconds of the slowest.</param>
/// <param name="MaxAttempts">Attempts that the most contended one took.</param>
public sealed record Repointing(int Done, int Failed, double Median, double Max, int MaxAttempts);

/// <summary>What readers noticed of swaps and rollbacks under load: the figures of one <c>certify</c>.</summary>
public sealed record Certificate
{
    /// <summary>Pointer views.</summary>
    public required int Relations { get; init; }

    /// <summary>Connections that read without a pause.</summary>
    public required int Readers { get; init; }

    /// <summary>Statements that failed.</summary>
    public required long Errors { get; init; }

    /// <summary>The first few messages of <see cref="Errors"/>.</summary>
    public required IReadOnlyList<string> ErrorMessages { get; init; }

    /// <summary>Statements that saw two releases.</summary>
    public required long Torn { get; init; }

    /// <summary>Statements that found fewer rows than both releases have.</summary>
    public required long Empty { get; init; }

    /// <summary>Multi-statement transactions.</summary>
    public required long Transactions { get; init; }

    /// <summary>
    /// Transactions whose statements saw different releases. READ COMMITTED allows that by its own definition, so this
    /// is a figure and not a failure.
    /// </summary>
    public required long MixedTransactions { get; init; }

    /// <summary>Statements that no swap or rollback overlapped.</summary>
    public required Latency Calm { get; init; }

    /// <summary>Statements during a swap or rollback.</summary>
    public required Latency During { get; init; }

    /// <summary>Swaps.</summary>
    public required Repointing Swap { get; init; }

    /// <summary>Rollbacks.</summary>
    public required Repointing Rollback { get; init; }

    /// <summary>
    /// What <see cref="During"/>'s p99 should stay below: <see cref="Calm"/>'s own and twice the lock timeout, in
    /// milliseconds.
    /// </summary>
    public required double AllowedP99 { get; init; }

    /// <summary>
    /// True if no reader got an error, a mix or an empty relation, and every swap and rollback succeeded.
    /// </summary>
    public bool IsSafe => Errors == 0 && Torn == 0 && Empty == 0 && Swap.Failed == 0 && Rollback.Failed == 0;
}
