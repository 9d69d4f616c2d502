using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// The check constraints of a table that has some that were never validated. <c>like</c> makes them valid, so rows that
/// are there could not be copied.
/// </summary>
/// <param name="Checks">The constraints by name.</param>
internal sealed record PostgresCopiedChecks(IReadOnlyList<PostgresCopiedChecks.Check> Checks)
{
    /// <summary>Reads the constraints.</summary>
    public static async Task<PostgresCopiedChecks> ReadAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        new(
            await session.QueryOwnAsync(
                $"""
                select made.conname::text, pg_get_constraintdef(made.oid), made.convalidated,
                    obj_description(made.oid, 'pg_constraint')
                from pg_constraint made
                join pg_class rel on rel.oid = made.conrelid
                join pg_namespace space on space.oid = rel.relnamespace
                where space.nspname = {table.Schema} and rel.relname = {table.Name} and made.contype = 'c'
                order by made.conname
                """,
                row => new Check(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetBoolean(2),
                    row.IsDBNull(3) ? null : row.GetString(3)
                ),
                cancellation
            )
        );

    /// <summary>The statements for checks that every row fulfils. On an empty table they cost nothing.</summary>
    public IEnumerable<Sql> BeforeRows(RelationName to) =>
        Checks.Where(check => check.IsValid).SelectMany(check => check.Statements(to));

    /// <summary>The statements for checks that hold only for later rows.</summary>
    public IEnumerable<Sql> AfterRows(RelationName to) =>
        Checks.Where(check => !check.IsValid).SelectMany(check => check.Statements(to));

    /// <summary>One check.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Definition">The server's text, with <c>NOT VALID</c> if it was never validated.</param>
    /// <param name="IsValid">True if every row fulfils it.</param>
    /// <param name="Remark">Its comment, or null.</param>
    internal sealed record Check(string Name, string Definition, bool IsValid, string? Remark)
    {
        public IEnumerable<Sql> Statements(RelationName to)
        {
            yield return $"alter table {to} add constraint {new Identifier(Name)} {Sql.Raw(Definition)}";
            if (Remark is not null)
                yield return $"comment on constraint {new Identifier(Name)} on {to} is {new SqlText(Remark)}";
        }
    }
}
