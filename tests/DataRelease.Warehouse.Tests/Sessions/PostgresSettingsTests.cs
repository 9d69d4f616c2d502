using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Sessions;

/// <summary>Settings of a role, a database or a server that our sessions must not take over.</summary>
public sealed class PostgresSettingsTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    [Theory]
    [InlineData("standard_conforming_strings", "off", "on")]
    [InlineData("backslash_quote", "on", "safe_encoding")]
    [InlineData("backslash_quote", "off", "safe_encoding")]
    [InlineData("quote_all_identifiers", "on", "off")]
    [InlineData("idle_session_timeout", "'1s'", "0")]
    [InlineData("idle_in_transaction_session_timeout", "'1s'", "0")]
    public async Task A_session_has_its_own_however_often_its_connection_is_used(
        string name,
        string value,
        string expected
    )
    {
        await SetAsync(name, value);
        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres!.ConnectionString + ";Pooling=true");

        for (var time = 0; time < 3; time++)
        {
            await using var session = await warehouse.OpenAsync(Cancellation);
            (await session.ScalarAsync(Sql.Raw($"select current_setting('{name}')"), Cancellation)).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("idle_session_timeout")]
    [InlineData("idle_in_transaction_session_timeout")]
    public async Task A_build_may_take_longer_than_sessions_may_be_idle(string name)
    {
        await ReleaseAsync(With(1));
        await SetAsync(name, "'300ms'");
        Project.During = async token =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5), token);
            // The lock of the environment is a session of its own, and must have lived, too.
            (
                await ReadAsync(
                    "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from "
                        + "pg_database where datname = current_database())"
                )
            ).ShouldBe(["1"]);
        };

        await ReleaseAsync(With(2));
    }

    [Fact]
    public async Task Quoting_all_identifiers_is_no_drift()
    {
        await ReleaseAsync(With(1));
        await SetAsync("quote_all_identifiers", "on");

        var status = await Engine().StatusAsync(Cancellation);
        status.ExitCode.ShouldBe(ExitCode.Done);
        status.Problems.ShouldBeEmpty();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        await ReleaseAsync(With(2));
    }

    private Task SetAsync(string name, string value) =>
        Place.ExecuteAsync($"alter database \"{Place.Postgres!.Name}\" set {name} = {value}");
}
