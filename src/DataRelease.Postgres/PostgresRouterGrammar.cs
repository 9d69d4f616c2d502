using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Exchanges schemas by three renames in one transaction. Views refer to what they read by its number; rights, comments
/// and default privileges belong to their schema. No view is locked. A statement looks up each name when it reaches it,
/// so one that names two views may find one before and the other after the exchange.
/// </summary>
internal sealed class PostgresRouterGrammar : RouterGrammar
{
    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role)
    {
        var name = new Identifier(schema);
        List<Sql> statements = [$"create schema {name}"];
        if (frame.Comment is { } comment)
            statements.Add($"comment on schema {name} is {new SqlText(comment)}");
        foreach (var right in frame.Rights)
        {
            var privilege = Sql.Raw(Privilege(right.Privilege));
            Sql grantee = right.Grantee == CatalogGrant.Public ? Sql.Raw("public") : $"{new Identifier(right.Grantee)}";
            var option = Sql.Raw(right.Grantable ? " with grant option" : "");
            if (right is { Future: { } kind, Maker: { } maker })
            {
                var objects = Sql.Raw(Kind(kind));
                Sql future = $"alter default privileges for role {new Identifier(maker)} in schema {name}";
                statements.Add($"{future} grant {privilege} on {objects} to {grantee}{option}");
            }
            else
                statements.Add($"grant {privilege} on schema {name} to {grantee}{option}");
        }
        return statements;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Own(string schema, string owner) =>
        [$"alter schema {new Identifier(schema)} owner to {new Identifier(owner)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Exchange(string live, string next)
    {
        // Short enough for the limit of names, whatever the schema's name is.
        const string between = "data_release__between";
        return [Rename(live, between), Rename(next, live), Rename(between, next)];
    }

    /// <inheritdoc/>
    public override Sql Rename(string schema, string name) =>
        $"alter schema {new Identifier(schema)} rename to {new Identifier(name)}";

    /// <inheritdoc/>
    public override Sql DropEmpty(string schema) => $"drop schema {new Identifier(schema)}";

    /// <summary>Accepts only the catalog's own words, because they go into the statement as they are.</summary>
    private static string Privilege(string privilege) =>
        privilege switch
        {
            "USAGE" or "CREATE" => privilege.ToLowerInvariant(),
            "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "TRUNCATE" or "REFERENCES" or "TRIGGER" or "MAINTAIN" =>
                privilege.ToLowerInvariant(),
            "EXECUTE" => "execute",
            _ => throw new ArgumentException($"unknown privilege '{privilege}'", nameof(privilege)),
        };

    private static string Kind(string kind) =>
        kind switch
        {
            "tables" or "sequences" or "functions" or "types" => kind,
            _ => throw new ArgumentException($"unknown kind '{kind}'", nameof(kind)),
        };
}
