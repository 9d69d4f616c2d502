using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Keeps others from writing to live schemas. Rights decide who may <c>CREATE</c> there and who owns the schema. Two
/// event triggers also stop a role that has every right (https://www.postgresql.org/docs/15/event-triggers.html); only
/// a superuser may create them.
/// </summary>
internal static class PostgresGuard
{
    /// <summary>The setting with which a session declares that it changes a live schema on purpose.</summary>
    public const string Setting = "data_release.releasing";

    /// <summary>The application name of our sessions, unless the connection sets one.</summary>
    public const string Application = "data-release";

    /// <summary>The prefix of our event triggers' names.</summary>
    public const string Triggers = "data_release_guard";

    public static async Task<LiveGuard> ReadAsync(
        WarehouseSession session,
        string ledgerSchema,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    )
    {
        string[] live = [.. liveSchemas];
        string[] own = await ReadReleasersAsync(session, ledgerSchema, live, cancellation);
        var schemas = await session.QueryOwnAsync(
            $"""
            select n.nspname::text, pg_get_userbyid(n.nspowner)::text,
                coalesce((select r from unnest({own}) r where r = current_user), ({own})[1], current_user)::text,
                cardinality({own}) > 0 and not pg_get_userbyid(n.nspowner) = any({own})
                    and (select o.rolcanlogin from pg_roles o where o.oid = n.nspowner),
                pg_has_role(n.nspowner, 'USAGE')
            from pg_namespace n where n.nspname = any({live}) order by 1
            """,
            row => new Schema(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetBoolean(3),
                row.GetBoolean(4)
            ),
            cancellation
        );
        var makers = await session.QueryOwnAsync(
            $"""
            select distinct n.nspname::text, case a.grantee when 0 then null else pg_get_userbyid(a.grantee)::text end
            from pg_namespace n cross join lateral aclexplode(n.nspacl) a
            where n.nspname = any({live}) and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner
                and case a.grantee when 0 then true
                    else cardinality({own}) > 0 and not pg_get_userbyid(a.grantee) = any({own}) end
            order by 1, 2
            """,
            row => (Schema: row.GetString(0), Grantee: row.IsDBNull(1) ? null : row.GetString(1)),
            cancellation
        );
        var function = new RelationName(ledgerSchema, "guard_live");
        var (isSuperuser, triggers) = (
            await session.QueryOwnAsync(
                $"""
                select (select rolsuper from pg_roles where rolname = current_user), count(*)
                from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid
                join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = {function.Schema} and p.proname = {function.Name} and e.evtenabled in ('O', 'A')
                """,
                row => (row.GetBoolean(0), row.GetInt64(1)),
                cancellation
            )
        )[0];
        var standing = new List<string>();
        var missing = new List<GuardMeasure>();
        foreach (var schema in schemas)
        {
            var others = makers.Where(maker => maker.Schema == schema.Name).Select(maker => maker.Grantee).ToList();
            if (others.Count > 0)
                missing.Add(Revoke(schema, others));
            if (schema.IsAnothersLogin)
                missing.Add(Take(schema, isSuperuser));
            if (others.Count == 0 && !schema.IsAnothersLogin)
                standing.Add(
                    $"schema {schema.Name} belongs to {schema.Owner}, and no other role may create " + "anything there"
                );
        }
        if (triggers == 2)
            standing.Add("event triggers stop everything except releases from changing relations in live schemas");
        else
            missing.Add(Watch(function, isSuperuser));
        return new LiveGuard(standing, missing);
    }

    /// <summary>
    /// The roles that release, by what belongs to them: the ledger's schema first, then schemas of releases. The
    /// session may be another's, such as a superuser's who is here for the event triggers. Before the first release
    /// there are none, and who will release is not known.
    /// </summary>
    private static async Task<string[]> ReadReleasersAsync(
        WarehouseSession session,
        string ledgerSchema,
        string[] live,
        CancellationToken cancellation
    ) =>
        [
            .. await session.QueryOwnAsync(
                $"""
                select pg_get_userbyid(n.nspowner)::text
                from pg_namespace n where n.nspname = {ledgerSchema}
                    or exists (select from unnest({live}) l where starts_with(n.nspname::text, l || '__r'))
                group by 1 order by bool_or(n.nspname = {ledgerSchema}) desc, 1
                """,
                row => row.GetString(0),
                cancellation
            ),
        ];

    private static GuardMeasure Revoke(Schema schema, List<string?> others) =>
        new(
            schema.Name,
            $"{string.Join(", ", others.Select(role => role ?? "every role"))} may create relations in it",
            [
                .. others
                    .Select(role => role is null ? Sql.Raw("public") : $"{new Identifier(role)}")
                    .Select(role => (Sql)$"revoke create on schema {new Identifier(schema.Name)} from {role}"),
            ],
            schema.IsOurs ? null : $"membership in {schema.Owner}"
        );

    private static GuardMeasure Take(Schema schema, bool isSuperuser) =>
        new(
            schema.Name,
            $"it belongs to {schema.Owner}, a role that can log in and may create and drop anything there",
            [
                $"alter schema {new Identifier(schema.Name)} owner to {new Identifier(schema.Role)}",
                // All the former owner's rights go with the ownership, even one granted just before.
                $"grant usage on schema {new Identifier(schema.Name)} to {new Identifier(schema.Owner)}",
            ],
            schema.IsOurs || isSuperuser ? null : $"membership in {schema.Owner}"
        );

    /// <summary>
    /// The function runs with its owner's rights, because the role that it stops may not be allowed to read the ledger.
    /// </summary>
    private static GuardMeasure Watch(RelationName function, bool isSuperuser)
    {
        var live = new RelationName(function.Schema, "live");
        var relations = new RelationName(function.Schema, "relations");
        var hint =
            "data-release refresh brings today's data, data-release release new code; to run the statement on purpose: "
            + $"set {Setting} = 'on'";
        Sql Trigger(string name, string on) =>
            $"create event trigger {new Identifier(name)} on {Sql.Raw(on)} execute function {function}()";
        var (changes, drops) = ($"{Triggers}_{function.Schema}", $"{Triggers}_drop_{function.Schema}");
        return new GuardMeasure(
            "",
            "a role with the necessary rights, such as the one that builds, can replace what is live by a plain "
                + "dbt run",
            [
                $"drop event trigger if exists {new Identifier(changes)}",
                $"drop event trigger if exists {new Identifier(drops)}",
                $"""
                create or replace function {function}() returns event_trigger language plpgsql security definer
                set search_path = pg_catalog, pg_temp as $guard$
                declare
                    stopped record;
                begin
                    if current_setting('application_name') = {new SqlText(Application)}
                        or coalesce(current_setting({new SqlText(Setting)}, true), '') = 'on'
                        or to_regclass({new SqlText(Shown(live))}) is null
                        or to_regclass({new SqlText(Shown(relations))}) is null then
                        return;
                    end if;
                    select t.name, t.schema_name, l.environment into stopped
                    from (
                        select d.object_identity as name, d.schema_name, d.object_type
                        from pg_event_trigger_dropped_objects() d where tg_event = 'sql_drop' and not d.is_temporary
                        union all
                        select c.object_identity, c.schema_name, c.object_type
                        from pg_event_trigger_ddl_commands() c where tg_event = 'ddl_command_end'
                            and c.command_tag not in ('COMMENT', 'GRANT', 'REVOKE', 'SECURITY LABEL')
                    ) t
                    join {relations} r on r.live_schema = t.schema_name
                    join {live} l on l.environment = r.environment and l.number = r.number
                    where t.object_type in ('table', 'view', 'materialized view')
                    limit 1;
                    if found then
                        raise exception '%: schema % is live for environment % of DataRelease, and this is no release',
                            stopped.name, stopped.schema_name, stopped.environment
                            using errcode = 'insufficient_privilege', hint = {new SqlText(hint)};
                    end if;
                end
                $guard$
                """,
                $"revoke execute on function {function}() from public",
                Trigger(changes, "ddl_command_end"),
                Trigger(drops, "sql_drop"),
            ],
            isSuperuser ? null : "a superuser"
        );
    }

    private static string Shown(RelationName name) => new PostgresDialect().Quote(name);

    /// <param name="Name">The live schema.</param>
    /// <param name="Owner">Its owner.</param>
    /// <param name="Role">The role that releases.</param>
    /// <param name="IsAnothersLogin">True if the owner is a role that can log in and does not release.</param>
    /// <param name="IsOurs">True if the session's role has the owner's rights.</param>
    private sealed record Schema(string Name, string Owner, string Role, bool IsAnothersLogin, bool IsOurs);
}
