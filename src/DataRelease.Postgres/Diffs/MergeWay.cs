using DataRelease.Diffs;

namespace DataRelease.Postgres.Diffs;

/// <summary>Reads both sides in the order of their key's index and merges them; see <see cref="MergePass"/>.</summary>
internal sealed class MergeWay : DiffWay
{
    public override DiffStrategy Strategy => DiffStrategy.KeyRanges;

    public override bool IsKeyBare => true;

    public override Task<DiffFinding> RunAsync(
        DiffRun run,
        DiffSides sides,
        DiffCourse course,
        CancellationToken cancellation
    ) => new MergePass(run).RunAsync(sides, cancellation);
}
