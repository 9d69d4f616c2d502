using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Runs the checks of a release against blue and says whether it may go live.</summary>
internal sealed class Validation(ReleaseRun run)
{
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyList<Sql> Writes)> RunAsync(
        ReleaseRecord release, IReadOnlyList<NodeResult>? tests, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        _ = run; _ = release; _ = tests; _ = cancellation;
        return ([], []);
    }

    public static ReleaseException? Refusal(IReadOnlyList<CheckOutcome> outcomes, OnInconclusive onInconclusive)
    {
        var refusing = outcomes.Where(outcome => outcome.State == CheckState.Fail || (outcome.State == CheckState.Inconclusive && onInconclusive == OnInconclusive.Fail)).ToList();
        if (refusing.Count == 0) return null;
        var named = string.Join("; ", refusing.Take(5).Select(outcome => $"{outcome.Name}{(outcome.Relation.Length > 0 ? $" of {outcome.Relation}" : "")}: {outcome.Message}"));
        return new ReleaseException(ErrorCode.ChecksFailed, $"{named}{(refusing.Count > 5 ? $"; and {refusing.Count - 5} more" : "")}");
    }
}
