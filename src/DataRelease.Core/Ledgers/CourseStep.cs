namespace DataRelease.Ledgers;

/// <summary>
/// A row of <c>course</c>: a step of the list that a release goes through, or of a list that leads back from it.
/// </summary>
/// <param name="Number">The release. In a list that leads back, the release that was live when the list began.</param>
/// <param name="Ordinal">The step's place in the list, from 0.</param>
/// <param name="Strategy">The strategy that made the list.</param>
/// <param name="Name">The step's name.</param>
/// <param name="Settings">The step's settings as JSON.</param>
/// <param name="State">The step's state.</param>
/// <param name="Result">The step's result, for people.</param>
/// <param name="Until">
/// When a waiting step is looked at again, in UTC; null for at once, or if the step waits for a person.
/// </param>
internal sealed record CourseStep(
    int Number,
    int Ordinal,
    string Strategy,
    string Name,
    string Settings,
    StepState State = StepState.Waiting,
    string Result = "",
    DateTimeOffset? Until = null
)
{
    /// <summary>The strategy of a list that makes an earlier release live again.</summary>
    public const string Rollback = "rollback";

    /// <summary>The strategy of a list that goes live wave by wave.</summary>
    public const string Rolling = "rolling";

    /// <summary>The strategy of a list that restores data.</summary>
    public const string Restore = "restore";

    /// <summary>When the step was last done, refused or taken back, in UTC; null if it was not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>True if the step does not run any more.</summary>
    public bool IsOver => State is StepState.Done or StepState.Undone;
}
