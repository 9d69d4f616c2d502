using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Dacpac;
using DataRelease.Dacpac.Tests;
using DataRelease.DuckDb;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Transcripts.Tests.Recorded;
using DataRelease.Warehouses;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Transcripts.Tests;

/// <summary>
/// Whole commands with a dacpac, statement by statement, as SQL Server would be sent them. DacFx works for real; the
/// server is recorded. <c>DATARELEASE_UPDATE_SNAPSHOTS=1</c> writes the approved texts anew.
/// </summary>
public sealed partial class DacpacTranscripts : IAsyncLifetime
{
    private static readonly string[] _first =
    [
        "create schema [shop] authorization [dbo]",
        "create role [reader]",
        "create table [shop].[orders] ([id] int not null constraint [pk_orders] primary key, "
            + "[amount] decimal(10, 2))",
        "create view [shop].[revenue] as select sum([amount]) as [amount] from [shop].[orders]",
        "create procedure [shop].[orders_of] @least int as select [id] from [shop].[orders] where [amount] >= @least",
        "create function [shop].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as "
            + "begin return 2 * @amount end",
        "create synonym [shop].[income] for [shop].[revenue]",
        "grant select on object::[shop].[revenue] to [reader]",
        "grant execute on object::[shop].[orders_of] to [reader]",
    ];

    private readonly TempFolder _folder = new();
    private readonly Transcript _transcript = new();
    private DuckDbWarehouse? _memory;
    private RecordedWarehouse? _warehouse;
    private RecordingEvents _events = new();
    private DacpacChoices _choices = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _memory = new DuckDbWarehouse(_folder["memory.duckdb"]);
        var shown = new SqlServer.SqlServerEngine().Open(
            "Server=nowhere.invalid;Database=shown;User Id=nobody;Password=nothing",
            new WarehouseOptions(".", TimeProvider.System, null)
        );
        _warehouse = new RecordedWarehouse(shown, _memory, _transcript, TransactSqlMemory.Of);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_first_release_of_a_dacpac()
    {
        await ReleaseAsync(Shop(_first));

        Swaps().Count.ShouldBe(1);
        Approve("first-release");
    }

    [Fact]
    public async Task A_second_release_with_a_column_a_view_and_a_signature()
    {
        await ReleaseAsync(Shop(_first));
        _transcript.Clear();

        await ReleaseAsync(Shop(Second()));

        Approve("second-release");
    }

    [Fact]
    public async Task A_rollback_of_a_dacpac()
    {
        await ReleaseAsync(Shop(_first));
        await ReleaseAsync(Shop(Second().Append("create procedure [shop].[later] as select 1")));
        _transcript.Clear();

        await RunAsync("rollback", "", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        _transcript.Statements.ShouldNotContain(statement => statement.Contains("[shop].[orders]"));
        Approve("rollback");
    }

    [Fact]
    public async Task A_release_of_a_dacpac_that_goes_on_after_its_tables_are_expanded()
    {
        await ReleaseAsync(Shop(_first));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _events.When(happened => happened is ReleaseEvent.StepFinished { Name: "expand" }, stop.Cancel);
        await RunAsync(
            "release shop.dacpac",
            Shop(Second()),
            engine => engine.ReleaseAsync(new DeployRequest(), stop.Token),
            ExitCode.Cancelled
        );
        _transcript.Clear();
        _events = new RecordingEvents();

        await RunAsync("resume", "", engine => engine.ResumeAsync(new RecoveryRequest(), Cancellation));

        _transcript.Statements.ShouldNotContain(statement => statement.Contains("ALTER TABLE"));
        Approve("resume");
    }

    [Fact]
    public async Task A_dacpac_without_views_goes_live_and_back()
    {
        var code = _first.Where(text => !text.Contains("revenue")).ToList();
        await ReleaseAsync(Shop(code));
        await ReleaseAsync(Shop(code.Select(text => text.Replace("return 2 *", "return 3 *"))));
        _transcript.Clear();

        await RunAsync("rollback", "", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        Swaps()
            .ShouldHaveSingleItem()
            .ShouldHaveSingleItem()
            .ShouldContain("as begin return [shop__r1].[doubled](@amount) end");
    }

    [Fact]
    public async Task What_an_aborted_release_added_to_a_table_is_not_added_again()
    {
        await ReleaseAsync(Shop(_first));
        await RunAsync("deploy", Shop(Second()), engine => engine.DeployAsync(new DeployRequest(), Cancellation));
        await RunAsync("abort", "", engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));
        _transcript.Clear();

        await ReleaseAsync(Shop(Second()));

        _transcript.Statements.ShouldNotContain(statement => statement.Contains("ALTER TABLE"));
    }

    [Fact]
    public async Task A_name_that_the_next_version_lacks_is_dropped_only_by_consent()
    {
        await ReleaseAsync(Shop(_first));
        var less = Shop(_first.Where(text => !text.Contains("orders_of")));

        await RunAsync(
            "release",
            less,
            engine => engine.ReleaseAsync(new DeployRequest(), Cancellation),
            ExitCode.Refused
        );
        await RunAsync("abort", "", engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));
        _transcript.Clear();
        await RunAsync("release --allow-breaking", less, engine =>
            engine.ReleaseAsync(new DeployRequest { AllowBreaking = true }, Cancellation)
        );

        var swap = Swaps().ShouldHaveSingleItem().ShouldHaveSingleItem();
        swap.ShouldContain("exec(N'drop procedure [shop].[orders_of]')");
        swap.IndexOf("revoke", StringComparison.OrdinalIgnoreCase)
            .ShouldBeLessThan(swap.IndexOf("drop procedure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_release_into_a_database_that_has_objects_and_the_way_back_to_them()
    {
        await StandAsync("integer, amount decimal(10, 2)");
        var live = DacpacOf.Scripts(_folder.Path, "live", _first);

        await ReleaseAsync(Shop(Second()), live);
        await RunAsync("rollback", "", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        Swaps().Count.ShouldBe(2);
        Swaps()[0].ShouldHaveSingleItem().ShouldNotContain("belongs to no release");
        Swaps()[1]
            .ShouldHaveSingleItem()
            .ShouldContain("exec(N'create or alter procedure [shop].[orders_of] @least int");
        Approve("adoption");
    }

    [Fact]
    public async Task The_doctor_finds_a_released_dacpac_in_order_and_names_a_column_that_is_gone()
    {
        var dacpac = Shop(_first);
        await ReleaseAsync(dacpac);
        var sound = await ExamineAsync(dacpac);
        await using (var session = await _memory!.OpenAsync(Cancellation))
            await session.ExecuteAsync(Sql.Raw("alter table shop.orders rename column amount to price"), Cancellation);

        var found = await ExamineAsync(dacpac);

        sound.Where(check => check.State != CheckState.Pass && !IsOfType(check)).ShouldBeEmpty();
        found.ShouldContain(check => check.Message.Contains("has lost its column amount", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_migration_changes_the_tables_of_a_dacpac_and_none_of_its_names()
    {
        var dacpac = Shop(_first);
        await ReleaseAsync(dacpac);
        _folder.Write("migrations/V1__rows.sql", "insert into shop.orders (id, amount) values (1, 10);\n");

        await RunAsync("migrate up", dacpac, engine => engine.MigrateUpAsync(new MigrateRequest(), Cancellation));
        _folder.Write("migrations/V2__view.sql", "create view shop.other as select 1 as a;\n");
        var report = await new ReleaseEngine(Environment(dacpac), _events, TimeProvider.System).MigrateUpAsync(
            new MigrateRequest(),
            Cancellation
        );

        report.Error!.Code.ShouldBe(ErrorCode.MigrationProtected);
    }

    /// <summary>The memory has its own names of types.</summary>
    private static bool IsOfType(CheckOutcome check) =>
        check.Name == "tables" && check.Message.Contains(" in place of ", StringComparison.Ordinal);

    private async Task<IReadOnlyList<CheckOutcome>> ExamineAsync(string dacpac) =>
        (
            await new ReleaseEngine(Environment(dacpac), _events, TimeProvider.System).DoctorAsync(
                new DoctorRequest(),
                Cancellation
            )
        ).Checks;

    [Fact]
    public async Task Code_that_stood_there_without_views_comes_back_too()
    {
        var code = _first.Where(text => !text.Contains("revenue")).ToList();
        await StandAsync("integer, amount decimal(10, 2)");

        await ReleaseAsync(
            Shop(code.Select(text => text.Replace("return 2 *", "return 3 *"))),
            DacpacOf.Scripts(_folder.Path, "live", code)
        );
        await RunAsync("rollback", "", engine => engine.RollbackAsync(new RollbackRequest(), Cancellation));

        Swaps().Count.ShouldBe(2);
        Swaps()[1].ShouldHaveSingleItem().ShouldContain("as begin return 2 * @amount end");
    }

    [Fact]
    public async Task Schemas_of_releases_that_are_no_longer_kept_are_dropped()
    {
        await ReleaseAsync(Shop(_first));
        await ReleaseAsync(Shop(Second()));
        await ReleaseAsync(Shop(Second().Append("create procedure [shop].[later] as select 1")));
        _transcript.Clear();

        await RunAsync("prune", "", engine => engine.PruneAsync(new PruneRequest { Keep = 1 }, Cancellation));

        var statements = string.Join("\n", _transcript.Statements);
        statements.ShouldContain("drop schema [shop__r1]");
        statements.ShouldNotContain("drop schema [shop__r2]");
        statements.ShouldNotContain("drop schema [shop]'");
    }

    private async Task StandAsync(string columns)
    {
        await using var session = await _memory!.OpenAsync(Cancellation);
        foreach (
            var statement in new[]
            {
                "create schema shop",
                $"create table shop.orders (id {columns})",
                "create view shop.revenue as select sum(amount) as amount from shop.orders",
            }
        )
            await session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private static string[] Second() =>
        [
            .. _first.Select(text =>
                text.Replace("[amount] decimal(10, 2))", "[amount] decimal(10, 2), [note] nvarchar(100) null)")
                    .Replace(
                        "select sum([amount]) as [amount]",
                        "select sum([amount]) as [amount], max([note]) as [note]"
                    )
                    .Replace("@least int as", "@least int, @most int = 1000 as")
            ),
        ];

    private string Shop(IEnumerable<string> scripts) => DacpacOf.Scripts(_folder.Path, "shop", scripts);

    private Task ReleaseAsync(string dacpac, string? against = null)
    {
        _choices = new DacpacChoices { Against = against };
        return RunAsync(
            against is null ? "release shop.dacpac" : "release shop.dacpac --against live.dacpac",
            dacpac,
            engine => engine.ReleaseAsync(new DeployRequest(), Cancellation)
        );
    }

    private async Task RunAsync<T>(
        string command,
        string dacpac,
        Func<ReleaseEngine, Task<T>> run,
        ExitCode exit = ExitCode.Done
    )
        where T : ReleaseReport
    {
        _transcript.Head(command);
        var report = await run(
            new ReleaseEngine(Environment(dacpac), _events, new FakeTimeProvider(DateTimeOffset.UtcNow))
        );
        report.Error?.Format().ShouldBe(exit == ExitCode.Done ? null : report.Error.Format());
        report.ExitCode.ShouldBe(exit);
    }

    private ReleaseEnvironment Environment(string dacpac) =>
        new(
            "prod",
            "shop",
            _warehouse!,
            new ReleaseConfig(),
            async token => await DacpacBuilder.OpenAsync(_warehouse!, dacpac, _choices, token),
            _folder.Path
        )
        {
            IsOfPackage = true,
            OfPackage = Environment,
            Migrations = _ => Task.FromResult(MigrationFolder.Read(_folder.Path, "migrations", ScriptVariables.None)),
        };

    /// <summary>What takes effect together and changes a name that consumers use.</summary>
    private List<IReadOnlyList<string>> Swaps() =>
        [.. _transcript.Committed.Where(together => together.Any(OfLive().IsMatch))];

    private void Approve(string scenario)
    {
        var approved = Repository.PathOf(
            "tests",
            "DataRelease.Transcripts.Tests",
            "Approved",
            "dacpac",
            $"{scenario}.sql"
        );
        var text = _transcript.ToString();
        if (System.Environment.GetEnvironmentVariable("DATARELEASE_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, text);
        }
        text.ShouldBe(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "");
        Swaps().ShouldAllBe(together => together.Any(statement => OfMarker().IsMatch(statement)));
        _transcript.Statements.Distinct().SelectMany(TransactSqlRules.Broken).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(view|procedure|function|synonym) (if exists )?\[shop\]\.", RegexOptions.IgnoreCase)]
    private static partial Regex OfLive();

    [GeneratedRegex(@"\binsert into \[data_release\]\.\[live\]")]
    private static partial Regex OfMarker();
}
