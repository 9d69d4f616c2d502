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
1     environment varchar not null, number integer not null, name varchar not null, content binary(67108864) not null
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
1     state varchar not null, schemas binary(67108864) not null,
1     writes binary(67108864) not null, began_at timestamp_ntz(6) not null,
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 BEGIN
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values (?, ?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6))), ?)
1 COMMIT
2 select fencing from "data_release"."leases" where environment = ?
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select token, number, previous, state, schemas, writes, began_at
3     from "data_release"."swaps" where environment = ? order by began_at
4 select number from "data_release"."artifacts" where environment = ? and name = ?
5 select token, number, previous, state, schemas, writes, began_at …
5 select number, since, previous from "data_release"."live" where environment = ?
5 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
5     created_by,
5     live_at, message, options, builder, fence
5     from "data_release"."releases" where environment = ? and (state not in (?, ?) or number = 0
5     or number > (select max(number) from "data_release"."releases" where environment = ?)
5     - ?
5     or number in (select previous from "data_release"."live" where environment = ?)
5     or number in (select origin from "data_release"."relations"
5     where environment = ? and number in (
5     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
5     union all select 0))) order by number desc
5 select holder, host, pid, fencing, acquired_at, expires_at, released,
5     (expires_at < cast(sysdate() as timestamp_ntz(6))),
5     (expires_at > dateadd(millisecond, 120000, cast(sysdate() as timestamp_ntz(6))))
5     from "data_release"."leases" where environment = ?
5 select number, count(*) from "data_release"."relations" where environment = ? and number in (
5     select number from "data_release"."releases"
5     where environment = ? and (state not in (?, ?)))
5     group by number
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select token, number, previous, state, schemas, writes, began_at …
6 select number, since, previous from "data_release"."live" where enviro …
6 select token, number, previous, state, schemas, writes, began_at …
6 select number, since, previous from "data_release"."live" where enviro …
6 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
6     on l.environment = r.environment and l.number = r.number
6     where r.environment <> ? and r.live_schema = ?
6     and r.strategy <> ?
6 -- which schemas exist: ANALYTICS__R1
6 BEGIN
6 | update "data_release"."leases" set expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6)))
6 |     where environment = ? and fencing = ? and released = ?
6 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
6 |     green_schema, base,
6 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
6 |     values (?, ?, ?, ?, ?, ?,
6 |     ?, ?, ?,
6 |     cast(sysdate() as timestamp_ntz(6)), ?, null,
6 |     ?, ?, ?, ?, ?)
6 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
6 |     values (?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?, ?)
6 | delete from "data_release"."course"
6 |     where environment = ? and number = ? and ordinal >= ?
6 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
6 |     result, fencing) values (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
6 |     ?, ?, ?, ?)
6 COMMIT
7 select token, number, previous, state, schemas, writes, began_at …
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 BEGIN
8 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
8 | update "data_release"."course" set state = ?, result = ?,
8 |     until_at = ?, fencing = ?, finished_at = cast(sysdate() as timestamp_ntz(6))
8 |     where environment = ? and number = ? and ordinal = ?
8 | update "data_release"."releases" set version = ?, state = ?, message = ?, strategy = ?,
8 |     builder = ?, fence = ?, options = ?,
8 |     green_schema = ?, git_commit = ?,
8 |     created_by = ?, fencing = ?
8 |     where environment = ? and number = ?
8 | insert into "data_release"."steps" (environment, number, name, state, …
8 COMMIT
9 BEGIN
9 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
9 | update "data_release"."course" set state = ?, result = ?, …
9 COMMIT
10 BEGIN
10 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
10 | delete from "data_release"."artifacts" where environment = ? and number = ? and name = ?
10 | insert into "data_release"."artifacts" (environment, number, name, content) values (?, ?, ?, ?)
10 COMMIT
10 create schema if not exists "ANALYTICS__R1"
11 BEGIN
11 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
11 | update "data_release"."course" set state = ?, result = ?, …
11 COMMIT
13 create view "ANALYTICS__R1"."CUSTOMERS" as (
13     select 1 as id, 'a' as name
13     )
14 create table "ANALYTICS__R1"."ORDERS" as (
14     select * from (
14     select c.id as customer from "ANALYTICS__R1"."CUSTOMERS" c
14     ) dr_rows
14     )
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- what queries read: model.made_up.customers, model.made_up.orders
15 -- what views read: ANALYTICS__R1.CUSTOMERS, ANALYTICS__R1.ORDERS
16 -- relations: ANALYTICS__R1
18 -- relations: ANALYTICS__R1
20 BEGIN
20 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
20 | delete from "data_release"."relations" where environment = ? and number = ?
20 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
20 |     physical_schema, physical_name,
20 |     kind, materialized, row_count, checksum, fingerprint, origin) values (?, ?, ?, ?,
20 |     ?, ?,
20 |     ?, ?, ?, ?,
20 |     ?, ?, ?), (?, ?, ?, ?,
20 |     ?, ?,
20 |     ?, ?, ?, ?,
20 |     ?, ?, ?)
20 | delete from "data_release"."artifacts" where environment = ? and numbe …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | delete from "data_release"."checks" where environment = ? and number = ?
20 | delete from "data_release"."artifacts" where environment = ? and numbe …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | delete from "data_release"."artifacts" where environment = ? and numbe …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | delete from "data_release"."artifacts" where environment = ? and numbe …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | update "data_release"."course" set state = ?, result = ?, …
20 | update "data_release"."releases" set version = ?, state = ?, message = …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 BEGIN
21 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
21 | update "data_release"."releases" set version = ?, state = ?, message = …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
22     checksum, fingerprint, origin
22     from "data_release"."relations" where environment = ? and number = ?
22     order by live_schema, live_name
22 -- relations: ANALYTICS
22 -- relations: ANALYTICS__R1
22 select cast(sysdate() as timestamp_ntz(6))
22 select content from "data_release"."artifacts" where environment = ? and number = ? and name = ?
22 select 0 as i, count(*) as n from "ANALYTICS__R1"."CUSTOMERS" union all select 1 as i, count(*) as n from "ANALYTICS__R1"."ORDERS"
22 select content from "data_release"."artifacts" where environment = ? a …
23 BEGIN
23 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
23 | delete from "data_release"."checks" where environment = ? and number = …
23 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
23 |     severity, value, threshold, message, happened_at) values (?, ?, ?, ?, ?,
23 |     ?, ?,
23 |     ?, ?, ?,
23 |     cast(sysdate() as timestamp_ntz(6))), (?, ?, ?, ?, ?,
23 |     ?, ?,
23 |     ?, ?, ?,
23 |     cast(sysdate() as timestamp_ntz(6))), (?, ?, ?, ?, ?,
23 |     ?, ?,
23 |     ?, ?, ?,
23 |     cast(sysdate() as timestamp_ntz(6)))
23 | update "data_release"."relations" set row_count = case when live_schema = ? and live_name = ?
23 |     then ? when live_schema = ? and live_name = ?
23 |     then ? else row_count end
23 |     where environment = ? and number = ? and live_name in (?, ?)
23 | update "data_release"."course" set state = ?, result = ?, …
23 | update "data_release"."releases" set version = ?, state = ?, message = …
23 | insert into "data_release"."steps" (environment, number, name, state, …
23 COMMIT
24 select token, number, previous, state, schemas, writes, began_at …
24 select number, since, previous from "data_release"."live" where enviro …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 -- relations
25 select token, number, previous, state, schemas, writes, began_at …
25 select number, since, previous from "data_release"."live" where enviro …
26 BEGIN
26 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
26 | update "data_release"."course" set state = ?, result = ?, …
26 COMMIT
27 select token, number, previous, state, schemas, writes, began_at …
27 select number, since, previous from "data_release"."live" where enviro …
28 alter session set LOCK_TIMEOUT = 300
28 select token, number, previous, state, schemas, writes, began_at …
28 select number, since, previous from "data_release"."live" where enviro …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select live_schema, live_name, wave, number from "data_release"."waves"
28     where environment = ? order by wave, live_schema, live_name
28 select number, version, git_commit, state, strategy, live_schema, gree …
28 select content from "data_release"."artifacts"
28     where environment = ? and number < 0 and name = ?
28     order by number desc
28 -- relations: ANALYTICS__R0
28 -- dependents: ANALYTICS
28 -- dependents: ANALYTICS__R1, data_release
28 -- what hangs on views: ANALYTICS
28 -- relations: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
28 -- grants: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
28 -- default grants: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
28 -- definitions of views: ANALYTICS
28 -- which schemas exist: ANALYTICS, ANALYTICS__R0, ANALYTICS__R1, data_release
28 -- frame: ANALYTICS
29 BEGIN
29 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
29 | update "data_release"."releases" set version = ?, state = ?, message = …
29 | insert into "data_release"."steps" (environment, number, name, state, …
29 COMMIT
30 BEGIN
30 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
30 | insert into "data_release"."swaps" (environment, token, number, previous, state, schemas, writes,
30 |     began_at, fencing)
30 |     values (?, ?, ?, ?, ?,
30 |     ?, ?, cast(sysdate() as timestamp_ntz(6)), ?)
30 COMMIT
31 -- frame: ANALYTICS
31 create schema "SHOWN"."ANALYTICS__NEXT…" comment = '[data-release r1 …]'
31 create view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS" ("id", "name") as select "id", "name" from "SHOWN"."ANALYTICS__R1"."CUSTOMERS"
31 create view "SHOWN"."ANALYTICS__NEXT…"."ORDERS" ("customer") as select "customer" from "SHOWN"."ANALYTICS__R1"."ORDERS"
31 -- frame: ANALYTICS__NEXT…
31 -- access: ANALYTICS, ANALYTICS__NEXT…
32 -- relations: ANALYTICS
32 BEGIN
32 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
32 COMMIT
32 alter schema "SHOWN"."ANALYTICS__NEXT…" rename to "SHOWN"."ANALYTICS"
33 -- comment: ANALYTICS
34 BEGIN
34 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
34 | delete from "data_release"."live" where environment = ?
34 | insert into "data_release"."live" (environment, number, since, previous, fencing) values (?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?)
34 | update "data_release"."releases" set state = ?, live_at = cast(sysdate() as timestamp_ntz(6)), message = '', fencing = ?
34 |     where environment = ? and number = ?
34 | delete from "data_release"."waves" where environment = ?
34 | delete from "data_release"."course"
34 |     where environment = ? and number in (
34 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
34 |     union all select 0) and strategy in (?, ?) and number in
34 |     (select number from "data_release"."course"
34 |     where environment = ? and number in (
34 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
34 |     union all select 0) and strategy in (?, ?)
34 |     and state <> ?)
34 | delete from "data_release"."artifacts"
34 |     where environment = ? and number in (
34 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
34 |     union all select 0) and name = ?
34 | update "data_release"."routes" set blue = ?, share = ?, fencing = ? where environment = ? and green = ?
34 | delete from "data_release"."route_exceptions" where environment = ?
34 | update "data_release"."course" set state = ?, result = ?, …
34 | insert into "data_release"."steps" (environment, number, name, state, …
34 | update "data_release"."swaps" set state = ?
34 |     where environment = ? and token = ?
34 COMMIT
35 -- which schemas exist: ANALYTICS__NEXT…
35 BEGIN
35 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
35 | delete from "data_release"."swaps" where environment = ? and token = ?
35 COMMIT
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select live_schema, live_name, wave, number from "data_release"."waves …
36 -- grants: ANALYTICS
36 -- relations: ANALYTICS
36 select content from "data_release"."artifacts" where environment = ? a …
36 BEGIN
36 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
36 | delete from "data_release"."artifacts" where environment = ? and numbe …
36 | insert into "data_release"."artifacts" (environment, number, name, con …
36 COMMIT
37 select token, number, previous, state, schemas, writes, began_at …
37 select number, since, previous from "data_release"."live" where enviro …
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
37     from "data_release"."course" where environment = ? and number = ? and not strategy in (?, ?)
37     order by number, ordinal
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from "data_release"."relations" where environm …
38 select token, number, previous, state, schemas, writes, began_at …
38 select number, since, previous from "data_release"."live" where enviro …
38 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
38     created_by,
38     live_at, message, options, builder, fence
38     from "data_release"."releases" where environment = ? and (state not in (?, ?) or number = 0
38     or number > (select max(number) from "data_release"."releases" where environment = ?)
38     - ?
38     or number in (select previous from "data_release"."live" where environment = ?)
38     or number in (select origin from "data_release"."relations"
38     where environment = ? and number in (
38     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
38     union all select 0)) or number = ?) order by number desc
38 select number, ordinal, strategy, name, settings, state, result, until …
38 select holder, host, pid, fencing, acquired_at, expires_at, released, …
38 select number, count(*) from "data_release"."relations" where environment = ? and number in (
38     select number from "data_release"."releases"
38     where environment = ? and (state not in (?, ?) or number = ?))
38     group by number
39 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
39     from "data_release"."course" where environment = ? and number between ? and ? and not strategy in (?, ?)
39     order by number, ordinal
40 select content from "data_release"."artifacts" where environment = ? a …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
41 BEGIN
41 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
41 | delete from "data_release"."artifacts" where environment = ? and numbe …
41 | insert into "data_release"."artifacts" (environment, number, name, con …
41 COMMIT
42 select token, number, previous, state, schemas, writes, began_at …
42 select number, since, previous from "data_release"."live" where enviro …
42 select number, version, git_commit, state, strategy, live_schema, gree …
42 select number, ordinal, strategy, name, settings, state, result, until …
42 select holder, host, pid, fencing, acquired_at, expires_at, released, …
42 select number, count(*) from "data_release"."relations" where environm …
43 update "data_release"."leases" set released = ? where environment = ? and fencing = ?
