using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Turns what should be live and what stands there into a <see cref="SwapPlan"/>. Pure.</summary>
/// <param name="survey">What stands there.</param>
/// <param name="grammar">What the engine can replace in place.</param>
/// <param name="adoptInto">The schema that a relation found in a live schema moves to.</param>
public sealed class SwapPlanner(SwapSurvey survey, SwapGrammar grammar, Func<string, string> adoptInto)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="target">What should be live afterwards.</param>
    /// <param name="current">Pointer views that are ours now.</param>
    /// <param name="dropMissing">True if pointer views that the target lacks may go.</param>
    /// <exception cref="ReleaseException">DR5014, DR7003, DR7006: it can't be done; nothing was touched.</exception>
    public SwapPlan Plan(IReadOnlyList<PointerTarget> target, IReadOnlyList<PointerTarget> current, bool dropMissing)
    {
        var ours = current.ToDictionary(pointer => pointer.Live);
        var wanted = target.Select(pointer => pointer.Live).ToHashSet();
        var missing = current.Where(pointer => !wanted.Contains(pointer.Live)).ToList();
        var changes = target.Select(pointer => Change(pointer, ours)).ToList();
        if (dropMissing)
        {
            changes.AddRange(missing
                .Where(pointer => survey.Relations.ContainsKey(pointer.Live))
                .Select(pointer => new PointerChange(PointerAction.Drop, pointer.Live, null, survey.Relations[pointer.Live], [], [])));
        }
        changes.Sort((left, right) => left.Live.CompareTo(right.Live));

        var adopted = Adopt(changes);
        var schemas = target.Select(pointer => pointer.Live.Schema).Concat(adopted.Select(relation => relation.To.Schema));
        return new SwapPlan
        {
            Changes = changes,
            Adopted = adopted,
            Restored = Restore(changes),
            Orphans = dropMissing ? [] : missing,
            NewSchemas = [.. schemas.Distinct().Where(schema => !survey.Schemas.Contains(schema)).Order(StringComparer.Ordinal)],
            Role = survey.Role,
        };
    }

    private PointerChange Change(PointerTarget pointer, Dictionary<RelationName, PointerTarget> ours)
    {
        var physical = survey.Relations.GetValueOrDefault(pointer.Physical)
            ?? throw new ReleaseException(ErrorCode.RelationMissing, $"{pointer.Physical} does not exist");
        var current = survey.Relations.GetValueOrDefault(pointer.Live);
        var own = ours.GetValueOrDefault(pointer.Live);
        var action = current switch
        {
            null => PointerAction.Create,
            { Kind: RelationKind.View } when own is not null && own.Physical == pointer.Physical && SameColumns(current, physical) => PointerAction.Keep,
            { Kind: RelationKind.View } when own is not null => grammar.CanReplace(current.Columns, physical.Columns) ? PointerAction.Replace : PointerAction.Recreate,
            _ => PointerAction.Adopt,
        };
        return new PointerChange(action, pointer.Live, physical, current, Grants(action, current, physical), Readers(current, physical));
    }

    /// <summary>What hung on the old relation, and what the project grants on the new one.</summary>
    private List<CatalogGrant> Grants(PointerAction action, CatalogRelation? current, CatalogRelation physical)
    {
        var had = current is null ? [] : survey.Grants[current.Name].ToList();
        var columns = physical.Columns.Select(column => column.Name).ToHashSet();
        var owner = current?.Owner ?? survey.Role;
        var all = had.Concat(survey.Grants[physical.Name])
            .Where(grant => grant.Grantee != owner && (grant.Column is null || columns.Contains(grant.Column)))
            .DistinctBy(grant => (grant.Grantee, grant.Privilege, grant.Column, grant.Grantable));
        if (action != PointerAction.Replace) return [.. all];
        var kept = had.Select(grant => (grant.Grantee, grant.Privilege, grant.Column)).ToHashSet();
        return [.. all.Where(grant => !kept.Contains((grant.Grantee, grant.Privilege, grant.Column)))];
    }

    /// <summary>
    /// A view reads with its owner's rights, or with the reader's where it is a security_invoker view: whoever that is
    /// must be able to read the release's relation.
    /// </summary>
    private List<string> Readers(CatalogRelation? current, CatalogRelation physical)
    {
        var readers = new List<string>();
        if (current?.Owner is { } owner && owner != physical.Owner) readers.Add(owner);
        if (current is not null && current.Options.Any(option => option is "security_invoker=true" or "security_invoker=on" or "security_invoker=1" or "security_invoker"))
        {
            readers.AddRange(survey.Grants[current.Name].Where(grant => grant.Privilege == "SELECT").Select(grant => grant.Grantee));
        }
        return [.. readers.Distinct()];
    }

    private static bool SameColumns(CatalogRelation view, CatalogRelation physical) =>
        view.Columns.Count == physical.Columns.Count
        && view.Columns.Zip(physical.Columns).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type);

    private List<AdoptedRelation> Adopt(List<PointerChange> changes)
    {
        var moving = changes.Where(change => change.Action == PointerAction.Adopt).Select(change => change.Current!).ToDictionary(relation => relation.Name);
        var refused = new List<string>();
        foreach (var relation in moving.Values)
        {
            if (relation.Kind == RelationKind.Other) refused.Add($"{relation.Name} is neither a table nor a view");
            if (survey.Relations.ContainsKey(new RelationName(adoptInto(relation.Name.Schema), relation.Name.Name)))
                refused.Add($"{adoptInto(relation.Name.Schema)} already has a {relation.Name.Name}");
            refused.AddRange(survey.Dependents[relation.Name].Where(dependent => dependent.Kind == "row-level security")
                .Select(dependent => $"{dependent.ObjectName} has row-level security, which would not hold for the release's table"));
        }
        if (refused.Count > 0)
            throw new ReleaseException(ErrorCode.CannotAdopt, string.Join("; ", refused));
        return
        [
            .. Ordered(moving.Values.OrderBy(relation => relation.Kind).ThenBy(relation => relation.Name).Select(relation => relation.Name))
                .Select(name => new AdoptedRelation(moving[name], new RelationName(adoptInto(name.Schema), name.Name), survey.Definitions.GetValueOrDefault(name))),
        ];
    }

    /// <summary>Everything outside that hangs on a relation which is dropped or moved away.</summary>
    private List<RestoredView> Restore(List<PointerChange> changes)
    {
        var managed = changes.Select(change => change.Live).ToHashSet();
        var pending = new Queue<RelationName>(changes
            .Where(change => change.Action is PointerAction.Recreate or PointerAction.Adopt or PointerAction.Drop).Select(change => change.Live));
        var dropped = changes.Where(change => change.Action == PointerAction.Drop).Select(change => change.Live).ToHashSet();
        var restored = new Dictionary<RelationName, CatalogDependent>();
        var refused = new List<string>();
        while (pending.TryDequeue(out var on))
        {
            foreach (var dependent in survey.Dependents[on])
            {
                if (dependent.Relation is { } relation && managed.Contains(relation)) continue;
                if (dropped.Contains(on) || dependent is not { Kind: "view", Definition: not null })
                {
                    refused.Add($"{dependent.Kind} {dependent.ObjectName} depends on {on}");
                }
                else if (!grammar.CanReplaceUnder(dependent) && restored.TryAdd(dependent.Relation!.Value, dependent))
                {
                    pending.Enqueue(dependent.Relation.Value);
                }
            }
        }
        if (refused.Count > 0) throw new ReleaseException(ErrorCode.DependentCannotFollow, string.Join("; ", refused.Distinct()));
        return
        [
            .. Ordered(restored.Keys.Order()).Select(name => new RestoredView(survey.Relations[name], restored[name].Definition!, [.. survey.Grants[name]])),
        ];
    }

    /// <summary>The names in an order in which each stands after those that it reads.</summary>
    private List<RelationName> Ordered(IEnumerable<RelationName> names)
    {
        var wanted = names.ToList();
        var among = wanted.ToHashSet();
        var reads = wanted
            .SelectMany(name => survey.Dependents[name].Where(dependent => dependent.Relation is { } by && among.Contains(by)).Select(dependent => (By: dependent.Relation!.Value, On: name)))
            .ToLookup(edge => edge.By, edge => edge.On);
        var done = new HashSet<RelationName>();
        var ordered = new List<RelationName>(wanted.Count);
        foreach (var root in wanted) Visit(root);
        return ordered;

        void Visit(RelationName name)
        {
            if (!done.Add(name)) return;
            foreach (var on in reads[name]) Visit(on);
            ordered.Add(name);
        }
    }
}
