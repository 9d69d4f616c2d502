using System.Text;
using DataRelease.Analysis;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>What the ledger knows about the watch of a release.</summary>
/// <param name="Release">The release.</param>
/// <param name="Steps">Its list.</param>
internal sealed record WatchedFacts(ReleaseRecord Release, IReadOnlyList<CourseStep> Steps)
{
    /// <summary>What all names of analyses among a release's artifacts begin with.</summary>
    private const string Prefix = "analysis";

    /// <summary>The analyses by their artifacts' names.</summary>
    public IReadOnlyDictionary<string, AnalysisState> Analyses { get; init; } = new Dictionary<string, AnalysisState>();

    /// <summary>The log of the release, oldest first.</summary>
    public IReadOnlyList<StepRecord> Events { get; init; } = [];

    /// <summary>The number of relations of each wave; empty if they are not known.</summary>
    public IReadOnlyDictionary<int, int> WaveSizes { get; init; } = new Dictionary<int, int>();

    /// <summary>When the release was rolled back, in UTC; null if it was not, or if that is not known.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>The analysis of a step; null if it has none.</summary>
    public AnalysisState? Of(CourseStep row) =>
        WatchedAnalysis.ArtifactOf(row) is { } artifact ? Analyses.GetValueOrDefault(artifact) : null;

    /// <summary>The facts of one release.</summary>
    public static async Task<WatchedFacts> ReadAsync(
        ReleaseRun run,
        ReleaseBook book,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        WatchedFacts facts;
        await using (var session = await run.OpenAsync(cancellation))
            facts = (await ReadAsync(run, session, book, [release], null, cancellation))[release.Number];
        return facts.Steps.Select(Wave).OfType<WaveStep>().FirstOrDefault() is { } wave
            ? facts with
            {
                WaveSizes = await SizesAsync(run, wave, release, cancellation),
            }
            : facts;
    }

    /// <summary>The facts of some releases by number, without the sizes of waves.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="session">Open.</param>
    /// <param name="book">The ledger.</param>
    /// <param name="releases">The releases.</param>
    /// <param name="events">Their logs, if they were read already.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyDictionary<int, WatchedFacts>> ReadAsync(
        OpenEnvironment run,
        WarehouseSession session,
        ReleaseBook book,
        IReadOnlyList<ReleaseRecord> releases,
        ILookup<int, StepRecord>? events,
        CancellationToken cancellation
    )
    {
        var (first, last) = (releases.Min(one => one.Number), releases.Max(one => one.Number));
        var courses = await run.Ledger.ReadCoursesAsync(session, first, last, cancellation);
        // Most releases are not watched, and need nothing else.
        if (!courses.Any(list => list.Any(row => WatchedAnalysis.ArtifactOf(row) is not null)))
            return releases.ToDictionary(one => one.Number, one => new WatchedFacts(one, [.. courses[one.Number]]));
        events ??= (await run.Ledger.ReadStepsAsync(session, cancellation, first, last)).ToLookup(step => step.Number);
        var kept = (await run.Ledger.ReadArtifactsAsync(session, Prefix, first, last, cancellation)).ToLookup(
            one => one.Key.Number,
            one => (one.Key.Name, State: AnalysisState.FromJson(Encoding.UTF8.GetString(one.Value)))
        );
        return releases.ToDictionary(
            one => one.Number,
            one => new WatchedFacts(one, [.. courses[one.Number]])
            {
                Events = [.. events[one.Number]],
                Analyses = kept[one.Number]
                    .Where(analysis => analysis.State is not null)
                    .ToDictionary(analysis => analysis.Name, analysis => analysis.State!),
                ReturnedAt =
                    one.State == ReleaseState.RolledBack && book.Live?.Previous == one.Number ? book.Live.Since : null,
            }
        );
    }

    private static WaveStep? Wave(CourseStep row) => row.Name == WaveStep.Kind ? (WaveStep)StepCatalog.Read(row) : null;

    /// <summary>The sizes of the waves; empty if the release's relations are gone.</summary>
    private static async Task<IReadOnlyDictionary<int, int>> SizesAsync(
        ReleaseRun run,
        WaveStep wave,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        try
        {
            var split = await new ReleaseWaves(run, wave.Rules, wave.Together).OfAsync(release, cancellation);
            return Enumerable.Range(1, split.Count).ToDictionary(at => at, at => split.Names(at).Count);
        }
        catch (ReleaseException)
        {
            // Before the build there are no relations, and no wave takes anything.
            return new Dictionary<int, int>();
        }
    }
}
