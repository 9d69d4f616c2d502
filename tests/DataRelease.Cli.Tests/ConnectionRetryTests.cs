using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Cli.Tests;

/// <summary>Connecting again: where the server says that it passes by itself, and nowhere else.</summary>
public sealed class ConnectionRetryTests
{
    /// <summary>The driver itself knocks again without encryption where it is refused.</summary>
    private const int PerOpen = 2;

    [Theory]
    [InlineData("57P03")]
    [InlineData("57P01")]
    [InlineData("08006")]
    [InlineData("")]
    public async Task A_server_that_starts_is_waited_for(string state)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        using var server = new FlakyPostgres(database.Host, database.Port, count =>
            count <= 2 * PerOpen ? state : null
        );
        using var run = Shop(database, server);

        var (exit, text, error) = await run.RunAsync("release", "-e", "prod");

        exit.ShouldBe(0, error);
        text.ShouldContain("r1 (1.0.0) is live");
        error.ShouldContain("trying again (1 of 3)");
        error.ShouldContain("trying again (2 of 3)");
    }

    [Fact]
    public async Task A_server_that_goes_away_between_two_steps_is_come_back_to()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        using var calm = new FlakyPostgres(database.Host, database.Port, _ => null);
        using var first = Shop(database, calm);
        (await first.RunAsync("release", "-e", "prod")).Exit.ShouldBe(0);
        calm.Connections.ShouldBeGreaterThan(3);
        // Every other one is refused.
        using var server = new FlakyPostgres(database.Host, database.Port, count =>
            count / PerOpen % 2 == 0 ? "57P03" : null
        );
        using var run = Shop(database, server);

        var (exit, _, error) = await run.RunAsync("status", "-e", "prod");

        exit.ShouldBe(0, error);
    }

    [Theory]
    [InlineData("28P01", "DR4002")]
    [InlineData("3D000", "DR4003")]
    [InlineData("42501", "DR4004")]
    public async Task What_somebody_has_to_mend_is_said_at_once(string state, string code)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        using var server = new FlakyPostgres(database.Host, database.Port, _ => state);
        using var run = Shop(database, server);

        var (exit, _, error) = await run.RunAsync("status", "-e", "prod");

        exit.ShouldBe(1);
        error.ShouldContain(code);
        error.ShouldNotContain("trying again");
    }

    [Fact]
    public async Task A_server_that_stays_away_is_an_error_after_four_attempts()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        using var server = new FlakyPostgres(database.Host, database.Port, _ => "57P03");
        using var run = Shop(database, server);

        var (exit, _, error) = await run.RunAsync("status", "-e", "prod");

        exit.ShouldBe(1);
        error.ShouldContain("DR4001");
        error.ShouldContain("trying again (3 of 3)");
        error.Split("trying again").Length.ShouldBe(4);
    }

    private static ToolRun Shop(PostgresDatabase database, FlakyPostgres server) =>
        ToolRun
            .OfSql()
            .With(
                "SHOP_WAREHOUSE",
                new NpgsqlConnectionStringBuilder(database.ConnectionString)
                {
                    Host = "127.0.0.1",
                    Port = server.Port,
                    SslMode = SslMode.Disable,
                    Pooling = true,
                }.ConnectionString
            );
}
