using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Checks;

/// <summary>A kind of check that runs on a release. The catalogue is in the order in which they run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Read">Reads its own keys.</param>
/// <param name="Make">Makes the check for one release.</param>
internal sealed record ReleaseCheckKind(
    string Name,
    Func<ConfigMapping, YamlNode, CheckConfig> Read,
    Func<CheckScope, ReleaseCheck> Make
) : CheckKind(Name, Read)
{
    /// <summary>The settings with which it runs unasked; null if it runs only where it is configured.</summary>
    public CheckConfig? Unasked { get; init; }

    /// <summary>False if it applies to a release without a predecessor as well.</summary>
    public bool Compares { get; init; } = true;
}

/// <summary>
/// A check of one release. All checks first add what they need to the common scan, which reads each relation once.
/// </summary>
internal abstract class ReleaseCheck(CheckScope scope)
{
    /// <summary>The release.</summary>
    protected CheckScope Scope => scope;

    /// <summary>False if the warehouse has nothing that the check could look at.</summary>
    public virtual bool Applies => true;

    /// <summary>Adds the check's requests to the common scan.</summary>
    public virtual void Plan(ScanPlan plan) { }

    /// <summary>Judges the scan's results, and reads what else the check needs.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="results">What the common scan found.</param>
    /// <param name="cancellation">Cancels between and within queries.</param>
    public abstract Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    );

    /// <summary>True if waiting can change one of the check's outcomes, so that it is worth running again.</summary>
    public virtual bool CanImprove(CheckOutcome outcome) => false;

    /// <summary>Runs again for relations whose outcomes can improve: all entries of each, in their order.</summary>
    public virtual Task<IReadOnlyList<CheckOutcome>> AgainAsync(
        WarehouseSession session,
        IReadOnlySet<string> relations,
        CancellationToken cancellation
    ) => throw new NotSupportedException("waiting does not change its outcomes");
}
