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
        var fresh = new List<Acceptance>();
        foreach (var name in asked?.Checks ?? [])
        {
            var meant = Meant(name, outcomes, Cover(outcomes, [.. kept, .. fresh]));
            fresh.Add(Acceptance.Of(meant, asked!.By, run.Clock.GetUtcNow(), asked.Because));
        }
        List<Acceptance> all = [.. kept.Where(old => !fresh.Exists(one => Replaces(one, old))), .. fresh];
        var covered = Cover(outcomes, all);
        foreach (
            var lapsed in all.Where(one =>
                !covered.ContainsValue(one) && outcomes.Any(outcome => Refuses(outcome) && one.IsAbout(outcome))
            )
        )
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"the acceptance of {Name(lapsed)} by {lapsed.By} has lapsed: what it measured is no longer "
                        + lapsed.Value
                )
            );
        return (
            [
                .. outcomes.Select(
                    (outcome, place) => covered.TryGetValue(place, out var accepted) ? accepted.Apply(outcome) : outcome
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

    /// <summary>The acceptances by the places of the outcomes that they cover.</summary>
    private static Dictionary<int, Acceptance> Cover(
        IReadOnlyList<CheckOutcome> outcomes,
        IReadOnlyList<Acceptance> acceptances
    )
    {
        var covered = new Dictionary<int, Acceptance>();
        foreach (var one in acceptances)
        {
            var places = outcomes.Index().Where(place => Refuses(place.Item) && one.Covers(place.Item));
            // An older version knew no title, and accepted the first outcome of several.
            foreach (var (place, _) in one.Title is null ? places.Take(1) : places)
                covered[place] = one;
        }
        return covered;
    }

    /// <summary>The refusing outcome that a request means.</summary>
    private static CheckOutcome Meant(
        string name,
        IReadOnlyList<CheckOutcome> outcomes,
        Dictionary<int, Acceptance> covered
    )
    {
        var refusing = outcomes.Index().Where(place => Refuses(place.Item)).ToList();
        var found = refusing.Where(place => FullName(place.Item) == name).ToList();
        if (found is not [_] || found[0].Item.Title.Length == 0)
            found = [.. found.Concat(refusing.Where(place => Name(place.Item) == name)).Distinct()];
        // What was accepted already is meant only if nothing else is.
        if (found.Count > 1 && found.Exists(place => !covered.ContainsKey(place.Index)))
            found.RemoveAll(place => covered.ContainsKey(place.Index));
        if (found.Count == 1)
            return found[0].Item;
        if (found.Count == 0)
            throw new ReleaseException(
                ErrorCode.AcceptsNothing,
                $"{name} does not refuse the release"
                    + (
                        refusing.Count == 0
                            ? ""
                            : "; these checks refuse it: "
                                + string.Join(", ", refusing.Take(10).Select(place => FullName(place.Item)).Distinct())
                    )
            );
        var titled = found.Where(place => place.Item.Title.Length > 0).Select(place => FullName(place.Item)).ToList();
        var untitled = found.Count - titled.Count;
        throw new ReleaseException(
            ErrorCode.AcceptsNothing,
            $"{name} means {found.Count} refusals"
                + (titled.Count > 0 ? $"; name one: {string.Join(", ", titled.Distinct())}" : "")
                + (
                    untitled > 0
                        ? $"; {untitled} of them can't be named: give "
                            + $"{(untitled == 1 ? "its entry" : "their entries")} a name in data-release.yml"
                        : ""
                )
        );
    }

    /// <summary>True if a new acceptance takes the place of a kept one.</summary>
    private static bool Replaces(Acceptance fresh, Acceptance old) =>
        fresh.Check == old.Check
        && fresh.Relation == old.Relation
        && (
            old.Title is null
                ? fresh.Value == old.Value
                // Entries without a title may be several.
                : fresh.Title == old.Title && (fresh.Title!.Length > 0 || fresh.Fingerprint == old.Fingerprint)
        );

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

    private static bool Refuses(CheckOutcome outcome) => outcome.CountsAs == CheckState.Fail;

    private static string Name(Acceptance one) => $"{Name(one.Check, one.Relation)}{Suffix(one.Title)}";

    private static string FullName(CheckOutcome one) => $"{Name(one)}{Suffix(one.Title)}";

    private static string Name(CheckOutcome one) => Name(one.Name, one.Relation);

    private static string Name(string check, string relation) => relation.Length > 0 ? $"{check}:{relation}" : check;

    private static string Suffix(string? title) => string.IsNullOrEmpty(title) ? "" : $":{title}";
}

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(List<Acceptance>))]
internal sealed partial class AcceptanceJson : JsonSerializerContext;
