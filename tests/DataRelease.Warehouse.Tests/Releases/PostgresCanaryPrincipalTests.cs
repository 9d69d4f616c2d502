using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// Who a session is while a release is shown to some: by what it says of itself, or by where it is from.
/// </summary>
public sealed class PostgresCanaryPrincipalTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    private const string Query =
        "select min(v) || case when min(v) = max(v) then '' else ' mixed' end from (select v from analytics.orders "
        + "union all select v from analytics.order_list) s";

    [Theory]
    [InlineData("application_name", "", "application_name")]
    [InlineData("setting", "", "data_release.principal")]
    [InlineData("setting", "setting: app.who, ", "app.who")]
    public async Task The_word_of_an_account_counts_and_nobody_elses(string principal, string more, string variable)
    {
        var (pool, other) = await OneAsync();
        await SecondAsync($"principal: {principal}, {more}accounts: [{pool}], ", "ann");

        (await SeenAsync(pool, $"set {variable} = 'ann'")).ShouldBe("2");
        (await SeenAsync(pool, $"set {variable} = 'bob'")).ShouldBe("1");
        (await SeenAsync(pool, "select 1")).ShouldBe("1");
        (await SeenAsync(other, $"set {variable} = 'ann'")).ShouldBe("1");
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await SeenAsync(pool, $"set {variable} = 'ann'")).ShouldBe("1");
    }

    [Fact]
    public async Task The_word_of_an_account_counts_for_its_share_too_and_stays_where_it_is()
    {
        var (pool, _) = await OneAsync();
        await SecondAsync(
            $"principal: application_name, accounts: [{pool}], ",
            "ann",
            "{weight: 50%, pause: until promoted}"
        );
        (await Engine().PromoteAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        var seen = new List<string>();
        for (var index = 0; index < 40; index++)
            seen.Add(await SeenAsync(pool, $"set application_name = 'user {index}'"));

        seen.Count(side => side == "2").ShouldBeInRange(8, 32);
        seen.ShouldAllBe(side => side == "1" || side == "2");
        for (var index = 0; index < 40; index++)
            (await SeenAsync(pool, $"set application_name = 'user {index}'")).ShouldBe(seen[index]);
    }

    [Fact]
    public async Task A_session_is_where_it_comes_from()
    {
        var (pool, _) = await OneAsync();
        var address = await ScalarAsync(pool, "select 1", "select host(inet_client_addr())");
        Assert.SkipWhen(address.Length == 0, "the server is asked by a local socket, and its sessions have no address");

        await SecondAsync("principal: client_address, ", "192.0.2.7");
        (await SeenAsync(pool, "select 1")).ShouldBe("1");
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await SecondAsync("principal: client_address, ", address);

        (await SeenAsync(pool, "select 1")).ShouldBe("2");
    }

    [Theory]
    [InlineData("abort", "1")]
    [InlineData("promote", "2")]
    public async Task A_view_that_reads_with_its_readers_rights_shows_each_the_own_side(string verb, string after)
    {
        var (ann, bob) = await OneAsync();
        await Place.ExecuteAsync("alter view analytics.orders set (security_invoker = true)");
        foreach (var role in new[] { ann, bob })
            await Place.ExecuteAsync(
                $"grant usage on schema analytics__r1 to \"{role}\"",
                $"grant select on all tables in schema analytics__r1 to \"{role}\""
            );

        await SecondAsync("", ann);

        (await SeenAsync(ann, "select 1")).ShouldBe("2");
        (await SeenAsync(bob, "select 1")).ShouldBe("1");
        // They may ask which side they see, and nothing else of the ledger.
        foreach (var table in new[] { "routes", "route_exceptions", "releases", "live" })
            (await ReadAsync($"select has_table_privilege('{bob}', 'data_release.{table}', 'select')")).ShouldBe([
                "False",
            ]);
        var over =
            verb == "abort"
                ? await Engine().AbortAsync(new RecoveryRequest(), Cancellation)
                : await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation);
        over.Error?.Format().ShouldBeNull();
        (await SeenAsync(ann, "select 1")).ShouldBe(after);
        (await SeenAsync(bob, "select 1")).ShouldBe(after);
        (
            await ReadAsync(
                "select array_to_string(reloptions, ',') from pg_class where oid = 'analytics.orders'::regclass"
            )
        ).ShouldBe(["security_invoker=true"]);
    }

    [Fact]
    public async Task A_second_try_asks_whom_the_configuration_names_by_then()
    {
        var (pool, other) = await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 1 as bad");
        Canary("", pool);
        Config = Config with
        {
            Monitor = ConfigReader
                .Read(
                    "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                        + "failure_condition: value > 0}]}",
                    "c.yml",
                    CheckKinds.All
                )
                .Monitor,
        };
        Version(2);
        (await Engine().ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)).Error!.Code.Id.ShouldBe(
            "DR7084"
        );
        await Place.ExecuteAsync("update app.verdict set bad = 0");
        Canary($"principal: application_name, accounts: [{pool}], ", "ann");
        (await Engine().ValidateAsync(new ValidateRequest { Release = "r2" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();

        var again = await Engine().SwapAsync(new SwapRequest { Release = "r2", Detach = true }, Cancellation);

        again.Error?.Format().ShouldBeNull();
        (await SeenAsync(pool, "set application_name = 'ann'")).ShouldBe("2");
        (await SeenAsync(pool, "set application_name = 'bob'")).ShouldBe("1");
        (await SeenAsync(other, "set application_name = 'ann'")).ShouldBe("1");
    }

    [Fact]
    public async Task An_abort_that_a_view_on_a_new_column_stops_names_the_view()
    {
        var (pool, _) = await OneAsync();
        Canary("", pool);
        Version(2);
        Project.With("orders", "select 2 as id, 2 as v, 3 as more");
        Project.With("order_list", "select o.id, o.v from {green}.orders o", "view");
        (await Engine().ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync(
            "create schema reports",
            "create view reports.new as select more from analytics.orders"
        );

        var refused = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        refused.Error!.Code.Id.ShouldBe("DR7001");
        refused.Error.Message.ShouldContain("view reports.new on analytics.orders");
        refused.Error.Message.ShouldNotContain("sessions hold them");
        await Place.ExecuteAsync("drop view reports.new");
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await SeenAsync(pool, "select 1")).ShouldBe("1");
    }

    private async Task<(string Pool, string Other)> OneAsync()
    {
        var roles = new[]
        {
            await Place.Postgres!.CreateRoleAsync("pool", Cancellation),
            await Place.Postgres.CreateRoleAsync("other", Cancellation),
        };
        Version(1);
        await ReleaseAsync();
        foreach (var role in roles)
            await Place.ExecuteAsync(
                $"grant usage on schema analytics to \"{role}\"",
                $"grant select on all tables in schema analytics to \"{role}\""
            );
        return (roles[0], roles[1]);
    }

    private async Task SecondAsync(string who, string named, string next = "{pause: until promoted}")
    {
        Canary(who, named, next);
        Version(2);
        var begun = await Engine().ReleaseAsync(new DeployRequest { Detach = true }, Cancellation);
        begun.Error?.Format().ShouldBeNull();
        begun.Live!.Release.ShouldBe("r1");
    }

    private void Canary(string who, string named, string next = "{pause: until promoted}")
    {
        var read = ConfigReader.Read(
            $"strategy: canary\ncanary: {{{who}steps: [{{principals: [\"{named}\"], pause: until promoted}}, {next}]}}",
            "c.yml",
            CheckKinds.All
        );
        Config = Config with { Strategy = read.Strategy, Canary = read.Canary };
    }

    private void Version(int version)
    {
        Project.With("orders", $"select {version} as id, {version} as v");
        Project.With("order_list", $"select o.id, o.v from {{green}}.orders o where {version} = {version}", "view");
        Project.Version = $"{version}.0.0";
    }

    private Task<string> SeenAsync(string role, string first) => ScalarAsync(role, first, Query);

    private async Task<string> ScalarAsync(string role, string first, string query)
    {
        await using var connection = new NpgsqlConnection($"{Place.Postgres!.ConnectionStringOf(role)};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using (var set = new NpgsqlCommand(first, connection))
            await set.ExecuteNonQueryAsync(Cancellation);
        await using var command = new NpgsqlCommand(query, connection);
        return $"{await command.ExecuteScalarAsync(Cancellation)}";
    }
}
