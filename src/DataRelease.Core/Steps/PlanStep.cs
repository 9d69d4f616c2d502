using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Policies;

namespace DataRelease.Steps;

/// <summary>
/// Reads the project with the green schema as its target, and refuses a project that would write elsewhere.
/// </summary>
internal sealed record PlanStep() : Step(Kind, IsOfBuild: true)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = "plan";

    /// <summary>The part of the project that is built, and how.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>The requested version; null for the project's own.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// True if the build must not write to live even where the project allows it, because the release never goes live
    /// by itself.
    /// </summary>
    public bool IsApart { get; init; }

    /// <summary>
    /// The source that the release is built from. Any other source than the project is in the ledger.
    /// </summary>
    public BuildSource Source { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var work = ((Green.Unbuilt)context.Green).Work;
        var target = GreenDeployment.Target(run, release);
        var (project, _) = await run.StepAsync(
            Name,
            work.Builder.Name,
            async () =>
            {
                await new InPlaceExpansion(run).FollowAsync(work.Builder, release.Base, cancellation);
                var project = await new GreenDeployment(run).PlanAsync(
                    target,
                    work.Builder,
                    Build,
                    work.Artifacts(release.Id),
                    cancellation
                );
                await new NamesApart(run).RequireAsync(project, target, cancellation);
                await WatchedMetrics.RequireAsync(run, project, target, cancellation);
                new NothingSkipped(run).Require(project);
                if (release.Strategy == CourseStep.Rolling)
                    ReleaseWaves.Configured(run).Of(project, target);
                project = await new SourceArrivals(run).ReadAsync(project, Build, cancellation);
                project = await new ReusedRelations(run).LeaveOutAsync(
                    release,
                    target,
                    project,
                    work.Builder,
                    Build,
                    cancellation
                );
                project = await new StateSharing(run, IsApart).ReadAsync(
                    release.Base,
                    target,
                    project,
                    work.Builder,
                    Build,
                    cancellation
                );
                var shared = ReusedRelations.Describe(project, await ReleaseBook.ReadAsync(run, cancellation));
                return (Project: project, Shared: shared);
            },
            planned =>
                $"{GreenDeployment.Scope(planned.Project).Count} relations of {planned.Project.Name} "
                + $"{Version ?? planned.Project.Version}{planned.Shared}"
        );
        context.Findings.Manifest = project.Manifest;
        release = release with { Version = Version ?? project.Version, Builder = work.Builder.Name };
        run.Events.Publish(new ReleaseEvent.ReleaseStarted(run.Name, release.Id, release.Version, release.Builder));
        return new StepResult.Done(release, $"{GreenDeployment.Scope(project).Count} relations")
        {
            Becomes = ReleaseState.Building,
            Green = new Green.Planned(work, target, project, Build),
        };
    }

    /// <summary>Drops what exists of green, and records that the release is given up.</summary>
    public override async Task UndoAsync(StepContext context, string why, CancellationToken cancellation)
    {
        var cleanup = new ReleaseCleanup(context.Run);
        var statements = await cleanup.PlanAsync(context.Release, cancellation);
        await cleanup.DropAsync(context.Release, ReleaseState.Aborted, "abort", statements, cancellation);
        context.Findings.Tell(statements.Count == 0 ? "nothing was left of it" : "its green is dropped");
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var run = preview.Run;
        var work = preview.Work!;
        // The tables that its migrations would make don't exist yet, so its queries can't be analysed.
        if (work.Builder is SqlProjectBuilder sql)
            sql.AwaitsMigrations = preview.Migrations.Count > 0;
        await run.StepAsync(Name, work.Builder.Name, async () =>
        {
            await new InPlaceExpansion(run).FollowAsync(work.Builder, preview.Release.Base, cancellation);
            preview.Project = await new GreenDeployment(run).PlanAsync(
                preview.Target,
                work.Builder,
                Build,
                work.Artifacts(preview.Release.Id),
                cancellation
            );
            await new NamesApart(run).RequireAsync(preview.Project, preview.Target, cancellation);
            await WatchedMetrics.RequireAsync(run, preview.Project, preview.Target, cancellation);
            preview.Project = await new SourceArrivals(run).ReadAsync(preview.Project, Build, cancellation);
            preview.Project = await new ReusedRelations(run).LeaveOutAsync(
                preview.Release,
                preview.Target,
                preview.Project,
                work.Builder,
                Build,
                cancellation
            );
            preview.Project = await new StateSharing(run, IsApart).ReadAsync(
                preview.Release.Base,
                preview.Target,
                preview.Project,
                work.Builder,
                Build,
                cancellation
            );
            return $"{GreenDeployment.Scope(preview.Project).Count} relations";
        });
        preview.Version = Version ?? preview.Project!.Version;
        preview.Options = Build;
    }
}
