-- ===== leave =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < $1),
1     (expires_at > $2)
1     from "data_release"."leases" where environment = $3
1 BEGIN
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = $5, expires_at = $6, released = $7
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
4 select number, since, previous from "data_release"."live" where enviro …
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 select number, ordinal, strategy, name, settings, state, result, until …
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environm …
5 select number, since, previous from "data_release"."live" where enviro …
5 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
5     on l.environment = r.environment and l.number = r.number
5     where r.environment <> $1 and r.live_schema = $2
5     and r.strategy <> $3
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
7 select unique_id, live_schema, live_name, physical_schema, physical_na …
7 select live_schema, live_name, wave, number from "data_release"."waves …
7 -- definitions of views: analytics
7 -- relations: analytics, analytics__r1
7 select content from "data_release"."artifacts" …
9 select number, since, previous from "data_release"."live" where enviro …
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
9 select live_schema, live_name, wave, number from "data_release"."waves …
9 select live_schema, live_name, wave, number from "data_release"."waves …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select content from "data_release"."artifacts" …
9 -- all schemas
9 select content from "data_release"."artifacts" …
9 -- dependents: analytics
9 -- dependents: analytics__r1, data_release
9 -- what hangs on views: analytics
9 -- relations: analytics, analytics__found1, analytics__r1, data_release
9 -- grants: analytics, analytics__found1, analytics__r1, data_release
9 -- default grants: analytics, analytics__found1, analytics__r1, data_release
9 -- definitions of views: analytics
9 -- which schemas exist: analytics, analytics__found1, analytics__r1, data_release
9 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
8 -- definitions of views: analytics__r1
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1
10 |     where environment = $2 and fencing = $3 and released = $4
10 | drop view "analytics"."customers"
10 | drop view "analytics"."orders"
10 | create view "analytics"."customers" as SELECT 1 AS id, 'a' AS "name"
10 | drop view "analytics__r1"."customers"
10 | create table "analytics"."orders" as select * from "analytics__r1"."orders"
10 | drop table "analytics__r1"."orders"
10 | delete from "data_release"."live" where environment = $1
10 | update "data_release"."releases" set state = $1, message = $2,
10 |     fencing = $3 where environment = $4 and number = $5
10 | update "data_release"."releases" set state = $1, message = $2,
10 |     fencing = $3 where environment = $4 and number > 0
10 |     and state in ($5, $6)
10 | delete from "data_release"."relations" where environment = $1 and number = $2
10 | delete from "data_release"."relations" where environment = $1
10 |     and physical_schema = $2 and physical_name = $3
10 | delete from "data_release"."relations" where environment = $1 …
10 | delete from "data_release"."course"
10 |     where environment = $1 and number in (
10 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
10 |     union all select 0) and strategy in ($5, $6) and number in
10 |     (select number from "data_release"."course"
10 |     where environment = $7 and number in (
10 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
10 |     union all select 0) and strategy in ($11, $12)
10 |     and state <> $13)
10 | delete from "data_release"."artifacts"
10 |     where environment = $1 and number in (
10 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
10 |     union all select 0) and name = $5
10 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
10 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
10 COMMIT
11 select number, since, previous from "data_release"."live" where enviro …
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
