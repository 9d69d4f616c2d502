using DataRelease.Errors;

namespace DataRelease.Dacpac;

/// <summary>What about a name can't be answered by reading it.</summary>
internal enum FindingKind
{
    /// <summary>A string has the name of code that moves.</summary>
    NameInText,

    /// <summary>A name has a database or server in it.</summary>
    OtherDatabase,

    /// <summary>SQL is put together when it runs; nothing in it is known.</summary>
    UnknownText,
}

/// <summary>A place in an object's text where a name is not re-aimed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">The object's name.</param>
/// <param name="Name">The name as it stands there.</param>
/// <param name="Where">Dacpac and object, line and column of the object's text.</param>
/// <param name="IsWarning">True if nothing says that the name is meant.</param>
internal sealed record NameFinding(FindingKind Kind, string Title, string Name, SourceLocation Where, bool IsWarning);
