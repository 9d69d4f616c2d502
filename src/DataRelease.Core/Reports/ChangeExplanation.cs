namespace DataRelease.Reports;

/// <summary>What changed about a node or a source.</summary>
public enum CauseChange
{
    /// <summary>Its file.</summary>
    Changed,

    /// <summary>It was not there before.</summary>
    New,

    /// <summary>It is there no more.</summary>
    Removed,

    /// <summary>Its file is the same and compiles to other SQL, by a macro or a variable.</summary>
    Code,

    /// <summary>It has rows that were carried over from blue.</summary>
    State,

    /// <summary>A source's data, which is not ours to compare.</summary>
    Unknown,
}

/// <summary>The words for it in documents.</summary>
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

/// <summary>Something in the project that can have changed a relation.</summary>
/// <param name="UniqueId">The node or source.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>source</c>.</param>
/// <param name="Change">What changed about it.</param>
/// <param name="Distance">Steps upstream; 0 for the relation itself.</param>
public sealed record ChangeCause(string UniqueId, string Kind, CauseChange Change, int Distance);

/// <summary>Why a relation can have changed, by the manifests of the two releases.</summary>
/// <param name="Causes">Nearest first; empty if nothing that it is made from changed.</param>
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
