using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases.Comparisons;

/// <summary>
/// <c>diff</c> between any two places: schemas, environments, databases of the same kind, relations and queries. It
/// only reads.
/// </summary>
internal sealed class PlaceComparison(ReleaseRun run)
{
    public async Task<ReleaseReport.Compared> RunAsync(DiffRequest request, CancellationToken cancellation)
    {
        var newer = request.GreenPlace ?? Own(request.Release);
        var older = request.BluePlace ?? Own(request.Against);
        await using var elsewhere = new OtherEnvironments(run);
        var blue = await new ComparisonSideFinder(elsewhere.RunOf(older)).FindAsync(older, cancellation);
        var green = await new ComparisonSideFinder(elsewhere.RunOf(newer)).FindAsync(newer, cancellation);
        var (pairs, alone) = Pair(blue, green, request.Relations);
        var keys = await KeysAsync(blue, green, cancellation);
        var before = await blue.Run.Sides.TestedAsync(blue.Release, null, cancellation);
        var after = await green.Run.Sides.TestedAsync(green.Release, null, cancellation);
        var diffs = new List<RelationDiff>();
        var plans = new List<PlannedRelation>();
        foreach (var (left, right) in pairs)
        {
            run.Events.Publish(
                new ReleaseEvent.Progressed(
                    $"comparing {right.Title}, {diffs.Count + plans.Count + 1} of {pairs.Count}"
                )
            );
            var key =
                request.Key.Count > 0
                    ? request.Key
                    : keys.GetValueOrDefault(right.UniqueId) ?? keys.GetValueOrDefault(left.UniqueId) ?? [];
            var comparison = new PairComparison(
                run.Events,
                run.Clock,
                blue.Run.Warehouse,
                green.Run.Warehouse,
                run.Config.Report
            );
            var title = left.Title == right.Title ? right.Title : $"{left.Title} -> {right.Title}";
            var options = request.Options with
            {
                Key = key,
                Samples = request.Samples,
                KeyIsTested = ReleaseRelations.AreTested(
                    before.GetValueOrDefault(left.UniqueId),
                    after.GetValueOrDefault(right.UniqueId),
                    key,
                    request.Options.Renamed
                ),
            };
            if (request.Explain)
            {
                plans.Add(await comparison.ExplainAsync(title, left.Side, right.Side, options, cancellation));
                continue;
            }
            var diff = await comparison.RunAsync(title, left.Side, right.Side, options, cancellation);
            if (request.Key.Count > 0 && diff is { Key.Count: 0, SamePhysical: false })
                throw new ReleaseException(
                    ErrorCode.KeyMissing,
                    $"{title} has no column {string.Join(", ", request.Key)} on both sides"
                );
            diffs.Add(diff);
        }
        var changed = diffs.Count(diff => !diff.IsEqual);
        return new ReleaseReport.Compared
        {
            Diffs = diffs,
            Plan = [.. plans, .. alone],
            Summary = request.Explain
                ? $"{green.Description} would be compared with {blue.Description}"
                : $"{green.Description} against {blue.Description}: "
                    + (changed == 0 ? "no rows differ" : $"rows differ in {changed} of {diffs.Count} relations")
                    + ComparedPart.Of(diffs),
        };
    }

    private static ComparisonPlace Own(string? release) =>
        release is null ? new ComparisonPlace.OfLive(null) : new ComparisonPlace.OfRelease(null, release);

    /// <summary>Pairs relations by schema and name, and a single relation with the one that it can mean.</summary>
    private static (List<(SideRelation Blue, SideRelation Green)> Pairs, List<PlannedRelation> Alone) Pair(
        ComparisonSide blue,
        ComparisonSide green,
        IReadOnlyList<string> wanted
    )
    {
        if (blue.IsSingle || green.IsSingle)
            return ([(One(blue, green, wanted), One(green, blue, wanted))], []);
        var before = blue
            .Relations.Where(relation => IsNamedBy(relation, wanted))
            .ToDictionary(relation => relation.Pairing);
        var after = green
            .Relations.Where(relation => IsNamedBy(relation, wanted))
            .ToDictionary(relation => relation.Pairing);
        var both = before.Keys.Intersect(after.Keys).Order().ToList();
        if (both.Count == 0)
            throw new ReleaseException(
                ErrorCode.NothingSelected,
                $"{blue.Description} and {green.Description} have no relation of the same name"
                    + (wanted.Count > 0 ? $" among {string.Join(", ", wanted)}" : "")
            );
        return (
            both.ConvertAll(name => (before[name], after[name])),
            [
                .. after
                    .Where(pair => !before.ContainsKey(pair.Key))
                    .Select(pair => new PlannedRelation(
                        pair.Value.Title,
                        RelationChange.New,
                        "only in the newer side"
                    )),
                .. before
                    .Where(pair => !after.ContainsKey(pair.Key))
                    .Select(pair => new PlannedRelation(
                        pair.Value.Title,
                        RelationChange.Dropped,
                        "only in the older side"
                    )),
            ]
        );
    }

    private static SideRelation One(ComparisonSide side, ComparisonSide other, IReadOnlyList<string> wanted)
    {
        if (side.IsSingle)
            return side.Relations[0];
        var name = other.Relations[0].Name;
        var found = side
            .Relations.Where(relation => wanted.Count > 0 ? IsNamedBy(relation, wanted) : relation.Name == name)
            .ToList();
        return found is [var one]
            ? one
            : throw new ReleaseException(
                ErrorCode.NothingSelected,
                wanted.Count > 0
                    ? $"{string.Join(", ", wanted)} must name one relation of {side.Description}, not {found.Count}"
                    : $"{side.Description} has no relation '{name}' to compare with",
                "name the relation: data-release diff RELATION …"
            );
    }

    private static bool IsNamedBy(SideRelation relation, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
            return true;
        return patterns.Any(pattern =>
            System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                pattern.Replace("\\", "\\\\", StringComparison.Ordinal),
                relation.Name,
                ignoreCase: true
            )
            || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                pattern.Replace("\\", "\\\\", StringComparison.Ordinal),
                relation.Title,
                ignoreCase: true
            )
        );
    }

    /// <summary>The keys in the manifests of those sides that are releases.</summary>
    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeysAsync(
        ComparisonSide blue,
        ComparisonSide green,
        CancellationToken cancellation
    )
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var side in new[] { green, blue })
        {
            if (side.Release is not { } release)
                continue;
            foreach (var (id, key) in await side.Run.Sides.KeysAsync(release.Number, cancellation))
                keys.TryAdd(id, key);
        }
        return keys;
    }

    /// <summary>The other environments of one diff. Each is opened when it is first named.</summary>
    private sealed class OtherEnvironments(ReleaseRun home) : IAsyncDisposable
    {
        private readonly Dictionary<string, ReleaseRun> _runs = [];

        public ReleaseRun RunOf(ComparisonPlace place)
        {
            if (place.Environment is not { } name || name == home.Environment.Name)
                return home;
            if (_runs.TryGetValue(name, out var known))
                return known;
            var environment = home.Environment.Other?.Invoke(name)
                ?? throw new ReleaseException(
                    ErrorCode.ComparisonEnvironmentUnknown,
                    $"'{name}' can't be opened from here"
                );
            return _runs[name] = new ReleaseRun(environment, home.Events, home.Clock);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var run in _runs.Values)
            {
                await run.DisposeAsync();
                await run.Warehouse.DisposeAsync();
            }
        }
    }
}
