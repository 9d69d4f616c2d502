using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// The statements that copy a table: first its definition, then its rows, then its indexes and keys. Maintaining an
/// index for every inserted row costs several times as much as building it at the end.
/// </summary>
internal static class PostgresCopy
{
    /// <summary>Reads the table's definition and writes the statements.</summary>
    /// <param name="session">The session.</param>
    /// <param name="from">The table with the definition.</param>
    /// <param name="to">The table that is made.</param>
    /// <param name="rows">
    /// The table with the rows: <paramref name="from"/> itself, or one with its columns that are not computed.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<Sql>> ReadAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        RelationName rows,
        CancellationToken cancellation
    )
    {
        var columns = await session.QueryOwnAsync(
            $"""
            select att.attname::text, att.attgenerated <> '',
                att.attidentity <> '' or (att.atthasdef and att.attgenerated = ''),
                exists (select from pg_constraint made where made.conrelid = rel.oid and made.contype = 'c'
                    and not made.convalidated)
            from pg_attribute att
            join pg_class rel on rel.oid = att.attrelid
            join pg_namespace space on space.oid = rel.relnamespace
            where space.nspname = {from.Schema} and rel.relname = {from.Name} and att.attnum > 0
                and not att.attisdropped
            order by att.attnum
            """,
            row =>
                (
                    Name: row.GetString(0),
                    IsComputed: row.GetBoolean(1),
                    MayCount: row.GetBoolean(2),
                    HasLaterCheck: row.GetBoolean(3)
                ),
            cancellation
        );
        var written = Sql.Join(
            ", ",
            columns.Where(column => !column.IsComputed).Select(column => new Identifier(column.Name))
        );
        var isWhole = rows == from && columns.All(column => !column.IsComputed);
        Sql list = isWhole ? Sql.Empty : $" ({written})";
        var checks = columns.Any(column => column.HasLaterCheck)
            ? await PostgresCopiedChecks.ReadAsync(session, from, cancellation)
            : null;
        var sequences = columns.Any(column => column.MayCount)
            ? await PostgresCopiedSequence.ReadAsync(session, from, cancellation)
            : [];
        var apart = Sql.Raw(checks is null ? "" : " excluding constraints");
        return
        [
            $"create table {to} (like {from} including all excluding indexes{apart})",
            .. checks?.BeforeRows(to) ?? [],
            .. sequences.SelectMany(sequence => sequence.Make(to)),
            $"insert into {to}{list} overriding system value select {(isWhole ? Sql.Raw("*") : written)} from {rows}",
            .. checks?.AfterRows(to) ?? [],
            .. sequences.Select(sequence => sequence.Continue(to)),
            .. (await IndexesAsync(session, from, cancellation)).SelectMany(index => index.Statements(to)),
            $"analyze {to}",
        ];
    }

    /// <summary>
    /// The valid indexes, which are what <c>like … including indexes</c> would copy. The server chooses their names, so
    /// the names are the same from one release to the next. An index that a failed build left invalid is skipped.
    /// </summary>
    private static Task<IReadOnlyList<Index>> IndexesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            select idx.indisunique, coalesce(made.contype::text, ''),
                case when made.contype in ('p', 'u', 'x') then pg_get_constraintdef(made.oid)
                    else pg_get_indexdef(idx.indexrelid) end,
                'CREATE ' || case when idx.indisunique then 'UNIQUE ' else '' end || 'INDEX '
                    || quote_ident(rel.relname) || ' ON ' || case when rel.relkind = 'I' then 'ONLY ' else '' end
                    || quote_ident(space.nspname) || '.' || quote_ident(base.relname) || ' ',
                case when made.condeferrable then ' DEFERRABLE' else '' end
                    || case when made.condeferred then ' INITIALLY DEFERRED' else '' end,
                coalesce(array_to_string(rel.reloptions, ', '), ''), coalesce(room.spcname::text, ''),
                current_setting('default_tablespace'), coalesce(obj_description(rel.oid, 'pg_class'), '')
            from pg_index idx
            join pg_class rel on rel.oid = idx.indexrelid
            join pg_class base on base.oid = idx.indrelid
            join pg_namespace space on space.oid = base.relnamespace
            left join pg_constraint made on made.conindid = rel.oid and made.conrelid = base.oid
                and made.contype in ('p', 'u', 'x')
            left join pg_tablespace room on room.oid = rel.reltablespace
            where space.nspname = {table.Schema} and base.relname = {table.Name} and idx.indisvalid
            order by idx.indexrelid
            """,
            row => new Index(
                row.GetBoolean(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6),
                row.GetString(7),
                row.GetString(8)
            ),
            cancellation
        );

    /// <summary>One index, or the constraint that owns it.</summary>
    /// <param name="IsUnique">True if the index is unique.</param>
    /// <param name="Constraint">
    /// The constraint's kind <c>p</c>, <c>u</c> or <c>x</c>; empty for an index without one.
    /// </param>
    /// <param name="Definition">
    /// The server's text: the constraint's definition, or the statement that creates the index.
    /// </param>
    /// <param name="Beginning">The beginning of that statement, with the names of index and table.</param>
    /// <param name="Deferral">
    /// The end of a constraint's definition that says whether it is deferrable; may be empty.
    /// </param>
    /// <param name="Options">The storage parameters.</param>
    /// <param name="Tablespace">The tablespace; empty for the default one.</param>
    /// <param name="UsualTablespace">The session's default tablespace.</param>
    /// <param name="Remark">The index's comment.</param>
    private sealed record Index(
        bool IsUnique,
        string Constraint,
        string Definition,
        string Beginning,
        string Deferral,
        string Options,
        string Tablespace,
        string UsualTablespace,
        string Remark
    )
    {
        public IEnumerable<Sql> Statements(RelationName to)
        {
            if (Tablespace.Length > 0)
                yield return Within(Tablespace);
            yield return Make(to);
            if (Tablespace.Length > 0)
                yield return Within(UsualTablespace);
            if (Remark.Length > 0)
                yield return Sql.By(dialect => Comment(dialect, to));
        }

        private Sql Make(RelationName to)
        {
            if (Constraint.Length == 0)
            {
                // Only the whole beginning may be cut off, because the table's name may contain anything.
                if (!Definition.StartsWith(Beginning, StringComparison.Ordinal))
                    throw new InvalidOperationException($"an index is defined in another form: {Definition}");
                var unique = Sql.Raw(IsUnique ? "unique " : "");
                return $"create {unique}index on {to} {Sql.Raw(Definition[Beginning.Length..])}";
            }
            // The definition of a primary or unique key lacks the storage parameters; that of an exclusion has them.
            if (Constraint == "x" || Options.Length == 0)
                return $"alter table {to} add {Sql.Raw(Definition)}";
            var key = Definition[..^Deferral.Length];
            return $"alter table {to} add {Sql.Raw($"{key} with ({Options}){Deferral}")}";
        }

        private static Sql Within(string tablespace) => $"set local default_tablespace = {new SqlText(tablespace)}";

        /// <summary>
        /// The server has just chosen the index's name, so the comment goes to the table's newest index.
        /// </summary>
        private Sql Comment(Dialect dialect, RelationName table) =>
            $"do {new SqlText(
                "begin execute pg_catalog.format('comment on index %s is %L', "
                    + "(select indexrelid::pg_catalog.regclass from pg_catalog.pg_index "
                    + $"where indrelid = {dialect.Literal(dialect.Quote(table))}::pg_catalog.regclass "
                    + $"order by indexrelid desc limit 1), {dialect.Literal(Remark)}); end"
            )}";
    }
}
