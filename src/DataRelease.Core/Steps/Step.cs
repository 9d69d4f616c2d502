using System.Text.Json.Serialization;

namespace DataRelease.Steps;

/// <summary>
/// One step of a release: a value with a name and settings, which the ledger keeps. The step finds everything else in
/// its context, so that another process can continue where one ended.
/// </summary>
/// <param name="Name">The step's name in the ledger and for users.</param>
/// <param name="IsOfBuild">
/// True if the step works on an unfinished green. Nobody knows which relations of a half-built green are complete, so
/// the list starts again from the first such step.
/// </param>
/// <param name="IsPreparation">
/// True if live shows nothing of the step. If only such steps of a list that leads back are done,
/// <see cref="UndoAsync"/> can take them back and the list is forgotten.
/// </param>
internal abstract record Step(
    [property: JsonIgnore] string Name,
    [property: JsonIgnore] bool IsOfBuild = false,
    [property: JsonIgnore] bool IsPreparation = false
)
{
    /// <summary>Does the step. The caller must hold the lease. Running it twice has the same effect as once.</summary>
    /// <exception cref="Errors.ReleaseException">The step refused or failed. Live is unchanged.</exception>
    public abstract Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation);

    /// <summary>
    /// Takes back what the step did, wholly or in part. The caller must hold the lease, and the marker does not change.
    /// A swap is not undone: going back has a list of its own, because rows may have been written since. A wave is
    /// undone: the caller has counted such rows before.
    /// </summary>
    /// <param name="context">The context in which the step ran.</param>
    /// <param name="why">The reason, for the ledger.</param>
    /// <param name="cancellation">Ends the undoing, which can be repeated.</param>
    public virtual Task UndoAsync(StepContext context, string why, CancellationToken cancellation) =>
        Task.CompletedTask;

    /// <summary>
    /// Shows what the step would do; writes nothing. It refuses what the step would refuse, as far as that is known.
    /// </summary>
    public abstract Task PreviewAsync(StepPreview preview, CancellationToken cancellation);
}
