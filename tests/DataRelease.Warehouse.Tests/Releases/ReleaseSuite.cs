using System.IO.Compression;
using System.Text;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What suites about releases share: an environment that is live in <c>analytics</c>, and what its readers see.
/// </summary>
public abstract class ReleaseSuite(Engine engine) : WarehouseSuite(engine)
{
    private FakeProject? _project;

    /// <summary>What is released.</summary>
    protected FakeProject Project => _project ??= new FakeProject(Warehouse);

    /// <summary>What happened.</summary>
    protected RecordingEvents Events { get; } = new();

    /// <summary>The configuration, replaced by tests that need another.</summary>
    protected ReleaseConfig Config { get; set; } = new();

    /// <summary>A fresh engine, as each command has.</summary>
    protected ReleaseEngine Engine(string environment = "prod") => new(At(environment), Events, TimeProvider.System);

    /// <summary>Where to.</summary>
    protected virtual ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, _ => Task.FromResult<Builds.IGreenBuilder>(Project));

    /// <summary>True where whole schemas are exchanged, so that no view stays in its place.</summary>
    protected virtual bool ExchangesSchemas => IsSeparate;

    /// <summary>Leaves out what is promised only where views stay in their place.</summary>
    protected void NeedsViewsThatStay() =>
        Assert.SkipWhen(
            ExchangesSchemas,
            "schemas are exchanged as a whole: see SchemaRenameTests for what is refused then"
        );

    /// <summary>Leaves out what goes live in several schemas at once.</summary>
    protected void NeedsSchemasTogether() =>
        Assert.SkipWhen(IsSeparate, "one statement exchanges one live schema: see SeparateTests for what is refused");

    /// <summary>Leaves out what takes data versions, or puts them back.</summary>
    protected void NeedsVersions() =>
        Assert.SkipWhen(IsSeparate, "several tables are not copied as of one moment: see SeparateTests");

    /// <summary>Leaves out what needs migrations that are whole or were never there.</summary>
    protected void NeedsWholeMigrations() =>
        Assert.SkipWhen(IsSeparate, "a migration runs without a transaction or not at all: see SeparateTests");

    /// <summary>Releases and expects it to work.</summary>
    protected async Task<ReleaseReport.Released> ReleaseAsync(DeployRequest? request = null)
    {
        var report = await Engine().ReleaseAsync(request ?? new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        report.ExitCode.ShouldBe(ExitCode.Done);
        return report;
    }

    /// <summary>Deploys and expects it to work.</summary>
    protected async Task<ReleaseReport.Released> DeployAsync(DeployRequest? request = null)
    {
        var report = await Engine().DeployAsync(request ?? new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>Makes the project one whose only rows tell its version.</summary>
    protected DeployRequest With(int version)
    {
        Project.With("orders", $"select {version} as id");
        Project.Version = $"{version}.0.0";
        return new DeployRequest();
    }

    /// <summary>What a reader gets, one text a row.</summary>
    protected async Task<IReadOnlyList<string>> ReadAsync(string query)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        return await session.QueryAsync(
            Sql.Raw(query),
            row =>
                string.Join(
                    "|",
                    Enumerable
                        .Range(0, row.FieldCount)
                        .Select(column =>
                            row.IsDBNull(column)
                                ? "null"
                                : Convert.ToString(
                                    row.GetValue(column),
                                    System.Globalization.CultureInfo.InvariantCulture
                                )
                        )
                ),
            Cancellation
        );
    }

    /// <summary>Puts an artifact into the ledger, as another process would have left it.</summary>
    protected async Task KeepAsync(int number, string name, string content)
    {
        using var zipped = new MemoryStream();
        await using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            await zip.WriteAsync(Encoding.UTF8.GetBytes(content), Cancellation);
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await session.ExecuteBatchAsync(
            [
                $"delete from data_release.artifacts where environment = 'prod' and number = {number} and "
                    + $"name = {name}",
                $"insert into data_release.artifacts (environment, number, name, content) values ('prod', "
                    + $"{number}, {name}, {zipped.ToArray()})",
            ],
            Cancellation
        );
    }

    /// <summary>Names of relations in a schema.</summary>
    protected async Task<IReadOnlyList<string>> RelationsAsync(string schema)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        return
        [
            .. (await Warehouse.ReadRelationsAsync(session, [schema], Cancellation)).Select(relation =>
                $"{relation.Name.Name}:{relation.Kind}"
            ),
        ];
    }

    /// <summary>True if the schema exists.</summary>
    protected async Task<bool> HasSchemaAsync(string schema)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        return (await Warehouse.ReadSchemasAsync(session, [schema], Cancellation)).Count == 1;
    }
}
