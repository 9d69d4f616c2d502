using DataRelease.Ledgers;
using DataRelease.Migrations;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Takes migrations down to those that were applied when a release was live, by the down scripts in the journal.
/// </summary>
internal sealed class SchemaRollback(ReleaseRun run)
{
    /// <summary>The migrations to take down, newest first.</summary>
    /// <exception cref="Errors.ReleaseException">
    /// DR8007, DR8008: a migration has no way back. DR8004, DR8006, DR8012: a down script could not run. Nothing was
    /// touched.
    /// </exception>
    public async Task<IReadOnlyList<MigrationRecord>> PlanAsync(ReleaseRecord to, CancellationToken cancellation)
    {
        var migrations = new MigrationRun(run, run.Environment.Migrations);
        var steps = await migrations.PlanDownToReleaseAsync(to, cancellation);
        await migrations.CheckDownAsync(steps, cancellation);
        return steps;
    }

    /// <summary>The statements of the down scripts.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(
        IReadOnlyList<MigrationRecord> steps,
        CancellationToken cancellation
    ) =>
        steps.Count == 0
            ? []
            : MigrationRun.Describe(
                steps,
                (await new MigrationRun(run, run.Environment.Migrations).ReadSetAsync(cancellation)).Variables
            );

    /// <summary>Takes the migrations down.</summary>
    public Task RunAsync(ReleaseRecord to, IReadOnlyList<MigrationRecord> steps, CancellationToken cancellation) =>
        run.StepAsync("migrate", $"down to {to.Id}", async () =>
        {
            var done = await new MigrationRun(run, run.Environment.Migrations).DownAsync(
                steps,
                to.Number,
                cancellation
            );
            return $"took back {string.Join(", ", done.Select(record => record.Name))}";
        });
}
