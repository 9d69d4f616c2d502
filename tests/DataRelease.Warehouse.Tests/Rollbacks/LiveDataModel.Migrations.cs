using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Rollbacks.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>
/// Migrations in the model. Script n, of four kinds in turn: a row in a table that nobody backs up; a column with
/// values in a table of the state; a row in it; and, as a contract migration that loses data, the column of two scripts
/// before away again.
/// </summary>
internal sealed partial class LiveDataModel
{
    private readonly List<Line> _lines = [];
    private readonly Dictionary<int, int> _announced = [];
    private readonly Dictionary<int, int> _created = [];
    private readonly SortedSet<int> _log = [];
    private int _scripts;
    private int _moment;
    private bool _broken;

    private MigrationSet Scripts()
    {
        var files = Enumerable
            .Range(1, _scripts)
            .Select(number =>
                (
                    $"migrations/V{number}__m.sql",
                    (number % 4) switch
                    {
                        1 => $"insert into app.log values ({number});\n-- down\ndelete from app.log where id "
                            + $"= {number};\n",
                        2 => $"alter table app.refunds add column c{number} integer;\nupdate app.refunds set c"
                            + $"{number} = id * {number};\n-- down\nalter table app.refunds drop column "
                            + $"c{number};\n",
                        3 => $"insert into app.refunds (id, note) values ({100_000 + number}, 'm') on conflict "
                            + $"do nothing;\n-- down\ndelete from app.refunds where id = {100_000 + number};\n",
                        _ => $"alter table app.refunds drop column c{number - 2};\n-- down\nalter table "
                            + $"app.refunds add column c{number - 2} integer;\n",
                    }
                )
            );
        if (_broken)
            files = files.Append(
                (
                    $"migrations/V{_scripts + 1}__broken.sql",
                    "insert into app.log values (0);\ninsert into app.refunds (id, note) values (0, "
                        + "'x');\nselect * from app.nowhere;\n"
                )
            );
        return MigrationFolder.Read(files, new ScriptVariables(new Dictionary<string, string>(), []));
    }

    private void AddScripts(int count)
    {
        _scripts += count;
        Story.Add($"scripts up to {_scripts}");
    }

    private async Task MigrateUpAsync(int choice)
    {
        if (choice % 3 == 0)
            AddScripts(1);
        if (_scripts == 0)
            return;
        var all = choice % 5 == 0;
        Story.Add($"migrate up{(all ? " with contract" : "")}");
        Require(await Engine.MigrateUpAsync(new MigrateRequest { IncludeContract = all }, default));
        Up([.. Pending().Where(number => !IsContract(number) || all || IsDue(number))], null);
    }

    private async Task MigrateDownAsync(int choice)
    {
        var known = _lines.Select(line => line.Version).Append(0).Distinct().Order().ToList();
        var to = known[choice % known.Count];
        Story.Add($"migrate down to {to}");
        Require(await Engine.MigrateDownAsync(new MigrateRequest { To = $"{to}" }, default));
        TakeDown(line => line.Version > to);
    }

    /// <summary>
    /// A script that fails in its last statement leaves nothing; it is taken out of the project again.
    /// </summary>
    private async Task FailedMigrationAsync()
    {
        Story.Add("migrate up with a broken script");
        _broken = true;
        var report = await Engine.MigrateUpAsync(new MigrateRequest(), default);
        _broken = false;
        Expect(report, ErrorCode.MigrationFailed);
        Up([.. Pending().Where(number => !IsContract(number) || IsDue(number))], null);
    }

    private async Task SchemaRollbackAsync()
    {
        var target = Target();
        Story.Add($"rollback of the schema alone to {(target == 0 ? "nowhere" : $"r{target}")}");
        var request = new RollbackRequest { Schema = true };
        if (await FinishBegunAsync(request))
            return;
        var report = await Engine.RollbackAsync(To(request, target), default);
        if (target == 0)
        {
            Expect(report, ErrorCode.NoWayBack);
            return;
        }
        Require(report);
        TakeDown(line => !Had(target, line.Version));
    }

    /// <summary>What a release runs before it builds; contract scripts are announced.</summary>
    private void Expand(int release)
    {
        Up([.. Pending().Where(number => _live == 0 || !IsContract(number))], release);
        foreach (var number in Pending())
            _announced.TryAdd(number, release);
    }

    /// <summary>
    /// What prune runs at its end: contract scripts that are due and do not stand behind a script that was not run.
    /// </summary>
    private void Contract() => Up([.. Pending().TakeWhile(IsContract).Where(IsDue)], null);

    private void Up(List<int> numbers, int? release)
    {
        // Before any of them runs, the table that one of them takes something from is copied.
        if (numbers.Any(IsContract))
            _versions[++_version] = new Kept(null, _outside.Copy(), _live);
        foreach (var number in numbers)
        {
            _lines.Add(new Line(number, release, ++_moment));
            switch (number % 4)
            {
                case 1:
                    _log.Add(number);
                    break;
                case 2:
                    _outside.AddColumn(number, id => $"{id * number}");
                    break;
                case 3:
                    _outside.Insert(100_000 + number, "m");
                    break;
                default:
                    _outside.DropColumn(number - 2);
                    break;
            }
        }
    }

    private void TakeDown(Func<Line, bool> chosen)
    {
        foreach (var line in _lines.Where(line => line.RevertedAt is null && chosen(line)).Reverse().ToList())
        {
            line.RevertedAt = ++_moment;
            var number = line.Version;
            switch (number % 4)
            {
                case 1:
                    _log.Remove(number);
                    break;
                case 2:
                    _outside.DropColumn(number);
                    break;
                case 3:
                    _outside.Rows.Remove(100_000 + number);
                    break;
                default:
                    _outside.AddColumn(number - 2, _ => "null");
                    break;
            }
        }
    }

    private List<int> Pending() =>
        [
            .. Enumerable
                .Range(1, _scripts)
                .Where(number => !_lines.Any(line => line.Version == number && line.RevertedAt is null)),
        ];

    private static bool IsContract(int number) => number % 4 == 0;

    private bool IsDue(int number) =>
        _announced.TryGetValue(number, out var by)
        && _live >= by
        && !_releases.Keys.Any(release => release != _live && release < by);

    /// <summary>True if the migration was in force as the release was built.</summary>
    private bool Had(int release, int version) =>
        _lines.LastOrDefault(line =>
            line.Version == version && (line.Release is { } by ? by <= release : line.At <= _created[release])
        )
            is { } line
        && (line.RevertedAt is not { } end || end > _created[release]);

    /// <summary>One run of a migration; moments are a count.</summary>
    private sealed record Line(int Version, int? Release, int At)
    {
        public int? RevertedAt { get; set; }
    }

    /// <summary>The table of the state that is outside dbt: notes by id, and columns that migrations added.</summary>
    private sealed class OutsideTable
    {
        public SortedDictionary<int, string> Rows { get; private init; } = [];

        public SortedSet<int> Columns { get; private init; } = [];

        private Dictionary<(int Row, int Column), string> Values { get; init; } = [];

        public void Insert(int id, string note)
        {
            if (!Rows.TryAdd(id, note))
                return;
            foreach (var column in Columns)
                Values[(id, column)] = "null";
        }

        public void AddColumn(int column, Func<int, string> value)
        {
            Columns.Add(column);
            foreach (var id in Rows.Keys)
                Values[(id, column)] = value(id);
        }

        public void DropColumn(int column) => Columns.Remove(column);

        public OutsideTable Copy() =>
            new()
            {
                Rows = new(Rows),
                Columns = new(Columns),
                Values = new(Values),
            };

        public override string ToString() =>
            string.Join(
                ", ",
                Rows.Select(row =>
                    $"{row.Key}="
                    + string.Join('/', Columns.Select(column => Values[(row.Key, column)]).Prepend(row.Value))
                )
            );
    }
}
