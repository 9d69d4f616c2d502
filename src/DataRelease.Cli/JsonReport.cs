using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Releases.Certification;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>The JSON document of a command. Keys are added, never changed (docs/output.schema.json).</summary>
internal static partial class JsonReport
{
    // A document on standard output also becomes lines of a log. Without # no line can contain a command of Azure
    // DevOps.
    private static readonly ReportJson _json = new(
        new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = RunnerCommands.JsonEncoder }
    );

    public static string Write(string command, ReleaseReport report) =>
        JsonSerializer.Serialize(report.Read(new KindReader(Common(command, report))), _json.Document);

    /// <summary>What every report has; lists of other kinds are empty.</summary>
    private static Document Common(string command, ReleaseReport report) =>
        new(
            1,
            command,
            (int)report.ExitCode,
            report.Environment,
            report.Release is null ? null : Release(report.Release),
            report.Live is null ? null : new Live(report.Live.Release, report.Live.Version, report.Live.Since),
            [.. report.Steps.Select(step => new Step(step.Name, step.State.Word(), step.Seconds))],
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
            Ledger.Text(release.State),
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

internal sealed partial record Document(
    int Schema,
    string Command,
    int ExitCode,
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

internal sealed record Release(
    string Id,
    string Version,
    string State,
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
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshOf { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }
}

internal sealed record Live(string Release, string Version, DateTimeOffset Since);

internal sealed record Step(string Name, string State, double Seconds);

internal sealed record Check(
    string Name,
    string Relation,
    string State,
    string Severity,
    string Value,
    string Threshold,
    string Message
);

internal sealed record Failure(string Code, string Message, string Help, string? File, int? Line, int? Column);

internal sealed record Trouble(
    string Code,
    string Severity,
    string Message,
    string Help,
    string? File,
    int? Line,
    int? Column
);

internal sealed record Lease(string Holder, DateTimeOffset AcquiredAt, DateTimeOffset ExpiresAt, bool Expired);

internal sealed record Planned(string Relation, string Change, string Detail)
{
    /// <summary>Present only with <c>plan --sql</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SqlNode? Sql { get; init; }
}

internal sealed record SqlNode(
    string File,
    string? Before,
    string After,
    IReadOnlyList<string> Diff,
    int HiddenLines,
    string Note
);

internal sealed record Migrated(
    string Name,
    string? Version,
    string State,
    string Phase,
    DateTimeOffset? AppliedAt,
    string AppliedBy,
    string? Release,
    double Seconds,
    bool HasDown,
    string Message
);

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
}

internal sealed record Trait(
    string Kind,
    string Column,
    string Condition,
    long Rows,
    long OfRows,
    long Others,
    long OfOthers,
    double RiskRatio,
    string Sentence
);

internal sealed record Cause(string UniqueId, string Kind, string Change, int Distance);

internal sealed record Sample(
    string Kind,
    IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Before,
    IReadOnlyDictionary<string, string?> After
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Document))]
internal sealed partial class ReportJson : JsonSerializerContext;
