using System.Data;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Reliability.Tests.Faults;

/// <summary>
/// Readers on a standby that says what they still need are waited for like those on the server itself.
/// </summary>
public sealed class StandbyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_on_a_standby_from_before_green_never_finds_it_empty()
    {
        await using var server = await OwnPostgres.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        var world = World.Of(database);
        (
            await new Tool(
                await Shop.PackAsync(_folder["v1"], Engine.Postgres, 1, false, false, Cancellation),
                world
            ).RunAsync(Cancellation, "release")
        ).Exit.ShouldBe(0);
        var second = await Shop.PackAsync(_folder["v2"], Engine.Postgres, 2, false, false, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(second, "data-release.yml"), "swap: {fence: 4s}\n", Cancellation);
        await using var standby = await server.StartStandbyAsync(Cancellation);
        await using var reader = new NpgsqlConnection(standby.ConnectionStringOf(database.Name));
        await reader.OpenAsync(Cancellation);
        await using var transaction = await reader.BeginTransactionAsync(IsolationLevel.RepeatableRead, Cancellation);
        (await ReadAsync(reader)).ShouldBe("v1");
        await UntilAsync(database, "select count(*) from pg_stat_replication where backend_xmin is not null", 1);

        var (exit, _, error) = await new Tool(second, world).RunAsync(Cancellation, "release");

        exit.ShouldBe(3, error);
        error.ShouldContain("DR7002");
        error.ShouldContain("standby walreceiver has readers that are older");
        (await ReadAsync(reader)).ShouldBe("v1");
        await transaction.CommitAsync(Cancellation);
        (await new Tool(second, world).RunAsync(Cancellation, "swap")).Exit.ShouldBe(0);
        (await database.ScalarAsync<string>("select v from analytics.orders", Cancellation)).ShouldBe("v2");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static async Task<string> ReadAsync(NpgsqlConnection reader)
    {
        await using var command = new NpgsqlCommand("select v from analytics.orders", reader);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task UntilAsync(PostgresDatabase database, string query, long expected)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (await database.ScalarAsync<long>(query, Cancellation) != expected)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, query);
            await Task.Delay(100, Cancellation);
        }
    }
}
