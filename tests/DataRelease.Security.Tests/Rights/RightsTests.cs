using System.Text.RegularExpressions;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Rights;

/// <summary>
/// PostgreSQL: exactly the rights that docs/warehouses.md lists are enough for every verb, and each that is missing is
/// named, with live untouched.
/// </summary>
public sealed partial class RightsTests
{
    /// <summary>Verbs in an order in which each has something to do.</summary>
    private static readonly string[][] _verbs =
    [
        ["plan", "2"],
        ["release", "2"],
        ["status"],
        ["history"],
        ["doctor"],
        ["deploy", "3"],
        ["diff"],
        ["validate"],
        ["swap", "--allow-breaking"],
        ["rollback"],
        ["prune", "--keep", "0"],
        ["doctor", "--fix"],
    ];

    [Fact]
    public async Task The_rights_that_the_documentation_lists_are_enough_for_every_verb_and_for_adoption()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        var role = await ReleaserAsync(shop, adopts: true);

        foreach (var verb in _verbs)
        {
            var (exit, text, error) = await RunAsync(shop, verb);
            exit.ShouldBe(0, $"{string.Join(' ', verb)}: {text}\n{error}");
        }

        (await shop.ReadAsync("select v from analytics.orders limit 1")).ShouldBe(["2"]);
        (
            await shop.ReadAsync(
                "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_roles where rolname = '"
                    + role
                    + "'"
            )
        ).ShouldBe(["False"]);
        await EndAsync(shop, role);
    }

    [Theory]
    [InlineData("revoke connect on database \"{db}\" from \"{role}\"", "CONNECT", "status", true)]
    [InlineData("revoke create on database \"{db}\" from \"{role}\"", "CREATE on database", "release", true)]
    [InlineData("revoke create on schema analytics from \"{role}\"", "CREATE on schema analytics", "release", false)]
    [InlineData("revoke \"{owner}\" from \"{role}\"", "ownership on table analytics.orders", "release", true)]
    public async Task A_right_that_is_missing_is_named_and_live_is_untouched(
        string revoke,
        string named,
        string verb,
        bool adopts
    )
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        // Membership in the owner of what is adopted brings that owner's rights on the schema with it.
        if (!adopts)
            await shop.ExecuteAsync("create schema analytics");
        var role = await ReleaserAsync(shop, adopts);
        var owner = !adopts
            ? ""
            : (
                await shop.ReadAsync(
                    "select pg_get_userbyid(relowner) from pg_class where oid = 'analytics.orders'::regclass"
                )
            ).Single();
        await shop.Postgres!.ExecuteAsync(
            revoke
                .Replace("{db}", shop.Postgres.Name, StringComparison.Ordinal)
                .Replace("{role}", role, StringComparison.Ordinal)
                .Replace("{owner}", owner, StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        var (exit, text, error) = await RunAsync(shop, verb == "release" ? ["release", "2"] : [verb]);

        exit.ShouldBe(1, $"{text}\n{error}");
        error.ShouldContain("error DR4004: ");
        error.ShouldContain(named);
        error.ShouldContain("; grant ");
        error.ShouldNotContain("   at ");
        (
            await shop.ReadAsync(
                "select relname || ':' || relkind::text from pg_class where relnamespace = 'analytics'::regnamespace"
            )
        ).ShouldBe(adopts ? ["orders:r"] : []);
        if (adopts)
            (await shop.ReadAsync("select v from analytics.orders")).ShouldBe(["0"]);

        // The statement that it names is the one that helps.
        var remedy = Grant().Match(error).Groups["grant"].Value;
        await shop.Postgres.ExecuteAsync(remedy, TestContext.Current.CancellationToken);
        if (verb == "release")
        {
            await RunAsync(shop, ["abort"]);
            var (again, _, said) = await RunAsync(shop, ["release", "2"]);
            again.ShouldBe(0, said);
        }
        await EndAsync(shop, role);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("rollback")]
    public async Task A_live_schema_that_may_not_be_looked_into_is_named(string verb)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await shop.ExecuteAsync("create schema analytics");
        var role = await ReleaserAsync(shop, adopts: false);
        await shop.WorksAsync("release", shop.Package(1));
        await shop.WorksAsync("release", shop.Package(2));
        await shop.ExecuteAsync($"revoke usage on schema analytics from \"{role}\"");

        var (exit, _, error) = await RunAsync(shop, verb == "release" ? ["release", "3"] : [verb]);

        exit.ShouldBe(1, error);
        error.ShouldContain("error DR4004: ");
        error.ShouldContain("USAGE on schema analytics");
        (await shop.ReadAsync("select distinct v from analytics.orders")).ShouldBe(["2"]);
        await EndAsync(shop, role);
    }

    [Theory]
    [InlineData("select", "status")]
    [InlineData("insert", "release")]
    [InlineData("update", "rollback")]
    [InlineData("delete", "release")]
    public async Task A_right_on_the_ledger_that_is_missing_is_named(string privilege, string verb)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await shop.WorksAsync("release", shop.Package(1));
        await shop.WorksAsync("release", shop.Package(2));
        var role = await ReleaserAsync(shop, adopts: false);
        await shop.Postgres!.ExecuteAsync(
            $"grant usage on schema data_release to \"{role}\"; grant select, insert, update, delete on all "
                + $"tables in schema data_release to \"{role}\"; revoke {privilege} on all tables in schema "
                + $"data_release from \"{role}\"",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await RunAsync(shop, verb == "release" ? ["release", "3"] : [verb]);

        exit.ShouldBe(1, error);
        error.ShouldContain("DR4004");
        error.ShouldContain($"{privilege.ToUpperInvariant()} on table data_release.");
        (await shop.ReadAsync("select distinct v from analytics.orders")).ShouldBe(["2"]);
        var (looked, findings, _) = await RunAsync(shop, ["doctor"]);
        looked.ShouldBe(1);
        findings.ShouldContain($"{privilege.ToUpperInvariant()} is missing");
        await EndAsync(shop, role);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("history")]
    [InlineData("diff")]
    public async Task A_role_that_may_only_read_can_look(string verb)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await shop.WorksAsync("release", shop.Package(1));
        await shop.WorksAsync("release", shop.Package(2));
        var role = await shop.Postgres!.CreateRoleAsync("watcher", TestContext.Current.CancellationToken);
        foreach (var schema in new[] { "data_release", "analytics", "analytics__r1", "analytics__r2" })
            await shop.Postgres.ExecuteAsync(
                $"grant usage on schema {schema} to \"{role}\"; grant select on all tables in schema {schema} "
                    + $"to \"{role}\"",
                TestContext.Current.CancellationToken
            );
        shop.WriteProfile(role, role);

        var (exit, text, error) = await RunAsync(shop, [verb]);

        exit.ShouldBe(0, error);
        text.ShouldContain(verb == "diff" ? "orders" : "r2");
        await EndAsync(shop, role);
    }

    [Fact]
    public async Task A_role_that_may_only_read_is_told_by_doctor_what_it_lacks_for_a_release()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await shop.WorksAsync("release", shop.Package(1));
        var role = await shop.Postgres!.CreateRoleAsync("watcher", TestContext.Current.CancellationToken);
        foreach (var schema in new[] { "data_release", "analytics", "analytics__r1" })
            await shop.Postgres.ExecuteAsync(
                $"grant usage on schema {schema} to \"{role}\"; grant select on all tables in schema {schema} "
                    + $"to \"{role}\"",
                TestContext.Current.CancellationToken
            );
        shop.WriteProfile(role, role);

        var (exit, text, _) = await RunAsync(shop, ["doctor"]);

        exit.ShouldBe(1);
        foreach (
            var missing in new[]
            {
                "CREATE is missing",
                "ownership is missing",
                $"grant create on schema \"analytics\" to \"{role}\"",
            }
        )
            text.ShouldContain(missing);
        text.ShouldContain("all 2 views of r1");
        await EndAsync(shop, role);
    }

    /// <summary>
    /// A role with the rights of docs/warehouses.md and no others; before adoption the live schema and its tables are
    /// somebody else's.
    /// </summary>
    private static async Task<string> ReleaserAsync(SmallShop shop, bool adopts)
    {
        var database = shop.Postgres!;
        var token = TestContext.Current.CancellationToken;
        var role = await database.CreateRoleAsync("releaser", token);
        await database.ExecuteAsync($"revoke all on database \"{database.Name}\" from public", token);
        await database.ExecuteAsync($"grant connect, create on database \"{database.Name}\" to \"{role}\"", token);
        if (adopts)
        {
            var owner = await database.CreateRoleAsync("owner", token);
            await database.ExecuteAsync(
                $"""
                create schema analytics authorization "{owner}"; create table analytics.orders as select 0 as v, 1
                as id;
                alter table analytics.orders owner to "{owner}"; grant usage, create on schema analytics to "{role}";
                grant "{owner}" to "{role}"
                """,
                token
            );
        }
        else
        {
            await database.ExecuteAsync($"grant usage, create on schema analytics to \"{role}\"", token);
        }
        shop.WriteProfile(role, role);
        return role;
    }

    /// <summary>Roles can only go when nothing is theirs.</summary>
    private static async Task EndAsync(SmallShop shop, string role)
    {
        var owned = await shop.ReadAsync(
            $"select rolname from pg_roles where rolname = '{role}' or rolname like 'owner\\_%'"
        );
        foreach (var name in owned)
            await shop.Postgres!.ExecuteAsync(
                $"drop owned by \"{name}\" cascade",
                TestContext.Current.CancellationToken
            );
    }

    private static Task<(int Exit, string Out, string Error)> RunAsync(SmallShop shop, string[] verb) =>
        shop.Run.RunAsync([
            .. verb.Select(word =>
                word is "2" or "3"
                    ? shop.Package(int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))
                    : word
            ),
            "--yes",
        ]);

    [GeneratedRegex(@"; (?<grant>grant .*)$", RegexOptions.Multiline)]
    private static partial Regex Grant();
}
