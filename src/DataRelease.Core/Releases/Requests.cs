using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Releases.Comparisons;
using DataRelease.Reports;

namespace DataRelease.Releases;

/// <summary>What every command that can change something is asked with.</summary>
public abstract record Request
{
    /// <summary>How long to wait for another release's lease; zero exits busy at once.</summary>
    public TimeSpan Wait { get; init; }
}

/// <summary>What a command is asked with whose report is of one kind, whether it does its work or not.</summary>
public abstract record DryRunRequest : Request
{
    /// <summary>Print every statement and write nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary><c>plan</c>, <c>deploy</c> and the first half of <c>release</c>.</summary>
public sealed record DeployRequest : Request
{
    /// <summary>What to build.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>The version to record; the project's own when null.</summary>
    public string? Version { get; init; }

    /// <summary>The git commit to record, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>The branch to record, or null.</summary>
    public string? Branch { get; init; }

    /// <summary>Who releases, where a pipeline knows better than the machine; null for <c>user@host</c>.</summary>
    public string? By { get; init; }

    /// <summary>The last number that a preview had before it was replaced.</summary>
    internal int Above { get; init; }

    /// <summary><c>plan</c> only: every statement, too.</summary>
    public bool WithStatements { get; init; }

    /// <summary><c>plan</c> only: compare the SQL of what is new or changed with that of what is live.</summary>
    public bool Sql { get; init; }

    /// <summary><c>release</c> only: let pointer views of dropped relations go.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>How it goes live; null for what the configuration says.</summary>
    public ReleaseStrategy? Strategy { get; init; }

    /// <summary><c>release</c> only: go live once its shadow has passed, by what <c>shadow.then</c> says.</summary>
    public bool Promote { get; init; }

    /// <summary><c>release</c> only: end where something is waited for; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>Why it goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary><c>refresh</c>: the code that is live, with today's data.</summary>
public sealed record RefreshRequest : Request
{
    /// <summary>How it is built; all of it.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>Who refreshes, where a pipeline knows better than the machine; null for <c>user@host</c>.</summary>
    public string? By { get; init; }

    /// <summary>End where something is waited for; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>Why it goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary><c>validate</c>: the checks again, on a candidate.</summary>
public sealed record ValidateRequest : Request
{
    /// <summary>
    /// The checks on what is live, against what was live before; nothing is decided about a candidate.
    /// </summary>
    public bool Live { get; init; }

    /// <summary><c>r42</c>; null for the newest candidate.</summary>
    public string? Release { get; init; }

    /// <summary>Refusals that a person lets pass, or null.</summary>
    public AcceptanceRequest? Accept { get; init; }
}

/// <summary><c>diff</c>: rows of a candidate or any retained release against another.</summary>
public sealed record DiffRequest : Request
{
    /// <summary>The newer side, <c>r42</c>; null for the newest candidate, else live.</summary>
    public string? Release { get; init; }

    /// <summary>The older side; null for live, else live's predecessor.</summary>
    public string? Against { get; init; }

    /// <summary>Model or live names, with <c>*</c>; empty for all.</summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary>Key columns, overriding what is known.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>How many sample rows of each kind to show.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>The newer side where it is no release of the environment.</summary>
    public ComparisonPlace? GreenPlace { get; init; }

    /// <summary>The older side where it is no release of the environment.</summary>
    public ComparisonPlace? BluePlace { get; init; }

    /// <summary>Say how it would be compared instead of comparing.</summary>
    public bool Explain { get; init; }

    /// <summary>How to compare; key and samples are set apart.</summary>
    public DiffOptions Options { get; init; } = new();
}

/// <summary><c>swap</c>: make a validated candidate live.</summary>
public sealed record SwapRequest : Request
{
    /// <summary><c>r42</c>; null for the only candidate.</summary>
    public string? Release { get; init; }

    /// <summary>End where something is waited for; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>How it goes live; null for what the configuration says.</summary>
    public ReleaseStrategy? Strategy { get; init; }

    /// <summary>The commit that the candidate must be of, at least seven digits; null for any.</summary>
    public string? Commit { get; init; }

    /// <summary>Let pointer views of dropped relations go.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>Why it goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary><c>replay</c>: consumers' queries on both sides.</summary>
/// <param name="Queries">Files and folders; empty for the configuration's.</param>
/// <param name="Release"><c>r42</c>; null for the only candidate.</param>
public sealed record ReplayRequest(IReadOnlyList<string> Queries, string? Release = null)
{
    /// <summary>True for queries that the warehouse has counted, besides those that are named.</summary>
    public bool Statistics { get; init; }

    /// <summary>Samples of their parameters; empty for the configuration's.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary><c>approve</c>.</summary>
public sealed record ApproveRequest : Request
{
    /// <summary><c>r42</c>; null for the only candidate.</summary>
    public string? Release { get; init; }

    /// <summary>The commit that the candidate must be of, at least seven digits; null for any.</summary>
    public string? Commit { get; init; }

    /// <summary>Whom a pipeline works for; null outside of one.</summary>
    public string? By { get; init; }
}

/// <summary><c>rollback</c>.</summary>
public sealed record RollbackRequest : Request
{
    /// <summary><c>r41</c> or a version; null for the release that was live before.</summary>
    public string? To { get; init; }

    /// <summary>
    /// Repoint the views. With neither this nor <see cref="Schema"/> nor <see cref="Data"/>, only this.
    /// </summary>
    public bool Code { get; init; }

    /// <summary>Take migrations down to those that were applied when the release was live.</summary>
    public bool Schema { get; init; }

    /// <summary>Restore the data version that belongs to the release.</summary>
    public bool Data { get; init; }

    /// <summary>Build the older code with today's data in place of going back to the data of then.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Take rows that were written since the swap along.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>
    /// Go back with the code alone: incremental models and snapshots whose code is the same stay as they are.
    /// </summary>
    public bool KeepState { get; init; }

    /// <summary>Give rows that were written since the swap up.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>Ask statements that hold views for some seconds to end, as <c>swap.on_blocked: cancel</c>.</summary>
    public bool Now { get; init; }
}

/// <summary><c>advance</c>, <c>promote</c> and <c>pause</c>.</summary>
public sealed record WatchRequest : Request
{
    /// <summary>End where something is waited for.</summary>
    public bool Detach { get; init; } = true;

    /// <summary><c>promote</c> only: past every step that is left before the swap.</summary>
    public bool Full { get; init; }

    /// <summary>Why it goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary><c>resume</c> and <c>abort</c>.</summary>
public sealed record RecoveryRequest : Request
{
    /// <summary><c>resume</c> only: end where something is waited for; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary><c>r42</c>; null for the unfinished release.</summary>
    public string? Release { get; init; }

    /// <summary>Why it goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary><c>leave</c>: live becomes plain tables and views.</summary>
public sealed record LeaveRequest : Request;

/// <summary><c>prune</c>.</summary>
public sealed record PruneRequest : DryRunRequest
{
    /// <summary>Releases to keep besides live; null for the configuration's.</summary>
    public int? Keep { get; init; }

    /// <summary>Age from which releases go; null for the configuration's.</summary>
    public TimeSpan? OlderThan { get; init; }
}

/// <summary><c>doctor</c>.</summary>
public sealed record DoctorRequest : DryRunRequest
{
    /// <summary>Mend what is safe.</summary>
    public bool Fix { get; init; }

    /// <summary>Look at what keeps others from writing to live, and at nothing else; with <see cref="Fix"/> put it in
    /// place.</summary>
    public bool Guard { get; init; }
}

/// <summary><c>history</c>: which releases.</summary>
/// <param name="Limit">How many at most, the newest; null for all.</param>
/// <param name="Before">Only releases older than this one; null for all.</param>
public sealed record HistoryRequest(int? Limit = null, string? Before = null);
