-- ===== swap, whose process dies =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < cast(sysdate() as timestamp_ntz(6))),
1     (expires_at > dateadd(millisecond, 120000, cast(sysdate() as timestamp_ntz(6))))
1     from "data_release"."leases" where environment = ?
1 BEGIN
1 | update "data_release"."leases" set holder = ?, host = ?, pid = ?, fencing = ?,
1 |     acquired_at = cast(sysdate() as timestamp_ntz(6)), expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6))), released = ?
1 |     where environment = ? and fencing = ?
1 COMMIT
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
4 select number, ordinal, strategy, name, settings, state, result, until_at
4     from "data_release"."course" where environment = ? and number = ? and not strategy in (?, ?)
4     order by number, ordinal
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environment = ? and number in (
4     select number from "data_release"."releases"
4     where environment = ? and (state not in (?, ?)))
4     group by number
5 alter session set LOCK_TIMEOUT = 2
5 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
5     checksum, fingerprint, origin
5     from "data_release"."relations" where environment = ? and number = ?
5     order by live_schema, live_name
5 select live_schema, live_name, wave, number from "data_release"."waves"
5     where environment = ? order by wave, live_schema, live_name
5 -- definitions of views: ANALYTICS
5 -- relations: ANALYTICS, ANALYTICS__R1
5 select content from "data_release"."artifacts"
5     where environment = ? and number < 0 and name = ?
5     order by number desc
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select live_schema, live_name, wave, number from "data_release"."waves …
6 -- grants: ANALYTICS
6 -- relations: ANALYTICS
6 select content from "data_release"."artifacts" where environment = ? and number = ? and name = ?
7 select token, number, previous, state, schemas, writes, began_at …
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 select number, ordinal, strategy, name, settings, state, result, until …
9 BEGIN
9 | update "data_release"."leases" set expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6)))
9 |     where environment = ? and fencing = ? and released = ?
9 | delete from "data_release"."course"
9 |     where environment = ? and number = ? and ordinal >= ?
9 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
9 |     result, fencing) values (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
9 |     ?, ?, ?, ?)
9 COMMIT
10 select token, number, previous, state, schemas, writes, began_at …
10 select number, since, previous from "data_release"."live" where enviro …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 -- relations
11 BEGIN
11 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
11 | update "data_release"."course" set state = ?, result = ?,
11 |     until_at = ?, fencing = ?, finished_at = cast(sysdate() as timestamp_ntz(6))
11 |     where environment = ? and number = ? and ordinal = ?
11 COMMIT
12 select token, number, previous, state, schemas, writes, began_at …
12 select number, since, previous from "data_release"."live" where enviro …
13 alter session set LOCK_TIMEOUT = 300
13 select token, number, previous, state, schemas, writes, began_at …
13 select number, since, previous from "data_release"."live" where enviro …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select live_schema, live_name, wave, number from "data_release"."waves …
13 select live_schema, live_name, wave, number from "data_release"."waves …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select content from "data_release"."artifacts" …
13 -- all schemas
13 select content from "data_release"."artifacts" …
13 -- dependents: ANALYTICS
13 -- dependents: ANALYTICS__R1, ANALYTICS__R2, data_release
13 -- what hangs on views: ANALYTICS
13 -- relations: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
13 -- grants: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
13 -- default grants: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
13 -- definitions of views: ANALYTICS
13 -- which schemas exist: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
13 select content from "data_release"."artifacts" where environment = ? a …
13 select content from "data_release"."artifacts" where environment = ? a …
13 select content from "data_release"."artifacts" where environment = ? a …
13 -- frame: ANALYTICS
14 BEGIN
14 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
14 | update "data_release"."releases" set version = ?, state = ?, message = ?, strategy = ?,
14 |     builder = ?, fence = ?, options = ?,
14 |     green_schema = ?, fencing = ?
14 |     where environment = ? and number = ?
14 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
14 |     values (?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?, ?)
14 COMMIT
15 BEGIN
15 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
15 | insert into "data_release"."swaps" (environment, token, number, previous, state, schemas, writes,
15 |     began_at, fencing)
15 |     values (?, ?, ?, ?, ?,
15 |     ?, ?, cast(sysdate() as timestamp_ntz(6)), ?)
15 COMMIT
16 -- frame: ANALYTICS
16 create schema "SHOWN"."ANALYTICS__NEXT…" comment = '[data-release r2 …]'
16 create view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS" ("note", "id", "name") as select "note", "id", "name" from "SHOWN"."ANALYTICS__R2"."CUSTOMERS"
16 create view "SHOWN"."ANALYTICS__NEXT…"."ORDERS" ("note", "customer") as select "note", "customer" from "SHOWN"."ANALYTICS__R2"."ORDERS"
16 -- frame: ANALYTICS__NEXT…
16 -- access: ANALYTICS, ANALYTICS__NEXT…
17 -- relations: ANALYTICS
17 BEGIN
17 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
17 COMMIT
17 alter schema "SHOWN"."ANALYTICS" swap with "SHOWN"."ANALYTICS__NEXT…"
18 -- frame: ANALYTICS
19 BEGIN
19 ROLLBACK
20 update "data_release"."leases" set released = ? where environment = ? and fencing = ?

-- ===== resume =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | update "data_release"."leases" set holder = ?, host = ?, pid = ?, fenc …
1 COMMIT
2 select token, number, previous, state, schemas, writes, began_at …
3 -- frame: ANALYTICS
4 BEGIN
4 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
4 | delete from "data_release"."live" where environment = ?
4 | insert into "data_release"."live" (environment, number, since, previous, fencing) values (?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?)
4 | update "data_release"."releases" set state = ?, fencing = ?
4 |     where environment = ? and number = ?
4 | update "data_release"."releases" set state = ?, live_at = cast(sysdate() as timestamp_ntz(6)), message = '', fencing = ?
4 |     where environment = ? and number = ?
4 | delete from "data_release"."waves" where environment = ?
4 | delete from "data_release"."course"
4 |     where environment = ? and number in (
4 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
4 |     union all select 0) and strategy in (?, ?) and number in
4 |     (select number from "data_release"."course"
4 |     where environment = ? and number in (
4 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
4 |     union all select 0) and strategy in (?, ?)
4 |     and state <> ?)
4 | delete from "data_release"."artifacts"
4 |     where environment = ? and number in (
4 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
4 |     union all select 0) and name = ?
4 | update "data_release"."routes" set blue = ?, share = ?, fencing = ? where environment = ? and green = ?
4 | delete from "data_release"."route_exceptions" where environment = ?
4 | update "data_release"."course" set state = ?, result = ?, …
4 | insert into "data_release"."steps" (environment, number, name, state, …
4 | update "data_release"."swaps" set state = ?
4 |     where environment = ? and token = ?
4 COMMIT
5 -- which schemas exist: ANALYTICS__NEXT…
5 -- relations: ANALYTICS__NEXT…
5 BEGIN
5 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
5 COMMIT
5 drop view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS"
5 drop view "SHOWN"."ANALYTICS__NEXT…"."ORDERS"
5 execute immediate 'declare not_empty exception (-20001, ''the schema is not empty'');
5     begin
5     let found integer := (select count(*) from "SHOWN".information_schema.tables where table_schema = ''ANALYTICS__NEXT…'');
5     if (found > 0) then raise not_empty; end if;
5     drop schema "SHOWN"."ANALYTICS__NEXT…";
5     end'
5 BEGIN
5 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
5 | delete from "data_release"."swaps" where environment = ? and token = ?
5 COMMIT
6 select number from "data_release"."artifacts" where environment = ? an …
7 select token, number, previous, state, schemas, writes, began_at …
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 alter session set LOCK_TIMEOUT = 2
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select live_schema, live_name, wave, number from "data_release"."waves …
8 -- definitions of views: ANALYTICS
8 -- relations: ANALYTICS, ANALYTICS__R2
8 select content from "data_release"."artifacts" …
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
9 select live_schema, live_name, wave, number from "data_release"."waves …
9 -- grants: ANALYTICS
9 -- relations: ANALYTICS
9 select content from "data_release"."artifacts" where environment = ? a …
9 BEGIN
9 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
9 | delete from "data_release"."artifacts" where environment = ? and number = ? and name = ?
9 | insert into "data_release"."artifacts" (environment, number, name, content) values (?, ?, ?, ?)
9 COMMIT
10 select token, number, previous, state, schemas, writes, began_at …
10 select number, since, previous from "data_release"."live" where enviro …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select holder, host, pid, fencing, acquired_at, expires_at, released, …
10 select number, count(*) from "data_release"."relations" where environm …
11 select number, ordinal, strategy, name, settings, state, result, until_at
11     from "data_release"."course" where environment = ? and number in (
11     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
11     union all select 0) and strategy in (?, ?)
11     order by number, ordinal
11 select content from "data_release"."artifacts"
11     where environment = ? and number in (
11     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
11     union all select 0) and name = ?
11     order by number desc
12 select token, number, previous, state, schemas, writes, began_at …
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 update "data_release"."leases" set released = ? where environment = ? …
