using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Leases;

/// <summary>Processes and environments that share one DuckDB file, which only one process can have open.</summary>
public sealed class SharedFileTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private World _world = null!;
    private Tool _tool = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _folder.Write(
            "data-release.yml",
            """
            project: {name: shared, version: 1.0.0}
            default_environment: dev
            environments:
              dev: {type: duckdb, path: warehouse.duckdb, schema: analytics}
              stage: {type: duckdb, path: warehouse.duckdb, schema: stage}
            """
        );
        _folder.Write("models/orders.sql", "select 1 as id");
        _world = await World.CreateAsync(Engine.DuckDb, Cancellation);
        _tool = new Tool(_folder.Path, _world);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Processes_that_wait_for_each_other_and_for_readers_all_end_well()
    {
        for (var round = 0; round < 3; round++)
        {
            var releases = Enumerable
                .Range(0, 4)
                .Select(index =>
                    _tool.EndAsync(
                        [],
                        ["release", "-e", index % 2 == 0 ? "dev" : "stage", "--wait", "5m"],
                        Cancellation
                    )
                )
                .ToList();
            // A command that only reads has the file for a moment; it may find it busy, the releases must not mind it.
            var readers = ReadAsync(Task.WhenAll(releases));
            foreach (var ended in await Task.WhenAll(releases))
                ended.Exit.ShouldBe(0, ended.Error);
            await readers;
        }
    }

    [Theory]
    [InlineData(0, "release")]
    [InlineData(2, "abort", "--yes")]
    public async Task The_file_is_closed_before_its_lock_is_free(int exit, params string[] args)
    {
        var record = _folder["seam.txt"];

        var ended = await _tool.EndAsync([("DR_SEAM_RECORD", record)], args, Cancellation);

        ended.Exit.ShouldBe(exit, ended.Error);
        var effects = await File.ReadAllLinesAsync(record, Cancellation);
        effects[^2..].ShouldBe(["close database", "unlock file"]);
    }

    [Fact]
    public async Task The_environment_that_holds_the_file_is_named_and_not_the_one_that_was_asked_for()
    {
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
        await using var busy = new Watched(
            _tool.Start([("DR_SEAM_HOLD", "before:create schema if not exists \"analytics__r")], "release", "-e", "dev")
        );
        await busy.SeeAsync("[seam] held", Cancellation);

        var other = await _tool.RunAsync(Cancellation, "release", "-e", "stage");
        var same = await _tool.RunAsync(Cancellation, "release", "-e", "dev");
        var reader = await _tool.RunAsync(Cancellation, "status", "-e", "stage");
        await busy.GoOnAsync();
        (await busy.EndAsync(Cancellation)).ShouldBe(0, busy.Error);

        other.Exit.ShouldBe(4);
        other.Error.ShouldContain("DR5001: environment 'dev' is held by ");
        other.Error.ShouldContain($"(pid {busy.Id}) since ");
        other.Error.ShouldContain("environment 'stage' is in the same file");
        same.Exit.ShouldBe(4);
        same.Error.ShouldContain("DR5001: environment 'dev' is held by ");
        same.Error.ShouldNotContain("same file");
        reader.Exit.ShouldBe(4);
        reader.Error.ShouldContain("DR4008");
        reader.Error.ShouldContain("a command on environment 'dev'");
    }

    [Fact]
    public async Task A_note_of_a_process_that_is_no_more_names_nobody()
    {
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
        _folder.Write(
            ".warehouse.duckdb.data-release.holder",
            """{"Environment":"dev","Who":"ann@elsewhere","Pid":999999999,"Since":"2026-01-01T00:00:00Z"}"""
        );
        await using var holder = new FileStream(
            _folder[".warehouse.duckdb.data-release.lock"],
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None
        );

        var (exit, _, error) = await _tool.RunAsync(Cancellation, "release", "-e", "stage");

        exit.ShouldBe(4);
        error.ShouldContain("is held by another data-release process");
        error.ShouldNotContain("ann");
    }

    private async Task ReadAsync(Task until)
    {
        while (!until.IsCompleted)
            await _tool.EndAsync([], ["status", "-e", "dev"], Cancellation);
    }
}
