namespace DataRelease.Ledgers;

/// <summary>What the ledger says of an environment at one moment.</summary>
/// <param name="Releases">Those of the scope that was read, newest first.</param>
/// <param name="Live">The marker.</param>
/// <param name="Lease">The lease's row.</param>
/// <param name="Counts">Relations per release, of those whose data is not gone and of the one that was named.</param>
/// <param name="Open">
/// The steps of the release that some see, or otherwise of the live release; empty if all of them are over.
/// </param>
internal sealed record ReleaseBook(
    IReadOnlyList<ReleaseRecord> Releases,
    LiveRecord? Live,
    LeaseRecord? Lease,
    IReadOnlyDictionary<int, int> Counts,
    IReadOnlyList<CourseStep> Open
)
{
    /// <summary>The name of the step that shows a release to some principals.</summary>
    public const string Exposing = "expose";

    /// <summary>The name of the step that makes some relations of a release live.</summary>
    public const string Wave = "wave";

    private static readonly ReleaseBook _empty = new([], null, null, new Dictionary<int, int>(), []);

    /// <summary>The ledger as it stands; an empty one where there is none. Needs no lease.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="scope">Which releases; null for <see cref="ReleaseScope.Current"/>.</param>
    public static async Task<ReleaseBook> ReadAsync(
        OpenEnvironment run,
        CancellationToken cancellation,
        ReleaseScope? scope = null
    )
    {
        if (!run.Warehouse.Exists)
            return _empty;
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return _empty;
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var releases = await run.Ledger.ReadReleasesAsync(session, scope ?? ReleaseScope.Current, cancellation);
        IReadOnlyList<CourseStep> course = live is null
            ? []
            : await run.Ledger.ReadCourseAsync(session, live.Number, cancellation);
        var shown = releases.FirstOrDefault(release =>
            release.State is ReleaseState.Exposing or ReleaseState.Rolling or ReleaseState.Swapping
            && release.Number != live?.Number
        );
        if (
            shown is not null
            && await run.Ledger.ReadCourseAsync(session, shown.Number, cancellation) is var own
            && own.Any(step => step.Name is Exposing or Wave)
        )
            course = own;
        else
            shown = null;
        var shadowed = releases.FirstOrDefault(release => release.State == ReleaseState.Shadowing);
        return new ReleaseBook(
            releases,
            live,
            await run.Ledger.ReadLeaseAsync(session, cancellation) is { } lease
                ? lease with
                {
                    IsExpired = lease.IsExpired || Ledgers.Lease.IsDead(lease),
                }
                : null,
            await run.Ledger.CountRelationsAsync(session, Named(releases, scope)?.Number, cancellation),
            course.All(step => step.IsOver) ? [] : course
        )
        {
            Shown = shown,
            Shadow = shadowed is null
                ? null
                : OpenCourse.Of(shadowed, await run.Ledger.ReadCourseAsync(session, shadowed.Number, cancellation)),
        };
    }

    /// <summary>The same, and releases that it was not read for.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="numbers">Their numbers; what the ledger does not have is left out.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ReleaseBook> WithAsync(
        OpenEnvironment run,
        IEnumerable<int> numbers,
        CancellationToken cancellation
    )
    {
        int[] missing = [.. numbers.Where(number => Record(number) is null)];
        if (missing.Length == 0)
            return this;
        await using var session = await run.OpenAsync(cancellation);
        var more = await run.Ledger.ReadReleasesAsync(session, new ReleaseScope.Numbered(missing), cancellation);
        return this with { Releases = [.. Releases.Concat(more).OrderByDescending(release => release.Number)] };
    }

    /// <summary>
    /// The release that some principals see, or that some relations show, while another is live; or null.
    /// </summary>
    public ReleaseRecord? Shown { get; private init; }

    /// <summary>The newest release in its shadow phase, with its steps; null if there is none.</summary>
    public OpenCourse? Shadow { get; private init; }

    /// <summary>
    /// The unfinished list of the release that some see, or else of the live one, or else of the one in its shadow
    /// phase; or null.
    /// </summary>
    public OpenCourse? Waiting =>
        Current is { } step && Record(step.Number) is { } release ? new OpenCourse(release, Open, step) : Shadow;

    /// <summary>
    /// The unfinished list of the named release if it is in its shadow phase; otherwise <see cref="Waiting"/>.
    /// </summary>
    /// <param name="release">The release, <c>r42</c>, or null.</param>
    public OpenCourse? WaitingOf(string? release) =>
        release is not null && Shadow is { } shadow && Named(release)?.Number == shadow.Release.Number
            ? shadow
            : Waiting;

    /// <summary>True if <see cref="Shown"/> goes live wave by wave.</summary>
    public bool IsRolling => Shown is not null && Open.Any(step => step.Name == Wave);

    /// <summary>The first step of <see cref="Open"/> that is not over; null if all of them are.</summary>
    public CourseStep? Current => Open.FirstOrDefault(step => !step.IsOver);

    public ReleaseRecord? Record(int number) => Releases.FirstOrDefault(release => release.Number == number);

    /// <summary>
    /// A release by <c>r42</c> or version; the newest of several with one version. One whose data is gone is only found
    /// where the book was read for its name, see <see cref="ReleaseScope.Named"/>.
    /// </summary>
    public ReleaseRecord? Named(string name) => Named(Releases, name);

    private static ReleaseRecord? Named(IReadOnlyList<ReleaseRecord> releases, ReleaseScope? scope) =>
        scope is ReleaseScope.Named { Name: { } name } ? Named(releases, name) : null;

    private static ReleaseRecord? Named(IReadOnlyList<ReleaseRecord> releases, string name) =>
        releases.FirstOrDefault(release => string.Equals(release.Id, name, StringComparison.OrdinalIgnoreCase))
        ?? releases.FirstOrDefault(release => release.Version == name);
}

/// <summary>A release's list of steps that is not finished.</summary>
/// <param name="Release">The release.</param>
/// <param name="Steps">The whole list.</param>
/// <param name="Current">The first step that is not over.</param>
internal sealed record OpenCourse(ReleaseRecord Release, IReadOnlyList<CourseStep> Steps, CourseStep Current)
{
    /// <summary>The release's list; null if all of its steps are over.</summary>
    public static OpenCourse? Of(ReleaseRecord release, IReadOnlyList<CourseStep> steps) =>
        steps.FirstOrDefault(step => !step.IsOver) is { } current ? new OpenCourse(release, steps, current) : null;
}
