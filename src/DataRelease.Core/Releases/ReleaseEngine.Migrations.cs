namespace DataRelease.Releases;

/// <summary>The verb <c>migrate</c>.</summary>
public sealed partial class ReleaseEngine
{
    /// <summary>Applies pending migrations.</summary>
    public Task<ReleaseReport.Migrated> MigrateUpAsync(MigrateRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new MigrateCommand(run).PreviewUpAsync(request, cancellation), cancellation)
            : WithLeaseAsync(request, (run, token) => new MigrateCommand(run).UpAsync(request, token), cancellation);

    /// <summary>Takes migrations down to a version, by the down scripts in the journal.</summary>
    public Task<ReleaseReport.Migrated> MigrateDownAsync(MigrateRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new MigrateCommand(run).PreviewDownAsync(request, cancellation), cancellation)
            : WithLeaseAsync(request, (run, token) => new MigrateCommand(run).DownAsync(request, token), cancellation);

    /// <summary>Reports which migrations are applied, pending or missing.</summary>
    public Task<ReleaseReport.Migrated> MigrateStatusAsync(CancellationToken cancellation) =>
        LookingAsync(run => new MigrateCommand(run).StatusAsync(cancellation), cancellation);

    /// <summary>
    /// Checks whether the project's migrations are those of the journal and in order, and whether destructive ones are
    /// marked.
    /// </summary>
    public Task<ReleaseReport.Migrated> MigrateVerifyAsync(MigrateRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new MigrateCommand(run).VerifyAsync(request, cancellation), cancellation);

    /// <summary>Records that everything up to a version was applied already.</summary>
    public Task<ReleaseReport.Migrated> MigrateBaselineAsync(MigrateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new MigrateCommand(run).BaselineAsync(request, token), cancellation);

    /// <summary>Records the real state of an unfinished or changed migration.</summary>
    public Task<ReleaseReport.Migrated> MigrateResolveAsync(MigrateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new MigrateCommand(run).ResolveAsync(request, token), cancellation);
}
