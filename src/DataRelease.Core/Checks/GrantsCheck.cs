using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>grants</c>.</summary>
public sealed record GrantsSettings : CheckConfig
{
    /// <inheritdoc/>
    public override string Name => GrantsCheck.Name;
}

/// <summary>
/// Checks that everybody who can read blue can read green. The swap gives a pointer view's privileges to its successor,
/// so only a right that can't be given is lost: the right to read a column that green no longer has.
/// </summary>
internal sealed class GrantsCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "grants";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (_, _) => new GrantsSettings(), scope => new GrantsCheck(scope)) { Unasked = new GrantsSettings() };

    private const string Threshold = "every reader keeps the right to read";

    public override bool Applies => Scope.Warehouse.Traits.HasRoles;

    public override async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    )
    {
        var wanted = Scope
            .Relations.Where(relation => relation.IsOnBothSides)
            .Select(relation => (Relation: relation, Settings: Scope.Settings(relation, new GrantsSettings())!))
            .Where(pair => pair.Settings is not null)
            .ToList();
        if (!Applies || wanted.Count == 0)
            return [];
        var schemas = wanted.Select(pair => pair.Relation.Live.Schema).Distinct().ToList();
        var grants = (await Scope.Warehouse.ReadGrantsAsync(session, schemas, cancellation))
            .Where(grant => grant is { Relation: not null, Privilege: "SELECT" })
            .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!));
        var outcomes = new List<CheckOutcome>();
        foreach (var (relation, settings) in wanted)
        {
            var columns = relation.Green!.Columns.Select(column => column.Name).ToHashSet();
            var readers = grants[relation.Live].Select(grant => grant.Grantee).Distinct().Count();
            var lost = grants[relation.Live]
                .Where(grant => grant.Column is not null && !columns.Contains(grant.Column))
                .ToList();
            if (relation is { Blue.HasRowSecurity: true, Green.HasRowSecurity: false })
            {
                outcomes.Add(
                    CheckScope.Outcome(
                        settings,
                        relation,
                        CheckState.Warn,
                        "no row-level security",
                        Threshold,
                        $"{relation.Blue!.Name} has row-level security and {relation.Green.Name} has none: "
                            + $"the swap will be refused ({ErrorCode.RowSecurityLost.Id})"
                    )
                );
                continue;
            }
            outcomes.Add(
                lost.Count == 0
                    ? CheckScope.Outcome(settings, relation, CheckState.Pass, $"{readers} readers", Threshold, "")
                    : CheckScope.Outcome(
                        settings,
                        relation,
                        CheckState.Fail,
                        $"{lost.Count} lost",
                        Threshold,
                        string.Join(
                            "; ",
                            lost.Take(5)
                                .Select(grant =>
                                    $"{grant.Grantee} can read column {grant.Column}, which green does not have"
                                )
                        )
                    ) with
                    {
                        Fingerprint = Finding.FingerprintOf(
                            lost.Select(grant => $"{grant.Grantee} {grant.Column}").Order(StringComparer.Ordinal)
                        ),
                    }
            );
        }
        return outcomes;
    }
}
