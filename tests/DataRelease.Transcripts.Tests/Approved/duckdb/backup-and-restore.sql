-- ===== backup create =====
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
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts" where environment = $1 and name = $2 order by number desc
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
4     t.copy_schema, t.copy_name,
4     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
4     from "data_release"."data_version_tables" t
4     join "data_release"."data_versions" v on v.number = t.number
4     where v.environment = $1 order by t.number, t.ordinal
4 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
4     from "data_release"."data_versions" where environment = $1 order by number desc
5 select number, since, previous from "data_release"."live" where enviro …
5 select unique_id, live_schema, live_name, physical_schema, physical_na …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select live_schema, live_name, wave, number from "data_release"."waves …
5 -- relations: analytics__r1
5 -- relations
5 select number, since, previous from "data_release"."live" where enviro …
5 select unique_id, live_schema, live_name, physical_schema, physical_na …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select live_schema, live_name, wave, number from "data_release"."waves …
5 -- relations
5 -- relations
5 select coalesce(max(number), 0) + 1 from "data_release"."data_versions"
5 select number, since, previous from "data_release"."live" where enviro …
5 BEGIN
5 | update "data_release"."leases" set expires_at = $1
5 |     where environment = $2 and fencing = $3 and released = $4
5 | insert into "data_release"."data_versions" (
5 |     number, environment, name, state, reason, live, migration, folder, copy_schema,
5 |     created_at, created_by, fencing)
5 |     values ($1, $2, $3, $4, $5,
5 |     $6, $7, $8,
5 |     $9, $10, $11, $12)
5 COMMIT
5 BEGIN (Snapshot)
5 | create schema "data_release_backup_v1"
5 | -- analytics__r1.orders is copied to data_release_backup_v1.analytics__orders
5 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' || version()) from (select (hash(hash("id", ("kind" collate c)))::hugeint + 1) as h from "data_release_backup_v1"."analytics__orders") s
5 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' || version()) from (select (hash(hash("id", ("kind" collate c)))::hugeint + 1) as h from "analytics__r1"."orders") s
5 COMMIT
5 BEGIN
5 | update "data_release"."leases" set expires_at = $1 …
5 | insert into "data_release"."data_version_tables" (
5 |     number, ordinal, role, unique_id, table_schema, table_name, source_schema,
5 |     source_name,
5 |     copy_schema, copy_name, "file", sha256,
5 |     row_count, checksum, bytes, columns)
5 |     values (
5 |     $1, $2, $3, $4,
5 |     $5, $6, $7, $8,
5 |     $9, $10, $11, $12,
5 |     $13, $14,
5 |     $15, $16)
5 | update "data_release"."data_versions" set state = $1, fencing = $2 where number = $3
5 COMMIT
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3

-- ===== backup restore =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 BEGIN
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, f …
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, since, previous from "data_release"."live" where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from "data_release"."ledger_versions"
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environm …
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select live_schema, live_name, wave, number from "data_release"."waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts" where environment = $1 …
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
5 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
5 select number, name, state, reason, live, migration, folder, copy_sche …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
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
8 select number, ordinal, strategy, name, settings, state, result, until_at
8     from "data_release"."course" where environment = $1 and strategy in ($2, $3)
8     order by number, ordinal
8 select content from "data_release"."artifacts" where environment = $1 …
9 -- which schemas exist: data_release
9 -- relations: data_release
9 select max(version) from "data_release"."ledger_versions"
9 select number, ordinal, strategy, name, settings, state, result, until …
9 BEGIN
9 | update "data_release"."leases" set expires_at = $1 …
9 | delete from "data_release"."course"
9 |     where environment = $1 and strategy in ($2, $3) and number in
9 |     (select number from "data_release"."course"
9 |     where environment = $4 and strategy in ($5, $6) and state <> $7)
9 | delete from "data_release"."artifacts" where environment = $1 and name = $2
9 | delete from "data_release"."course"
9 |     where environment = $1 and number = $2 and ordinal >= $3
9 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
9 |     result, fencing) values ($1, $2, $3, $4, $5,
9 |     $6, $7, $8, $9)
9 COMMIT
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from "data_release"."ledger_versions"
10 select number, since, previous from "data_release"."live" where enviro …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from "data_release"."ledger_versions"
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select holder, host, pid, fencing, acquired_at, expires_at, released, …
10 select number, count(*) from "data_release"."relations" where environm …
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from "data_release"."ledger_versions"
11 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
11 select number, name, state, reason, live, migration, folder, copy_sche …
13 -- which schemas exist: data_release
13 -- relations: data_release
13 select max(version) from "data_release"."ledger_versions"
13 select number, since, previous from "data_release"."live" where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 -- which schemas exist: data_release
13 -- relations: data_release
13 select max(version) from "data_release"."ledger_versions"
13 select number, ordinal, strategy, name, settings, state, result, until …
13 select holder, host, pid, fencing, acquired_at, expires_at, released, …
13 select number, count(*) from "data_release"."relations" where environm …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 -- relations: analytics__r1
12 -- dependents
12 BEGIN (Snapshot)
12 | select count(*) from "analytics__r1"."orders"
12 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' …
12 COMMIT
14 BEGIN
14 | update "data_release"."leases" set expires_at = $1 …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = $5
14 |     where environment = $6 and number = $7 and ordinal = $8
14 COMMIT
15 -- which schemas exist: data_release
15 -- relations: data_release
15 select max(version) from "data_release"."ledger_versions"
15 select number, since, previous from "data_release"."live" where enviro …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- which schemas exist: data_release
15 -- relations: data_release
15 select max(version) from "data_release"."ledger_versions"
15 select number, ordinal, strategy, name, settings, state, result, until …
15 select holder, host, pid, fencing, acquired_at, expires_at, released, …
15 select number, count(*) from "data_release"."relations" where environm …
16 -- which schemas exist: data_release
16 -- relations: data_release
16 select max(version) from "data_release"."ledger_versions"
16 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
16 select number, name, state, reason, live, migration, folder, copy_sche …
17 -- which schemas exist: data_release
17 -- relations: data_release
17 select max(version) from "data_release"."ledger_versions"
17 select number, since, previous from "data_release"."live" where enviro …
17 select number, version, git_commit, state, strategy, live_schema, gree …
17 -- which schemas exist: data_release
17 -- relations: data_release
17 select max(version) from "data_release"."ledger_versions"
17 select number, ordinal, strategy, name, settings, state, result, until …
17 select holder, host, pid, fencing, acquired_at, expires_at, released, …
17 select number, count(*) from "data_release"."relations" where environm …
18 update "data_release"."leases" set released = $1 where environment = $ …
