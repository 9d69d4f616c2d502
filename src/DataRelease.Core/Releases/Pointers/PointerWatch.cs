using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Doctor;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Swaps;

namespace DataRelease.Releases.Pointers;

/// <summary>
/// Looks whether live shows what the ledger says, before a command says or changes what is live: a plain <c>dbt
/// run</c> on the live schema puts tables in the place of views.
/// </summary>
internal sealed class PointerWatch(ReleaseRun run)
{
    private const int Named = 10;

    /// <summary>What is not as it should be, and what was moved out of live.</summary>
    /// <param name="Findings">Views of live that do not show what the ledger says.</param>
    /// <param name="Found">What earlier swaps moved.</param>
    public sealed record Sight(IReadOnlyList<Finding> Findings, IReadOnlyList<FoundSchema> Found)
    {
        /// <summary>The error that a command ends with which is to say what is live, or null.</summary>
        public ReleaseException? Error
        {
            get
            {
                var wrong = Findings.Where(finding => finding.State == CheckState.Fail).ToList();
                if (wrong.Count == 0)
                    return null;
                // What is gone can't be made again, and counts for more than what can.
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

    /// <summary>Looks; writes nothing.</summary>
    public async Task<Sight> LookAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Live is null || run.Environment.Preview is not null)
            return new Sight([], []);
        var chart = await ExaminedEnvironment.ReadPointersAsync(run, book, cancellation);
        return new Sight([.. PointerProbe.Drifted(chart)], chart.Found);
    }

    /// <summary>
    /// Warns of each view that is not as it should be. With the lease, what is in order is remembered.
    /// </summary>
    /// <param name="isLeased">True if the lease is held.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task TellAsync(bool isLeased, CancellationToken cancellation)
    {
        // What is live is none of a preview's business.
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
            // A swap looks again, for as long as its budget; a build needs none of it.
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

    /// <summary>Rows of a plan for what its swap would move out of live or make again.</summary>
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
