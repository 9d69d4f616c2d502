-- ===== abort =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
1     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1     from "data_release"."leases" where environment = $3
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 select number, since, previous from "data_release"."live" where environment = $1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
2     or number > (select max(number) from "data_release"."releases" where environment = $4)
2     - $5
2     or number in (select previous from "data_release"."live" where environment = $6)
2     or number in (select origin from "data_release"."relations"
2     where environment = $7 and number in (
2     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
2     union all select 0))) order by number desc
2 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
2     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
2     order by number, ordinal
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
2     select number from "data_release"."releases"
2     where environment = $2 and (state not in ($3, $4)))
2     group by number
3 set lock_timeout = '2000ms'
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number = $2
3     order by live_schema, live_name
3 select live_schema, live_name, wave, number from "data_release"."waves"
3     where environment = $1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts"
3     where environment = $1 and number < 0 and name = $2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
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
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 select live_schema, live_name, wave, number from "data_release"."waves …
10 select blue, green, share from "data_release"."routes" where environment = $1
11 select number, since, previous from "data_release"."live" where enviro …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 -- definitions of views: analytics
12 select number, ordinal, strategy, name, settings, state, result, until …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select content from "data_release"."artifacts" where environment = $1 …
13 -- which schemas exist: analytics__r2
13 select r.physical_schema, r.physical_name, r.environment, r.number from "data_release"."releases" e join "data_release"."relations" r
13     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
13     where r.physical_schema in ($3)
13 -- relations: analytics__r2
13 -- dependents: analytics__r2
14 BEGIN
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
14 |     where environment = $2 and fencing = $3 and released = $4
14 | drop schema if exists "analytics__r2" cascade
14 | update "data_release"."course" set state = $1, fencing = $2
14 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
14 | delete from "data_release"."artifacts" where environment = $1 and number = $2
14 |     and name not in ($3, $4, $5)
14 | delete from "data_release"."relation_marks" where environment = $1 and number = $2
14 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
14 |     builder = $5, fence = $6, options = $7,
14 |     green_schema = $8, git_commit = $9,
14 |     created_by = $10, fencing = $11
14 |     where environment = $12 and number = $13
14 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
14 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
14 COMMIT
15 select number, since, previous from "data_release"."live" where enviro …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select number, ordinal, strategy, name, settings, state, result, until …
15 select holder, host, pid, fencing, acquired_at, expires_at, released, …
15 select number, count(*) from "data_release"."relations" where environm …
16 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
