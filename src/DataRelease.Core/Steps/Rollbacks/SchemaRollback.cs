using DataRelease.Ledgers;
using DataRelease.Migrations;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Takes migrations down to those that were applied when a release was live, by the down texts of the journal.
/// </summary>
internal sealed class SchemaRollback(ReleaseRun run)
{
    /// <summary>What is to be taken down, the newest first.</summary>
    /// <exception cref="Errors.ReleaseException">DR8007, DR8008: there is no way back; nothing was touched.</exception>
    public Task<IReadOnlyList<MigrationRecord>> PlanAsync(ReleaseRecord to, CancellationToken cancellation) =>
        new MigrationRun(run, run.Environment.Migrations).PlanDownToReleaseAsync(to, cancellation);

    /// <summary>Their statements.</summary>
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

    /// <summary>Takes them down.</summary>
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
