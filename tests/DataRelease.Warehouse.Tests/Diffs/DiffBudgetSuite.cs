using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Warehouses;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>Diffs that may not take as long as they would, on every engine.</summary>
public abstract class DiffBudgetSuite(Engine engine) : WarehouseSuite(engine)
{
    /// <summary>Far more rows than any test has time for.</summary>
    private const string Endless = "select n as id, n % 7 as x from generate_series(1, 40000000000) as s(n)";

    [Fact]
    public async Task No_time_at_all_is_an_error_and_the_session_goes_on()
    {
        var (blue, green) = await CreateAsync("select 1 as id, 2 as x", "select 1 as id, 3 as x", "table");

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            CompareAsync(blue, green, TimeSpan.Zero, TimeProvider.System)
        );

        (error.Code, error.Message).ShouldBe((ErrorCode.DiffOverBudget, "t was not compared within 0 s"));
        Session.IsInTransaction.ShouldBeFalse();
        (await CompareAsync(blue, green, null, TimeProvider.System)).Changed.ShouldBe(1);
    }

    [Fact]
    public async Task A_statement_that_is_under_way_is_stopped_when_time_is_up_and_the_session_goes_on()
    {
        var (blue, green) = await CreateAsync(Endless, Endless, "view");
        var clock = new FakeTimeProvider();
        var isUp = false;
        Place.Ran = text =>
        {
            // The clock moves once the join is on its way, whichever of both is first.
            if (isUp || !text.Contains("full join", StringComparison.OrdinalIgnoreCase))
                return;
            isUp = true;
            _ = Task.Run(() => clock.Advance(TimeSpan.FromSeconds(31)), Cancellation);
        };

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            CompareAsync(blue, green, TimeSpan.FromSeconds(30), clock)
        );

        (error.Code, isUp).ShouldBe((ErrorCode.DiffOverBudget, true));
        Session.IsInTransaction.ShouldBeFalse();
        await ExecuteAsync(
            "drop view a.t",
            "drop view b.t",
            "create table a.t as select 1 as id",
            "create table b.t as select 1 as id"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        (await CompareAsync(relations[0], relations[1], TimeSpan.FromSeconds(30), clock)).IsEqual.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_cancels_is_not_told_of_a_budget()
    {
        var (blue, green) = await CreateAsync("select 1 as id", "select 1 as id", "table");
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new RelationComparer(Warehouse.Dialect).CompareAsync(
                Session,
                "t",
                blue,
                green,
                new DiffOptions { Key = ["id"], TimeBudget = TimeSpan.FromHours(1) },
                cancel.Token
            )
        );
        (await CompareAsync(blue, green, null, TimeProvider.System)).IsEqual.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_cancels_a_statement_that_is_under_way_is_told_so_and_the_session_goes_on()
    {
        var (blue, green) = await CreateAsync(Endless, Endless, "view");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Place.Ran = text =>
        {
            if (text.Contains("full join", StringComparison.OrdinalIgnoreCase))
                _ = Task.Run(cancel.Cancel, Cancellation);
        };

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new RelationComparer(Warehouse.Dialect).CompareAsync(
                Session,
                "t",
                blue,
                green,
                new DiffOptions { Key = ["id"], TimeBudget = TimeSpan.FromHours(1) },
                cancel.Token
            )
        );

        Session.IsInTransaction.ShouldBeFalse();
        await ExecuteAsync("drop view a.t", "drop view b.t");
    }

    private async Task<(CatalogRelation Blue, CatalogRelation Green)> CreateAsync(
        string blue,
        string green,
        string kind
    )
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            $"create {kind} a.t as {blue}",
            $"create {kind} b.t as {green}"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        return (relations[0], relations[1]);
    }

    private Task<RelationDiff> CompareAsync(
        CatalogRelation blue,
        CatalogRelation green,
        TimeSpan? budget,
        TimeProvider clock
    ) =>
        new RelationComparer(Warehouse.Dialect, null, clock).CompareAsync(
            Session,
            "t",
            blue,
            green,
            new DiffOptions { Key = ["id"], TimeBudget = budget },
            Cancellation
        );
}

public sealed class DuckDbDiffBudgetTests() : DiffBudgetSuite(Engine.DuckDb);

public sealed class PostgresDiffBudgetTests() : DiffBudgetSuite(Engine.Postgres);
