namespace DataRelease.Reports;

/// <summary>How the columns that consumers see change, as far as it is known before the build.</summary>
public sealed record ShapeChange
{
    /// <summary>Columns that only the new shape has, in its order.</summary>
    public IReadOnlyList<ShapeColumn> Added { get; init; } = [];

    /// <summary>Columns that only the live shape has, in its order.</summary>
    public IReadOnlyList<ShapeColumn> Removed { get; init; } = [];

    /// <summary>Columns that get another type.</summary>
    public IReadOnlyList<RetypedColumn> Retyped { get; init; } = [];

    /// <summary>True if the columns that stay have another order.</summary>
    public bool IsReordered { get; init; }

    /// <summary>What the relation behind the pointer view is now and becomes; null if its kind stays.</summary>
    public KindChange? Kind { get; init; }

    /// <summary>Why the columns are not known before the build, as a phrase; empty if they are known.</summary>
    public string Unknown { get; init; } = "";

    /// <summary>Objects outside the release that use a column that goes or gets another type.</summary>
    public IReadOnlyList<ShapeReader> Readers { get; init; } = [];

    /// <summary>The change in words, as phrases: <c>removed status</c>, <c>amount: integer to bigint</c>.</summary>
    public IReadOnlyList<string> Phrases
    {
        get
        {
            var phrases = new List<string>();
            if (Removed.Count > 0)
                phrases.Add($"removed {Few(Removed.Select(column => column.Name))}");
            if (Retyped.Count > 0)
                phrases.Add(Few(Retyped.Select(column => $"{column.Name}: {column.Before} to {column.After}")));
            if (Added.Count > 0)
                phrases.Add($"added {Few(Added.Select(column => $"{column.Name} {column.Type}"))}");
            if (IsReordered)
                phrases.Add("another order of columns");
            if (Kind is { } kind)
                phrases.Add($"the {kind.Before} becomes a {kind.After}");
            if (Unknown.Length > 0)
                phrases.Add(Unknown);
            return phrases;
        }
    }

    /// <summary>The first five, and how many more there are.</summary>
    public static string Few(IEnumerable<string> all, string separator = ", ")
    {
        const int most = 5;
        var list = all.ToList();
        return string.Join(separator, list.Take(most)) + (list.Count > most ? $" and {list.Count - most} more" : "");
    }
}

/// <summary>A column of a shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the engine's spelling.</param>
public sealed record ShapeColumn(string Name, string Type);

/// <summary>A column that gets another type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The type that is live, in the engine's spelling.</param>
/// <param name="After">The type that it gets.</param>
public sealed record RetypedColumn(string Name, string Before, string After);

/// <summary>The kind of relation behind a pointer view.</summary>
/// <param name="Before">What is live: <c>table</c>, <c>view</c>, <c>materialized view</c>.</param>
/// <param name="After">What it becomes.</param>
public sealed record KindChange(string Before, string After);

/// <summary>An object outside the release that uses columns of a relation.</summary>
/// <param name="Kind">The engine's word: <c>view</c>, <c>function</c>, <c>foreign key</c>, …</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">
/// The columns in question that its definition names; empty if it has no definition that can be read, so that it may
/// use any.
/// </param>
public sealed record ShapeReader(string Kind, string Name, IReadOnlyList<string> Columns)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} {Name} ({(Columns.Count > 0 ? string.Join(", ", Columns) : "columns unknown")})";
}
