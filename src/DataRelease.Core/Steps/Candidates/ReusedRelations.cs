using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Leaves out of a build what blue already has.</summary>
internal sealed class ReusedRelations(ReleaseRun run)
{
    /// <summary>
    /// The project with only the rest to build. Everything is built if reuse is not wanted, or if nothing is live.
    /// </summary>
    /// <param name="release">The release that is built.</param>
    /// <param name="target">The place where green is built.</param>
    /// <param name="plan">The project.</param>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ProjectPlan> LeaveOutAsync(
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        IGreenBuilder builder,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        if (options.Reuse == ReuseMode.Never || release.Base is not { } number)
            return plan;
        ReusePlan found;
        await using (var session = await run.OpenAsync(cancellation))
        {
            // dbt finds the relations that it does not build in blue's manifest.
            if (
                builder.RunsOutside
                && await run.Ledger.ReadArtifactAsync(session, number, "manifest.json", cancellation) is null
            )
            {
                run.Events.Publish(
                    new ReleaseEvent.Noted(
                        $"everything is built: the ledger has no manifest of {ReleaseRecord.Name(number)} to "
                            + "compare with"
                    )
                );
                return plan;
            }
            found = await DecideAsync(session, release.Number, number, target, plan, options, cancellation);
        }
        return found.Shared.Count + found.Taken.Count == 0
            ? plan with
            {
                Reuse = found,
            }
            : plan with
            {
                Reuse = found,
                Selected = found.Running,
            };
    }

    /// <summary>A phrase about the shared relations; empty if there are none.</summary>
    public static string Describe(ProjectPlan plan, ReleaseBook book)
    {
        if (plan.Reuse is not { Shared.Count: > 0 } reuse)
            return "";
        var oldest = reuse.Shared.Values.Select(relation => book.Record(Fingerprint.MadeBy(relation))?.CreatedAt).Min();
        return $", {reuse.Shared.Count} unchanged and shared"
            + (oldest is { } at ? $", the oldest with data of {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "");
    }

    private async Task<ReusePlan> DecideAsync(
        WarehouseSession session,
        int own,
        int number,
        GreenTarget target,
        ProjectPlan plan,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var blue = (await run.Ledger.ReadRelationsAsync(session, number, cancellation))
            .Where(relation => relation.UniqueId.Length > 0)
            .GroupBy(relation => relation.UniqueId)
            .ToDictionary(group => group.Key, group => group.First());
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. blue.Values.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name, relation => relation.Kind.ToString().ToLowerInvariant());
        var tests = await run.Ledger.ReadArtifactAsync(session, number, KeptTest.Artifact, cancellation);
        var written = await WrittenAsync(session, blue.Values, own, cancellation);
        return ReusePlan.Decide(
            plan,
            new ReuseQuestion
            {
                Blue = blue,
                Live = node => GreenDeployment.Live(node, target),
                Stands = relation => standing.GetValueOrDefault(relation.Physical) == relation.Kind,
                Tests = tests is null
                    ? new Dictionary<string, KeptTest>()
                    : KeptTest.Read(tests).ToDictionary(test => test.Id),
                Written = written,
                Arrivals = options.Reuse == ReuseMode.Fresh ? plan.Arrivals : null,
                FullRefresh = options.FullRefresh,
                Retest = options.Retest,
            }
        );
    }

    /// <summary>
    /// The shared state of blue that a later release wrote to, or may have written to: a build that was refused or did
    /// not end leaves its rows in the live table and no record of them.
    /// </summary>
    private async Task<Dictionary<string, int>> WrittenAsync(
        WarehouseSession session,
        IEnumerable<RelationRecord> blue,
        int own,
        CancellationToken cancellation
    )
    {
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var relation in blue.Where(Fingerprint.IsShared))
        {
            var since = Fingerprint.MadeBy(relation);
            var uses = await run.Ledger.ReadLaterUsesAsync(session, relation.Physical, since, cancellation);
            var last = uses.Where(use => use.Number != own)
                .Where(use => use.Fingerprint is { } text ? Fingerprint.Read(text)?.WrittenBy > since : !use.IsRecorded)
                .Select(use => use.Number)
                .DefaultIfEmpty()
                .Max();
            if (last > 0)
                written[relation.UniqueId] = last;
        }
        return written;
    }
}
