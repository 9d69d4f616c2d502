using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Policies;
using DataRelease.Steps.Rollbacks;
using DataRelease.Steps.Shadows;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Runs a release's checks against blue, and decides whether the release may go live.</summary>
internal sealed class Validation(ReleaseRun run)
{
    private const string Tests = DbtTestsSettings.Word;

    /// <summary>The number of past refreshes from which the limits for the next one are learnt.</summary>
    private const int Remembered = 15;

    /// <summary>Runs the checks.</summary>
    /// <param name="release">The built release.</param>
    /// <param name="tests">
    /// The test results of the build; null if an earlier command built the release. Its outcomes in the ledger then
    /// count.
    /// </param>
    /// <param name="cancellation">Cancels between and within queries.</param>
    /// <returns>The outcomes, and the ledger's statements.</returns>
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyList<Sql> Writes)> RunAsync(
        ReleaseRecord release,
        IReadOnlyList<CheckOutcome>? tests,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var green = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        if (tests is null)
        {
            var known = await run.Ledger.ReadChecksAsync(session, release.Number, cancellation);
            tests = [.. known.Where(IsTest), .. ShadowChecks.Kept(known)];
        }
        // The ledger has no titles. A test's message begins with its name, which has no colon.
        tests = [.. tests.Select(test => IsTest(test) ? test with { Title = test.Message.Split(':')[0] } : test)];
        var sides = run.Sides.Over(session);
        var blue = await sides.BlueAsync(session, release, green, cancellation);
        var relations = await sides.PairAsync(session, blue, green, cancellation);
        var before = release.Base is { } number
            ? (await run.Ledger.ReadReleasesAsync(session, cancellation)).FirstOrDefault(one => one.Number == number)
            : null;
        var strict = new NoCheckOff(run);
        var checks = new ReleaseChecks(
            new CheckScope
            {
                Warehouse = run.Warehouse,
                Relations = relations,
                Pruned = before is { State: ReleaseState.Retired or ReleaseState.Aborted } ? before.Id : null,
                Config = run.Config.Validate with { Checks = strict.On(run.Config.Validate.Checks) },
                Events = run.Events,
                Clock = run.Clock,
                Nights = await NightsAsync(session, release, cancellation),
                Server = await ServerClock.ReadAsync(session, run.Clock, cancellation),
                IsSensitive = run.Config.Report.IsSensitive,
                NamesSensitive = run.Config.Report.NamesSensitive,
                OfModels = strict.On(await sides.ModelChecksAsync(release.Number, cancellation)),
                Causes = token => sides.CausesAsync(before, release, blue, green, token),
                Keys = token => sides.KeysAsync(release.Number, token),
                TestedKeys = token => sides.TestedKeysAsync(before, release, tests, null, token),
            }
        );
        var (found, rows) = await checks.RunAsync(session, cancellation);
        var (outcomes, accepted) = await new Acceptances(run).ApplyAsync(
            session,
            release,
            [.. tests, .. found.Select(outcome => Settle(outcome, run.Config.Validate.OnInconclusive))],
            run.Accepting,
            cancellation
        );
        return (
            outcomes,
            [
                .. run.Ledger.ReplaceChecks(release.Number, outcomes),
                .. accepted,
                .. run.Ledger.SetRows(release.Number, rows),
            ]
        );
    }

    /// <summary>
    /// The row counts of earlier refreshes of the same code that went live, oldest first; null if the release is no
    /// refresh.
    /// </summary>
    private async Task<IReadOnlyDictionary<RelationName, IReadOnlyList<long>>?> NightsAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        if (!RecordedOrigin.IsRefresh(release) || release.Base is not { } blue)
            return null;
        var code = RecordedOrigin.CodeOf(release);
        var nights = (await run.Ledger.ReadReleasesAsync(session, cancellation))
            .Where(night =>
                night.LiveAt is not null
                && night.Number <= blue
                && night.State != ReleaseState.RolledBack
                // What a rollback or a restore made has no rows of a night.
                && !DerivedRelease.IsDerived(night)
                && RecordedOrigin.CodeOf(night) == code
            )
            .OrderByDescending(night => night.Number)
            .Take(Remembered)
            .OrderBy(night => night.Number)
            .ToList();
        var rows = new Dictionary<RelationName, List<long>>();
        foreach (var night in nights)
        {
            foreach (var relation in await run.Ledger.ReadRelationsAsync(session, night.Number, cancellation))
            {
                if (relation.Rows is not { } count)
                    continue;
                if (!rows.TryGetValue(relation.Live, out var known))
                    rows[relation.Live] = known = [];
                known.Add(count);
            }
        }
        return rows.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<long>)pair.Value);
    }

    /// <summary>dbt's test results as outcomes. dbt has judged them already.</summary>
    public static IReadOnlyList<CheckOutcome> OfTests(BuildResult built, Manifest manifest, GreenTarget target) =>
        [.. built.Nodes.Where(node => IsTestId(node.UniqueId)).Select(node => OfTest(node, manifest, target))];

    /// <summary>
    /// The first line of a message. The problems contain the whole message, which would be unreadable in a row.
    /// </summary>
    private static string FirstLine(string message) =>
        message.Trim().ReplaceLineEndings("\n").Split('\n') is [var first, _, ..]
            ? $"{first.TrimEnd()} …"
            : message.Trim();

    /// <summary>The outcomes of tests that ran for an earlier release, on relations that this one shares.</summary>
    public static IEnumerable<CheckOutcome> Taken(ReusePlan? reuse) =>
        (reuse?.Taken ?? []).Select(test => test.Outcome(Tests));

    /// <summary>The test results that a later release may take over.</summary>
    public static IEnumerable<KeptTest> Kept(
        BuildResult built,
        ProjectPlan plan,
        GreenTarget target,
        IReadOnlyList<RelationRecord> relations,
        int number,
        DateTimeOffset now
    )
    {
        var origins = relations
            .Where(relation => relation.UniqueId.Length > 0)
            .ToDictionary(relation => relation.UniqueId, Fingerprint.MadeBy);
        foreach (var result in built.Nodes.Where(node => IsTestId(node.UniqueId)))
        {
            if (
                plan.Manifest.Nodes.GetValueOrDefault(result.UniqueId) is not { } test
                || OfTest(result, plan.Manifest, target) is not { State: CheckState.Pass or CheckState.Warn } outcome
                || Fingerprint.Of(plan.Manifest, test, built.Digests.GetValueOrDefault(test.UniqueId), id =>
                    origins.TryGetValue(id, out var origin) ? origin : null
                )
                    is not { } fingerprint
            )
                continue;
            yield return new KeptTest(
                test.UniqueId,
                fingerprint.ToString(),
                number,
                now,
                outcome.Relation,
                outcome.State,
                outcome.Severity.Word(),
                outcome.Value,
                outcome.Message
            );
        }
    }

    internal static CheckOutcome OfTest(NodeResult node, Manifest manifest, GreenTarget target)
    {
        var test = manifest.Nodes.GetValueOrDefault(node.UniqueId);
        var tested = test?.AttachedNode is { } id ? manifest.Nodes.GetValueOrDefault(id) : null;
        var state = node.Status switch
        {
            "pass" or "success" or "reused" => CheckState.Pass,
            "warn" => CheckState.Warn,
            "skipped" or "no-op" => CheckState.Skipped,
            _ => CheckState.Fail,
        };
        var severity =
            test?.Config is { ValueKind: System.Text.Json.JsonValueKind.Object } config
            && config.TryGetProperty("severity", out var said)
            && string.Equals(said.GetString(), "warn", StringComparison.OrdinalIgnoreCase)
                ? CheckSeverity.Warn
                : CheckSeverity.Fail;
        var name = test?.Name ?? node.UniqueId;
        return new CheckOutcome(
            Tests,
            tested is null ? "" : GreenDeployment.Live(tested, target).ToString(),
            state,
            severity,
            node.Failures is { } failures ? $"{failures} failures" : "",
            "",
            state == CheckState.Pass ? name : $"{name}: {FirstLine(node.Message ?? node.Status)}"
        );
    }

    /// <summary>
    /// Decides what an inconclusive outcome counts as: by the check's own setting, or else by the release's. A check
    /// that may only warn never refuses.
    /// </summary>
    public static CheckOutcome Settle(CheckOutcome outcome, OnInconclusive standard)
    {
        if (outcome.State != CheckState.Inconclusive)
            return outcome with { InconclusiveIs = null };
        var meaning = outcome.InconclusiveIs
            ?? standard switch
            {
                OnInconclusive.Warn => CheckState.Warn,
                OnInconclusive.Pass => CheckState.Pass,
                _ => CheckState.Fail,
            };
        return outcome with
        {
            InconclusiveIs =
                meaning == CheckState.Fail && outcome.Severity == CheckSeverity.Warn ? CheckState.Warn : meaning,
        };
    }

    /// <summary>True for an outcome of dbt's own tests.</summary>
    public static bool IsTest(CheckOutcome outcome) => outcome.Name == Tests;

    /// <summary>The error for refusing outcomes; null if the release may go live.</summary>
    public static ReleaseException? Refusal(IReadOnlyList<CheckOutcome> outcomes)
    {
        var refusing = outcomes.Where(outcome => outcome.CountsAs == CheckState.Fail).ToList();
        if (refusing.Count == 0)
            return null;
        var named = string.Join(
            "; ",
            refusing
                .Take(5)
                .Select(outcome =>
                    $"{outcome.Name}{(outcome.Relation.Length > 0 ? $" of {outcome.Relation}" : "")}: {outcome.Message}"
                )
        );
        return new ReleaseException(
            ErrorCode.ChecksFailed,
            $"{named}{(refusing.Count > 5 ? $"; and {refusing.Count - 5} more" : "")}"
        );
    }

    internal static bool IsTestId(string uniqueId) =>
        uniqueId.StartsWith("test.", StringComparison.Ordinal)
        || uniqueId.StartsWith("unit_test.", StringComparison.Ordinal);
}
