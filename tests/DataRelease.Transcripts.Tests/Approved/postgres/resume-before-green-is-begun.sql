-- ===== resume =====
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
9 select number, ordinal, strategy, name, settings, state, result, until …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select content from "data_release"."artifacts" where environment = $1 …
10 -- which schemas exist: analytics__r2
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
11 |     where environment = $2 and fencing = $3 and released = $4
11 | delete from "data_release"."relations" where environment = $1 and number = $2
11 | delete from "data_release"."course"
11 |     where environment = $1 and number = $2 and ordinal >= $3
11 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values ($1, $2, $3, $4, $5,
11 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
11 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
11 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
11 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
11 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
11 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
11 |     $60, $61, $62, $63)
11 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
11 |     builder = $5, fence = $6, options = $7,
11 |     green_schema = $8, git_commit = $9,
11 |     created_by = $10, fencing = $11
11 |     where environment = $12 and number = $13
11 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
11 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
11 COMMIT
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 select id, name, version, kind, phase, checksum, down, state, number, applied_at,
13     applied_by, seconds,
13     message, data_version, changed_at
13     from "data_release"."migrations" where environment = $1 order by id
14 select number, since, previous from "data_release"."live" where enviro …
14 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
14     created_by,
14     live_at, message, options, builder, fence
14     from "data_release"."releases" where environment = $1 order by number desc
14 select number, ordinal, strategy, name, settings, state, result, until …
14 select holder, host, pid, fencing, acquired_at, expires_at, released, …
14 select number, count(*) from "data_release"."relations" where environm …
15 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
16 select id, name, version, kind, phase, checksum, down, state, number, …
17 BEGIN
17 | set local idle_in_transaction_session_timeout = '60000ms'
17 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
17 | update "data_release"."course" set state = $1, result = $2,
17 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
17 |     where environment = $6 and number = $7 and ordinal = $8
17 | update "data_release"."releases" set version = $1, state = $2, message …
17 | insert into "data_release"."steps" (environment, number, name, state, …
17 COMMIT
18 BEGIN
18 | create schema "analytics__r2b__plan"
18 | savepoint data_release
18 | create view "analytics__r2b__plan"."customers" as (
18 |     select 2 as id, 'b' as name
18 |     )
18 | release savepoint data_release
18 | -- what analytics__r2b__plan.customers reads
18 | savepoint data_release
18 | create view "analytics__r2b__plan"."orders" as (
18 |     -- materialized: table
18 |     select 1 as id, c.id as customer from "analytics__r2b__plan".customers c
18 |     )
18 | release savepoint data_release
18 | -- what analytics__r2b__plan.orders reads
18 ROLLBACK
19 select number, since, previous from "data_release"."live" where enviro …
19 select number, version, git_commit, state, strategy, live_schema, gree …
19 select number, ordinal, strategy, name, settings, state, result, until …
19 select holder, host, pid, fencing, acquired_at, expires_at, released, …
19 select number, count(*) from "data_release"."relations" where environm …
20 BEGIN
20 | set local idle_in_transaction_session_timeout = '60000ms'
20 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
20 | update "data_release"."course" set state = $1, result = $2, …
20 | update "data_release"."releases" set version = $1, state = $2, message …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 BEGIN
21 | set local idle_in_transaction_session_timeout = '60000ms'
21 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
21 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
21 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
21 COMMIT
21 create schema if not exists "analytics__r2b"
22 BEGIN
22 | set local idle_in_transaction_session_timeout = '60000ms'
22 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
22 | update "data_release"."course" set state = $1, result = $2, …
22 COMMIT
24 create view "analytics__r2b"."customers" as (
24     select 2 as id, 'b' as name
24     )
25 create table "analytics__r2b"."orders" as (select * from (
25     -- materialized: table
25     select 1 as id, c.id as customer from "analytics__r2b"."customers" c
25     ) dr_rows)
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 -- what queries read: model.shop.customers, model.shop.orders
26 -- what views read: analytics__r2b.customers, analytics__r2b.orders
27 -- relations: analytics__r2b
29 -- relations: analytics__r2b
31 BEGIN
31 | set local idle_in_transaction_session_timeout = '60000ms'
31 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
31 | delete from "data_release"."relations" where environment = $1 and numb …
31 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
31 |     physical_schema, physical_name,
31 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
31 |     $5, $6,
31 |     $7, $8, $9, $10,
31 |     $11, $12, $13), ($14, $15, $16, $17,
31 |     $18, $19,
31 |     $20, $21, $22, $23,
31 |     $24, $25, $26)
31 | delete from "data_release"."artifacts" where environment = $1 and numb …
31 | insert into "data_release"."artifacts" (environment, number, name, con …
31 | delete from "data_release"."checks" where environment = $1 and number = $2
31 | delete from "data_release"."artifacts" where environment = $1 and numb …
31 | insert into "data_release"."artifacts" (environment, number, name, con …
31 | delete from "data_release"."artifacts" where environment = $1 and numb …
31 | insert into "data_release"."artifacts" (environment, number, name, con …
31 | update "data_release"."course" set state = $1, result = $2, …
31 | update "data_release"."releases" set version = $1, state = $2, message …
31 | insert into "data_release"."steps" (environment, number, name, state, …
31 COMMIT
32 BEGIN
32 | set local idle_in_transaction_session_timeout = '60000ms'
32 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
32 | update "data_release"."releases" set version = $1, state = $2, message …
32 | insert into "data_release"."steps" (environment, number, name, state, …
32 COMMIT
33 set default_transaction_read_only = on
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 -- relations: analytics__r1, analytics__r2b
33 select number, version, git_commit, state, strategy, live_schema, gree …
33 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operat …
33 select content from "data_release"."artifacts" where environment = $1 …
33 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r2b"."customers" union all select 2 as i, count(*) as n from "analytics__r1"."orders" union all select 3 as i, count(*) as n from "analytics__r2b"."orders"
33 -- grants: analytics
33 select content from "data_release"."artifacts" where environment = $1 …
34 BEGIN
34 | set local idle_in_transaction_session_timeout = '60000ms'
34 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
34 | delete from "data_release"."checks" where environment = $1 and number …
34 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
34 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
34 |     $6, $7,
34 |     $8, $9, $10,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
34 |     $17, $18,
34 |     $19, $20, $21,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
34 |     $28, $29,
34 |     $30, $31, $32,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second'))), ($34, $35, $36, $37, $38,
34 |     $39, $40,
34 |     $41, $42, $43,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($44 operator(pg_catalog.*) interval '1 second'))), ($45, $46, $47, $48, $49,
34 |     $50, $51,
34 |     $52, $53, $54,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($55 operator(pg_catalog.*) interval '1 second'))), ($56, $57, $58, $59, $60,
34 |     $61, $62,
34 |     $63, $64, $65,
34 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($66 operator(pg_catalog.*) interval '1 second')))
34 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
34 |     then $3 when live_schema = $4 and live_name = $5
34 |     then $6 else row_count end
34 |     where environment = $7 and number = $8 and live_name in ($9, $10)
34 | update "data_release"."course" set state = $1, result = $2, …
34 | update "data_release"."releases" set version = $1, state = $2, message …
34 | insert into "data_release"."steps" (environment, number, name, state, …
34 COMMIT
35 select number, since, previous from "data_release"."live" where enviro …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 -- relations
36 select number, since, previous from "data_release"."live" where enviro …
36 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
36     mark_schema, mark_name, key_columns, columns
36     from "data_release"."relation_marks" where environment = $1 order by happened_at
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 BEGIN
37 | set local idle_in_transaction_session_timeout = '60000ms'
37 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
37 | update "data_release"."course" set state = $1, result = $2, …
37 COMMIT
38 select number, since, previous from "data_release"."live" where enviro …
39 set lock_timeout = '300000ms'
39 select number, since, previous from "data_release"."live" where enviro …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select live_schema, live_name, wave, number from "data_release"."waves …
39 select live_schema, live_name, wave, number from "data_release"."waves …
39 select number, version, git_commit, state, strategy, live_schema, gree …
39 select content from "data_release"."artifacts" …
39 -- all schemas
39 select content from "data_release"."artifacts" …
39 -- dependents: analytics
39 -- dependents: analytics__r1, analytics__r2b, data_release
39 -- what hangs on views: analytics
39 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- definitions of views: analytics
39 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 select content from "data_release"."artifacts" where environment = $1 …
39 select content from "data_release"."artifacts" where environment = $1 …
40 BEGIN
40 | set local idle_in_transaction_session_timeout = '60000ms'
40 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
40 | update "data_release"."releases" set version = $1, state = $2, message …
40 | insert into "data_release"."steps" (environment, number, name, state, …
40 COMMIT
41 BEGIN
41 | set local idle_in_transaction_session_timeout = '60000ms'
41 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
41 | set local idle_in_transaction_session_timeout = '5000ms'
41 | set local lock_timeout = '50ms'
41 | set local statement_timeout = 0
41 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
41 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
41 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r2b"."customers"
41 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r2b"."orders"
41 | delete from "data_release"."live" where environment = $1
41 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
41 | update "data_release"."releases" set state = $1, fencing = $2
41 |     where environment = $3 and number = $4
41 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
41 |     where environment = $4 and number = $5
41 | delete from "data_release"."waves" where environment = $1
41 | delete from "data_release"."course"
41 |     where environment = $1 and number in (
41 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
41 |     union all select 0) and strategy in ($5, $6) and number in
41 |     (select number from "data_release"."course"
41 |     where environment = $7 and number in (
41 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
41 |     union all select 0) and strategy in ($11, $12)
41 |     and state <> $13)
41 | delete from "data_release"."artifacts"
41 |     where environment = $1 and number in (
41 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
41 |     union all select 0) and name = $5
41 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
41 | delete from "data_release"."route_exceptions" where environment = $1
41 | update "data_release"."course" set state = $1, result = $2, …
41 | insert into "data_release"."steps" (environment, number, name, state, …
41 | -- access: analytics
41 COMMIT
42 select number, since, previous from "data_release"."live" where enviro …
43 select unique_id, live_schema, live_name, physical_schema, physical_na …
43 select live_schema, live_name, wave, number from "data_release"."waves …
43 -- grants: analytics
43 -- relations: analytics
43 select content from "data_release"."artifacts" where environment = $1 …
43 BEGIN
43 | set local idle_in_transaction_session_timeout = '60000ms'
43 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
43 | delete from "data_release"."artifacts" where environment = $1 and numb …
43 | insert into "data_release"."artifacts" (environment, number, name, con …
43 COMMIT
44 select number, since, previous from "data_release"."live" where enviro …
44 select number, version, git_commit, state, strategy, live_schema, gree …
44 select number, ordinal, strategy, name, settings, state, result, until …
44 select holder, host, pid, fencing, acquired_at, expires_at, released, …
44 select number, count(*) from "data_release"."relations" where environm …
45 select unique_id, live_schema, live_name, physical_schema, physical_na …
45 select unique_id, live_schema, live_name, physical_schema, physical_na …
46 select number, since, previous from "data_release"."live" where enviro …
46 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
46     created_by,
46     live_at, message, options, builder, fence
46     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
46     or number > (select max(number) from "data_release"."releases" where environment = $4)
46     - $5
46     or number in (select previous from "data_release"."live" where environment = $6)
46     or number in (select origin from "data_release"."relations"
46     where environment = $7 and number in (
46     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
46     union all select 0)) or number = $11) order by number desc
46 select number, ordinal, strategy, name, settings, state, result, until …
46 select holder, host, pid, fencing, acquired_at, expires_at, released, …
46 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
46     select number from "data_release"."releases"
46     where environment = $2 and (state not in ($3, $4) or number = $5))
46     group by number
47 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
47     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
47     order by number, ordinal
48 select content from "data_release"."artifacts" where environment = $1 …
48 select unique_id, live_schema, live_name, physical_schema, physical_na …
48 select unique_id, live_schema, live_name, physical_schema, physical_na …
49 select content from "data_release"."artifacts" where environment = $1 …
49 select content from "data_release"."artifacts" where environment = $1 …
50 select content from "data_release"."artifacts" where environment = $1 …
50 select content from "data_release"."artifacts" where environment = $1 …
51 -- relations: analytics__r1, analytics__r2b
52 select name, relation, state, severity, value, threshold, message
52     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
52 select unique_id, live_schema, live_name, physical_schema, physical_na …
53 set default_transaction_read_only = on
53 BEGIN (Snapshot)
53 | set local idle_in_transaction_session_timeout = '60000ms'
53 | set local work_mem = '64MB'
53 | set local jit = off
53 | set local timezone = 'UTC'
53 | set local datestyle = 'ISO, YMD'
53 | set local intervalstyle = 'postgres'
53 | set local bytea_output = 'hex'
53 | set local extra_float_digits = 1
53 | set local parallel_setup_cost = 100
53 | set local parallel_tuple_cost = 0.01
53 | -- facts of analytics__r1.customers
53 | -- facts of analytics__r2b.customers
53 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2b"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
53 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s
53 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2b"."customers" src) s
53 COMMIT
53 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r2b"."customers") r where x > -1e308 and x < 1e308) v group by bin
53 select 0 as c, greatest((select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r2b"."customers" limit 1000) g)) as n
53 (select 0 as c, x, sum(b) as b, sum(g) as g from (select (cast("name" as text)) collate "C" as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select (cast("name" as text)) collate "C" as x, 0 as b, 1 as g from "analytics__r2b"."customers") u group by x order by 3 desc limit 13)
53 BEGIN (Snapshot)
53 | set local idle_in_transaction_session_timeout = '60000ms'
53 | set local work_mem = '64MB'
53 | set local jit = off
53 | set local timezone = 'UTC'
53 | set local datestyle = 'ISO, YMD'
53 | set local intervalstyle = 'postgres'
53 | set local bytea_output = 'hex'
53 | set local extra_float_digits = 1
53 | set local parallel_setup_cost = 100
53 | set local parallel_tuple_cost = 0.01
53 | -- facts of analytics__r1.orders
53 | -- facts of analytics__r2b.orders
53 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2b"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
53 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s
53 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2b"."orders" src) s
53 COMMIT
53 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r2b"."orders") r where x > -1e308 and x < 1e308) v group by bin
54 select content from "data_release"."artifacts" where environment = $1 …
55 select content from "data_release"."artifacts" where environment = $1 …
56 BEGIN
56 | set local idle_in_transaction_session_timeout = '60000ms'
56 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
56 | delete from "data_release"."artifacts" where environment = $1 and numb …
56 | insert into "data_release"."artifacts" (environment, number, name, con …
56 COMMIT
57 select number, since, previous from "data_release"."live" where enviro …
57 select number, version, git_commit, state, strategy, live_schema, gree …
57 select number, ordinal, strategy, name, settings, state, result, until …
57 select holder, host, pid, fencing, acquired_at, expires_at, released, …
57 select number, count(*) from "data_release"."relations" where environm …
58 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
