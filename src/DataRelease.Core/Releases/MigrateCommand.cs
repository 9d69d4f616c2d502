using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>The verb <c>migrate</c>.</summary>
internal sealed class MigrateCommand(ReleaseRun run)
{
    private readonly MigrationRun _migrations = new(run, run.Environment.Migrations)
    {
        FindCover = new MigrationCover(run).FindAsync,
    };

    public async Task<ReleaseReport.Migrated> UpAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var plan = await PlanUpAsync(request, cancellation);
        var said = await run.StepAsync("migrate", plan.Run.Count == 0 ? "" : $"{plan.Run.Count} scripts", async () =>
            MigrationText.Described(await _migrations.UpAsync(plan, null, cancellation), plan.Held)
        );
        return await ReportAsync(said, cancellation);
    }

    public async Task<ReleaseReport.Migrated> PreviewUpAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var plan = await PlanUpAsync(request, cancellation);
        plan.Refuse();
        var set = await _migrations.ReadSetAsync(cancellation);
        await _migrations.CheckAsync(plan, set.Variables, cancellation);
        var report = await ReportAsync(
            plan.Run.Count == 0
                ? "nothing to migrate"
                : $"would run {string.Join(", ", plan.Run.Select(script => script.Name))}",
            cancellation
        );
        return report with { Statements = MigrationText.Statements(plan, set.Variables) };
    }

    public async Task<ReleaseReport.Migrated> DownAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var steps = await PlanDownAsync(request, cancellation);
        var said = await run.StepAsync("migrate", $"down to {request.To}", async () =>
        {
            await _migrations.DownAsync(steps, null, cancellation);
            return steps.Count == 0
                ? "nothing to take back"
                : $"took back {string.Join(", ", steps.Select(step => step.Name))}";
        });
        return await ReportAsync(said, cancellation);
    }

    public async Task<ReleaseReport.Migrated> PreviewDownAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var steps = await PlanDownAsync(request, cancellation);
        await _migrations.CheckDownAsync(steps, cancellation);
        var report = await ReportAsync(
            steps.Count == 0
                ? "nothing to take back"
                : $"would take back {string.Join(", ", steps.Select(step => step.Name))}",
            cancellation
        );
        var set = await _migrations.ReadSetAsync(cancellation);
        return report with { Statements = MigrationRun.Describe(steps, set.Variables) };
    }

    public Task<ReleaseReport.Migrated> StatusAsync(CancellationToken cancellation) => ReportAsync("", cancellation);

    /// <summary>
    /// Every disagreement between project and journal, and the lint's findings about pending scripts.
    /// </summary>
    public async Task<ReleaseReport.Migrated> VerifyAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var standing = await _migrations.ReadStandingAsync(cancellation);
        var set = await _migrations.ReadSetAsync(cancellation);
        // To verify, a missing script is as wrong as a changed one.
        var problems = standing
            .Verify(request.AllowOutOfOrder || run.Config.Migrations.AllowOutOfOrder)
            .Select(problem => problem with { IsWarning = false })
            .ToList();
        foreach (var script in set.Scripts.Where(script => standing.IsPending(script) && !script.AllowsDestructive))
        {
            problems.AddRange(
                script.Destructive.Select(finding => new Problem(
                    ErrorCode.MigrationDestructive,
                    false,
                    $"{script.Name} {finding.What}",
                    new SourceLocation(script.Up.File, finding.Line, finding.Column)
                ))
            );
        }
        var report = await ReportAsync("", cancellation);
        if (problems.Count == 0)
            return report with
            {
                Summary = $"{set.Scripts.Count} migrations are as they were applied or wait in order",
            };
        var worst = problems[0];
        return report with
        {
            Problems = problems,
            Summary = "",
            ExitCode = ExitCode.Refused,
            Error = new ReleaseException(
                worst.Code,
                problems.Count == 1 ? worst.Message : $"{worst.Message}, and {problems.Count - 1} more",
                null,
                worst.Where
            ),
        };
    }

    /// <summary>Records that everything up to a version was applied already.</summary>
    public async Task<ReleaseReport.Migrated> BaselineAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var version = Version(request.Version!);
        var standing = await _migrations.ReadStandingAsync(cancellation);
        if (standing.Baseline is { } old)
            throw new ReleaseException(
                ErrorCode.WrongState,
                $"the baseline is {old} already",
                "a baseline is set once, before the first migration"
            );
        if (
            standing.Current.FirstOrDefault(record =>
                record.IsInForce && record.Version is { } applied && applied <= version
            ) is
            { } first
        )
            throw new ReleaseException(
                ErrorCode.WrongState,
                $"{first.Name} was applied already",
                "a baseline is set once, before the first migration"
            );
        await _migrations.WriteAsync(
            id => new MigrationRecord
            {
                Id = id,
                Name = $"baseline {version}",
                Version = version,
                Kind = MigrationKind.Baseline,
                Phase = MigrationPhase.Expand,
                Checksum = "",
                State = MigrationState.Applied,
                AppliedAt = run.Clock.GetUtcNow(),
                AppliedBy = LocalUser.Name,
            },
            cancellation
        );
        return await ReportAsync($"everything up to {version} counts as applied", cancellation);
    }

    /// <summary>Records the real state of a migration that a person has looked at.</summary>
    public async Task<ReleaseReport.Migrated> ResolveAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var standing = await _migrations.ReadStandingAsync(cancellation);
        var set = await _migrations.ReadSetAsync(cancellation);
        var version = MigrationVersion.TryParse(request.Version!);
        var script = set.Scripts.FirstOrDefault(script =>
            version is not null ? script.Version == version : script.Name == request.Version
        );
        var record = standing.Current.FirstOrDefault(record =>
            version is not null ? record.Version == version : record.Name == request.Version
        );
        var name = script?.Name
            ?? record?.Name
            ?? throw new ReleaseException(ErrorCode.MigrationUnknown, $"there is no migration '{request.Version}'");
        if (request.AsApplied && script is null && record is null)
            throw new ReleaseException(ErrorCode.MigrationUnknown, $"{name} is not in the project");
        await _migrations.WriteAsync(
            id =>
            {
                var line =
                    script is not null && (request.AsApplied || record is null)
                        ? _migrations.Line(script, null, id)
                        : record! with
                        {
                            Id = id,
                            AppliedAt = run.Clock.GetUtcNow(),
                            AppliedBy = LocalUser.Name,
                        };
                return line with
                {
                    State = request.AsApplied ? MigrationState.Applied : MigrationState.Reverted,
                    Release = null,
                    Message = $"said by {LocalUser.Name}",
                };
            },
            cancellation
        );
        return await ReportAsync($"{name} counts as {(request.AsApplied ? "applied" : "pending")}", cancellation);
    }

    private async Task<MigrationPlan> PlanUpAsync(MigrateRequest request, CancellationToken cancellation)
    {
        var set = await _migrations.ReadSetAsync(cancellation);
        if (set.Scripts.Count == 0)
            throw new ReleaseException(
                ErrorCode.MigrationsNone,
                $"there is no script in '{run.Config.Migrations.Folder}'"
            );
        var to = request.To is null ? null : Version(request.To);
        if (to is not null && set.Scripts.All(script => script.Version != to))
            throw new ReleaseException(ErrorCode.MigrationUnknown, $"no migration has version {to}");
        return await _migrations.PlanUpAsync(
            to,
            request.AllowOutOfOrder,
            request.Retry,
            request.IncludeContract ? ContractRule.All : ContractRule.Due,
            cancellation
        );
    }

    private async Task<IReadOnlyList<MigrationRecord>> PlanDownAsync(
        MigrateRequest request,
        CancellationToken cancellation
    )
    {
        var to = Version(request.To!);
        var standing = await _migrations.ReadStandingAsync(cancellation);
        if (
            to != MigrationVersion.Zero
            && to != standing.Baseline
            && standing.Current.All(record => record.Version != to)
        )
            throw new ReleaseException(
                ErrorCode.MigrationUnknown,
                $"version {to} was never applied here",
                "name an applied version, or 0 to take back all; data-release migrate status lists them"
            );
        return standing.PlanDown(to);
    }

    private static MigrationVersion Version(string text) =>
        MigrationVersion.TryParse(text)
        ?? throw new ReleaseException(
            ErrorCode.MigrationUnknown,
            $"'{text}' is not a version",
            "write it as 7, V0007 or 1.2"
        );

    private async Task<ReleaseReport.Migrated> ReportAsync(string summary, CancellationToken cancellation)
    {
        var set = await _migrations.ReadSetAsync(cancellation);
        var standing = await _migrations.ReadStandingAsync(cancellation);
        var window = await RollbackWindow.ReadAsync(run, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var migrations = MigrationOverview.Read(set, standing, window);
        return new ReleaseReport.Migrated
        {
            Live = book.LiveSummary,
            Migrations = migrations,
            Summary = summary.Length > 0 ? summary : MigrationOverview.Sentence(migrations),
        };
    }
}
