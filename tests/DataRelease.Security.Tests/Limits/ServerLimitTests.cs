using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Limits;

/// <summary>
/// PostgreSQL: limits that a server, a database or a role has for its sessions. A release works within them, or says
/// what to set.
/// </summary>
public sealed class ServerLimitTests
{
    private static readonly string[][] _verbs =
    [
        ["doctor"],
        ["plan", "1"],
        ["release", "1"],
        ["status"],
        ["deploy", "2"],
        ["diff"],
        ["validate"],
        ["swap"],
        ["report"],
        ["history"],
        ["backup", "create", "--tables", "analytics.orders"],
        ["backup", "list"],
        ["rollback"],
        ["release", "3"],
        ["migrate", "up"],
        ["migrate", "status"],
        ["migrate", "down", "--to", "0001"],
        ["doctor", "--fix"],
        ["prune", "--keep", "0"],
    ];

    private static readonly (string Name, string Text)[] _migrations =
    [
        ("V0001__state.sql", "create schema state; create table state.t (id int);\n-- down\ndrop schema state cascade"),
        (
            "V0002__index.sql",
            "-- no-transaction\ncreate index concurrently t_id on state.t (id);\n-- down\n-- no-transaction\n"
                + "drop index state.t_id"
        ),
    ];

    public static TheoryData<string> Limits =>
        [
            "alter role \"{role}\" connection limit 2",
            "alter role \"{role}\" connection limit 3",
            "alter database \"{db}\" connection limit 2",
            "alter database \"{db}\" connection limit 3",
        ];

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Two_connections_are_enough_for_every_verb(string limit)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await RoleAsync(shop, limit);
        Directory.CreateDirectory(shop.Run["migrations"]);
        foreach (var (name, text) in _migrations)
            await File.WriteAllTextAsync(shop.Run[$"migrations/{name}"], text, TestContext.Current.CancellationToken);

        foreach (var verb in _verbs)
        {
            var (exit, text, error) = await RunAsync(shop, verb);
            exit.ShouldBe(0, $"{string.Join(' ', verb)}: {text}\n{error}");
        }
    }

    [Fact]
    public async Task Too_few_connections_are_told_with_the_number_that_is_needed()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await RoleAsync(shop, "alter role \"{role}\" connection limit 1");

        var (exit, _, error) = await RunAsync(shop, ["release", "1"]);

        exit.ShouldBe(1);
        error.ShouldContain("error DR4001: ");
        error.ShouldContain("a release needs 2 connections");
        error.ShouldContain("CONNECTION LIMIT");
    }

    [Theory]
    [InlineData("alter role \"{role}\" set statement_timeout = '1ms'")]
    [InlineData("alter database \"{db}\" set statement_timeout = '1ms'")]
    public async Task A_command_that_the_servers_time_limit_ends_says_what_to_set(string limit)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        var role = await RoleAsync(shop, null);
        (await RunAsync(shop, ["release", "1"])).Exit.ShouldBe(0);
        // So that a statement takes longer than the limit wherever it meets the ledger.
        await shop.ExecuteAsync(
            "alter table data_release.releases rename to was",
            "create view data_release.releases as select was.* from data_release.was, pg_sleep(0.05)",
            $"grant select on data_release.releases to \"{role}\""
        );
        await LimitAsync(shop, role, limit);

        var (exit, _, error) = await RunAsync(shop, ["status"]);

        exit.ShouldBe(1, error);
        error.ShouldContain("error DR4013: ");
        error.ShouldContain("statement_timeout");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_model_of_a_package_that_the_servers_time_limit_ends_says_what_to_set()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        var role = await RoleAsync(shop, null);
        await shop.ExecuteAsync(
            "create function public.dawdle() returns int language sql as 'select 1 from pg_sleep(20)'"
        );
        await shop.PackAsync(4, "select public.dawdle() as v");
        await LimitAsync(shop, role, "alter role \"{role}\" set statement_timeout = '3s'");

        var (exit, text, error) = await shop.Run.RunAsync("release", shop.Package(4), "--yes");

        exit.ShouldBe(1, error);
        (text + error).ShouldContain("statement_timeout");
        (text + error).ShouldContain("alter role NAME in database NAME set statement_timeout");
        error.ShouldNotContain("DR5000");
    }

    [Fact]
    public async Task All_rights_that_are_missing_are_granted_by_what_is_offered()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await shop.WorksAsync("release", shop.Package(1));
        var role = await shop.Postgres!.CreateRoleAsync("newcomer", TestContext.Current.CancellationToken);
        shop.WriteProfile(role, role);

        var (exit, _, error) = await RunAsync(shop, ["release", "2"]);

        exit.ShouldBe(1, error);
        error.ShouldContain("DR4004");
        var offered = error[(error.IndexOf("; grant ", StringComparison.Ordinal) + 2)..].Trim();
        offered.ShouldContain($"grant create, usage on schema \"analytics\" to \"{role}\"");
        offered.ShouldContain("grant delete, insert, select, update on table ");
        offered.Split('\n').Length.ShouldBe(1);
        await shop.Postgres.ExecuteAsync(offered, TestContext.Current.CancellationToken);
        await RunAsync(shop, ["abort"]);
        (exit, _, error) = await RunAsync(shop, ["release", "2"]);
        exit.ShouldBe(0, error);
        await shop.Postgres.ExecuteAsync($"drop owned by \"{role}\" cascade", TestContext.Current.CancellationToken);
    }

    private static async Task<string> RoleAsync(SmallShop shop, string? limit)
    {
        var database = shop.Postgres!;
        var token = TestContext.Current.CancellationToken;
        var role = await database.CreateRoleAsync("limited", token);
        await database.ExecuteAsync($"grant connect, create on database \"{database.Name}\" to \"{role}\"", token);
        if (limit is not null)
            await LimitAsync(shop, role, limit);
        shop.WriteProfile(role, role);
        return role;
    }

    private static Task LimitAsync(SmallShop shop, string role, string limit) =>
        shop.Postgres!.ExecuteAsync(
            limit
                .Replace("{role}", role, StringComparison.Ordinal)
                .Replace("{db}", shop.Postgres.Name, StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

    private static Task<(int Exit, string Out, string Error)> RunAsync(SmallShop shop, string[] verb) =>
        shop.Run.RunAsync([
            .. verb.Select(word => word is "1" or "2" or "3" ? shop.Package(word[0] - '0') : word),
            "--yes",
        ]);
}
