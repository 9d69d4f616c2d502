using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// The check outcomes of a release that people accepted. The ledger keeps them beside the release, and its history
/// shows them.
/// </summary>
internal sealed class Acceptances(OpenEnvironment run)
{
    /// <summary>The name of the history's step.</summary>
    public const string Told = "accept";

    private const string Artifact = "accepted.json";

    /// <summary>Applies the acceptances to outcomes, and gives the ledger's statements for new ones.</summary>
    /// <exception cref="ReleaseException">DR6030 if the request accepts an outcome that refuses nothing.</exception>
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyList<Sql> Writes)> ApplyAsync(
        WarehouseSession session,
        ReleaseRecord release,
        IReadOnlyList<CheckOutcome> outcomes,
        AcceptanceRequest? asked,
        CancellationToken cancellation
    )
    {
        var kept = await ReadAsync(session, release, cancellation);
        var fresh = asked is null ? [] : asked.Checks.Select(name => Accept(name, asked, outcomes)).ToList();
        List<Acceptance> all =
        [
            .. kept.Where(old => !fresh.Exists(one => one.Check == old.Check && one.Relation == old.Relation)),
            .. fresh,
        ];
        foreach (var lapsed in all.Where(one => outcomes.Any(outcome => Refuses(outcome, one) && !one.Covers(outcome))))
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"the acceptance of {Name(lapsed)} by {lapsed.By} has lapsed: the value is no longer {lapsed.Value}"
                )
            );
        return (
            [
                .. outcomes.Select(outcome =>
                    outcome.CountsAs == CheckState.Fail && all.Find(one => one.Covers(outcome)) is { } accepted
                        ? accepted.Apply(outcome)
                        : outcome
                ),
            ],
            fresh.Count == 0
                ? []
                :
                [
                    .. run.Ledger.ReplaceArtifact(
                        release.Number,
                        Artifact,
                        JsonSerializer.SerializeToUtf8Bytes(all, AcceptanceJson.Default.ListAcceptance)
                    ),
                    .. fresh.Select(one =>
                        run.Ledger.InsertStep(
                            release.Number,
                            Told,
                            Ledger.Text(release.State),
                            0,
                            $"{Name(one)} ({one.Value}) accepted by {one.By}: {one.Because}",
                            run.Lease.Fencing
                        )
                    ),
                ]
        );
    }

    private Acceptance Accept(string name, AcceptanceRequest asked, IReadOnlyList<CheckOutcome> outcomes)
    {
        var at = name.IndexOf(':', StringComparison.Ordinal);
        var (check, relation) = at < 0 ? (name, "") : (name[..at], name[(at + 1)..]);
        var refusing = outcomes.Where(outcome => outcome.CountsAs == CheckState.Fail).ToList();
        var meant = refusing.Find(outcome => outcome.Name == check && outcome.Relation == relation)
            ?? throw new ReleaseException(
                ErrorCode.AcceptsNothing,
                $"{name} does not refuse the release"
                    + (
                        refusing.Count == 0
                            ? ""
                            : "; these checks refuse it: "
                                + $"{string.Join(", ", refusing.Take(10).Select(Name).Distinct())}"
                    )
            );
        return new Acceptance(
            check,
            relation,
            Acceptance.ValueOf(meant),
            asked.By,
            run.Clock.GetUtcNow(),
            asked.Because
        );
    }

    private Task<IReadOnlyList<Acceptance>> ReadAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    ) =>
        run.Ledger.ReadListAsync(
            session,
            release.Number,
            Artifact,
            AcceptanceJson.Default.ListAcceptance,
            $"what was accepted of {release.Id}",
            cancellation
        );

    private static bool Refuses(CheckOutcome outcome, Acceptance one) =>
        outcome.CountsAs == CheckState.Fail && one.IsAbout(outcome);

    private static string Name(Acceptance one) => one.Relation.Length > 0 ? $"{one.Check}:{one.Relation}" : one.Check;

    private static string Name(CheckOutcome one) => one.Relation.Length > 0 ? $"{one.Name}:{one.Relation}" : one.Name;
}

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(List<Acceptance>))]
internal sealed partial class AcceptanceJson : JsonSerializerContext;
