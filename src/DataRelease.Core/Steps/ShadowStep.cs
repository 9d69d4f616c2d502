using System.Globalization;
using System.Text.Json.Serialization;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Shadows;

namespace DataRelease.Steps;

/// <summary>
/// Refreshes the release's code and the live code beside each other, on copies of the live state, and compares the
/// results. It writes neither to live nor to the release.
/// </summary>
internal sealed record ShadowStep() : Step(ShadowChecks.Name)
{
    /// <summary>The number of the refresh, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The number of refreshes.</summary>
    public int Of { get; init; }

    /// <summary>True if the refresh waits for some time after the one before, or for a person.</summary>
    public bool Waits { get; init; }

    /// <summary>How long it waits; null until somebody promotes it.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How the release itself was built.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>True if the shadow ends with this refresh.</summary>
    public bool IsLast { get; init; }

    /// <summary>The refresh in words, for people.</summary>
    [JsonIgnore]
    public string Title => string.Create(CultureInfo.InvariantCulture, $"refresh {Number} of {Of}");

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        if (await WaitAsync(context, cancellation) is { } waits)
            return waits;
        var release = await new ShadowSteps(run).EnterAsync(context.Release, Name, cancellation);
        var message = await run.StepAsync(Name, Title, async () =>
        {
            var outcomes = await RefreshAsync(context with { Release = release }, cancellation);
            context.Findings.Checks = await new ShadowSteps(run).JoinAsync(release, IsMine, outcomes, cancellation);
            if (outcomes.Any(outcome => outcome.CountsAs == CheckState.Fail))
                throw Refusal(ShadowSteps.Prefixes(context.Run.Warehouse.Traits.Names, release), outcomes);
            return outcomes[0].Message;
        });
        if (Number == Of)
            await new ShadowSteps(run).DropAsync(release, cancellation);
        return new StepResult.Done(release, message)
        {
            Becomes = IsLast ? ReleaseState.Validated : ReleaseState.Shadowing,
            Writes =
            [
                .. run.Ledger.ReplaceChecks(release.Number, context.Findings.Checks),
                .. new ShadowProgress(Number, Number).Write(run, release.Number),
            ],
        };
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var pause = For is { } time ? $", {time:g} after the one before" : ", when promoted";
        var places = ShadowSteps.Prefixes(preview.Run.Warehouse.Traits.Names, preview.Release);
        preview.Say([
            $"-- shadow: {Title}{(Waits ? pause : "")}: the code of this release and of what is live are built in "
                + $"{string.Join(" and ", places.Take(2))}, and compared",
        ]);
        return Task.CompletedTask;
    }

    /// <summary>What the step waits for; null if it is due.</summary>
    private async Task<StepResult.Waits?> WaitAsync(StepContext context, CancellationToken cancellation)
    {
        var row = context.Row;
        if (!Waits || Number == 1 || row.State == StepState.Refused)
            return null;
        var now = await context.Run.ReadNowAsync(cancellation);
        var until = row.Until ?? (For is { } time ? now + time : null);
        // A clock that was set back must not lengthen a pause.
        if (For is { } pause && until - now > pause)
            until = now + pause;
        return until <= now ? null : new StepResult.Waits(context.Release, until, $"before {Title}");
    }

    /// <summary>
    /// Builds both sides once more. An interrupted shadow starts anew, because nobody knows how much of the refresh was
    /// done. Its earlier refreshes then run again without pauses; they were compared already.
    /// </summary>
    private async Task<IReadOnlyList<CheckOutcome>> RefreshAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var live = (await ReleaseBook.ReadAsync(run, cancellation)).Record(release.Base!.Value)!;
        var inputs = ShadowInputs.Read(run.Config);
        var feed = new ShadowInputs(run, release);
        var aims = feed.Aims(inputs);
        await using var blueCode = await new ShadowCode(run).BlueAsync(live, cancellation);
        await using var greenCode = await new ShadowCode(run).GreenAsync(release, cancellation);
        if (aims.Count > 0 && !greenCode.Work.Builder.AimsSources)
            throw new ReleaseException(
                ErrorCode.ShadowNotPossible,
                $"{greenCode.Work.Builder.Name} reads its sources by their own names, so it can't read rows of "
                    + "shadow.inputs",
                "release a package (data-release pack)",
                run.Config.Shadow.Where
            );
        var first = await BeginAsync(run, release, cancellation);
        var noted = (await new ShadowSteps(run).NotedAsync(release, cancellation))
            .Concat(ShadowSteps.Prefixes(run.Warehouse.Traits.Names, release))
            .Distinct()
            .ToList();
        var (blueSide, greenSide) = (new ShadowSide(run, release, true), new ShadowSide(run, release, false));
        RefreshedSide? blue = null;
        RefreshedSide? green = null;
        for (var number = first; number <= Number; number++)
        {
            await using (var session = await run.OpenAsync(cancellation))
            {
                if (number == 1)
                {
                    await run.Ledger.WriteAsync(
                        session,
                        run.Lease,
                        run.Ledger.ReplaceArtifact(
                            release.Number,
                            Ledger.SchemasArtifact,
                            System.Text.Encoding.UTF8.GetBytes(string.Join('\n', noted))
                        ),
                        cancellation
                    );
                    await feed.CopyAsync(session, aims, cancellation);
                }
                if (number <= inputs.Count)
                    await feed.LoadAsync(session, aims, inputs[number - 1], cancellation);
            }
            blue = await blueSide.RefreshAsync(
                blueCode.Work.Builder,
                Build,
                blueCode.Work.Artifacts($"{release.Id}-blue"),
                number == 1,
                noted,
                aims,
                cancellation
            );
            RequireBuilt(blue, isBlue: true);
            noted = [.. noted.Union(await new ShadowSteps(run).NotedAsync(release, cancellation))];
            green = await greenSide.RefreshAsync(
                greenCode.Work.Builder,
                Build,
                greenCode.Work.Artifacts($"{release.Id}-green"),
                number == 1,
                noted,
                aims,
                cancellation
            );
            RequireBuilt(green, isBlue: false);
        }
        var found = await new RefreshComparison(run, release).RunAsync(blue!, green!, greenSide.Target, cancellation);
        return ShadowChecks.Of(Title, found, green!.Relations.Count);
    }

    /// <summary>
    /// Records in the ledger that the refresh begins; returns the number of the first refresh to make.
    /// </summary>
    private async Task<int> BeginAsync(ReleaseRun run, ReleaseRecord release, CancellationToken cancellation)
    {
        ShadowProgress progress;
        await using (var session = await run.OpenAsync(cancellation))
            progress = await ShadowProgress.ReadAsync(run, session, release.Number, cancellation);
        var isWhole = progress.Begun == progress.Done && progress.Done == Number - 1;
        if (!isWhole || Number == 1)
            await new ShadowSteps(run).DropAsync(release, cancellation);
        await using (var session = await run.OpenAsync(cancellation))
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                new ShadowProgress(Number, Number - 1).Write(run, release.Number),
                cancellation
            );
        return isWhole ? Number : 1;
    }

    private void RequireBuilt(RefreshedSide side, bool isBlue)
    {
        var broken = RefreshedSide.Broken(side.Build);
        if (broken.Count == 0)
            return;
        var failed = side.Build.Nodes.Where(node => node.IsFailure).ToList();
        throw new ReleaseException(
            isBlue ? ErrorCode.ShadowInconclusive : ErrorCode.ShadowFailed,
            $"{Title}: {failed.Count} nodes failed in the code of {(isBlue ? "what is live" : "the release")}: "
                + string.Join(", ", failed.Take(5).Select(node => $"{node.UniqueId}: {node.Message}"))
        );
    }

    private bool IsMine(CheckOutcome outcome) =>
        outcome.Name == ShadowChecks.Name && outcome.Message.StartsWith($"{Title}: ", StringComparison.Ordinal);

    private static ReleaseException Refusal(IReadOnlyList<string> places, IReadOnlyList<CheckOutcome> outcomes)
    {
        // The first outcome counts the others.
        var refusing = outcomes.Skip(1).Where(outcome => outcome.CountsAs == CheckState.Fail).ToList();
        return new ReleaseException(
            ErrorCode.ShadowFailed,
            string.Join(
                "; ",
                refusing
                    .Take(5)
                    .Select(outcome =>
                        $"{outcome.Relation}{(outcome.Relation.Length > 0 ? ": " : "")}{outcome.Message}"
                    )
            )
                + (refusing.Count > 5 ? $"; and {refusing.Count - 5} more" : "")
                + $" (both sides: {string.Join(", ", places.Take(2))})"
        );
    }
}
