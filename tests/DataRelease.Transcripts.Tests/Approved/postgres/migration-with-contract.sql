-- ===== release =====
1 -- which schemas exist: data_release
1 -- which schemas exist: data_release
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create schema if not exists "data_release"
1 | create table "data_release"."ledger_versions" (version integer not null, applied_at timestamp with time zone not null)
1 | create table "data_release"."releases" (
1 |     environment text not null, number integer not null, version text not null, git_commit text,
1 |     state text not null, strategy text not null, live_schema text not null,
1 |     green_schema text not null,
1 |     base integer, created_at timestamp with time zone not null, created_by text not null, live_at timestamp with time zone,
1 |     message text not null, options text not null, builder text not null, fence text,
1 |     fencing bigint not null
1 |     , primary key ("environment", "number"))
1 | create table "data_release"."live" (
1 |     environment text not null, number integer not null, since timestamp with time zone not null, previous integer,
1 |     fencing bigint not null
1 |     , primary key ("environment"))
1 | create table "data_release"."steps" (
1 |     environment text not null, number integer not null, name text not null, state text not null,
1 |     happened_at timestamp with time zone not null, seconds double precision not null, detail text not null,
1 |     fencing bigint not null)
1 | create table "data_release"."relations" (
1 |     environment text not null, number integer not null, unique_id text not null,
1 |     live_schema text not null,
1 |     live_name text not null, physical_schema text not null, physical_name text not null,
1 |     kind text not null,
1 |     materialized text not null, row_count bigint, checksum text not null,
1 |     fingerprint text not null, origin integer not null
1 |     , primary key ("environment", "number", "live_schema", "live_name"))
1 | create table "data_release"."checks" (
1 |     environment text not null, number integer not null, ordinal integer not null,
1 |     name text not null,
1 |     relation text not null, state text not null, severity text not null, value text not null,
1 |     threshold text not null, message text not null, happened_at timestamp with time zone not null
1 |     , primary key ("environment", "number", "ordinal"))
1 | create table "data_release"."artifacts" (
1 |     environment text not null, number integer not null, name text not null, content bytea not null
1 |     , primary key ("environment", "number", "name"))
1 | create table "data_release"."leases" (
1 |     environment text not null, holder text not null, host text not null, pid integer not null,
1 |     fencing bigint not null,
1 |     acquired_at timestamp with time zone not null, expires_at timestamp with time zone not null, released boolean not null
1 |     , primary key ("environment"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) values ($1, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."migrations" (
1 |     environment text not null, id integer not null, name text not null, version text,
1 |     kind text not null, phase text not null,
1 |     checksum text not null, down text, state text not null, number integer,
1 |     applied_at timestamp with time zone not null, applied_by text not null,
1 |     seconds double precision not null, message text not null, data_version text,
1 |     changed_at timestamp with time zone not null, fencing bigint not null
1 |     , primary key ("environment", "id"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."data_versions" (
1 |     number integer not null, environment text not null, name text not null, state text not null,
1 |     reason text not null,
1 |     live integer, migration text not null, folder text, copy_schema text not null,
1 |     created_at timestamp with time zone not null,
1 |     created_by text not null, fencing bigint not null, primary key (number))
1 | create table "data_release"."data_version_tables" (
1 |     number integer not null, ordinal integer not null, role text not null, unique_id text not null,
1 |     table_schema text not null,
1 |     table_name text not null, source_schema text not null, source_name text not null,
1 |     copy_schema text, copy_name text,
1 |     "file" text, sha256 text, row_count bigint not null, checksum text not null,
1 |     bytes bigint not null, columns text not null)
1 | create table "data_release"."relation_marks" (
1 |     environment text not null, number integer not null, moment text not null,
1 |     live_schema text not null, live_name text not null,
1 |     physical_schema text not null, physical_name text not null, row_count bigint not null,
1 |     checksum text not null,
1 |     mark_schema text, mark_name text, key_columns text not null, columns text not null,
1 |     happened_at timestamp with time zone not null)
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."course" (
1 |     environment text not null, number integer not null, ordinal integer not null,
1 |     strategy text not null, name text not null, settings text not null, state text not null,
1 |     result text not null, until_at timestamp with time zone, started_at timestamp with time zone, finished_at timestamp with time zone,
1 |     fencing bigint not null
1 |     , primary key ("environment", "number", "ordinal"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."routes" (
1 |     environment text not null, blue integer not null, green integer not null,
1 |     share integer not null, salt text not null, fencing bigint not null
1 |     , primary key ("environment"))
1 | create table "data_release"."route_exceptions" (
1 |     environment text not null, principal text not null, number integer not null,
1 |     fencing bigint not null
1 |     , primary key ("environment", "principal"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."waves" (
1 |     environment text not null, live_schema text not null, live_name text not null,
1 |     wave integer not null, number integer not null, fencing bigint not null
1 |     , primary key ("environment", "live_schema", "live_name"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | create table "data_release"."swaps" (
1 |     environment text not null, token text not null, number integer not null, previous integer,
1 |     state text not null, schemas bytea not null,
1 |     writes bytea not null, began_at timestamp with time zone not null,
1 |     fencing bigint not null
1 |     , primary key ("environment", "token"))
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values ($1, $2, $3, $4, $5, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($7 operator(pg_catalog.*) interval '1 second')), $8)
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
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
2 select holder, host, pid, fencing, acquired_at, expires_at, released,
2     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
2     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
2     from "data_release"."leases" where environment = $3
2 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
2     select number from "data_release"."releases"
2     where environment = $2 and (state not in ($3, $4)))
2     group by number
3 select number, version, git_commit, state, strategy, live_schema, gree …
3 select number, since, previous from "data_release"."live" where enviro …
3 select number, since, previous from "data_release"."live" where enviro …
3 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
3     on l.environment = r.environment and l.number = r.number
3     where r.environment <> $1 and r.live_schema = $2
3     and r.strategy <> $3
3 -- which schemas exist: analytics__r1
3 BEGIN
3 | set local idle_in_transaction_session_timeout = '60000ms'
3 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
3 |     where environment = $2 and fencing = $3 and released = $4
3 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
3 |     green_schema, base,
3 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
3 |     values ($1, $2, $3, $4, $5, $6,
3 |     $7, $8, $9,
3 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($10 operator(pg_catalog.*) interval '1 second')), $11, null,
3 |     $12, $13, $14, $15, $16)
3 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
3 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
3 | delete from "data_release"."course"
3 |     where environment = $1 and number = $2 and ordinal >= $3
3 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
3 |     result, fencing) values ($1, $2, $3, $4, $5,
3 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
3 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
3 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
3 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
3 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
3 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
3 |     $60, $61, $62, $63)
3 COMMIT
4 select number, since, previous from "data_release"."live" where enviro …
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environm …
5 select id, name, version, kind, phase, checksum, down, state, number, applied_at,
5     applied_by, seconds,
5     message, data_version, changed_at
5     from "data_release"."migrations" where environment = $1 order by id
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
6     created_by,
6     live_at, message, options, builder, fence
6     from "data_release"."releases" where environment = $1 order by number desc
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
8 select distinct green_schema, live_schema from "data_release"."releases"
8 select distinct r.physical_schema, r.live_schema from "data_release"."releases" e join "data_release"."relations" r
8     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
8 select copy_schema from "data_release"."data_versions" where state <> $1 and copy_schema <> $2
9 select id, name, version, kind, phase, checksum, down, state, number, …
10 BEGIN
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | set local lock_timeout = '5000ms'
10 | set local statement_timeout = 0
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | savepoint data_release_script
10 | alter table state.kept add name varchar(10)
10 | set constraints all immediate
10 | release savepoint data_release_script
10 | reset session authorization
10 | reset role
10 | reset all
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | set local lock_timeout = '5000ms'
10 | set local statement_timeout = 0
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
10 | insert into "data_release"."migrations" (
10 |     environment, id, name, version, kind, phase, checksum, down, state, number, applied_at, applied_by,
10 |     seconds, message, data_version, changed_at, fencing)
10 |     values (
10 |     $1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9, $10,
10 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second')), $12, $13,
10 |     $14, $15, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($16 operator(pg_catalog.*) interval '1 second')), $17)
10 COMMIT
11 select id, name, version, kind, phase, checksum, down, state, number, …
12 BEGIN
12 | set local idle_in_transaction_session_timeout = '60000ms'
12 | set local lock_timeout = '5000ms'
12 | set local statement_timeout = 0
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | savepoint data_release_script
12 | alter table state.kept drop column old
12 | set constraints all immediate
12 | release savepoint data_release_script
12 | reset session authorization
12 | reset role
12 | reset all
12 | set local idle_in_transaction_session_timeout = '60000ms'
12 | set local lock_timeout = '5000ms'
12 | set local statement_timeout = 0
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
12 | insert into "data_release"."migrations" ( …
12 COMMIT
13 select id, name, version, kind, phase, checksum, down, state, number, …
14 BEGIN
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
14 |     where environment = $6 and number = $7 and ordinal = $8
14 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
14 |     builder = $5, fence = $6, options = $7,
14 |     green_schema = $8, git_commit = $9,
14 |     created_by = $10, fencing = $11
14 |     where environment = $12 and number = $13
14 | insert into "data_release"."steps" (environment, number, name, state, …
14 COMMIT
15 BEGIN
15 | create schema "analytics__r1__plan"
15 | savepoint data_release
15 | create view "analytics__r1__plan"."customers" as (
15 |     select 1 as id, 'a' as name
15 |     )
15 | release savepoint data_release
15 | -- what analytics__r1__plan.customers reads
15 | savepoint data_release
15 | create view "analytics__r1__plan"."orders" as (
15 |     -- materialized: table
15 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
15 |     )
15 | release savepoint data_release
15 | -- what analytics__r1__plan.orders reads
15 ROLLBACK
16 select number, since, previous from "data_release"."live" where enviro …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 select holder, host, pid, fencing, acquired_at, expires_at, released, …
16 select number, count(*) from "data_release"."relations" where environm …
17 BEGIN
17 | set local idle_in_transaction_session_timeout = '60000ms'
17 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
17 | update "data_release"."course" set state = $1, result = $2, …
17 | update "data_release"."releases" set version = $1, state = $2, message …
17 | insert into "data_release"."steps" (environment, number, name, state, …
17 COMMIT
18 BEGIN
18 | set local idle_in_transaction_session_timeout = '60000ms'
18 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
18 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
18 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
18 COMMIT
18 create schema if not exists "analytics__r1"
19 BEGIN
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
19 | update "data_release"."course" set state = $1, result = $2, …
19 COMMIT
21 create view "analytics__r1"."customers" as (
21     select 1 as id, 'a' as name
21     )
22 create table "analytics__r1"."orders" as (select * from (
22     -- materialized: table
22     select 1 as id, c.id as customer from "analytics__r1"."customers" c
22     ) dr_rows)
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 -- what queries read: model.shop.customers, model.shop.orders
23 -- what views read: analytics__r1.customers, analytics__r1.orders
24 -- relations: analytics__r1
26 -- relations: analytics__r1
28 BEGIN
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
28 | delete from "data_release"."relations" where environment = $1 and number = $2
28 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
28 |     physical_schema, physical_name,
28 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
28 |     $5, $6,
28 |     $7, $8, $9, $10,
28 |     $11, $12, $13), ($14, $15, $16, $17,
28 |     $18, $19,
28 |     $20, $21, $22, $23,
28 |     $24, $25, $26)
28 | delete from "data_release"."artifacts" where environment = $1 and numb …
28 | insert into "data_release"."artifacts" (environment, number, name, con …
28 | delete from "data_release"."checks" where environment = $1 and number = $2
28 | delete from "data_release"."artifacts" where environment = $1 and numb …
28 | insert into "data_release"."artifacts" (environment, number, name, con …
28 | delete from "data_release"."artifacts" where environment = $1 and numb …
28 | insert into "data_release"."artifacts" (environment, number, name, con …
28 | update "data_release"."course" set state = $1, result = $2, …
28 | update "data_release"."releases" set version = $1, state = $2, message …
28 | insert into "data_release"."steps" (environment, number, name, state, …
28 COMMIT
29 BEGIN
29 | set local idle_in_transaction_session_timeout = '60000ms'
29 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
29 | update "data_release"."releases" set version = $1, state = $2, message …
29 | insert into "data_release"."steps" (environment, number, name, state, …
29 COMMIT
30 set default_transaction_read_only = on
30 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
30     checksum, fingerprint, origin
30     from "data_release"."relations" where environment = $1 and number = $2
30     order by live_schema, live_name
30 -- relations: analytics
30 -- relations: analytics__r1
30 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operat …
30 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
30 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r1"."orders"
30 select content from "data_release"."artifacts" where environment = $1 …
31 BEGIN
31 | set local idle_in_transaction_session_timeout = '60000ms'
31 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
31 | delete from "data_release"."checks" where environment = $1 and number …
31 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
31 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
31 |     $6, $7,
31 |     $8, $9, $10,
31 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
31 |     $17, $18,
31 |     $19, $20, $21,
31 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
31 |     $28, $29,
31 |     $30, $31, $32,
31 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second')))
31 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
31 |     then $3 when live_schema = $4 and live_name = $5
31 |     then $6 else row_count end
31 |     where environment = $7 and number = $8 and live_name in ($9, $10)
31 | update "data_release"."course" set state = $1, result = $2, …
31 | update "data_release"."releases" set version = $1, state = $2, message …
31 | insert into "data_release"."steps" (environment, number, name, state, …
31 COMMIT
32 select number, since, previous from "data_release"."live" where enviro …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 -- relations
33 select number, since, previous from "data_release"."live" where enviro …
34 BEGIN
34 | set local idle_in_transaction_session_timeout = '60000ms'
34 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
34 | update "data_release"."course" set state = $1, result = $2, …
34 COMMIT
35 select number, since, previous from "data_release"."live" where enviro …
36 set lock_timeout = '300000ms'
36 select number, since, previous from "data_release"."live" where enviro …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select live_schema, live_name, wave, number from "data_release"."waves"
36     where environment = $1 order by wave, live_schema, live_name
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select content from "data_release"."artifacts"
36     where environment = $1 and number < 0 and name = $2
36     order by number desc
36 -- relations: analytics__r0
36 -- dependents: analytics
36 -- dependents: analytics__r1, data_release
36 -- what hangs on views: analytics
36 -- relations: analytics, analytics__r0, analytics__r1, data_release
36 -- grants: analytics, analytics__r0, analytics__r1, data_release
36 -- default grants: analytics, analytics__r0, analytics__r1, data_release
36 -- definitions of views: analytics
36 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
37 BEGIN
37 | set local idle_in_transaction_session_timeout = '60000ms'
37 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
37 | update "data_release"."releases" set version = $1, state = $2, message …
37 | insert into "data_release"."steps" (environment, number, name, state, …
37 COMMIT
38 BEGIN
38 | set local idle_in_transaction_session_timeout = '60000ms'
38 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
38 | set local idle_in_transaction_session_timeout = '5000ms'
38 | set local lock_timeout = '50ms'
38 | set local statement_timeout = 0
38 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
38 | create schema if not exists "analytics"
38 | create view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
38 | create view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
38 | delete from "data_release"."live" where environment = $1
38 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
38 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
38 |     where environment = $4 and number = $5
38 | delete from "data_release"."waves" where environment = $1
38 | delete from "data_release"."course"
38 |     where environment = $1 and number in (
38 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
38 |     union all select 0) and strategy in ($5, $6) and number in
38 |     (select number from "data_release"."course"
38 |     where environment = $7 and number in (
38 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
38 |     union all select 0) and strategy in ($11, $12)
38 |     and state <> $13)
38 | delete from "data_release"."artifacts"
38 |     where environment = $1 and number in (
38 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
38 |     union all select 0) and name = $5
38 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
38 | delete from "data_release"."route_exceptions" where environment = $1
38 | update "data_release"."course" set state = $1, result = $2, …
38 | insert into "data_release"."steps" (environment, number, name, state, …
38 | -- access: analytics
38 COMMIT
39 select number, since, previous from "data_release"."live" where enviro …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 select live_schema, live_name, wave, number from "data_release"."waves …
40 -- grants: analytics
40 -- relations: analytics
40 select content from "data_release"."artifacts" where environment = $1 …
40 BEGIN
40 | set local idle_in_transaction_session_timeout = '60000ms'
40 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
40 | delete from "data_release"."artifacts" where environment = $1 and numb …
40 | insert into "data_release"."artifacts" (environment, number, name, con …
40 COMMIT
41 select number, since, previous from "data_release"."live" where enviro …
41 select number, version, git_commit, state, strategy, live_schema, gree …
41 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
41     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
41     order by number, ordinal
41 select holder, host, pid, fencing, acquired_at, expires_at, released, …
41 select number, count(*) from "data_release"."relations" where environm …
42 select number, since, previous from "data_release"."live" where enviro …
42 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
42     created_by,
42     live_at, message, options, builder, fence
42     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
42     or number > (select max(number) from "data_release"."releases" where environment = $4)
42     - $5
42     or number in (select previous from "data_release"."live" where environment = $6)
42     or number in (select origin from "data_release"."relations"
42     where environment = $7 and number in (
42     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
42     union all select 0)) or number = $11) order by number desc
42 select number, ordinal, strategy, name, settings, state, result, until …
42 select holder, host, pid, fencing, acquired_at, expires_at, released, …
42 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
42     select number from "data_release"."releases"
42     where environment = $2 and (state not in ($3, $4) or number = $5))
42     group by number
43 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
43     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
43     order by number, ordinal
44 select content from "data_release"."artifacts" where environment = $1 …
44 select unique_id, live_schema, live_name, physical_schema, physical_na …
45 BEGIN
45 | set local idle_in_transaction_session_timeout = '60000ms'
45 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
45 | delete from "data_release"."artifacts" where environment = $1 and numb …
45 | insert into "data_release"."artifacts" (environment, number, name, con …
45 COMMIT
46 select number, since, previous from "data_release"."live" where enviro …
46 select number, version, git_commit, state, strategy, live_schema, gree …
46 select number, ordinal, strategy, name, settings, state, result, until …
46 select holder, host, pid, fencing, acquired_at, expires_at, released, …
46 select number, count(*) from "data_release"."relations" where environm …
47 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3

-- ===== migrate up --include-contract =====
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
5 select id, name, version, kind, phase, checksum, down, state, number, …
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operat …
8 select id, name, version, kind, phase, checksum, down, state, number, …
9 select number, since, previous from "data_release"."live" where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from "data_release"."relations" where environm …
10 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operat …
11 select number, since, previous from "data_release"."live" where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from "data_release"."relations" where environm …
12 update "data_release"."leases" set released = $1 where environment = $ …
