using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Runs the catalogue of checks that compare green with blue, cheapest first.</summary>
public sealed class ReleaseChecks(CheckScope scope)
{
    /// <summary>Names of the checks that compare with blue.</summary>
    public static IReadOnlyList<string> Comparing { get; } = [RowCountCheck.Name, SchemaCheck.Name, GrantsCheck.Name, DataDiffCheck.Name];

    /// <summary>Runs all, and tells of each outcome as it comes.</summary>
    /// <param name="session">Not in a transaction.</param>
    /// <param name="cancellation">Stops between and within queries.</param>
    /// <returns>Outcomes, and how many rows green has by live name.</returns>
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyDictionary<RelationName, long> Rows)> RunAsync(
        WarehouseSession session, CancellationToken cancellation)
    {
        var outcomes = new List<CheckOutcome>();
        var (counted, rows) = await new RowCountCheck(scope).RunAsync(session, cancellation).ConfigureAwait(false);
        if (scope.Relations.All(relation => relation.Blue is null))
        {
            Add(Comparing.Where(name => name is not DataDiffCheck.Name || scope.Checks.Any(check => check.Name == name))
                .Where(name => name is not GrantsCheck.Name || scope.Warehouse.HasGrants)
                .Select(name => new CheckOutcome(name, "", CheckState.Skipped, name == SchemaCheck.Name ? "warn" : "fail", "", "", "first release")));
            return (outcomes, rows);
        }
        Add(counted);
        Add(new SchemaCheck(scope).Run());
        Add(await new GrantsCheck(scope).RunAsync(session, cancellation).ConfigureAwait(false));
        Add(await new DataDiffCheck(scope).RunAsync(session, cancellation).ConfigureAwait(false));
        return (outcomes, rows);

        void Add(IEnumerable<CheckOutcome> found)
        {
            foreach (var outcome in found)
            {
                outcomes.Add(outcome);
                scope.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
            }
        }
    }
}
