using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Shadows;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>Releases' lists of steps, also of releases that a tool registered that kept none.</summary>
internal sealed class CourseBook(ReleaseRun run)
{
    /// <summary>A release's list; made from its state and options where an older tool registered it.</summary>
    public async Task<IReadOnlyList<CourseStep>> ReadAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var list = await run.Ledger.ReadCourseAsync(session, release.Number, cancellation);
        return list.Count > 0 ? list : Former(release);
    }

    /// <summary>
    /// True if the command that last worked on the release meant it to go live, or through a shadow that is not over.
    /// </summary>
    public async Task<bool> IsToGoOnAsync(ReleaseRecord release, CancellationToken cancellation) =>
        (await ReadAsync(release, cancellation)).Any(row =>
            row is { Name: "swap", IsOver: false } || ShadowSteps.IsLeft(row)
        );

    /// <summary>Writes a list in the place of what the ledger has of it from its first step on.</summary>
    public async Task WriteAsync(ReleaseRecord release, IReadOnlyList<CourseStep> list, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            run.Ledger.ReplaceCourse(release.Number, 0, list, run.Lease.Fencing),
            cancellation
        );
    }

    /// <summary>The list with other steps in the place of all that are not over.</summary>
    public static IReadOnlyList<CourseStep> WithRest(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        IReadOnlyList<Step> rest
    )
    {
        var over = list.TakeWhile(row => row.IsOver).ToList();
        return [.. over, .. StepCatalog.Rows(release.Number, over.Count, release.Strategy, rest)];
    }

    /// <summary>The list from its beginning: green is built anew, and what comes after it is as it was meant.</summary>
    /// <param name="release">The release.</param>
    /// <param name="list">Its list.</param>
    /// <param name="plansInWarehouse">Of the builder.</param>
    public static IReadOnlyList<CourseStep> FromStart(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        bool plansInWarehouse
    )
    {
        // What another strategy put there is not ours to arrange.
        if (release.Strategy is not (BlueGreen.Name or Canary.Name or Rolling.Name or Shadow.Name))
            return [.. list.Select(row => row with { State = StepState.Waiting, Result = "" })];
        var plan = Plan(list);
        var after = list.Select(StepCatalog.Read).SkipWhile(step => step is not ValidateStep).Skip(1);
        return StepCatalog.Rows(
            release.Number,
            0,
            release.Strategy,
            [.. BlueGreen.Candidate(plan.Build, plan.Version, plan.Source, plansInWarehouse), .. after]
        );
    }

    /// <summary>From a candidate of this environment to live.</summary>
    public StrategySteps GoLive(ReleaseStrategy strategy, bool hasBlue, bool allowBreaking) =>
        StrategySteps.GoLive(strategy, run.Config, hasBlue, allowBreaking, run.Policies.HasAny);

    /// <summary>
    /// The rows that are still to be run. What let a swap happen let it happen then: policies are asked again for as
    /// long as the swap that they stand before is not done.
    /// </summary>
    public static IReadOnlyList<CourseStep> Left(IReadOnlyList<CourseStep> list)
    {
        var left = list.Where(row => !row.IsOver).ToList();
        if (left.Count == 0 || left[0].Name is not ("mark" or "swap"))
            return left;
        var gate = list.TakeWhile(row => row.IsOver).LastOrDefault(row => row.Name == PolicyStep.Kind);
        return gate is null ? left : [gate, .. left];
    }

    /// <summary>What is built, by its list.</summary>
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

/// <summary>What a tool that kept no list wrote of what its command set out to do.</summary>
internal sealed record FormerIntent
{
    /// <summary>What to build.</summary>
    public BuildOptions? Build { get; init; }

    /// <summary>What it is built from.</summary>
    public BuildSource Source { get; init; }

    /// <summary>True if it is to go live: <c>release</c>, or a <c>swap</c> that has begun.</summary>
    public bool Swap { get; init; }

    /// <summary>True if views of relations that it lacks may go.</summary>
    public bool AllowBreaking { get; init; }
}
