using DataRelease.Diffs;
using DataRelease.DuckDb;
using DataRelease.Ledgers;
using DataRelease.Snowflake;
using DataRelease.Testing;
using DataRelease.Transcripts.Tests.Recorded;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests;

/// <summary>
/// What goes below a swap where each change of an object commits by itself: the ledger, its lease, comparisons.
/// </summary>
public sealed class SnowflakeTranscripts : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Transcript _transcript = new();
    private DuckDbWarehouse? _memory;
    private RecordedWarehouse? _warehouse;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RecordedWarehouse Warehouse => _warehouse!;

    public ValueTask InitializeAsync()
    {
        _memory = new DuckDbWarehouse(_folder["memory.duckdb"]);
        _warehouse = new RecordedWarehouse(
            new SnowflakeEngine().Open(
                "account=nowhere;user=nobody;password=nothing;db=shown",
                new WarehouseOptions(".", TimeProvider.System, null)
            ),
            _memory,
            _transcript
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_ledger_is_made_table_by_table_and_its_version_is_written_last()
    {
        var ledger = new Ledger(Warehouse, "data_release", "prod");
        await using var session = await Warehouse.OpenAsync(Cancellation);

        await ledger.EnsureAsync(session, Cancellation);

        (await ledger.ReadLiveAsync(session, Cancellation)).ShouldBeNull();
        _transcript.Statements.ShouldNotContain(statement => statement.StartsWith("BEGIN", StringComparison.Ordinal));
        Approve("ledger");
    }

    [Fact]
    public async Task A_ledger_that_was_begun_and_not_ended_is_begun_again()
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await ExecuteAsync(
            "create schema data_release",
            "create table data_release.ledger_versions (version integer not null, applied_at timestamp not null)"
        );
        var ledger = new Ledger(Warehouse, "data_release", "prod");

        (await ledger.ExistsAsync(session, Cancellation)).ShouldBeFalse();
        await ledger.EnsureAsync(session, Cancellation);

        (await ledger.ExistsAsync(session, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_that_wrote_the_first_lease_at_once_one_stays_at_most()
    {
        var ledger = new Ledger(Warehouse, "data_release", "prod");
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await ledger.EnsureAsync(session, Cancellation);
        _transcript.Clear();
        foreach (var pid in new[] { 1, 2 })
            (
                await ledger.TryTakeLeaseAsync(
                    session,
                    null,
                    fencing: pid,
                    "h",
                    "m",
                    pid,
                    TimeSpan.FromMinutes(1),
                    Cancellation
                )
            ).ShouldBeTrue();

        (await ledger.IsLeaseOursAloneAsync(session, 2, "h", 2, Cancellation)).ShouldBeFalse();
        (await ledger.IsLeaseOursAloneAsync(session, 1, "h", 1, Cancellation)).ShouldBeTrue();
        var lease = await ledger.ReadLeaseAsync(session, Cancellation);
        var taken = await ledger.TryTakeLeaseAsync(
            session,
            lease,
            3,
            "h",
            "m",
            3,
            TimeSpan.FromMinutes(1),
            Cancellation
        );

        (lease!.Pid, taken).ShouldBe((1, true));
        (
            await ledger.TryTakeLeaseAsync(session, lease, 4, "h", "m", 4, TimeSpan.FromMinutes(1), Cancellation)
        ).ShouldBeFalse();
        Approve("lease");
    }

    [Fact]
    public async Task Of_two_that_took_the_same_lease_from_one_old_picture_one_can_prove_it()
    {
        var ledger = new Ledger(Warehouse, "data_release", "prod");
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await ledger.EnsureAsync(session, Cancellation);
        Task<bool> TakeAsync(LeaseRecord? seen, long fencing) =>
            ledger.TryTakeLeaseAsync(session, seen, fencing, "h", "m", 1, TimeSpan.FromMinutes(1), Cancellation);
        (await TakeAsync(null, Lease.NextFencing(0, seesEachCommit: false))).ShouldBeTrue();
        var seen = (await ledger.ReadLeaseAsync(session, Cancellation))!;
        var (one, two) = (
            Lease.NextFencing(seen.Fencing, seesEachCommit: false),
            Lease.NextFencing(seen.Fencing, seesEachCommit: false)
        );

        (await TakeAsync(seen, one)).ShouldBeTrue();
        // What waited for that, and still reads the old row, changes it too.
        (await TakeAsync(seen with { Fencing = one }, two)).ShouldBeTrue();

        one.ShouldNotBe(two);
        one.ShouldBeGreaterThan(seen.Fencing);
        (await ledger.IsLeaseOursAloneAsync(session, one, "h", 1, Cancellation)).ShouldBeFalse();
        (await ledger.IsLeaseOursAloneAsync(session, two, "h", 1, Cancellation)).ShouldBeTrue();
        (await ledger.TryExtendLeaseAsync(session, one, TimeSpan.FromMinutes(1), Cancellation)).ShouldBeFalse();
        (await ledger.TryExtendLeaseAsync(session, two, TimeSpan.FromMinutes(1), Cancellation)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("diff-by-key", "ID")]
    [InlineData("diff-of-whole-rows", null)]
    public async Task Two_relations_are_compared(string scenario, string? key)
    {
        foreach (var (schema, rows) in new[] { ("BLUE", 100), ("GREEN", 101) })
            await ExecuteAsync(
                $"create schema \"{schema}\"",
                $"create table \"{schema}\".\"or\"\"ders\" as select i::integer as \"ID\", 'n' || i as \"Note\", "
                    + $"i * 1.5 as \"AMOUNT\" from generate_series(1, {rows}) g(i)"
            );
        await using var session = await Warehouse.OpenAsync(Cancellation);
        var relations = await Warehouse.ReadRelationsAsync(session, ["BLUE", "GREEN"], Cancellation);

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            session,
            "orders",
            relations[0],
            relations[1],
            new DiffOptions { Key = key is null ? [] : [key], Samples = key is null ? 0 : 3 },
            Cancellation
        );

        (diff.Added, diff.Removed).ShouldBe((1, 0));
        Approve(scenario);
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var session = await _memory!.OpenAsync(Cancellation);
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private void Approve(string scenario)
    {
        var approved = Repository.PathOf(
            "tests",
            "DataRelease.Transcripts.Tests",
            "Approved",
            "snowflake",
            $"{scenario}.sql"
        );
        var text = _transcript.ToString();
        if (Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, text);
        }
        text.ShouldBe(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "");
    }
}
