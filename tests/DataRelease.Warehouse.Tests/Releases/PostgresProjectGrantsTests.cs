using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What a project granted and grants no longer is taken in the swap; what others granted is not its business.
/// </summary>
public sealed class PostgresProjectGrantsTests() : PostgresReleaseSuite()
{
    private string _stranger = "";
    private string _reader = "";
    private string _guest = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _stranger = await Place.Postgres!.CreateRoleAsync("stranger", Cancellation);
        _reader = await Place.Postgres.CreateRoleAsync("reader", Cancellation);
        _guest = await Place.Postgres.CreateRoleAsync("guest", Cancellation);
        await Place.ExecuteAsync(
            "create schema analytics",
            $"grant usage on schema analytics to \"{_stranger}\", \"{_reader}\", \"{_guest}\""
        );
    }

    public override async ValueTask DisposeAsync()
    {
        await Place.ExecuteAsync($"drop owned by \"{_stranger}\", \"{_reader}\", \"{_guest}\"");
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("select 3 as id")]
    [InlineData("select 'x' as before, 3 as id")]
    public async Task A_reader_that_the_project_lets_in_no_longer_loses_the_view_and_others_keep_it(string third)
    {
        await GrantedAsync("select 1 as id", _reader, _stranger);
        await Place.ExecuteAsync($"grant select on analytics.orders to \"{_guest}\"");
        (await CanReadAsync()).ShouldBe((true, true, true));

        await GrantedAsync(third, _reader);

        (await CanReadAsync()).ShouldBe((true, false, true));
        Events
            .Of<ReleaseEvent.Noted>()
            .ShouldContain(said => said.Text.Contains($"{_stranger} loses SELECT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollback_gives_back_what_the_swap_took_and_takes_what_it_gave()
    {
        await GrantedAsync("select 1 as id", _reader, _stranger);
        await GrantedAsync("select 2 as id", _reader, _guest);
        (await CanReadAsync()).ShouldBe((true, false, true));

        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        (await CanReadAsync()).ShouldBe((true, true, false));

        await Engine().RollbackAsync(new RollbackRequest { To = "r2" }, Cancellation);
        (await CanReadAsync()).ShouldBe((true, false, true));
    }

    [Fact]
    public async Task What_somebody_took_by_hand_does_not_come_back()
    {
        await GrantedAsync("select 1 as id", _reader, _stranger);
        await Place.ExecuteAsync($"revoke select on analytics.orders from \"{_stranger}\"");
        await GrantedAsync("select 2 as id", _reader);

        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        (await CanReadAsync()).ShouldBe((true, false, false));
    }

    [Fact]
    public async Task A_relation_that_is_shared_loses_it_too_and_one_that_left_the_project_keeps_it()
    {
        Project.With("other", "select 1 as id").With("left", "select 1 as id");
        await GrantedAsync("select 1 as id", _reader, _stranger);
        Project.Without("left");
        Project.With("other", "select 2 as id");

        await DeployAsync(new DeployRequest { Build = new BuildOptions { Select = ["other"] } });
        await KeepAsync(2, "manifest.json", Manifest([_reader], "orders", "other"));
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await CanReadAsync()).ShouldBe((true, false, false));
        (await CanAsync(_stranger, "select id from analytics.\"left\"")).ShouldBeTrue();
    }

    [Fact]
    public async Task Default_privileges_of_the_live_schema_stay()
    {
        await Place.ExecuteAsync(
            $"alter default privileges in schema analytics grant select on tables to \"{_stranger}\""
        );
        await GrantedAsync("select 1 as id", _reader, _stranger);

        await GrantedAsync("select 2 as id", _reader);

        (await CanReadAsync()).ShouldBe((true, true, false));
    }

    [Fact]
    public async Task A_reader_with_rights_of_its_own_reads_a_view_no_longer_either()
    {
        await GrantedAsync("select 1 as id", _reader, _stranger);
        await Place.ExecuteAsync(
            "alter view analytics.orders set (security_invoker = true)",
            $"grant usage on schema analytics__r1 to \"{_stranger}\", \"{_reader}\""
        );

        await GrantedAsync("select 2 as id", _reader);

        (await CanReadAsync()).ShouldBe((true, false, false));
        (await CanAsync(_stranger, "select id from analytics__r2.orders")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("select", "{Role}")]
    [InlineData("SELECT, insert", "{role}")]
    [InlineData("all", "{role}")]
    [InlineData("all privileges", "\"{role}\"")]
    [InlineData("select (id)", "{role}")]
    [InlineData("select (id), update (ID)", "{role}, {reader}")]
    [InlineData("select", "PUBLIC")]
    public async Task Whatever_words_the_project_granted_by_are_taken_and_given_back(string privilege, string role)
    {
        var granted = role.Replace("{role}", _stranger, StringComparison.Ordinal)
            .Replace("{Role}", _stranger.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{reader}", _reader, StringComparison.Ordinal);
        var before = await WordsAsync("select 1 as id", privilege, granted);
        await Place.ExecuteAsync($"grant update (id) on analytics.orders to \"{_guest}\"");
        await WordsAsync("select 2 as id", "insert", $"\"{_guest}\"");

        (await AccessAsync("analytics")).ShouldBe([$"{_guest} INSERT", $"{_guest} UPDATE id"]);

        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        (await AccessAsync("analytics")).ShouldBe([.. before.Append($"{_guest} UPDATE id").Order()]);

        await Engine().RollbackAsync(new RollbackRequest { To = "r2" }, Cancellation);
        (await AccessAsync("analytics")).ShouldBe([$"{_guest} INSERT", $"{_guest} UPDATE id"]);
    }

    [Fact]
    public async Task A_column_that_somebody_else_let_in_stays_when_the_relation_is_taken()
    {
        await GrantedAsync("select 1 as id, 2 as other", _stranger);
        await Place.ExecuteAsync($"grant select (id) on analytics.orders to \"{_stranger}\"");

        await GrantedAsync("select 2 as id, 3 as other", _reader);

        (await CanAsync(_stranger, "select id from analytics.orders")).ShouldBeTrue();
        (await CanAsync(_stranger, "select other from analytics.orders")).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_loses_another_right_reads_on_with_rights_of_its_own()
    {
        await WordsAsync("select 1 as id", "select, insert", $"\"{_stranger}\"");
        await Place.ExecuteAsync(
            "alter view analytics.orders set (security_invoker = true)",
            $"grant usage on schema analytics__r1 to \"{_stranger}\""
        );

        await WordsAsync("select 2 as id", "select", $"\"{_stranger}\"");

        (await AccessAsync("analytics")).ShouldBe([$"{_stranger} SELECT"]);
        (await CanAsync(_stranger, "select id from analytics.orders")).ShouldBeTrue();
    }

    /// <summary>Releases a project that grants by these words, which dbt writes as they stand.</summary>
    /// <returns>What that granted.</returns>
    private async Task<IReadOnlyList<string>> WordsAsync(string query, string privilege, string role)
    {
        Project.With("orders", query);
        var next = await NextAsync();
        Project.During = async _ =>
            await Place.ExecuteAsync($"grant {privilege} on analytics__r{next}.orders to {role}");
        await DeployAsync();
        var manifest = Manifest([role], "orders")
            .Replace("{\"select\":", $"{{{JsonSerializer.Serialize(privilege)}:", StringComparison.Ordinal);
        await KeepAsync(next, "manifest.json", manifest);
        var granted = await AccessAsync($"analytics__r{next}");
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        Project.During = null;
        return granted;
    }

    private async Task<IReadOnlyList<string>> AccessAsync(string schema) =>
        await ReadAsync(
            $"""
            select concat_ws(' ', coalesce(r.rolname, 'PUBLIC'), given.privilege_type, given.attname)
            from (
                select (aclexplode(relacl)).*, null as attname, oid as on_it from pg_class
                union all
                select (aclexplode(attacl)).*, attname, attrelid from pg_attribute
            ) given
            join pg_class c on c.oid = given.on_it
            left join pg_roles r on r.oid = given.grantee
            where c.relnamespace = '{schema}'::regnamespace and c.relname = 'orders' and given.grantee <> c.relowner
            order by 1
            """
        );

    private async Task<int> NextAsync() =>
        1
        + int.Parse(
            (await ReadAsync("select coalesce(max(number), 0) from data_release.releases").OrZero())[0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>
    /// Releases a project that grants to the roles, as dbt would: on the relation, and in the manifest.
    /// </summary>
    private async Task GrantedAsync(string query, params string[] roles)
    {
        Project.With("orders", query);
        var next = await NextAsync();
        Project.During = async _ =>
        {
            foreach (var role in roles)
                await Place.ExecuteAsync($"grant select on all tables in schema analytics__r{next} to \"{role}\"");
        };
        await DeployAsync();
        await KeepAsync(next, "manifest.json", Manifest(roles, "orders", "other", "left"));
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        Project.During = null;
    }

    private static string Manifest(string[] roles, params string[] models) =>
        JsonSerializer.Serialize(
            new
            {
                metadata = new
                {
                    dbt_schema_version = "https://schemas.getdbt.com/dbt/manifest/v12.json",
                    dbt_version = "1.8.0",
                    adapter_type = "postgres",
                    project_name = "fake",
                },
                nodes = models.ToDictionary(
                    name => $"model.fake.{name}",
                    name => new
                    {
                        unique_id = $"model.fake.{name}",
                        resource_type = "model",
                        name,
                        alias = name,
                        package_name = "fake",
                        schema = "x",
                        database = "x",
                        config = new
                        {
                            materialized = "table",
                            enabled = true,
                            grants = new { select = roles },
                        },
                    }
                ),
            }
        );

    private async Task<(bool Reader, bool Stranger, bool Guest)> CanReadAsync() =>
        (
            await CanAsync(_reader, "select id from analytics.orders"),
            await CanAsync(_stranger, "select id from analytics.orders"),
            await CanAsync(_guest, "select id from analytics.orders")
        );
}

file static class Counted
{
    /// <summary>Before the first release there is no ledger to ask.</summary>
    public static async Task<IReadOnlyList<string>> OrZero(this Task<IReadOnlyList<string>> asked)
    {
        try
        {
            return await asked;
        }
        catch (Npgsql.PostgresException)
        {
            return ["0"];
        }
    }
}
