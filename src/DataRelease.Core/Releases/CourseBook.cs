using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Shadows;
using DataRelease.Strategies;
using DataRelease.Swaps.Exposures;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Reads and writes releases' lists of steps, and makes lists for releases that an older version registered without
/// one.
/// </summary>
internal sealed class CourseBook(ReleaseRun run)
{
    /// <summary>
    /// A release's list. If an older version registered the release, the list is made from its state and options.
    /// </summary>
    public async Task<IReadOnlyList<CourseStep>> ReadAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var list = await run.Ledger.ReadCourseAsync(session, release.Number, cancellation);
        return list.Count > 0 ? list : Former(release);
    }

    /// <summary>
    /// True if the last command that worked on the release was to make it live, or to take it through a shadow that is
    /// not over.
    /// </summary>
    public async Task<bool> IsToGoOnAsync(ReleaseRecord release, CancellationToken cancellation) =>
        (await ReadAsync(release, cancellation)).Any(row =>
            row is { Name: "swap", IsOver: false } || ShadowSteps.IsLeft(row)
        );

    /// <summary>Replaces a release's list in the ledger.</summary>
    public Task WriteAsync(ReleaseRecord release, IReadOnlyList<CourseStep> list, CancellationToken cancellation) =>
        WriteAsync(release, list, [], cancellation);

    /// <summary>Replaces a release's list in the ledger with one whose open steps begin anew.</summary>
    public Task WriteAnewAsync(ReleaseRecord release, IReadOnlyList<CourseStep> list, CancellationToken cancellation) =>
        WriteAsync(release, list, WatchedAnalysis.Forget(run, list), cancellation);

    private async Task WriteAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        IReadOnlyList<Sql> more,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [.. run.Ledger.ReplaceCourse(release.Number, 0, list, run.Lease.Fencing), .. more],
            cancellation
        );
    }

    /// <summary>The list with new steps in place of all that are not over.</summary>
    public static IReadOnlyList<CourseStep> WithRest(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        IReadOnlyList<Step> rest
    )
    {
        var over = list.TakeWhile(row => row.IsOver).ToList();
        return [.. over, .. StepCatalog.Rows(release.Number, over.Count, release.Strategy, rest)];
    }

    /// <summary>
    /// The list from its beginning: green is built anew, and the steps after validation stay as they were planned.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="list">Its list.</param>
    /// <param name="plansInWarehouse">True if the builder plans in the warehouse.</param>
    public static IReadOnlyList<CourseStep> FromStart(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        bool plansInWarehouse
    )
    {
        // A list of another strategy keeps its steps.
        if (release.Strategy is not (BlueGreen.Name or Canary.Name or Rolling.Name or Shadow.Name))
            return [.. list.Select(row => row with { State = StepState.Waiting, Result = "" })];
        var plan = Plan(list);
        var after = list.Select(StepCatalog.Read).SkipWhile(step => step is not ValidateStep).Skip(1);
        return StepCatalog.Rows(
            release.Number,
            0,
            release.Strategy,
            [
                .. BlueGreen.Candidate(
                    plan.Build,
                    plan.Version,
                    plan.Source,
                    plansInWarehouse,
                    list.Any(row => row.Name == ExpandStep.Kind)
                ),
                .. after,
            ]
        );
    }

    /// <summary>The steps that make a candidate of this environment live.</summary>
    public StrategySteps GoLive(ReleaseStrategy strategy, bool hasBlue, bool allowBreaking) =>
        StrategySteps.GoLive(strategy, run.Config, hasBlue, allowBreaking, run.Policies.HasAny);

    /// <summary>
    /// The rows that still have to run. A policy that let a swap happen is asked again as long as that swap is not
    /// done, because what it allowed earlier may be forbidden now.
    /// </summary>
    public static IReadOnlyList<CourseStep> Left(IReadOnlyList<CourseStep> list)
    {
        var left = list.Where(row => !row.IsOver).ToList();
        if (left.Count == 0 || !IsAboutToGoLive(list, left[0]))
            return left;
        var gate = list.TakeWhile(row => row.IsOver).LastOrDefault(row => row.Name == PolicyStep.Kind);
        return gate is null ? left : [gate, .. left];
    }

    /// <summary>
    /// True if the next step is the first that shows the release to anybody, or its swap. Once some see it, the release
    /// goes on until the gate before its swap.
    /// </summary>
    private static bool IsAboutToGoLive(IReadOnlyList<CourseStep> list, CourseStep next) =>
        next.Name is "mark" or "swap"
        || (
            next.Name is ReleaseBook.Exposing or ReleaseBook.Wave
            && !list.Any(row => row.Ordinal < next.Ordinal && row.State == StepState.Done && Shows(row))
        );

    private static bool Shows(CourseStep row) =>
        row.Name is ReleaseBook.Exposing or ReleaseBook.Wave
        && StepCatalog.Read(row) is WaveStep or ExposeStep { Exposure: Exposure.Some };

    /// <summary>The list's step that says what is built.</summary>
    public static PlanStep Plan(IReadOnlyList<CourseStep> list) =>
        list.Select(StepCatalog.Read).OfType<PlanStep>().FirstOrDefault() ?? new PlanStep();

    private IReadOnlyList<CourseStep> Former(ReleaseRecord release)
    {
        var intent = Ledger.Trusted(
            () => JsonSerializer.Deserialize(release.Options, ReleaseJson.Default.FormerIntent),
            $"the options of {release.Id}"
        ) ?? new FormerIntent();
        var rest = intent.Swap
            ? GoLive(ReleaseStrategy.BlueGreen, release.Base is not null, intent.AllowBreaking).Steps
            : [];
        var version = release.Version.Length > 0 ? release.Version : null;
        var list = StepCatalog.Rows(
            release.Number,
            0,
            release.Strategy,
            [
                .. BlueGreen.Candidate(
                    intent.Build ?? new BuildOptions(),
                    version,
                    intent.Source,
                    plansInWarehouse: false
                ),
                .. rest,
            ]
        );
        var built =
            release.State
            is ReleaseState.Built
                or ReleaseState.Validating
                or ReleaseState.Validated
                or ReleaseState.Swapping;
        var validated = release.State is ReleaseState.Validated or ReleaseState.Swapping;
        return
        [
            .. list.Select(row =>
                (StepCatalog.Read(row).IsOfBuild && built) || (row.Name == "validate" && validated)
                    ? row with
                    {
                        State = StepState.Done,
                    }
                    : row
            ),
        ];
    }
}

/// <summary>The options that older versions, which kept no list, wrote for a release.</summary>
internal sealed record FormerIntent
{
    /// <summary>What is built.</summary>
    public BuildOptions? Build { get; init; }

    /// <summary>The source that the release is built from.</summary>
    public BuildSource Source { get; init; }

    /// <summary>True if the release is to go live: by <c>release</c>, or by a <c>swap</c> that has begun.</summary>
    public bool Swap { get; init; }

    /// <summary>True if views of relations that the release lacks may be dropped.</summary>
    public bool AllowBreaking { get; init; }
}
