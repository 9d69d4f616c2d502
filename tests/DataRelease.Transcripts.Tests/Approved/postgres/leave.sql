-- ===== leave =====
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
6 select number, since, previous from "data_release"."live" where enviro …
6 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
6     on l.environment = r.environment and l.number = r.number
6     where r.environment <> $1 and r.live_schema = $2
6     and r.strategy <> $3
7 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
7     from "data_release"."course" where environment = $1 and number in (
7     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
7     union all select 0) and strategy in ($5, $6)
7     order by number, ordinal
7 select content from "data_release"."artifacts"
7     where environment = $1 and number in (
7     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
7     union all select 0) and name = $5
7     order by number desc
8 set lock_timeout = '2000ms'
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select live_schema, live_name, wave, number from "data_release"."waves …
8 -- definitions of views: analytics
8 -- relations: analytics, analytics__r1
8 select content from "data_release"."artifacts" …
10 set lock_timeout = '300000ms'
10 select number, since, previous from "data_release"."live" where enviro …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select live_schema, live_name, wave, number from "data_release"."waves …
10 select live_schema, live_name, wave, number from "data_release"."waves …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select content from "data_release"."artifacts" …
10 -- all schemas
10 select content from "data_release"."artifacts" …
10 -- dependents: analytics
10 -- dependents: analytics__r1, data_release
10 -- what hangs on views: analytics
10 -- relations: analytics, analytics__found1, analytics__r1, data_release
10 -- grants: analytics, analytics__found1, analytics__r1, data_release
10 -- default grants: analytics, analytics__found1, analytics__r1, data_release
10 -- definitions of views: analytics
10 -- which schemas exist: analytics, analytics__found1, analytics__r1, data_release
10 select content from "data_release"."artifacts" where environment = $1 …
9 -- definitions of views: analytics__r1
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
11 |     where environment = $2 and fencing = $3 and released = $4
11 | set local idle_in_transaction_session_timeout = '5000ms'
11 | set local lock_timeout = '50ms'
11 | set local statement_timeout = 0
11 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
11 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
11 | -- access: analytics
11 | drop view "analytics"."customers"
11 | drop view "analytics"."orders"
11 | alter view "analytics__r1"."customers" set schema "analytics"
11 | alter table "analytics__r1"."orders" set schema "analytics"
11 | delete from "data_release"."live" where environment = $1
11 | update "data_release"."releases" set state = $1, message = $2,
11 |     fencing = $3 where environment = $4 and number = $5
11 | update "data_release"."releases" set state = $1, message = $2,
11 |     fencing = $3 where environment = $4 and number > 0
11 |     and state in ($5, $6)
11 | delete from "data_release"."relations" where environment = $1 and number = $2
11 | delete from "data_release"."relations" where environment = $1
11 |     and physical_schema = $2 and physical_name = $3
11 | delete from "data_release"."relations" where environment = $1 …
11 | delete from "data_release"."course"
11 |     where environment = $1 and number in (
11 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
11 |     union all select 0) and strategy in ($5, $6) and number in
11 |     (select number from "data_release"."course"
11 |     where environment = $7 and number in (
11 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
11 |     union all select 0) and strategy in ($11, $12)
11 |     and state <> $13)
11 | delete from "data_release"."artifacts"
11 |     where environment = $1 and number in (
11 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
11 |     union all select 0) and name = $5
11 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
11 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
11 | -- access: analytics
11 COMMIT
12 select number, since, previous from "data_release"."live" where enviro …
13 select number, since, previous from "data_release"."live" where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select holder, host, pid, fencing, acquired_at, expires_at, released, …
13 select number, count(*) from "data_release"."relations" where environm …
14 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
