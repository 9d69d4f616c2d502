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
7 select $1
8 select distinct green_schema, live_schema from "data_release"."releases"
8 select distinct r.physical_schema, r.live_schema from "data_release"."releases" e join "data_release"."relations" r
8     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
8 select copy_schema from "data_release"."data_versions" where state <> $1 and copy_schema <> $2
9 select id, name, version, kind, phase, checksum, down, state, number, …
10 -- relations: analytics, analytics__r1, data_release
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1 …
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | alter table state.kept add name varchar(10)
10 | use "shown"."main"
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | insert into "data_release"."migrations" (
10 |     environment, id, name, version, kind, phase, checksum, down, state, number, applied_at, applied_by,
10 |     seconds, message, data_version, changed_at, fencing)
10 |     values (
10 |     $1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9, $10,
10 |     $11, $12, $13,
10 |     $14, $15, $16, $17)
10 COMMIT
11 select id, name, version, kind, phase, checksum, down, state, number, …
12 -- relations: analytics, analytics__r1, data_release
12 BEGIN
12 | update "data_release"."leases" set expires_at = $1 …
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | alter table state.kept drop column old
12 | use "shown"."main"
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | insert into "data_release"."migrations" ( …
12 COMMIT
13 select id, name, version, kind, phase, checksum, down, state, number, …
14 BEGIN
14 | update "data_release"."leases" set expires_at = $1 …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = $5
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
15 | create view "analytics__r1__plan"."customers" as (
15 |     select 1 as id, 'a' as name
15 |     )
15 | -- what analytics__r1__plan.customers reads
15 | create or replace view "analytics__r1__plan"."a query" as (
15 |     -- materialized: table
15 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
15 |     )
15 | -- what analytics__r1__plan.a query reads
15 | create table "analytics__r1__plan"."orders" as select * from (select * from "analytics__r1__plan"."a query") q with no data
15 ROLLBACK
16 -- relations: analytics
16 -- all schemas
17 select number, since, previous from "data_release"."live" where enviro …
17 select number, version, git_commit, state, strategy, live_schema, gree …
17 select holder, host, pid, fencing, acquired_at, expires_at, released, …
17 select number, count(*) from "data_release"."relations" where environm …
18 BEGIN
18 | update "data_release"."leases" set expires_at = $1 …
18 | update "data_release"."course" set state = $1, result = $2, …
18 | update "data_release"."releases" set version = $1, state = $2, message …
18 | insert into "data_release"."steps" (environment, number, name, state, …
18 COMMIT
19 BEGIN
19 | update "data_release"."leases" set expires_at = $1 …
19 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
19 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
19 COMMIT
19 create schema if not exists "analytics__r1"
20 BEGIN
20 | update "data_release"."leases" set expires_at = $1 …
20 | update "data_release"."course" set state = $1, result = $2, …
20 COMMIT
22 create view "analytics__r1"."customers" as (
22     select 1 as id, 'a' as name
22     )
23 create table "analytics__r1"."orders" as (select * from (
23     -- materialized: table
23     select 1 as id, c.id as customer from "analytics__r1"."customers" c
23     ) dr_rows)
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 -- what queries read: model.shop.customers, model.shop.orders
24 -- what views read: analytics__r1.customers, analytics__r1.orders
25 -- relations: analytics__r1
27 -- relations: analytics__r1
29 BEGIN
29 | update "data_release"."leases" set expires_at = $1 …
29 | delete from "data_release"."relations" where environment = $1 and number = $2
29 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
29 |     physical_schema, physical_name,
29 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
29 |     $5, $6,
29 |     $7, $8, $9, $10,
29 |     $11, $12, $13), ($14, $15, $16, $17,
29 |     $18, $19,
29 |     $20, $21, $22, $23,
29 |     $24, $25, $26)
29 | delete from "data_release"."artifacts" where environment = $1 and numb …
29 | insert into "data_release"."artifacts" (environment, number, name, con …
29 | delete from "data_release"."checks" where environment = $1 and number = $2
29 | delete from "data_release"."artifacts" where environment = $1 and numb …
29 | insert into "data_release"."artifacts" (environment, number, name, con …
29 | delete from "data_release"."artifacts" where environment = $1 and numb …
29 | insert into "data_release"."artifacts" (environment, number, name, con …
29 | update "data_release"."course" set state = $1, result = $2, …
29 | update "data_release"."releases" set version = $1, state = $2, message …
29 | insert into "data_release"."steps" (environment, number, name, state, …
29 COMMIT
30 BEGIN
30 | update "data_release"."leases" set expires_at = $1 …
30 | update "data_release"."releases" set version = $1, state = $2, message …
30 | insert into "data_release"."steps" (environment, number, name, state, …
30 COMMIT
31 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
31     checksum, fingerprint, origin
31     from "data_release"."relations" where environment = $1 and number = $2
31     order by live_schema, live_name
31 -- relations: analytics
31 -- relations: analytics__r1
31 select $1
31 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
31 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r1"."orders"
31 select content from "data_release"."artifacts" where environment = $1 …
32 BEGIN
32 | update "data_release"."leases" set expires_at = $1 …
32 | delete from "data_release"."checks" where environment = $1 and number …
32 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
32 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
32 |     $6, $7,
32 |     $8, $9, $10,
32 |     $11), ($12, $13, $14, $15, $16,
32 |     $17, $18,
32 |     $19, $20, $21,
32 |     $22)
32 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
32 |     then $3 when live_schema = $4 and live_name = $5
32 |     then $6 else row_count end
32 |     where environment = $7 and number = $8 and live_name in ($9, $10)
32 | update "data_release"."course" set state = $1, result = $2, …
32 | update "data_release"."releases" set version = $1, state = $2, message …
32 | insert into "data_release"."steps" (environment, number, name, state, …
32 COMMIT
33 select number, since, previous from "data_release"."live" where enviro …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 -- relations
34 select number, since, previous from "data_release"."live" where enviro …
35 BEGIN
35 | update "data_release"."leases" set expires_at = $1 …
35 | update "data_release"."course" set state = $1, result = $2, …
35 COMMIT
36 select number, since, previous from "data_release"."live" where enviro …
37 select number, since, previous from "data_release"."live" where enviro …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select live_schema, live_name, wave, number from "data_release"."waves"
37     where environment = $1 order by wave, live_schema, live_name
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select content from "data_release"."artifacts"
37     where environment = $1 and number < 0 and name = $2
37     order by number desc
37 -- relations: analytics__r0
37 -- dependents: analytics
37 -- dependents: analytics__r1, data_release
37 -- what hangs on views: analytics
37 -- relations: analytics, analytics__r0, analytics__r1, data_release
37 -- grants: analytics, analytics__r0, analytics__r1, data_release
37 -- default grants: analytics, analytics__r0, analytics__r1, data_release
37 -- definitions of views: analytics
37 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
38 BEGIN
38 | update "data_release"."leases" set expires_at = $1 …
38 | update "data_release"."releases" set version = $1, state = $2, message …
38 | insert into "data_release"."steps" (environment, number, name, state, …
38 COMMIT
39 BEGIN
39 | update "data_release"."leases" set expires_at = $1 …
39 | create schema if not exists "analytics"
39 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
39 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
39 | delete from "data_release"."live" where environment = $1
39 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
39 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
39 |     where environment = $4 and number = $5
39 | delete from "data_release"."waves" where environment = $1
39 | delete from "data_release"."course"
39 |     where environment = $1 and number in (
39 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
39 |     union all select 0) and strategy in ($5, $6) and number in
39 |     (select number from "data_release"."course"
39 |     where environment = $7 and number in (
39 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
39 |     union all select 0) and strategy in ($11, $12)
39 |     and state <> $13)
39 | delete from "data_release"."artifacts"
39 |     where environment = $1 and number in (
39 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
39 |     union all select 0) and name = $5
39 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
39 | delete from "data_release"."route_exceptions" where environment = $1
39 | update "data_release"."course" set state = $1, result = $2, …
39 | insert into "data_release"."steps" (environment, number, name, state, …
39 COMMIT
40 select number, since, previous from "data_release"."live" where enviro …
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
45 | update "data_release"."leases" set expires_at = $1 …
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
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = $5, expires_at = $6, released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 select number, since, previous from "data_release"."live" where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environm …
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select live_schema, live_name, wave, number from "data_release"."waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts" …
4 select id, name, version, kind, phase, checksum, down, state, number, …
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
6 select $1
7 select id, name, version, kind, phase, checksum, down, state, number, …
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 select $1
10 select number, since, previous from "data_release"."live" where enviro …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select holder, host, pid, fencing, acquired_at, expires_at, released, …
10 select number, count(*) from "data_release"."relations" where environm …
11 update "data_release"."leases" set released = $1 where environment = $ …
