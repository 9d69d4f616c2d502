using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Swaps that can't be one transaction with the ledger.</summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The version of the ledger that has the table.</summary>
    public const int SwapsSince = 7;

    /// <summary>A row for each swap that is under way, or that left something over.</summary>
    public RelationName Swaps { get; } = new(schema, "swaps");

    private List<Sql> SwapTable()
    {
        var name = Sql.Raw(dialect.KeyTextType);
        return
        [
            $"""
                {Create} {Swaps} (
                    environment {name} not null, token {name} not null, number integer not null, previous integer,
                    state {Sql.Raw(dialect.TextType)} not null, schemas {Sql.Raw(dialect.BlobType)} not null,
                    writes {Sql.Raw(dialect.BlobType)} not null, began_at {Sql.Raw(dialect.InstantType)} not null,
                    fencing bigint not null
                    {Key("environment", "token")})
                """,
        ];
    }
}
