namespace DataRelease.Reports;

/// <summary>The kind of change of a node or a source.</summary>
public enum CauseChange
{
    /// <summary>Its file has changed.</summary>
    Changed,

    /// <summary>The older side does not have it.</summary>
    New,

    /// <summary>The newer side does not have it.</summary>
    Removed,

    /// <summary>The same file compiles to other SQL, because of a macro or a variable.</summary>
    Code,

    /// <summary>Its rows were carried over from blue.</summary>
    State,

    /// <summary>It is a source, and we don't compare a source's data.</summary>
    Unknown,
}

/// <summary>The words for a change, in documents.</summary>
public static class CauseChanges
{
    /// <summary>The word.</summary>
    public static string Word(this CauseChange change) =>
        change switch
        {
            CauseChange.Changed => "changed",
            CauseChange.New => "new",
            CauseChange.Removed => "removed",
            CauseChange.Code => "code",
            CauseChange.State => "state",
            _ => "unknown",
        };
}

/// <summary>Something in the project that may have changed a relation.</summary>
/// <param name="UniqueId">The unique id of the node or source.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>source</c>.</param>
/// <param name="Change">What changed about it.</param>
/// <param name="Distance">The number of steps upstream; 0 for the relation itself.</param>
public sealed record ChangeCause(string UniqueId, string Kind, CauseChange Change, int Distance);

/// <summary>Why a relation may have changed, by the manifests of the two releases.</summary>
/// <param name="Causes">The causes, nearest first; empty if nothing upstream changed.</param>
public sealed record ChangeExplanation(IReadOnlyList<ChangeCause> Causes)
{
    private const int Named = 3;

    /// <summary>True if nothing upstream can have caused a change.</summary>
    public bool IsUnexplained => Causes.Count == 0;

    /// <summary>Its causes in a few words.</summary>
    public override string ToString()
    {
        if (IsUnexplained)
            return "nothing upstream changed";
        var texts = Causes
            .Take(Named)
            .Select(cause =>
            {
                var name = cause.UniqueId[(cause.UniqueId.IndexOf('.', StringComparison.Ordinal) + 1)..];
                name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
                return cause.Change switch
                {
                    CauseChange.State => $"{name} carries rows over from release to release",
                    CauseChange.Unknown => $"the data of source {name} may have changed",
                    CauseChange.Code => $"{cause.Kind} {name} compiles to other SQL",
                    CauseChange.New => $"{cause.Kind} {name} is new",
                    CauseChange.Removed => $"{cause.Kind} {name} is gone",
                    _ => $"{cause.Kind} {name} changed",
                };
            });
        return string.Join(", ", texts) + (Causes.Count > Named ? $" and {Causes.Count - Named} more" : "");
    }
}
