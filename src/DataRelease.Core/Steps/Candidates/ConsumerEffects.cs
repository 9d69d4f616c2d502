using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Describes what an adoption changes for consumers, as rows of a plan.</summary>
internal static class ConsumerEffects
{
    /// <summary>A row for each operation of consumers that works differently on a view.</summary>
    /// <param name="grammar">The engine's grammar.</param>
    /// <param name="adopted">The relations that the plan replaces by views.</param>
    public static IEnumerable<PlannedRelation> Of(SwapGrammar grammar, IReadOnlyList<CatalogRelation> adopted) =>
        from change in grammar.ConsumerChanges
        let affected = adopted
            .Where(relation => relation.Kind == change.Of)
            .Select(relation => relation.Name)
            .Order()
            .ToList()
        where affected.Count > 0
        select new PlannedRelation(
            change.Statement,
            RelationChange.Differs,
            $"{change.Effect} ({string.Join(", ", affected.Take(3))}"
                + $"{(affected.Count > 3 ? $" and {affected.Count - 3} more" : "")} will be a view)"
        );
}
