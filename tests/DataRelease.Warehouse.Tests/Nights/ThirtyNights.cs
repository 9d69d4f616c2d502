using System.Globalization;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Nights;

/// <summary>What the nights are run on: a project of two versions, as packages or under dbt.</summary>
internal interface INightsProject
{
    /// <summary>Writes version 1 or 2 of the project.</summary>
    void Write(int version);

    /// <summary>
    /// True if the ledger has what each release was built from; else an older one comes from its commit.
    /// </summary>
    bool IsKept { get; }

    /// <summary>The product on it.</summary>
    ReleaseEngine Engine();

    /// <summary>What somebody's old job does: the project's tables straight into the live schema.</summary>
    Task RunPlainlyAsync();

    /// <summary>Runs statements of people outside.</summary>
    Task ExecuteAsync(params string[] statements);

    /// <summary>Rows as texts, columns between bars.</summary>
    Task<IReadOnlyList<string>> ReadAsync(string sql);
}

/// <summary>
/// A month of a team's life: every night rows arrive, change and leave the source. There is one release of code, one
/// night on which the source lost half of its rows, one plain run of the old job, and one rollback that takes today's
/// data along. What is live is compared every night with what this computes by itself.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="sharesEvents">True if the incremental model is written where it is live.</param>
/// <param name="sharesHistory">True if the snapshot is.</param>
internal sealed class ThirtyNights(INightsProject project, bool sharesEvents, bool sharesHistory)
{
    private const int Nights = 30;
    private const int PerNight = 20;
    private const int Kept = 200;

    private readonly SortedDictionary<int, string> _source = [];
    private SortedDictionary<int, string> _events = [];
    private List<(int Id, string Status)> _history = [];
    private int _version = 1;

    /// <summary>Runs them.</summary>
    /// <param name="cancellation">Between two nights.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await project.ExecuteAsync(
            "create schema outside",
            "create table outside.orders (id integer, status varchar(20))"
        );
        project.Write(1);
        await ArriveAsync(0);
        Release(await project.Engine().ReleaseAsync(new DeployRequest(), cancellation));
        await CompareAsync("the first release");
        for (var night = 1; night <= Nights; night++)
        {
            cancellation.ThrowIfCancellationRequested();
            await ArriveAsync(night);
            switch (night)
            {
                case 10:
                    project.Write(_version = 2);
                    Release(await project.Engine().ReleaseAsync(new DeployRequest(), cancellation));
                    break;
                case 15:
                    await LoseHalfAsync(cancellation);
                    break;
                case 20:
                    await PlainRunAsync(cancellation);
                    break;
                case 25:
                    await GoBackAsync(cancellation);
                    break;
                default:
                    Release(await project.Engine().RefreshAsync(new RefreshRequest(), cancellation));
                    break;
            }
            await CompareAsync($"night {night}");
        }
        await RetentionAsync(cancellation);
    }

    private async Task ArriveAsync(int night)
    {
        var statements = new List<string>();
        for (var at = 0; at < PerNight; at++)
        {
            var id = (night * PerNight) + at;
            _source[id] = "new";
            statements.Add(Insert(id, "new"));
        }
        // Some of the last nights' rows change, by a rule that each night moves on.
        foreach (var id in _source.Keys.Where(id => id < night * PerNight && id % 7 == night % 7).ToList())
        {
            _source[id] = $"s{night}";
            statements.Add($"update outside.orders set status = 's{Text(night)}' where id = {Text(id)}");
        }
        foreach (var id in _source.Keys.Where(id => id <= ((night + 1) * PerNight) - 1 - Kept).ToList())
        {
            _source.Remove(id);
            statements.Add($"delete from outside.orders where id = {Text(id)}");
        }
        await project.ExecuteAsync([.. statements]);
    }

    /// <summary>
    /// The source lost half: what is refused leaves live as it was, but for what is written in place.
    /// </summary>
    private async Task LoseHalfAsync(CancellationToken cancellation)
    {
        var lost = _source.Where(row => row.Key % 2 == 0).ToList();
        foreach (var row in lost)
            _source.Remove(row.Key);
        await project.ExecuteAsync("delete from outside.orders where id % 2 = 0");
        var (events, history) = (new SortedDictionary<int, string>(_events), _history.ToList());

        var report = await project.Engine().RefreshAsync(new RefreshRequest(), cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused, report.Error?.Format());
        report.Checks.ShouldContain(check => check.Name == "row_count" && check.Relation == "analytics.recent");
        Build();
        // What was refused takes its copies with it, and leaves what it wrote in place.
        (_events, _history) = (sharesEvents ? _events : events, sharesHistory ? _history : history);
        await CompareAsync("a refused night", hasRecent: false);
        (await project.Engine().AbortAsync(new RecoveryRequest(), cancellation)).Error?.Format().ShouldBeNull();
        foreach (var row in lost)
            _source[row.Key] = row.Value;
        await project.ExecuteAsync([.. lost.Select(row => Insert(row.Key, row.Value))]);
        Release(await project.Engine().RefreshAsync(new RefreshRequest(), cancellation));
    }

    /// <summary>The old job ran: it is told, and the next night puts everything right.</summary>
    private async Task PlainRunAsync(CancellationToken cancellation)
    {
        await project.RunPlainlyAsync();
        (await project.Engine().StatusAsync(cancellation)).Error!.Code.ShouldBe(ErrorCode.PointerChanged);
        Release(await project.Engine().RefreshAsync(new RefreshRequest(), cancellation));
        (await project.Engine().StatusAsync(cancellation)).Error?.Format().ShouldBeNull();
    }

    /// <summary>The older code with today's data.</summary>
    private async Task GoBackAsync(CancellationToken cancellation)
    {
        project.Write(_version = 1);
        Release(
            project.IsKept
                ? await project
                    .Engine()
                    .RollbackAsync(new RollbackRequest { To = "1.0.0", IsFresh = true }, cancellation)
                : await project.Engine().ReleaseAsync(new DeployRequest(), cancellation)
        );
    }

    private void Release(ReleaseReport.Released report)
    {
        report.Error?.Format().ShouldBeNull();
        report.Live!.Version.ShouldBe($"{_version}.0.0");
        Build();
    }

    /// <summary>What a build makes of today's source.</summary>
    private void Build()
    {
        foreach (var (id, status) in _source)
        {
            var last = _history.FindLastIndex(row => row.Id == id);
            if (last < 0 || _history[last].Status != status)
                _history.Add((id, status));
            _events[id] = status;
        }
    }

    private async Task CompareAsync(string when, bool hasRecent = true)
    {
        (await project.ReadAsync("select id, status from analytics.events order by id")).ShouldBe(
            _events.Select(row => $"{Text(row.Key)}|{row.Value}"),
            $"events after {when}"
        );
        (await project.ReadAsync("select id, status from analytics.history order by id, status")).ShouldBe(
            _history
                .OrderBy(row => row.Id)
                .ThenBy(row => row.Status, StringComparer.Ordinal)
                .Select(row => $"{Text(row.Id)}|{row.Status}"),
            $"versions after {when}"
        );
        (await project.ReadAsync("select id from analytics.history where dbt_valid_to is null order by id")).ShouldBe(
            _history.Select(row => row.Id).Distinct().Order().Select(id => Text(id)),
            $"current versions after {when}"
        );
        if (!hasRecent)
            return;
        (await project.ReadAsync("select id from analytics.recent order by id")).ShouldBe(
            _source.Keys.Select(id => Text(id)),
            $"recent rows after {when}"
        );
        (await project.ReadAsync("select * from analytics.daily order by status")).ShouldBe(
            _events
                .GroupBy(row => row.Value)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                    $"{group.Key}|{Text(group.Count())}" + (_version == 2 ? $"|{Text(group.Max(row => row.Key))}" : "")
                ),
            $"the daily table after {when}"
        );
    }

    /// <summary>
    /// In the end what is live is there with the night before, and the versions before it with their newest; and no
    /// schema besides.
    /// </summary>
    private async Task RetentionAsync(CancellationToken cancellation)
    {
        await PruneAsync(cancellation);
        var status = await project.Engine().StatusAsync(cancellation);
        status.Error?.Format().ShouldBeNull();
        var kept = await project.ReadAsync(
            "select number, version, state from data_release.releases where environment = 'prod' "
                + "and state in ('live', 'superseded', 'rolled_back') order by number"
        );
        // Where the older code came from the ledger, it is known to be the same version as the one of the first nights.
        string[] newest = ["2.0.0", "1.0.0", "1.0.0"];
        kept.Select(row => row.Split('|')[1]).ShouldBe(project.IsKept ? newest : ["1.0.0", .. newest]);
        kept[^1].ShouldEndWith("|live");
        var shared = await project.ReadAsync(
            "select distinct r.physical_schema from data_release.relations r join data_release.releases l "
                + "on l.environment = r.environment and l.number = r.number "
                + "where l.state in ('live', 'superseded', 'rolled_back') and r.environment = 'prod' order by 1"
        );
        (
            await project.ReadAsync(
                "select schema_name from information_schema.schemata where schema_name like 'analytics!_!_r%' "
                    + "escape '!' order by 1"
            )
        ).ShouldBe(shared);
        (await project.Engine().DoctorAsync(new DoctorRequest(), cancellation))
            .Checks.Where(check => check.State == Reports.CheckState.Fail)
            .Select(check => check.Message)
            .ShouldBeEmpty();
    }

    /// <summary>
    /// dbt's adapter for DuckDB doesn't drop the view that its plain run renamed. The view reads the release that was
    /// live then, so <c>prune</c> keeps that release, and says so, until somebody drops the view.
    /// </summary>
    private async Task PruneAsync(CancellationToken cancellation)
    {
        var pruned = await project.Engine().PruneAsync(new PruneRequest(), cancellation);
        pruned.Error?.Format().ShouldBeNull();
        var left = await project.ReadAsync(
            "select table_name from information_schema.tables where table_schema = 'analytics' "
                + "and table_name like '%!_!_dbt!_backup' escape '!'"
        );
        if (left.Count == 0)
            return;
        pruned.Summary!.ShouldContain("because something outside depends on them");
        await project.ExecuteAsync([.. left.Select(view => $"drop view analytics.{view}")]);
        (await project.Engine().PruneAsync(new PruneRequest(), cancellation)).Error?.Format().ShouldBeNull();
    }

    private static string Insert(int id, string status) =>
        $"insert into outside.orders values ({Text(id)}, '{status}')";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
