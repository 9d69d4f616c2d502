using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Proves that a swap changes nobody's rights on a view. Direct privileges, owners and options decide who may do what,
/// because a swap changes neither roles nor their memberships nor rights on a live schema.
/// </summary>
public static class AccessParity
{
    /// <summary>
    /// The privileges that have changed since the survey and that the plan would overwrite; empty if the swap may go
    /// on.
    /// </summary>
    /// <param name="plan">The plan of the swap.</param>
    /// <param name="found">
    /// Privileges from <see cref="Warehouse.ReadAccessAsync"/>, read with the locks held and before any change.
    /// </param>
    /// <param name="survey">The survey that the plan was made from.</param>
    public static IReadOnlyList<string> Moved(SwapPlan plan, IReadOnlyList<CatalogGrant> found, SwapSurvey survey) =>
        Compare(Before(plan, survey), found);

    /// <summary>Where the privileges differ from those that the plan promises; empty if they are the same.</summary>
    /// <param name="plan">The plan of the swap.</param>
    /// <param name="found">
    /// Privileges from <see cref="Warehouse.ReadAccessAsync"/>, read after the swap's last statement and before COMMIT.
    /// </param>
    public static IReadOnlyList<string> Differences(SwapPlan plan, IReadOnlyList<CatalogGrant> found) =>
        Compare(After(plan), found);

    /// <summary>
    /// The privileges that <see cref="Moved"/> expects, for an engine that compares them in its own batch.
    /// </summary>
    public static ExpectedAccess ExpectedBefore(SwapPlan plan, SwapSurvey survey) => Expect(Before(plan, survey));

    /// <summary>
    /// The privileges that <see cref="Differences"/> expects, for an engine that compares them in its own batch.
    /// </summary>
    public static ExpectedAccess ExpectedAfter(SwapPlan plan) => Expect(After(plan));

    private static IEnumerable<(RelationName Relation, List<CatalogGrant> Access)> Before(
        SwapPlan plan,
        SwapSurvey survey
    ) =>
        plan
            .Changes.Where(change => change is { IsRemade: true, Current: not null })
            .Select(change => change.Current!)
            .Concat(plan.Restored.Select(view => view.View))
            .Select(relation => (relation.Name, Whole(relation, survey.Grants[relation.Name])));

    private static IEnumerable<(RelationName Relation, List<CatalogGrant> Access)> After(SwapPlan plan) =>
        plan
            .Changes.Where(change => change.Model is not null && change.Action != PointerAction.Drop)
            .Select(change => (change.Live, Whole(change.Model! with { Name = change.Live }, change.Access)))
            .Concat(plan.Restored.Select(view => (view.View.Name, Whole(view.View, view.Grants))));

    private static ExpectedAccess Expect(IEnumerable<(RelationName Relation, List<CatalogGrant> Access)> expected)
    {
        var all = expected.ToList();
        return new ExpectedAccess(
            [.. all.Select(one => one.Relation)],
            [
                .. all.SelectMany(one =>
                    one.Access.Select(grant =>
                        grant with
                        {
                            Schema = one.Relation.Schema,
                            Relation = one.Relation.Name,
                        }
                    )
                ),
            ]
        );
    }

    /// <summary>Schemas whose privileges are compared.</summary>
    public static IReadOnlyList<string> Schemas(SwapPlan plan) =>
        [
            .. plan
                .Changes.Select(change => change.Live.Schema)
                .Concat(plan.Restored.Select(view => view.View.Name.Schema))
                .Distinct(),
        ];

    private static List<string> Compare(
        IEnumerable<(RelationName Relation, List<CatalogGrant> Access)> expected,
        IReadOnlyList<CatalogGrant> found
    )
    {
        var actual = found
            .Where(grant => grant.Relation is not null)
            .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!));
        var differences = new List<string>();
        foreach (var (relation, access) in expected)
        {
            var wanted = Keys(access);
            var has = Keys(actual[relation]);
            differences.AddRange(
                wanted.Except(has).Select(right => $"{right.Grantee} would lose {Describe(right)} on {relation}")
            );
            differences.AddRange(
                has.Except(wanted).Select(right => $"{right.Grantee} would get {Describe(right)} on {relation}")
            );
        }
        return differences;
    }

    private static List<CatalogGrant> Whole(CatalogRelation relation, IEnumerable<CatalogGrant> grants)
    {
        var whole = grants.Where(grant => grant.Grantee != relation.Owner).ToList();
        if (relation.Owner is { } owner)
            whole.Add(
                new CatalogGrant(relation.Name.Schema, relation.Name.Name, null, owner, CatalogGrant.Ownership, false)
            );
        whole.AddRange(
            relation.Options.Select(option => new CatalogGrant(
                relation.Name.Schema,
                relation.Name.Name,
                null,
                option,
                CatalogGrant.Option,
                false
            ))
        );
        return whole;
    }

    /// <summary>Counts a privilege that was granted twice once, with the grant option if either grant has it.</summary>
    private static HashSet<(string Grantee, string Privilege, string? Column, bool Grantable)> Keys(
        IEnumerable<CatalogGrant> grants
    ) =>
        [
            .. grants
                .GroupBy(grant => (grant.Grantee, grant.Privilege, grant.Column))
                .Select(group =>
                    (group.Key.Grantee, group.Key.Privilege, group.Key.Column, group.Any(grant => grant.Grantable))
                ),
        ];

    private static string Describe((string Grantee, string Privilege, string? Column, bool Grantable) right) =>
        $"{right.Privilege}{(right.Column is null ? "" : $" ({right.Column})")}"
        + (right.Grantable ? " with grant option" : "");
}
