using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The table of swaps that can't share a transaction with the ledger.</summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the table.</summary>
    public const int SwapsSince = 7;

    /// <summary>The journal of swaps: a row for each swap that is under way or has left something over.</summary>
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
