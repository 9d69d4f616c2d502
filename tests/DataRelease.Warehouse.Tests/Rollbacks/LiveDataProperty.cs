using System.Globalization;
using CsCheck;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>
/// Random sequences of release, migrate, write, backup, restore, rollback, prune and kill: live is always what a model
/// in memory says. <c>DATARELEASE_TEST_CASES</c> runs more sequences, <c>DATARELEASE_TEST_SEED</c> others.
/// </summary>
public abstract class LiveDataProperty(Engine engine, int cases) : WarehouseSuite(engine)
{
    [Fact]
    public async Task Live_is_what_the_model_says_after_every_step()
    {
        var wanted = int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_TEST_CASES"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : cases;
        await Gen.Int[0, 5000]
            .Array[3, 12]
            .SampleAsync(
                async choices =>
                {
                    await ResetAsync();
                    await using var model = new LiveDataModel(Warehouse);
                    await model.StartAsync();
                    foreach (var choice in choices)
                        await model.StepAsync(choice);
                },
                seed: Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") is { Length: > 0 } seed
                    ? seed
                    : "0000KrZgB2y3",
                iter: wanted,
                threads: 1
            );
    }

    /// <summary>Drops every schema that a sequence made.</summary>
    private async Task ResetAsync()
    {
        var schemas = await Session.QueryAsync(
            Sql.Raw(
                "select distinct schema_name from information_schema.schemata where schema_name like "
                    + "'analytics%' or schema_name like 'data_release%' or schema_name = 'app'"
            ),
            row => row.GetString(0),
            Cancellation
        );
        // A view of a later release may read an earlier one's, so that DuckDB's cascade is wanted for each.
        foreach (var schema in schemas)
            await Session.ExecuteAsync($"drop schema if exists {new Identifier(schema)} cascade", Cancellation);
    }
}

public sealed class DuckDbLiveData() : LiveDataProperty(Engine.DuckDb, 20);

public sealed class PostgresLiveData() : LiveDataProperty(Engine.Postgres, 12);
