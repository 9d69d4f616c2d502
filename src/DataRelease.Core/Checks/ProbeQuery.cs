using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A configured query with its placeholders filled in, or why that can't be.</summary>
/// <param name="Sql">The query; null if it can't be asked.</param>
/// <param name="Trouble">Why.</param>
/// <param name="IsNew">True if only blue's side of something is missing, since it is new.</param>
internal sealed record ProbeQuery(Sql? Sql, string Trouble, bool IsNew)
{
    /// <summary>Fills in a query.</summary>
    /// <param name="query">As configured.</param>
    /// <param name="relation">The relation that is checked; null where the query names its own.</param>
    /// <param name="relations">All of the release.</param>
    /// <param name="isBlue">Which side a placeholder means, from its word.</param>
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
            if ((isBlue(part.Side) ? found[0].Blue : found[0].Green) is not { } side)
                return new ProbeQuery(
                    null,
                    $"{found[0].Live} is not in {(isBlue(part.Side) ? "blue" : "green")}",
                    isBlue(part.Side)
                );
            parts.Add($"{side.Name}");
        }
        // As a part of another query it can only be a query itself; the line end closes a comment at its end.
        return new ProbeQuery($"select * from ({Sql.Join("", parts)}\n) probe", "", false);
    }
}
