using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>Several relations compared at once, on every engine.</summary>
public abstract partial class DiffSchedulerSuite(Engine engine) : WarehouseSuite(engine)
{
    private const int Connections = 2;

    /// <summary>Told of progress.</summary>
    private RecordingEvents Events { get; } = new();

    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_jobs()
    {
        var jobs = await JobsAsync(6);

        var outcomes = await Scheduler().RunAsync(jobs, Cancellation);

        outcomes.Select(outcome => outcome.Job).ShouldBe(jobs);
        outcomes.Select(outcome => outcome.Diff!.Changed).ShouldBe([1, 2, 3, 4, 5, 6]);
        Events
            .Of<ReleaseEvent.Progressed>()
            .Count(told => told.Text.Contains("compared, ", StringComparison.Ordinal))
            .ShouldBe(6);
    }

    [Fact]
    public async Task No_more_relations_are_compared_at_once_than_connections_are_allowed()
    {
        var jobs = await JobsAsync(6);
        // A columnar engine uses the whole machine for one statement.
        var allowed = Warehouse.Traits.IsColumnar ? 1 : Connections;
        using var together = new Barrier(allowed);
        var underWay = new HashSet<string>();
        var seen = new HashSet<string>();
        var most = 0;
        var told = new Told(text =>
        {
            if (!text.Contains(" compared, ", StringComparison.Ordinal))
                return;
            lock (underWay)
                underWay.Remove(text.Split(' ')[0]);
        });
        Place.Ran = text =>
        {
            if (
                !text.Contains("\"t", StringComparison.Ordinal)
                || TableName().Match(text) is not { Success: true } found
            )
                return;
            bool isNew;
            lock (underWay)
            {
                underWay.Add(found.Groups[1].Value);
                most = Math.Max(most, underWay.Count);
                isNew = seen.Add(found.Groups[1].Value);
            }
            // As many as are allowed wait for each other, so that one after another would never end.
            if (isNew)
                together.SignalAndWait(TimeSpan.FromSeconds(60), Cancellation).ShouldBeTrue();
        };

        await new DiffScheduler(Warehouse, told, Connections).RunAsync(jobs, Cancellation);

        (most, seen.Count).ShouldBe((allowed, 6));
    }

    [Fact]
    public async Task A_relation_that_can_not_be_compared_fails_alone()
    {
        var jobs = await JobsAsync(4);
        await ExecuteAsync("drop table b.t2");
        jobs[2] = jobs[2] with { Options = jobs[2].Options with { TimeBudget = TimeSpan.Zero } };

        var outcomes = await Scheduler().RunAsync(jobs, Cancellation);

        outcomes.Select(outcome => outcome.Diff?.Changed).ShouldBe([1, null, null, 4]);
        outcomes[1].Error!.Message.ShouldContain("t2");
        outcomes[2].Error.ShouldBeOfType<ReleaseException>().Code.ShouldBe(ErrorCode.DiffOverBudget);
    }

    [Fact]
    public async Task Cancelling_ends_all_and_leaves_the_warehouse_usable()
    {
        var jobs = await JobsAsync(6);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed { Text: var text }
                && text.Contains(" compared, 2 of ", StringComparison.Ordinal),
            cancel.Cancel
        );

        await Should.ThrowAsync<OperationCanceledException>(() => Scheduler().RunAsync(jobs, cancel.Token));

        (await Scheduler().RunAsync(jobs, Cancellation)).ShouldAllBe(outcome => outcome.Error == null);
    }

    [Fact]
    public async Task Nothing_to_do_is_done_without_a_connection() =>
        (await Scheduler().RunAsync([], Cancellation)).ShouldBeEmpty();

    /// <summary>The scheduler.</summary>
    protected DiffScheduler Scheduler() => new(Warehouse, Events, Connections);

    /// <summary>Jobs over tables t1, t2, … of 20 rows, of which as many changed as the number says.</summary>
    protected async Task<List<DiffJob>> JobsAsync(int count)
    {
        await ExecuteAsync("create schema a", "create schema b");
        foreach (var number in Enumerable.Range(1, count))
        {
            await ExecuteAsync(
                $"create table a.t{number} as select n as id, n as x from generate_series(1, 20) as s(n)",
                $"create table b.t{number} as select n as id, case when n <= {number} then 0 else n end as x "
                    + $"from generate_series(1, 20) as s(n)"
            );
        }
        var relations = (await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation)).ToDictionary(relation =>
            relation.Name
        );
        return
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => $"t{number.ToString(CultureInfo.InvariantCulture)}")
                .Select(name => new DiffJob(
                    name,
                    DiffSide.Of(relations[new RelationName("a", name)]),
                    DiffSide.Of(relations[new RelationName("b", name)]),
                    new DiffOptions { Key = ["id"] }
                )),
        ];
    }

    /// <summary>Tells a test what is told, on the teller's own thread.</summary>
    private sealed class Told(Action<string> tell) : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened)
        {
            if (happened is ReleaseEvent.Progressed { Text: var text })
                tell(text);
        }
    }

    [GeneratedRegex("\"(t[0-9]+)\"")]
    private static partial Regex TableName();
}

public sealed class DuckDbDiffSchedulerTests() : DiffSchedulerSuite(Engine.DuckDb);

public sealed class PostgresDiffSchedulerTests() : DiffSchedulerSuite(Engine.Postgres)
{
    [Fact]
    public async Task A_connection_that_is_lost_takes_one_relation_with_it()
    {
        var jobs = await JobsAsync(4);
        var isCut = false;
        await using var other = await Warehouse.OpenAsync(Cancellation);
        Place.Ran = text =>
        {
            if (isCut || !text.Contains("full join", StringComparison.OrdinalIgnoreCase))
                return;
            isCut = true;
            // Whoever is in a transaction on this database is the one that compares.
            other
                .ExecuteAsync(
                    Sql.Raw(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                            + "current_database() and state = 'idle in transaction'"
                    ),
                    Cancellation
                )
                .GetAwaiter()
                .GetResult();
        };

        var outcomes = await new DiffScheduler(Warehouse, new RecordingEvents(), 1).RunAsync(jobs, Cancellation);

        outcomes.Count(outcome => outcome.Error is not null).ShouldBe(1);
        outcomes.Select(outcome => outcome.Diff?.Changed).Skip(1).ShouldBe([2, 3, 4]);
    }
}
