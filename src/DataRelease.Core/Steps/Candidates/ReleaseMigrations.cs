using DataRelease.Ledgers;
using DataRelease.Migrations;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Runs a release's migrations: expand migrations before green is built, contract migrations once no release that may
/// be rolled back to needs what they remove.
/// </summary>
internal sealed class ReleaseMigrations(ReleaseRun run)
{
    private readonly MigrationRun _migrations = new(run, run.Environment.Migrations)
    {
        FindCover = new MigrationCover(run).FindAsync,
    };

    /// <summary>
    /// The release with the contract migrations of its project among its options. What they remove may go only when all
    /// code that is live or kept knows them.
    /// </summary>
    public async Task<ReleaseRecord> RememberAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var origin = RecordedOrigin.Of(release);
        // Code of an earlier release knows what that release knew, whatever the project is now.
        if (origin.Code is not null || run.Environment.Migrations is null)
            return release;
        var set = await _migrations.ReadSetAsync(cancellation);
        return release with { Options = (origin with { Contracts = set.Contracts }).Write() };
    }

    /// <summary>Applies pending expand migrations, and announces contract migrations.</summary>
    /// <returns>What was done; null if the project has no migrations.</returns>
    public async Task<string?> ExpandAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if ((await _migrations.ReadSetAsync(cancellation)).Scripts.Count == 0)
            return null;
        return await run.StepAsync("migrate", "", async () =>
        {
            var plan = await PlanAsync(cancellation);
            var done = await _migrations.UpAsync(plan, release.Number, cancellation);
            return MigrationText.Described(done, plan.Held);
        });
    }

    /// <summary>The scripts that <see cref="ExpandAsync"/> would run. Their problems refuse here, too.</summary>
    public async Task<(IReadOnlyList<string> Names, IReadOnlyList<string> Statements)> PreviewAsync(
        CancellationToken cancellation
    )
    {
        var set = await _migrations.ReadSetAsync(cancellation);
        if (set.Scripts.Count == 0)
            return ([], []);
        var plan = await PlanAsync(cancellation);
        plan.Refuse();
        await _migrations.CheckAsync(plan, set.Variables, cancellation);
        return ([.. plan.Run.Select(script => script.Name)], MigrationText.Statements(plan, set.Variables));
    }

    /// <summary>Applies contract migrations whose rollback window is over; returns their names.</summary>
    public async Task<IReadOnlyList<string>> ContractAsync(CancellationToken cancellation)
    {
        if ((await _migrations.ReadSetAsync(cancellation)).Scripts.Count == 0)
            return [];
        var plan = await _migrations.PlanUpAsync(null, false, false, ContractRule.Due, cancellation);
        // A contract script after an expand script that did not run (or was taken down) may need it. It waits for a
        // release or <c>migrate up</c>.
        var due = plan.Run.TakeWhile(script => script.Phase == MigrationPhase.Contract).ToList();
        if (due.Count == 0)
            return [];
        var done = await run.StepAsync(
            "contract",
            "",
            () => _migrations.UpAsync(plan with { Run = due }, null, cancellation),
            applied => MigrationText.Described(applied, [])
        );
        return [.. done.Select(record => record.Name)];
    }

    /// <summary>
    /// Makes the plan. Before anything is live and while nothing is kept, there is nothing to roll back to, so a new
    /// environment applies all migrations.
    /// </summary>
    private async Task<MigrationPlan> PlanAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return await _migrations.PlanUpAsync(
            null,
            false,
            false,
            book.Live is null ? ContractRule.Due : ContractRule.None,
            cancellation
        );
    }
}
