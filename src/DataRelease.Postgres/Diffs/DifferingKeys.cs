using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>
/// Keys as text, one array per row and one value per key column, and the rows of the sides that have them.
/// </summary>
/// <param name="run">Whose key columns are writable.</param>
/// <param name="keys">The keys; a null in one stands for every key with a null.</param>
internal sealed class DifferingKeys(DiffRun run, IReadOnlyList<string?[]> keys)
{
    private const int FewKeys = 16;

    /// <summary>The sides limited to rows with these keys.</summary>
    public DiffSides Limit(DiffSides sides) => sides.Limit(Rows(sides, sides.Blue), Rows(sides, sides.Green));

    /// <summary>The rows of one side that have them.</summary>
    public Sql Rows(DiffSides sides, Sql side)
    {
        var whole = keys.Where(key => key.All(value => value is not null)).ToList();
        // One array for each column of the key: the planner knows how many there are, and picks an index or a hash.
        var arrays = run
            .Columns.Key.Select(
                (column, index) =>
                    (Sql)$"cast(cast({whole.Select(key => key[index]!).ToArray()} as text[]) as {column.WideType}[])"
            )
            .ToList();
        // A few are compared where a row is read; a join would first make something of every row.
        Sql isOne =
            whole.Count <= FewKeys && arrays.Count == 1
                ? (Sql)$"{sides.Keys[0]} = any({arrays[0]})"
                : $"({sides.KeyNames}) in (select * from unnest({Sql.Join(", ", arrays)}) u)";
        Sql rows = $"select * from {side} s where {isOne}";
        return whole.Count == keys.Count ? rows : $"{rows} union all select * from {side} s where not ({sides.HasKey})";
    }
}
