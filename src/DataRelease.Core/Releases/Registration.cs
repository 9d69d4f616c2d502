using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>Gives a release its number.</summary>
internal sealed class Registration(ReleaseRun run)
{
    /// <summary>Writes the release and its list to the ledger.</summary>
    /// <param name="request">The request.</param>
    /// <param name="list">Makes the list, from the number of the live release.</param>
    /// <param name="package">
    /// The package that the release is built from and that is kept with it; null for the project.
    /// </param>
    /// <param name="cancellation">Cancels; nothing is registered then.</param>
    /// <param name="refreshed">The live release for a refresh; otherwise null.</param>
    public async Task<(ReleaseRecord Release, IReadOnlyList<CourseStep> List)> RegisterAsync(
        DeployRequest request,
        Func<int?, StrategySteps> list,
        byte[]? package,
        CancellationToken cancellation,
        ReleaseRecord? refreshed = null
    )
    {
        var numbers = new ReleaseNumbers(run);
        await using var session = await run.OpenAsync(cancellation);
        var releases = await run.Ledger.ReadReleasesAsync(session, cancellation);
        await numbers.RefuseUnfinishedAsync(releases, session, cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        // A preview shows nothing in the live schema.
        if (run.Environment.Preview is null)
            await numbers.RefuseMovedAsync(releases, live, session, cancellation);
        var number = await numbers.NextNumberAsync(releases, session, cancellation, request.Above);
        var (strategy, steps) = list(live?.Number);
        var principal = await run.Warehouse.ReadPrincipalAsync(session, cancellation);
        var release = await new ReleaseMigrations(run).RememberAsync(
            Draft(run, request, number, live?.Number, refreshed, principal) with
            {
                Strategy = strategy,
            },
            cancellation
        );
        var rows = StepCatalog.Rows(number, 0, strategy, steps);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [
                run.Ledger.InsertRelease(release, run.Lease.Fencing),
                run.Ledger.InsertStep(number, "register", Ledger.Text(ReleaseState.Planned), 0, "", run.Lease.Fencing),
                .. run.Ledger.ReplaceCourse(number, 0, rows, run.Lease.Fencing),
                .. package is null ? [] : run.Ledger.ReplaceArtifact(number, KeptPackage.Artifact, package),
            ],
            cancellation
        );
        return (release, rows);
    }

    /// <summary>
    /// True if a release could not begin: its plan was refused as a mistake in what was asked or configured, and
    /// nothing was done before.
    /// </summary>
    /// <param name="release">The release in the ledger.</param>
    /// <param name="list">Its list as it was when this command took it up.</param>
    /// <param name="at">The step that failed.</param>
    /// <param name="error">The step's error.</param>
    public bool NeverBegan(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        CourseStep at,
        ReleaseException error
    ) =>
        release.State == ReleaseState.Planned
        && at.Name == PlanStep.Kind
        && error.Code.Exit == ExitCode.Usage
        && list.All(row => row.State != StepState.Done)
        && run.Steps.All(step => step.Name == PlanStep.Kind);

    /// <summary>Takes the number of a release back that never began. The next release gets it.</summary>
    /// <param name="release">The release.</param>
    /// <param name="cancellation">Cancels; the release stays registered then.</param>
    public async Task WithdrawAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, run.Ledger.Withdraw(release.Number), cancellation);
    }

    /// <summary>The record of a new release.</summary>
    public static ReleaseRecord Draft(
        ReleaseRun run,
        DeployRequest request,
        int number,
        int? blue,
        ReleaseRecord? refreshed = null,
        string? principal = null
    ) =>
        new()
        {
            Environment = run.Name,
            Number = number,
            Version = request.Version ?? "",
            Commit = request.Commit,
            State = ReleaseState.Planned,
            LiveSchema = run.LiveSchema,
            GreenSchema = ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, number, run.Environment.Preview),
            Base = blue,
            CreatedAt = run.Clock.GetUtcNow(),
            CreatedBy = request.By ?? LocalUser.Name,
            Strategy = refreshed is null ? BlueGreen.Name : Refresh.Name,
            Options = new RecordedOrigin(
                request.Branch,
                refreshed is null ? request.Code : RecordedOrigin.CodeOf(refreshed),
                principal
            )
            {
                User = LocalUser.Name,
                Links = request.Links.Count > 0 ? request.Links : null,
                Refresh = refreshed is null && request.Code is not null ? false : null,
            }.Write(),
        };
}
