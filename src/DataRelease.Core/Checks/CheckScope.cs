using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>What the checks of one release look at.</summary>
public sealed record CheckScope
{
    /// <summary>Where both sides are.</summary>
    public required Warehouse Warehouse { get; init; }

    /// <summary>Every relation of either side, by live name.</summary>
    public required IReadOnlyList<ComparedRelation> Relations { get; init; }

    /// <summary>The configured checks.</summary>
    public required IReadOnlyList<CheckConfig> Checks { get; init; }

    /// <summary>Told of progress.</summary>
    public required IReleaseEvents Events { get; init; }

    /// <summary>Key columns of a relation by its unique id, as far as the project says; asked for only when rows are compared.</summary>
    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, IReadOnlyList<string>>>> Keys { get; init; }

    /// <summary>
    /// The settings of a check for one relation: those of the last entry that names it, else the default. Null if it is off.
    /// </summary>
    public CheckConfig? Settings(string check, ComparedRelation relation, bool byDefault)
    {
        var found = Checks.LastOrDefault(entry => entry.Name == check && relation.IsNamedBy(entry.Relations))
            ?? (byDefault ? new CheckConfig { Name = check } : null);
        return found?.Severity == "off" ? null : found;
    }

    /// <summary>An outcome whose state is at most what the severity allows.</summary>
    public static CheckOutcome Outcome(
        CheckConfig settings, string defaultSeverity, ComparedRelation relation, CheckState state, string value, string threshold, string message)
    {
        var severity = settings.Severity ?? defaultSeverity;
        var capped = state == CheckState.Fail && severity == "warn" ? CheckState.Warn : state;
        return new CheckOutcome(settings.Name, relation.Live.ToString(), capped, severity, value, threshold, message);
    }
}
