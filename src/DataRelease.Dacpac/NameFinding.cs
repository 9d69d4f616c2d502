using DataRelease.Errors;

namespace DataRelease.Dacpac;

/// <summary>Why a name can't be redirected automatically.</summary>
internal enum FindingKind
{
    /// <summary>A string contains the name of code that moves.</summary>
    NameInText,

    /// <summary>The name includes a database or server.</summary>
    OtherDatabase,

    /// <summary>The SQL is assembled at run time, so its names are unknown.</summary>
    UnknownText,
}

/// <summary>A place in an object's text where a name was not redirected.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Title">The object's name.</param>
/// <param name="Name">The name as written there.</param>
/// <param name="Where">The dacpac and the object, with line and column in the object's text.</param>
/// <param name="IsWarning">True if nothing indicates that the string really means the name.</param>
internal sealed record NameFinding(FindingKind Kind, string Title, string Name, SourceLocation Where, bool IsWarning);
