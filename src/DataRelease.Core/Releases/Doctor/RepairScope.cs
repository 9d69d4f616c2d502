using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>What a repair works with.</summary>
/// <param name="Run">The command.</param>
/// <param name="Random">Spreads the attempts of a swap.</param>
internal sealed record RepairScope(ReleaseRun Run, Random Random)
{
    /// <summary>Statements as texts, for people.</summary>
    public IEnumerable<string> Render(IReadOnlyList<Sql> statements) =>
        statements.Select(statement => statement.Render(Run.Warehouse.Dialect).Text);

    /// <summary>Runs a repair as a step that is shown and recorded.</summary>
    public Task<string> StepAsync(string says, Func<Task> work) => Run.StepAsync("mend", says, async () =>
        {
            await work();
            return says;
        });
}
