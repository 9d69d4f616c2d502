using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>
/// What suites about migrations share: a project's files in memory, and what the database and the journal say.
/// </summary>
public abstract class MigrationSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>What <c>$name$</c> stands for.</summary>
    protected Dictionary<string, string> Variables { get; } = new() { ["schema"] = "state" };

    /// <summary>Names of variables that are secret.</summary>
    protected HashSet<string> Secrets { get; } = [];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("create schema state");
    }

    /// <summary>Puts a script into the project, or another text in its place.</summary>
    protected void Script(string name, string text) => _files[$"migrations/{name}"] = text;

    /// <summary>Takes a file out of the project.</summary>
    protected void Remove(string name) => _files.Remove($"migrations/{name}");

    /// <summary>
    /// An engine that waits where it reads the project's scripts, which it does while it holds the environment.
    /// </summary>
    protected ReleaseEngine Engine(Func<Task> whileHeld) =>
        new(
            At("prod") with
            {
                Migrations = async token =>
                {
                    await whileHeld();
                    return await At("prod").Migrations!(token);
                },
            },
            Events,
            TimeProvider.System
        );

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        base.At(name) with
        {
            Migrations = _ =>
                Task.FromResult(
                    MigrationFolder.Read(
                        _files.Select(file => (file.Key, file.Value)),
                        new ScriptVariables(Variables, Secrets.Select(secret => Variables[secret]))
                    )
                ),
        };

    /// <summary><c>migrate up</c>, expected to work.</summary>
    protected async Task<ReleaseReport.Migrated> UpAsync(MigrateRequest? request = null) =>
        Worked(await Engine().MigrateUpAsync(request ?? new MigrateRequest(), Cancellation));

    /// <summary><c>migrate up</c>, expected to fail.</summary>
    protected async Task<ReleaseException> UpFailsAsync(MigrateRequest? request = null) =>
        (await Engine().MigrateUpAsync(request ?? new MigrateRequest(), Cancellation)).Error.ShouldNotBeNull();

    /// <summary><c>migrate down --to</c>, expected to work.</summary>
    protected async Task<ReleaseReport.Migrated> DownAsync(string to) =>
        Worked(await Engine().MigrateDownAsync(new MigrateRequest { To = to }, Cancellation));

    /// <summary>Name and state of every migration, as <c>migrate status</c> has them.</summary>
    protected async Task<IReadOnlyList<string>> StatusAsync() =>
        [
            .. Worked(await Engine().MigrateStatusAsync(Cancellation))
                .Migrations.Select(migration =>
                    $"{migration.Name[..migration.Name.IndexOf("__", StringComparison.Ordinal)]} "
                    + migration.State.Word()
                ),
        ];

    /// <summary>Expects that it worked.</summary>
    protected static T Worked<T>(T report)
        where T : ReleaseReport
    {
        report.Error?.Format().ShouldBeNull();
        report.ExitCode.ShouldBe(ExitCode.Done);
        return report;
    }

    /// <summary>Tables of the schema that migrations keep.</summary>
    protected Task<IReadOnlyList<string>> TablesAsync() => RelationsAsync("state");
}
