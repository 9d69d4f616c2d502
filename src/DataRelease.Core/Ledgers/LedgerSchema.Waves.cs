using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The table of views that show another release than the marker says, while a release goes live wave by wave.
/// </summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the table.</summary>
    public const int WavesSince = 6;

    /// <summary>The table of waves, one row for each such view.</summary>
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
