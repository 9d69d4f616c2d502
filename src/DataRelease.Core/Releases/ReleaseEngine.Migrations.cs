namespace DataRelease.Releases;

/// <summary>The verb <c>migrate</c>.</summary>
public sealed partial class ReleaseEngine
{
    /// <summary>Applies pending migrations.</summary>
    public Task<ReleaseReport.Migrated> MigrateUpAsync(MigrateRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new MigrateCommand(run).PreviewUpAsync(request, cancellation), cancellation)
            : WithLeaseAsync(request, (run, token) => new MigrateCommand(run).UpAsync(request, token), cancellation);

    /// <summary>Takes migrations back to a version with the down scripts of the journal.</summary>
    public Task<ReleaseReport.Migrated> MigrateDownAsync(MigrateRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new MigrateCommand(run).PreviewDownAsync(request, cancellation), cancellation)
            : WithLeaseAsync(request, (run, token) => new MigrateCommand(run).DownAsync(request, token), cancellation);

    /// <summary>Which migrations are applied, wait, or are missing.</summary>
    public Task<ReleaseReport.Migrated> MigrateStatusAsync(CancellationToken cancellation) =>
        LookingAsync(run => new MigrateCommand(run).StatusAsync(cancellation), cancellation);

    /// <summary>
    /// Whether the project's migrations are those of the journal, in order, and say what they may destroy.
    /// </summary>
    public Task<ReleaseReport.Migrated> MigrateVerifyAsync(MigrateRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new MigrateCommand(run).VerifyAsync(request, cancellation), cancellation);

    /// <summary>Says that everything up to a version is there already.</summary>
    public Task<ReleaseReport.Migrated> MigrateBaselineAsync(MigrateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new MigrateCommand(run).BaselineAsync(request, token), cancellation);

    /// <summary>Says how an unfinished or changed migration really stands.</summary>
    public Task<ReleaseReport.Migrated> MigrateResolveAsync(MigrateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new MigrateCommand(run).ResolveAsync(request, token), cancellation);
}
