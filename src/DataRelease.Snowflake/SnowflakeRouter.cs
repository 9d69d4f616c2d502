using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// What a whole schema of pointer views is made and exchanged with: rights that there are, rights that new relations
/// get, and the one statement that exchanges two schemas under their names
/// (https://docs.snowflake.com/en/sql-reference/sql/alter-schema). All of it returns statements and runs none.
/// </summary>
/// <param name="swap">Spells names with their database.</param>
internal sealed class SnowflakeRouter(SnowflakeSwapGrammar swap)
{
    /// <summary>A schema for views alone; its rights are given by its owner only where the live one's are.</summary>
    public Sql Create(string schema, bool isManaged, string? comment)
    {
        var managed = Sql.Raw(isManaged ? " with managed access" : "");
        Sql said = comment is null ? Sql.Empty : $" comment = {new SqlText(comment)}";
        return $"create transient schema {swap.Whole(schema)}{managed}{said}";
    }

    /// <summary>Both names at once, with all that is in the schemas and all rights on it.</summary>
    public Sql Exchange(string live, string next) => $"alter schema {swap.Whole(live)} swap with {swap.Whole(next)}";

    /// <summary>Privileges on the schema itself.</summary>
    public IReadOnlyList<Sql> GrantSchema(string schema, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants
                .Where(grant => grant.Privilege != CatalogGrant.Ownership)
                .Select(grant =>
                    (Sql)(
                        $"grant {SnowflakeSwapGrammar.Privilege(grant.Privilege)} on schema {swap.Whole(schema)} "
                        + $"to role {SnowflakeSwapGrammar.Role(grant.Grantee)}"
                        + $"{Sql.Raw(grant.Grantable ? " with grant option" : "")}"
                    )
                ),
        ];

    /// <summary>
    /// Privileges that new views of the schema get by themselves; they are not part of what is cloned.
    /// </summary>
    public IReadOnlyList<Sql> GrantFuture(string schema, IReadOnlyList<DefaultGrant> grants) =>
        [
            .. grants.Select(grant =>
                (Sql)(
                    $"grant {SnowflakeSwapGrammar.Privilege(grant.Privilege)} on future views in schema "
                    + $"{swap.Whole(schema)} to role {SnowflakeSwapGrammar.Role(grant.Grantee)}"
                )
            ),
        ];

    /// <summary>The owner of the schema, with the rights that others have on it.</summary>
    public Sql SetOwner(string schema, string owner) =>
        $"grant ownership on schema {swap.Whole(schema)} to role {new Identifier(owner)} copy current grants";
}
