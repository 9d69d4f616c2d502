using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Nights;

/// <summary>
/// Random days of a team: rows arrive and go, nights, releases of code with and without reuse, releases that die in
/// their build, plain writes in the place of views, repairs, rollbacks and prunes. After each step live and the ledger
/// are what a model in memory says. State is copied in some sequences and shared in the others.
/// </summary>
public abstract class EverydayProperty(Engine engine, int length) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private readonly SortedDictionary<int, string> _source = [];
    private readonly Dictionary<int, Made> _releases = [];
    private readonly List<string> _told = [];
    private CancellationTokenSource? _kill;
    private bool _isShared;
    private Code _code = new(1, 1);
    private int _live;
    private int _rows;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Live_and_the_ledger_are_what_the_model_says(int seed)
    {
        var random = new Random(seed);
        _isShared = seed % 2 == 0;
        Config = ConfigReader.Read("validate: {checks: []}\nreport: {diff: none}\n", "c.yml", CheckKinds.All);
        await ExecuteAsync("create schema outside", "create table outside.orders (id integer, status varchar(20))");
        await ArriveAsync(random);
        await ReleaseAsync(reuse: false);
        for (var step = 0; step < length; step++)
        {
            await StepAsync(random);
            await CompareAsync();
        }
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        await CompareAsync();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.State == CheckState.Fail)
            .Select(check => check.Message)
            .ShouldBeEmpty(string.Join("; ", _told));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _kill?.Dispose();
        _folder.Dispose();
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, _ => Task.FromResult<IGreenBuilder>(Builder()), _folder.Path);

    private SqlProjectBuilder Builder() =>
        new(Warehouse, SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "days", Version = "1.0.0" }), 2);

    private async Task StepAsync(Random random)
    {
        switch (random.Next(11))
        {
            case 0 or 1:
                await ArriveAsync(random);
                break;
            case 2 or 3:
                await RefreshAsync();
                break;
            case 4:
                Edit(random);
                await ReleaseAsync(reuse: false);
                break;
            case 5:
                Edit(random);
                await ReleaseAsync(reuse: true);
                break;
            case 6:
                await ReleaseAsync(reuse: true);
                break;
            case 7:
                Edit(random);
                await DieAsync();
                break;
            case 8:
                await IntrudeAsync(random);
                break;
            case 9:
                await GoBackAsync(random);
                break;
            default:
                _told.Add("prune");
                (await Engine().PruneAsync(new PruneRequest { Keep = random.Next(3) }, Cancellation))
                    .Error?.Format()
                    .ShouldBeNull();
                break;
        }
    }

    private async Task ArriveAsync(Random random)
    {
        _told.Add("arrive");
        var statements = new List<string>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            _source[++_rows] = "new";
            statements.Add($"insert into outside.orders values ({Text(_rows)}, 'new')");
        }
        var known = _source.Keys.ToList();
        var changed = known[random.Next(known.Count)];
        _source[changed] = $"s{random.Next(5)}";
        statements.Add($"update outside.orders set status = '{_source[changed]}' where id = {Text(changed)}");
        if (known.Count > 2)
        {
            var gone = known[random.Next(known.Count - 1)];
            _source.Remove(gone);
            statements.Add($"delete from outside.orders where id = {Text(gone)}");
        }
        await ExecuteAsync([.. statements]);
    }

    private void Edit(Random random) =>
        _code =
            random.Next(2) == 0 ? _code with { Events = _code.Events + 1 } : _code with { Totals = _code.Totals + 1 };

    private async Task ReleaseAsync(bool reuse)
    {
        _told.Add($"release {_code}{(reuse ? " with reuse" : "")}");
        Write(_code);
        var report = await Engine()
            .ReleaseAsync(
                new DeployRequest
                {
                    Build = new BuildOptions { Reuse = reuse ? ReuseMode.Unchanged : ReuseMode.Never },
                },
                Cancellation
            );
        GoLive(report, _code, reuse);
    }

    private async Task RefreshAsync()
    {
        _told.Add("refresh");
        // A project is refreshed from the commit that is live.
        Write(_releases[_live].Code);
        GoLive(await Engine().RefreshAsync(new RefreshRequest(), Cancellation), _releases[_live].Code, reuse: false);
    }

    /// <summary>All is built, and then the process is told to end.</summary>
    private async Task DieAsync()
    {
        _told.Add($"release {_code} dies");
        Write(_code);
        _kill = new CancellationTokenSource();
        var engine = new ReleaseEngine(
            At("prod") with
            {
                Builder = _ => Task.FromResult<IGreenBuilder>(new DyingBuilder(Builder(), _kill)),
            },
            Events,
            TimeProvider.System
        );
        var report = await engine.ReleaseAsync(new DeployRequest(), _kill.Token);
        report.ExitCode.ShouldBe(ExitCode.Cancelled, string.Join("; ", _told));
        // What it wrote in place stays; what it copied goes.
        Build(_code, reuse: false);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    /// <summary>An old job or a hand: it is told, and a night or <c>doctor --fix</c> puts it right.</summary>
    private async Task IntrudeAsync(Random random)
    {
        var name = random.Next(2) == 0 ? "events" : "recent";
        _told.Add($"a table in the place of {name}");
        await ExecuteAsync($"drop view analytics.{name}", $"create table analytics.{name} as select 7 as id");
        (await Engine().StatusAsync(Cancellation)).Error?.Code.ShouldBe(ErrorCode.PointerChanged);
        if (random.Next(2) == 0)
            await RefreshAsync();
        else
            (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error?.Format().ShouldBeNull();
    }

    private async Task GoBackAsync(Random random)
    {
        var retained = await ReadAsync(
            "select number from data_release.releases where environment = 'prod' "
                + "and state in ('superseded', 'rolled_back') order by number"
        );
        if (retained.Count == 0)
            return;
        var to = retained[random.Next(retained.Count)];
        _told.Add($"rollback to r{to}");
        var report = await Engine()
            .RollbackAsync(new RollbackRequest { To = $"r{to}", AcceptLoss = true }, Cancellation);
        report.Error?.Format().ShouldBeNull(string.Join("; ", _told));
        // Nobody but builds writes to the state.
        report.Losses.Where(loss => loss.IsExact || !_isShared).ShouldBeEmpty(string.Join("; ", _told));
        _live = int.Parse(to, CultureInfo.InvariantCulture);
    }

    private void GoLive(ReleaseReport.Released report, Code code, bool reuse)
    {
        report.Error?.Format().ShouldBeNull(string.Join("; ", _told));
        var number = int.Parse(report.Live!.Release[1..], CultureInfo.InvariantCulture);
        _releases[number] = Build(code, reuse, number);
        _live = number;
    }

    /// <summary>What a build on what is live makes of today's source.</summary>
    private Made Build(Code code, bool reuse, int number = 0)
    {
        var blue = _releases.GetValueOrDefault(_live);
        var isSame = blue?.Code.Events == code.Events;
        if (reuse && blue is not null && isSame)
            return blue with
            {
                Code = code,
                Totals =
                    blue.Code.Totals == code.Totals && blue.TotalsOf == blue.EventsBy
                        ? blue.Totals
                        : Totals(blue.Events, code),
                TotalsOf = blue.EventsBy,
            };
        var events =
            blue is null ? []
            : _isShared && isSame ? blue.Events
            : new SortedDictionary<int, string>(blue.Events);
        foreach (var (id, status) in _source)
            events[id] = $"{status}/{Text(code.Events)}";
        return new Made(
            code,
            events,
            number,
            Totals(events, code),
            number,
            reuse && blue is not null ? blue.Recent : [.. _source.Keys]
        );
    }

    private static string Totals(SortedDictionary<int, string> events, Code code) =>
        $"{Text(events.Count)}|{Text(code.Totals)}";

    private void Write(Code code)
    {
        _folder.Write(
            "models/events.sql",
            $"-- materialized: incremental\n-- unique_key: id\n-- state: {(_isShared ? "shared" : "copied")}\n"
                + $"select id, status || '/{Text(code.Events)}' as status from outside.orders\n"
        );
        _folder.Write(
            "models/totals.sql",
            $"-- materialized: table\nselect count(*) as n, {Text(code.Totals)} as v from $schema$.events\n"
        );
        _folder.Write("models/recent.sql", "-- materialized: table\nselect id from outside.orders\n");
    }

    private async Task CompareAsync()
    {
        var (made, story) = (_releases[_live], string.Join("; ", _told));
        (await ReadAsync("select id, status from analytics.events order by id")).ShouldBe(
            made.Events.Select(row => $"{Text(row.Key)}|{row.Value}"),
            story
        );
        (await ReadAsync("select n, v from analytics.totals")).ShouldBe([made.Totals], story);
        (await ReadAsync("select id from analytics.recent order by id")).ShouldBe(made.Recent.Select(Text), story);
        var status = await Engine().StatusAsync(Cancellation);
        status.Error?.Format().ShouldBeNull(story);
        status.Live!.Release.ShouldBe($"r{_live}", story);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Versions of the code of two models.</summary>
    private sealed record Code(int Events, int Totals);

    /// <summary>What a release has.</summary>
    /// <param name="Code">Of which code.</param>
    /// <param name="Events">Rows of its state; the same object where releases share it.</param>
    /// <param name="EventsBy">The release that says it wrote to it last.</param>
    /// <param name="Totals">The one row of the table that reads it.</param>
    /// <param name="TotalsOf">Whose rows that one read.</param>
    /// <param name="Recent">Rows of a table of the source.</param>
    private sealed record Made(
        Code Code,
        SortedDictionary<int, string> Events,
        int EventsBy,
        string Totals,
        int TotalsOf,
        IReadOnlyList<int> Recent
    );

    /// <summary>Ends the process, as far as a test can, when all is built and nothing of it is written down.</summary>
    private sealed class DyingBuilder(SqlProjectBuilder inner, CancellationTokenSource kill) : IGreenBuilder
    {
        public string Name => inner.Name;

        public bool RunsOutside => inner.RunsOutside;

        public bool PlansInWarehouse => inner.PlansInWarehouse;

        public string? WhyNotInPlace(ManifestNode node) => inner.WhyNotInPlace(node);

        public Task<ProjectPlan> PlanAsync(
            GreenTarget target,
            BuildOptions build,
            string artifactsDirectory,
            IReleaseEvents events,
            CancellationToken cancellation
        ) => inner.PlanAsync(target, build, artifactsDirectory, events, cancellation);

        public async Task<BuildResult> BuildAsync(
            GreenBuild build,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            var result = await inner.BuildAsync(build, events, cancellation);
            await kill.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return result;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

public sealed class DuckDbEveryday() : EverydayProperty(Testing.Engines.Engine.DuckDb, 14);

public sealed class PostgresEveryday() : EverydayProperty(Testing.Engines.Engine.Postgres, 10);
