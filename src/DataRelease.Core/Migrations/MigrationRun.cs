using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Runs migrations up and down within a command. Reading and planning need no lease; running a script does. Each script
/// and its journal line are one transaction. For a script marked <c>-- no-transaction</c> the line is written before
/// and after it.
/// </summary>
/// <remarks>
/// For a rollback, <see cref="PlanDownToReleaseAsync"/> finds the migrations that a release did not have,
/// <see cref="MigrationRecord.Down"/> holds the statements to show, and <see cref="DownAsync"/> runs them.
/// </remarks>
internal sealed class MigrationRun(OpenEnvironment run, Func<CancellationToken, Task<MigrationSet>>? migrations)
{
    private readonly MigrationGuard _guard = new(run);

    /// <summary>
    /// Finds the data version that a destructive script needs if it doesn't say <c>allow-destructive</c>. Null for one
    /// script refuses all.
    /// </summary>
    public Func<MigrationScript, CancellationToken, Task<ScriptCover?>>? FindCover { get; init; }

    /// <summary>The project's migrations; none if the environment has no project.</summary>
    public Task<MigrationSet> ReadSetAsync(CancellationToken cancellation) =>
        migrations is { } read ? read(cancellation) : Task.FromResult(MigrationSet.Empty);

    /// <summary>All lines of the journal, in the order of writing; none if there is no ledger yet.</summary>
    public async Task<IReadOnlyList<MigrationRecord>> ReadJournalAsync(CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadMigrationsAsync(session, cancellation);
    }

    /// <summary>Compares project and journal.</summary>
    public async Task<MigrationStanding> ReadStandingAsync(CancellationToken cancellation) =>
        new(await ReadSetAsync(cancellation), await ReadJournalAsync(cancellation));

    /// <summary>The migrations in force that the release did not have when it was created, newest run first.</summary>
    /// <exception cref="ReleaseException">DR8008 if one has no down text, DR8007 if one is unfinished.</exception>
    public async Task<IReadOnlyList<MigrationRecord>> PlanDownToReleaseAsync(
        ReleaseRecord release,
        CancellationToken cancellation
    ) => (await ReadStandingAsync(cancellation)).PlanDownToRelease(release.Number, release.CreatedAt);

    /// <summary>
    /// Runs the journal's down texts in the given order and stops at the first failure. Each runs in its own
    /// transaction unless it says <c>-- no-transaction</c>.
    /// </summary>
    /// <param name="steps">From <see cref="PlanDownToReleaseAsync"/> or
    /// <see cref="MigrationStanding.PlanDown(MigrationVersion)"/>.</param>
    /// <param name="release">The number of the release that asks for it (42 for r42), or null.</param>
    /// <param name="cancellation">Ends it; a script under way is rolled back.</param>
    /// <returns>The journal lines after the run.</returns>
    public async Task<IReadOnlyList<MigrationRecord>> DownAsync(
        IReadOnlyList<MigrationRecord> steps,
        int? release,
        CancellationToken cancellation
    )
    {
        var set = await ReadSetAsync(cancellation);
        await CheckDownAsync(steps, cancellation);
        var done = new List<MigrationRecord>();
        foreach (var step in steps)
        {
            run.Events.Publish(new ReleaseEvent.Progressed($"taking back {step.Name}"));
            var source = Locate(set, ScriptFile.OfJournal(step.Down!, set.Variables), step);
            var by = release is { } number ? $"by {ReleaseRecord.Name(number)}, " : "";
            var now = run.Clock.GetUtcNow();
            done.Add(
                await new JournaledScript(run, _guard).RunAsync(
                    step with
                    {
                        State = MigrationState.Reverted,
                        Message = $"{by}{LocalUser.Name} at {now:yyyy-MM-dd HH:mm:ss} UTC",
                        ChangedAt = null,
                    },
                    step with
                    {
                        State = MigrationState.Reverting,
                    },
                    source,
                    set.Variables,
                    isNew: false,
                    cancellation
                )
            );
        }
        return done;
    }

    /// <summary>
    /// Checks every down text before the first one runs, and before a swap that they follow: its variables, owned
    /// schemas and transaction statements.
    /// </summary>
    /// <param name="steps">The lines, in the order in which they will run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR8004, DR8006, DR8001 or DR8012, at the statement.</exception>
    public async Task CheckDownAsync(IReadOnlyList<MigrationRecord> steps, CancellationToken cancellation)
    {
        if (steps.Count == 0)
            return;
        var set = await ReadSetAsync(cancellation);
        await using var session = await run.OpenAsync(cancellation);
        foreach (var step in steps)
        {
            var source = Locate(set, ScriptFile.OfJournal(step.Down!, set.Variables), step);
            await _guard.CheckTextAsync(session, step.Name, set.Variables.Render(source), cancellation);
        }
    }

    /// <summary>The statements of down texts, for a plan. Variables stay unresolved.</summary>
    /// <param name="steps">The lines, in the order in which they will run.</param>
    /// <param name="variables">The variables of <see cref="ReadSetAsync"/>.</param>
    public static IReadOnlyList<string> Describe(IEnumerable<MigrationRecord> steps, ScriptVariables variables) =>
        [.. steps.SelectMany(step => variables.Statements(step.Down ?? "").Prepend($"-- down: {step.Name}"))];

    /// <summary>Plans <c>migrate up</c>; refuses nothing yet.</summary>
    /// <param name="to">The newest version to apply, or null for all.</param>
    /// <param name="allowsOutOfOrder">Also runs scripts that are older than the newest applied one.</param>
    /// <param name="retries">Also runs unfinished scripts again.</param>
    /// <param name="contracts">Which contract migrations may run.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<MigrationPlan> PlanUpAsync(
        MigrationVersion? to,
        bool allowsOutOfOrder,
        bool retries,
        ContractRule contracts,
        CancellationToken cancellation
    )
    {
        var standing = await ReadStandingAsync(cancellation);
        var window = await RollbackWindow.ReadAsync(run, cancellation);
        return standing.PlanUp(
            new MigrationWish(to, allowsOutOfOrder || run.Config.Migrations.AllowOutOfOrder, retries, announced =>
                window.Allows(announced, contracts)
            )
        );
    }

    /// <summary>
    /// Checks every script of the plan, then runs them in order and stops at the first failure. Each runs in its own
    /// transaction unless it says <c>-- no-transaction</c>. When a release asks, it also announces the contract
    /// migrations that wait.
    /// </summary>
    /// <param name="plan">From <see cref="PlanUpAsync"/>.</param>
    /// <param name="release">The number of the release that asks for it (42 for r42), or null.</param>
    /// <param name="cancellation">Ends it; a script under way is rolled back.</param>
    /// <returns>The journal lines of what was applied.</returns>
    public async Task<IReadOnlyList<MigrationRecord>> UpAsync(
        MigrationPlan plan,
        int? release,
        CancellationToken cancellation
    )
    {
        plan.Refuse();
        foreach (var warning in plan.Problems.Where(problem => problem.IsWarning))
            run.Events.Publish(new ReleaseEvent.Warned(warning.Code.Id, $"{warning.Message}; {warning.Code.Remedy}"));
        var set = await ReadSetAsync(cancellation);
        await CheckAsync(plan, set.Variables, cancellation);
        var covers = await CoverAsync(plan, cancellation);
        var done = new List<MigrationRecord>();
        foreach (var script in plan.Run)
        {
            run.Events.Publish(new ReleaseEvent.Progressed($"migrating: {script.Name}"));
            var line = Line(script, release, await NextIdAsync(cancellation));
            done.Add(
                await new JournaledScript(run, _guard).RunAsync(
                    line with
                    {
                        State = MigrationState.Applied,
                    },
                    line with
                    {
                        State = MigrationState.Started,
                    },
                    script.Up,
                    set.Variables,
                    isNew: true,
                    cancellation,
                    covers.GetValueOrDefault(script)
                )
            );
        }
        if (release is not null)
            await AnnounceAsync(plan.Held, release.Value, cancellation);
        return done;
    }

    /// <summary>
    /// Checks every script before the first one runs: its variables, owned schemas, transaction statements, and
    /// statements that may lose data.
    /// </summary>
    public async Task CheckAsync(MigrationPlan plan, ScriptVariables variables, CancellationToken cancellation)
    {
        var rendered = plan.Run.Select(script => (script.Name, Text: variables.Render(script.Up))).ToList();
        if (FindCover is null)
            RefuseDestructive(plan);
        if (rendered.Count == 0 || !run.Warehouse.Exists)
            return;
        await using var session = await run.OpenAsync(cancellation);
        foreach (var (name, text) in rendered)
            await _guard.CheckTextAsync(session, name, text, cancellation);
    }

    /// <summary>
    /// Writes a line without running anything: a baseline, or the true state of an unfinished or changed migration.
    /// </summary>
    public async Task WriteAsync(Func<int, MigrationRecord> line, CancellationToken cancellation)
    {
        var id = await NextIdAsync(cancellation);
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [run.Ledger.InsertMigration(line(id), run.Lease.Fencing)],
            cancellation
        );
    }

    /// <summary>A journal line for a script that has not run yet.</summary>
    public MigrationRecord Line(MigrationScript script, int? release, int id) =>
        new()
        {
            Id = id,
            Name = script.Name,
            Version = script.Version,
            Kind = script.Kind,
            Phase = script.Phase,
            Checksum = script.Checksum,
            Down = script.Down?.Text,
            State = MigrationState.Pending,
            Release = release,
            AppliedAt = run.Clock.GetUtcNow(),
            AppliedBy = LocalUser.Name,
        };

    private static void RefuseDestructive(MigrationPlan plan)
    {
        var findings = plan
            .Run.Where(script => !script.AllowsDestructive)
            .SelectMany(script => script.Destructive.Select(finding => (script, finding)))
            .ToList();
        if (findings.Count == 0)
            return;
        SourceLocation Place((MigrationScript Script, LintFinding Finding) found) =>
            new(found.Script.Up.File, found.Finding.Line, found.Finding.Column);
        var others = findings
            .Skip(1)
            .Select(found =>
                $"{System.Environment.NewLine}{Place(found)}: error {ErrorCode.MigrationDestructive.Id}: "
                + $"{found.script.Name} {found.finding.What}"
            );
        throw new ReleaseException(
            ErrorCode.MigrationDestructive,
            $"{findings[0].script.Name} {findings[0].finding.What}{string.Concat(others)}",
            null,
            Place(findings[0])
        );
    }

    /// <summary>The data version that each destructive script needs; refuses all if one has none.</summary>
    private async Task<Dictionary<MigrationScript, ScriptCover>> CoverAsync(
        MigrationPlan plan,
        CancellationToken cancellation
    )
    {
        var covers = new Dictionary<MigrationScript, ScriptCover>();
        if (FindCover is null)
            return covers;
        foreach (var script in plan.Run.Where(script => !script.AllowsDestructive && script.Destructive.Count > 0))
        {
            if (await FindCover(script, cancellation) is { } cover)
                covers[script] = cover;
            else
                RefuseDestructive(plan);
        }
        return covers;
    }

    private async Task AnnounceAsync(IReadOnlyList<MigrationScript> held, int release, CancellationToken cancellation)
    {
        var standing = await ReadStandingAsync(cancellation);
        foreach (var script in held.Where(script => standing.Announcement(script) is null))
            await WriteAsync(id => Line(script, release, id) with { State = MigrationState.Held }, cancellation);
    }

    private async Task<int> NextIdAsync(CancellationToken cancellation)
    {
        var journal = await ReadJournalAsync(cancellation);
        return journal.Count == 0 ? 1 : journal[^1].Id + 1;
    }

    /// <summary>The down text's place in its file, as long as the project still has exactly this text.</summary>
    private static ScriptText Locate(MigrationSet set, ScriptText journal, MigrationRecord record) =>
        set.Scripts.FirstOrDefault(script => MigrationStanding.Key(script) == MigrationStanding.Key(record))?.Down
            is { } down
        && down.Text == journal.Text
            ? down with
            {
                NoTransaction = journal.NoTransaction,
            }
            : journal;
}
