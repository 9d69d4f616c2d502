-- ===== abort =====
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
5 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
5     from "data_release"."course" where environment = $1 and number in (
5     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
5     union all select 0) and strategy in ($5, $6)
5     order by number, ordinal
5 select content from "data_release"."artifacts"
5     where environment = $1 and number in (
5     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
5     union all select 0) and name = $5
5     order by number desc
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 select live_schema, live_name, wave, number from "data_release"."waves …
9 select blue, green, share from "data_release"."routes" where environment = $1
10 select number, since, previous from "data_release"."live" where enviro …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 -- definitions of views: analytics
11 select number, ordinal, strategy, name, settings, state, result, until …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
12 -- which schemas exist: analytics__r2
12 select r.physical_schema, r.physical_name, r.environment, r.number from "data_release"."releases" e join "data_release"."relations" r
12     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
12     where r.physical_schema in ($3)
12 -- relations: analytics__r2
12 -- dependents: analytics__r2
13 BEGIN
13 | update "data_release"."leases" set expires_at = $1
13 |     where environment = $2 and fencing = $3 and released = $4
13 | drop schema if exists "analytics__r2" cascade
13 | update "data_release"."course" set state = $1, fencing = $2
13 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
13 | delete from "data_release"."artifacts" where environment = $1 and number = $2
13 |     and name not in ($3, $4, $5)
13 | delete from "data_release"."relation_marks" where environment = $1 and number = $2
13 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
13 |     builder = $5, fence = $6, options = $7,
13 |     green_schema = $8, git_commit = $9,
13 |     created_by = $10, fencing = $11
13 |     where environment = $12 and number = $13
13 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
13 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
13 COMMIT
14 select number, since, previous from "data_release"."live" where enviro …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 select number, ordinal, strategy, name, settings, state, result, until …
14 select holder, host, pid, fencing, acquired_at, expires_at, released, …
14 select number, count(*) from "data_release"."relations" where environm …
15 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
