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
/// An error with a code, said for a user: what is wrong, what to do, and where. Printed as
/// <c>file(line,col): error DRnnnn: what; what to do</c>; its exit code is the code's.
/// </summary>
public sealed class ReleaseException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="code">From the registry.</param>
    /// <param name="what">What is wrong here, a sentence without a full stop; never a secret.</param>
    /// <param name="toDo">What to do; the code's remedy when null.</param>
    /// <param name="where">The file that is wrong, if one is.</param>
    /// <param name="inner">The cause.</param>
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

    /// <summary>Where, if in a file.</summary>
    public SourceLocation? Where { get; }

    /// <summary>The one line (or few) that a user reads.</summary>
    public string Format() =>
        $"{(Where is null ? "" : $"{Where}: ")}error {Code.Id}: {Message.TrimEnd('.', ';', ' ')}; {ToDo}";
}
