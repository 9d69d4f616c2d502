using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Releases.Certification;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>
/// The JSON document of a command, with the keys of its verb (<see cref="DocumentKeys"/>). Keys are added, never
/// changed (docs/output.schema.json).
/// </summary>
internal static partial class JsonReport
{
    // A document on standard output also becomes lines of a log. Without # no line can contain a command of Azure
    // DevOps.
    private static readonly ReportJson _json = new(
        new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = RunnerCommands.JsonEncoder }
    );

    public static string Write(string command, ReleaseReport report)
    {
        var document = JsonSerializer
            .SerializeToNode(report.Read(new KindReader(Common(command, report))), _json.Document)!
            .AsObject();
        DocumentKeys.Keep(document, command);
        return ReadableJson.Of(document.ToJsonString(_json.Options));
    }

    /// <summary>What every report has; what belongs to other kinds is empty.</summary>
    private static Document Common(string command, ReleaseReport report) =>
        new(
            1,
            command,
            report.ExitCode,
            report.Environment,
            report.Release is null ? null : Release(report.Release),
            report.Live is null ? null : new Live(report.Live.Release, report.Live.Version, report.Live.Since),
            [.. report.Steps.Select(step => new Step(step.Name, step.State, step.Seconds))],
            [],
            [
                .. report.Problems.Select(problem => new Trouble(
                    problem.Code.Id,
                    problem.IsWarning ? "warning" : "error",
                    problem.Message,
                    problem.Code.Help,
                    problem.Where?.File,
                    problem.Where?.Line,
                    problem.Where?.Column
                )),
            ],
            report.Error is null
                ? null
                : new Failure(
                    report.Error.Code.Id,
                    report.Error.Message,
                    report.Error.ToDo,
                    report.Error.Where?.File,
                    report.Error.Where?.Line,
                    report.Error.Where?.Column
                ),
            [],
            [],
            [],
            null,
            [],
            [],
            [],
            null,
            report.Summary,
            report.ReportFile,
            []
        );

    private static Release Release(ReleaseSummary release) =>
        new(
            release.Id,
            release.Version,
            release.State,
            release.Strategy,
            release.Commit,
            release.CreatedAt,
            release.CreatedBy,
            release.LiveAt,
            release.Relations,
            release.Message,
            release.Branch,
            release.IsOutdated
        )
        {
            RefreshOf = release.RefreshOf,
            Missing = release.Missing.Count > 0 ? release.Missing : null,
        };
}

/// <summary>
/// What a command did. Some keys are in every document; the others are in each document of their verbs, also if they
/// are empty, and in no other.
/// </summary>
/// <param name="Schema">The version of the document's schema.</param>
/// <param name="Command">The command.</param>
/// <param name="ExitCode">The exit code of the command.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Release">The release that the command made or changed, or null.</param>
/// <param name="Live">What consumers read after the command, or null.</param>
/// <param name="Steps">The steps that the command went through, in order.</param>
/// <param name="Checks">What the checks found, including dbt's tests.</param>
/// <param name="Problems">What is wrong, with its place in the project.</param>
/// <param name="Error">What ended the command, or null.</param>
/// <param name="Releases">The releases, the newest first.</param>
/// <param name="RollbackTargets">Releases that <c>rollback --to</c> takes, newest first.</param>
/// <param name="Found">
/// Schemas of what was moved out of live because it stood in the place of a view, one sentence each.
/// </param>
/// <param name="Lease">Who works on the environment, or null.</param>
/// <param name="Plan">What happens to each relation.</param>
/// <param name="Diffs">How rows differ.</param>
/// <param name="Statements">What was executed, or would be.</param>
/// <param name="Certificate">What readers noticed.</param>
/// <param name="Summary">The result in a sentence.</param>
/// <param name="Report">Where the report was written; null if it was not.</param>
/// <param name="Migrations">Every migration of the project and the journal, by version.</param>
internal sealed partial record Document(
    [property: AllowedValues(1)] int Schema,
    string Command,
    ExitCode ExitCode,
    string Environment,
    Release? Release,
    Live? Live,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<Trouble> Problems,
    Failure? Error,
    IReadOnlyList<Release> Releases,
    IReadOnlyList<Release> RollbackTargets,
    IReadOnlyList<string> Found,
    Lease? Lease,
    IReadOnlyList<Planned> Plan,
    IReadOnlyList<Diff> Diffs,
    IReadOnlyList<string> Statements,
    Certificate? Certificate,
    string Summary,
    string? Report,
    IReadOnlyList<Migrated> Migrations
);

/// <summary>A release.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">The package's or project's version.</param>
/// <param name="State">How far it is.</param>
/// <param name="Strategy">How it goes live: <c>blue-green</c>, for instance.</param>
/// <param name="Commit">The git commit, or null.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="CreatedBy">Who began it: <c>user@host</c>, or the name that a pipeline gives.</param>
/// <param name="LiveAt">When it last became live, in UTC, or null.</param>
/// <param name="Relations">The number of its relations.</param>
/// <param name="Message">How it ended if it failed; otherwise empty.</param>
/// <param name="Branch">The branch that it was built from, or null.</param>
/// <param name="Outdated">
/// True for a candidate that a swap would refuse, because something else went live after it was built.
/// </param>
internal sealed record Release(
    string Id,
    string Version,
    ReleaseState State,
    string Strategy,
    string? Commit,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LiveAt,
    int Relations,
    string Message,
    string? Branch,
    bool Outdated
)
{
    /// <summary>For a refresh: the release that brought its code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshOf { get; init; }

    /// <summary>For a candidate: what the environment's policies still ask for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }
}

/// <summary>The live release.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">Since when, in UTC.</param>
internal sealed record Live(string Release, string Version, DateTimeOffset Since);

/// <summary>A step of the command.</summary>
/// <param name="Name"><c>plan</c>, <c>build</c>, <c>validate</c>, <c>swap</c>, …</param>
/// <param name="State">How it ended.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record Step(string Name, StepOutcome State, double Seconds);

/// <summary>What a check found.</summary>
/// <param name="Name">The check.</param>
/// <param name="Relation">The live name, or empty for the whole release.</param>
/// <param name="State">How it ended.</param>
/// <param name="Severity">The worst that the check may report.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What was allowed.</param>
/// <param name="Message">The finding in a sentence.</param>
internal sealed record Check(
    string Name,
    string Relation,
    CheckState State,
    CheckSeverity Severity,
    string Value,
    string Threshold,
    string Message
);

/// <summary>What ended a command.</summary>
/// <param name="Code">The DR code.</param>
/// <param name="Message">What happened.</param>
/// <param name="Help">What to do about it.</param>
/// <param name="File">The file that it is about, or null.</param>
/// <param name="Line">The line, from 1, or null.</param>
/// <param name="Column">The column, from 1, or null.</param>
internal sealed record Failure(
    [property: RegularExpression(Failure.CodeForm)] string Code,
    string Message,
    string Help,
    string? File,
    int? Line,
    int? Column
)
{
    /// <summary>The form of a code.</summary>
    public const string CodeForm = @"^DR\d{4}$";
}

/// <summary>Something that is wrong.</summary>
/// <param name="Code">The DR code.</param>
/// <param name="Severity">Whether it ended the command.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">Its page in the documentation.</param>
/// <param name="File">The file that it is about, or null.</param>
/// <param name="Line">The line, from 1, or null.</param>
/// <param name="Column">The column, from 1, or null.</param>
internal sealed record Trouble(
    [property: RegularExpression(Failure.CodeForm)] string Code,
    [property: AllowedValues("error", "warning")] string Severity,
    string Message,
    string Help,
    string? File,
    int? Line,
    int? Column
);

/// <summary>The right to change the environment, which one process has at a time.</summary>
/// <param name="Holder">The holder, as <c>user@host pid 4711</c>.</param>
/// <param name="AcquiredAt">When it was taken, in UTC.</param>
/// <param name="ExpiresAt">When it expires, in UTC by the server's clock.</param>
/// <param name="Expired">True if the holder has died or lost the lease.</param>
internal sealed record Lease(string Holder, DateTimeOffset AcquiredAt, DateTimeOffset ExpiresAt, bool Expired);

/// <summary>What happens to a relation.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Change">What happens to it, in a word or two.</param>
/// <param name="Detail">Why, for people.</param>
internal sealed record Planned(string Relation, string Change, string Detail)
{
    /// <summary>With <c>plan --sql</c>: how the SQL of a new or changed relation differs from what is live.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SqlNode? Sql { get; init; }

    /// <summary>In <c>plan</c>: how its columns change for consumers; left out if they stay.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ShapeNode? Shape { get; init; }

    /// <summary>In <c>plan</c>: the consumers of a relation that changes, as the dbt project declares them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Exposures { get; init; }
}

/// <summary>How the columns that consumers see change.</summary>
/// <param name="Known">False if the columns are known only after the build.</param>
/// <param name="Added">Columns that only the new shape has.</param>
/// <param name="Removed">Columns that only the live shape has.</param>
/// <param name="Retyped">Columns that get another type.</param>
/// <param name="Reordered">True if the columns that stay have another order.</param>
/// <param name="KindBefore">What is live, if the relation becomes another kind: <c>view</c>; otherwise null.</param>
/// <param name="KindAfter">What it becomes; null if its kind stays.</param>
/// <param name="Note">Why the columns are not known; empty if they are.</param>
/// <param name="Readers">Objects outside the release that use a column that goes or gets another type.</param>
internal sealed record ShapeNode(
    bool Known,
    IReadOnlyList<ShapeColumnNode> Added,
    IReadOnlyList<ShapeColumnNode> Removed,
    IReadOnlyList<RetypedNode> Retyped,
    bool Reordered,
    string? KindBefore,
    string? KindAfter,
    string Note,
    IReadOnlyList<ShapeReaderNode> Readers
);

/// <summary>A column of a shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the engine's spelling.</param>
internal sealed record ShapeColumnNode(string Name, string Type);

/// <summary>A column that gets another type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The live type.</param>
/// <param name="After">The new type.</param>
internal sealed record RetypedNode(string Name, string Before, string After);

/// <summary>An object outside the release that uses columns.</summary>
/// <param name="Kind">The engine's word for it: <c>view</c>, for instance.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">The columns that its definition names; empty if it has none that can be read.</param>
internal sealed record ShapeReaderNode(string Kind, string Name, IReadOnlyList<string> Columns);

/// <summary>How a model's SQL differs from what is live.</summary>
/// <param name="File">Its file in the project.</param>
/// <param name="Before">The release of the older text, <c>r4 (1.2.0)</c>; null for a new model.</param>
/// <param name="After">The origin of the newer text, <c>project 1.3.0</c>.</param>
/// <param name="Diff">A unified diff, from its first <c>@@</c> on; empty if the note says all.</param>
/// <param name="HiddenLines">The number of lines left out of the diff.</param>
/// <param name="Note">Why nothing is compared; empty if something is.</param>
internal sealed record SqlNode(
    string File,
    string? Before,
    string After,
    IReadOnlyList<string> Diff,
    int HiddenLines,
    string Note
);

/// <summary>A migration.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Version">The version, or null for a repeatable one.</param>
/// <param name="State">The migration's state.</param>
/// <param name="Phase">When it runs.</param>
/// <param name="AppliedAt">When it was applied or tried, in UTC, or null.</param>
/// <param name="AppliedBy">Who applied it, as <c>user@host</c>; empty if it never ran.</param>
/// <param name="Release">The release that ran it, or null.</param>
/// <param name="Seconds">How long it ran, in seconds.</param>
/// <param name="HasDown">True if it has a down script.</param>
/// <param name="Message">Why it failed or what it waits for; may be empty.</param>
internal sealed record Migrated(
    string Name,
    string? Version,
    MigrationStand State,
    MigrationPhase Phase,
    DateTimeOffset? AppliedAt,
    string AppliedBy,
    string? Release,
    double Seconds,
    bool HasDown,
    string Message
);

/// <summary>How a relation's rows differ between what is live and the candidate.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Key">The columns that identify a row; empty for a comparison of whole rows.</param>
/// <param name="BlueRows">The number of live rows.</param>
/// <param name="GreenRows">The number of the candidate's rows.</param>
/// <param name="Added">The number of rows that only the candidate has.</param>
/// <param name="Removed">The number of rows that only live has.</param>
/// <param name="Changed">The number of rows with the same key and other values.</param>
/// <param name="AmbiguousRows">The number of rows whose key is not unique; they were compared as whole rows.</param>
/// <param name="ChangedByColumn">For each column the number of rows in which it differs.</param>
/// <param name="AddedColumns">Columns that only the candidate has.</param>
/// <param name="RemovedColumns">Columns that only live has.</param>
/// <param name="RetypedColumns">Columns with another type.</param>
/// <param name="Samples">A few example rows of each kind.</param>
/// <param name="Causes">
/// What can have changed it: nodes and sources upstream. Those that are known to have changed come first, then the
/// nearer ones.
/// </param>
/// <param name="Unexplained">True if it changed and nothing that it is made from did.</param>
internal sealed record Diff(
    string Relation,
    IReadOnlyList<string> Key,
    long BlueRows,
    long GreenRows,
    long Added,
    long Removed,
    long Changed,
    long AmbiguousRows,
    IReadOnlyDictionary<string, long> ChangedByColumn,
    IReadOnlyList<string> AddedColumns,
    IReadOnlyList<string> RemovedColumns,
    IReadOnlyList<string> RetypedColumns,
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<Cause> Causes,
    bool Unexplained
)
{
    /// <summary>What the rows of one kind have in common; left out if there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Trait>? Common { get; init; }

    /// <summary>The part that was compared, if it was not all; the counts are those of the part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampledPart? Sampled { get; init; }

    /// <summary>The rows that the key does not identify; left out if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeyTrouble? KeyProblems { get; init; }

    /// <summary>The statistics of numbers, if they were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ColumnNumbers>? Statistics { get; init; }

    /// <summary>Remarks for people, one sentence each; left out if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>What a comparison of a part of the rows says about all rows.</summary>
/// <param name="Fraction">The part of the keys that was compared, from 0 to 1.</param>
/// <param name="Confidence">The confidence of the limits, from 0 to 1.</param>
/// <param name="Least">The smallest number of differing rows.</param>
/// <param name="Most">The largest number of differing rows.</param>
internal sealed record SampledPart(double Fraction, double Confidence, long Least, long Most);

/// <summary>Rows that a key does not identify.</summary>
/// <param name="BlueNull">The number of live rows with a null in the key.</param>
/// <param name="GreenNull">The number of the candidate's rows with a null in the key.</param>
/// <param name="BlueShared">The number of live rows whose key another one has.</param>
/// <param name="GreenShared">The number of the candidate's rows whose key another one has.</param>
internal sealed record KeyTrouble(long BlueNull, long GreenNull, long BlueShared, long GreenShared);

/// <summary>The statistics of a numeric column on both sides.</summary>
/// <param name="Column">The column.</param>
/// <param name="Blue">Those of all live rows.</param>
/// <param name="Green">Those of all the candidate's rows.</param>
internal sealed record ColumnNumbers(string Column, Numbers Blue, Numbers Green);

/// <summary>The statistics of one column, as the warehouse's texts; null where there is no value.</summary>
/// <param name="Nulls">The number of rows without a value.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Sum">The sum.</param>
internal sealed record Numbers(long Nulls, string? Min, string? Max, string? Mean, string? Sum);

/// <summary>A condition that singles out the rows of a kind.</summary>
/// <param name="Kind">The rows that it singles out.</param>
/// <param name="Column">The column that it is about; of two columns the one that alone says more.</param>
/// <param name="Condition">The condition, for people.</param>
/// <param name="Rows">The number of rows of the kind that meet it.</param>
/// <param name="OfRows">The number of rows of the kind.</param>
/// <param name="Others">The number of other rows that meet it.</param>
/// <param name="OfOthers">The number of other rows.</param>
/// <param name="RiskRatio">How many times as often a row that meets it is of the kind.</param>
/// <param name="Sentence">All this in a sentence.</param>
internal sealed record Trait(
    RowKind Kind,
    string Column,
    string Condition,
    long Rows,
    long OfRows,
    long Others,
    long OfOthers,
    double RiskRatio,
    string Sentence
)
{
    /// <summary>All columns that it is about: one or two.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [Column];
}

/// <summary>Something that can have changed a relation.</summary>
/// <param name="UniqueId">dbt's unique id.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>source</c>.</param>
/// <param name="Change">What changed about it.</param>
/// <param name="Distance">The number of steps upstream; 0 for the relation itself.</param>
internal sealed record Cause(string UniqueId, string Kind, CauseChange Change, int Distance);

/// <summary>An example of a row that differs. A value is null for NULL, or on the side that lacks the row.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Key">The values of the key.</param>
/// <param name="Before">Values in what is live.</param>
/// <param name="After">Values in the candidate.</param>
internal sealed record Sample(
    RowKind Kind,
    IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Before,
    IReadOnlyDictionary<string, string?> After
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [
        typeof(ReleaseStateWriter),
        typeof(StepOutcomeWriter),
        typeof(StepStateWriter),
        typeof(CheckStateWriter),
        typeof(CheckSeverityWriter),
        typeof(PolicyStateWriter),
        typeof(MigrationStandWriter),
        typeof(MigrationPhaseWriter),
        typeof(RowKindWriter),
        typeof(CauseChangeWriter),
        typeof(DataVersionStateWriter),
        typeof(VersionRoleWriter),
        typeof(MeasurementOutcomeWriter),
        typeof(ReportedVerdictWriter),
        typeof(ReportedMetricVerdictWriter),
        typeof(ReportedReadingWriter),
        typeof(ReportedStageStateWriter),
    ]
)]
[JsonSerializable(typeof(Document))]
internal sealed partial class ReportJson : JsonSerializerContext;
