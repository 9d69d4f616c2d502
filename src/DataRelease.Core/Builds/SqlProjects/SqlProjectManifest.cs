using System.Text.Json;
using System.Text.Json.Nodes;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Seeds;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// Compiles an SQL project to a package in memory, so that it is built, tested, compared and remembered like a package
/// of a dbt project.
/// </summary>
internal sealed class SqlProjectManifest(SqlProject project, Dialect dialect)
{
    /// <summary>
    /// A placeholder for the live schema in the package. Every relation's name is rewritten for green in any case.
    /// </summary>
    private const string Base = "sql_project";

    /// <summary>Makes the package.</summary>
    /// <param name="reads">The names that each file reads.</param>
    public ReleasePackage Compile(IReadOnlyDictionary<string, IReadOnlyList<string>> reads)
    {
        var seeds = project
            .Seeds.Select(seed =>
                (
                    Node: Seed(project, seed) with
                    {
                        Schema = Base,
                        RelationName = dialect.Quote(new RelationName(Base, seed.Name)),
                    },
                    seed.Csv
                )
            )
            .ToList();
        var models = project.Files.Where(file => file.Kind == NodeKind.Model).ToList();
        // In the text every relation is $schema$.name, but relations with a schema of their own are elsewhere.
        var aim = new RelationAim(
            dialect,
            "",
            "",
            models
                .Where(model => model.Settings.Schema is not null)
                .ToDictionary(
                    model => new RelationName(Base, model.Name),
                    model => new RelationName(SchemaOf(model), model.Name)
                )
        );
        var variables = new ScriptVariables(
            new Dictionary<string, string>(project.Config.Variables) { ["schema"] = dialect.Quote(Base) },
            []
        )
        {
            Lexis = dialect.Lexis,
        };
        var nodes = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        foreach (var (node, _) in seeds)
            nodes[node.UniqueId] = node;
        foreach (var file in project.Files)
        {
            var node = Node(
                file,
                aim.Apply(variables.Render(file.Text).Text),
                reads.GetValueOrDefault(file.Text.File) ?? []
            );
            nodes.Add(node.UniqueId, node);
        }
        foreach (var test in models.SelectMany(KeyTests))
            nodes.Add(test.UniqueId, test);
        var content = new PackageContent
        {
            Name = project.Config.Name,
            Version = project.Config.Version,
            AdapterType = dialect.Name,
            DbtVersion = "",
            Database = "",
            BaseSchema = Base,
            Sources = new Dictionary<string, string>(),
            Entries = new Dictionary<string, string>(),
        };
        return ReleasePackage.InMemory(
            content,
            new Manifest(12, "", dialect.Name, project.Config.Name, nodes, new Dictionary<string, string>()),
            seeds
        );
    }

    /// <summary>A seed's node, without its place.</summary>
    public static ManifestNode Seed(SqlProject project, SqlSeed seed) =>
        new()
        {
            UniqueId = $"seed.{project.Config.Name}.{seed.Name}",
            Kind = NodeKind.Seed,
            Name = seed.Name,
            Alias = seed.Name,
            PackageName = project.Config.Name,
            OriginalFilePath = seed.File,
            Checksum = SqlProject.Checksum(TextFile.Decode(seed.Csv, seed.File)),
            Materialized = "seed",
            Config = Config(SeedConfig(project.Config, seed)),
        };

    /// <summary>A seed's settings, under dbt's keys where dbt has such a setting.</summary>
    private static JsonObject SeedConfig(SqlProjectConfig project, SqlSeed seed)
    {
        var said = SqlSeedSettings.Of(project, seed);
        var config = new JsonObject { ["materialized"] = "seed", [SeedSettings.ExactKey] = true };
        if (said.Types.Count > 0)
            config["column_types"] = new JsonObject(
                said.Types.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)type.Value))
            );
        if (said.Delimiter is { } delimiter)
            config["delimiter"] = delimiter;
        if (said.Quote is { } quote)
            config["quote"] = quote;
        if (said.NullValues is { } words)
            config["null_values"] = List(words);
        return config;
    }

    private ManifestNode Node(SqlFile file, string compiled, IReadOnlyList<string> reads)
    {
        var isModel = file.Kind == NodeKind.Model;
        var config = new JsonObject
        {
            ["materialized"] = isModel ? file.Settings.Materialized : "test",
            ["tags"] = List(file.Settings.Tags),
        };
        if (!isModel)
            config["severity"] = file.Severity;
        if (file.Settings.Schema is { } schema)
            config["schema"] = schema;
        if (file.Settings.UniqueKey.Count > 0)
            config["unique_key"] = List(file.Settings.UniqueKey);
        var own = new JsonObject();
        if (file.AllowLiveReads.Count > 0)
            own["allow_live_reads"] = file.AllowLiveReads is ["true"] ? true : List(file.AllowLiveReads);
        if (file.Settings.State is { } state)
            own["state"] = state;
        if (own.Count > 0)
            config["meta"] = new JsonObject { ["data_release"] = own };
        return new ManifestNode
        {
            UniqueId = $"{(isModel ? "model" : "test")}.{project.Config.Name}.{file.Name}",
            Kind = file.Kind,
            Name = file.Name,
            Alias = file.Name,
            PackageName = project.Config.Name,
            Schema = isModel ? SchemaOf(file) : Base,
            RelationName = isModel ? dialect.Quote(new RelationName(SchemaOf(file), file.Name)) : null,
            OriginalFilePath = file.Text.File,
            Checksum = SqlProject.Checksum(file.Text.Text),
            Materialized = isModel ? file.Settings.Materialized! : "test",
            DependsOn = [.. reads.Select(Id)],
            Config = Config(config),
            Description = file.Description,
            RawCode = isModel ? file.Text.Text : null,
            CompiledCode = compiled,
        };
    }

    /// <summary>The names of the tests of a model's key.</summary>
    public static IEnumerable<string> KeyTestNames(SqlFile model) =>
        model.Settings.Key.Count == 0
            ? []
            : model.Settings.Key.Select(NotNull).Prepend(Unique).Select(what => KeyTestName(model, what));

    private const string Unique = "unique";

    private static string NotNull(string column) => $"not_null_{column}";

    private static string KeyTestName(SqlFile model, string what) => $"{model.Name}_{what}";

    /// <summary>The tests of a model's key: a key is trusted only as far as its tests pass.</summary>
    private IEnumerable<ManifestNode> KeyTests(SqlFile model)
    {
        if (model.Settings.Key.Count == 0)
            yield break;
        var relation = new RelationName(SchemaOf(model), model.Name);
        var columns = string.Join(", ", model.Settings.Key.Select(dialect.Quote));
        var test = model.Settings.Key is [var only]
            ? new ManifestTest("unique", null, only, [])
            : new ManifestTest("unique_combination_of_columns", "sql", null, model.Settings.Key);
        yield return Test(
            Unique,
            test,
            $"select {columns} from {dialect.Quote(relation)} group by {columns} having count(*) > 1"
        );
        foreach (var column in model.Settings.Key)
            yield return Test(
                NotNull(column),
                new ManifestTest("not_null", null, column, []),
                $"select * from {dialect.Quote(relation)} where {dialect.Quote(column)} is null"
            );

        ManifestNode Test(string what, ManifestTest test, string sql) =>
            new()
            {
                UniqueId = $"test.{project.Config.Name}.{KeyTestName(model, what)}",
                Kind = NodeKind.Test,
                Name = KeyTestName(model, what),
                Alias = KeyTestName(model, what),
                PackageName = project.Config.Name,
                Schema = Base,
                OriginalFilePath = model.Text.File,
                Materialized = "test",
                DependsOn = [Id(model.Name)],
                AttachedNode = Id(model.Name),
                Config = Config(new JsonObject { ["materialized"] = "test", ["severity"] = "error" }),
                Test = test,
                CompiledCode = sql,
            };
    }

    private string Id(string name) =>
        project.Seeds.Any(seed => seed.Name == name)
            ? $"seed.{project.Config.Name}.{name}"
            : $"model.{project.Config.Name}.{name}";

    private static string SchemaOf(SqlFile model) => model.Settings.Schema is { } custom ? $"{Base}_{custom}" : Base;

    private static JsonArray List(IEnumerable<string> items) => [.. items.Select(item => (JsonNode)item)];

    private static JsonElement Config(JsonObject config)
    {
        using var document = JsonDocument.Parse(config.ToJsonString());
        return document.RootElement.Clone();
    }
}
