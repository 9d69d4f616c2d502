namespace DataRelease.Ledgers;

/// <summary>
/// A row of <c>course</c>: a step of the list that a release goes through, or of one that leads back from it.
/// </summary>
/// <param name="Number">The release; of a list that leads back, the one that was live when it began.</param>
/// <param name="Ordinal">Its place in the list, from 0.</param>
/// <param name="Strategy">The strategy that put it there.</param>
/// <param name="Name">The step's name.</param>
/// <param name="Settings">Its settings as JSON.</param>
/// <param name="State">Where it is.</param>
/// <param name="Result">What came of it, for people.</param>
/// <param name="Until">When a step that waits is to be looked at again, UTC; null for at once or for a person.</param>
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

    /// <summary>The strategy of a list that puts data back.</summary>
    public const string Restore = "restore";

    /// <summary>True if it is not to be run any more.</summary>
    public bool IsOver => State is StepState.Done or StepState.Undone;
}
