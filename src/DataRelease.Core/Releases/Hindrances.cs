using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Policies;
using DataRelease.Steps.Shadows;

namespace DataRelease.Releases;

/// <summary>Reads what waiting candidates still need before a swap would take them.</summary>
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
        if (run.Environment.Preview is not null)
            return found;
        foreach (var candidate in Candidates.Swappable(book))
        {
            var missing = new List<string>();
            if (book.Shown is { } shown)
                missing.Add(
                    $"{shown.Id} {(book.IsRolling ? "goes live wave by wave" : "is shown to some")}: data-release "
                        + "advance or promote goes on, data-release abort takes it back"
                );
            else if (await LacksShadowAsync(candidate, cancellation))
                missing.Add(
                    $"it has not been through a shadow: data-release swap --release {candidate.Id} --strategy shadow "
                        + "starts one"
                );
            if (run.Policies.HasAny)
                missing.AddRange(
                    (await new PolicyReview(run).OfAsync(candidate, cancellation))
                        .Where(verdict => verdict.State == PolicyState.Refuse)
                        .Select(Sentence)
                );
            if (missing.Count > 0)
                found[candidate.Number] = missing;
        }
        return found;
    }

    /// <summary>True if every release goes through a shadow here, and the candidate has none in its list.</summary>
    private async Task<bool> LacksShadowAsync(ReleaseRecord candidate, CancellationToken cancellation)
    {
        if (run.Config.Strategy != ReleaseStrategy.Shadow || candidate.Base is null)
            return false;
        await using var session = await run.OpenAsync(cancellation);
        return !(await run.Ledger.ReadCourseAsync(session, candidate.Number, cancellation)).Any(ShadowSteps.Is);
    }

    /// <summary>A report that proposes no swap that would be refused.</summary>
    public async Task<ReleaseReport.Released> TellAsync(ReleaseReport.Released report, CancellationToken cancellation)
    {
        if (report is not { Error: null, Release: { State: ReleaseState.Validated } release })
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
