using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>A way to compare that is one engine's own and lives in its project; see <see cref="IDiffWays"/>.</summary>
internal abstract class DiffWay
{
    /// <summary>
    /// The planner's name for it. The facts that it needs are only there where the engine gives them.
    /// </summary>
    public abstract DiffStrategy Strategy { get; }

    /// <summary>True to leave the key's columns as they stand, so that an index on them serves.</summary>
    public virtual bool IsKeyBare => false;

    /// <summary>Compares both sides.</summary>
    /// <param name="run">Shared.</param>
    /// <param name="sides">Both, as far as the options want them.</param>
    /// <param name="course">What it may need of the comparison around it.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract Task<DiffFinding> RunAsync(
        DiffRun run,
        DiffSides sides,
        DiffCourse course,
        CancellationToken cancellation
    );

    /// <summary>The ways that an engine's grammar offers; none where it offers no own.</summary>
    public static IReadOnlyList<DiffWay> Of(DiffGrammar grammar) => (grammar as IDiffWays)?.Ways ?? [];
}

/// <summary>A grammar whose engine has ways of its own to compare.</summary>
internal interface IDiffWays
{
    /// <summary>They.</summary>
    IReadOnlyList<DiffWay> Ways { get; }
}

/// <summary>The comparison around a way.</summary>
/// <param name="Blue">The older side.</param>
/// <param name="Green">The newer one.</param>
/// <param name="Within">Both sides limited to a condition over the table of each.</param>
/// <param name="Instead">Compares in another way, if this one finds that it can't.</param>
internal sealed record DiffCourse(
    DiffSide Blue,
    DiffSide Green,
    Func<Sql, Sql, DiffSides> Within,
    Func<DiffStrategy, Task<DiffFinding>> Instead
);
