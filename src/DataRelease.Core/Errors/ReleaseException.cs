namespace DataRelease.Errors;

/// <summary>A place in a file, lines and columns from 1.</summary>
/// <param name="File">Path as the user would type it.</param>
/// <param name="Line">Line from 1, or 0 for the whole file.</param>
/// <param name="Column">Column from 1, or 0 for the whole line.</param>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0)
{
    /// <summary><c>file(line,col)</c>, the form build tools make clickable.</summary>
    public override string ToString() => Line > 0 ? $"{File}({Line},{Math.Max(Column, 1)})" : File;
}

/// <summary>
/// An error with a code, worded for a user: what is wrong, what to do, and where. It is printed as <c>file(line,col):
/// error DRnnnn: what; what to do</c>. Its code decides the exit code.
/// </summary>
public sealed class ReleaseException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">A code of the registry.</param>
    /// <param name="what">What is wrong here, a sentence without a full stop; never a secret.</param>
    /// <param name="toDo">What to do about it; null takes the code's remedy.</param>
    /// <param name="where">The file with the mistake, or null.</param>
    /// <param name="inner">The cause, or null.</param>
    public ReleaseException(
        ErrorCode code,
        string what,
        string? toDo = null,
        SourceLocation? where = null,
        Exception? inner = null
    )
        : base(what, inner)
    {
        Code = code;
        ToDo = toDo ?? code.Remedy;
        Where = where;
    }

    /// <summary>The registered code.</summary>
    public ErrorCode Code { get; }

    /// <summary>What to do about it.</summary>
    public string ToDo { get; }

    /// <summary>The place in a file, or null.</summary>
    public SourceLocation? Where { get; }

    /// <summary>The line (or few lines) that a user reads.</summary>
    public string Format() =>
        $"{(Where is null ? "" : $"{Where}: ")}error {Code.Id}: {Message.TrimEnd('.', ';', ' ')}; {ToDo}";
}
