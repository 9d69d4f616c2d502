using DataRelease.Ledgers;
using DataRelease.Migrations;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// The migrations of a release: expand ones before green is built; contract ones on prune, once no release that may be
/// gone back to needs what they take away.
/// </summary>
internal sealed class ReleaseMigrations(ReleaseRun run)
{
    private readonly MigrationRun _migrations = new(run, run.Environment.Migrations)
    {
        BeforeDestructive = new MigrationCover(run).TakeAsync,
    };

    /// <summary>Applies what is pending of phase expand and announces the contract migrations.</summary>
    /// <returns>What was done; null where the project has no migration.</returns>
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

    /// <summary>What <see cref="ExpandAsync"/> would run; its problems refuse here too.</summary>
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

    /// <summary>Applies contract migrations whose rollback window is over; says which.</summary>
    public async Task<IReadOnlyList<string>> ContractAsync(CancellationToken cancellation)
    {
        if ((await _migrations.ReadSetAsync(cancellation)).Scripts.Count == 0)
            return [];
        var plan = await _migrations.PlanUpAsync(null, false, false, ContractRule.Due, cancellation);
        // What stands behind an expand script that was not run (or was taken back) may need it: it waits for a release
        // or migrate up.
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
    /// Before anything is live there is nothing to go back to, and a new environment goes through all of them.
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
