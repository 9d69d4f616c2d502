using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;

namespace DataRelease.Steps.Policies;

/// <summary>Asks the environment's policies about a candidate.</summary>
internal sealed class PolicyReview(ReleaseRun run)
{
    /// <summary>The verdicts about a built release.</summary>
    public async Task<IReadOnlyList<PolicyVerdict>> OfAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var policies = run.Policies;
        if (!policies.HasAny)
            return [];
        var found = new List<PolicyVerdict>();
        if (policies.NeverSkip is { } where)
            found.Add(await new NothingSkipped(run).JudgeAsync(where, release, cancellation));
        found.AddRange(await FreezesAsync(release, cancellation));
        if (RecordedOrigin.IsRefresh(release))
            return found;
        foreach (var required in policies.Approvals)
            found.Add(await new Approvals(run).JudgeAsync(required, release, cancellation));
        if (policies.Environments.Count > 0)
        {
            CandidateCode code;
            await using (var session = await run.OpenAsync(cancellation))
                code = await CandidateCode.ReadAsync(run.Ledger, session, release, cancellation);
            await AskOthersAsync(found, code, cancellation);
        }
        return found;
    }

    /// <summary>The verdicts about a planned project, as far as they can be known.</summary>
    public async Task<IReadOnlyList<PolicyVerdict>> AheadAsync(
        ReleaseRecord release,
        ProjectPlan project,
        BuiltPackage? package,
        CancellationToken cancellation
    )
    {
        var policies = run.Policies;
        var found = new List<PolicyVerdict>();
        if (policies.NeverSkip is { } where)
            found.Add(NothingSkipped.Judge(where, project));
        found.AddRange(await FreezesAsync(release, cancellation));
        if (RecordedOrigin.IsRefresh(release))
            return found;
        found.AddRange(policies.Approvals.Select(Approvals.Ahead));
        await AskOthersAsync(found, CandidateCode.Of(release, project, package), cancellation);
        return found;
    }

    /// <summary>The error for refusing verdicts; null if the candidate may go live.</summary>
    public static ReleaseException? Refusal(IReadOnlyList<PolicyVerdict> verdicts)
    {
        var refusing = verdicts.Where(verdict => verdict.State == PolicyState.Refuse).ToList();
        return refusing is [var first, ..]
            ? new ReleaseException(first.Code, first.Sentence, first.ToDo, first.Where)
            : null;
    }

    private async Task AskOthersAsync(List<PolicyVerdict> found, CandidateCode code, CancellationToken cancellation)
    {
        foreach (var required in run.Policies.Environments)
            found.Add(await new SoakedElsewhere(run).JudgeAsync(required, code, cancellation));
    }

    /// <summary>The verdicts of freezes. A freeze concerns code, and a refresh brings only today's data.</summary>
    private async Task<IReadOnlyList<PolicyVerdict>> FreezesAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var freezes = run
            .Policies.Freezes.Where(freeze => freeze.StopsRefreshes || !RecordedOrigin.IsRefresh(release))
            .ToList();
        if (freezes.Count == 0)
            return [];
        var now = await run.ReadNowAsync(cancellation);
        return [.. freezes.Select(freeze => Judge(freeze, now))];
    }

    private PolicyVerdict Judge(FreezeConfig freeze, DateTimeOffset now)
    {
        var name = freeze.Name.Length > 0 ? $"freeze {freeze.Name}" : "freeze";
        var verdict = new PolicyVerdict(name, freeze.Where, ErrorCode.Frozen, PolicyState.Pass, "not in force now");
        if (freeze.EndOf(now) is not { } end)
            return verdict;
        var until = $"in force until {freeze.Tell(end)}";
        return !freeze.MayBeOverridden
                ? verdict with
                {
                    State = PolicyState.Refuse,
                    Message = run.Overriding is null ? until : $"{until}; --because can't override it",
                }
            : run.Overriding is { } asked
                ? verdict with
                {
                    State = PolicyState.Overridden,
                    Message = $"overridden by {asked.By}: {asked.Because}; it was {until}",
                }
            : verdict with
            {
                State = PolicyState.Refuse,
                Message = until,
                ToDo = "wait until it has ended, or give the reason why this can't wait with --because",
            };
    }
}
