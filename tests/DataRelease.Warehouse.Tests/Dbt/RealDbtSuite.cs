using CliWrap;
using CliWrap.Buffered;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>
/// A dbt project of a test's own, under the user's own dbt on PATH, with targets <c>prod</c> (live schema
/// <c>analytics</c>) and <c>dev</c> (<c>dev</c>); skipped with the reason where there is none.
/// </summary>
public abstract class RealDbtSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    /// <summary>The dbt that the product runs; the one on PATH if not set.</summary>
    protected string? Executable { get; set; }

    /// <summary>See <see cref="DbtBuilderOptions.Patience"/>.</summary>
    protected TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Writes a file of the project.</summary>
    protected void Write(string file, string text) => _folder.Write($"project/{file}", text);

    /// <summary>The path of a file or folder of the project.</summary>
    protected string PathOf(string file) => _folder[$"project/{file}"];

    /// <summary>Writes the project.</summary>
    protected async Task PrepareAsync(params (string File, string Text)[] files)
    {
        Assert.SkipWhen(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable) is null, "no dbt on PATH");
        Write("dbt_project.yml", "name: made_up\nversion: 1.0.0\nprofile: made_up\n");
        _folder.Write("profiles/profiles.yml", Profile());
        foreach (var (file, text) in files)
            Write(file, text);
        var debug = await DbtAsync("debug", "prod");
        Assert.SkipWhen(
            debug.StandardOutput.Contains("Could not find adapter", StringComparison.Ordinal),
            "the dbt on PATH has no adapter for this engine"
        );
    }

    /// <summary>dbt as somebody types it.</summary>
    protected async Task<BufferedCommandResult> DbtAsync(string verb, string target, params string[] more)
    {
        await Session.DisposeAsync();
        await Warehouse.StepAsideAsync();
        return await Cli.Wrap(DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!)
            .WithArguments([verb, "--profiles-dir", _folder["profiles"], "--target", target, .. more])
            .WithWorkingDirectory(_folder["project"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Cancellation);
    }

    /// <summary>The product on the project, in <c>prod</c>.</summary>
    protected ReleaseEngine EngineOfProject()
    {
        var project = DbtProject.Load(_folder["project"]);
        var target = DbtProfiles.Load(
            project.Directory,
            _folder["profiles"],
            project.Profile,
            "prod",
            Environment.GetEnvironmentVariable
        );
        var dbt = Executable ?? DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!;
        return new ReleaseEngine(
            new ReleaseEnvironment(
                "prod",
                target.Schema,
                Warehouse,
                Config,
                _ =>
                    Task.FromResult<IGreenBuilder>(
                        new DbtBuilder(
                            new DbtBuilderOptions(dbt, project, target, TimeProvider.System) { Patience = Patience }
                        )
                    ),
                project.Directory
            ),
            Events,
            TimeProvider.System
        );
    }

    /// <summary>Releases the project.</summary>
    protected Task<ReleaseReport.Released> ReleaseProjectAsync(BuildOptions? build = null) =>
        EngineOfProject().ReleaseAsync(new DeployRequest { Build = build ?? new BuildOptions() }, Cancellation);

    private string Profile()
    {
        // A file's path begins in the project's folder.
        string Output(string schema) => TestDatabase.Inline(Place.Database.Output(_folder["project"]), schema);
        return $"made_up: {{target: prod, outputs: {{prod: {Output("analytics")}, dev: {Output("dev")}}}}}\n";
    }
}
