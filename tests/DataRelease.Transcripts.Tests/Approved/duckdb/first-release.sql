-- ===== release =====
1 -- which schemas exist: data_release
1 -- which schemas exist: data_release
1 BEGIN
1 | create schema if not exists "data_release"
1 | create table "data_release"."ledger_versions" (version integer not null, applied_at timestamp not null)
1 | create table "data_release"."releases" (
1 |     environment text not null, number integer not null, version text not null, git_commit text,
1 |     state text not null, strategy text not null, live_schema text not null,
1 |     green_schema text not null,
1 |     base integer, created_at timestamp not null, created_by text not null, live_at timestamp,
1 |     message text not null, options text not null, builder text not null, fence text,
1 |     fencing bigint not null
1 |     )
1 | create table "data_release"."live" (
1 |     environment text not null, number integer not null, since timestamp not null, previous integer,
1 |     fencing bigint not null
1 |     )
1 | create table "data_release"."steps" (
1 |     environment text not null, number integer not null, name text not null, state text not null,
1 |     happened_at timestamp not null, seconds double precision not null, detail text not null,
1 |     fencing bigint not null)
1 | create table "data_release"."relations" (
1 |     environment text not null, number integer not null, unique_id text not null,
1 |     live_schema text not null,
1 |     live_name text not null, physical_schema text not null, physical_name text not null,
1 |     kind text not null,
1 |     materialized text not null, row_count bigint, checksum text not null,
1 |     fingerprint text not null, origin integer not null
1 |     )
1 | create table "data_release"."checks" (
1 |     environment text not null, number integer not null, ordinal integer not null,
1 |     name text not null,
1 |     relation text not null, state text not null, severity text not null, value text not null,
1 |     threshold text not null, message text not null, happened_at timestamp not null
1 |     )
1 | create table "data_release"."artifacts" (
1 |     environment text not null, number integer not null, name text not null, content blob not null
1 |     )
1 | create table "data_release"."leases" (
1 |     environment text not null, holder text not null, host text not null, pid integer not null,
1 |     fencing bigint not null,
1 |     acquired_at timestamp not null, expires_at timestamp not null, released boolean not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) values ($1, $2)
1 COMMIT
1 BEGIN
1 | create table "data_release"."migrations" (
1 |     environment text not null, id integer not null, name text not null, version text,
1 |     kind text not null, phase text not null,
1 |     checksum text not null, down text, state text not null, number integer,
1 |     applied_at timestamp not null, applied_by text not null,
1 |     seconds double precision not null, message text not null, data_version text,
1 |     changed_at timestamp not null, fencing bigint not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table "data_release"."data_versions" (
1 |     number integer not null, environment text not null, name text not null, state text not null,
1 |     reason text not null,
1 |     live integer, migration text not null, folder text, copy_schema text not null,
1 |     created_at timestamp not null,
1 |     created_by text not null, fencing bigint not null)
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
1 |     happened_at timestamp not null)
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table "data_release"."course" (
1 |     environment text not null, number integer not null, ordinal integer not null,
1 |     strategy text not null, name text not null, settings text not null, state text not null,
1 |     result text not null, until_at timestamp, started_at timestamp, finished_at timestamp,
1 |     fencing bigint not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table "data_release"."routes" (
1 |     environment text not null, blue integer not null, green integer not null,
1 |     share integer not null, salt text not null, fencing bigint not null
1 |     )
1 | create table "data_release"."route_exceptions" (
1 |     environment text not null, principal text not null, number integer not null,
1 |     fencing bigint not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table "data_release"."waves" (
1 |     environment text not null, live_schema text not null, live_name text not null,
1 |     wave integer not null, number integer not null, fencing bigint not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table "data_release"."swaps" (
1 |     environment text not null, token text not null, number integer not null, previous integer,
1 |     state text not null, schemas blob not null,
1 |     writes blob not null, began_at timestamp not null,
1 |     fencing bigint not null
1 |     )
1 | insert into "data_release"."ledger_versions" (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
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
2     (expires_at < $1),
2     (expires_at > $2)
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
3 | update "data_release"."leases" set expires_at = $1
3 |     where environment = $2 and fencing = $3 and released = $4
3 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
3 |     green_schema, base,
3 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
3 |     values ($1, $2, $3, $4, $5, $6,
3 |     $7, $8, $9,
3 |     $10, $11, null,
3 |     $12, $13, $14, $15, $16)
3 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
3 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
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
4 | update "data_release"."leases" set expires_at = $1 …
4 | update "data_release"."course" set state = $1, result = $2,
4 |     until_at = $3, fencing = $4, finished_at = $5
4 |     where environment = $6 and number = $7 and ordinal = $8
4 COMMIT
5 BEGIN
5 | create schema "analytics__r1__plan"
5 | create view "analytics__r1__plan"."customers" as (
5 |     select 1 as id, 'a' as name
5 |     )
5 | -- what analytics__r1__plan.customers reads
5 | create or replace view "analytics__r1__plan"."a query" as (
5 |     -- materialized: table
5 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
5 |     )
5 | -- what analytics__r1__plan.a query reads
5 | create table "analytics__r1__plan"."orders" as select * from (select * from "analytics__r1__plan"."a query") q with no data
5 ROLLBACK
6 -- relations: analytics
6 -- all schemas
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 BEGIN
8 | update "data_release"."leases" set expires_at = $1 …
8 | update "data_release"."course" set state = $1, result = $2, …
8 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
8 |     builder = $5, fence = $6, options = $7,
8 |     green_schema = $8, git_commit = $9,
8 |     created_by = $10, fencing = $11
8 |     where environment = $12 and number = $13
8 | insert into "data_release"."steps" (environment, number, name, state, …
8 COMMIT
9 BEGIN
9 | update "data_release"."leases" set expires_at = $1 …
9 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
9 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
9 COMMIT
9 create schema if not exists "analytics__r1"
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1 …
10 | update "data_release"."course" set state = $1, result = $2, …
10 COMMIT
12 create view "analytics__r1"."customers" as (
12     select 1 as id, 'a' as name
12     )
13 create table "analytics__r1"."orders" as (select * from (
13     -- materialized: table
13     select 1 as id, c.id as customer from "analytics__r1"."customers" c
13     ) dr_rows)
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- what queries read: model.shop.customers, model.shop.orders
14 -- what views read: analytics__r1.customers, analytics__r1.orders
15 -- relations: analytics__r1
17 -- relations: analytics__r1
19 BEGIN
19 | update "data_release"."leases" set expires_at = $1 …
19 | delete from "data_release"."relations" where environment = $1 and number = $2
19 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
19 |     physical_schema, physical_name,
19 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
19 |     $5, $6,
19 |     $7, $8, $9, $10,
19 |     $11, $12, $13), ($14, $15, $16, $17,
19 |     $18, $19,
19 |     $20, $21, $22, $23,
19 |     $24, $25, $26)
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."checks" where environment = $1 and number = $2
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | update "data_release"."course" set state = $1, result = $2, …
19 | update "data_release"."releases" set version = $1, state = $2, message …
19 | insert into "data_release"."steps" (environment, number, name, state, …
19 COMMIT
20 BEGIN
20 | update "data_release"."leases" set expires_at = $1 …
20 | update "data_release"."releases" set version = $1, state = $2, message …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
21     checksum, fingerprint, origin
21     from "data_release"."relations" where environment = $1 and number = $2
21     order by live_schema, live_name
21 -- relations: analytics
21 -- relations: analytics__r1
21 select $1
21 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
21 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r1"."orders"
21 select content from "data_release"."artifacts" where environment = $1 …
22 BEGIN
22 | update "data_release"."leases" set expires_at = $1 …
22 | delete from "data_release"."checks" where environment = $1 and number …
22 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
22 |     $6, $7,
22 |     $8, $9, $10,
22 |     $11), ($12, $13, $14, $15, $16,
22 |     $17, $18,
22 |     $19, $20, $21,
22 |     $22)
22 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
22 |     then $3 when live_schema = $4 and live_name = $5
22 |     then $6 else row_count end
22 |     where environment = $7 and number = $8 and live_name in ($9, $10)
22 | update "data_release"."course" set state = $1, result = $2, …
22 | update "data_release"."releases" set version = $1, state = $2, message …
22 | insert into "data_release"."steps" (environment, number, name, state, …
22 COMMIT
23 select number, since, previous from "data_release"."live" where enviro …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations
24 select number, since, previous from "data_release"."live" where enviro …
25 BEGIN
25 | update "data_release"."leases" set expires_at = $1 …
25 | update "data_release"."course" set state = $1, result = $2, …
25 COMMIT
26 select number, since, previous from "data_release"."live" where enviro …
27 select number, since, previous from "data_release"."live" where enviro …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select live_schema, live_name, wave, number from "data_release"."waves"
27     where environment = $1 order by wave, live_schema, live_name
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select content from "data_release"."artifacts"
27     where environment = $1 and number < 0 and name = $2
27     order by number desc
27 -- relations: analytics__r0
27 -- dependents: analytics
27 -- dependents: analytics__r1, data_release
27 -- what hangs on views: analytics
27 -- relations: analytics, analytics__r0, analytics__r1, data_release
27 -- grants: analytics, analytics__r0, analytics__r1, data_release
27 -- default grants: analytics, analytics__r0, analytics__r1, data_release
27 -- definitions of views: analytics
27 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
28 BEGIN
28 | update "data_release"."leases" set expires_at = $1 …
28 | update "data_release"."releases" set version = $1, state = $2, message …
28 | insert into "data_release"."steps" (environment, number, name, state, …
28 COMMIT
29 BEGIN
29 | update "data_release"."leases" set expires_at = $1 …
29 | create schema if not exists "analytics"
29 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
29 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
29 | delete from "data_release"."live" where environment = $1
29 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
29 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
29 |     where environment = $4 and number = $5
29 | delete from "data_release"."waves" where environment = $1
29 | delete from "data_release"."course"
29 |     where environment = $1 and number in (
29 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
29 |     union all select 0) and strategy in ($5, $6) and number in
29 |     (select number from "data_release"."course"
29 |     where environment = $7 and number in (
29 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
29 |     union all select 0) and strategy in ($11, $12)
29 |     and state <> $13)
29 | delete from "data_release"."artifacts"
29 |     where environment = $1 and number in (
29 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
29 |     union all select 0) and name = $5
29 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
29 | delete from "data_release"."route_exceptions" where environment = $1
29 | update "data_release"."course" set state = $1, result = $2, …
29 | insert into "data_release"."steps" (environment, number, name, state, …
29 COMMIT
30 select number, since, previous from "data_release"."live" where enviro …
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
35 | update "data_release"."leases" set expires_at = $1 …
35 | delete from "data_release"."artifacts" where environment = $1 and numb …
35 | insert into "data_release"."artifacts" (environment, number, name, con …
35 COMMIT
36 select number, since, previous from "data_release"."live" where enviro …
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select number, ordinal, strategy, name, settings, state, result, until …
36 select holder, host, pid, fencing, acquired_at, expires_at, released, …
36 select number, count(*) from "data_release"."relations" where environm …
37 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
