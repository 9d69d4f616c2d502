using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// A fake of a dbt project, so that the engine's promises are tested apart from any builder: its models are real
/// statements on the real engine, and only the manifest is made up.
/// </summary>
public sealed class FakeProject(Warehouses.Warehouse warehouse) : IGreenBuilder
{
    private readonly List<Model> _models = [];
    private readonly Dictionary<string, (string[] Tags, string[] Reads)> _described = [];
    private readonly Dictionary<string, ManifestColumn[]> _promised = [];

    /// <summary>What the builder says of itself.</summary>
    public string Name => "fake project";

    /// <summary>It uses our own sessions, whatever it says.</summary>
    public bool RunsOutside { get; set; }

    /// <summary>What the last build was asked for.</summary>
    public BuildOptions? Asked { get; private set; }

    /// <summary>The version of the next release.</summary>
    public string Version { get; set; } = "1.0.0";

    /// <summary>Node results that the build adds, for failing tests.</summary>
    public List<NodeResult> Extra { get; } = [];

    /// <summary>Called in the middle of the build.</summary>
    public Func<CancellationToken, Task>? During { get; set; }

    /// <summary>Relations that the last build found carried over.</summary>
    public IReadOnlySet<string> Carried { get; private set; } = new HashSet<string>();

    /// <summary>Builds ended.</summary>
    public int Builds { get; private set; }

    /// <summary>Adds or replaces a model; <c>{green}</c> in the query is the green base schema.</summary>
    public FakeProject With(
        string name,
        string query,
        string materialized = "table",
        string custom = "",
        string? escapeTo = null
    )
    {
        _models.RemoveAll(model => model.Name == name);
        _models.Add(new Model(name, query, materialized, custom, escapeTo));
        return this;
    }

    /// <summary>Says of a model what tags it has and what it reads; from then on a manifest is kept.</summary>
    public FakeProject Describe(string name, string[] tags, params string[] reads)
    {
        _described[name] = (tags, reads);
        return this;
    }

    /// <summary>Gives a model an enforced contract of these columns.</summary>
    public FakeProject Promise(string name, params (string Name, string Type)[] columns)
    {
        _promised[name] = [.. columns.Select(column => new ManifestColumn(column.Name, column.Type, ""))];
        return this;
    }

    /// <summary>Removes a model.</summary>
    public FakeProject Without(string name)
    {
        _models.RemoveAll(model => model.Name == name);
        return this;
    }

    /// <inheritdoc/>
    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var nodes = _models
            .Select(model => new ManifestNode
            {
                UniqueId = Id(model),
                Kind = model.Materialized == "snapshot" ? NodeKind.Snapshot : NodeKind.Model,
                Name = model.Name,
                Alias = model.Name,
                PackageName = "fake",
                Database = target.Database,
                Schema = model.EscapeTo
                    ?? (model.Custom.Length == 0 ? target.GreenSchema : $"{target.GreenSchema}_{model.Custom}"),
                Materialized = model.Materialized,
                Checksum = $"sha256:{model.Query.GetHashCode(StringComparison.Ordinal)}",
                DependsOn = [.. _described.GetValueOrDefault(model.Name).Reads?.Select(Id) ?? []],
                Columns = _promised.GetValueOrDefault(model.Name) ?? [],
                Config = JsonSerializer.SerializeToElement(
                    new
                    {
                        tags = _described.GetValueOrDefault(model.Name).Tags ?? [],
                        contract = new { enforced = _promised.ContainsKey(model.Name) },
                    }
                ),
            })
            .ToDictionary(node => node.UniqueId);
        var selected =
            build.Select.Count == 0
                ? null
                : nodes
                    .Keys.Where(id => build.Select.Any(name => id.EndsWith($".{name}", StringComparison.Ordinal)))
                    .ToHashSet();
        return Task.FromResult(
            new ProjectPlan(
                "fake",
                Version,
                new Manifest(12, "1.8.0", warehouse.Dialect.Name, "fake", nodes, new Dictionary<string, string>()),
                selected
            )
        );
    }

    /// <inheritdoc/>
    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        Carried = build.Carried;
        Asked = build.Options;
        var results = new List<NodeResult>();
        await using var session = await warehouse.OpenAsync(cancellation);
        foreach (
            var model in _models.Where(model =>
                build.Running?.Contains(Id(model))
                ?? (build.Options.Select.Count == 0 || build.Options.Select.Contains(model.Name))
            )
        )
        {
            var schema =
                model.Custom.Length == 0 ? build.Target.GreenSchema : $"{build.Target.GreenSchema}_{model.Custom}";
            var name = new RelationName(schema, model.Name);
            var query = Sql.Raw(
                model.Query.Replace(
                    "{green}",
                    warehouse.Dialect.Quote(build.Target.GreenSchema),
                    StringComparison.Ordinal
                )
            );
            Sql statement = model.Materialized switch
            {
                "view" => $"create view {name} as {query}",
                "incremental" or "snapshot" when build.Carried.Contains(Id(model)) => $"insert into {name} {query}",
                _ => $"create table {name} as {query}",
            };
            await session.ExecuteAsync(statement, cancellation);
            results.Add(new NodeResult(Id(model), "success", 0.01, null, null));
        }
        if (During is not null)
            await During(cancellation);
        Builds++;
        return new BuildResult([.. results, .. Extra], Manifest(build.Target))
        {
            Code = _models.ToDictionary(Id, model =>
                model.Query.Replace(
                    "{green}",
                    warehouse.Dialect.Quote(build.Target.GreenSchema),
                    StringComparison.Ordinal
                )
            ),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>dbt's manifest of what was described; none where nothing was.</summary>
    private ReadOnlyMemory<byte> Manifest(GreenTarget target) =>
        _described.Count == 0
            ? ReadOnlyMemory<byte>.Empty
            : JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    metadata = new
                    {
                        dbt_schema_version = "https://schemas.getdbt.com/dbt/manifest/v12.json",
                        dbt_version = "1.8.0",
                        adapter_type = warehouse.Dialect.Name,
                        project_name = "fake",
                    },
                    nodes = _models.ToDictionary(Id, model => new
                    {
                        unique_id = Id(model),
                        resource_type = "model",
                        name = model.Name,
                        alias = model.Name,
                        package_name = "fake",
                        database = target.Database,
                        schema = target.GreenSchema,
                        original_file_path = $"models/{model.Name}.sql",
                        config = new
                        {
                            materialized = model.Materialized,
                            tags = _described.GetValueOrDefault(model.Name).Tags ?? [],
                        },
                        depends_on = new { nodes = _described.GetValueOrDefault(model.Name).Reads?.Select(Id) ?? [] },
                        checksum = new { name = "sha256", checksum = model.Name },
                    }),
                    sources = new Dictionary<string, string>(),
                }
            );

    private static string Id(Model model) => Id(model.Name);

    private static string Id(string name) => $"model.fake.{name}";

    private sealed record Model(string Name, string Query, string Materialized, string Custom, string? EscapeTo);
}
