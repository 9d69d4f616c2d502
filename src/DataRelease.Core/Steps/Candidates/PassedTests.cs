using DataRelease.Builds;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>Which of a project's own tests passed, by what the ledger has of them.</summary>
internal static class PassedTests
{
    /// <summary>The name of their outcomes.</summary>
    public const string Check = "dbt_tests";

    /// <summary>
    /// Whether a test of a project ran and found nothing.
    /// </summary>
    /// <param name="outcomes">Of one release.</param>
    /// <param name="live">Its relations' live names by unique id.</param>
    public static Func<ManifestNode, bool> Of(
        IReadOnlyList<CheckOutcome> outcomes,
        IReadOnlyDictionary<string, string> live
    )
    {
        // A test that tolerates some failures passes in spite of them.
        var passed = outcomes
            .Where(outcome =>
                outcome is { Name: Check, State: CheckState.Pass }
                // What was taken over has its age after it.
                && (outcome.Value == "0 failures" || outcome.Value.StartsWith("0 failures (", StringComparison.Ordinal))
            )
            .Select(outcome => (outcome.Relation, Name: outcome.Message))
            .ToHashSet();
        var others = outcomes
            .Where(outcome => outcome.Name == Check && !passed.Contains((outcome.Relation, outcome.Message)))
            .ToList();
        return test =>
        {
            var relation = test.AttachedNode is { } id ? live.GetValueOrDefault(id, id) : "";
            // Two packages may have tests of one name: then all of them must have passed.
            return passed.Contains((relation, test.Name))
                && !others.Exists(outcome =>
                    outcome.Relation == relation
                    && (
                        outcome.Message == test.Name
                        || outcome.Message.StartsWith($"{test.Name}:", StringComparison.Ordinal)
                    )
                );
        };
    }
}
