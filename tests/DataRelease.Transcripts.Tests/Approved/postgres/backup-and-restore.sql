-- ===== backup create =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
1     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1     from "data_release"."leases" where environment = $3
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
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
3 set lock_timeout = '2000ms'
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
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from "data_release"."ledger_versions"
5 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
5     t.copy_schema, t.copy_name,
5     t."file", t.sha256, t.row_count, t.checksum, t.bytes, t.columns
5     from "data_release"."data_version_tables" t
5     join "data_release"."data_versions" v on v.number = t.number
5     where v.environment = $1 order by t.number, t.ordinal
5 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
5     from "data_release"."data_versions" where environment = $1 order by number desc
6 select number, since, previous from "data_release"."live" where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select live_schema, live_name, wave, number from "data_release"."waves …
6 -- relations: analytics__r1
6 -- relations
6 select number, since, previous from "data_release"."live" where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from "data_release"."ledger_versions"
6 select live_schema, live_name, wave, number from "data_release"."waves …
6 -- relations
6 -- relations
6 select coalesce(max(number), 0) + 1 from "data_release"."data_versions"
6 select number, since, previous from "data_release"."live" where enviro …
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
6 |     where environment = $2 and fencing = $3 and released = $4
6 | insert into "data_release"."data_versions" (
6 |     number, environment, name, state, reason, live, migration, folder, copy_schema,
6 |     created_at, created_by, fencing)
6 |     values ($1, $2, $3, $4, $5,
6 |     $6, $7, $8,
6 |     $9, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($10 operator(pg_catalog.*) interval '1 second')), $11, $12)
6 COMMIT
6 BEGIN (Snapshot)
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | set local work_mem = '64MB'
6 | set local jit = off
6 | set local timezone = 'UTC'
6 | set local datestyle = 'ISO, YMD'
6 | set local intervalstyle = 'postgres'
6 | set local bytea_output = 'hex'
6 | set local extra_float_digits = 1
6 | set local parallel_setup_cost = 100
6 | set local parallel_tuple_cost = 0.01
6 | set local row_security = off
6 | create schema "data_release_backup_v1"
6 | -- analytics__r1.orders is copied to data_release_backup_v1.analytics__orders
6 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres ' || current_setting('server_version_num')::int / 10000) from (select hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 2), 6774140986258042549)) as h from "data_release_backup_v1"."analytics__orders") s
6 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres ' || current_setting('server_version_num')::int / 10000) from (select hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 2), 6774140986258042549)) as h from "analytics__r1"."orders") s
6 COMMIT
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
6 | insert into "data_release"."data_version_tables" (
6 |     number, ordinal, role, unique_id, table_schema, table_name, source_schema,
6 |     source_name,
6 |     copy_schema, copy_name, "file", sha256,
6 |     row_count, checksum, bytes, columns)
6 |     values (
6 |     $1, $2, $3, $4,
6 |     $5, $6, $7, $8,
6 |     $9, $10, $11, $12,
6 |     $13, $14,
6 |     $15, $16)
6 | update "data_release"."data_versions" set state = $1, fencing = $2 where number = $3
6 COMMIT
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
8 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3

-- ===== backup restore =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
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
3 set lock_timeout = '2000ms'
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select live_schema, live_name, wave, number from "data_release"."waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts" where environment = $1 …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from "data_release"."ledger_versions"
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 …
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
6 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
6 select number, name, state, reason, live, migration, folder, copy_sche …
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
9 select number, ordinal, strategy, name, settings, state, result, until_at
9     from "data_release"."course" where environment = $1 and strategy in ($2, $3)
9     order by number, ordinal
9 select content from "data_release"."artifacts" where environment = $1 …
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from "data_release"."ledger_versions"
10 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
10 | delete from "data_release"."course"
10 |     where environment = $1 and strategy in ($2, $3) and number in
10 |     (select number from "data_release"."course"
10 |     where environment = $4 and strategy in ($5, $6) and state <> $7)
10 | delete from "data_release"."artifacts" where environment = $1 and name = $2
10 | delete from "data_release"."course"
10 |     where environment = $1 and number = $2 and ordinal >= $3
10 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values ($1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9)
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
12 -- which schemas exist: data_release
12 -- relations: data_release
12 select max(version) from "data_release"."ledger_versions"
12 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
12 select number, name, state, reason, live, migration, folder, copy_sche …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from "data_release"."ledger_versions"
14 select number, since, previous from "data_release"."live" where enviro …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from "data_release"."ledger_versions"
14 select number, ordinal, strategy, name, settings, state, result, until …
14 select holder, host, pid, fencing, acquired_at, expires_at, released, …
14 select number, count(*) from "data_release"."relations" where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 -- relations: analytics__r1
13 -- dependents
13 BEGIN (Snapshot)
13 | set local idle_in_transaction_session_timeout = '60000ms'
13 | set local work_mem = '64MB'
13 | set local jit = off
13 | set local timezone = 'UTC'
13 | set local datestyle = 'ISO, YMD'
13 | set local intervalstyle = 'postgres'
13 | set local bytea_output = 'hex'
13 | set local extra_float_digits = 1
13 | set local parallel_setup_cost = 100
13 | set local parallel_tuple_cost = 0.01
13 | set local row_security = off
13 | select count(*) from "analytics__r1"."orders"
13 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres …
13 COMMIT
15 BEGIN
15 | set local idle_in_transaction_session_timeout = '60000ms'
15 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
15 | update "data_release"."course" set state = $1, result = $2,
15 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
15 |     where environment = $6 and number = $7 and ordinal = $8
15 COMMIT
16 -- which schemas exist: data_release
16 -- relations: data_release
16 select max(version) from "data_release"."ledger_versions"
16 select number, since, previous from "data_release"."live" where enviro …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 -- which schemas exist: data_release
16 -- relations: data_release
16 select max(version) from "data_release"."ledger_versions"
16 select number, ordinal, strategy, name, settings, state, result, until …
16 select holder, host, pid, fencing, acquired_at, expires_at, released, …
16 select number, count(*) from "data_release"."relations" where environm …
17 -- which schemas exist: data_release
17 -- relations: data_release
17 select max(version) from "data_release"."ledger_versions"
17 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
17 select number, name, state, reason, live, migration, folder, copy_sche …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from "data_release"."ledger_versions"
18 select number, since, previous from "data_release"."live" where enviro …
18 select number, version, git_commit, state, strategy, live_schema, gree …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from "data_release"."ledger_versions"
18 select number, ordinal, strategy, name, settings, state, result, until …
18 select holder, host, pid, fencing, acquired_at, expires_at, released, …
18 select number, count(*) from "data_release"."relations" where environm …
19 update "data_release"."leases" set released = $1 where environment = $ …
