-- ===== release =====
1 -- which schemas exist: data_release
1 -- which schemas exist: data_release
1 create schema if not exists "data_release"
1 create table if not exists "data_release"."ledger_versions" (version integer not null, applied_at timestamp_ntz(6) not null)
1 create table if not exists "data_release"."releases" (
1     environment varchar not null, number integer not null, version varchar not null, git_commit varchar,
1     state varchar not null, strategy varchar not null, live_schema varchar not null,
1     green_schema varchar not null,
1     base integer, created_at timestamp_ntz(6) not null, created_by varchar not null, live_at timestamp_ntz(6),
1     message varchar not null, options varchar not null, builder varchar not null, fence varchar,
1     fencing bigint not null
1     )
1 create table if not exists "data_release"."live" (
1     environment varchar not null, number integer not null, since timestamp_ntz(6) not null, previous integer,
1     fencing bigint not null
1     )
1 create table if not exists "data_release"."steps" (
1     environment varchar not null, number integer not null, name varchar not null, state varchar not null,
1     happened_at timestamp_ntz(6) not null, seconds double precision not null, detail varchar not null,
1     fencing bigint not null)
1 create table if not exists "data_release"."relations" (
1     environment varchar not null, number integer not null, unique_id varchar not null,
1     live_schema varchar not null,
1     live_name varchar not null, physical_schema varchar not null, physical_name varchar not null,
1     kind varchar not null,
1     materialized varchar not null, row_count bigint, checksum varchar not null,
1     fingerprint varchar not null, origin integer not null
1     )
1 create table if not exists "data_release"."checks" (
1     environment varchar not null, number integer not null, ordinal integer not null,
1     name varchar not null,
1     relation varchar not null, state varchar not null, severity varchar not null, value varchar not null,
1     threshold varchar not null, message varchar not null, happened_at timestamp_ntz(6) not null
1     )
1 create table if not exists "data_release"."artifacts" (
1     environment varchar not null, number integer not null, name varchar not null, content binary not null
1     )
1 create table if not exists "data_release"."leases" (
1     environment varchar not null, holder varchar not null, host varchar not null, pid integer not null,
1     fencing bigint not null,
1     acquired_at timestamp_ntz(6) not null, expires_at timestamp_ntz(6) not null, released boolean not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) values (?, cast(sysdate() as timestamp_ntz(6)))
1 create table if not exists "data_release"."migrations" (
1     environment varchar not null, id integer not null, name varchar not null, version varchar,
1     kind varchar not null, phase varchar not null,
1     checksum varchar not null, down varchar, state varchar not null, number integer,
1     applied_at timestamp_ntz(6) not null, applied_by varchar not null,
1     seconds double precision not null, message varchar not null, data_version varchar,
1     changed_at timestamp_ntz(6) not null, fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."data_versions" (
1     number integer not null, environment varchar not null, name varchar not null, state varchar not null,
1     reason varchar not null,
1     live integer, migration varchar not null, folder varchar, copy_schema varchar not null,
1     created_at timestamp_ntz(6) not null,
1     created_by varchar not null, fencing bigint not null)
1 create table if not exists "data_release"."data_version_tables" (
1     number integer not null, ordinal integer not null, role varchar not null, unique_id varchar not null,
1     table_schema varchar not null,
1     table_name varchar not null, source_schema varchar not null, source_name varchar not null,
1     copy_schema varchar, copy_name varchar,
1     "file" varchar, sha256 varchar, row_count bigint not null, checksum varchar not null,
1     bytes bigint not null, columns varchar not null)
1 create table if not exists "data_release"."relation_marks" (
1     environment varchar not null, number integer not null, moment varchar not null,
1     live_schema varchar not null, live_name varchar not null,
1     physical_schema varchar not null, physical_name varchar not null, row_count bigint not null,
1     checksum varchar not null,
1     mark_schema varchar, mark_name varchar, key_columns varchar not null, columns varchar not null,
1     happened_at timestamp_ntz(6) not null)
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."course" (
1     environment varchar not null, number integer not null, ordinal integer not null,
1     strategy varchar not null, name varchar not null, settings varchar not null, state varchar not null,
1     result varchar not null, until_at timestamp_ntz(6), started_at timestamp_ntz(6), finished_at timestamp_ntz(6),
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."routes" (
1     environment varchar not null, blue integer not null, green integer not null,
1     share integer not null, salt varchar not null, fencing bigint not null
1     )
1 create table if not exists "data_release"."route_exceptions" (
1     environment varchar not null, principal varchar not null, number integer not null,
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."waves" (
1     environment varchar not null, live_schema varchar not null, live_name varchar not null,
1     wave integer not null, number integer not null, fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."swaps" (
1     environment varchar not null, token varchar not null, number integer not null, previous integer,
1     state varchar not null, schemas binary not null,
1     writes binary not null, began_at timestamp_ntz(6) not null,
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 BEGIN
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values (?, ?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6))), ?)
1 COMMIT
1 select fencing from "data_release"."leases" where environment = ?
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select token, number, previous, state, schemas, writes, began_at
2     from "data_release"."swaps" where environment = ? order by began_at
3 select number from "data_release"."artifacts" where environment = ? and name = ?
4 select token, number, previous, state, schemas, writes, began_at …
4 select number, since, previous from "data_release"."live" where environment = ?
4 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
4     created_by,
4     live_at, message, options, builder, fence
4     from "data_release"."releases" where environment = ? and (state not in (?, ?) or number = 0
4     or number > (select max(number) from "data_release"."releases" where environment = ?)
4     - ?
4     or number in (select previous from "data_release"."live" where environment = ?)
4     or number in (select origin from "data_release"."relations"
4     where environment = ? and number in (
4     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
4     union all select 0))) order by number desc
4 select holder, host, pid, fencing, acquired_at, expires_at, released,
4     (expires_at < cast(sysdate() as timestamp_ntz(6))),
4     (expires_at > dateadd(millisecond, 120000, cast(sysdate() as timestamp_ntz(6))))
4     from "data_release"."leases" where environment = ?
4 select number, count(*) from "data_release"."relations" where environment = ? and number in (
4     select number from "data_release"."releases"
4     where environment = ? and (state not in (?, ?)))
4     group by number
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select token, number, previous, state, schemas, writes, began_at …
5 select number, since, previous from "data_release"."live" where enviro …
5 select token, number, previous, state, schemas, writes, began_at …
5 select number, since, previous from "data_release"."live" where enviro …
5 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
5     on l.environment = r.environment and l.number = r.number
5     where r.environment <> ? and r.live_schema = ?
5     and r.strategy <> ?
5 -- which schemas exist: ANALYTICS__R1
5 BEGIN
5 | update "data_release"."leases" set expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6)))
5 |     where environment = ? and fencing = ? and released = ?
5 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
5 |     green_schema, base,
5 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
5 |     values (?, ?, ?, ?, ?, ?,
5 |     ?, ?, ?,
5 |     cast(sysdate() as timestamp_ntz(6)), ?, null,
5 |     ?, ?, ?, ?, ?)
5 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
5 |     values (?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?, ?)
5 | delete from "data_release"."course"
5 |     where environment = ? and number = ? and ordinal >= ?
5 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
5 |     result, fencing) values (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
5 |     ?, ?, ?, ?)
5 COMMIT
6 select token, number, previous, state, schemas, writes, began_at …
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 BEGIN
7 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
7 | update "data_release"."course" set state = ?, result = ?,
7 |     until_at = ?, fencing = ?, finished_at = cast(sysdate() as timestamp_ntz(6))
7 |     where environment = ? and number = ? and ordinal = ?
7 | update "data_release"."releases" set version = ?, state = ?, message = ?, strategy = ?,
7 |     builder = ?, fence = ?, options = ?,
7 |     green_schema = ?, fencing = ?
7 |     where environment = ? and number = ?
7 | insert into "data_release"."steps" (environment, number, name, state, …
7 COMMIT
8 BEGIN
8 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
8 | update "data_release"."course" set state = ?, result = ?, …
8 COMMIT
9 BEGIN
9 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
9 | delete from "data_release"."artifacts" where environment = ? and number = ? and name = ?
9 | insert into "data_release"."artifacts" (environment, number, name, content) values (?, ?, ?, ?)
9 COMMIT
9 create schema if not exists "ANALYTICS__R1"
10 BEGIN
10 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
10 | update "data_release"."course" set state = ?, result = ?, …
10 COMMIT
12 create view "ANALYTICS__R1"."CUSTOMERS" as (
12     select 1 as id, 'a' as name
12     )
13 create table "ANALYTICS__R1"."ORDERS" as (
13     select * from (
13     select c.id as customer from "ANALYTICS__R1"."CUSTOMERS" c
13     ) dr_rows
13     )
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- what queries read: model.made_up.customers, model.made_up.orders
14 -- what views read: ANALYTICS__R1.CUSTOMERS, ANALYTICS__R1.ORDERS
15 -- relations: ANALYTICS__R1
17 -- relations: ANALYTICS__R1
19 BEGIN
19 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
19 | delete from "data_release"."relations" where environment = ? and number = ?
19 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
19 |     physical_schema, physical_name,
19 |     kind, materialized, row_count, checksum, fingerprint, origin) values (?, ?, ?, ?,
19 |     ?, ?,
19 |     ?, ?, ?, ?,
19 |     ?, ?, ?), (?, ?, ?, ?,
19 |     ?, ?,
19 |     ?, ?, ?, ?,
19 |     ?, ?, ?)
19 | delete from "data_release"."artifacts" where environment = ? and numbe …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."checks" where environment = ? and number = ?
19 | delete from "data_release"."artifacts" where environment = ? and numbe …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."artifacts" where environment = ? and numbe …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."artifacts" where environment = ? and numbe …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | update "data_release"."course" set state = ?, result = ?, …
19 | update "data_release"."releases" set version = ?, state = ?, message = …
19 | insert into "data_release"."steps" (environment, number, name, state, …
19 COMMIT
20 BEGIN
20 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
20 | update "data_release"."releases" set version = ?, state = ?, message = …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
21     checksum, fingerprint, origin
21     from "data_release"."relations" where environment = ? and number = ?
21     order by live_schema, live_name
21 -- relations: ANALYTICS
21 -- relations: ANALYTICS__R1
21 select cast(sysdate() as timestamp_ntz(6))
21 select content from "data_release"."artifacts" where environment = ? and number = ? and name = ?
21 select 0 as i, count(*) as n from "ANALYTICS__R1"."CUSTOMERS" union all select 1 as i, count(*) as n from "ANALYTICS__R1"."ORDERS"
21 select content from "data_release"."artifacts" where environment = ? a …
22 BEGIN
22 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
22 | delete from "data_release"."checks" where environment = ? and number = …
22 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values (?, ?, ?, ?, ?,
22 |     ?, ?,
22 |     ?, ?, ?,
22 |     cast(sysdate() as timestamp_ntz(6))), (?, ?, ?, ?, ?,
22 |     ?, ?,
22 |     ?, ?, ?,
22 |     cast(sysdate() as timestamp_ntz(6))), (?, ?, ?, ?, ?,
22 |     ?, ?,
22 |     ?, ?, ?,
22 |     cast(sysdate() as timestamp_ntz(6)))
22 | update "data_release"."relations" set row_count = case when live_schema = ? and live_name = ?
22 |     then ? when live_schema = ? and live_name = ?
22 |     then ? else row_count end
22 |     where environment = ? and number = ? and live_name in (?, ?)
22 | update "data_release"."course" set state = ?, result = ?, …
22 | update "data_release"."releases" set version = ?, state = ?, message = …
22 | insert into "data_release"."steps" (environment, number, name, state, …
22 COMMIT
23 select token, number, previous, state, schemas, writes, began_at …
23 select number, since, previous from "data_release"."live" where enviro …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations
24 BEGIN
24 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
24 | update "data_release"."course" set state = ?, result = ?, …
24 COMMIT
25 select token, number, previous, state, schemas, writes, began_at …
25 select number, since, previous from "data_release"."live" where enviro …
26 alter session set LOCK_TIMEOUT = 300
26 select token, number, previous, state, schemas, writes, began_at …
26 select number, since, previous from "data_release"."live" where enviro …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select live_schema, live_name, wave, number from "data_release"."waves"
26     where environment = ? order by wave, live_schema, live_name
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 select content from "data_release"."artifacts"
26     where environment = ? and number < 0 and name = ?
26     order by number desc
26 -- relations: ANALYTICS__R0
26 -- dependents: ANALYTICS
26 -- dependents: ANALYTICS__R1, data_release
26 -- what hangs on views: ANALYTICS
26 -- relations: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
26 -- grants: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
26 -- default grants: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
26 -- definitions of views: ANALYTICS
26 -- which schemas exist: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
26 -- frame: ANALYTICS
27 BEGIN
27 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
27 | update "data_release"."releases" set version = ?, state = ?, message = …
27 | insert into "data_release"."steps" (environment, number, name, state, …
27 COMMIT
28 BEGIN
28 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
28 | insert into "data_release"."swaps" (environment, token, number, previous, state, schemas, writes,
28 |     began_at, fencing)
28 |     values (?, ?, ?, ?, ?,
28 |     ?, ?, cast(sysdate() as timestamp_ntz(6)), ?)
28 COMMIT
29 -- frame: ANALYTICS
29 create schema "SHOWN"."ANALYTICS__NEXT…" comment = '[data-release r1 …]'
29 create view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS" ("id", "name") as select "id", "name" from "SHOWN"."ANALYTICS__R1"."CUSTOMERS"
29 create view "SHOWN"."ANALYTICS__NEXT…"."ORDERS" ("customer") as select "customer" from "SHOWN"."ANALYTICS__R1"."ORDERS"
29 -- frame: ANALYTICS__NEXT…
29 -- access: ANALYTICS, ANALYTICS__NEXT…
30 -- relations: ANALYTICS
30 BEGIN
30 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
30 COMMIT
30 alter schema "SHOWN"."ANALYTICS__NEXT…" rename to "SHOWN"."ANALYTICS"
31 -- frame: ANALYTICS
32 BEGIN
32 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
32 | delete from "data_release"."live" where environment = ?
32 | insert into "data_release"."live" (environment, number, since, previous, fencing) values (?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?)
32 | update "data_release"."releases" set state = ?, live_at = cast(sysdate() as timestamp_ntz(6)), message = '', fencing = ?
32 |     where environment = ? and number = ?
32 | delete from "data_release"."waves" where environment = ?
32 | delete from "data_release"."course"
32 |     where environment = ? and number in (
32 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
32 |     union all select 0) and strategy in (?, ?) and number in
32 |     (select number from "data_release"."course"
32 |     where environment = ? and number in (
32 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
32 |     union all select 0) and strategy in (?, ?)
32 |     and state <> ?)
32 | delete from "data_release"."artifacts"
32 |     where environment = ? and number in (
32 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
32 |     union all select 0) and name = ?
32 | update "data_release"."routes" set blue = ?, share = ?, fencing = ? where environment = ? and green = ?
32 | delete from "data_release"."route_exceptions" where environment = ?
32 | update "data_release"."course" set state = ?, result = ?, …
32 | insert into "data_release"."steps" (environment, number, name, state, …
32 | update "data_release"."swaps" set state = ?
32 |     where environment = ? and token = ?
32 COMMIT
33 -- which schemas exist: ANALYTICS__NEXT…
33 BEGIN
33 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
33 | delete from "data_release"."swaps" where environment = ? and token = ?
33 COMMIT
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select live_schema, live_name, wave, number from "data_release"."waves …
34 -- grants: ANALYTICS
34 -- relations: ANALYTICS
34 select content from "data_release"."artifacts" where environment = ? a …
34 BEGIN
34 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
34 | delete from "data_release"."artifacts" where environment = ? and numbe …
34 | insert into "data_release"."artifacts" (environment, number, name, con …
34 COMMIT
35 select token, number, previous, state, schemas, writes, began_at …
35 select number, since, previous from "data_release"."live" where enviro …
35 select number, version, git_commit, state, strategy, live_schema, gree …
35 select number, ordinal, strategy, name, settings, state, result, until_at
35     from "data_release"."course" where environment = ? and number = ? and not strategy in (?, ?)
35     order by number, ordinal
35 select holder, host, pid, fencing, acquired_at, expires_at, released, …
35 select number, count(*) from "data_release"."relations" where environm …
36 select token, number, previous, state, schemas, writes, began_at …
36 select number, since, previous from "data_release"."live" where enviro …
36 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
36     created_by,
36     live_at, message, options, builder, fence
36     from "data_release"."releases" where environment = ? and (state not in (?, ?) or number = 0
36     or number > (select max(number) from "data_release"."releases" where environment = ?)
36     - ?
36     or number in (select previous from "data_release"."live" where environment = ?)
36     or number in (select origin from "data_release"."relations"
36     where environment = ? and number in (
36     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
36     union all select 0)) or number = ?) order by number desc
36 select number, ordinal, strategy, name, settings, state, result, until …
36 select holder, host, pid, fencing, acquired_at, expires_at, released, …
36 select number, count(*) from "data_release"."relations" where environment = ? and number in (
36     select number from "data_release"."releases"
36     where environment = ? and (state not in (?, ?) or number = ?))
36     group by number
37 select content from "data_release"."artifacts" where environment = ? a …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
38 BEGIN
38 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
38 | delete from "data_release"."artifacts" where environment = ? and numbe …
38 | insert into "data_release"."artifacts" (environment, number, name, con …
38 COMMIT
39 select token, number, previous, state, schemas, writes, began_at …
39 select number, since, previous from "data_release"."live" where enviro …
39 select number, version, git_commit, state, strategy, live_schema, gree …
39 select number, ordinal, strategy, name, settings, state, result, until …
39 select holder, host, pid, fencing, acquired_at, expires_at, released, …
39 select number, count(*) from "data_release"."relations" where environm …
40 update "data_release"."leases" set released = ? where environment = ? and fencing = ?
