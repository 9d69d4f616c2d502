using System.Text;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>
/// What only an account can show, in schemas of its own in the database that <c>DATARELEASE_TEST_SNOWFLAKE</c> names by
/// the driver's connection string. It costs a few seconds of the smallest warehouse.
/// </summary>
public sealed class RealAccountTests : IAsyncLifetime
{
    private const string Variable = "DATARELEASE_TEST_SNOWFLAKE";

    private readonly string _schema = $"DATA_RELEASE_{Guid.NewGuid():N}";
    private Warehouse? _warehouse;
    private WarehouseSession? _session;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Warehouse Warehouse => _warehouse!;

    private WarehouseSession Session => _session!;

    public async ValueTask InitializeAsync()
    {
        var connection = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(connection))
        {
            Assert.Skip($"no account of Snowflake: {Variable} names none");
            return;
        }
        _warehouse = new SnowflakeEngine().Open(connection, new WarehouseOptions(".", TimeProvider.System, null));
        _session = await _warehouse.OpenAsync(Cancellation);
        await _session.ExecuteAsync(_warehouse.Dialect.CreateSchema(_schema), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            foreach (var schema in new[] { _schema, $"{_schema}_next", $"{_schema}_ledger" })
                await _session.ExecuteAsync(Warehouse.Dialect.DropSchema(schema), CancellationToken.None);
            await _session.DisposeAsync();
        }
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
    }

    [Fact]
    public async Task The_ledger_is_made_again_and_read()
    {
        var ledger = new Ledger(Warehouse, $"{_schema}_ledger", "prod");

        await ledger.EnsureAsync(Session, Cancellation);
        await new Ledger(Warehouse, $"{_schema}_ledger", "prod").EnsureAsync(Session, Cancellation);

        (await ledger.ExistsAsync(Session, Cancellation)).ShouldBeTrue();
        (await ledger.ReadLiveAsync(Session, Cancellation)).ShouldBeNull();
        (await ledger.ReadReleasesAsync(Session, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalog_tells_relations_with_their_types_and_dependents()
    {
        var (table, view) = (new RelationName(_schema, "t\"1"), new RelationName(_schema, "v"));
        await RunAsync(
            $"create table {table} (id integer not null, note varchar(50) collate 'en-ci', total number(10,2), "
                + $"at date)",
            $"create view {view} as select * from {table}"
        );

        var relations = await Warehouse.ReadRelationsAsync(Session, [_schema], Cancellation);
        var dependents = await Warehouse.ReadDependentsAsync(Session, [_schema], Cancellation);

        relations
            .Select(one => (one.Name, one.Kind))
            .ShouldBe([(table, RelationKind.Table), (view, RelationKind.View)]);
        relations[0]
            .Columns.Select(column => column.Type)
            // The documentation says that the catalog does not tell the collation.
            .ShouldBe(["NUMBER(38,0)", "VARCHAR(50)", "NUMBER(10,2)", "DATE"]);
        dependents.ShouldContain(one => one.On == table && one.Relation == view);
    }

    [Fact]
    public async Task Two_schemas_are_exchanged_under_their_names_with_what_is_in_them()
    {
        var swap = (SnowflakeSwapGrammar)Warehouse.Swap;
        var router = swap.Router;
        var frame = await Warehouse.ReadRouterFrameAsync(Session, _schema, Cancellation);
        var next = $"{_schema}_next";
        var table = new RelationName(_schema, "t");
        CatalogColumn[] columns = [new("X", 1, "NUMBER(1,0)", true, null)];
        await RunAsync($"create table {table} as select 1 as x");
        await RunAsync([.. router.Create(next, frame! with { Comment = "next" }, null)]);
        await RunAsync(swap.CreatePointer(new(next, "p"), table, columns, ["secure"], replace: false));

        await RunAsync([.. router.Exchange(_schema, next)]);

        (await ReadAsync($"select x from {new RelationName(_schema, "p")}")).ShouldBe(1);
        (await ReadAsync($"select x from {new RelationName(next, "t")}")).ShouldBe(1);
        (await Warehouse.ReadRouterFrameAsync(Session, _schema, Cancellation))!.Comment.ShouldBe("next");
        await Should.ThrowAsync<System.Data.Common.DbException>(() => RunAsync(router.DropEmpty(next)));
    }

    [Fact]
    public async Task A_clone_and_a_seed_have_their_rows()
    {
        var seed = new RelationName(_schema, "seed");
        await RunAsync($"create transient table {seed} (\"a\"\"b\" integer, t varchar, f float, m timestamp_ntz)");
        using var csv = new MemoryStream(
            Encoding.UTF8.GetBytes("a\"b,T,F,M\n1,\"x'\\y\",1.5,2026-01-01 00:00:00+02:00\n2,,1e3,\n")
        );

        var rows = await Warehouse.LoadCsvAsync(Session, seed, ["a\"b", "T", "F", "M"], ["M"], csv, Cancellation);
        foreach (var copy in await Warehouse.ReadCopyAsync(Session, seed, new(_schema, "copy"), Cancellation))
            await RunAsync(copy);

        rows.ShouldBe(2);
        (await ReadAsync($"select count(*) from {new RelationName(_schema, "copy")} where t is null")).ShouldBe(1);
        (
            await ReadAsync(
                $"select count(*) from {seed} where t = {"x'\\y"} and m = {new DateTime(2025, 12, 31, 22, 0, 0)}"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Every_statement_that_reads_is_taken_by_the_server()
    {
        var name = new RelationName(_schema, "r\"1");
        await RunAsync(
            $"create table {name} ({new Identifier(name.Name)} varchar, b varchar, g varchar, h number, x number)"
        );
        foreach (
            var phrase in new[]
            {
                "differing parts",
                "parts",
                "facts",
                "tolerances",
                "rights",
                "privileges",
                "relations",
            }
        )
        {
            foreach (var statement in Statements.Others[phrase](name))
            {
                if (!Hostile.Render(statement).Contains("\"green\"", StringComparison.Ordinal))
                    await Session.QueryAsync(statement, _ => 0, Cancellation);
            }
        }
    }

    private async Task RunAsync(params Sql[] statements)
    {
        foreach (var statement in statements)
            await Session.ExecuteAsync(statement, Cancellation);
    }

    private async Task<long> ReadAsync(Sql query) =>
        (await Session.QueryAsync(query, row => row.ReadLong(0), Cancellation))[0];
}
