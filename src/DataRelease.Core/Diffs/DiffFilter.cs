using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Makes conditions that limit both sides of a diff.</summary>
internal static class DiffFilter
{
    /// <summary>A side's condition over its own columns; null for none.</summary>
    public static Sql? Of(DiffColumns columns, DiffOptions options, bool isBlue)
    {
        var conditions = new List<Sql>();
        if (options.Where is { } where)
            conditions.Add($"({where})");
        if (options.Window is { } window)
        {
            var column = columns.All.First(found =>
                string.Equals(found.Name, window.Column, StringComparison.OrdinalIgnoreCase)
            );
            var side = isBlue ? column.Blue : column.Green;
            var (name, type) = (new Identifier(side.Name), Sql.Raw(side.Type));
            if (window.From is { } from)
                conditions.Add($"{name} >= cast({new SqlText(from)} as {type})");
            if (window.To is { } to)
                conditions.Add($"{name} < cast({new SqlText(to)} as {type})");
        }
        return conditions.Count == 0 ? null : Sql.Join(" and ", conditions);
    }

    /// <summary>
    /// The condition for a part of the rows that is the same on both sides: by the key's hash, or by the row's own hash
    /// without a key.
    /// </summary>
    public static Sql Part(DiffGrammar grammar, DiffSides sides, DiffSampling sampling)
    {
        const int Bits = 30;
        var limit = (long)Math.Max(1, Math.Round(sampling.Fraction * (1L << Bits)));
        return $"{grammar.Bucket(sides.Keys.Count > 0 ? sides.KeyHash : sides.RowHash, Bits)} < {limit}";
    }
}
