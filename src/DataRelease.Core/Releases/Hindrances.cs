using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Policies;

namespace DataRelease.Releases;

/// <summary>What candidates that wait still need before the environment's policies let them go live.</summary>
internal sealed class Hindrances(ReleaseRun run)
{
    /// <summary>Of each candidate that a swap would take otherwise; nothing of one that lacks nothing.</summary>
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

    /// <summary>A report whose last sentence proposes no swap that would be refused.</summary>
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

    /// <summary>What a candidate waits for.</summary>
    public static string Describe(string release, IReadOnlyList<string> missing) =>
        $"{release} can't go live yet: {string.Join("; ", missing)}";

    private static string Sentence(PolicyVerdict verdict) =>
        $"{verdict.Sentence} ({verdict.Where}){(verdict.ToDo is { } toDo ? $", {toDo}" : "")}";
}
