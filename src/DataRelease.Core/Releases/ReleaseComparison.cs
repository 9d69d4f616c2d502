namespace DataRelease.Releases;

internal sealed class ReleaseComparison(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(DiffRequest request, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        _ = request; _ = cancellation;
        return new ReleaseReport { Environment = run.Environment.Name };
    }
}
