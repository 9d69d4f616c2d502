namespace DataRelease.Reports;

/// <summary>Something in the project that may have changed a relation.</summary>
/// <param name="UniqueId">The unique id of the node or source.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>source</c>.</param>
/// <param name="Change">
/// <c>changed</c>, <c>new</c>, <c>removed</c>, <c>code</c> (the same file compiles to other SQL, because of a macro or
/// a variable), <c>state</c> (rows carried over from blue), <c>unknown</c> (a source: we don't compare its data).
/// </param>
/// <param name="Distance">The number of steps upstream; 0 for the relation itself.</param>
public sealed record ChangeCause(string UniqueId, string Kind, string Change, int Distance);

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
                    "state" => $"{name} carries rows over from release to release",
                    "unknown" => $"the data of source {name} may have changed",
                    "code" => $"{cause.Kind} {name} compiles to other SQL",
                    "new" => $"{cause.Kind} {name} is new",
                    "removed" => $"{cause.Kind} {name} is gone",
                    _ => $"{cause.Kind} {name} changed",
                };
            });
        return string.Join(", ", texts) + (Causes.Count > Named ? $" and {Causes.Count - Named} more" : "");
    }
}
