using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Policies;

namespace DataRelease.Releases;

/// <summary>Reads what waiting candidates still need before the environment's policies let them go live.</summary>
internal sealed class Hindrances(ReleaseRun run)
{
    /// <summary>
    /// What each candidate lacks that a swap would take otherwise. Candidates that lack nothing are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<string>>> ReadAsync(
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<int, IReadOnlyList<string>>();
        if (!run.Policies.HasAny || run.Environment.Preview is not null)
            return found;
        foreach (var candidate in Candidates.Swappable(book))
        {
            List<string> missing =
            [
                .. (await new PolicyReview(run).OfAsync(candidate, cancellation))
                    .Where(verdict => verdict.State == PolicyState.Refuse)
                    .Select(Sentence),
            ];
            if (missing.Count > 0)
                found[candidate.Number] = missing;
        }
        return found;
    }

    /// <summary>A report that proposes no swap that a policy would refuse.</summary>
    public async Task<ReleaseReport.Released> TellAsync(ReleaseReport.Released report, CancellationToken cancellation)
    {
        if (!run.Policies.HasAny || report is not { Error: null, Release: { State: ReleaseState.Validated } release })
            return report;
        var found = await ReadAsync(await ReleaseBook.ReadAsync(run, cancellation), cancellation);
        if (found.FirstOrDefault(pair => ReleaseRecord.Name(pair.Key) == release.Id).Value is not { } missing)
            return report;
        return report with
        {
            Release = release with { Missing = missing },
            Summary = $"{release.Id} is built and validated; {Describe(release.Id, missing)}",
        };
    }

    /// <summary>One sentence about what a candidate waits for.</summary>
    public static string Describe(string release, IReadOnlyList<string> missing) =>
        $"{release} can't go live yet: {string.Join("; ", missing)}";

    private static string Sentence(PolicyVerdict verdict) =>
        $"{verdict.Sentence} ({verdict.Where}){(verdict.ToDo is { } toDo ? $", {toDo}" : "")}";
}
