using System.Text.RegularExpressions;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>
/// Counts what an engine that writes views out has to bind, from the statements alone: by statement, how many names it
/// comes to once every view in it is written out.
/// </summary>
internal static partial class BoundNames
{
    /// <summary>One number a statement that names a relation with its schema.</summary>
    public static IReadOnlyList<long> Of(IEnumerable<string> statements)
    {
        var views = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        var bound = new List<long>();
        foreach (var statement in statements)
        {
            if (Renamed().Match(statement) is { Success: true } renamed)
            {
                var (schema, from, to) = (renamed.Groups[1].Value, renamed.Groups[2].Value, renamed.Groups[3].Value);
                if (views.Remove(Key(schema, from), out var weight))
                    views[Key(schema, to)] = weight;
                continue;
            }
            if (Dropped().Match(statement) is { Success: true } dropped)
            {
                views.Remove(Key(dropped.Groups[1].Value, dropped.Groups[2].Value));
                continue;
            }
            var made = Made().Match(statement);
            var names = Name().Matches(made.Success ? statement[made.Length..] : statement);
            if (names.Count == 0)
                continue;
            var sum = names.Sum(name => views.GetValueOrDefault(Key(name.Groups[1].Value, name.Groups[2].Value), 1));
            bound.Add(sum);
            if (made.Success)
                views[Key(made.Groups[1].Value, made.Groups[2].Value)] = sum;
        }
        return bound;
    }

    private static string Key(string schema, string name) => $"{schema.Trim('"')}.{name.Trim('"')}";

    [GeneratedRegex("""^create (?:or replace )?view ("[^"]+")\.("[^"]+") *(?:\([^)]*\) *)?as """)]
    private static partial Regex Made();

    [GeneratedRegex("""^alter view ("[^"]+")\.("[^"]+") rename to ("[^"]+")$""")]
    private static partial Regex Renamed();

    [GeneratedRegex("""^drop view ("[^"]+")\.("[^"]+")""")]
    private static partial Regex Dropped();

    [GeneratedRegex("""("[^"]+"|\w+)\.("[^"]+"|\w+)""")]
    private static partial Regex Name();
}
