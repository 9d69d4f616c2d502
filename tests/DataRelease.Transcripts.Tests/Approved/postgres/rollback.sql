-- ===== rollback =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
1     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1     from "data_release"."leases" where environment = $3
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, since, previous from "data_release"."live" where environment = $1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from "data_release"."releases" where environment = $1 order by number desc
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, ordinal, strategy, name, settings, state, result, until_at
2     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
2     order by number, ordinal
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environment = $1 group by number
3 set lock_timeout = '2000ms'
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number = $2
3     order by live_schema, live_name
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select live_schema, live_name, wave, number from "data_release"."waves"
3     where environment = $1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r2
3 select content from "data_release"."artifacts" where environment = $1 and name = $2 order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from "data_release"."ledger_versions"
7 select number, ordinal, strategy, name, settings, state, result, until_at
7     from "data_release"."course" where environment = $1 and strategy in ($2, $3)
7     order by number, ordinal
7 select content from "data_release"."artifacts" where environment = $1 …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from "data_release"."ledger_versions"
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from "data_release"."ledger_versions"
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 -- which schemas exist: data_release
9 -- relations: data_release
9 select max(version) from "data_release"."ledger_versions"
9 select number, since, previous from "data_release"."live" where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 -- which schemas exist: data_release
9 -- relations: data_release
9 select max(version) from "data_release"."ledger_versions"
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from "data_release"."relations" where environm …
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from "data_release"."ledger_versions"
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select content from "data_release"."artifacts" where environment = $1 …
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from "data_release"."ledger_versions"
11 select number, ordinal, strategy, name, settings, state, result, until …
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
11 |     where environment = $2 and fencing = $3 and released = $4
11 | delete from "data_release"."course"
11 |     where environment = $1 and strategy in ($2, $3) and number in
11 |     (select number from "data_release"."course"
11 |     where environment = $4 and strategy in ($5, $6) and state <> $7)
11 | delete from "data_release"."artifacts" where environment = $1 and name = $2
11 | delete from "data_release"."course"
11 |     where environment = $1 and number = $2 and ordinal >= $3
11 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values ($1, $2, $3, $4, $5,
11 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
11 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
11 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
11 |     $33, $34, $35, $36)
11 COMMIT
12 -- which schemas exist: data_release
12 -- relations: data_release
12 select max(version) from "data_release"."ledger_versions"
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 -- which schemas exist: data_release
12 -- relations: data_release
12 select max(version) from "data_release"."ledger_versions"
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 BEGIN
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
14 |     where environment = $6 and number = $7 and ordinal = $8
14 COMMIT
15 set lock_timeout = '300000ms'
15 select number, since, previous from "data_release"."live" where enviro …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 -- which schemas exist: data_release
15 -- relations: data_release
15 select max(version) from "data_release"."ledger_versions"
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 -- which schemas exist: data_release
15 -- relations: data_release
15 select max(version) from "data_release"."ledger_versions"
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select content from "data_release"."artifacts" where environment = $1 …
15 -- all schemas
15 select content from "data_release"."artifacts" where environment = $1 …
15 -- dependents: analytics
15 -- dependents: analytics__r1, analytics__r2, data_release
15 -- what hangs on views: analytics
15 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- definitions of views: analytics
15 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 select content from "data_release"."artifacts" where environment = $1 …
15 select content from "data_release"."artifacts" where environment = $1 …
15 select content from "data_release"."artifacts" where environment = $1 …
15 select content from "data_release"."artifacts" where environment = $1 …
16 BEGIN
16 | set local idle_in_transaction_session_timeout = '60000ms'
16 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
16 | set local idle_in_transaction_session_timeout = '5000ms'
16 | set local lock_timeout = '50ms'
16 | set local statement_timeout = 0
16 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
16 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
16 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
16 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
16 | delete from "data_release"."live" where environment = $1
16 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
16 | update "data_release"."releases" set state = $1, fencing = $2
16 |     where environment = $3 and number = $4
16 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
16 |     where environment = $4 and number = $5
16 | delete from "data_release"."waves" where environment = $1
16 | update "data_release"."course" set state = $1, fencing = $2
16 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
16 | update "data_release"."course" set state = $1, result = $2, …
16 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
16 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
16 | -- access: analytics
16 COMMIT
17 select number, since, previous from "data_release"."live" where enviro …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from "data_release"."ledger_versions"
18 select live_schema, live_name, wave, number from "data_release"."waves …
18 -- grants: analytics
18 -- relations: analytics
18 select content from "data_release"."artifacts" where environment = $1 …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 -- which schemas exist: data_release
20 -- relations: data_release
20 select max(version) from "data_release"."ledger_versions"
20 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
20     mark_schema, mark_name, key_columns, columns
20     from "data_release"."relation_marks" where environment = $1 order by happened_at
22 BEGIN
22 | set local idle_in_transaction_session_timeout = '60000ms'
22 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
22 | update "data_release"."course" set state = $1, result = $2, …
22 COMMIT
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- which schemas exist: data_release
23 -- relations: data_release
23 select max(version) from "data_release"."ledger_versions"
23 select number, moment, live_schema, live_name, physical_schema, physic …
23 -- relations: analytics__r1
23 select count(*) from "analytics__r1"."orders"
24 BEGIN
24 | set local idle_in_transaction_session_timeout = '60000ms'
24 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
24 | update "data_release"."course" set state = $1, result = $2, …
24 COMMIT
25 -- which schemas exist: data_release
25 -- relations: data_release
25 select max(version) from "data_release"."ledger_versions"
25 select number, since, previous from "data_release"."live" where enviro …
25 select number, version, git_commit, state, strategy, live_schema, gree …
25 -- which schemas exist: data_release
25 -- relations: data_release
25 select max(version) from "data_release"."ledger_versions"
25 select number, ordinal, strategy, name, settings, state, result, until …
25 select holder, host, pid, fencing, acquired_at, expires_at, released, …
25 select number, count(*) from "data_release"."relations" where environm …
26 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
