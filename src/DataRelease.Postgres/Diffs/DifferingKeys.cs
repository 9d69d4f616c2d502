using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>
/// The keys of differing rows, as text, and the rows of each side that have them. A key is an array with one value for
/// each key column.
/// </summary>
/// <param name="run">The diff; its key columns are writable.</param>
/// <param name="keys">The keys. One with a null stands for every key that has a null.</param>
internal sealed class DifferingKeys(DiffRun run, IReadOnlyList<string?[]> keys)
{
    private const int FewKeys = 16;

    /// <summary>Both sides, limited to rows with these keys.</summary>
    public DiffSides Limit(DiffSides sides) => sides.Limit(Rows(sides, sides.Blue), Rows(sides, sides.Green));

    /// <summary>The rows of one side that have these keys.</summary>
    public Sql Rows(DiffSides sides, Sql side)
    {
        var whole = keys.Where(key => key.All(value => value is not null)).ToList();
        // One array for each key column: the planner knows the number of keys, and chooses an index or a hash.
        var arrays = run
            .Columns.Key.Select(
                (column, index) =>
                    (Sql)$"cast(cast({whole.Select(key => key[index]!).ToArray()} as text[]) as {column.WideType}[])"
            )
            .ToList();
        // A few keys are compared during the scan; a join would first compute the columns of every row.
        Sql isOne =
            whole.Count <= FewKeys && arrays.Count == 1
                ? (Sql)$"{sides.Keys[0]} = any({arrays[0]})"
                : $"({sides.KeyNames}) in (select * from unnest({Sql.Join(", ", arrays)}) u)";
        Sql rows = $"select * from {side} s where {isOne}";
        return whole.Count == keys.Count ? rows : $"{rows} union all select * from {side} s where not ({sides.HasKey})";
    }
}
