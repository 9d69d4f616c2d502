using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// A sequence that numbers a table's column. A copy of the table goes on where the sequence stands. The copy gets a
/// sequence of its own in place of one that stands in the copied table's schema, which is dropped some day.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="IsIdentity">True for an identity column, of which <c>like</c> makes the sequence.</param>
/// <param name="Name">The sequence that is copied.</param>
/// <param name="Options">The sequence's definition as <c>create sequence</c> takes it.</param>
/// <param name="Increment">The step; negative for a sequence that counts down.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
/// <param name="MayRead">True if the role may read where the sequence stands.</param>
/// <param name="Rights">Who may use the sequence besides its owner: privilege and role, null for everybody.</param>
internal sealed record PostgresCopiedSequence(
    string Column,
    bool IsIdentity,
    RelationName Name,
    string Options,
    long Increment,
    long Least,
    long Most,
    bool MayRead,
    IReadOnlyList<(string Privilege, string? Role)> Rights
)
{
    /// <summary>
    /// Reads the sequences of identity columns, and those of defaults that are nothing but <c>nextval</c> of a sequence
    /// in the table's own schema. A sequence elsewhere is shared by whoever names it, and stays shared.
    /// </summary>
    public static Task<IReadOnlyList<PostgresCopiedSequence>> ReadAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            with numbered as (
                select att.attname, att.attidentity <> '' as is_identity, seq.oid as seqoid
                from pg_attribute att
                join pg_class rel on rel.oid = att.attrelid
                join pg_namespace space on space.oid = rel.relnamespace
                left join pg_attrdef def on def.adrelid = rel.oid and def.adnum = att.attnum
                join pg_depend dep on dep.refclassid = 'pg_class'::regclass and (
                    (att.attidentity <> '' and dep.classid = 'pg_class'::regclass and dep.refobjid = rel.oid
                        and dep.refobjsubid = att.attnum and dep.deptype = 'i')
                    or (dep.classid = 'pg_attrdef'::regclass and dep.objid = def.oid))
                join pg_class seq on seq.relkind = 'S'
                    and seq.oid = case when att.attidentity <> '' then dep.objid else dep.refobjid end
                where space.nspname = {table.Schema} and rel.relname = {table.Name} and att.attnum > 0
                    and not att.attisdropped and att.attgenerated = ''
                    and (att.attidentity <> '' or (seq.relnamespace = rel.relnamespace
                        and pg_get_expr(def.adbin, def.adrelid) = format('nextval(%L::regclass)', seq.oid::regclass)))
            )
            select n.attname::text, n.is_identity, space.nspname::text, seq.relname::text,
                format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s%s',
                    format_type(own.seqtypid, null), own.seqincrement, own.seqmin, own.seqmax, own.seqstart,
                    own.seqcache, case when own.seqcycle then ' cycle' else '' end),
                own.seqincrement, own.seqmin, own.seqmax, has_sequence_privilege(seq.oid, 'select'),
                array(select acl.privilege_type from aclexplode(seq.relacl) acl
                    where acl.grantee <> seq.relowner order by acl.grantee, acl.privilege_type),
                array(select coalesce(role.rolname::text, '') from aclexplode(seq.relacl) acl
                    left join pg_roles role on role.oid = acl.grantee
                    where acl.grantee <> seq.relowner order by acl.grantee, acl.privilege_type)
            from numbered n
            join pg_class seq on seq.oid = n.seqoid
            join pg_namespace space on space.oid = seq.relnamespace
            join pg_sequence own on own.seqrelid = seq.oid
            order by 1
            """,
            row => new PostgresCopiedSequence(
                row.GetString(0),
                row.GetBoolean(1),
                new RelationName(row.GetString(2), row.GetString(3)),
                row.GetString(4),
                row.GetInt64(5),
                row.GetInt64(6),
                row.GetInt64(7),
                row.GetBoolean(8),
                [
                    .. row.GetFieldValue<string[]>(9)
                        .Zip(row.GetFieldValue<string[]>(10), (right, role) => (right, role.Length > 0 ? role : null)),
                ]
            ),
            cancellation
        );

    /// <summary>The statements that give the new, still empty table a sequence of its own.</summary>
    /// <param name="to">The new table.</param>
    public IEnumerable<Sql> Make(RelationName to)
    {
        if (IsIdentity)
            yield break;
        var own = Sql.By(dialect => (Sql)$"{Own(dialect, to)}");
        var column = Sql.Join(".", [$"{to}", $"{new Identifier(Column)}"]);
        yield return $"create sequence {own} {Sql.Raw(Options)} owned by {column}";
        yield return Sql.By(dialect =>
            (Sql)$"alter table {to} alter column {new Identifier(Column)} set default nextval({Literal(dialect, to)})"
        );
        foreach (var (privilege, role) in Rights)
        {
            var grantee = role is null ? Sql.Raw("public") : $"{new Identifier(role)}";
            yield return $"grant {Sql.Raw(privilege.ToLowerInvariant())} on sequence {own} to {grantee}";
        }
    }

    /// <summary>
    /// The statement that makes the new table's sequence go on where the copied one stands. Where the role may not read
    /// that, the sequence goes on after the rows' last number.
    /// </summary>
    /// <param name="to">The new table, with its rows.</param>
    public Sql Continue(RelationName to)
    {
        var sequence = Sql.By(dialect =>
            IsIdentity
                ? (Sql)$"pg_get_serial_sequence({new SqlText(dialect.Quote(to))}, {new SqlText(Column)})"
                : Literal(dialect, to)
        );
        if (MayRead)
            return $"select setval({sequence}, last_value, is_called) from {Name}";
        var last = Sql.Raw(Increment < 0 ? "min" : "max");
        Sql number = $"{last}({new Identifier(Column)})";
        return $"""
            select setval({sequence}, least(greatest({number}::bigint, {Sql.Raw(Text(Least))}), {Sql.Raw(Text(Most))}))
            from {to} having {number} is not null
            """;
    }

    private RelationName Own(Dialect dialect, RelationName to) =>
        new(to.Schema, dialect.Shorten($"{to.Name}_{Column}_seq"));

    private Sql Literal(Dialect dialect, RelationName to) =>
        $"{new SqlText(dialect.Quote(Own(dialect, to)))}::regclass";

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
