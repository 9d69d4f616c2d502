using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Testing;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Consumers' queries that the warehouse itself has counted, with values from samples.</summary>
public sealed class PostgresCountedQueriesTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    private const string ByName = "select id from analytics.orders where name = $1";

    private readonly TempFolder _folder = new();
    private string _role = "";

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Texts_are_replayed_with_the_samples_values_and_the_others_are_counted_by_reason()
    {
        await BothAsync();
        await AskAsync("select count(*) from analytics.orders");
        await AskAsync(ByName, "a");
        await AskAsync(ByName, "b");
        await AskAsync("select name from analytics.orders where id = 1");
        await AskAsync("begin; declare c cursor for select * from analytics.orders; commit");
        await AskAsync("select 1 as nothing_of_the_release");
        // What the releasing role asks is not a consumer's.
        await ReadAsync("select max(id) from analytics.orders");
        // Other blanks and a comment; the second value finds nothing on green.
        _folder.Write(
            "samples.json",
            "[{\"query\": \"select id  from analytics.orders -- of the application\\nwhere name = $1;\", "
                + "\"parameters\": [\"a\"]}, {\"query\": \"select id from analytics.orders where name = $1\", "
                + "\"parameters\": [\"b\"]}, {\"query\": \"select 2 from nowhere where x = $1\", \"parameters\": [1]}]"
        );

        var report = await Engine()
            .ReplayAsync(
                new ReplayRequest([]) { Statistics = true, Parameters = [_folder["samples.json"]] },
                Cancellation
            );

        report.Error!.Code.ShouldBe(ErrorCode.ReplayDiffers, report.Error.Format());
        report.Error.Message.ShouldMatch(@"^statistics\(-?\d+\) with samples\.json\(2\) differs: 1 -> 0 rows");
        report.Summary.ShouldMatch(@"0 fail on green only, 1 differ, 2 are the same, 2 could not be replayed: .*");
        report.Summary.ShouldContain("1 has parameters without values (statistics(");
        report.Summary.ShouldContain("1 is not a query (statistics(");
        Events
            .Of<Reports.ReleaseEvent.Noted>()
            .Select(note => note.Text)
            .ShouldContain("1 of 3 samples belong to queries that are not in the warehouse's statistics");
    }

    [Fact]
    public async Task The_most_frequent_texts_come_first_and_what_is_beyond_the_limit_is_counted()
    {
        await BothAsync();
        for (var call = 0; call < 3; call++)
            await AskAsync("select id from analytics.orders order by id");
        await AskAsync("select name from analytics.orders");
        Config = Config with
        {
            Replay = Config.Replay with
            {
                Statistics = new CountedQueriesConfig { Limit = 1, Roles = [_role] },
            },
        };

        var report = await Engine().ReplayAsync(new ReplayRequest([]), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Summary.ShouldContain("1 are the same, 1 could not be replayed: 1 is not among the 1 that are run most");
    }

    [Fact]
    public async Task A_database_without_statistics_is_told_what_it_lacks()
    {
        Project.With("orders", "select 1 as id, 'a' as name");
        await ReleaseAsync();
        Project.Version = "2.0.0";
        await DeployAsync();

        var report = await Engine().ReplayAsync(new ReplayRequest([]) { Statistics = true }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ReplayNotCounted);
        report.Error.Message.ShouldContain("create extension pg_stat_statements");
    }

    /// <summary>r1 is live and r2 waits, with statistics of consumers' queries.</summary>
    private async Task BothAsync()
    {
        await using (var session = await Warehouse.OpenAsync(Cancellation))
            Assert.SkipUnless(
                (string?)await session.ScalarAsync(Sql.Raw("show shared_preload_libraries"), Cancellation)
                    is "pg_stat_statements",
                "the server does not load pg_stat_statements"
            );
        await Place.ExecuteAsync("create extension pg_stat_statements");
        _role = await Place.Postgres!.CreateRoleAsync("bi", Cancellation);
        Project.With("orders", "select 1 as id, 'a' as name union all select 2, 'b'");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            $"grant usage on schema analytics to \"{_role}\"",
            $"grant select on all tables in schema analytics to \"{_role}\""
        );
        Project.With("orders", "select 1 as id, 'a' as name union all select 2, 'c'");
        Project.Version = "2.0.0";
        await DeployAsync();
        Config = Config with { Replay = Config.Replay with { Slower = 10_000 } };
    }

    private async Task AskAsync(string query, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionStringOf(_role));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            _ = reader.GetValue(0);
    }
}

/// <summary>An engine that counts no queries says so.</summary>
public sealed class DuckDbCountedQueriesTests() : ReleaseSuite(Testing.Engines.Engine.DuckDb)
{
    [Fact]
    public async Task An_engine_that_counts_none_says_so()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.Version = "2.0.0";
        await DeployAsync();

        var report = await Engine().ReplayAsync(new ReplayRequest([]) { Statistics = true }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ReplayNotCounted);
        report.Error.Message.ShouldContain("does not count queries");
    }
}
