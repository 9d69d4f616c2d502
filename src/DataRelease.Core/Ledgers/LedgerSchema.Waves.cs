using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>What shows another release than the marker says, while one goes live wave by wave.</summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The version of the ledger that has the table.</summary>
    public const int WavesSince = 6;

    /// <summary>A row for each view that shows another release than the marker says.</summary>
    public RelationName Waves { get; } = new(schema, "waves");

    private List<Sql> WaveTable()
    {
        var name = Sql.Raw(dialect.KeyTextType);
        return
        [
            $"""
                {Create} {Waves} (
                    environment {name} not null, live_schema {name} not null, live_name {name} not null,
                    wave integer not null, number integer not null, fencing bigint not null
                    {Key("environment", "live_schema", "live_name")})
                """,
        ];
    }
}
