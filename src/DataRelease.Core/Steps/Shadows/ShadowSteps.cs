using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Replays;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>Operations that the steps of a shadow share.</summary>
internal sealed class ShadowSteps(ReleaseRun run)
{
    /// <summary>True for a step of a shadow.</summary>
    public static bool Is(CourseStep row) => row.Name is ShadowChecks.Name or ReplayVerdict.Name;

    /// <summary>True for a step of a shadow that is not over.</summary>
    public static bool IsLeft(CourseStep row) => Is(row) && !row.IsOver;

    /// <summary>Sets the release's state to its shadow phase, if it has another state.</summary>
    /// <exception cref="ReleaseException">DR5008 if it was built from another release than the live one.</exception>
    public async Task<ReleaseRecord> EnterAsync(ReleaseRecord release, string step, CancellationToken cancellation)
    {
        await using (var session = await run.OpenAsync(cancellation))
        {
            var live = await run.Ledger.ReadLiveAsync(session, cancellation);
            if (live is null || live.Number != release.Base)
                throw SwapStep.Outdated(release, live);
        }
        return release.State == ReleaseState.Shadowing
            ? release
            : await run.TransitionAsync(
                release with
                {
                    Message = "",
                },
                ReleaseState.Shadowing,
                step,
                "",
                [],
                cancellation
            );
    }

    /// <summary>The release's outcomes in the ledger, with those of one step replaced.</summary>
    /// <param name="release">The release.</param>
    /// <param name="isOfStep">True for an earlier outcome of the step.</param>
    /// <param name="outcomes">The step's new outcomes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<CheckOutcome>> JoinAsync(
        ReleaseRecord release,
        Func<CheckOutcome, bool> isOfStep,
        IReadOnlyList<CheckOutcome> outcomes,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var known = await run.Ledger.ReadChecksAsync(session, release.Number, cancellation);
        return [.. known.Where(outcome => !isOfStep(outcome)), .. outcomes];
    }

    /// <summary>The release's schemas in the ledger, whether or not they exist.</summary>
    public async Task<IReadOnlyList<string>> NotedAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var noted = await run.Ledger.ReadArtifactAsync(session, release.Number, Ledger.SchemasArtifact, cancellation);
        return noted is null
            ? []
            : System.Text.Encoding.UTF8.GetString(noted).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Drops what the shadow built beside the release.</summary>
    /// <exception cref="ReleaseException">DR5019 if something outside depends on it.</exception>
    public async Task DropAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var statements = await PlanDropAsync(release, cancellation);
        if (statements.Count == 0)
            return;
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.ChangeAsync(session, run.Lease, statements, [], cancellation);
    }

    /// <summary>
    /// Makes a release whose shadow is over, or is skipped, a candidate like any other. The same transaction drops what
    /// the shadow built, because nothing would drop it later.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="marks">Statements that mark the skipped steps in the ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ReleaseRecord> LeaveAsync(
        ReleaseRecord release,
        IReadOnlyList<Sql> marks,
        CancellationToken cancellation
    ) =>
        await run.ChangeAsync(
            release,
            ReleaseState.Validated,
            ShadowChecks.Name,
            "the rest of its shadow is left out",
            await PlanDropAsync(release, cancellation),
            marks,
            cancellation
        );

    /// <summary>The beginnings of the names of all schemas of a release's shadow.</summary>
    public static IReadOnlyList<string> Prefixes(NameRules names, ReleaseRecord release) =>
        [
            release.GreenSchema + names.Fold("__blue"),
            release.GreenSchema + names.Fold("__green"),
            release.GreenSchema + names.Fold("__inputs"),
        ];

    private Task<IReadOnlyList<Sql>> PlanDropAsync(ReleaseRecord release, CancellationToken cancellation) =>
        new ReleaseCleanup(run).PlanAsync(release, cancellation, only: schema => IsBeside(release, schema));

    private bool IsBeside(ReleaseRecord release, string schema) =>
        Prefixes(run.Warehouse.Traits.Names, release).Any(prefix => schema.Contains(prefix, StringComparison.Ordinal));
}
