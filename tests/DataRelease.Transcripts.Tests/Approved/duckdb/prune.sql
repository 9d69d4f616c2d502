-- ===== prune --keep 1 =====
1 select $1
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select environment, number
2     from "data_release"."releases" where strategy = $1 order by environment, number
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select holder, host, pid, fencing, acquired_at, expires_at, released,
3     (expires_at < $1),
3     (expires_at > $2)
3     from "data_release"."leases" where environment = $3
3 BEGIN
3 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
3 |     acquired_at = $5, expires_at = $6, released = $7
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
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 select unique_id, live_schema, live_name, physical_schema, physical_na …
7 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
7 -- which schemas exist: analytics__r1
7 select r.physical_schema, r.physical_name, r.environment, r.number from "data_release"."releases" e join "data_release"."relations" r
7     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
7     where r.physical_schema in ($3)
7 -- relations: analytics__r1
7 -- dependents: analytics__r1
8 BEGIN
8 | update "data_release"."leases" set expires_at = $1
8 |     where environment = $2 and fencing = $3 and released = $4
8 | drop schema if exists "analytics__r1" cascade
8 | delete from "data_release"."artifacts" where environment = $1 and number = $2
8 |     and name not in ($3, $4, $5)
8 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
8 |     builder = $5, fence = $6, options = $7,
8 |     green_schema = $8, git_commit = $9,
8 |     created_by = $10, fencing = $11
8 |     where environment = $12 and number = $13
8 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
8 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
8 COMMIT
9 -- all schemas
9 select number, green_schema from "data_release"."releases"
9     where environment = $1 and state in ($2, $3) order by number desc
10 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
10     t.copy_schema, t.copy_name,
10     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
10     from "data_release"."data_version_tables" t
10     join "data_release"."data_versions" v on v.number = t.number
10     where v.environment = $1 order by t.number, t.ordinal
10 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
10     from "data_release"."data_versions" where environment = $1 order by number desc
11 select number, since, previous from "data_release"."live" where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from "data_release"."relations" where environm …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select live_schema, live_name, wave, number from "data_release"."waves …
12 -- definitions of views: analytics
12 -- relations: analytics, analytics__r3
12 select content from "data_release"."artifacts" …
13 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
13     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
13     order by number, ordinal
14 select environment, number …
15 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
15 select number, name, state, reason, live, migration, folder, copy_sche …
16 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
16     from "data_release"."course" where environment = $1 and number in (
16     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
16     union all select 0) and strategy in ($5, $6)
16     order by number, ordinal
16 select content from "data_release"."artifacts"
16     where environment = $1 and number in (
16     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
16     union all select 0) and name = $5
16     order by number desc
17 select number, green_schema from "data_release"."releases" …
18 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
