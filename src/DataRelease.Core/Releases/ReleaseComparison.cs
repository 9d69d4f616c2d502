using DataRelease.Checks;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Comparisons;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary><c>diff</c>: compares the rows of two releases in the warehouse. It only reads.</summary>
internal sealed class ReleaseComparison(ReleaseRun run)
{
    public async Task<ReleaseReport.Compared> RunAsync(DiffRequest request, CancellationToken cancellation)
    {
        if (request.GreenPlace is not null || request.BluePlace is not null)
            return await new PlaceComparison(run).RunAsync(request, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Release));
        var release = Newer(request, book);
        var against = Older(
            request,
            release,
            request.Against is { } older
                ? await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(older))
                : book
        );
        var sides = run.Sides;
        await using var session = await run.OpenAsync(cancellation);
        var green = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var blue = against is not null
            ? await run.Ledger.ReadRelationsAsync(session, against.Number, cancellation)
            : await sides.BlueAsync(session, release, green, cancellation);
        if (blue.Count == 0)
            throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"there is nothing to compare {release.Id} with: it is the first release"
            );
        var pairs = (await sides.PairAsync(session, blue, green, cancellation))
            .Where(relation => relation.IsNamedBy(request.Relations))
            .ToList();
        if (pairs.Count == 0)
        {
            throw new ReleaseException(
                ErrorCode.NothingSelected,
                request.Relations.Count > 0
                    ? $"no relation of {release.Id} is named "
                        + string.Join(" or ", request.Relations.Select(name => $"'{name}'"))
                    : $"neither release has its data any more: {release.Id} is {Ledger.Text(release.State)}",
                "data-release plan lists the relations of the project"
            );
        }
        var missing = pairs.Where(pair => (pair.LostBlue ?? pair.LostGreen) is not null).ToList();
        if (missing.Count > 0 && pairs.TrueForAll(pair => pair.Blue is null || pair.Green is null))
            throw new ReleaseException(
                ErrorCode.WrongState,
                $"{release.Id} can't be compared with {against?.Id ?? "what stands in the live schema"}: "
                    + $"{missing[0].LostBlue ?? missing[0].LostGreen} is not there any more"
            );
        // The comparisons have sessions of their own.
        await session.DisposeAsync();
        var keys = request.Key.Count > 0 ? null : await sides.KeysAsync(release.Number, cancellation);
        var isTested = await sides.TestedKeysAsync(against, release, null, request.Options.Renamed, cancellation);
        var comparison = new PairComparison(run.Events, run.Clock, run.Warehouse, run.Warehouse, run.Config.Report);
        var plans = new List<PlannedRelation>();
        var diffs = new List<RelationDiff>();
        var both = pairs.Where(pair => pair.IsOnBothSides).ToList();
        foreach (var pair in both)
        {
            run.Events.Publish(
                new ReleaseEvent.Progressed($"comparing {pair.Live}, {diffs.Count + plans.Count + 1} of {both.Count}")
            );
            var key = keys is null ? request.Key : keys.GetValueOrDefault(pair.UniqueId) ?? [];
            var (left, right, options) = (
                DiffSide.Of(pair.Blue!),
                DiffSide.Of(pair.Green!),
                request.Options with
                {
                    Key = key,
                    KeyIsTested = isTested(pair.UniqueId, key),
                    Samples = request.Samples,
                }
            );
            if (request.Explain)
            {
                plans.Add(await comparison.ExplainAsync(pair.Live.ToString(), left, right, options, cancellation));
                continue;
            }
            var diff = await comparison.RunAsync(pair.Live.ToString(), left, right, options, cancellation);
            if (request.Key.Count > 0 && diff is { Key.Count: 0, SamePhysical: false })
                throw new ReleaseException(
                    ErrorCode.KeyMissing,
                    $"{pair.Live} has no column {string.Join(", ", request.Key)} on both sides"
                );
            diffs.Add(diff);
        }
        var changed = diffs.Count(diff => !diff.IsEqual);
        var explanations = await ExplainAsync(
            sides,
            diffs.Where(DataDiffCheck.HasChanged).ToDictionary(diff => diff.Relation),
            both,
            against,
            release,
            blue,
            green,
            cancellation
        );
        return new ReleaseReport.Compared
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Diffs = diffs,
            Explanations = explanations,
            Plan = [.. plans, .. pairs.Where(pair => !pair.IsOnBothSides).Select(OneSided)],
            Summary =
                $"{release.Id} against {against?.Id ?? "what stands in the live schema"}: "
                + (
                    request.Explain
                        ? "this is how they would be compared"
                        : (changed == 0 ? "no rows differ" : $"rows differ in {changed} of {diffs.Count} relations")
                            + ComparedPart.Of(diffs)
                )
                + (missing.Count == 0 ? "" : $"; {missing.Count} could not be compared"),
        };
    }

    /// <summary>Possible reasons for the changes of those relations that changed.</summary>
    private static async Task<IReadOnlyDictionary<string, ChangeExplanation>> ExplainAsync(
        ReleaseRelations sides,
        Dictionary<string, RelationDiff> changed,
        List<ComparedRelation> compared,
        ReleaseRecord? against,
        ReleaseRecord release,
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<RelationRecord> green,
        CancellationToken cancellation
    )
    {
        if (changed.Count == 0)
            return new Dictionary<string, ChangeExplanation>();
        var causes = await sides.CausesAsync(against, release, blue, green, cancellation);
        return compared
            .Where(relation => changed.ContainsKey(relation.Live.ToString()))
            .Select(relation => (Name: relation.Live.ToString(), Explanation: causes(relation.UniqueId)))
            .Where(pair => pair.Explanation is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Explanation!);
    }

    private static PlannedRelation OneSided(ComparedRelation relation)
    {
        var (change, why) =
            (relation.LostBlue ?? relation.LostGreen) is { } lost
                ? (RelationChange.Missing, $"{lost} is not there any more")
            : relation.IsNew ? (RelationChange.New, "only in the newer release")
            : (RelationChange.Dropped, "only in the older release");
        return new PlannedRelation(relation.Live.ToString(), change, why);
    }

    /// <summary>The named release, or the newest one that is not live and has its data, or the live one.</summary>
    private ReleaseRecord Newer(DiffRequest request, ReleaseBook book)
    {
        if (request.Release is { } name)
            return Named(name, book);
        var candidate = book.Releases.FirstOrDefault(release =>
            release.Number > (book.Live?.Number ?? -1)
            && book.Counts.GetValueOrDefault(release.Number) > 0
            && release.State
                is ReleaseState.Validated
                    or ReleaseState.Validating
                    or ReleaseState.Built
                    or ReleaseState.Shadowing
                    or ReleaseState.Exposing
                    or ReleaseState.Rolling
                    or ReleaseState.Swapping
                    or ReleaseState.Failed
        );
        return candidate
            ?? (book.Live is { } live ? book.Record(live.Number) : null)
            ?? throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"nothing has been released to '{run.Environment.Name}' yet"
            );
    }

    /// <summary>The named release, or the live one, or the one that was live before it.</summary>
    private ReleaseRecord? Older(DiffRequest request, ReleaseRecord release, ReleaseBook book)
    {
        if (request.Against is { } name)
            return Named(name, book);
        if (book.Live is not { } live)
            return null;
        if (live.Number != release.Number)
            return book.Record(live.Number);
        return live.Previous is { } previous && book.Record(previous) is { } before
            ? before
            : throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"no candidate waits, and nothing was live before {release.Id}"
            );
    }

    private ReleaseRecord Named(string name, ReleaseBook book) =>
        book.Named(name)
        ?? throw new ReleaseException(ErrorCode.ReleaseUnknown, $"'{run.Environment.Name}' has no release '{name}'");
}
