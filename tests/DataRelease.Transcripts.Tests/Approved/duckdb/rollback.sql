-- ===== rollback =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < $1),
1     (expires_at > $2)
1     from "data_release"."leases" where environment = $3
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 BEGIN
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = $5, expires_at = $6, released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, since, previous from "data_release"."live" where environment = $1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from "data_release"."releases" where environment = $1 order by number desc
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, ordinal, strategy, name, settings, state, result, until_at
2     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
2     order by number, ordinal
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environment = $1 group by number
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number = $2
3     order by live_schema, live_name
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select live_schema, live_name, wave, number from "data_release"."waves"
3     where environment = $1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r2
3 select content from "data_release"."artifacts" where environment = $1 and name = $2 order by number desc
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select number, since, previous from "data_release"."live" where enviro …
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select number, ordinal, strategy, name, settings, state, result, until …
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environm …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, ordinal, strategy, name, settings, state, result, until_at
6     from "data_release"."course" where environment = $1 and strategy in ($2, $3)
6     order by number, ordinal
6 select content from "data_release"."artifacts" where environment = $1 …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from "data_release"."ledger_versions"
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from "data_release"."ledger_versions"
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from "data_release"."ledger_versions"
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from "data_release"."ledger_versions"
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 -- which schemas exist: data_release
9 -- relations: data_release
9 select max(version) from "data_release"."ledger_versions"
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select content from "data_release"."artifacts" where environment = $1 …
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from "data_release"."ledger_versions"
10 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1
10 |     where environment = $2 and fencing = $3 and released = $4
10 | delete from "data_release"."course"
10 |     where environment = $1 and strategy in ($2, $3) and number in
10 |     (select number from "data_release"."course"
10 |     where environment = $4 and strategy in ($5, $6) and state <> $7)
10 | delete from "data_release"."artifacts" where environment = $1 and name = $2
10 | delete from "data_release"."course"
10 |     where environment = $1 and number = $2 and ordinal >= $3
10 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values ($1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
10 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
10 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
10 |     $33, $34, $35, $36)
10 COMMIT
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from "data_release"."ledger_versions"
11 select number, since, previous from "data_release"."live" where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from "data_release"."ledger_versions"
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from "data_release"."relations" where environm …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 BEGIN
13 | update "data_release"."leases" set expires_at = $1 …
13 | update "data_release"."course" set state = $1, result = $2,
13 |     until_at = $3, fencing = $4, finished_at = $5
13 |     where environment = $6 and number = $7 and ordinal = $8
13 COMMIT
14 select number, since, previous from "data_release"."live" where enviro …
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from "data_release"."ledger_versions"
14 select live_schema, live_name, wave, number from "data_release"."waves …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from "data_release"."ledger_versions"
14 select live_schema, live_name, wave, number from "data_release"."waves …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 select content from "data_release"."artifacts" where environment = $1 …
14 -- all schemas
14 select content from "data_release"."artifacts" where environment = $1 …
14 -- dependents: analytics
14 -- dependents: analytics__r1, analytics__r2, data_release
14 -- what hangs on views: analytics
14 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
14 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
14 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
14 -- definitions of views: analytics
14 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
14 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
15 BEGIN
15 | update "data_release"."leases" set expires_at = $1 …
15 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
15 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r1"."orders"
15 | delete from "data_release"."live" where environment = $1
15 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
15 | update "data_release"."releases" set state = $1, fencing = $2
15 |     where environment = $3 and number = $4
15 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
15 |     where environment = $4 and number = $5
15 | delete from "data_release"."waves" where environment = $1
15 | update "data_release"."course" set state = $1, fencing = $2
15 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
15 | update "data_release"."course" set state = $1, result = $2, …
15 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
15 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
15 COMMIT
16 select number, since, previous from "data_release"."live" where enviro …
17 select unique_id, live_schema, live_name, physical_schema, physical_na …
17 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from "data_release"."ledger_versions"
18 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
18     mark_schema, mark_name, key_columns, columns
18     from "data_release"."relation_marks" where environment = $1 order by happened_at
20 BEGIN
20 | update "data_release"."leases" set expires_at = $1 …
20 | update "data_release"."course" set state = $1, result = $2, …
20 COMMIT
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 -- which schemas exist: data_release
21 -- relations: data_release
21 select max(version) from "data_release"."ledger_versions"
21 select number, moment, live_schema, live_name, physical_schema, physic …
21 -- relations: analytics__r1
21 select count(*) from "analytics__r1"."orders"
22 BEGIN
22 | update "data_release"."leases" set expires_at = $1 …
22 | update "data_release"."course" set state = $1, result = $2, …
22 COMMIT
23 -- which schemas exist: data_release
23 -- relations: data_release
23 select max(version) from "data_release"."ledger_versions"
23 select number, since, previous from "data_release"."live" where enviro …
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 -- which schemas exist: data_release
23 -- relations: data_release
23 select max(version) from "data_release"."ledger_versions"
23 select number, ordinal, strategy, name, settings, state, result, until …
23 select holder, host, pid, fencing, acquired_at, expires_at, released, …
23 select number, count(*) from "data_release"."relations" where environm …
24 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
