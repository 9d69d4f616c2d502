using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>Finds which of a project's own tests passed, by their outcomes in the ledger.</summary>
internal static class PassedTests
{
    /// <summary>Says whether a test of a project ran and found nothing.</summary>
    /// <param name="outcomes">The outcomes of one release.</param>
    /// <param name="live">The live names of its relations, by unique id.</param>
    public static Func<ManifestNode, bool> Of(
        IReadOnlyList<CheckOutcome> outcomes,
        IReadOnlyDictionary<string, string> live
    )
    {
        // A test that tolerates some failures passes in spite of them.
        var passed = outcomes
            .Where(outcome =>
                outcome is { Name: DbtTestsSettings.Word, State: CheckState.Pass }
                // An outcome that was taken over has its age at the end.
                && (outcome.Value == "0 failures" || outcome.Value.StartsWith("0 failures (", StringComparison.Ordinal))
            )
            .Select(outcome => (outcome.Relation, Name: outcome.Message))
            .ToHashSet();
        var others = outcomes
            .Where(outcome =>
                outcome.Name == DbtTestsSettings.Word && !passed.Contains((outcome.Relation, outcome.Message))
            )
            .ToList();
        return test =>
        {
            var relation = test.AttachedNode is { } id ? live.GetValueOrDefault(id, id) : "";
            // Two packages may have tests of the same name. Then all of them must have passed.
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
