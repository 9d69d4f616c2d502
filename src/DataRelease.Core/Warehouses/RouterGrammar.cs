namespace DataRelease.Warehouses;

/// <summary>
/// How an engine spells the exchange of two whole schemas, where it has one: a router is a schema that holds nothing
/// but pointer views, and its objects, comment and rights go with it to its new name. Pure, like
/// <see cref="SwapGrammar"/>.
/// </summary>
public abstract class RouterGrammar
{
    /// <summary>
    /// Statements that make an empty schema with a comment and the rights of a frame, and with what new objects in it
    /// get by themselves.
    /// </summary>
    /// <param name="schema">Its name; nothing has it yet.</param>
    /// <param name="frame">What it gets; <see cref="RouterFrame.Others"/> is left out.</param>
    /// <param name="role">The role that the session acts as, null where the engine has none.</param>
    public abstract IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role);

    /// <summary>Makes <paramref name="owner"/> the owner of a schema; empty where the engine has none.</summary>
    public virtual IReadOnlyList<Sql> Own(string schema, string owner) => [];

    /// <summary>
    /// Statements that give each of two schemas the other's name, so that nobody sees neither or both. On an engine
    /// without <see cref="SwapGrammar.AtOnce"/> it is one statement.
    /// </summary>
    /// <param name="live">The one that consumers name.</param>
    /// <param name="next">The one that takes its place.</param>
    public abstract IReadOnlyList<Sql> Exchange(string live, string next);

    /// <summary>Gives a schema another name, which nothing has yet.</summary>
    public abstract Sql Rename(string schema, string name);

    /// <summary>Drops a schema that is empty; an error if it is not.</summary>
    public abstract Sql DropEmpty(string schema);
}

/// <summary>A schema without the relations in it.</summary>
/// <param name="Owner">The owning role, null where the engine has none.</param>
/// <param name="Comment">Its comment or null.</param>
/// <param name="Rights">Rights on it, and those that new objects in it get by themselves.</param>
/// <param name="Others">What is in it besides relations, for people: functions, sequences, types.</param>
public sealed record RouterFrame(
    string? Owner,
    string? Comment,
    IReadOnlyList<RouterRight> Rights,
    IReadOnlyList<string> Others
);

/// <summary>A right on a schema, or on what will be made in it.</summary>
/// <param name="Grantee">The role; <see cref="CatalogGrant.Public"/> for everybody.</param>
/// <param name="Privilege"><c>USAGE</c>, <c>SELECT</c>, …</param>
/// <param name="Grantable">WITH GRANT OPTION.</param>
/// <param name="Future">What new objects it is on, as the engine spells it (<c>tables</c>); null for the schema
/// itself.</param>
/// <param name="Maker">Of whose new objects; null for everybody's, and for the schema itself.</param>
public sealed record RouterRight(string Grantee, string Privilege, bool Grantable, string? Future, string? Maker);
