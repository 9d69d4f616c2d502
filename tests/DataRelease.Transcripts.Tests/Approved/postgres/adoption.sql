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
4 BEGIN
4 | set local idle_in_transaction_session_timeout = '60000ms'
4 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
4 | update "data_release"."course" set state = $1, result = $2,
4 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
4 |     where environment = $6 and number = $7 and ordinal = $8
4 COMMIT
5 BEGIN
5 | create schema "analytics__r1__plan"
5 | savepoint data_release
5 | create view "analytics__r1__plan"."customers" as (
5 |     select 1 as id, 'a' as name
5 |     )
5 | release savepoint data_release
5 | -- what analytics__r1__plan.customers reads
5 | savepoint data_release
5 | create view "analytics__r1__plan"."orders" as (
5 |     -- materialized: table
5 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
5 |     )
5 | release savepoint data_release
5 | -- what analytics__r1__plan.orders reads
5 ROLLBACK
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 BEGIN
7 | set local idle_in_transaction_session_timeout = '60000ms'
7 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
7 | update "data_release"."course" set state = $1, result = $2, …
7 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
7 |     builder = $5, fence = $6, options = $7,
7 |     green_schema = $8, git_commit = $9,
7 |     created_by = $10, fencing = $11
7 |     where environment = $12 and number = $13
7 | insert into "data_release"."steps" (environment, number, name, state, …
7 COMMIT
8 BEGIN
8 | set local idle_in_transaction_session_timeout = '60000ms'
8 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
8 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
8 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
8 COMMIT
8 create schema if not exists "analytics__r1"
9 BEGIN
9 | set local idle_in_transaction_session_timeout = '60000ms'
9 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
9 | update "data_release"."course" set state = $1, result = $2, …
9 COMMIT
11 create view "analytics__r1"."customers" as (
11     select 1 as id, 'a' as name
11     )
12 create table "analytics__r1"."orders" as (select * from (
12     -- materialized: table
12     select 1 as id, c.id as customer from "analytics__r1"."customers" c
12     ) dr_rows)
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 -- what queries read: model.shop.customers, model.shop.orders
13 -- what views read: analytics__r1.customers, analytics__r1.orders
14 -- relations: analytics__r1
16 -- relations: analytics__r1
18 BEGIN
18 | set local idle_in_transaction_session_timeout = '60000ms'
18 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
18 | delete from "data_release"."relations" where environment = $1 and number = $2
18 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
18 |     physical_schema, physical_name,
18 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
18 |     $5, $6,
18 |     $7, $8, $9, $10,
18 |     $11, $12, $13), ($14, $15, $16, $17,
18 |     $18, $19,
18 |     $20, $21, $22, $23,
18 |     $24, $25, $26)
18 | delete from "data_release"."artifacts" where environment = $1 and numb …
18 | insert into "data_release"."artifacts" (environment, number, name, con …
18 | delete from "data_release"."checks" where environment = $1 and number = $2
18 | delete from "data_release"."artifacts" where environment = $1 and numb …
18 | insert into "data_release"."artifacts" (environment, number, name, con …
18 | delete from "data_release"."artifacts" where environment = $1 and numb …
18 | insert into "data_release"."artifacts" (environment, number, name, con …
18 | update "data_release"."course" set state = $1, result = $2, …
18 | update "data_release"."releases" set version = $1, state = $2, message …
18 | insert into "data_release"."steps" (environment, number, name, state, …
18 COMMIT
19 BEGIN
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
19 | update "data_release"."releases" set version = $1, state = $2, message …
19 | insert into "data_release"."steps" (environment, number, name, state, …
19 COMMIT
20 set default_transaction_read_only = on
20 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
20     checksum, fingerprint, origin
20     from "data_release"."relations" where environment = $1 and number = $2
20     order by live_schema, live_name
20 -- relations: analytics
20 -- relations: analytics, analytics__r1
20 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
20 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
20 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics"."orders" union all select 2 as i, count(*) as n from "analytics__r1"."orders"
20 -- grants: analytics
20 select content from "data_release"."artifacts" where environment = $1 …
21 BEGIN
21 | set local idle_in_transaction_session_timeout = '60000ms'
21 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
21 | delete from "data_release"."checks" where environment = $1 and number …
21 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
21 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
21 |     $6, $7,
21 |     $8, $9, $10,
21 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
21 |     $17, $18,
21 |     $19, $20, $21,
21 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
21 |     $28, $29,
21 |     $30, $31, $32,
21 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second')))
21 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
21 |     then $3 when live_schema = $4 and live_name = $5
21 |     then $6 else row_count end
21 |     where environment = $7 and number = $8 and live_name in ($9, $10)
21 | update "data_release"."course" set state = $1, result = $2, …
21 | update "data_release"."releases" set version = $1, state = $2, message …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 select number, since, previous from "data_release"."live" where enviro …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 -- relations
23 select number, since, previous from "data_release"."live" where enviro …
24 BEGIN
24 | set local idle_in_transaction_session_timeout = '60000ms'
24 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
24 | update "data_release"."course" set state = $1, result = $2, …
24 COMMIT
25 select number, since, previous from "data_release"."live" where enviro …
26 set lock_timeout = '300000ms'
26 select number, since, previous from "data_release"."live" where enviro …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select live_schema, live_name, wave, number from "data_release"."waves"
26     where environment = $1 order by wave, live_schema, live_name
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 select content from "data_release"."artifacts"
26     where environment = $1 and number < 0 and name = $2
26     order by number desc
26 -- relations: analytics__r0
26 -- dependents: analytics
26 -- dependents: analytics__r1, data_release
26 -- what hangs on views: analytics
26 -- relations: analytics, analytics__r0, analytics__r1, data_release
26 -- grants: analytics, analytics__r0, analytics__r1, data_release
26 -- default grants: analytics, analytics__r0, analytics__r1, data_release
26 -- definitions of views: analytics
26 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
27 BEGIN
27 | set local idle_in_transaction_session_timeout = '60000ms'
27 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
27 | update "data_release"."releases" set version = $1, state = $2, message …
27 | insert into "data_release"."steps" (environment, number, name, state, …
27 COMMIT
28 BEGIN
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
28 | set local idle_in_transaction_session_timeout = '5000ms'
28 | set local lock_timeout = '50ms'
28 | set local statement_timeout = 0
28 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
28 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."large_orders" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
28 | -- access: analytics
28 | -- definitions of views: analytics
28 | create schema if not exists "analytics__r0"
28 | drop view "analytics"."large_orders"
28 | alter table "analytics"."orders" set schema "analytics__r0"
28 | create view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
28 | create view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
28 | create view "analytics"."large_orders" as SELECT id FROM analytics.orders
28 | insert into "data_release"."releases" (environment, number, version, g …
28 | delete from "data_release"."relations"
28 |     where environment = $1 and number = $2 and live_schema = $3
28 |     and live_name = $4
28 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
28 |     physical_schema, physical_name,
28 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
28 |     $5, $6,
28 |     $7, $8, $9, $10,
28 |     $11, $12, $13)
28 | delete from "data_release"."live" where environment = $1
28 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
28 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
28 |     where environment = $4 and number = $5
28 | delete from "data_release"."waves" where environment = $1
28 | delete from "data_release"."course"
28 |     where environment = $1 and number in (
28 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
28 |     union all select 0) and strategy in ($5, $6) and number in
28 |     (select number from "data_release"."course"
28 |     where environment = $7 and number in (
28 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
28 |     union all select 0) and strategy in ($11, $12)
28 |     and state <> $13)
28 | delete from "data_release"."artifacts"
28 |     where environment = $1 and number in (
28 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
28 |     union all select 0) and name = $5
28 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
28 | delete from "data_release"."route_exceptions" where environment = $1
28 | update "data_release"."course" set state = $1, result = $2, …
28 | insert into "data_release"."steps" (environment, number, name, state, …
28 | -- access: analytics
28 COMMIT
29 select number, since, previous from "data_release"."live" where enviro …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select live_schema, live_name, wave, number from "data_release"."waves …
30 -- grants: analytics
30 -- relations: analytics
30 select content from "data_release"."artifacts" where environment = $1 …
30 BEGIN
30 | set local idle_in_transaction_session_timeout = '60000ms'
30 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
30 | delete from "data_release"."artifacts" where environment = $1 and numb …
30 | insert into "data_release"."artifacts" (environment, number, name, con …
30 COMMIT
31 select number, since, previous from "data_release"."live" where enviro …
31 select number, version, git_commit, state, strategy, live_schema, gree …
31 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
31     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
31     order by number, ordinal
31 select holder, host, pid, fencing, acquired_at, expires_at, released, …
31 select number, count(*) from "data_release"."relations" where environm …
32 select number, since, previous from "data_release"."live" where enviro …
32 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
32     created_by,
32     live_at, message, options, builder, fence
32     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
32     or number > (select max(number) from "data_release"."releases" where environment = $4)
32     - $5
32     or number in (select previous from "data_release"."live" where environment = $6)
32     or number in (select origin from "data_release"."relations"
32     where environment = $7 and number in (
32     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
32     union all select 0)) or number = $11) order by number desc
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
32     select number from "data_release"."releases"
32     where environment = $2 and (state not in ($3, $4) or number = $5))
32     group by number
33 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
33     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
33     order by number, ordinal
34 select content from "data_release"."artifacts" where environment = $1 …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 BEGIN
35 | set local idle_in_transaction_session_timeout = '60000ms'
35 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
35 | delete from "data_release"."artifacts" where environment = $1 and numb …
35 | insert into "data_release"."artifacts" (environment, number, name, con …
35 COMMIT
36 select number, since, previous from "data_release"."live" where enviro …
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select number, ordinal, strategy, name, settings, state, result, until …
36 select holder, host, pid, fencing, acquired_at, expires_at, released, …
36 select number, count(*) from "data_release"."relations" where environm …
37 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
