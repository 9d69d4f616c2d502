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
2 select fencing from "data_release"."leases" where environment = ?
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
5 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
5     from "data_release"."course" where environment = ? and number = ? and not strategy in (?, ?)
5     order by number, ordinal
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environment = ? and number in (
5     select number from "data_release"."releases"
5     where environment = ? and (state not in (?, ?)))
5     group by number
6 alter session set LOCK_TIMEOUT = 2
6 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
6     checksum, fingerprint, origin
6     from "data_release"."relations" where environment = ? and number = ?
6     order by live_schema, live_name
6 select live_schema, live_name, wave, number from "data_release"."waves"
6     where environment = ? order by wave, live_schema, live_name
6 -- definitions of views: ANALYTICS
6 -- relations: ANALYTICS, ANALYTICS__R1
6 select content from "data_release"."artifacts"
6     where environment = ? and number < 0 and name = ?
6     order by number desc
7 select unique_id, live_schema, live_name, physical_schema, physical_na …
7 select live_schema, live_name, wave, number from "data_release"."waves …
7 -- grants: ANALYTICS
7 -- relations: ANALYTICS
7 select content from "data_release"."artifacts" where environment = ? and number = ? and name = ?
8 select token, number, previous, state, schemas, writes, began_at …
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | update "data_release"."leases" set expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6)))
10 |     where environment = ? and fencing = ? and released = ?
10 | delete from "data_release"."course"
10 |     where environment = ? and number = ? and ordinal >= ?
10 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?), (?, ?, ?, ?, ?,
10 |     ?, ?, ?, ?)
10 COMMIT
11 select token, number, previous, state, schemas, writes, began_at …
11 select number, since, previous from "data_release"."live" where enviro …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 -- relations
12 select token, number, previous, state, schemas, writes, began_at …
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
12     mark_schema, mark_name, key_columns, columns
12     from "data_release"."relation_marks" where environment = ? order by happened_at
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 BEGIN
13 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
13 | update "data_release"."course" set state = ?, result = ?,
13 |     until_at = ?, fencing = ?, finished_at = cast(sysdate() as timestamp_ntz(6))
13 |     where environment = ? and number = ? and ordinal = ?
13 COMMIT
14 select token, number, previous, state, schemas, writes, began_at …
14 select number, since, previous from "data_release"."live" where enviro …
15 alter session set LOCK_TIMEOUT = 300
15 select token, number, previous, state, schemas, writes, began_at …
15 select number, since, previous from "data_release"."live" where enviro …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select content from "data_release"."artifacts" …
15 -- all schemas
15 select content from "data_release"."artifacts" …
15 -- dependents: ANALYTICS
15 -- dependents: ANALYTICS__R1, ANALYTICS__R2, data_release
15 -- what hangs on views: ANALYTICS
15 -- relations: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
15 -- grants: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
15 -- default grants: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
15 -- definitions of views: ANALYTICS
15 -- which schemas exist: ANALYTICS, ANALYTICS__FOUND1, ANALYTICS__R1, ANALYTICS__R2, data_release
15 select content from "data_release"."artifacts" where environment = ? a …
15 select content from "data_release"."artifacts" where environment = ? a …
15 select content from "data_release"."artifacts" where environment = ? a …
15 -- frame: ANALYTICS
15 -- objections: ANALYTICS
16 BEGIN
16 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
16 | update "data_release"."releases" set version = ?, state = ?, message = ?, strategy = ?,
16 |     builder = ?, fence = ?, options = ?,
16 |     green_schema = ?, git_commit = ?,
16 |     created_by = ?, fencing = ?
16 |     where environment = ? and number = ?
16 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
16 |     values (?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?, ?)
16 COMMIT
17 BEGIN
17 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
17 | insert into "data_release"."swaps" (environment, token, number, previous, state, schemas, writes,
17 |     began_at, fencing)
17 |     values (?, ?, ?, ?, ?,
17 |     ?, ?, cast(sysdate() as timestamp_ntz(6)), ?)
17 COMMIT
18 -- frame: ANALYTICS
18 create schema "SHOWN"."ANALYTICS__NEXT…" comment = '[data-release r2 …]'
18 create view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS" ("note", "id", "name") as select "note", "id", "name" from "SHOWN"."ANALYTICS__R2"."CUSTOMERS"
18 create view "SHOWN"."ANALYTICS__NEXT…"."ORDERS" ("note", "customer") as select "note", "customer" from "SHOWN"."ANALYTICS__R2"."ORDERS"
18 -- frame: ANALYTICS__NEXT…
18 -- access: ANALYTICS, ANALYTICS__NEXT…
19 -- relations: ANALYTICS
19 BEGIN
19 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
19 COMMIT
19 alter schema "SHOWN"."ANALYTICS" swap with "SHOWN"."ANALYTICS__NEXT…"
20 -- comment: ANALYTICS
21 BEGIN
21 ROLLBACK
22 update "data_release"."leases" set released = ? where environment = ? and fencing = ?

-- ===== resume =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | update "data_release"."leases" set holder = ?, host = ?, pid = ?, fenc …
1 COMMIT
2 select fencing from "data_release"."leases" where environment = ?
3 select token, number, previous, state, schemas, writes, began_at …
4 -- comment: ANALYTICS
5 BEGIN
5 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
5 | delete from "data_release"."live" where environment = ?
5 | insert into "data_release"."live" (environment, number, since, previous, fencing) values (?, ?, cast(sysdate() as timestamp_ntz(6)), ?, ?)
5 | update "data_release"."releases" set state = ?, fencing = ?
5 |     where environment = ? and number = ?
5 | update "data_release"."releases" set state = ?, live_at = cast(sysdate() as timestamp_ntz(6)), message = '', fencing = ?
5 |     where environment = ? and number = ?
5 | delete from "data_release"."waves" where environment = ?
5 | delete from "data_release"."course"
5 |     where environment = ? and number in (
5 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
5 |     union all select 0) and strategy in (?, ?) and number in
5 |     (select number from "data_release"."course"
5 |     where environment = ? and number in (
5 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
5 |     union all select 0) and strategy in (?, ?)
5 |     and state <> ?)
5 | delete from "data_release"."artifacts"
5 |     where environment = ? and number in (
5 |     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
5 |     union all select 0) and name = ?
5 | update "data_release"."routes" set blue = ?, share = ?, fencing = ? where environment = ? and green = ?
5 | delete from "data_release"."route_exceptions" where environment = ?
5 | update "data_release"."course" set state = ?, result = ?, …
5 | insert into "data_release"."steps" (environment, number, name, state, …
5 | update "data_release"."swaps" set state = ?
5 |     where environment = ? and token = ?
5 COMMIT
6 -- which schemas exist: ANALYTICS__NEXT…
6 -- relations: ANALYTICS__NEXT…
6 -- whether the role is shown every object
6 BEGIN
6 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
6 COMMIT
6 drop view "SHOWN"."ANALYTICS__NEXT…"."CUSTOMERS"
6 drop view "SHOWN"."ANALYTICS__NEXT…"."ORDERS"
6 alter schema "SHOWN"."ANALYTICS__NEXT…" rename to "SHOWN"."ANALYTICS__REPLACED…"
6 BEGIN
6 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
6 | delete from "data_release"."swaps" where environment = ? and token = ?
6 COMMIT
7 select number from "data_release"."artifacts" where environment = ? an …
8 select token, number, previous, state, schemas, writes, began_at …
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 alter session set LOCK_TIMEOUT = 2
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
9 select live_schema, live_name, wave, number from "data_release"."waves …
9 -- definitions of views: ANALYTICS
9 -- relations: ANALYTICS, ANALYTICS__R2
9 select content from "data_release"."artifacts" …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select live_schema, live_name, wave, number from "data_release"."waves …
10 -- grants: ANALYTICS
10 -- relations: ANALYTICS
10 select content from "data_release"."artifacts" where environment = ? a …
10 BEGIN
10 | update "data_release"."leases" set expires_at = dateadd(millisecond, 6 …
10 | delete from "data_release"."artifacts" where environment = ? and number = ? and name = ?
10 | insert into "data_release"."artifacts" (environment, number, name, content) values (?, ?, ?, ?)
10 COMMIT
11 select token, number, previous, state, schemas, writes, began_at …
11 select number, since, previous from "data_release"."live" where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from "data_release"."relations" where environm …
12 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
12     from "data_release"."course" where environment = ? and number in (
12     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
12     union all select 0) and strategy in (?, ?)
12     order by number, ordinal
12 select content from "data_release"."artifacts"
12     where environment = ? and number in (
12     select number from "data_release"."releases" where environment = ? and state not in (?, ?)
12     union all select 0) and name = ?
12     order by number desc
13 select token, number, previous, state, schemas, writes, began_at …
13 select number, since, previous from "data_release"."live" where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select number, ordinal, strategy, name, settings, state, result, until …
13 select holder, host, pid, fencing, acquired_at, expires_at, released, …
13 select number, count(*) from "data_release"."relations" where environm …
14 update "data_release"."leases" set released = ? where environment = ? …
