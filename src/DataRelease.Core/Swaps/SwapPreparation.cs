using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Swaps.Methods;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Reads what is in the warehouse and plans a swap; takes no lock and writes nothing.</summary>
/// <param name="run">The command.</param>
/// <param name="grants">Reads what the projects of releases granted.</param>
/// <param name="method">The method that will apply the plan.</param>
internal sealed class SwapPreparation(OpenEnvironment run, GrantsOfRelease grants, SwapMethod method)
{
    /// <summary>Plans a swap.</summary>
    /// <param name="release">The release that the views are to show.</param>
    /// <param name="aim">The views that the swap is about.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<PreparedSwap> PlanAsync(ReleaseRecord release, SwapAim aim, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var start = run.Clock.GetTimestamp();
        var prepared = await new ViewPatience(run).ReadAsync(
            session,
            run.Config.Swap.Budget,
            ErrorCode.SwapBlocked,
            () => PlanAsync(session, release, aim, cancellation),
            cancellation
        );
        return prepared with { Spent = run.Clock.GetElapsedTime(start) };
    }

    private async Task<PreparedSwap> PlanAsync(
        WarehouseSession session,
        ReleaseRecord release,
        SwapAim aim,
        CancellationToken cancellation
    )
    {
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var own = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var current = await run.Ledger.ReadShownAsync(session, live?.Number, cancellation);
        var ahead = (await run.Ledger.ReadWavesAsync(session, cancellation)).Select(wave => wave.Live).ToHashSet();
        // A method that makes every view again must also make those that are in order.
        var target = aim is SwapAim.Repair && method.RemakesAll ? current : aim.Target(own, current);
        if (aim is SwapAim.Repair)
            current = target;
        LedgerIntegrity.RefuseStrays(run.Warehouse.Dialect, release, target);

        var releases = await run.Ledger.ReadReleasesAsync(session, cancellation);
        var liveSchemas = target.Concat(current).Select(relation => relation.Live.Schema).Distinct().ToList();
        var found = (await run.Ledger.ReadFoundAsync(session, cancellation))
            .SelectMany(one => one.Schemas)
            .ToHashSet(StringComparer.Ordinal);
        var aside = await AsidePlace.ChooseAsync(run, session, live, target, liveSchemas, cancellation);
        // The ledger's schema is read, too: a view that reads it was left deciding by the marker.
        var shownSchemas = target
            .Concat(current)
            .Select(relation => relation.Physical.Schema)
            .Append(run.Config.LedgerSchema)
            .Distinct()
            .ToList();
        var survey = await SwapSurvey.ReadAsync(
            run.Warehouse,
            session,
            liveSchemas,
            shownSchemas,
            [.. liveSchemas.Select(aside.SchemaFor)],
            cancellation
        );
        var planner = new SwapPlanner(survey, run.Warehouse.Swap, aside.SchemaFor, schema =>
            releases.Any(known => schema.Contains(known.GreenSchema, StringComparison.Ordinal))
        )
        {
            Former = live is { } marker
                ? await run.Ledger.ReadFormerAsync(session, marker.Number, cancellation)
                : new Dictionary<RelationName, FormerView>(),
            IsFound = found.Contains,
            IsLeaving = aim is SwapAim.Leave,
            RemakesAll = method.RemakesAll,
            // A repair does not change who may read.
            Project = aim is SwapAim.Repair or SwapAim.Leave
                ? ProjectGrants.None
                : await new GrantHistory(run, grants).ReadAsync(
                    session,
                    release,
                    releases,
                    [.. target.Where(aim.Moves)],
                    live,
                    cancellation,
                    (aim as SwapAim.WaveBack)?.Green
                ),
        };
        PointerTarget Pointer(RelationRecord relation) =>
            new(
                relation.UniqueId,
                relation.Live,
                relation.Physical,
                release.LiveAt is null
                    && relation.Origin == release.Number
                    && aim.Moves(relation)
                    && !ahead.Contains(relation.Live)
            );
        var plan = await new EarlierComments(run).AddAsync(
            session,
            planner.Plan([.. target.Select(Pointer)], [.. current.Select(Pointer)], aim.DropsMissing),
            releases,
            cancellation
        );
        if (aim is SwapAim.Whole)
        {
            plan = plan with
            {
                Code = await CodeChange.ReadAsync(
                    run,
                    session,
                    live?.Number,
                    release.Number,
                    aim.DropsMissing,
                    cancellation
                ),
            };
        }
        var hasAdopted = releases.Any(known => known.Number == 0);
        // The record of one wave must include what earlier waves took.
        var taken =
            aim is SwapAim.Wave or SwapAim.WaveBack || ahead.Count > 0
                ? await new GrantHistory(run, grants).ReadTakenAsync(session, release.Number, cancellation)
                : [];
        var records = new SwapRecords(run).Of(release, live, hasAdopted, plan, current, aside, taken);
        var prepared = new PreparedSwap(plan, live, records, survey) { Preview = method.Preview };
        await method.RefuseAsync(aim, prepared, session, cancellation);
        return prepared;
    }

    /// <summary>Plans leaving: the relations that the views of live show take the views' places.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<PreparedSwap> LeaveAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        if (
            run.Warehouse.Traits.HasDatabaseProjects
            && (await run.Ledger.ReadCodeAsync(session, release.Number, cancellation)).Count > 0
        )
            throw new ReleaseException(
                ErrorCode.DacpacNotReleased,
                $"{release.Id} has code that consumers call, which would be lost with its schemas",
                "publish the dacpac with SqlPackage: its code then replaces the pointers"
            );
        var prepared = await PlanAsync(release, new SwapAim.Leave(), cancellation);
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(
            session,
            [.. prepared.Plan.Changes.Select(change => change.Physical!.Name.Schema).Distinct()],
            cancellation
        );
        return prepared with { Plan = Settling.Plan(prepared.Plan, prepared.Survey, definitions) };
    }
}
