using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Policies;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>Compares what a refresh made of the release with what it made of the live code, by the checks.</summary>
/// <param name="run">The command.</param>
/// <param name="release">The release whose shadow it is.</param>
internal sealed class RefreshComparison(ReleaseRun run, ReleaseRecord release)
{
    /// <summary>The outcomes of the checks and of the project's own tests.</summary>
    public async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        RefreshedSide blue,
        RefreshedSide green,
        GreenTarget target,
        CancellationToken cancellation
    )
    {
        var tests = Tests(blue, green, target);
        await using var session = await run.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var sides = run.Sides.Over(session);
        var lives = green.Relations.Select(relation => relation.Live).ToHashSet();
        var pairs = await sides.PairAsync(
            session,
            [.. blue.Relations.Where(relation => lives.Contains(relation.Live) || !green.IsPartial)],
            green.Relations,
            cancellation
        );
        var before = (await run.Ledger.ReadReleasesAsync(session, cancellation)).FirstOrDefault(one =>
            one.Number == release.Base
        );
        var strict = new NoCheckOff(run);
        var checks = new ReleaseChecks(
            new CheckScope
            {
                Warehouse = run.Warehouse,
                Relations = pairs,
                Config = run.Config.Validate with
                {
                    Checks =
                    [
                        .. strict.On(run.Config.Shadow.Checks ?? run.Config.Validate.Checks),
                        // Nobody may read either side, so grants are not compared.
                        new GrantsSettings { Severity = CheckSeverity.Off },
                    ],
                },
                Events = run.Events,
                Clock = run.Clock,
                Server = await ServerClock.ReadAsync(session, run.Clock, cancellation),
                IsSensitive = run.Config.Report.IsSensitive,
                NamesSensitive = run.Config.Report.NamesSensitive,
                OfModels =
                [
                    // Rows are compared even if the configuration does not ask for it. Without limits, that decides
                    // nothing.
                    new DataDiffSettings(),
                    .. strict.On(await sides.ModelChecksAsync(release.Number, cancellation)),
                ],
                Causes = token => sides.CausesAsync(before, release, blue.Relations, green.Relations, token),
                Keys = token => sides.KeysAsync(release.Number, token),
            }
        );
        var (found, _) = await checks.RunAsync(session, cancellation);
        return [.. tests, .. found.Select(outcome => Validation.Settle(outcome, run.Config.Validate.OnInconclusive))];
    }

    /// <summary>
    /// The outcomes of the release's tests. A test that fails on the live code as well is not the release's fault.
    /// </summary>
    private static IEnumerable<CheckOutcome> Tests(RefreshedSide blue, RefreshedSide green, GreenTarget target)
    {
        var known = blue.Build.Nodes.Where(node => node.IsFailure).Select(node => node.UniqueId).ToHashSet();
        return green
            .Build.Nodes.Where(node => Validation.IsTestId(node.UniqueId))
            .Select(node => (node.UniqueId, Outcome: Validation.OfTest(node, green.Project.Manifest, target)))
            .Select(pair =>
                pair.Outcome.State == CheckState.Fail && known.Contains(pair.UniqueId)
                    ? pair.Outcome with
                    {
                        State = CheckState.Warn,
                        Message = $"{pair.Outcome.Message} (on what is live, too)",
                    }
                    : pair.Outcome
            );
    }
}
