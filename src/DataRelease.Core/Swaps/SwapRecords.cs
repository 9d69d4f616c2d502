using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>The ledger's rows that change with a swap, besides the marker.</summary>
/// <param name="run">The command.</param>
internal sealed class SwapRecords(OpenEnvironment run)
{
    /// <summary>
    /// Adopted relations are recorded as those of the release that was live (r0 if none was), so that a rollback finds
    /// them. Orphans are recorded as relations of the new release that it shares with the old one.
    /// </summary>
    public IReadOnlyList<Sql> Of(
        ReleaseRecord release,
        LiveRecord? live,
        bool hasAdopted,
        SwapPlan plan,
        IReadOnlyList<RelationRecord> current,
        AsidePlace aside,
        IReadOnlyList<TakenGrant> taken
    )
    {
        var records = new List<Sql>();
        records.AddRange(GrantHistory.Write(run.Ledger, release.Number, plan, taken));
        var orphans = plan.Orphans.Select(orphan => orphan.Live).ToHashSet();
        if (orphans.Count > 0)
            records.AddRange(
                run.Ledger.InsertRelations(release.Number, current.Where(relation => orphans.Contains(relation.Live)))
            );
        // Called names had code of their own before the first release, and a rollback gives it back.
        var isOverCode = live is null && plan.Code.Replaces;
        if (plan.Adopted.Count == 0 && !isOverCode)
            return records;
        if (plan.Adopted.Count > 0 && aside.Number is { } number)
            records.AddRange(FoundSchema.Of(plan, number, live?.Number ?? 0, run.Clock.GetUtcNow()).Write(run.Ledger));
        // An intruder belongs to no release. The release's own relation is the one that the view showed before.
        var adoptions = plan.Adopted.Where(adopted => !adopted.IsIntruder).ToList();
        if (adoptions.Count == 0 && !isOverCode)
            return records;

        var owner = live?.Number ?? 0;
        if (live is null && hasAdopted)
        {
            // The environment was left once and is joined again. What was adopted then is not what stands there now.
            records.Add(run.Ledger.DeleteRelations(0));
            records.Add(run.Ledger.SetState(0, ReleaseState.Superseded, run.Lease.Fencing));
        }
        else if (live is null)
        {
            records.Add(
                run.Ledger.InsertRelease(
                    new ReleaseRecord
                    {
                        Environment = run.Name,
                        Number = 0,
                        Version = "before the first release",
                        State = ReleaseState.Superseded,
                        Strategy = "adoption",
                        LiveSchema = run.LiveSchema,
                        GreenSchema = ReleaseSchemas.Adopted(run.Warehouse.Dialect, run.LiveSchema, run.LiveSchema),
                        CreatedAt = run.Clock.GetUtcNow(),
                        CreatedBy = release.CreatedBy,
                    },
                    run.Lease.Fencing
                )
            );
        }
        records.AddRange(adoptions.Select(adopted => run.Ledger.DeleteRelation(owner, adopted.Relation.Name)));
        records.AddRange(
            run.Ledger.InsertRelations(
                owner,
                adoptions.Select(adopted => new RelationRecord(
                    "",
                    adopted.Relation.Name,
                    adopted.To,
                    adopted.Relation.Kind.ToString().ToLowerInvariant(),
                    "",
                    null,
                    "",
                    "",
                    0
                ))
            )
        );
        return records;
    }
}
