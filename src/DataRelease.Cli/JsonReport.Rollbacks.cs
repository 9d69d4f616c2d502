using System.Text.Json.Serialization;
using DataRelease.Backups;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>The parts of the document for backups, rollbacks and history.</summary>
internal sealed partial record Document
{
    /// <summary>Data versions of the environment.</summary>
    public IReadOnlyList<VersionNode> DataVersions { get; init; } = [];

    /// <summary>Rows that were written since the swap and are lost, or would be.</summary>
    public IReadOnlyList<LossNode> Losses { get; init; } = [];

    /// <summary>Rows that were written since the swap and were carried back.</summary>
    public IReadOnlyList<CarriedNode> Carried { get; init; } = [];

    /// <summary>The releases with what became of them.</summary>
    public IReadOnlyList<HistoryNode> History { get; init; } = [];

    /// <summary>The releases that are older than the page, if there are any.</summary>
    public EarlierNode? Earlier { get; init; }
}

/// <summary>Releases that are older than the page.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Before">The page's oldest release, for <c>--before</c>.</param>
internal sealed record EarlierNode(int Count, string Before);

/// <summary>A data version: copies of tables as they were.</summary>
/// <param name="Id"><c>v7</c>.</param>
/// <param name="Name">The name that the user gave; may be empty.</param>
/// <param name="State">Whether it can be restored.</param>
/// <param name="Reason"><c>asked</c>, or <c>before …</c>.</param>
/// <param name="Release">The release that was live when the version was taken, <c>r42</c>, or null.</param>
/// <param name="CreatedAt">When it was taken, in UTC.</param>
/// <param name="CreatedBy">Who took it, as <c>user@host</c>.</param>
/// <param name="Place">The schema or folder of the copies.</param>
/// <param name="Rows">The rows of all tables.</param>
/// <param name="Bytes">The bytes of all tables, as far as the engine knows.</param>
/// <param name="Tables">The tables.</param>
internal sealed record VersionNode(
    string Id,
    string Name,
    DataVersionState State,
    string Reason,
    string? Release,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string Place,
    long Rows,
    long Bytes,
    IReadOnlyList<VersionTableNode> Tables
);

/// <summary>A table of a data version.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Role">What it is to the release.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="Checksum">The checksum of its rows.</param>
internal sealed record VersionTableNode(string Table, VersionRole Role, long Rows, long Bytes, string Checksum);

/// <summary>The rows of one table that a rollback would lose, or has lost.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">The number of rows added since the swap.</param>
/// <param name="Changed">The number of rows changed since; zero if there is no key to tell.</param>
/// <param name="Removed">The number of rows removed since, which would come back.</param>
/// <param name="Exact">
/// False if no mark was kept, so that the numbers include what the release's own build changed.
/// </param>
/// <param name="Detail">How the rows were counted, for people.</param>
internal sealed record LossNode(string Relation, long Added, long Changed, long Removed, bool Exact, string Detail);

/// <summary>The rows of one table that a rollback carried back.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Added">The number of rows added to blue's table.</param>
/// <param name="Updated">The number of blue's rows that were replaced.</param>
/// <param name="Removed">The number of blue's rows that were removed, because they were removed since the swap.</param>
/// <param name="Skipped">The number of changes that blue already had.</param>
internal sealed record CarriedNode(string Relation, long Added, long Updated, long Removed, long Skipped);

/// <summary>A release in the history.</summary>
/// <param name="Release">The release.</param>
/// <param name="Builder">The builder that built it: <c>dbt 1.7.20</c>.</param>
/// <param name="Base">The release that was live when this one was built, <c>r41</c>, or null.</param>
/// <param name="Added">Relations that its predecessor lacks.</param>
/// <param name="Changed">Relations whose file differs from the predecessor's.</param>
/// <param name="Removed">Relations that only its predecessor has.</param>
/// <param name="Migrations">The scripts that it applied.</param>
/// <param name="Rows">The rows of its tables at validation, as far as they were counted; null if none were.</param>
/// <param name="Ended">How it ended or what its state is, as a phrase.</param>
/// <param name="Events">The swaps, rollbacks and other events of its life, oldest first.</param>
internal sealed record HistoryNode(
    Release Release,
    string Builder,
    string? Base,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Migrations,
    long? Rows,
    string Ended,
    IReadOnlyList<HistoryEventNode> Events
)
{
    /// <summary>What its watch came to; left out if it was not watched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedWatch? Watch { get; init; }
}

/// <summary>A moment in a release's life.</summary>
/// <param name="At">When it happened, in UTC.</param>
/// <param name="What"><c>swap</c>, <c>rollback</c>, <c>restore</c>, <c>prune</c>, …</param>
/// <param name="Detail">The details, for people.</param>
internal sealed record HistoryEventNode(DateTimeOffset At, string What, string Detail);
