using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>
/// A model in memory of what live and the tables outside hold over releases, migrations, writes, data versions,
/// rollbacks, prunes and kills, run in step with the real engine on a real database: after each step what consumers
/// read must be what the model says.
/// </summary>
internal sealed partial class LiveDataModel(Warehouses.Warehouse warehouse) : IAsyncDisposable
{
    private readonly FakeProject _project = new(warehouse);
    private readonly Dictionary<int, State> _releases = [];
    private readonly HashSet<int> _copies = [];
    private int _live;
    private int _previous;
    private int _number;
    private int _next = 1;
    private OutsideTable _outside = new();
    private WarehouseSession? _session;

    /// <summary>What was done, for the message of a failure.</summary>
    public List<string> Story { get; } = [];

    private ReleaseConfig Config { get; } =
        new()
        {
            Validate = new ValidateConfig
            {
                Checks =
                [
                    new RowCountSettings { Severity = CheckSeverity.Off },
                    new DataDiffSettings
                    {
                        Relations = ["events"],
                        Key = ["id"],
                        Severity = CheckSeverity.Off,
                    },
                ],
            },
            Backups = new BackupConfig { Tables = ["app.refunds"], Keep = 100 },
        };

    private ReleaseEngine Engine => EngineFor(new RecordingEvents());

    private ReleaseEngine EngineFor(RecordingEvents events) =>
        new(
            new ReleaseEnvironment("prod", "analytics", warehouse, Config, _ =>
                Task.FromResult<Builds.IGreenBuilder>(_project)
            )
            {
                Migrations = _ => Task.FromResult(Scripts()),
            },
            events,
            TimeProvider.System,
            new Random(1)
        );

    public async ValueTask DisposeAsync()
    {
        await _project.DisposeAsync();
        if (_session is not null)
            await _session.DisposeAsync();
    }

    public async Task StartAsync()
    {
        _session = await warehouse.OpenAsync(default);
        await ExecuteAsync(
            "create schema app",
            "create table app.refunds (id integer primary key, note varchar(20))",
            "create table app.log (id integer)"
        );
        await ReleaseAsync();
    }

    /// <summary>One step, chosen by a number.</summary>
    public async Task StepAsync(int choice)
    {
        switch (choice % 21)
        {
            case 0:
                await ReleaseAsync();
                break;
            case 1:
            case 2:
                await WriteLiveAsync(choice);
                break;
            case 3:
                await WriteOutsideAsync(choice);
                break;
            case 4:
                await BackupAsync();
                break;
            case 5:
                await RestoreAsync(choice);
                break;
            case 6:
                await RollbackAsync(new RollbackRequest { AcceptLoss = true });
                break;
            case 7:
                await RollbackAsync(new RollbackRequest { CarryWrites = true });
                break;
            case 8:
                await RollbackAsync(new RollbackRequest());
                break;
            case 9:
                await PruneAsync();
                break;
            case 10:
                await KilledReleaseAsync();
                break;
            case 11:
                AddScripts(1 + (choice % 3));
                break;
            case 12:
                await MigrateUpAsync(choice);
                break;
            case 13:
                await MigrateDownAsync(choice);
                break;
            case 14:
                await FailedMigrationAsync();
                break;
            case 15:
                await RollbackAsync(
                    new RollbackRequest
                    {
                        Code = true,
                        Schema = true,
                        AcceptLoss = choice % 2 == 0,
                    }
                );
                break;
            case 16:
                await SchemaRollbackAsync();
                break;
            case 17:
                await DataRollbackAsync();
                break;
            case 18:
                await RollbackAsync(
                    new RollbackRequest
                    {
                        Code = true,
                        Schema = true,
                        Data = true,
                        AcceptLoss = choice % 4 != 0,
                    }
                );
                break;
            case 19:
                await RefusedCarryAsync();
                break;
            default:
                await KilledBackupAsync();
                break;
        }
        await CompareAsync();
    }

    private async Task ReleaseAsync()
    {
        _number++;
        var row = _next++;
        Plan(row);
        Story.Add($"release r{_number}");
        _created[_number] = ++_moment;
        Require(await Engine.ReleaseAsync(new DeployRequest(), default));
        Expand(_number);
        var events = new SortedDictionary<int, string>(_live == 0 ? [] : _releases[_live].Events) { [row] = "built" };
        _releases[_number] = new State($"{_number}", events, new SortedDictionary<int, string>(events));
        (_previous, _live) = (_live, _number);
    }

    /// <summary>The build is cancelled half way; the next command finds it unfinished, and it is given up.</summary>
    private async Task KilledReleaseAsync()
    {
        _number++;
        Plan(_next++);
        Story.Add($"killed release r{_number}");
        using var cancel = new CancellationTokenSource();
        _project.During = token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        var report = await Engine.ReleaseAsync(new DeployRequest(), cancel.Token);
        _project.During = null;
        if (report.ExitCode != ExitCode.Cancelled)
            throw new InvalidOperationException(
                $"a cancelled release ended with {report.ExitCode}: {report.Error?.Format()} after "
                    + string.Join("; ", Story)
            );
        // What it migrated before it built stays: each script was a transaction of its own.
        ++_moment;
        Expand(_number);
        await CompareAsync();
        Require(await Engine.AbortAsync(new RecoveryRequest { Release = $"r{_number}" }, default));
    }

    /// <summary>
    /// What a process leaves that dies while it takes a data version: a row that says so and half of the copies.
    /// </summary>
    private async Task KilledBackupAsync()
    {
        _version++;
        Story.Add($"killed backup v{_version}");
        await ExecuteAsync(
            $"create schema data_release_backup_v{_version}",
            $"create table data_release_backup_v{_version}.app__refunds as select * from app.refunds",
            "insert into data_release.data_versions (number, environment, name, state, reason, live, "
                + "migration, folder, copy_schema, created_at, created_by, fencing) "
                + $"values ({_version}, 'prod', '', 'creating', 'asked', {_live}, '', null, "
                + $"'data_release_backup_v{_version}', '2026-01-01', 'x', 1)"
        );
    }

    private async Task WriteLiveAsync(int choice)
    {
        var state = _releases[_live];
        var physical = State.Physical(_live);
        var first = state.Events.Keys.FirstOrDefault();
        if (choice % 5 == 0 && first != 0)
        {
            Story.Add($"delete {first} of r{_live}");
            state.Events.Remove(first);
            await ExecuteAsync($"delete from {physical} where id = {first}");
        }
        else if (choice % 5 == 1 && first != 0)
        {
            Story.Add($"update {first} of r{_live}");
            state.Events[first] = $"w{choice}";
            await ExecuteAsync($"update {physical} set name = 'w{choice}' where id = {first}");
        }
        else
        {
            var id = _next++;
            Story.Add($"insert {id} into r{_live}");
            state.Events[id] = "written";
            await ExecuteAsync($"insert into {physical} (id, name) values ({id}, 'written')");
        }
    }

    private async Task WriteOutsideAsync(int choice)
    {
        var id = _next++;
        Story.Add($"refund {id}");
        _outside.Insert(id, "r");
        await ExecuteAsync($"insert into app.refunds (id, note) values ({id}, 'r')");
        if (choice % 7 == 0 && _outside.Rows.Count > 1)
        {
            var first = _outside.Rows.Keys.First();
            _outside.Rows.Remove(first);
            await ExecuteAsync($"delete from app.refunds where id = {first}");
        }
    }

    private async Task RollbackAsync(RollbackRequest request)
    {
        var target = Target();
        Story.Add(
            $"rollback r{_live} -> {(target == 0 ? "nowhere" : $"r{target}")}"
                + (
                    request.AcceptLoss ? ", losses accepted"
                    : request.CarryWrites ? ", writes carried"
                    : ""
                )
                + (
                    request.Data ? ", with schema and data"
                    : request.Schema ? ", with the schema"
                    : ""
                )
        );
        if (await FinishBegunAsync(request))
            return;
        var report = await Engine.RollbackAsync(To(request, target), default);
        if (target == 0)
        {
            Expect(report, ErrorCode.NoWayBack);
            return;
        }
        var (from, to) = (_releases[_live], _releases[target]);
        var known = from.KnownTo(_live, target);
        var (added, changed, removed) = from.Written(known ?? from.AsLive);
        var isWritten = added.Count + changed.Count + removed.Count > 0;
        if (isWritten && request is { AcceptLoss: false, CarryWrites: false })
        {
            Expect(report, ErrorCode.WritesLost);
            var loss = report.Losses.Single();
            if ((loss.Added, loss.Changed, loss.Removed) != (added.Count, changed.Count, removed.Count))
                throw new InvalidOperationException(
                    $"losses are {loss}, and not {added.Count}, {changed.Count}, {removed.Count}"
                );
            return;
        }
        if (isWritten && request.CarryWrites)
        {
            if (known is null)
            {
                Expect(report, ErrorCode.WritesNotCarried);
                return;
            }
            if (from.IsInConflict(to, known))
            {
                Expect(report, ErrorCode.WritesNotCarried);
                return;
            }
            Require(report);
            var events = new SortedDictionary<int, string>(to.Events);
            foreach (var id in added.Concat(changed))
                events[id] = from.Events[id];
            foreach (var id in removed)
                events.Remove(id);
            _created[++_number] = ++_moment;
            _releases[_number] = new State(to.Orders, events, new(events));
            _copies.Add(_number);
            (_previous, _live) = (_live, _number);
            _begun = null;
            return;
        }
        to.Return(target, _live);
        _begun = new Begun(_live, target, request.Schema, request.Data);
        (_previous, _live) = (_live, target);
        Settle(report);
    }

    /// <summary>A reader who never lets go refuses the swap of carried writes: all is as it was before.</summary>
    private async Task RefusedCarryAsync()
    {
        var target = Target();
        if (target == 0 || _begun?.To == _live)
            return;
        Story.Add($"refused rollback r{_live} -> r{target}, writes carried");
        var events = new RecordingEvents();
        events.When(
            happened => happened is ReleaseEvent.StepStarted { Name: "rollback" },
            () => throw new ReleaseException(ErrorCode.SwapBlocked, "a reader holds analytics.events")
        );
        var report = await EngineFor(events)
            .RollbackAsync(To(new RollbackRequest { CarryWrites = true }, target), default);
        var (from, to) = (_releases[_live], _releases[target]);
        var known = from.KnownTo(_live, target);
        var (added, changed, removed) = from.Written(known ?? from.AsLive);
        var isWritten = added.Count + changed.Count + removed.Count > 0;
        if (isWritten && (known is null || from.IsInConflict(to, known)))
        {
            Expect(report, ErrorCode.WritesNotCarried);
            return;
        }
        Expect(report, ErrorCode.SwapBlocked);
        // The copy is gone, and its number was used.
        if (isWritten)
            _number++;
    }

    private async Task PruneAsync()
    {
        Story.Add("prune");
        var report = Require(await Engine.PruneAsync(new PruneRequest { Keep = 1 }, default));
        var kept = report
            .Left.RollbackTargets.Select(release => int.Parse(release.Id[1..], CultureInfo.InvariantCulture))
            .Append(_live)
            .ToHashSet();
        foreach (var number in _releases.Keys.Where(number => !kept.Contains(number)).ToList())
            _releases.Remove(number);
        if (_begun is { } begun && !_releases.ContainsKey(begun.From))
            _begun = null;
        Contract();
    }

    /// <summary>
    /// Where a plain rollback goes: what was live before, if it is kept, else the newest before that was superseded.
    /// </summary>
    private int Target() => _previous != 0 && _releases.ContainsKey(_previous) ? _previous : 0;

    /// <summary>
    /// A rollback that names no release never goes forward, and a copy with carried rows is as old as what it was made
    /// of: there the release is named.
    /// </summary>
    private RollbackRequest To(RollbackRequest request, int target) =>
        target > _live || (target != 0 && _copies.Contains(_live)) ? request with { To = $"r{target}" } : request;

    private async Task CompareAsync()
    {
        var expected =
            $"{_releases[_live].Orders}= | {Text(_releases[_live].Events)} | {Text(_releases[_live].Events)} "
            + $"| {_outside} | {string.Join(", ", _log.Select(id => $"{id}="))}";
        var found = string.Join(
            " | ",
            [
                await ReadAsync("select cast(v as varchar(10)) from analytics.orders"),
                await ReadAsync("select cast(id as varchar(10)), name from analytics.events t order by t.id"),
                await ReadAsync("select cast(id as varchar(10)), name from analytics.recent t order by t.id"),
                await ReadAsync(
                    $"select cast(id as varchar(10)), note"
                        + $"{string.Concat(_outside.Columns.Select(column => $", cast(c{column} as varchar(10))"))} "
                        + $"from app.refunds t order by t.id"
                ),
                await ReadAsync("select cast(id as varchar(10)) from app.log t order by t.id"),
            ]
        );
        if (found != expected)
            throw new InvalidOperationException(
                $"it is\n  {found}\nand should be\n  {expected}\nafter {string.Join("; ", Story)}"
            );
    }

    private void Plan(int row)
    {
        _project.Version = $"{_number}.0.0";
        _project
            .With("orders", $"select {_number} as v")
            .With("events", $"select {row} as id, cast('built' as varchar(20)) as name", "incremental")
            .With("recent", "select id, name from {green}.events", "view");
    }

    private T Require<T>(T report)
        where T : ReleaseReport =>
        report.Error is null
            ? report
            : throw new InvalidOperationException($"{report.Error.Format()} after {string.Join("; ", Story)}");

    private void Expect(ReleaseReport report, ErrorCode code)
    {
        if (report.Error?.Code != code)
            throw new InvalidOperationException(
                $"expected {code}, got {report.Error?.Format() ?? "no error"} after {string.Join("; ", Story)}"
            );
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        foreach (var statement in statements)
            await _session!.ExecuteAsync(Sql.Raw(statement), default);
    }

    private async Task<string> ReadAsync(string query) =>
        string.Join(
            ", ",
            await _session!.QueryAsync(
                Sql.Raw(query),
                row =>
                    $"{row.GetString(0)}="
                    + string.Join(
                        '/',
                        Enumerable
                            .Range(1, row.FieldCount - 1)
                            .Select(column => row.IsDBNull(column) ? "null" : row.GetString(column))
                    ),
                default
            )
        );

    private static string Text(SortedDictionary<int, string> rows) =>
        string.Join(", ", rows.Select(row => $"{row.Key}={row.Value}"));

    /// <summary>
    /// A release's rows as they are, as they were when it went live, and as they were when rollbacks returned to it.
    /// </summary>
    private sealed record State(
        string Orders,
        SortedDictionary<int, string> Events,
        SortedDictionary<int, string> AsLive
    )
    {
        public static string Physical(int number) => $"analytics__r{number}.events";

        private readonly List<(int First, int Last, SortedDictionary<int, string> Events)> _returns = [];

        /// <summary>A rollback from a newer release returns to this one.</summary>
        public void Return(int number, int from)
        {
            var first = _returns.Select(one => one.Last).DefaultIfEmpty(number).Max() + 1;
            if (first <= from)
                _returns.Add((first, from, new(Events)));
        }

        /// <summary>The rows from which a release was built; null for a newer one that nobody returned from.</summary>
        public SortedDictionary<int, string>? KnownTo(int number, int target) =>
            target < number ? AsLive : _returns.FirstOrDefault(one => one.First <= target && target <= one.Last).Events;

        /// <summary>True if another release has other rows than this one had and has, for what was written.</summary>
        public bool IsInConflict(State to, SortedDictionary<int, string> known)
        {
            var (added, changed, removed) = Written(known);
            return changed.Exists(id =>
                    to.Events.TryGetValue(id, out var there) && there != Events[id] && there != known[id]
                )
                || added.Exists(id => to.Events.TryGetValue(id, out var there) && there != Events[id])
                || removed.Exists(id => to.Events.TryGetValue(id, out var there) && there != known[id]);
        }

        public (List<int> Added, List<int> Changed, List<int> Removed) Written(SortedDictionary<int, string> known) =>
            (
                [.. Events.Keys.Where(id => !known.ContainsKey(id))],
                [.. Events.Keys.Where(id => known.TryGetValue(id, out var before) && before != Events[id])],
                [.. known.Keys.Where(id => !Events.ContainsKey(id))]
            );
    }
}
