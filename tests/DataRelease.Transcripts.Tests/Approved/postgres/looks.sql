-- ===== status =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select number, since, previous from "data_release"."live" where environment = $1
1 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
1     created_by,
1     live_at, message, options, builder, fence
1     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
1     or number > (select max(number) from "data_release"."releases" where environment = $4)
1     - $5
1     or number in (select previous from "data_release"."live" where environment = $6)
1     or number in (select origin from "data_release"."relations"
1     where environment = $7 and number in (
1     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
1     union all select 0))) order by number desc
1 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
1     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
1     order by number, ordinal
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
1     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1     from "data_release"."leases" where environment = $3
1 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
1     select number from "data_release"."releases"
1     where environment = $2 and (state not in ($3, $4)))
1     group by number
2 set lock_timeout = '2000ms'
2 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
2     checksum, fingerprint, origin
2     from "data_release"."relations" where environment = $1 and number = $2
2     order by live_schema, live_name
2 select live_schema, live_name, wave, number from "data_release"."waves"
2     where environment = $1 order by wave, live_schema, live_name
2 -- definitions of views: analytics
2 -- relations: analytics, analytics__r1
2 select content from "data_release"."artifacts"
2     where environment = $1 and number < 0 and name = $2
2     order by number desc
3 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
3     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
3     order by number, ordinal
4 select environment, number
4     from "data_release"."releases" where strategy = $1 order by environment, number
5 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
5     t.copy_schema, t.copy_name,
5     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
5     from "data_release"."data_version_tables" t
5     join "data_release"."data_versions" v on v.number = t.number
5     where v.environment = $1 order by t.number, t.ordinal
5 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
5     from "data_release"."data_versions" where environment = $1 order by number desc
6 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
6     from "data_release"."course" where environment = $1 and number in (
6     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
6     union all select 0) and strategy in ($5, $6)
6     order by number, ordinal
6 select content from "data_release"."artifacts"
6     where environment = $1 and number in (
6     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
6     union all select 0) and name = $5
6     order by number desc

-- ===== history =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select number, since, previous from "data_release"."live" where enviro …
1 select number, version, git_commit, state, strategy, live_schema, gree …
1 select number, ordinal, strategy, name, settings, state, result, until …
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 select number, count(*) from "data_release"."relations" where environm …
2 set lock_timeout = '2000ms'
2 select unique_id, live_schema, live_name, physical_schema, physical_na …
2 select live_schema, live_name, wave, number from "data_release"."waves …
2 -- definitions of views: analytics
2 -- relations: analytics, analytics__r1
2 select content from "data_release"."artifacts" …
3 select number, since, previous from "data_release"."live" where enviro …
3 select number, version, git_commit, state, strategy, live_schema, gree …
3 select number, ordinal, strategy, name, settings, state, result, until …
3 select holder, host, pid, fencing, acquired_at, expires_at, released, …
3 select number, count(*) from "data_release"."relations" where environm …
4 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
4     created_by,
4     live_at, message, options, builder, fence
4     from "data_release"."releases" where environment = $1 order by number desc
4 select count(*) from "data_release"."releases" where environment = $1
5 select number, unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized,
5     row_count, checksum, fingerprint, origin
5     from "data_release"."relations" where environment = $1 and (number between $2 and $3)
5     order by number, live_schema, live_name
5 select number, name, state, happened_at, seconds, detail
5     from "data_release"."steps" where environment = $1 and number between $2 and $3
5     order by happened_at
5 select id, name, version, kind, phase, checksum, down, state, number, applied_at,
5     applied_by, seconds,
5     message, data_version, changed_at
5     from "data_release"."migrations" where environment = $1 order by id
5 select number, ordinal, strategy, name, settings, state, result, until …

-- ===== plan =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select number, since, previous from "data_release"."live" where enviro …
1 select number, version, git_commit, state, strategy, live_schema, gree …
1 select number, ordinal, strategy, name, settings, state, result, until …
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 select number, count(*) from "data_release"."relations" where environm …
2 set lock_timeout = '2000ms'
2 select unique_id, live_schema, live_name, physical_schema, physical_na …
2 select live_schema, live_name, wave, number from "data_release"."waves …
2 -- definitions of views: analytics
2 -- relations: analytics, analytics__r1
2 select content from "data_release"."artifacts" …
3 select number, since, previous from "data_release"."live" where enviro …
3 select number, version, git_commit, state, strategy, live_schema, gree …
3 select number, ordinal, strategy, name, settings, state, result, until …
3 select holder, host, pid, fencing, acquired_at, expires_at, released, …
3 select number, count(*) from "data_release"."relations" where environm …
4 BEGIN
4 | create schema "analytics__r3__plan"
4 | savepoint data_release
4 | create view "analytics__r3__plan"."customers" as (
4 |     select 2 as id, 'b' as name
4 |     )
4 | release savepoint data_release
4 | -- what analytics__r3__plan.customers reads
4 | savepoint data_release
4 | create view "analytics__r3__plan"."orders" as (
4 |     -- materialized: table
4 |     select 1 as id, c.id as customer from "analytics__r3__plan".customers c
4 |     )
4 | release savepoint data_release
4 | -- what analytics__r3__plan.orders reads
4 ROLLBACK
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 -- relations: analytics
6 -- dependents: analytics
7 BEGIN
7 | create schema "analytics__r3__plan"
7 | savepoint data_release
7 | create view "analytics__r3__plan"."customers" as (
7 |     select 2 as id, 'b' as name
7 |     )
7 | release savepoint data_release
7 | savepoint data_release
7 | create view "analytics__r3__plan"."orders" as (
7 |     select * from (
7 |     -- materialized: table
7 |     select 1 as id, c.id as customer from "analytics__r3__plan"."customers" c
7 |     ) dr_rows
7 |     )
7 | release savepoint data_release
7 | -- relations: analytics__r3__plan
7 ROLLBACK
8 set lock_timeout = '2000ms'
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select live_schema, live_name, wave, number from "data_release"."waves …
8 -- definitions of views: analytics
8 -- relations: analytics, analytics__r1
8 select content from "data_release"."artifacts" …

-- ===== diff =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select number, since, previous from "data_release"."live" where enviro …
1 select number, version, git_commit, state, strategy, live_schema, gree …
1 select number, ordinal, strategy, name, settings, state, result, until …
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 select number, count(*) from "data_release"."relations" where environm …
2 set lock_timeout = '2000ms'
2 select unique_id, live_schema, live_name, physical_schema, physical_na …
2 select live_schema, live_name, wave, number from "data_release"."waves …
2 -- definitions of views: analytics
2 -- relations: analytics, analytics__r1
2 select content from "data_release"."artifacts" …
3 select number, since, previous from "data_release"."live" where enviro …
3 select number, version, git_commit, state, strategy, live_schema, gree …
3 select number, ordinal, strategy, name, settings, state, result, until …
3 select holder, host, pid, fencing, acquired_at, expires_at, released, …
3 select number, count(*) from "data_release"."relations" where environm …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- relations: analytics__r1, analytics__r2
5 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
6 select name, relation, state, severity, value, threshold, message
6     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
7 set default_transaction_read_only = on
7 BEGIN (Snapshot)
7 | set local idle_in_transaction_session_timeout = '60000ms'
7 | set local work_mem = '64MB'
7 | set local jit = off
7 | set local timezone = 'UTC'
7 | set local datestyle = 'ISO, YMD'
7 | set local intervalstyle = 'postgres'
7 | set local bytea_output = 'hex'
7 | set local extra_float_digits = 1
7 | set local parallel_setup_cost = 100
7 | set local parallel_tuple_cost = 0.01
7 | -- facts of analytics__r1.customers
7 | -- facts of analytics__r2.customers
7 | select concat_ws(' ', count(*) filter (where b.present is null) - count(distinct g.k0) filter (where b.present is null) + count(*) filter (where g.present is null) - count(distinct b.k0) filter (where g.present is null), count(*) filter (where b.present is null), count(*) filter (where g.present is null), count(*) filter (where b.present = 1 and g.present = 1 and (b.v0 is distinct from g.v0)), count(*) filter (where b.present = 1 and g.present = 1), count(*) filter (where (b.present = 1 and (b.k0 is null)) or (g.present = 1 and (g.k0 is null))), count(*) filter (where b.present = 1 and g.present = 1 and b.v0 is distinct from g.v0), (select count(*) from (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r1"."customers" src) r), (select count(*) from (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r2"."customers" src) r)) from (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r1"."customers" src) b full join (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r2"."customers" src) g on b.k0 = g.k0
7 | with j as materialized (select coalesce(b.k0, g.k0) as k0, b.v0 as bv0, g.v0 as gv0, case when b.v0 is distinct from g.v0 then '1' else '0' end as dv0, b.present as bp, g.present as gp from (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r1"."customers" src) b full join (select (cast("id" as text) collate "C") as k0, (cast("name" as text) collate "C") as v0, 1 as present from "analytics__r2"."customers" src) g on b.k0 = g.k0 where b.present is null or g.present is null or b.present = 1 and g.present = 1 and (b.v0 is distinct from g.v0)) (select 'added' as kind, cast(k0 as text) as "x0", cast(bv0 as text) as "x1", cast(gv0 as text) as "x2", cast(dv0 as text) as "x3" from j where bp is null order by j.k0 limit 5) union all (select 'removed' as kind, cast(k0 as text) as "x0", cast(bv0 as text) as "x1", cast(gv0 as text) as "x2", cast(dv0 as text) as "x3" from j where gp is null order by j.k0 limit 5)
7 COMMIT
8 set default_transaction_read_only = on
8 BEGIN (Snapshot)
8 | set local idle_in_transaction_session_timeout = '60000ms'
8 | set local work_mem = '64MB'
8 | set local jit = off
8 | set local timezone = 'UTC'
8 | set local datestyle = 'ISO, YMD'
8 | set local intervalstyle = 'postgres'
8 | set local bytea_output = 'hex'
8 | set local extra_float_digits = 1
8 | set local parallel_setup_cost = 100
8 | set local parallel_tuple_cost = 0.01
8 | -- facts of analytics__r1.orders
8 | -- facts of analytics__r2.orders
8 | select concat_ws(' ', count(*) filter (where b.present is null) - count(distinct g.k0) filter (where b.present is null) + count(*) filter (where g.present is null) - count(distinct b.k0) filter (where g.present is null), count(*) filter (where b.present is null), count(*) filter (where g.present is null), count(*) filter (where b.present = 1 and g.present = 1 and (b.v0 is distinct from g.v0)), count(*) filter (where b.present = 1 and g.present = 1), count(*) filter (where (b.present = 1 and (b.k0 is null)) or (g.present = 1 and (g.k0 is null))), count(*) filter (where b.present = 1 and g.present = 1 and b.v0 is distinct from g.v0), (select count(*) from (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r1"."orders" src) r), (select count(*) from (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r2"."orders" src) r)) from (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r1"."orders" src) b full join (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r2"."orders" src) g on b.k0 = g.k0
8 | with j as materialized (select coalesce(b.k0, g.k0) as k0, b.v0 as bv0, g.v0 as gv0, case when b.v0 is distinct from g.v0 then '1' else '0' end as dv0, b.present as bp, g.present as gp from (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r1"."orders" src) b full join (select (cast("id" as text) collate "C") as k0, (cast("customer" as text) collate "C") as v0, 1 as present from "analytics__r2"."orders" src) g on b.k0 = g.k0 where b.present is null or g.present is null or b.present = 1 and g.present = 1 and (b.v0 is distinct from g.v0)) (select 'changed' as kind, cast(k0 as text) as "x0", cast(bv0 as text) as "x1", cast(gv0 as text) as "x2", cast(dv0 as text) as "x3" from j where bp = 1 and gp = 1 order by j.k0 limit 5)
8 COMMIT
9 select content from "data_release"."artifacts" where environment = $1 …
10 select content from "data_release"."artifacts" where environment = $1 …

-- ===== doctor =====
1 -- all schemas
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, since, previous from "data_release"."live" where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environm …
3 set lock_timeout = '2000ms'
3 -- all schemas
3 select number, since, previous from "data_release"."live" where environment = $1 order by number
3 select number, unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized,
3     row_count, checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number in (
3     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4))
3     order by number, live_schema, live_name
3 select number, unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized,
3     row_count, checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number > $2
3     and number not in (select number from "data_release"."releases" where environment = $3)
3     order by number, live_schema, live_name
3 select distinct green_schema, live_schema from "data_release"."releases"
3 select distinct r.physical_schema, r.live_schema from "data_release"."releases" e join "data_release"."relations" r
3     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
3 select number, green_schema from "data_release"."releases"
3     where environment = $1 and state in ($2, $3) order by number desc
3 select content from "data_release"."artifacts" where environment = $1 …
3 select content from "data_release"."artifacts" where environment = $1 …
3 select content from "data_release"."artifacts" …
3 -- definitions of views: analytics
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select live_schema, live_name, wave, number from "data_release"."waves …
3 -- relations: analytics, analytics__r1, analytics__r2
3 -- dependents: analytics__r1, analytics__r2
4 select number, ordinal, strategy, name, settings, state, result, until …
4 select content from "data_release"."artifacts" …
1 select count(*) from "analytics__r1"."orders"
1 -- views that read what is gone
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …

-- ===== validate --live =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 select number, since, previous from "data_release"."live" where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environm …
3 set lock_timeout = '2000ms'
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select live_schema, live_name, wave, number from "data_release"."waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts" …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 …
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
6 set default_transaction_read_only = on
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select name, relation, state, severity, value, threshold, message …
6 -- relations: analytics
6 -- relations: analytics, analytics__r1
6 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
6 select content from "data_release"."artifacts" where environment = $1 …
6 select 0 as i, count(*) as n from "analytics"."customers" union all select 1 as i, count(*) as n from "analytics__r1"."customers" union all select 2 as i, count(*) as n from "analytics"."orders" union all select 3 as i, count(*) as n from "analytics__r1"."orders"
6 -- grants: analytics
6 select content from "data_release"."artifacts" where environment = $1 …
7 BEGIN
7 | set local idle_in_transaction_session_timeout = '60000ms'
7 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
7 |     where environment = $2 and fencing = $3 and released = $4
7 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
7 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
7 COMMIT
8 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
