using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Releases;

/// <summary>
/// The result of a command: a closed set with one kind for each family of verbs. Each kind has only the properties of
/// its verbs. The JSON document and the console's closing lines are made by an <see cref="IReportReader{T}"/>, so a new
/// kind does not compile until every reader handles it.
/// </summary>
/// <remarks>
/// A verb that fails early returns its own kind with empty lists and the error. It returns <see cref="Ended"/> if its
/// kind has content that is required.
/// </remarks>
public abstract partial record ReleaseReport
{
    private ReleaseReport() { }

    /// <summary>The process's exit code.</summary>
    public ExitCode ExitCode { get; init; }

    /// <summary>The environment; empty for a command that is about none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The release that the command was about, or null.</summary>
    public ReleaseSummary? Release { get; init; }

    /// <summary>What is live after the command, or null.</summary>
    public LiveSummary? Live { get; init; }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<StepSummary> Steps { get; init; } = [];

    /// <summary>The number of attempts of the command's swap; 0 if there was no swap.</summary>
    public int SwapAttempts { get; init; }

    /// <summary>Errors and warnings about the project or the data, each with its place.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the exit code is not 0, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary>Where the report was written, or null.</summary>
    public string? ReportFile { get; init; }

    /// <summary>One or two sentences that end the console's output: what happened and what to do next.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Calls the reader's method for this kind.</summary>
    public abstract T Read<T>(IReportReader<T> reader);
}

/// <summary>Reads a report of any kind, with one method for each.</summary>
/// <typeparam name="T">The result of reading.</typeparam>
public interface IReportReader<out T>
{
    /// <summary>A report without properties of its own.</summary>
    T Ended(ReleaseReport.Ended report);

    /// <summary>A verb that makes, judges or moves a release.</summary>
    T Released(ReleaseReport.Released report);

    /// <summary><c>plan</c>.</summary>
    T Planned(ReleaseReport.Planned report);

    /// <summary>A verb that moves a release, with <c>--dry-run</c>.</summary>
    T Previewed(ReleaseReport.Previewed report);

    /// <summary><c>diff</c>.</summary>
    T Compared(ReleaseReport.Compared report);

    /// <summary><c>replay</c> and <c>rehearse</c>.</summary>
    T Tried(ReleaseReport.Tried report);

    /// <summary><c>doctor</c>.</summary>
    T Examined(ReleaseReport.Examined report);

    /// <summary><c>certify</c>.</summary>
    T Certified(ReleaseReport.Certified report);

    /// <summary><c>status</c>.</summary>
    T Status(ReleaseReport.Status report);

    /// <summary><c>history</c>.</summary>
    T History(ReleaseReport.History report);

    /// <summary><c>report</c>.</summary>
    T Reported(ReleaseReport.Reported report);

    /// <summary><c>report --trend</c>.</summary>
    T Trend(ReleaseReport.Trend report);

    /// <summary><c>prune</c>.</summary>
    T Pruned(ReleaseReport.Pruned report);

    /// <summary><c>migrate</c>.</summary>
    T Migrated(ReleaseReport.Migrated report);

    /// <summary><c>backup create</c>, <c>list</c> and <c>drop</c>.</summary>
    T BackedUp(ReleaseReport.BackedUp report);

    /// <summary><c>backup verify</c>.</summary>
    T Verified(ReleaseReport.Verified report);

    /// <summary><c>backup restore</c>.</summary>
    T Restored(ReleaseReport.Restored report);
}

/// <summary>A report with check outcomes.</summary>
public interface ICheckedReport
{
    /// <summary>Check outcomes in order.</summary>
    IReadOnlyList<CheckOutcome> Checks { get; }
}

/// <summary>A report about changes of relations.</summary>
public interface IPlannedReport
{
    /// <summary>The changes, one row for each relation.</summary>
    IReadOnlyList<PlannedRelation> Plan { get; }
}

/// <summary>A report of a command that has <c>--dry-run</c>.</summary>
public interface IStatedReport
{
    /// <summary>The statements in order; empty if the command ran them.</summary>
    IReadOnlyList<string> Statements { get; }
}

/// <summary>A report of a command that is about one release.</summary>
public interface IDocumentedReport
{
    /// <summary>The release's own report, as the ledger keeps it, or null.</summary>
    Reports.Documents.ReportDocument? Document { get; }
}
