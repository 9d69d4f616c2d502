using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A configured query with its placeholders filled in, or the reason why that is impossible.</summary>
/// <param name="Sql">The query; null if it can't be asked.</param>
/// <param name="Trouble">The reason.</param>
/// <param name="IsNew">True if only blue's side is missing, because the relation is new.</param>
internal sealed record ProbeQuery(Sql? Sql, string Trouble, bool IsNew)
{
    /// <summary>The relations that a query's placeholders mean.</summary>
    public static IReadOnlyList<ComparedRelation> Named(
        CheckQuery query,
        ComparedRelation? relation,
        IReadOnlyList<ComparedRelation> relations
    ) =>
        [
            .. query
                .Parts.Where(part => part.Side is not null)
                .SelectMany(part =>
                    part.Name is { } name ? relations.Where(one => one.IsNamedBy([name]))
                    : relation is null ? []
                    : new[] { relation }
                )
                .Distinct(),
        ];

    /// <summary>Fills in a query's placeholders.</summary>
    /// <param name="query">The configured query.</param>
    /// <param name="relation">The checked relation; null if the query names relations itself.</param>
    /// <param name="relations">All relations of the release.</param>
    /// <param name="isBlue">True if a placeholder's word means blue.</param>
    public static ProbeQuery Fill(
        CheckQuery query,
        ComparedRelation? relation,
        IReadOnlyList<ComparedRelation> relations,
        Func<string, bool> isBlue
    )
    {
        var parts = new List<Sql>();
        foreach (var part in query.Parts)
        {
            if (part.Side is null)
            {
                parts.Add(Sql.Raw(part.Text));
                continue;
            }
            var found = part.Name is null ? [relation!] : relations.Where(one => one.IsNamedBy([part.Name])).ToList();
            if (found.Count != 1)
                return new ProbeQuery(
                    null,
                    found.Count == 0
                        ? $"the release has no relation '{part.Name}'"
                        : $"'{part.Name}' names {found.Count} relations",
                    false
                );
            if ((isBlue(part.Side) ? found[0].LostBlue : found[0].LostGreen) is { } lost)
                return new ProbeQuery(null, $"{lost} is not there any more", false);
            if ((isBlue(part.Side) ? found[0].Blue : found[0].Green) is not { } side)
                return new ProbeQuery(
                    null,
                    $"{found[0].Live} is not in {(isBlue(part.Side) ? "blue" : "green")}",
                    isBlue(part.Side)
                );
            parts.Add($"{side.Name}");
        }
        // As a part of another query it must be a query itself. The line end closes a comment at its end.
        return new ProbeQuery($"select * from ({Sql.Join("", parts)}\n) probe", "", false);
    }
}
