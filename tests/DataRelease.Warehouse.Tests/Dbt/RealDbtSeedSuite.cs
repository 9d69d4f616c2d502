using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>Tables of seeds, from a package and by the user's own <c>dbt seed</c>; skipped without dbt.</summary>
public abstract class RealDbtSeedSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    private static readonly (string Name, string Csv, object? Config)[] _seeds =
    [
        ("instants", "id,at\n1,2024-01-05T10:00:00Z\n2,2024-01-05T10:00:00+02:00\n3,2024-01-05T10:00:00\n", null),
        ("grouped", "n\n\"1,200\"\n7\n", null),
        ("money", "n,m\n$5,$1.50\n-$7,\u20ac2\n", null),
        ("percent", "p\n50%\n1%\n", null),
        ("exponents", "e,f\n1e3,1e-3\n2,1\n", null),
        ("wholes", "n\n10.00\n20.0\n", null),
        ("days", "d,x\n2024-1-5,2024-02-30\n2024-01-06,a\n", null),
        ("clocks", "t,u\n2024-1-5 1:2:3,2024-02-30 10:00:00\n2024-01-06 00:00:00,2024-01-06 00:00:00\n", null),
        ("gap", "x\n1\n\n3\n", null),
        ("gaps", "a,b\n1,x\n\n3,y\n", null),
        ("nameless", "id,x,\n1,a,\n", null),
        ("short", "a,b,c\n1,2,3\n4,5\n6\n", null),
        ("mac", "a,b\r1,x\r2,y\r", null),
        ("windows", "a,b\r\n1,\"x\r\ny\"\r\n", null),
        ("marked", "\uFEFFa,b\n1,x\n", null),
        ("words", "w,v\nnull,a\nNULL,b\n\"\",c\n x ,d\n", null),
        ("truths", "b,c\ntrue,t\nFALSE,f\n", null),
        ("zeros", "z,y\n007,+5\n010,6\n", null),
        ("quotes", "q\n\"a \"\"b\"\"\"\na\"b\n\"a\"b\n'c'\n", null),
        ("empty", "a,b\n", null),
        ("declared", "z,n\n007,5\n010,6\n", new { column_types = new { z = "varchar(5)", n = "bigint" } }),
        ("split", "a;b\n1;x,y\n", new { delimiter = ";" }),
        ("tabs", "a\tb\n1\tx,y\n", new { delimiter = "\t" }),
        ("folded", "Id,Name\n1,a\n", new { quote_columns = false }),
        ("kept", "Id,Name\n1,a\n", new { quote_columns = true }),
        ("slow", "id,at\n1,2024-01-05 10:00:00\n2,2024-1-5 1:2:3\n", new { fast = false }),
        ("slow_words", "w,n\nnull,1\n\n,2\n", new { fast = false }),
    ];

    [Fact]
    public async Task A_package_makes_the_tables_that_dbt_seed_makes()
    {
        var dbt = DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable);
        Assert.SkipWhen(dbt is null, "no dbt on PATH");
        var project = new CompiledProject(_folder["project"], Warehouse.Dialect.Name, "made_up_db");
        foreach (var (name, csv, config) in _seeds)
            project.Seed(name, csv, config);
        project.Write();
        _folder.Write(
            "project/seeds/seeds.yml",
            JsonSerializer.Serialize(
                new
                {
                    version = 2,
                    seeds = _seeds
                        .Where(seed => seed.Config is not null)
                        .Select(seed => new { name = seed.Name, config = seed.Config }),
                }
            )
        );
        var side = await TheirsAsync();
        _folder.Write("profiles/profiles.yml", Profile(side));
        var packed = await ReleasePacker.PackAsync(
            new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
            Cancellation
        );

        var run = await Cli.Wrap(dbt!)
            .WithArguments(["seed", "--profiles-dir", _folder["profiles"], "--target-path", _folder["out"]])
            .WithWorkingDirectory(project.Folder)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Cancellation);
        Assert.SkipWhen(
            run.StandardOutput.Contains("Could not find adapter", StringComparison.Ordinal),
            "the dbt on PATH has no adapter for this engine"
        );
        IReadOnlyDictionary<string, string> theirs;
        await using (var warehouse = side.Open(TimeProvider.System))
            theirs = await TablesAsync(warehouse, "dbt_side");
        theirs.Count.ShouldBeGreaterThan(15, run.StandardOutput);
        var report = await new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token => new PackageBuilder(
                Warehouse,
                await ReleasePackage.OpenAsync(packed.Path, token),
                4
            )),
            Events,
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        var ours = await TablesAsync(Warehouse, "analytics__r1");

        // Where dbt fails for a seed there is no table to be like.
        foreach (var (name, table) in theirs)
            ours[name].ShouldBe(table, $"{name}\n{run.StandardOutput}");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private static string Profile(TestDatabase theirs) =>
        $"made_up: {{target: a, outputs: {{a: {TestDatabase.Inline(theirs.Output(), "dbt_side")}}}}}\n";

    /// <summary>Where dbt makes its tables: beside ours, or in a file of its own where one process has it.</summary>
    private async Task<TestDatabase> TheirsAsync() =>
        Place.Engine.IsServer
            ? Place.Database
            : await TestEngine.Of(Place.Engine.Key).CreateAsync(Cancellation, _folder["dbt.duckdb"]);

    /// <summary>By name: columns with types, and rows as texts.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> TablesAsync(
        Warehouses.Warehouse warehouse,
        string schema
    )
    {
        await using var session = await warehouse.OpenAsync(Cancellation);
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relation in await warehouse.ReadRelationsAsync(session, [schema], Cancellation))
        {
            var texts = Sql.Join(
                ", ",
                relation.Columns.Select(column =>
                    (Sql)$"cast({new Identifier(column.Name)} as {Sql.Raw(warehouse.Dialect.TextType)})"
                )
            );
            var rows = await session.QueryAsync(
                $"select {texts} from {relation.Name}",
                row =>
                    string.Join(
                        '|',
                        Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "~" : row.GetString(at))
                    ),
                Cancellation
            );
            tables[relation.Name.Name] =
                string.Join(", ", relation.Columns.Select(column => $"{column.Name} {column.Type}"))
                + "\n"
                + string.Join("\n", rows.Order(StringComparer.Ordinal));
        }
        return tables;
    }
}

public sealed class DuckDbRealDbtSeeds() : RealDbtSeedSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtSeeds() : RealDbtSeedSuite(Testing.Engines.Engine.Postgres);
