using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Doctor;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Swaps;

namespace DataRelease.Releases.Pointers;

/// <summary>
/// Checks whether live shows what the ledger says, before a command reports or changes what is live. A plain <c>dbt
/// run</c> on the live schema, for instance, puts tables in the place of views.
/// </summary>
internal sealed class PointerWatch(ReleaseRun run)
{
    private const int Named = 10;

    /// <summary>What was found about live.</summary>
    /// <param name="Findings">Views of live that do not show what the ledger says.</param>
    /// <param name="Found">Relations that earlier swaps moved out of live.</param>
    public sealed record Sight(IReadOnlyList<Finding> Findings, IReadOnlyList<FoundSchema> Found)
    {
        /// <summary>The error of a command that reports what is live, or null.</summary>
        public ReleaseException? Error
        {
            get
            {
                var wrong = Findings.Where(finding => finding.State == CheckState.Fail).ToList();
                if (wrong.Count == 0)
                    return null;
                // A lost relation can't be made again and outweighs everything that can.
                var code = wrong.Any(finding => finding.Code == ErrorCode.ReleaseDamaged)
                    ? ErrorCode.ReleaseDamaged
                    : wrong[0].Code!;
                return new ReleaseException(
                    code,
                    $"live is not what the ledger says: {string.Join("; ", wrong.Take(Named).Select(Tell))}"
                        + (wrong.Count > Named ? $"; and {wrong.Count - Named} more" : "")
                );
            }
        }

        private static string Tell(Finding finding) => $"{finding.Relation}: {finding.What}";
    }

    /// <summary>Checks the views; writes nothing.</summary>
    public async Task<Sight> LookAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Live is null || run.Environment.Preview is not null)
            return new Sight([], []);
        var chart = await ExaminedEnvironment.ReadPointersAsync(run, book, cancellation);
        return new Sight([.. PointerProbe.Drifted(chart)], chart.Found);
    }

    /// <summary>
    /// Warns of each view that is not as it should be. With the lease, it remembers views that are in order.
    /// </summary>
    /// <param name="isLeased">True if the lease is held.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task TellAsync(bool isLeased, CancellationToken cancellation)
    {
        // The release that is live does not concern a preview.
        if (run.Environment.Preview is not null)
            return;
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        IReadOnlyList<Finding> findings;
        try
        {
            findings = (await LookAsync(book, cancellation)).Findings;
        }
        catch (ReleaseException error) when (error.Code == ErrorCode.LockTimeout)
        {
            // A swap checks again with its whole budget; a build does not need to know.
            run.Events.Publish(new ReleaseEvent.Warned(error.Code.Id, error.Message));
            return;
        }
        foreach (var finding in findings.Take(Named))
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    finding.Code!.Id,
                    $"{finding.Relation}: {finding.What}; {finding.ToDo ?? finding.Code.Remedy}"
                )
            );
        if (findings.Count > Named)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    findings[Named].Code!.Id,
                    $"and {findings.Count - Named} more views of live; data-release doctor names them all"
                )
            );
        if (isLeased && findings.Count == 0 && book.Live is { } live)
            await new PointerMemory(run).RememberAsync(live.Number);
    }

    /// <summary>Rows of a plan about views that its swap would move away or make again.</summary>
    public async Task<IReadOnlyList<PlannedRelation>> PlanAsync(ReleaseBook book, CancellationToken cancellation) =>
        [
            .. (await LookAsync(book, cancellation))
                .Findings.Where(finding => finding.Repair is not null)
                .Select(finding => new PlannedRelation(
                    finding.Relation,
                    finding.Code == ErrorCode.PointerMissing ? RelationChange.MadeAgain : RelationChange.MovedAway,
                    finding.Code == ErrorCode.PointerMissing || finding.Code == ErrorCode.GateLeft
                        ? finding.What
                        : $"{finding.What}; it moves to a schema of its own"
                )),
        ];
}
