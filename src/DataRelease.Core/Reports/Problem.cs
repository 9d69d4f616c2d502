using DataRelease.Errors;

namespace DataRelease.Reports;

/// <summary>
/// One thing that is wrong with the project or its data, and the place in the project where a person would fix it.
/// </summary>
/// <param name="Code">A code of the registry.</param>
/// <param name="IsWarning">True if the release goes on.</param>
/// <param name="Message">One sentence, or the lines that a database or dbt wrote.</param>
/// <param name="Where">
/// The line in the model or the YAML, relative to the project's folder; null if there is none.
/// </param>
public sealed record Problem(ErrorCode Code, bool IsWarning, string Message, SourceLocation? Where)
{
    /// <summary>
    /// The form that build tools make clickable: <c>file(line,col): error DRnnnn: message</c>. A database's or dbt's
    /// message of several lines keeps its lines, indented, so that a caret stays below what it points to.
    /// </summary>
    public string Format()
    {
        var lines = Message.ReplaceLineEndings("\n").Trim().Split('\n').Where(line => line.Trim().Length > 0).ToList();
        var first = $"{(Where is null ? "" : $"{Where}: ")}{(IsWarning ? "warning" : "error")} {Code.Id}: ";
        return string.Join(
            Environment.NewLine,
            lines
                .Skip(1)
                .Select(line => $"    {line.TrimEnd()}")
                .Prepend($"{first}{(lines.Count == 0 ? "" : lines[0])}")
        );
    }
}
