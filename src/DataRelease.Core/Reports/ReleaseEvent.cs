namespace DataRelease.Reports;

/// <summary>
/// What happens during a command, as a closed set. The console, JSON and CI writers pattern-match on it; a step writes
/// no text itself. Texts may come from a database or a dbt project, so writers neutralise control sequences.
/// </summary>
public abstract record ReleaseEvent
{
    private ReleaseEvent() { }

    /// <summary>A candidate got its number.</summary>
    /// <param name="Environment">The environment.</param>
    /// <param name="Release"><c>r42</c>.</param>
    /// <param name="Version">The project's version.</param>
    /// <param name="Builder">The builder: <c>dbt 1.7.20</c>, <c>package shop 1.4.0</c>.</param>
    public sealed record ReleaseStarted(string Environment, string Release, string Version, string Builder)
        : ReleaseEvent;

    /// <summary>A step of the release began.</summary>
    /// <param name="Name">Its name, as in the JSON output.</param>
    /// <param name="Detail">What it is about to do, for people; may be empty.</param>
    public sealed record StepStarted(string Name, string Detail) : ReleaseEvent;

    /// <summary>A step ended.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="State">How it ended.</param>
    /// <param name="Duration">How long it took.</param>
    /// <param name="Detail">The result, for people; may be empty.</param>
    public sealed record StepFinished(string Name, StepOutcome State, TimeSpan Duration, string Detail) : ReleaseEvent;

    /// <summary>The builder knows how many nodes will run.</summary>
    /// <param name="Total">Number of nodes (models, seeds, snapshots, tests) that will run.</param>
    public sealed record BuildPlanned(int Total) : ReleaseEvent;

    /// <summary>A node of the project began to run.</summary>
    /// <param name="UniqueId">dbt's unique id.</param>
    /// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, …</param>
    /// <param name="Name">For people.</param>
    public sealed record NodeStarted(string UniqueId, string Kind, string Name) : ReleaseEvent;

    /// <summary>A node of the project ended.</summary>
    /// <param name="UniqueId">dbt's unique id.</param>
    /// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, …</param>
    /// <param name="Name">For people.</param>
    /// <param name="Status">
    /// dbt's word: <c>success</c>, <c>pass</c>, <c>warn</c>, <c>fail</c>, <c>error</c>, <c>skipped</c>, <c>no-op</c>, …
    /// </param>
    /// <param name="Duration">How long it ran.</param>
    /// <param name="Message">The warehouse's or dbt's message; may be empty.</param>
    public sealed record NodeFinished(
        string UniqueId,
        string Kind,
        string Name,
        string Status,
        TimeSpan Duration,
        string Message
    ) : ReleaseEvent;

    /// <summary>A check has finished.</summary>
    /// <param name="Outcome">The check's outcome.</param>
    public sealed record CheckFinished(CheckOutcome Outcome) : ReleaseEvent;

    /// <summary>A remark for the user; not an error.</summary>
    /// <param name="Text">A sentence.</param>
    public sealed record Noted(string Text) : ReleaseEvent;

    /// <summary>A warning for the user; the release goes on.</summary>
    /// <param name="Code">A DR code, or null.</param>
    /// <param name="Text">A sentence with what to do.</param>
    public sealed record Warned(string? Code, string Text) : ReleaseEvent;

    /// <summary>A long operation is under way.</summary>
    /// <param name="Text">What the command waits for or does right now.</param>
    public sealed record Progressed(string Text) : ReleaseEvent;

    /// <summary>A statement that <c>--dry-run</c> would run.</summary>
    /// <param name="Text">SQL without its values.</param>
    public sealed record StatementPlanned(string Text) : ReleaseEvent;
}

/// <summary>Receives the events of a command.</summary>
public interface IReleaseEvents
{
    /// <summary>Takes one event. It never throws, and several threads call it.</summary>
    void Publish(ReleaseEvent happened);
}
