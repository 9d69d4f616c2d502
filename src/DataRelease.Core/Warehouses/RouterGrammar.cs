namespace DataRelease.Warehouses;

/// <summary>
/// How an engine spells the exchange of two whole schemas, if it can exchange them. A router is a schema with nothing
/// but pointer views. Its objects, comment and rights stay with it under its new name. Every method is pure, as in
/// <see cref="SwapGrammar"/>.
/// </summary>
public abstract class RouterGrammar
{
    /// <summary>
    /// Statements that make an empty schema with the comment, the settings, the rights and the default privileges of a
    /// frame.
    /// </summary>
    /// <param name="schema">The schema's name, which no other schema has.</param>
    /// <param name="frame">The frame. Its <see cref="RouterFrame.Others"/> are ignored.</param>
    /// <param name="role">The role that the session acts as; null where the engine has none.</param>
    public abstract IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role);

    /// <summary>Makes <paramref name="owner"/> the owner of a schema; empty where the engine has no owners.</summary>
    public virtual IReadOnlyList<Sql> Own(string schema, string owner) => [];

    /// <summary>
    /// Statements that swap the names of two schemas, so that nobody sees neither or both. On an engine without
    /// <see cref="SwapGrammar.AtOnce"/> it is one statement.
    /// </summary>
    /// <param name="live">The live schema.</param>
    /// <param name="next">The schema that takes its place.</param>
    public abstract IReadOnlyList<Sql> Exchange(string live, string next);

    /// <summary>Renames a schema. No other schema has the new name.</summary>
    public abstract Sql Rename(string schema, string name);

    /// <summary>Drops an empty schema; fails if it is not empty.</summary>
    public abstract Sql DropEmpty(string schema);
}

/// <summary>A schema's properties without its relations.</summary>
/// <param name="Owner">The owning role; null where the engine has none.</param>
/// <param name="Comment">Its comment or null.</param>
/// <param name="Rights">Rights on the schema, and rights that new objects in it get by default.</param>
/// <param name="Others">Objects in the schema that are no relations, for messages: functions, sequences, types.</param>
public sealed record RouterFrame(
    string? Owner,
    string? Comment,
    IReadOnlyList<RouterRight> Rights,
    IReadOnlyList<string> Others
)
{
    /// <summary>The schema's settings that belong to it and not to what is in it.</summary>
    public IReadOnlyList<RouterProperty> Properties { get; init; } = [];
}

/// <summary>A setting of a schema.</summary>
/// <param name="Name">Its name, in the engine's spelling.</param>
/// <param name="Value">Its value, as the engine shows it.</param>
public sealed record RouterProperty(string Name, string Value);

/// <summary>What speaks against the exchange of a live schema, besides what its frame and its relations say.</summary>
/// <param name="Refusals">Whole sentences, each with a reason to refuse.</param>
/// <param name="Untold">Whole sentences, each with what the engine does not tell the session's role.</param>
public sealed record RouterObjections(IReadOnlyList<string> Refusals, IReadOnlyList<string> Untold)
{
    /// <summary>Nothing speaks against it.</summary>
    public static RouterObjections None { get; } = new([], []);
}

/// <summary>A right on a schema, or on new objects in it.</summary>
/// <param name="Grantee">The role, or <see cref="CatalogGrant.Public"/> for everybody.</param>
/// <param name="Privilege"><c>USAGE</c>, <c>SELECT</c>, …</param>
/// <param name="Grantable">True if the role may pass the right on (WITH GRANT OPTION).</param>
/// <param name="Future">
/// The kind of new objects that the right is on, in the engine's spelling (<c>tables</c>); null for the schema itself.
/// </param>
/// <param name="Maker">
/// The role whose new objects get the right; null for everybody's, and for the schema itself.
/// </param>
public sealed record RouterRight(string Grantee, string Privilege, bool Grantable, string? Future, string? Maker);
