using DataRelease.Configuration;

namespace DataRelease.Checks;

/// <summary>
/// The engine's own text about a statement that failed. An engine repeats in it the query and the value that it
/// stumbled over, so it is hidden where that value may be of a sensitive column.
/// </summary>
/// <param name="IsSensitive">True for a column whose values must not be shown.</param>
/// <param name="NamesSensitive">True for a text of SQL that names such a column.</param>
internal sealed record EngineText(Func<string, bool> IsSensitive, Func<string, bool> NamesSensitive)
{
    /// <summary>The text about a relation. A column may be computed from another one, so all of them count.</summary>
    public string About(ComparedRelation relation, string text) =>
        relation.HasColumn(IsSensitive)
            ? $"the engine's message is not shown, because {relation.Live} has a column of report.sensitive"
            : text;

    /// <summary>The text about a configured query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="relation">The checked relation; null if the query names relations itself.</param>
    /// <param name="relations">All relations of the release.</param>
    /// <param name="text">The engine's text.</param>
    public string About(
        CheckQuery query,
        ComparedRelation? relation,
        IReadOnlyList<ComparedRelation> relations,
        string text
    ) =>
        NamesSensitive(query.Text)
            ? "the engine's message is not shown, because the query names a column of report.sensitive"
            : ProbeQuery
                .Named(query, relation, relations)
                .Select(one => About(one, text))
                .FirstOrDefault(said => said != text, text);
}
