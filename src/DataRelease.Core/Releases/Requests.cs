using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Releases.Comparisons;
using DataRelease.Reports;

namespace DataRelease.Releases;

/// <summary>The options of every command that can change something.</summary>
public abstract record Request
{
    /// <summary>
    /// How long to wait for a lease that another process holds; with zero a busy environment ends the command at once.
    /// </summary>
    public TimeSpan Wait { get; init; }
}

/// <summary>The options of a command that can print its statements in place of running them.</summary>
public abstract record DryRunRequest : Request
{
    /// <summary>True to print every statement and write nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>The options of <c>plan</c>, <c>deploy</c> and <c>release</c>.</summary>
public sealed record DeployRequest : Request
{
    /// <summary>What to build.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>The version to record; null for the project's own.</summary>
    public string? Version { get; init; }

    /// <summary>The git commit to record, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>The branch to record, or null.</summary>
    public string? Branch { get; init; }

    /// <summary>Pages that say more of the release, by title; its report links to them.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Who releases, if a pipeline knows better than the machine; null for <c>user@host</c>.</summary>
    public string? By { get; init; }

    /// <summary>The last number of a preview before it was replaced.</summary>
    internal int Above { get; init; }

    /// <summary>For <c>plan</c>: print every statement, too.</summary>
    public bool WithStatements { get; init; }

    /// <summary>For <c>plan</c>: make its page, with the SQL and every statement.</summary>
    public bool Page { get; init; }

    /// <summary>For <c>plan</c>: compare the SQL of new and changed relations with the live release's.</summary>
    public bool Sql { get; init; }

    /// <summary>For <c>plan</c>: do not count relations together to which the same happens.</summary>
    public bool All { get; init; }

    /// <summary>For <c>release</c>: drop pointer views of relations that the release lacks.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>How the release goes live; null for the configuration's strategy.</summary>
    public ReleaseStrategy? Strategy { get; init; }

    /// <summary>
    /// For <c>release</c>: go live after the shadow has passed, by the strategy in <c>shadow.then</c>.
    /// </summary>
    public bool Promote { get; init; }

    /// <summary>The release whose code is built again; null for code of its own.</summary>
    internal int? Code { get; init; }

    /// <summary>For <c>release</c>: end the command where the release waits; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>The reason to override a policy that can be overridden; null for no override.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary>The options of <c>refresh</c>, which builds the live code with today's data.</summary>
public sealed record RefreshRequest : Request
{
    /// <summary>How everything is built.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>Who refreshes, if a pipeline knows better than the machine; null for <c>user@host</c>.</summary>
    public string? By { get; init; }

    /// <summary>True to end the command where the release waits; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>The reason to override a policy that can be overridden; null for no override.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary>The options of <c>validate</c>, which runs the checks again on a candidate.</summary>
public sealed record ValidateRequest : Request
{
    /// <summary>
    /// True to check the live release against the one that was live before. This decides nothing about a candidate.
    /// </summary>
    public bool Live { get; init; }

    /// <summary>The release, <c>r42</c>; null for the newest candidate.</summary>
    public string? Release { get; init; }

    /// <summary>Refusals that a person accepts, or null.</summary>
    public AcceptanceRequest? Accept { get; init; }
}

/// <summary>
/// The options of <c>diff</c>, which compares the rows of a candidate or any retained release with another.
/// </summary>
public sealed record DiffRequest : Request
{
    /// <summary>The newer side, <c>r42</c>; null for the newest candidate, or else the live release.</summary>
    public string? Release { get; init; }

    /// <summary>The older side; null for the live release, or its predecessor if the newer side is live.</summary>
    public string? Against { get; init; }

    /// <summary>Names of models or live relations, with <c>*</c>; empty for all.</summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary>Key columns, in place of the known ones.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The number of sample rows of each kind.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>The newer side, if it is no release of the environment.</summary>
    public ComparisonPlace? GreenPlace { get; init; }

    /// <summary>The older side, if it is no release of the environment.</summary>
    public ComparisonPlace? BluePlace { get; init; }

    /// <summary>True to show how the sides would be compared, without comparing them.</summary>
    public bool Explain { get; init; }

    /// <summary>How to compare. Key and samples are set separately.</summary>
    public DiffOptions Options { get; init; } = new();
}

/// <summary>The options of <c>swap</c>, which makes a validated candidate live.</summary>
public sealed record SwapRequest : Request
{
    /// <summary>The release, <c>r42</c>; null for the only candidate.</summary>
    public string? Release { get; init; }

    /// <summary>True to end the command where the release waits; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>How the release goes live; null for the configuration's strategy.</summary>
    public ReleaseStrategy? Strategy { get; init; }

    /// <summary>The commit that the candidate must have been built from, at least seven digits; null for any.</summary>
    public string? Commit { get; init; }

    /// <summary>True to drop pointer views of relations that the release lacks.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>The reason to override a policy that can be overridden; null for no override.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary>The options of <c>replay</c>, which runs consumers' queries on both sides.</summary>
/// <param name="Queries">Files and folders; empty for the configuration's.</param>
/// <param name="Release">The release, <c>r42</c>; null for the only candidate.</param>
public sealed record ReplayRequest(IReadOnlyList<string> Queries, string? Release = null)
{
    /// <summary>True to replay also queries that the warehouse has counted.</summary>
    public bool Statistics { get; init; }

    /// <summary>Samples of the queries' parameters; empty for the configuration's.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary>The options of <c>approve</c>.</summary>
public sealed record ApproveRequest : Request
{
    /// <summary>The release, <c>r42</c>; null for the only candidate.</summary>
    public string? Release { get; init; }

    /// <summary>The commit that the candidate must have been built from, at least seven digits; null for any.</summary>
    public string? Commit { get; init; }

    /// <summary>The person that a pipeline works for; null outside a pipeline.</summary>
    public string? By { get; init; }
}

/// <summary>The options of <c>rollback</c>.</summary>
public sealed record RollbackRequest : Request
{
    /// <summary>The release <c>r41</c> or a version; null for the release that was live before.</summary>
    public string? To { get; init; }

    /// <summary>
    /// True to repoint the views. This is the default if <see cref="Schema"/> and <see cref="Data"/> are false, too.
    /// </summary>
    public bool Code { get; init; }

    /// <summary>True to take migrations down to those that were applied when the release was live.</summary>
    public bool Schema { get; init; }

    /// <summary>True to restore the data version that belongs to the release.</summary>
    public bool Data { get; init; }

    /// <summary>True to build the older code with today's data, instead of going back to the older data.</summary>
    public bool IsFresh { get; init; }

    /// <summary>True to carry rows that were written since the swap to the older release.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>
    /// True to go back with the code alone. Incremental models and snapshots with the same code keep their present
    /// state.
    /// </summary>
    public bool KeepState { get; init; }

    /// <summary>True to give up rows that were written since the swap.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>
    /// True to ask statements that have held views for some seconds to end, as with <c>swap.on_blocked: cancel</c>.
    /// </summary>
    public bool Now { get; init; }
}

/// <summary>The options of <c>advance</c>, <c>promote</c> and <c>pause</c>.</summary>
public sealed record WatchRequest : Request
{
    /// <summary>True to end the command where the release waits.</summary>
    public bool Detach { get; init; } = true;

    /// <summary>
    /// The release that waits, <c>r42</c>; null for the one that is shown or live and watched, or else in its shadow.
    /// </summary>
    public string? Release { get; init; }

    /// <summary>For <c>promote</c>: skip every step that is left before the swap.</summary>
    public bool Full { get; init; }

    /// <summary>The reason to override a policy that can be overridden; null for no override.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary>The options of <c>resume</c> and <c>abort</c>.</summary>
public sealed record RecoveryRequest : Request
{
    /// <summary>For <c>resume</c>: end the command where the release waits; <c>advance</c> goes on.</summary>
    public bool Detach { get; init; }

    /// <summary>The release, <c>r42</c>; null for the unfinished release.</summary>
    public string? Release { get; init; }

    /// <summary>For <c>resume</c>: where the files come from that are built again; null if nobody knows.</summary>
    public ResumedOrigin? Origin { get; init; }

    /// <summary>The reason to override a policy that can be overridden; null for no override.</summary>
    public OverrideRequest? Override { get; init; }
}

/// <summary>Where a project comes from that a release is built from again.</summary>
/// <param name="Commit">The git commit, or null.</param>
/// <param name="Branch">The branch, or null.</param>
/// <param name="By">Who resumes it; null for the operating system's user.</param>
/// <param name="Links">Pages that say more, by title; empty to keep those of the first try.</param>
public sealed record ResumedOrigin(
    string? Commit,
    string? Branch,
    string? By,
    IReadOnlyDictionary<string, string> Links
);

/// <summary>The options of <c>leave</c>, which turns live into plain tables and views.</summary>
public sealed record LeaveRequest : Request;

/// <summary>The options of <c>prune</c>.</summary>
public sealed record PruneRequest : DryRunRequest
{
    /// <summary>The number of releases to keep besides the live one; null for the configuration's.</summary>
    public int? Keep { get; init; }

    /// <summary>The age from which releases are dropped; null for the configuration's.</summary>
    public TimeSpan? OlderThan { get; init; }
}

/// <summary>The options of <c>doctor</c>.</summary>
public sealed record DoctorRequest : DryRunRequest
{
    /// <summary>True to make the safe repairs.</summary>
    public bool Fix { get; init; }

    /// <summary>
    /// True to examine only what keeps others from writing to live; with <see cref="Fix"/> also to add it.
    /// </summary>
    public bool Guard { get; init; }
}

/// <summary>Which releases <c>history</c> shows.</summary>
/// <param name="Limit">The largest number of releases, the newest; null for all.</param>
/// <param name="Before">Only releases older than this one; null for all.</param>
public sealed record HistoryRequest(int? Limit = null, string? Before = null);
