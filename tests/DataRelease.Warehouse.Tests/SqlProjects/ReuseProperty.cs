using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>
/// Random projects, edited at random and released with reuse, in parts and in full, taken back and pruned, against a
/// model of what must be built: exactly that is, and live holds what a full build would hold.
/// </summary>
public abstract class ReuseProperty(Engine engine, int length) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private readonly OrderedDictionary<string, Node> _project = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Stood>> _releases = new(StringComparer.Ordinal);
    private readonly List<string> _told = [];
    private Dictionary<string, Stood> _live = new(StringComparer.Ordinal);
    private int _names;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_must_be_built_is_built_and_live_is_what_a_full_build_would_make(int seed)
    {
        var random = new Random(seed);
        for (var count = 0; count < 5; count++)
            Add(random);
        await ReleaseAsync(new BuildOptions(), All());
        for (var step = 0; step < length; step++)
        {
            for (var edits = random.Next(3); edits > 0; edits--)
                Edit(random);
            var kind = random.Next(10);
            if (kind == 0)
                await ReleaseAsync(new BuildOptions(), All());
            else if (kind == 1 && Part(random) is { } part)
                await ReleaseAsync(new BuildOptions { Select = [part] }, [part]);
            else if (kind == 2 && _releases.Count > 1)
                await GoBackAsync();
            else if (kind == 3)
                await PruneAsync(random.Next(3));
            else
            {
                await ReleaseAsync(new BuildOptions { Reuse = ReuseMode.Unchanged }, MustBeBuilt());
                foreach (var (name, node) in _project)
                    _live[name].Value.ShouldBe(Full(node), $"{name} after {string.Join("; ", _told)}");
            }
        }
        await ReleaseAsync(new BuildOptions { Reuse = ReuseMode.Unchanged }, MustBeBuilt());
        await PruneAsync(0);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Summary.ShouldBe(
            "no problems found",
            customMessage: string.Join("; ", _told)
        );
    }

    protected override ReleaseEnvironment At(string name) =>
        new(
            name,
            "analytics",
            Warehouse,
            Config,
            _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(
                        Warehouse,
                        SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                        2
                    )
                ),
            _folder.Path
        );

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private HashSet<string> All() => [.. _project.Keys];

    /// <summary>In the order in which they were made; a model reads older ones only.</summary>
    private HashSet<string> MustBeBuilt()
    {
        var built = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in _project.Values)
        {
            var stands = _live.GetValueOrDefault(node.Name);
            if (
                stands is null
                || stands.Code != node.Code
                || node.Reads.Any(built.Contains)
                || node.Reads.Any(read => !stands.Reads.TryGetValue(read, out var at) || at != _live[read].Made)
            )
                built.Add(node.Name);
        }
        return built;
    }

    private int Full(Node node) => node.Number + node.Reads.Sum(read => Full(_project[read]));

    private async Task ReleaseAsync(BuildOptions build, HashSet<string> expected)
    {
        Write();
        var report = await Engine()
            .ReleaseAsync(new DeployRequest { Build = build, AllowBreaking = true }, Cancellation);
        var id = report.Release?.Id ?? "nothing";
        _told.Add($"{id} ({build.Reuse}{string.Concat(build.Select)}) builds {string.Join(",", expected)}");
        report.Error?.Format().ShouldBeNull(string.Join("; ", _told));
        (
            await ReadAsync(
                "select live_name from data_release.relations where environment = 'prod' "
                    + $"and number = {id[1..]} and origin = {id[1..]} order by 1"
            )
        ).ShouldBe([.. expected.Order(StringComparer.Ordinal)], customMessage: string.Join("; ", _told));
        var now = new Dictionary<string, Stood>(StringComparer.Ordinal);
        foreach (var node in _project.Values)
        {
            if (expected.Contains(node.Name))
                now[node.Name] = new Stood(
                    node.Code,
                    id,
                    node.Number + node.Reads.Sum(read => (now.GetValueOrDefault(read) ?? _live[read]).Value),
                    node.Reads.ToDictionary(read => read, read => (now.GetValueOrDefault(read) ?? _live[read]).Made)
                );
            else if (_live.TryGetValue(node.Name, out var shared))
                now[node.Name] = shared;
        }
        _releases[id] = _live = now;
        await LookAsync();
    }

    private async Task GoBackAsync()
    {
        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        // There may be no older one that is kept.
        if (report.Error is not null)
            return;
        _told.Add($"back to {report.Live!.Release}");
        _live = _releases[report.Live.Release];
        await LookAsync();
    }

    private async Task PruneAsync(int keep)
    {
        _told.Add($"prune {keep}");
        (await Engine().PruneAsync(new PruneRequest { Keep = keep }, Cancellation))
            .Error?.Format()
            .ShouldBeNull(string.Join("; ", _told));
        await LookAsync();
    }

    private async Task LookAsync()
    {
        foreach (var (name, stood) in _live)
            (await ReadAsync($"select v from analytics.{name}")).ShouldBe(
                [stood.Value.ToString(CultureInfo.InvariantCulture)],
                customMessage: $"{name} after {string.Join("; ", _told)}"
            );
    }

    private void Add(Random random)
    {
        var name = $"m{_names++}";
        var isSeed = random.Next(5) == 0 || _project.Count == 0;
        _project[name] = new Node(
            name,
            isSeed ? "seed" : Kind(random),
            random.Next(100),
            isSeed ? [] : [.. _project.Keys.Where(_ => random.Next(3) == 0).Take(3)]
        );
    }

    private void Edit(Random random)
    {
        var node = _project.Values.ElementAt(random.Next(_project.Count));
        switch (random.Next(5))
        {
            case 0:
                Add(random);
                break;
            case 1 when _project.Count > 3 && !_project.Values.Any(other => other.Reads.Contains(node.Name)):
                _project.Remove(node.Name);
                break;
            case 2 when node.Kind != "seed":
                _project[node.Name] = node with { Kind = Kind(random) };
                break;
            case 3 when node.Kind != "seed":
                _project[node.Name] = node with
                {
                    Reads =
                    [
                        .. _project.Keys.TakeWhile(name => name != node.Name).Where(_ => random.Next(2) == 0).Take(3),
                    ],
                };
                break;
            default:
                _project[node.Name] = node with { Number = node.Number + 1 };
                break;
        }
    }

    private string? Part(Random random)
    {
        var able = _project.Values.Where(node => node.Reads.All(_live.ContainsKey)).Select(node => node.Name).ToList();
        return able.Count == 0 ? null : able[random.Next(able.Count)];
    }

    private static string Kind(Random random) => random.Next(2) == 0 ? "table" : "view";

    private void Write()
    {
        foreach (var folder in new[] { "models", "seeds" })
            if (Directory.Exists(_folder[folder]))
                Directory.Delete(_folder[folder], recursive: true);
        foreach (var node in _project.Values)
            _folder.Write(node.Kind == "seed" ? $"seeds/{node.Name}.csv" : $"models/{node.Name}.sql", node.Code);
    }

    /// <summary>A model or a seed of the project.</summary>
    private sealed record Node(string Name, string Kind, int Number, IReadOnlyList<string> Reads)
    {
        public string Code =>
            Kind == "seed"
                ? string.Create(CultureInfo.InvariantCulture, $"v\n{Number}\n")
                : string.Create(CultureInfo.InvariantCulture, $"-- materialized: {Kind}\nselect {Number}")
                    + string.Concat(Reads.Select(read => $" + (select v from $schema$.{read})"))
                    + " as v\n";
    }

    /// <summary>What stands in a release.</summary>
    /// <param name="Code">What it was made from.</param>
    /// <param name="Made">The release that made it.</param>
    /// <param name="Value">What it holds.</param>
    /// <param name="Reads">Of what it read: which release's.</param>
    private sealed record Stood(string Code, string Made, int Value, IReadOnlyDictionary<string, string> Reads);
}

public sealed class DuckDbReuseProperty() : ReuseProperty(Testing.Engines.Engine.DuckDb, 25);

public sealed class PostgresReuseProperty() : ReuseProperty(Testing.Engines.Engine.Postgres, 15);
