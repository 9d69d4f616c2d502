using System.Collections.Concurrent;
using System.Diagnostics;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// Twenty principals read without a pause while a release is shown to 0, 10, 50 and 100 % of them and taken back at
/// each step: no error, no statement of two releases, and nobody changes sides but by a step.
/// </summary>
public abstract class CanaryLoadSuite(Engine engine) : ReleaseSuite(engine)
{
    private const int Principals = 20;

    private const string Query =
        "select min(v), max(v) from (select v from analytics.orders union all select v from analytics.order_list "
        + "union all select v from analytics_marketing.days) s";

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<Look>[] _looks =
    [
        .. Enumerable.Range(0, Principals).Select(_ => new ConcurrentQueue<Look>()),
    ];
    private readonly List<(long From, long To)> _steps = [];
    private string[] _names = [];

    [Fact]
    public async Task Nobody_notices_but_by_the_step()
    {
        _names =
        [
            .. await Task.WhenAll(
                Enumerable
                    .Range(0, Principals)
                    .Select(async index =>
                        Place.Postgres is { } postgres
                            ? await postgres.CreateRoleAsync($"p{index}", Cancellation)
                            : $"p{index}"
                    )
            ),
        ];
        Version(1);
        await ReleaseAsync();
        if (Place.Postgres is not null)
            foreach (
                var (schema, role) in _names.SelectMany(role =>
                    new[] { "analytics", "analytics_marketing" }.Select(schema => (schema, role))
                )
            )
                await Place.ExecuteAsync(
                    $"grant usage on schema {schema} to \"{role}\"",
                    $"grant select on all tables in schema {schema} to \"{role}\""
                );
        var read = ConfigReader.Read(
            "strategy: canary\ncanary: {steps: [{weight: 10%, pause: until promoted}, "
                + "{weight: 50%, pause: until promoted}, {weight: 100%, pause: until promoted}]}",
            "c.yml",
            CheckKinds.All
        );
        Config = Config with { Strategy = read.Strategy, Canary = read.Canary };
        Version(2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var readers = Task.WhenAll(
            Enumerable
                .Range(0, Principals)
                .Select(index => Task.Run(() => ReadOnAsync(index, stop.Token), CancellationToken.None))
        );

        for (var promotions = 0; promotions < 3; promotions++)
        {
            await StepAsync(engine => engine.ReleaseAsync(new DeployRequest { Detach = true }, Cancellation));
            for (var step = 0; step < promotions; step++)
                await StepAsync(engine => engine.PromoteAsync(new WatchRequest(), Cancellation));
            await StepAsync(engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));
        }
        await StepAsync(engine => engine.ReleaseAsync(new DeployRequest { Detach = true }, Cancellation));
        foreach (var _ in Enumerable.Range(0, 3))
            await StepAsync(engine => engine.PromoteAsync(new WatchRequest(), Cancellation));

        await stop.CancelAsync();
        await readers;
        var looks = _looks.Select(one => one.ToList()).ToList();
        var strayed = looks.Sum(Strayed);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Place.Engine}: {looks.Sum(one => one.Count)} statements of {Principals} principals over "
                + $"{_steps.Count} steps, "
                + $"{_errors.Count} errors, {looks.Sum(one => one.Count(look => look.Side == 0))} of two releases, "
                + $"{strayed} changes of sides but by the step"
        );
        _errors.ShouldBeEmpty();
        looks.Sum(one => one.Count(look => look.Side == 0)).ShouldBe(0);
        strayed.ShouldBe(0);
        foreach (var one in looks)
        {
            one.Count.ShouldBeGreaterThan(_steps.Count);
            one[^1].Side.ShouldBe(2);
        }
        // At 10 % and at 50 % some see it and others do not.
        looks.Count(one => one.Any(look => look.Side == 1)).ShouldBe(Principals);
    }

    /// <summary>Changes of sides outside of steps, and second ones within one.</summary>
    private int Strayed(List<Look> looks)
    {
        var strayed = 0;
        var changed = new HashSet<int>();
        foreach (var (before, after) in looks.Zip(looks.Skip(1)).Where(pair => pair.First.Side != pair.Second.Side))
        {
            var step = _steps.FindIndex(step => step.From <= after.To && before.From <= step.To);
            if (step < 0 || !changed.Add(step))
                strayed++;
        }
        return strayed;
    }

    private async Task StepAsync(Func<ReleaseEngine, Task<ReleaseReport.Released>> work)
    {
        var from = Stopwatch.GetTimestamp();
        (await work(Engine())).Error?.Format().ShouldBeNull();
        _steps.Add((from, Stopwatch.GetTimestamp()));
        await Task.Delay(300, Cancellation);
    }

    private async Task ReadOnAsync(int index, CancellationToken stop)
    {
        try
        {
            if (Place.Postgres is { } postgres)
            {
                await using var connection = new NpgsqlConnection(postgres.ConnectionStringOf(_names[index]));
                await connection.OpenAsync(CancellationToken.None);
                while (!stop.IsCancellationRequested)
                {
                    await using var command = new NpgsqlCommand(Query, connection);
                    await LookAsync(index, async () =>
                    {
                        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
                        await row.ReadAsync(CancellationToken.None);
                        return (row.GetInt32(0), row.GetInt32(1));
                    });
                    await Task.Delay(2, CancellationToken.None);
                }
                return;
            }
            await using var session = await Warehouse.OpenAsync(CancellationToken.None);
            await session.ExecuteAsync(
                Sql.Raw($"set variable data_release_principal = '{_names[index]}'"),
                CancellationToken.None
            );
            while (!stop.IsCancellationRequested)
            {
                await LookAsync(index, async () =>
                    (
                        await session.QueryAsync(
                            Sql.Raw(Query),
                            row => (row.GetInt32(0), row.GetInt32(1)),
                            CancellationToken.None
                        )
                    )[0]
                );
                await Task.Delay(5, CancellationToken.None);
            }
            await session.ExecuteAsync(Sql.Raw("reset variable data_release_principal"), CancellationToken.None);
        }
        catch (Exception error)
        {
            _errors.Enqueue(error.Message);
        }
    }

    private async Task LookAsync(int index, Func<Task<(int Least, int Most)>> ask)
    {
        var from = Stopwatch.GetTimestamp();
        try
        {
            var (least, most) = await ask();
            _looks[index].Enqueue(new Look(from, Stopwatch.GetTimestamp(), least == most ? least : 0));
        }
        catch (Exception error) when (error is System.Data.Common.DbException)
        {
            _errors.Enqueue(error.Message);
        }
    }

    private void Version(int version)
    {
        Project.With("orders", $"select {version} as id, {version} as v");
        Project.With("order_list", $"select o.id, o.v from {{green}}.orders o where {version} = {version}", "view");
        Project.With("days", $"select {version} as v", custom: "marketing");
        Project.Version = $"{version}.0.0";
    }

    /// <summary>A statement: when it was asked and answered, and the version that it saw; 0 for a mix.</summary>
    private sealed record Look(long From, long To, int Side);
}

public sealed class DuckDbCanaryLoad() : CanaryLoadSuite(Tests.Engine.DuckDb);

public sealed class PostgresCanaryLoad() : CanaryLoadSuite(Tests.Engine.Postgres);
