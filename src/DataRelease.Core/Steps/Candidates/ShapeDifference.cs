using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>The difference of two shapes of a relation, and who uses what it takes away.</summary>
/// <param name="before">The columns that consumers see now.</param>
/// <param name="after">The columns that they will see.</param>
internal sealed class ShapeDifference(IReadOnlyList<CatalogColumn> before, IReadOnlyList<CatalogColumn> after)
{
    /// <summary>True if only names and the types' own names are known of the new columns.</summary>
    public bool IsLoose { get; init; }

    /// <summary>How the kind of the relation changes; null if it stays.</summary>
    public KindChange? Kind { get; init; }

    private IReadOnlyList<CatalogColumn> Removed => [.. before.Where(column => Find(after, column) is null)];

    private IReadOnlyList<CatalogColumn> Added => [.. after.Where(column => Find(before, column) is null)];

    private IReadOnlyList<RetypedColumn> Retyped =>
        [
            .. before
                .Select(column => (Before: column, After: Find(after, column)))
                .Where(pair => pair.After is not null && Type(pair.Before) != Type(pair.After))
                .Select(pair => new RetypedColumn(pair.Before.Name, pair.Before.Type, pair.After!.Type)),
        ];

    private bool IsReordered =>
        !IsLoose
        && !before
            .Where(column => Find(after, column) is not null)
            .Select(column => column.Name)
            .SequenceEqual(after.Where(column => Find(before, column) is not null).Select(column => column.Name));

    /// <summary>True if a column comes, goes, moves or gets another type.</summary>
    public bool HasColumns => Removed.Count + Added.Count + Retyped.Count > 0 || IsReordered;

    /// <summary>The difference with those who use a column that goes or gets another type; null without any.</summary>
    /// <param name="dependents">The objects outside the release that depend on the relation.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public ShapeChange? Read(IEnumerable<CatalogDependent> dependents, Dialect dialect)
    {
        if (!HasColumns && Kind is null)
            return null;
        string[] touched = [.. Removed.Select(column => column.Name), .. Retyped.Select(column => column.Name)];
        return new ShapeChange
        {
            Added = [.. Added.Select(column => new ShapeColumn(column.Name, column.Type))],
            Removed = [.. Removed.Select(column => new ShapeColumn(column.Name, column.Type))],
            Retyped = Retyped,
            IsReordered = IsReordered,
            Kind = Kind,
            Readers = touched.Length == 0 ? [] : [.. Readers(dependents, touched, dialect)],
        };
    }

    private static IEnumerable<ShapeReader> Readers(
        IEnumerable<CatalogDependent> dependents,
        string[] touched,
        Dialect dialect
    ) =>
        dependents
            .Where(dependent => dependent.Kind != "row-level security")
            .Select(dependent =>
                (Dependent: dependent, Named: dependent.Definition is { } text ? Named(text, touched, dialect) : [])
            )
            .Where(one => one.Dependent.Definition is null || one.Named.Count > 0)
            .Select(one => new ShapeReader(one.Dependent.Kind, one.Dependent.ObjectName, one.Named))
            .DistinctBy(reader => (reader.Kind, reader.Name))
            .OrderBy(reader => reader.Name, StringComparer.Ordinal);

    /// <summary>
    /// The touched columns that a definition names. A star names all. A column of another relation may have the same
    /// name; people are told that the name is there, not what would break.
    /// </summary>
    private static List<string> Named(string definition, string[] touched, Dialect dialect)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var token in SqlLexer.Read(definition, dialect.Lexis))
        {
            var text = definition.Substring(token.Start, token.Length);
            if (token.Kind is SqlTokenKind.Space or SqlTokenKind.Comment)
                continue;
            if (text == "*" && last.ToUpperInvariant() is "SELECT" or "DISTINCT" or "ALL" or "." or ",")
                return [.. touched];
            if (token.Kind == SqlTokenKind.Word)
                words.Add(text);
            else if (token.Kind == SqlTokenKind.Quoted && text.Length > 1)
                words.Add(text[1..^1].Replace(text[^1..] + text[^1..], text[^1..], StringComparison.Ordinal));
            last = text;
        }
        return [.. touched.Where(words.Contains)];
    }

    private string Type(CatalogColumn column) =>
        IsLoose && column.Type.IndexOf('(', StringComparison.Ordinal) is > 0 and var at
            ? column.Type[..at]
            : column.Type;

    private static CatalogColumn? Find(IReadOnlyList<CatalogColumn> columns, CatalogColumn column) =>
        columns.FirstOrDefault(other => other.Name == column.Name);
}
