using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>
/// Checks and diffs run queries of the user's, and views of the release call functions: the server itself refuses that
/// any of them writes.
/// </summary>
public sealed class ReadOnlyChecksTests : PostgresReleaseSuite
{
    [Fact]
    public async Task Nothing_that_a_check_or_a_diff_reads_can_write()
    {
        await Place.ExecuteAsync("create schema audit", "create table audit.log (id int)");
        await RunWholeAsync(
            "create function audit.note(i int) returns int language sql volatile as "
                + "'insert into audit.log values (i); select i'"
        );
        Project
            .With("orders", "select 1 as id")
            .With("noted", "select audit.note(id) as id from {green}.orders", "view");
        Config = Config with
        {
            Validate = ConfigReader
                .Read(
                    """
                    validate:
                      on_inconclusive: warn
                      checks:
                        - row_count
                        - aggregate: {columns: [id], measures: [sum]}
                        - null_rate: {columns: [id]}
                        - distribution: {columns: [id]}
                        - data_diff
                        - sql: {query: "select 1 from {green:noted} where id = 7"}
                        - sql: {query: "select audit.note(2)", warn_unless: value > 0}
                        - latency: {query: "select * from {relation}", runs: 3}
                    """,
                    "data-release.yml",
                    CheckKinds.All
                )
                .Validate,
        };
        await ReleaseAsync();
        await ReleaseAsync();

        await Engine().DiffAsync(new DiffRequest(), Cancellation);
        await Engine()
            .DiffAsync(
                new DiffRequest
                {
                    Options = new DataRelease.Diffs.DiffOptions { Where = Sql.Raw("audit.note(3) = 3") },
                },
                Cancellation
            );

        (await ReadAsync("select count(*) from audit.log")).ShouldBe(["0"]);
        (await ReadAsync("select id from analytics.noted")).ShouldBe(["1"]);
    }
}
