using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Swaps a candidate in, out and in again on scratch schemas with views on the real relations, and plans the way back
/// for outside objects that depend on live. Live is only read, and the scratch schemas are always dropped.
/// </summary>
internal sealed class Rehearsal(ReleaseRun run)
{
    private const long CountedUpTo = 1_000_000;

    private readonly List<CheckOutcome> _checks = [];
    private IReadOnlyList<string> _greens = [];

    /// <summary>The outcomes so far.</summary>
    public IReadOnlyList<CheckOutcome> Checks => _checks;

    /// <summary>Rehearses. It refuses a release whose way back does not work or is too slow.</summary>
    /// <exception cref="ReleaseException">DR8204, DR8205.</exception>
    public async Task<string> RehearseAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var green = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var blue = live is null ? [] : await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation);
        _greens = [.. (await run.Ledger.ReadReleasesAsync(session, cancellation)).Select(known => known.GreenSchema)];
        string Scratch(string schema) => ScratchName(release, schema);
        string[] scratch = [.. green.Concat(blue).Select(relation => Scratch(relation.Live.Schema)).Distinct()];
        await RegisterAsync(session, release, scratch, cancellation);
        await DropAsync(session, scratch);
        try
        {
            await PlanBackAsync(session, green, blue, cancellation);
            PointerTarget[] forth =
            [
                .. green.Select(relation => new PointerTarget(
                    relation.UniqueId,
                    relation.Live with
                    {
                        Schema = Scratch(relation.Live.Schema),
                    },
                    relation.Physical
                )),
            ];
            PointerTarget[] back =
            [
                .. blue.Select(relation => new PointerTarget(
                    relation.UniqueId,
                    relation.Live with
                    {
                        Schema = Scratch(relation.Live.Schema),
                    },
                    relation.Physical
                )),
            ];
            await SwapAsync(session, "blue as it is live", scratch, back, [], cancellation);
            await CopyGrantsAsync(session, blue, Scratch, cancellation);
            var grants = await GrantsAsync(session, scratch, cancellation);
            await SwapAsync(session, "swap", scratch, forth, back, cancellation);
            await CheckAsync(session, "swap", forth, green, cancellation);
            var took = await SwapAsync(session, "rollback", scratch, back, forth, cancellation);
            await CheckAsync(session, "rollback", back, blue, cancellation);
            CheckGrants("rollback", grants, await GrantsAsync(session, scratch, cancellation));
            var again = await SwapAsync(session, "swap again", scratch, forth, back, cancellation);
            await CheckAsync(session, "swap again", forth, green, cancellation);

            var wrong = _checks.Where(check => check.State == CheckState.Fail).ToList();
            if (wrong.Count > 0)
                throw new ReleaseException(
                    ErrorCode.RehearsalFailed,
                    string.Join("; ", wrong.Take(5).Select(check => $"{check.Relation}: {check.Message}"))
                );
            Add(
                "time",
                "",
                took <= run.Config.Rollback.Within,
                $"{took.TotalMilliseconds:0} ms",
                $"{run.Config.Rollback.Within.TotalMilliseconds:0} ms",
                ""
            );
            if (took > run.Config.Rollback.Within)
                throw new ReleaseException(
                    ErrorCode.RehearsalSlow,
                    $"the rollback of {release.Id} took {took.TotalMilliseconds:0} ms in the rehearsal, "
                        + $"{run.Config.Rollback.Within.TotalMilliseconds:0} ms are allowed"
                );
            return $"back in {took.TotalMilliseconds:0} ms, forward again in {again.TotalMilliseconds:0} ms";
        }
        catch (DbException error)
        {
            throw new ReleaseException(ErrorCode.RehearsalFailed, run.Warehouse.Translate(error).Message, inner: error);
        }
        finally
        {
            await DropAsync(session, scratch);
        }
    }

    /// <summary>
    /// The name of a scratch schema, <c>analytics__r5_marketing__rehearsal</c>. It contains the release's own schema,
    /// so that a cleanup of the release finds it.
    /// </summary>
    private string ScratchName(ReleaseRecord release, string liveSchema) =>
        run.Warehouse.Dialect.Shorten(
            $"{ReleaseSchemas.InPlaceOf(release.LiveSchema, release.GreenSchema, liveSchema)}__rehearsal"
        );

    /// <summary>
    /// Plans the way back from the release as it would be after the swap, with all outside objects that depend on live.
    /// A view that the swap replaces in place may have to be dropped on the way back, and its dependents must be able
    /// to follow.
    /// </summary>
    private async Task PlanBackAsync(
        WarehouseSession session,
        IReadOnlyList<RelationRecord> green,
        IReadOnlyList<RelationRecord> blue,
        CancellationToken cancellation
    )
    {
        string[] liveSchemas = [.. green.Concat(blue).Select(relation => relation.Live.Schema).Distinct()];
        string[] physical = [.. green.Concat(blue).Select(relation => relation.Physical.Schema).Distinct()];
        var survey = await SwapSurvey.ReadAsync(run.Warehouse, session, liveSchemas, physical, [], cancellation);
        var after = survey.Relations.ToDictionary();
        foreach (var relation in green)
        {
            if (!survey.Relations.TryGetValue(relation.Physical, out var shown))
                continue;
            var now = survey.Relations.GetValueOrDefault(relation.Live);
            after[relation.Live] = new CatalogRelation(
                relation.Live,
                RelationKind.View,
                now?.Owner ?? survey.Role,
                now?.Comment,
                shown.Columns,
                now?.Options ?? [],
                null
            );
        }
        PointerTarget Pointer(RelationRecord relation) => new(relation.UniqueId, relation.Live, relation.Physical);
        try
        {
            new SwapPlanner(
                survey with
                {
                    Relations = after,
                    // The views' definitions are known only from before the swap.
                    Definitions = new Dictionary<RelationName, string>(),
                },
                run.Warehouse.Swap,
                schema => ReleaseSchemas.Adopted(run.Warehouse.Dialect, run.Environment.LiveSchema, schema),
                IsRelease
            ).Plan([.. blue.Select(Pointer)], [.. green.Select(Pointer)], dropMissing: true);
            Add("dependents", "", true, "", "", "");
        }
        catch (ReleaseException error)
        {
            Add("dependents", "", false, "", "", error.Message);
            throw new ReleaseException(
                ErrorCode.RehearsalFailed,
                $"the rollback would be refused: {error.Message}",
                inner: error
            );
        }
    }

    private async Task<TimeSpan> SwapAsync(
        WarehouseSession session,
        string what,
        string[] scratch,
        IReadOnlyList<PointerTarget> target,
        IReadOnlyList<PointerTarget> current,
        CancellationToken cancellation
    )
    {
        run.Events.Publish(new ReleaseEvent.Progressed($"rehearsing: {what}"));
        string[] physical = [.. target.Select(pointer => pointer.Physical.Schema).Distinct()];
        var start = run.Clock.GetTimestamp();
        try
        {
            var survey = await SwapSurvey.ReadAsync(run.Warehouse, session, scratch, physical, [], cancellation);
            var plan = new SwapPlanner(survey, run.Warehouse.Swap, schema => schema, IsRelease).Plan(
                target,
                current,
                dropMissing: true
            );
            await session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                () =>
                    session.ExecuteBatchAsync(
                        plan.Statements(run.Warehouse.Swap, run.Config.Swap.LockTimeout),
                        cancellation
                    ),
                cancellation
            );
        }
        catch (Exception error) when (error is DbException or ReleaseException)
        {
            throw new ReleaseException(
                ErrorCode.RehearsalFailed,
                $"{what}: {run.Warehouse.Translate(error).Message}",
                inner: error
            );
        }
        return run.Clock.GetElapsedTime(start);
    }

    /// <summary>
    /// Checks that each view has the columns of its relation, can be read, and has the same number of rows if counting
    /// them is cheap.
    /// </summary>
    private async Task CheckAsync(
        WarehouseSession session,
        string what,
        IReadOnlyList<PointerTarget> pointers,
        IReadOnlyList<RelationRecord> relations,
        CancellationToken cancellation
    )
    {
        var schemas = pointers
            .SelectMany(pointer => new[] { pointer.Live.Schema, pointer.Physical.Schema })
            .Distinct()
            .ToList();
        var catalog = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(relation =>
            relation.Name
        );
        foreach (var (pointer, relation) in pointers.Zip(relations))
        {
            var (view, shown) = (catalog.GetValueOrDefault(pointer.Live), catalog.GetValueOrDefault(pointer.Physical));
            if (
                view is null
                || shown is null
                || !view
                    .Columns.Select(column => (column.Name, column.Type))
                    .SequenceEqual(shown.Columns.Select(column => (column.Name, column.Type)))
            )
            {
                Add(
                    "shape",
                    relation.Live.ToString(),
                    false,
                    "",
                    "",
                    $"after the {what} the view does not have the columns of {pointer.Physical}"
                );
                continue;
            }
            var one = session.Dialect.First($"select 1 as one from {pointer.Live}", null, 1);
            Sql query =
                relation.Rows is { } rows && rows <= CountedUpTo
                    ? $"select {Dialect.AllRows} from {pointer.Live}"
                    : (Sql)$"select {Dialect.AllRows} from ({one}) s";
            var count = Convert.ToInt64(await session.ScalarAsync(query, cancellation), CultureInfo.InvariantCulture);
            var isRight =
                relation.Rows is not { } known
                || known > CountedUpTo
                || count == known
                || ReleaseMarks.IsTracked(relation);
            Add(
                "rows",
                relation.Live.ToString(),
                isRight,
                $"{count}",
                relation.Rows is { } expected ? $"{expected}" : "",
                isRight ? "" : $"after the {what} {count} rows are seen, but {relation.Rows} were validated"
            );
        }
    }

    private async Task CopyGrantsAsync(
        WarehouseSession session,
        IReadOnlyList<RelationRecord> blue,
        Func<string, string> scratch,
        CancellationToken cancellation
    )
    {
        if (!run.Warehouse.Traits.HasRoles)
            return;
        var grants = await run.Warehouse.ReadGrantsAsync(
            session,
            [.. blue.Select(relation => relation.Live.Schema).Distinct()],
            cancellation
        );
        var ours = blue.Select(relation => relation.Live).ToHashSet();
        foreach (
            var group in grants
                .Where(grant =>
                    grant.Relation is not null && ours.Contains(new RelationName(grant.Schema, grant.Relation))
                )
                .GroupBy(grant => new RelationName(grant.Schema, grant.Relation!))
        )
        {
            await session.ExecuteBatchAsync(
                run.Warehouse.Swap.Grant(group.Key with { Schema = scratch(group.Key.Schema) }, [.. group]),
                cancellation
            );
        }
    }

    private async Task<IReadOnlyList<CatalogGrant>> GrantsAsync(
        WarehouseSession session,
        string[] scratch,
        CancellationToken cancellation
    ) =>
        run.Warehouse.Traits.HasRoles
            ?
            [
                .. (await run.Warehouse.ReadGrantsAsync(session, scratch, cancellation)).Where(grant =>
                    grant.Relation is not null
                ),
            ]
            : [];

    private void CheckGrants(string what, IReadOnlyList<CatalogGrant> before, IReadOnlyList<CatalogGrant> after)
    {
        foreach (var lost in before.Except(after))
            Add(
                "grants",
                $"{lost.Schema}.{lost.Relation}",
                false,
                "",
                "",
                $"after the {what} {lost.Grantee} has lost {lost.Privilege}"
            );
    }

    /// <summary>
    /// Records the scratch schemas in the ledger before they are made, so that <c>abort</c> and <c>prune</c> find what
    /// a killed process leaves.
    /// </summary>
    private async Task RegisterAsync(
        WarehouseSession session,
        ReleaseRecord release,
        string[] scratch,
        CancellationToken cancellation
    )
    {
        var artifact = await run.Ledger.ReadArtifactAsync(session, release.Number, "schemas", cancellation);
        var known = artifact is null
            ? []
            : System.Text.Encoding.UTF8.GetString(artifact).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            run.Ledger.ReplaceArtifact(
                release.Number,
                "schemas",
                System.Text.Encoding.UTF8.GetBytes(string.Join('\n', known.Union(scratch)))
            ),
            cancellation
        );
    }

    private bool IsRelease(string schema) => _greens.Any(green => schema.Contains(green, StringComparison.Ordinal));

    private static async Task DropAsync(WarehouseSession session, string[] scratch)
    {
        foreach (var schema in scratch)
            await session.ExecuteAsync(session.Dialect.DropSchema(schema), CancellationToken.None);
    }

    private void Add(string name, string relation, bool isRight, string value, string threshold, string message)
    {
        var outcome = new CheckOutcome(
            name,
            relation,
            isRight ? CheckState.Pass : CheckState.Fail,
            CheckSeverity.Fail,
            value,
            threshold,
            message
        );
        _checks.Add(outcome);
        if (!isRight)
            run.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
    }
}
