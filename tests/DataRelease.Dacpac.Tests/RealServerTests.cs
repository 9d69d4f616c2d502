using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.SqlServer;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;
using Microsoft.Data.SqlClient;

namespace DataRelease.Dacpac.Tests;

/// <summary>
/// Releases of dacpacs on a server, in a database of their own on the one that <c>DATARELEASE_TEST_SQLSERVER</c> names
/// by the connection string of someone who may make databases.
/// </summary>
public sealed class RealServerTests : IAsyncLifetime
{
    private const string Variable = "DATARELEASE_TEST_SQLSERVER";

    private static readonly string[] _first =
    [
        "create schema [shop] authorization [dbo]",
        "create role [reader]",
        "create table [shop].[orders] ([id] int not null constraint [pk_orders] primary key, [amount] int not null)",
        "create view [shop].[revenue] as select sum([amount]) as [amount] from [shop].[orders]",
        "create procedure [shop].[orders_of] @least int as "
            + "select count(*) as [n] from [shop].[orders] where [amount] >= @least",
        "create function [shop].[twice](@amount int) returns int as begin return 2 * @amount end",
        "grant select on object::[shop].[revenue] to [reader]",
        "grant execute on object::[shop].[orders_of] to [reader]",
    ];

    private static readonly string[] _second =
    [
        .. _first.Select(text =>
            text.Replace("[amount] int not null)", "[amount] int not null, [note] nvarchar(100) null)")
                .Replace("sum([amount]) as [amount] from", "sum([amount]) as [amount], max([note]) as [note] from")
                .Replace("@least int as", "@least int, @most int = 1000 as")
                .Replace("return 2 *", "return 3 *")
        ),
    ];

    private readonly TempFolder _folder = new();
    private readonly string _database = $"data_release_{Guid.NewGuid():N}";
    private string? _server;
    private Warehouse? _warehouse;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = System.Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(_server))
        {
            Assert.Skip($"no SQL Server: {Variable} names none");
            return;
        }
        await OnServerAsync($"create database [{_database}]");
        _warehouse = new SqlServerEngine().Open(
            new SqlConnectionStringBuilder(_server) { InitialCatalog = _database }.ConnectionString,
            new WarehouseOptions(".", TimeProvider.System, null)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
        {
            await _warehouse.DisposeAsync();
            await OnServerAsync(
                $"alter database [{_database}] set single_user with rollback immediate; drop database [{_database}]"
            );
        }
        _folder.Dispose();
    }

    [Fact]
    public async Task A_second_version_goes_live_in_one_swap_and_a_rollback_brings_the_first_back()
    {
        await RunAsync(_first, engine => engine.ReleaseAsync(new DeployRequest(), Cancellation));
        await ExecuteAsync("insert into [shop].[orders] ([id], [amount]) values (1, 10), (2, 2000)");
        (await ReadAsync("select amount from [shop].[revenue]")).ShouldBe(2010);
        (await ReadAsync("select [shop].[twice](1)")).ShouldBe(2);

        await RunAsync(_second, engine => engine.ReleaseAsync(new DeployRequest(), Cancellation));
        (await ReadAsync("select count(note) from [shop].[revenue]")).ShouldBe(0);
        (await ReadAsync("exec [shop].[orders_of] @least = 1, @most = 5")).ShouldBe(2);
        (await ReadAsync("select [shop].[twice](1)")).ShouldBe(3);

        await RunAsync(_second, engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));
        (await ReadAsync("select [shop].[twice](1)")).ShouldBe(2);
        (await ReadAsync("exec [shop].[orders_of] @least = 1")).ShouldBe(2);
        (await ReadAsync("select col_length('shop.orders', 'note')")).ShouldBe(200);
        (
            await ReadAsync(
                "select count(*) from sys.database_permissions where permission_name = 'EXECUTE' and class = 1"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_name_of_somebody_else_is_never_overwritten()
    {
        await ExecuteAsync("create schema [shop]");
        await ExecuteAsync("create procedure [shop].[orders_of] as select 7");

        var report = await new ReleaseEngine(
            Environment(_first),
            new RecordingEvents(),
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.DacpacNameTaken);
        (await ReadAsync("exec [shop].[orders_of]")).ShouldBe(7);
        (await ReadAsync("select count(*) from sys.views where schema_id = schema_id('shop')")).ShouldBe(0);
    }

    private async Task RunAsync<T>(IEnumerable<string> scripts, Func<ReleaseEngine, Task<T>> run)
        where T : ReleaseReport
    {
        var report = await run(new ReleaseEngine(Environment(scripts), new RecordingEvents(), TimeProvider.System));
        report.Error?.Format().ShouldBeNull();
    }

    private ReleaseEnvironment Environment(IEnumerable<string> scripts) =>
        EnvironmentOf(DacpacOf.Scripts(_folder.Path, "shop", scripts));

    private ReleaseEnvironment EnvironmentOf(string path) =>
        new("prod", "shop", _warehouse!, new ReleaseConfig(), async token =>
            await DacpacBuilder.OpenAsync(_warehouse!, path, new DacpacChoices(), token)
        )
        {
            IsOfPackage = true,
            OfPackage = EnvironmentOf,
        };

    private async Task<int> ReadAsync(string query)
    {
        await using var session = await _warehouse!.OpenAsync(Cancellation);
        return Convert.ToInt32(
            await session.ScalarAsync(Sql.Raw(query), Cancellation),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var session = await _warehouse!.OpenAsync(Cancellation);
        await session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private async Task OnServerAsync(string statement)
    {
        await using var connection = new SqlConnection(_server);
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
