using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>Turns failed nodes and check outcomes into problems with a place in the project.</summary>
internal sealed class ProblemFinder(string? projectDir, Manifest manifest, GreenTarget target)
{
    private readonly NodeLocator _locator = new(projectDir);

    /// <summary>The problems of failed nodes and of tests that warn.</summary>
    public IReadOnlyList<Problem> OfNodes(IReadOnlyList<NodeResult> nodes) =>
        [
            .. nodes
                .Where(node => node.IsFailure || node.Status == "warn")
                .Select(result =>
                {
                    var node = manifest.Nodes.GetValueOrDefault(result.UniqueId);
                    var tested = node?.AttachedNode is { } id ? manifest.Nodes.GetValueOrDefault(id) : null;
                    var code = result.Status switch
                    {
                        "warn" => ErrorCode.TestWarned,
                        "fail" => ErrorCode.TestsFailed,
                        _ => ErrorCode.BuildFailed,
                    };
                    return new Problem(
                        code,
                        result.Status == "warn",
                        $"{node?.Name ?? result.UniqueId}: {(result.Message ?? result.Status).Trim()}",
                        node is null ? null : _locator.Of(node, tested, result.Message)
                    );
                }),
        ];

    /// <summary>The problems of outcomes that refuse or warn.</summary>
    public IReadOnlyList<Problem> OfChecks(IReadOnlyList<CheckOutcome> outcomes)
    {
        var byLive = manifest
            .Nodes.Values.Where(node => node.IsRelation)
            .DistinctBy(node => GreenDeployment.Live(node, target))
            .ToDictionary(node => GreenDeployment.Live(node, target).ToString());
        return
        [
            .. outcomes
                .Where(outcome => outcome.CountsAs is CheckState.Fail or CheckState.Warn)
                .Select(outcome =>
                {
                    var isWarning = outcome.CountsAs == CheckState.Warn;
                    var node = byLive.GetValueOrDefault(outcome.Relation);
                    return new Problem(
                        isWarning ? ErrorCode.CheckWarned : ErrorCode.ChecksFailed,
                        isWarning,
                        $"{outcome.Name}{(outcome.Relation.Length > 0 ? $" of {outcome.Relation}" : "")}: "
                            + $"{outcome.Message}{(outcome.Value.Length > 0 ? $" ({outcome.Value})" : "")}",
                        node is null ? null : _locator.Of(node, null, null)
                    );
                }),
        ];
    }
}
