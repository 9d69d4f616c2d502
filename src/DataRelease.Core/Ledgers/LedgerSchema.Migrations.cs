using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The table of migrations.</summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the table.</summary>
    public const int WithMigrations = 2;

    public RelationName Migrations { get; } = new(schema, "migrations");

    private List<Sql> AddMigrations()
    {
        var text = Sql.Raw(dialect.TextType);
        var name = Sql.Raw(dialect.KeyTextType);
        var instant = Sql.Raw(dialect.InstantType);
        return
        [
            $"""
                {Create} {Migrations} (
                    environment {name} not null, id integer not null, name {text} not null, version {text},
                    kind {text} not null, phase {text} not null,
                    checksum {text} not null, down {text}, state {text} not null, number integer,
                    applied_at {instant} not null, applied_by {text} not null,
                    seconds double precision not null, message {text} not null, data_version {text},
                    changed_at {instant} not null, fencing bigint not null
                    {Key("environment", "id")})
                """,
        ];
    }
}
