using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>Where an object of a dacpac stands while a release is made.</summary>
internal enum Place
{
    /// <summary>Where it is: it has data, or belongs to what has. It is expanded in place.</summary>
    InPlace,

    /// <summary>In the release's schema: code, and what belongs to it.</summary>
    Release,

    /// <summary>On the name that consumers use: rights, and synonyms of code.</summary>
    Pointer,
}

/// <summary>An object of a dacpac, and where a release puts it.</summary>
/// <param name="Name">Schema and name; null for what is in no schema, or below another object.</param>
/// <param name="Title">The name as DacFx writes it.</param>
/// <param name="Kind">The class of DacFx's model: <c>View</c>, <c>Procedure</c>, <c>Table</c>.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Why">Why there, where that is no matter of its kind; else empty.</param>
/// <param name="Script">Its text; null for what is part of another's text.</param>
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

    /// <summary>What it reads or belongs to, as DacFx resolved the names.</summary>
    internal required IReadOnlyList<TSqlObject> References { get; init; }

    /// <summary>The relation, procedure, function or type that it belongs to; itself for one of these.</summary>
    internal required TSqlObject? Owner { get; init; }

    /// <summary>The kind in words.</summary>
    public string Word => ObjectKinds.Word(Kind);
}
