using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Migrations;

/// <summary>What the user, or a release, asks of <c>migrate up</c>.</summary>
/// <param name="To">The newest version to apply, or null for all (repeatable ones run only then).</param>
/// <param name="AllowsOutOfOrder">Also runs scripts that are older than the newest applied one.</param>
/// <param name="Retries">Also runs unfinished scripts again.</param>
/// <param name="IsContractDue">
/// Says whether a contract migration may run now. Receives its journal line, or null if no release has announced it.
/// </param>
public sealed record MigrationWish(
    MigrationVersion? To,
    bool AllowsOutOfOrder,
    bool Retries,
    Func<MigrationRecord?, bool> IsContractDue
);

/// <summary>The work to do.</summary>
/// <param name="Run">The scripts to run, in this order.</param>
/// <param name="Held">Contract migrations that wait for the end of the rollback window.</param>
/// <param name="Problems">Errors, which forbid the run, and warnings.</param>
public sealed record MigrationPlan(
    IReadOnlyList<MigrationScript> Run,
    IReadOnlyList<MigrationScript> Held,
    IReadOnlyList<Problem> Problems
)
{
    /// <summary>Throws the first error of <see cref="Problems"/>; its message also names the other errors.</summary>
    public void Refuse()
    {
        var errors = Problems.Where(problem => !problem.IsWarning).ToList();
        if (errors.Count == 0)
            return;
        var others = errors.Skip(1).Select(problem => $"{Environment.NewLine}{problem.Format()}");
        throw new ReleaseException(errors[0].Code, errors[0].Message + string.Concat(others), null, errors[0].Where);
    }
}

/// <summary>Compares the project's migrations with the journal. It touches neither files nor database.</summary>
public sealed class MigrationStanding
{
    private readonly MigrationSet _set;
    private readonly Dictionary<string, MigrationRecord> _current;
    private readonly Dictionary<(string Key, string Checksum), MigrationRecord> _held;

    /// <summary>Builds the comparison.</summary>
    /// <param name="set">The project's migrations.</param>
    /// <param name="journal">Every line of the environment.</param>
    public MigrationStanding(MigrationSet set, IReadOnlyList<MigrationRecord> journal)
    {
        _set = set;
        Journal = journal;
        _current = journal
            .Where(record =>
                record.State is not (MigrationState.Failed or MigrationState.Held)
                && record.Kind != MigrationKind.Baseline
            )
            .GroupBy(Key)
            .ToDictionary(group => group.Key, group => group.MaxBy(record => record.Id)!);
        _held = journal
            .Where(record => record.State == MigrationState.Held)
            .GroupBy(record => (Key(record), record.Checksum))
            .ToDictionary(group => group.Key, group => group.MinBy(record => record.Id)!);
        Baseline = journal
            .Where(record => record is { Kind: MigrationKind.Baseline, IsInForce: true })
            .MaxBy(record => record.Id)
            ?.Version;
    }

    /// <summary>Every line of the environment's journal.</summary>
    public IReadOnlyList<MigrationRecord> Journal { get; }

    /// <summary>
    /// Every version up to this one counts as applied without having been run; null if there is no baseline.
    /// </summary>
    public MigrationVersion? Baseline { get; }

    /// <summary>The lines that give each migration's present state, in the order of writing.</summary>
    public IReadOnlyList<MigrationRecord> Current => [.. _current.Values.OrderBy(record => record.Id)];

    /// <summary>The journal line that gives the migration's present state, or null if it was never applied.</summary>
    public MigrationRecord? Of(MigrationScript script) => _current.GetValueOrDefault(Key(script));

    /// <summary>
    /// The line with which a release first announced a contract migration, or null. A script with another text is
    /// another migration: code that knew the old text may need what the new one removes.
    /// </summary>
    public MigrationRecord? Announcement(MigrationScript script) =>
        _held.GetValueOrDefault((Key(script), script.Checksum));

    /// <summary>Plans <c>migrate up</c>.</summary>
    public MigrationPlan PlanUp(MigrationWish wish)
    {
        var problems = Verify(wish.AllowsOutOfOrder, wish.Retries);
        var run = new List<MigrationScript>();
        var held = new List<MigrationScript>();
        foreach (var script in _set.Scripts.Where(script => IsPending(script, wish.Retries)))
        {
            if (wish.To is not null && (script.Version is null || script.Version > wish.To))
                continue;
            if (script.Phase == MigrationPhase.Contract && !wish.IsContractDue(Announcement(script)))
                held.Add(script);
            else
                run.Add(script);
        }
        return new MigrationPlan(run, held, problems);
    }

    /// <summary>
    /// The differences between project and journal: changed, out-of-order and unfinished migrations are errors, missing
    /// files are warnings.
    /// </summary>
    public IReadOnlyList<Problem> Verify(bool allowsOutOfOrder, bool retries = false)
    {
        var problems = new List<Problem>();
        foreach (var script in _set.Scripts)
        {
            var record = Of(script);
            if (record is { IsUnfinished: true } && !retries)
                problems.Add(
                    new Problem(
                        ErrorCode.MigrationUnfinished,
                        false,
                        $"{script.Name} {Unfinished(record)}",
                        new SourceLocation(script.Up.File, 1, 1)
                    )
                );
            else if (
                record is { IsInForce: true }
                && script.Kind == MigrationKind.Versioned
                && record.Checksum != script.Checksum
            )
                problems.Add(
                    new Problem(
                        ErrorCode.MigrationChanged,
                        false,
                        $"{script.Name} has changed since it was applied at {record.AppliedAt:yyyy-MM-dd HH:mm} UTC by "
                            + record.AppliedBy,
                        new SourceLocation(script.Up.File, 1, 1)
                    )
                );
            else if (
                script.Version is { } version
                && IsPending(script, retries)
                && !allowsOutOfOrder
                && Newest(script.Phase) is { } newest
                && version < newest.Version!
            )
                problems.Add(
                    new Problem(
                        ErrorCode.MigrationOutOfOrder,
                        false,
                        $"{script.Name} is older than {newest.Name}, which is applied",
                        new SourceLocation(script.Up.File, 1, 1)
                    )
                );
        }
        var known = _set.Scripts.Select(Key).ToHashSet(StringComparer.Ordinal);
        foreach (var record in Current.Where(record => !known.Contains(Key(record))))
        {
            if (record.IsUnfinished)
                problems.Add(
                    new Problem(ErrorCode.MigrationUnfinished, false, $"{record.Name} {Unfinished(record)}", null)
                );
            else if (record.IsInForce)
                problems.Add(
                    new Problem(
                        ErrorCode.MigrationMissing,
                        true,
                        $"{record.Name} was applied at {record.AppliedAt:yyyy-MM-dd HH:mm} UTC by "
                            + $"{record.AppliedBy}, and is not in the project",
                        null
                    )
                );
        }
        return problems;
    }

    /// <summary>
    /// The lines that <c>down --to</c> takes back: every migration newer than the version, newest run first.
    /// </summary>
    /// <exception cref="ReleaseException">DR8008 if one has no down text; DR8007 if one is unfinished.</exception>
    public IReadOnlyList<MigrationRecord> PlanDown(MigrationVersion to) =>
        PlanDown(record => record.Version is { } version && version > to);

    /// <summary>
    /// The migrations that came after the release was created, newest run first. A migration that was taken down and up
    /// again since is not among them: the release had it.
    /// </summary>
    /// <param name="release">The release's number.</param>
    /// <param name="createdAt">When the release was created.</param>
    /// <exception cref="ReleaseException">DR8008 if one has no down text; DR8007 if one is unfinished.</exception>
    public IReadOnlyList<MigrationRecord> PlanDownToRelease(int release, DateTimeOffset createdAt) =>
        PlanDown(record =>
            LinesOf(record)
                .Where(line => line.Release is { } by ? by <= release : line.AppliedAt <= createdAt)
                .MaxBy(line => line.Id)
                is not { } then
            // Another text alone is no other migration: a person said that both do the same.
            || (then.Checksum != record.Checksum && then.Id < FirstRun(record).Id)
            || (then.State == MigrationState.Reverted && then.ChangedAt <= createdAt)
        );

    private IEnumerable<MigrationRecord> LinesOf(MigrationRecord record) =>
        Journal.Where(line =>
            Key(line) == Key(record) && line.State is not (MigrationState.Failed or MigrationState.Held)
        );

    /// <summary>
    /// The line of the run that a migration's present state comes from. Later lines are what people said of it.
    /// </summary>
    private MigrationRecord FirstRun(MigrationRecord record)
    {
        var lines = LinesOf(record).Where(line => line.Id <= record.Id).OrderBy(line => line.Id).ToList();
        var takenBack = lines.FindLastIndex(line => line.State == MigrationState.Reverted && line.Id != record.Id);
        return lines[takenBack + 1];
    }

    /// <summary>The versioned migrations in force that the predicate selects, newest run first.</summary>
    public IReadOnlyList<MigrationRecord> PlanDown(Func<MigrationRecord, bool> chosen)
    {
        if (
            Current.FirstOrDefault(record => record.IsUnfinished && record.State != MigrationState.Reverting) is
            { } open
        )
            throw new ReleaseException(ErrorCode.MigrationUnfinished, $"{open.Name} {Unfinished(open)}");
        var steps = Current
            .Where(record =>
                record.Kind == MigrationKind.Versioned
                && (record.IsInForce || record.State == MigrationState.Reverting)
                && chosen(record)
            )
            .OrderByDescending(record => FirstRun(record).Id)
            .ToList();
        var without = steps.Where(record => record.Down is null).Select(record => record.Name).ToList();
        return without.Count == 0
            ? steps
            : throw new ReleaseException(
                ErrorCode.MigrationOneWay,
                $"{string.Join(", ", without)} had no down script when "
                    + $"{(without.Count == 1 ? "it was" : "they were")} applied"
            );
    }

    /// <summary>True if it would run now, ignoring its phase and the order of versions.</summary>
    public bool IsPending(MigrationScript script, bool retries = false)
    {
        var record = Of(script);
        if (record is null)
            return script.Version is null || Baseline is null || script.Version > Baseline;
        if (record.IsUnfinished)
            return retries;
        return !record.IsInForce
            || (script.Kind == MigrationKind.Repeatable && record.Checksum != script.Checksum)
            || IsFilledAgain(script);
    }

    /// <summary>
    /// True for a repeatable migration that ran before a versioned one was taken back. What it filled may have gone
    /// with that.
    /// </summary>
    internal bool IsFilledAgain(MigrationScript script) =>
        script.Kind == MigrationKind.Repeatable
        && Of(script) is { IsInForce: true } record
        && Journal.Any(line =>
            line.Kind == MigrationKind.Versioned
            && line.State == MigrationState.Reverted
            && line.ChangedAt > record.AppliedAt
        );

    /// <summary>
    /// The journal's key: the version for versioned migrations, whatever their file is called, and the name for
    /// repeatable ones.
    /// </summary>
    internal static string Key(MigrationRecord record) => record.Version?.ToString() ?? record.Name;

    internal static string Key(MigrationScript script) => script.Version?.ToString() ?? script.Name;

    /// <summary>
    /// Each phase is its own sequence: a contract migration may wait while newer expand migrations run.
    /// </summary>
    private MigrationRecord? Newest(MigrationPhase phase) =>
        _current
            .Values.Where(record => record.IsInForce && record.Version is not null && record.Phase == phase)
            .MaxBy(record => record.Version);

    private static string Unfinished(MigrationRecord record) =>
        record.State switch
        {
            MigrationState.Started =>
                $"was begun at {record.AppliedAt:yyyy-MM-dd HH:mm:ss} UTC by {record.AppliedBy} without a "
                    + "transaction, and did not finish",
            MigrationState.Reverting =>
                $"was being undone by {record.AppliedBy} without a transaction, and that did not finish"
                    + (record.Message.Length > 0 ? $": {record.Message}" : ""),
            _ => $"failed at {record.AppliedAt:yyyy-MM-dd HH:mm:ss} UTC without a transaction; what it had done "
                + $"stays: {record.Message}",
        };
}
