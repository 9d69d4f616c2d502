-- ===== refresh =====
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
6 select content from "data_release"."artifacts" where environment = $1 …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, since, previous from "data_release"."live" where enviro …
7 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
7     on l.environment = r.environment and l.number = r.number
7     where r.environment <> $1 and r.live_schema = $2
7     and r.strategy <> $3
7 -- which schemas exist: analytics__r2
7 BEGIN
7 | set local idle_in_transaction_session_timeout = '60000ms'
7 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
7 |     where environment = $2 and fencing = $3 and released = $4
7 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
7 |     green_schema, base,
7 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
7 |     values ($1, $2, $3, $4, $5, $6,
7 |     $7, $8, $9,
7 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($10 operator(pg_catalog.*) interval '1 second')), $11, null,
7 |     $12, $13, $14, $15, $16)
7 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
7 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
7 | delete from "data_release"."course"
7 |     where environment = $1 and number = $2 and ordinal >= $3
7 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
7 |     result, fencing) values ($1, $2, $3, $4, $5,
7 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
7 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
7 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
7 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
7 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
7 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
7 |     $60, $61, $62, $63), ($64, $65, $66, $67, $68,
7 |     $69, $70, $71, $72), ($73, $74, $75, $76, $77,
7 |     $78, $79, $80, $81)
7 COMMIT
8 BEGIN
8 | create schema "analytics__r2__plan"
8 | savepoint data_release
8 | create view "analytics__r2__plan"."customers" as (
8 |     select 1 as id, 'a' as name
8 |     )
8 | release savepoint data_release
8 | -- what analytics__r2__plan.customers reads
8 | savepoint data_release
8 | create view "analytics__r2__plan"."orders" as (
8 |     -- materialized: table
8 |     select 1 as id, c.id as customer from "analytics__r2__plan".customers c
8 |     )
8 | release savepoint data_release
8 | -- what analytics__r2__plan.orders reads
8 ROLLBACK
9 select number, since, previous from "data_release"."live" where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from "data_release"."relations" where environm …
10 BEGIN
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
10 | update "data_release"."course" set state = $1, result = $2,
10 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
10 |     where environment = $6 and number = $7 and ordinal = $8
10 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
10 |     builder = $5, fence = $6, options = $7,
10 |     green_schema = $8, git_commit = $9,
10 |     created_by = $10, fencing = $11
10 |     where environment = $12 and number = $13
10 | insert into "data_release"."steps" (environment, number, name, state, …
10 COMMIT
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 BEGIN
12 | set local idle_in_transaction_session_timeout = '60000ms'
12 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
12 | update "data_release"."course" set state = $1, result = $2, …
12 COMMIT
13 BEGIN
13 | set local idle_in_transaction_session_timeout = '60000ms'
13 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
13 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
13 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
13 COMMIT
13 create schema if not exists "analytics__r2"
14 BEGIN
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
14 | update "data_release"."course" set state = $1, result = $2, …
14 COMMIT
16 create view "analytics__r2"."customers" as (
16     select 1 as id, 'a' as name
16     )
17 create table "analytics__r2"."orders" as (select * from (
17     -- materialized: table
17     select 1 as id, c.id as customer from "analytics__r2"."customers" c
17     ) dr_rows)
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select number, version, git_commit, state, strategy, live_schema, gree …
18 -- what queries read: model.shop.customers, model.shop.orders
18 -- what views read: analytics__r2.customers, analytics__r2.orders
19 -- relations: analytics__r2
21 -- relations: analytics__r2
23 BEGIN
23 | set local idle_in_transaction_session_timeout = '60000ms'
23 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
23 | delete from "data_release"."relations" where environment = $1 and number = $2
23 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
23 |     physical_schema, physical_name,
23 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
23 |     $5, $6,
23 |     $7, $8, $9, $10,
23 |     $11, $12, $13), ($14, $15, $16, $17,
23 |     $18, $19,
23 |     $20, $21, $22, $23,
23 |     $24, $25, $26)
23 | delete from "data_release"."artifacts" where environment = $1 and numb …
23 | insert into "data_release"."artifacts" (environment, number, name, con …
23 | delete from "data_release"."checks" where environment = $1 and number = $2
23 | delete from "data_release"."artifacts" where environment = $1 and numb …
23 | insert into "data_release"."artifacts" (environment, number, name, con …
23 | delete from "data_release"."artifacts" where environment = $1 and numb …
23 | insert into "data_release"."artifacts" (environment, number, name, con …
23 | update "data_release"."course" set state = $1, result = $2, …
23 | update "data_release"."releases" set version = $1, state = $2, message …
23 | insert into "data_release"."steps" (environment, number, name, state, …
23 COMMIT
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select content from "data_release"."artifacts" where environment = $1 …
26 select content from "data_release"."artifacts" where environment = $1 …
27 BEGIN
27 | set local idle_in_transaction_session_timeout = '60000ms'
27 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
27 | update "data_release"."course" set state = $1, result = $2, …
27 COMMIT
28 BEGIN
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
28 | update "data_release"."releases" set version = $1, state = $2, message …
28 | insert into "data_release"."steps" (environment, number, name, state, …
28 COMMIT
29 set default_transaction_read_only = on
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 -- relations: analytics__r1, analytics__r2
29 select number, version, git_commit, state, strategy, live_schema, gree …
29 select number, version, git_commit, state, strategy, live_schema, gree …
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
29 select content from "data_release"."artifacts" where environment = $1 …
29 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r2"."customers" union all select 2 as i, count(*) as n from "analytics__r1"."orders" union all select 3 as i, count(*) as n from "analytics__r2"."orders"
29 -- grants: analytics
29 select content from "data_release"."artifacts" where environment = $1 …
30 BEGIN
30 | set local idle_in_transaction_session_timeout = '60000ms'
30 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
30 | delete from "data_release"."checks" where environment = $1 and number …
30 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
30 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
30 |     $6, $7,
30 |     $8, $9, $10,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
30 |     $17, $18,
30 |     $19, $20, $21,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
30 |     $28, $29,
30 |     $30, $31, $32,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second'))), ($34, $35, $36, $37, $38,
30 |     $39, $40,
30 |     $41, $42, $43,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($44 operator(pg_catalog.*) interval '1 second'))), ($45, $46, $47, $48, $49,
30 |     $50, $51,
30 |     $52, $53, $54,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($55 operator(pg_catalog.*) interval '1 second'))), ($56, $57, $58, $59, $60,
30 |     $61, $62,
30 |     $63, $64, $65,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($66 operator(pg_catalog.*) interval '1 second')))
30 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
30 |     then $3 when live_schema = $4 and live_name = $5
30 |     then $6 else row_count end
30 |     where environment = $7 and number = $8 and live_name in ($9, $10)
30 | update "data_release"."course" set state = $1, result = $2, …
30 | update "data_release"."releases" set version = $1, state = $2, message …
30 | insert into "data_release"."steps" (environment, number, name, state, …
30 COMMIT
31 select number, since, previous from "data_release"."live" where enviro …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 -- relations
32 select number, since, previous from "data_release"."live" where enviro …
32 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
32     mark_schema, mark_name, key_columns, columns
32     from "data_release"."relation_marks" where environment = $1 order by happened_at
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 BEGIN
33 | set local idle_in_transaction_session_timeout = '60000ms'
33 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
33 | update "data_release"."course" set state = $1, result = $2, …
33 COMMIT
34 select number, since, previous from "data_release"."live" where enviro …
35 set lock_timeout = '300000ms'
35 select number, since, previous from "data_release"."live" where enviro …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select live_schema, live_name, wave, number from "data_release"."waves …
35 select live_schema, live_name, wave, number from "data_release"."waves …
35 select number, version, git_commit, state, strategy, live_schema, gree …
35 select content from "data_release"."artifacts" …
35 -- all schemas
35 select content from "data_release"."artifacts" …
35 -- dependents: analytics
35 -- dependents: analytics__r1, analytics__r2, data_release
35 -- what hangs on views: analytics
35 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
35 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
35 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
35 -- definitions of views: analytics
35 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
35 select content from "data_release"."artifacts" where environment = $1 …
35 select content from "data_release"."artifacts" where environment = $1 …
36 BEGIN
36 | set local idle_in_transaction_session_timeout = '60000ms'
36 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
36 | update "data_release"."releases" set version = $1, state = $2, message …
36 | insert into "data_release"."steps" (environment, number, name, state, …
36 COMMIT
37 BEGIN
37 | set local idle_in_transaction_session_timeout = '60000ms'
37 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
37 | set local idle_in_transaction_session_timeout = '5000ms'
37 | set local lock_timeout = '50ms'
37 | set local statement_timeout = 0
37 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
37 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
37 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r2"."customers"
37 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r2"."orders"
37 | delete from "data_release"."live" where environment = $1
37 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
37 | update "data_release"."releases" set state = $1, fencing = $2
37 |     where environment = $3 and number = $4
37 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
37 |     where environment = $4 and number = $5
37 | delete from "data_release"."waves" where environment = $1
37 | delete from "data_release"."course"
37 |     where environment = $1 and number in (
37 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
37 |     union all select 0) and strategy in ($5, $6) and number in
37 |     (select number from "data_release"."course"
37 |     where environment = $7 and number in (
37 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
37 |     union all select 0) and strategy in ($11, $12)
37 |     and state <> $13)
37 | delete from "data_release"."artifacts"
37 |     where environment = $1 and number in (
37 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
37 |     union all select 0) and name = $5
37 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
37 | delete from "data_release"."route_exceptions" where environment = $1
37 | update "data_release"."course" set state = $1, result = $2, …
37 | insert into "data_release"."steps" (environment, number, name, state, …
37 | -- access: analytics
37 COMMIT
38 select number, since, previous from "data_release"."live" where enviro …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select live_schema, live_name, wave, number from "data_release"."waves …
39 -- grants: analytics
39 -- relations: analytics
39 select content from "data_release"."artifacts" where environment = $1 …
39 BEGIN
39 | set local idle_in_transaction_session_timeout = '60000ms'
39 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
39 | delete from "data_release"."artifacts" where environment = $1 and numb …
39 | insert into "data_release"."artifacts" (environment, number, name, con …
39 COMMIT
40 select number, since, previous from "data_release"."live" where enviro …
40 select number, version, git_commit, state, strategy, live_schema, gree …
40 select number, ordinal, strategy, name, settings, state, result, until …
40 select holder, host, pid, fencing, acquired_at, expires_at, released, …
40 select number, count(*) from "data_release"."relations" where environm …
41 -- all schemas
41 select number, green_schema from "data_release"."releases"
41     where environment = $1 and state in ($2, $3) order by number desc
42 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
42     t.copy_schema, t.copy_name,
42     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
42     from "data_release"."data_version_tables" t
42     join "data_release"."data_versions" v on v.number = t.number
42     where v.environment = $1 order by t.number, t.ordinal
42 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
42     from "data_release"."data_versions" where environment = $1 order by number desc
43 BEGIN
43 | set local idle_in_transaction_session_timeout = '60000ms'
43 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
43 | update "data_release"."course" set state = $1, result = $2, …
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
49 BEGIN
49 | set local idle_in_transaction_session_timeout = '60000ms'
49 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
49 | delete from "data_release"."artifacts" where environment = $1 and numb …
49 | insert into "data_release"."artifacts" (environment, number, name, con …
49 COMMIT
50 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
