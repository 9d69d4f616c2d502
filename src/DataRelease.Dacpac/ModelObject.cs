using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>Where an object of a dacpac is while a release is made.</summary>
internal enum Place
{
    /// <summary>Unmoved, because it has data or belongs to an object that has. It is expanded in place.</summary>
    InPlace,

    /// <summary>In the release's schema: code, what belongs to code, and synonyms of code.</summary>
    Release,

    /// <summary>On the pointer under the name that consumers use: rights on it.</summary>
    Pointer,
}

/// <summary>An object of a dacpac, with its place in a release.</summary>
/// <param name="Name">Schema and name; null for an object outside schemas, or a part of another object.</param>
/// <param name="Title">The name, as in DacFx.</param>
/// <param name="Kind">The class in DacFx's model: <c>View</c>, <c>Procedure</c>, <c>Table</c>.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Why">The reason for the place, if its kind does not explain it; otherwise empty.</param>
/// <param name="Script">The text; null for an object whose text is part of another's.</param>
internal sealed record ModelObject(
    RelationName? Name,
    string Title,
    string Kind,
    Place Place,
    string Why,
    string? Script
)
{
    /// <summary>The object in DacFx's model.</summary>
    internal required TSqlObject Source { get; init; }

    /// <summary>The objects that it reads or belongs to, as DacFx resolved their names.</summary>
    internal required IReadOnlyList<TSqlObject> References { get; init; }

    /// <summary>
    /// The relation, procedure, function or type that it belongs to; for one of these, the object itself.
    /// </summary>
    internal required TSqlObject? Owner { get; init; }

    /// <summary>The kind in words.</summary>
    public string Word => ObjectKinds.Word(Kind);
}
