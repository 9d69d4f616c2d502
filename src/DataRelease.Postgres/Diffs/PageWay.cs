using DataRelease.Diffs;

namespace DataRelease.Postgres.Diffs;

/// <summary>Reads both sides by page, in parts with about the same keys; see <see cref="PagePass"/>.</summary>
internal sealed class PageWay : DiffWay
{
    public override DiffStrategy Strategy => DiffStrategy.PageRanges;

    public override Task<DiffFinding> RunAsync(
        DiffRun run,
        DiffSides sides,
        DiffCourse course,
        CancellationToken cancellation
    ) =>
        new PagePass(run, course.Instead, part => course.Within(part.Blue, part.Green)).RunAsync(
            sides,
            course.Blue,
            course.Green,
            cancellation
        );
}
