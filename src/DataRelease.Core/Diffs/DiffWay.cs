using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// An engine's own implementation of a strategy, which lives in the engine's project: see <see cref="IDiffWays"/>.
/// </summary>
internal abstract class DiffWay
{
    /// <summary>The strategy. The facts that it needs exist only where the engine gives them.</summary>
    public abstract DiffStrategy Strategy { get; }

    /// <summary>True to leave the key's columns unchanged, so that an index on them can be used.</summary>
    public virtual bool IsKeyBare => false;

    /// <summary>Compares both sides.</summary>
    /// <param name="run">The shared state.</param>
    /// <param name="sides">Both sides, limited by the options.</param>
    /// <param name="course">What it may need of the surrounding comparison.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract Task<DiffFinding> RunAsync(
        DiffRun run,
        DiffSides sides,
        DiffCourse course,
        CancellationToken cancellation
    );

    /// <summary>The strategies that an engine's grammar implements itself; none if it has none.</summary>
    public static IReadOnlyList<DiffWay> Of(DiffGrammar grammar) => (grammar as IDiffWays)?.Ways ?? [];
}

/// <summary>A grammar whose engine implements strategies of its own.</summary>
internal interface IDiffWays
{
    /// <summary>The implementations.</summary>
    IReadOnlyList<DiffWay> Ways { get; }
}

/// <summary>The comparison around an engine's own strategy.</summary>
/// <param name="Blue">The older side.</param>
/// <param name="Green">The newer side.</param>
/// <param name="Within">Limits both sides by a condition over the table of each.</param>
/// <param name="Instead">Compares by another strategy, if this one finds that it can't.</param>
internal sealed record DiffCourse(
    DiffSide Blue,
    DiffSide Green,
    Func<Sql, Sql, DiffSides> Within,
    Func<DiffStrategy, Task<DiffFinding>> Instead
);
