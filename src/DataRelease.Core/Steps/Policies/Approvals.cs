using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Policies;

/// <summary>A person's approval of a candidate.</summary>
/// <param name="Principal">The database principal that ran the command; null where the engine has none.</param>
/// <param name="User">The operating system's user, <c>user@host</c>.</param>
/// <param name="By">The person that a pipeline works for; null outside a pipeline.</param>
/// <param name="At">When it was given, in UTC.</param>
/// <param name="Candidate">A digest of the approved candidate.</param>
internal sealed record Approval(string? Principal, string User, string? By, DateTimeOffset At, string Candidate)
{
    /// <summary>The person's name by the machine or the pipeline.</summary>
    [JsonIgnore]
    public string Person => By ?? User;

    /// <summary>
    /// The name that identifies the approver. Where the database knows nobody, it is the operating system's user,
    /// because anybody can set the variables in which a pipeline names a person.
    /// </summary>
    [JsonIgnore]
    public string Name => Principal ?? Alone(User);

    /// <summary>The name without the host: <c>ada</c> for <c>ada@laptop</c>.</summary>
    public static string Alone(string user) => user.Split('@', 2)[0];

    /// <summary>The approver, for people.</summary>
    public override string ToString() =>
        Principal is null ? Person : $"{Principal} ({(By is null ? User : $"{By}, {User}")})";
}

/// <summary>Approvals of a release. The ledger keeps them beside the release, and its history shows them.</summary>
internal sealed class Approvals(ReleaseRun run)
{
    /// <summary>The name of the history's step.</summary>
    public const string Told = "approve";

    private const string Artifact = "approvals.json";

    /// <summary>Records an approval. It replaces an earlier one by the same person.</summary>
    public async Task<Approval> ApproveAsync(ReleaseRecord release, string? by, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var approval = new Approval(
            await run.Warehouse.ReadPrincipalAsync(session, cancellation),
            LocalUser.Name,
            by,
            await run.ReadNowAsync(cancellation),
            await DigestAsync(session, release, cancellation)
        );
        if (run.Policies.Approvals.FirstOrDefault(one => one.NotByAuthor) is { } policy && IsBy(approval, release))
            throw new ReleaseException(
                ErrorCode.ApprovalMissing,
                $"{approval} released {release.Id}, and the author's approval does not count in '{run.Name}'",
                "have somebody else run data-release approve with a database principal of their own",
                policy.Where
            );
        List<Approval> all =
        [
            .. (await ReadAsync(session, release, cancellation)).Where(other => other.Name != approval.Name),
            approval,
        ];
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [
                .. run.Ledger.ReplaceArtifact(
                    release.Number,
                    Artifact,
                    JsonSerializer.SerializeToUtf8Bytes(all, ApprovalJson.Default.ListApproval)
                ),
                run.Ledger.InsertStep(
                    release.Number,
                    Told,
                    Ledger.Text(release.State),
                    0,
                    $"approved by {approval}",
                    run.Lease.Fencing
                ),
            ],
            cancellation
        );
        return approval;
    }

    /// <summary>The policy's verdict about a built candidate.</summary>
    public async Task<PolicyVerdict> JudgeAsync(
        RequiredApprovals required,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var digest = await DigestAsync(session, release, cancellation);
        var all = await ReadAsync(session, release, cancellation);
        var standing = all.Where(one => one.Candidate == digest).ToList();
        var counting = standing.Where(one => !required.NotByAuthor || !IsBy(one, release)).ToList();
        var lapsed = all.Except(standing).ToList();
        var said =
            counting.Count > 0 ? $"approved by {string.Join(", ", counting)}"
            : standing.Count > 0 ? $"only its author has approved it, {string.Join(", ", standing)}"
            : "nobody has approved it";
        if (lapsed.Count > 0)
            said += $"; what {string.Join(", ", lapsed)} approved has lapsed, since the candidate changed";
        return Verdict(
            required,
            counting.Count >= required.Count,
            counting.Count >= required.Count ? said : $"{counting.Count} of {required.Count}: {said}"
        ) with
        {
            ToDo =
                $"data-release approve --release {release.Id}"
                + (required.NotByAuthor ? ", by somebody other than its author" : ""),
        };
    }

    /// <summary>The policy's verdict before there is a candidate.</summary>
    public static PolicyVerdict Ahead(RequiredApprovals required) =>
        Verdict(
            required,
            passes: false,
            $"{required.Count} needed{(required.NotByAuthor ? ", not by the author" : "")}, once the candidate is built"
        );

    private static PolicyVerdict Verdict(RequiredApprovals required, bool passes, string message) =>
        new(
            "require approvals",
            required.Where,
            ErrorCode.ApprovalMissing,
            passes ? PolicyState.Pass : PolicyState.Refuse,
            message
        );

    /// <summary>
    /// True if an approval is the author's: anybody who shares the author's principal or name counts as the author.
    /// </summary>
    private static bool IsBy(Approval approval, ReleaseRecord release)
    {
        var origin = RecordedOrigin.Of(release);
        string[] authors = [release.CreatedBy, .. origin.Others ?? []];
        return (
                approval.Principal is { } principal
                && (principal == origin.Principal || origin.Others?.Contains(principal) == true)
            )
            || authors.Any(author => IsSame(approval.Person, author))
            // Without principals the operating system's user counts, which no variable of a pipeline changes.
            || (
                approval.Principal is null
                && authors.Append(origin.User).OfType<string>().Any(author => IsSame(approval.User, author))
            );
    }

    private static bool IsSame(string person, string author) =>
        string.Equals(Approval.Alone(person), Approval.Alone(author), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A digest of everything whose change makes an approval void: green's relations, the outcomes of the checks, what
    /// was accepted, and the release that would be replaced.
    /// </summary>
    private async Task<string> DigestAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var checks = await run.Ledger.ReadChecksAsync(session, release.Number, cancellation);
        var text = new StringBuilder().AppendLine(
            $"{release.Id} {release.Version} {release.Commit} {release.GreenSchema} {release.Base}"
        );
        foreach (var relation in relations)
            text.AppendLine(
                $"{relation.Live} {relation.Physical} {relation.Kind} {relation.Materialized} {relation.Checksum} "
                    + $"{relation.Rows}"
            );
        foreach (var check in checks.Where(check => check.CountsAs != CheckState.Pass))
            text.AppendLine($"{check.Name} {check.Relation} {check.State} {check.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private Task<IReadOnlyList<Approval>> ReadAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    ) =>
        run.Ledger.ReadListAsync(
            session,
            release.Number,
            Artifact,
            ApprovalJson.Default.ListApproval,
            $"the approvals of {release.Id}",
            cancellation
        );
}

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(List<Approval>))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
