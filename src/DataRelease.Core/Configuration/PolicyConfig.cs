using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>What a candidate must have before it goes live in an environment.</summary>
public sealed record PolicyConfig
{
    /// <summary>No policy.</summary>
    public static PolicyConfig None { get; } = new();

    /// <summary>Environments in which the same code must have been live.</summary>
    public IReadOnlyList<RequiredEnvironment> Environments { get; init; } = [];

    /// <summary>Approvals by people.</summary>
    public IReadOnlyList<RequiredApprovals> Approvals { get; init; } = [];

    /// <summary>Times in which nothing goes live.</summary>
    public IReadOnlyList<FreezeConfig> Freezes { get; init; } = [];

    /// <summary>Where <c>skip: never</c> stands; null if checks may be turned off.</summary>
    public SourceLocation? NeverSkip { get; init; }

    /// <summary>True if there is any.</summary>
    public bool HasAny => Environments.Count > 0 || Approvals.Count > 0 || Freezes.Count > 0 || NeverSkip is not null;

    /// <summary>True if there is one that a refresh of what is live has to pass.</summary>
    public bool HasAnyOfRefresh => NeverSkip is not null || Freezes.Any(freeze => freeze.StopsRefreshes);
}

/// <summary><c>require: {environment: staging, soak: 1h}</c>.</summary>
/// <param name="Environment">Where the same code must have been live.</param>
/// <param name="Soak">For how long without a break.</param>
/// <param name="Where">Where it stands in the file.</param>
public sealed record RequiredEnvironment(string Environment, TimeSpan Soak, SourceLocation Where);

/// <summary><c>require: {approvals: 1, not_by: author}</c>.</summary>
/// <param name="Count">How many people.</param>
/// <param name="NotByAuthor">True if who released the candidate does not count.</param>
/// <param name="Where">Where it stands in the file.</param>
public sealed record RequiredApprovals(int Count, bool NotByAuthor, SourceLocation Where);
