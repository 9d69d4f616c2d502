using DataRelease.Errors;

namespace DataRelease.Reports;

/// <summary>
/// One thing that is wrong with the project or its data, with the place in the project that a person would open.
/// </summary>
/// <param name="Code">From the registry.</param>
/// <param name="IsWarning">True if the release goes on.</param>
/// <param name="Message">One sentence; may hold text of a database.</param>
/// <param name="Where">The model's or the YAML's own line, relative to the project's folder; null if there is
/// none.</param>
public sealed record Problem(ErrorCode Code, bool IsWarning, string Message, SourceLocation? Where)
{
    /// <summary>The form that build tools make clickable: <c>file(line,col): error DRnnnn: message</c>.</summary>
    public string Format() =>
        $"{(Where is null ? "" : $"{Where}: ")}{(IsWarning ? "warning" : "error")} {Code.Id}: "
        + Message.ReplaceLineEndings(" ").Trim();
}
