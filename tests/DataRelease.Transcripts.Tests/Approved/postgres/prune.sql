-- ===== prune --keep 1 =====
1 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select environment, number
2     from "data_release"."releases" where strategy = $1 order by environment, number
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select holder, host, pid, fencing, acquired_at, expires_at, released,
3     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
3     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
3     from "data_release"."leases" where environment = $3
3 BEGIN
3 | set local idle_in_transaction_session_timeout = '60000ms'
3 | set local lock_timeout = '2000ms'
3 | set local statement_timeout = 0
3 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
3 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
3 |     where environment = $8 and fencing = $9
3 COMMIT
4 select number, since, previous from "data_release"."live" where environment = $1
4 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
4     created_by,
4     live_at, message, options, builder, fence
4     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
4     or number > (select max(number) from "data_release"."releases" where environment = $4)
4     - $5
4     or number in (select previous from "data_release"."live" where environment = $6)
4     or number in (select origin from "data_release"."relations"
4     where environment = $7 and number in (
4     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
4     union all select 0))) order by number desc
4 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
4     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
4     order by number, ordinal
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
4     select number from "data_release"."releases"
4     where environment = $2 and (state not in ($3, $4)))
4     group by number
5 set lock_timeout = '2000ms'
5 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
5     checksum, fingerprint, origin
5     from "data_release"."relations" where environment = $1 and number = $2
5     order by live_schema, live_name
5 select live_schema, live_name, wave, number from "data_release"."waves"
5     where environment = $1 order by wave, live_schema, live_name
5 -- definitions of views: analytics
5 -- relations: analytics, analytics__r3
5 select content from "data_release"."artifacts"
5     where environment = $1 and number < 0 and name = $2
5     order by number desc
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select live_schema, live_name, wave, number from "data_release"."waves …
6 -- grants: analytics
6 -- relations: analytics
6 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select content from "data_release"."artifacts" where environment = $1 …
8 -- which schemas exist: analytics__r1
8 select r.physical_schema, r.physical_name, r.environment, r.number from "data_release"."releases" e join "data_release"."relations" r
8     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
8     where r.physical_schema in ($3)
8 -- relations: analytics__r1
8 -- dependents: analytics__r1
9 BEGIN
9 | set local idle_in_transaction_session_timeout = '60000ms'
9 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
9 |     where environment = $2 and fencing = $3 and released = $4
9 | drop schema if exists "analytics__r1" cascade
9 | delete from "data_release"."artifacts" where environment = $1 and number = $2
9 |     and name not in ($3, $4, $5)
9 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
9 |     builder = $5, fence = $6, options = $7,
9 |     green_schema = $8, git_commit = $9,
9 |     created_by = $10, fencing = $11
9 |     where environment = $12 and number = $13
9 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
9 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
9 COMMIT
10 -- all schemas
10 select number, green_schema from "data_release"."releases"
10     where environment = $1 and state in ($2, $3) order by number desc
11 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
11     t.copy_schema, t.copy_name,
11     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
11     from "data_release"."data_version_tables" t
11     join "data_release"."data_versions" v on v.number = t.number
11     where v.environment = $1 order by t.number, t.ordinal
11 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
11     from "data_release"."data_versions" where environment = $1 order by number desc
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 set lock_timeout = '2000ms'
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select live_schema, live_name, wave, number from "data_release"."waves …
13 -- definitions of views: analytics
13 -- relations: analytics, analytics__r3
13 select content from "data_release"."artifacts" …
14 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
14     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
14     order by number, ordinal
15 select environment, number …
16 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
16 select number, name, state, reason, live, migration, folder, copy_sche …
17 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
17     from "data_release"."course" where environment = $1 and number in (
17     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
17     union all select 0) and strategy in ($5, $6)
17     order by number, ordinal
17 select content from "data_release"."artifacts"
17     where environment = $1 and number in (
17     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
17     union all select 0) and name = $5
17     order by number desc
18 select number, green_schema from "data_release"."releases" …
19 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
