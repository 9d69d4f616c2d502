using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Releases;

/// <summary>
/// What a command came to, as a closed set: a kind a family of verbs, and in each kind only what its verbs can tell.
/// The JSON document, the console and the pipelines read it by an <see cref="IReportReader{T}"/>, so that the compiler
/// names whoever does not know a new kind. A verb that failed before it had anything to tell returns its own kind with
/// empty lists and the error, or <see cref="Ended"/> where its kind can't be empty.
/// </summary>
public abstract partial record ReleaseReport
{
    private ReleaseReport() { }

    /// <summary>The process's exit code.</summary>
    public ExitCode ExitCode { get; init; }

    /// <summary>The environment; empty for a command that is about none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The release the command was about, or null.</summary>
    public ReleaseSummary? Release { get; init; }

    /// <summary>What is live after the command, or null.</summary>
    public LiveSummary? Live { get; init; }

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<StepSummary> Steps { get; init; } = [];

    /// <summary>Attempts that the command's swap took; 0 if it made none.</summary>
    public int SwapAttempts { get; init; }

    /// <summary>What is wrong with project or data, each with its place; errors and warnings.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the exit code is not 0, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary>Where the report was written, or null.</summary>
    public string? ReportFile { get; init; }

    /// <summary>One or two sentences for the end of the console output: what happened and what to do next.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Calls the reader's method for this kind.</summary>
    public abstract T Read<T>(IReportReader<T> reader);
}

/// <summary>Reads a report of any kind: a method a kind, so that a kind more is an error in each reader.</summary>
/// <typeparam name="T">What it makes of it.</typeparam>
public interface IReportReader<out T>
{
    /// <summary>Nothing but what every report has.</summary>
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

/// <summary>A report with outcomes of checks.</summary>
public interface ICheckedReport
{
    /// <summary>Check outcomes in order.</summary>
    IReadOnlyList<CheckOutcome> Checks { get; }
}

/// <summary>A report that says of relations what they go through.</summary>
public interface IPlannedReport
{
    /// <summary>Relation by relation.</summary>
    IReadOnlyList<PlannedRelation> Plan { get; }
}

/// <summary>A report that can be of a command with <c>--dry-run</c>.</summary>
public interface IStatedReport
{
    /// <summary>Statements in order; none for a command that did its work.</summary>
    IReadOnlyList<string> Statements { get; }
}

/// <summary>A report of a command that is about one release.</summary>
public interface IDocumentedReport
{
    /// <summary>The release's own report, as the ledger keeps it; null if none was made.</summary>
    Reports.Documents.ReportDocument? Document { get; }
}
