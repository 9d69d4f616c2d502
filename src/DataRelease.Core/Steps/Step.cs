using System.Text.Json.Serialization;

namespace DataRelease.Steps;

/// <summary>
/// One thing that a release does: a value of a name and settings, which the ledger keeps. It finds all else in its
/// context, so that another process can go on where one ended.
/// </summary>
/// <param name="Name">Its name in the ledger and for users.</param>
/// <param name="IsOfBuild">True if it works on a green that is not whole yet. Which relations of a half-built green are
/// complete is not known, so such a step is done again from the first one of its kind on.</param>
/// <param name="IsPreparation">True if what is live does not know of it: where nothing else was done of a list that
/// leads back, it can be taken back by <see cref="UndoAsync"/> and the list forgotten.</param>
internal abstract record Step(
    [property: JsonIgnore] string Name,
    [property: JsonIgnore] bool IsOfBuild = false,
    [property: JsonIgnore] bool IsPreparation = false
)
{
    /// <summary>Does it; needs the lease. Done twice it does no more than done once.</summary>
    /// <exception cref="Errors.ReleaseException">It refuses, or failed; live is as it was.</exception>
    public abstract Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation);

    /// <summary>
    /// Takes back what it did, whole or in part; needs the lease, and what the marker says does not change by it. A
    /// swap is not undone: going back is a list of its own, since rows may have been written meanwhile. A wave is: who
    /// undoes it has counted the rows before.
    /// </summary>
    /// <param name="context">Where it ran.</param>
    /// <param name="why">Why, for the ledger.</param>
    /// <param name="cancellation">Ends it; it can be undone again.</param>
    public virtual Task UndoAsync(StepContext context, string why, CancellationToken cancellation) =>
        Task.CompletedTask;

    /// <summary>
    /// Says what it would do; writes nothing, and refuses what it would refuse as far as that is known.
    /// </summary>
    public abstract Task PreviewAsync(StepPreview preview, CancellationToken cancellation);
}
