-- ===== rollback --carry-writes =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))),
1     (expires_at > (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')))
1     from "data_release"."leases" where environment = $3
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
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
3 set lock_timeout = '2000ms'
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from "data_release"."relations" where environment = $1 and number = $2
3     order by live_schema, live_name
3 select live_schema, live_name, wave, number from "data_release"."waves"
3     where environment = $1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r2
3 select content from "data_release"."artifacts"
3     where environment = $1 and number < 0 and name = $2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
6 select number, since, previous from "data_release"."live" where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from "data_release"."relations" where environm …
7 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
7     from "data_release"."course" where environment = $1 and number in (
7     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
7     union all select 0) and strategy in ($5, $6)
7     order by number, ordinal
7 select content from "data_release"."artifacts"
7     where environment = $1 and number in (
7     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
7     union all select 0) and name = $5
7     order by number desc
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 select number, since, previous from "data_release"."live" where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from "data_release"."relations" where environm …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select content from "data_release"."artifacts" …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
11 |     where environment = $2 and fencing = $3 and released = $4
11 | delete from "data_release"."course"
11 |     where environment = $1 and number in (
11 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
11 |     union all select 0) and strategy in ($5, $6) and number in
11 |     (select number from "data_release"."course"
11 |     where environment = $7 and number in (
11 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
11 |     union all select 0) and strategy in ($11, $12)
11 |     and state <> $13)
11 | delete from "data_release"."artifacts"
11 |     where environment = $1 and number in (
11 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
11 |     union all select 0) and name = $5
11 | delete from "data_release"."course"
11 |     where environment = $1 and number = $2 and ordinal >= $3
11 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values ($1, $2, $3, $4, $5,
11 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
11 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
11 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
11 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
11 |     $42, $43, $44, $45)
11 COMMIT
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from "data_release"."relations" where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
13     mark_schema, mark_name, key_columns, columns
13     from "data_release"."relation_marks" where environment = $1 order by happened_at
13 -- relations: analytics__r1, analytics__r2
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
13 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres ' || current_setting('server_version_num')::int / 10000) from (select hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r2"."orders") s
13 | -- relations: analytics__r2
13 | select 1 from (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r2"."orders") r group by k0 having count(*) > 1 or k0 is null limit 1
13 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live") r group by k0 having count(*) > 1 or k0 is null limit 1
13 | select count(*) filter (where m.h is null), count(*) filter (where n.h is null), count(*) filter (where n.h <> m.h)
13 |     from (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r2"."orders") n full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
13 COMMIT
14 -- relations: analytics__r1
14 BEGIN (Snapshot)
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | set local work_mem = '64MB'
14 | set local jit = off
14 | set local timezone = 'UTC'
14 | set local datestyle = 'ISO, YMD'
14 | set local intervalstyle = 'postgres'
14 | set local bytea_output = 'hex'
14 | set local extra_float_digits = 1
14 | set local parallel_setup_cost = 100
14 | set local parallel_tuple_cost = 0.01
14 | set local row_security = off
14 | select 1 from (select "id" as k0, hashint8extended(0, coalesce(hashint …
14 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live" …
14 | select 1 from (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r1"."orders") r group by k0 having count(*) > 1 or k0 is null limit 1
14 | select count(*) from (select w.*, b.h as bh
14 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
14 |     from (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r2"."orders") n
14 |     full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
14 |     where n.h is distinct from m.h) w
14 |     left join (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r1"."orders") b on b.k0 = w.k0) c where (case
14 |     when nh is not distinct from bh then 'skip'
14 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
14 |     when bh is null then 'add'
14 |     when bh = mh then 'update'
14 |     else 'conflict'
14 |     end) = $1
14 COMMIT
15 BEGIN
15 | set local idle_in_transaction_session_timeout = '60000ms'
15 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
15 | update "data_release"."course" set state = $1, result = $2,
15 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
15 |     where environment = $6 and number = $7 and ordinal = $8
15 COMMIT
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 select number, since, previous from "data_release"."live" where enviro …
16 select number, since, previous from "data_release"."live" where enviro …
16 -- which schemas exist: analytics__r3
16 BEGIN
16 | set local idle_in_transaction_session_timeout = '60000ms'
16 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
16 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
16 |     green_schema, base,
16 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
16 |     values ($1, $2, $3, $4, $5, $6,
16 |     $7, $8, $9,
16 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($10 operator(pg_catalog.*) interval '1 second')), $11, null,
16 |     $12, $13, $14, $15, $16)
16 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
16 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
16 COMMIT
17 select unique_id, live_schema, live_name, physical_schema, physical_na …
17 -- relations: analytics__r1
17 -- grants: analytics__r1
17 -- dependents: analytics__r1
17 -- definitions of views: analytics__r1
17 select content from "data_release"."artifacts" where environment = $1 …
17 select content from "data_release"."artifacts" where environment = $1 …
17 BEGIN
17 | set local idle_in_transaction_session_timeout = '60000ms'
17 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
17 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
17 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
17 | delete from "data_release"."artifacts" where environment = $1 and numb …
17 | insert into "data_release"."artifacts" (environment, number, name, con …
17 COMMIT
17 create schema if not exists "analytics__r3"
17 BEGIN
17 | set local idle_in_transaction_session_timeout = '60000ms'
17 | set local work_mem = '64MB'
17 | set local jit = off
17 | set local timezone = 'UTC'
17 | set local datestyle = 'ISO, YMD'
17 | set local intervalstyle = 'postgres'
17 | set local bytea_output = 'hex'
17 | set local extra_float_digits = 1
17 | set local parallel_setup_cost = 100
17 | set local parallel_tuple_cost = 0.01
17 | set local row_security = off
17 | -- analytics__r1.orders is copied to analytics__r3.orders
17 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres …
17 | create table "analytics__r3"."orders__changes" as (select c.*, case
17 |     when nh is not distinct from bh then 'skip'
17 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
17 |     when bh is null then 'add'
17 |     when bh = mh then 'update'
17 |     else 'conflict'
17 |     end as class from (select w.*, b.h as bh
17 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
17 |     from (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r2"."orders") n
17 |     full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
17 |     where n.h is distinct from m.h) w
17 |     left join (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r3"."orders") b on b.k0 = w.k0) c)
17 | select class, count(*) from "analytics__r3"."orders__changes" group by class
17 | delete from "analytics__r3"."orders" where exists (select 1 from "analytics__r3"."orders__changes" c where c.class in ('update', 'remove') and "analytics__r3"."orders"."id" = c.k0)
17 | insert into "analytics__r3"."orders" ("id", "customer", "kind") overriding system value select g."id", g."customer", g."kind" from "analytics__r2"."orders" g join "analytics__r3"."orders__changes" c on g."id" = c.k0 where c.class in ('add', 'update')
17 | select count(*) from "analytics__r3"."orders__changes" c
17 |     left join (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r3"."orders") t on c.k0 = t.k0
17 |     where t.h is distinct from c.nh
17 | drop table "analytics__r3"."orders__changes"
17 COMMIT
17 select content from "data_release"."artifacts" where environment = $1 …
18 BEGIN
18 | set local idle_in_transaction_session_timeout = '60000ms'
18 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
18 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
18 |     physical_schema, physical_name,
18 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
18 |     $5, $6,
18 |     $7, $8, $9, $10,
18 |     $11, $12, $13), ($14, $15, $16, $17,
18 |     $18, $19,
18 |     $20, $21, $22, $23,
18 |     $24, $25, $26)
18 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
18 |     builder = $5, fence = $6, options = $7,
18 |     green_schema = $8, git_commit = $9,
18 |     created_by = $10, fencing = $11
18 |     where environment = $12 and number = $13
18 | insert into "data_release"."steps" (environment, number, name, state, …
18 COMMIT
19 select number, since, previous from "data_release"."live" where enviro …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 -- relations: analytics__r2, analytics__r3
19 select content from "data_release"."artifacts" where environment = $1 …
19 BEGIN
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
19 | set local work_mem = '64MB'
19 | set local jit = off
19 | set local timezone = 'UTC'
19 | set local datestyle = 'ISO, YMD'
19 | set local intervalstyle = 'postgres'
19 | set local bytea_output = 'hex'
19 | set local extra_float_digits = 1
19 | set local parallel_setup_cost = 100
19 | set local parallel_tuple_cost = 0.01
19 | set local row_security = off
19 | drop table if exists "analytics__r3"."orders__as_it_went_live"
19 | create table "analytics__r3"."orders__as_it_went_live" as (select "id" as k0, hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r3"."orders")
19 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres ' || current_setting('server_version_num')::int / 10000) from (select h from "analytics__r3"."orders__as_it_went_live") s
19 | delete from "data_release"."relation_marks"
19 |     where environment = $1 and number = $2
19 |     and moment = $3
19 |     and live_schema = $4 and live_name = $5
19 | insert into "data_release"."relation_marks" (
19 |     environment, number, moment, live_schema, live_name, physical_schema, physical_name,
19 |     row_count, checksum,
19 |     mark_schema, mark_name, key_columns, columns, happened_at)
19 |     values ($1, $2, $3, $4, $5,
19 |     $6, $7,
19 |     $8, $9, $10, $11,
19 |     $12,
19 |     $13, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($14 operator(pg_catalog.*) interval '1 second')))
19 COMMIT
19 BEGIN (Snapshot)
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | set local work_mem = '64MB'
19 | set local jit = off
19 | set local timezone = 'UTC'
19 | set local datestyle = 'ISO, YMD'
19 | set local intervalstyle = 'postgres'
19 | set local bytea_output = 'hex'
19 | set local extra_float_digits = 1
19 | set local parallel_setup_cost = 100
19 | set local parallel_tuple_cost = 0.01
19 | set local row_security = off
19 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres …
19 COMMIT
19 BEGIN
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
19 | delete from "data_release"."relation_marks" …
19 | insert into "data_release"."relation_marks" ( …
19 COMMIT
20 BEGIN
20 | set local idle_in_transaction_session_timeout = '60000ms'
20 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
20 | update "data_release"."course" set state = $1, result = $2, …
20 COMMIT
21 set lock_timeout = '300000ms'
21 select number, since, previous from "data_release"."live" where enviro …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select live_schema, live_name, wave, number from "data_release"."waves …
21 select live_schema, live_name, wave, number from "data_release"."waves …
21 select number, version, git_commit, state, strategy, live_schema, gree …
21 select content from "data_release"."artifacts" …
21 -- all schemas
21 select content from "data_release"."artifacts" …
21 -- dependents: analytics
21 -- dependents: analytics__r1, analytics__r2, analytics__r3, data_release
21 -- what hangs on views: analytics
21 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- definitions of views: analytics
21 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 select content from "data_release"."artifacts" where environment = $1 …
21 select content from "data_release"."artifacts" where environment = $1 …
21 select content from "data_release"."artifacts" where environment = $1 …
22 BEGIN
22 | set local idle_in_transaction_session_timeout = '60000ms'
22 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
22 | set local idle_in_transaction_session_timeout = '5000ms'
22 | set local lock_timeout = '50ms'
22 | set local statement_timeout = 0
22 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
22 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
22 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
22 | create or replace view "analytics"."orders" as select "id", "customer", "kind" from "analytics__r3"."orders"
22 | delete from "data_release"."live" where environment = $1
22 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
22 | update "data_release"."releases" set state = $1, fencing = $2
22 |     where environment = $3 and number = $4
22 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
22 |     where environment = $4 and number = $5
22 | delete from "data_release"."waves" where environment = $1
22 | update "data_release"."course" set state = $1, fencing = $2
22 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
22 | update "data_release"."course" set state = $1, result = $2, …
22 | insert into "data_release"."steps" (environment, number, name, state, …
22 | -- access: analytics
22 COMMIT
23 select number, since, previous from "data_release"."live" where enviro …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select live_schema, live_name, wave, number from "data_release"."waves …
24 -- grants: analytics
24 -- relations: analytics
24 select content from "data_release"."artifacts" where environment = $1 …
24 BEGIN
24 | set local idle_in_transaction_session_timeout = '60000ms'
24 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
24 | delete from "data_release"."artifacts" where environment = $1 and numb …
24 | insert into "data_release"."artifacts" (environment, number, name, con …
24 COMMIT
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select number, moment, live_schema, live_name, physical_schema, physic …
25 -- relations: analytics__r1, analytics__r2
25 BEGIN (Snapshot)
25 | set local idle_in_transaction_session_timeout = '60000ms'
25 | set local work_mem = '64MB'
25 | set local jit = off
25 | set local timezone = 'UTC'
25 | set local datestyle = 'ISO, YMD'
25 | set local intervalstyle = 'postgres'
25 | set local bytea_output = 'hex'
25 | set local extra_float_digits = 1
25 | set local parallel_setup_cost = 100
25 | set local parallel_tuple_cost = 0.01
25 | set local row_security = off
25 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres …
25 | -- relations: analytics__r2
25 | select 1 from (select "id" as k0, hashint8extended(0, coalesce(hashint …
25 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live" …
25 | select count(*) filter (where m.h is null), count(*) filter (where n.h …
25 COMMIT
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 -- relations: analytics__r1, analytics__r2
27 select number, moment, live_schema, live_name, physical_schema, physic …
27 -- relations: analytics__r1, analytics__r2
27 select count(*) from "analytics__r2"."orders__as_it_went_live" m where not exists (select 1 from "analytics__r1"."orders" b where b."id" = m.k0)
28 BEGIN
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
28 | delete from "data_release"."relation_marks" …
28 | insert into "data_release"."relation_marks" ( …
28 COMMIT
29 BEGIN
29 | set local idle_in_transaction_session_timeout = '60000ms'
29 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
29 | update "data_release"."course" set state = $1, result = $2, …
29 COMMIT
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select number, moment, live_schema, live_name, physical_schema, physic …
30 -- relations: analytics__r1, analytics__r3
30 BEGIN (Snapshot)
30 | set local idle_in_transaction_session_timeout = '60000ms'
30 | set local work_mem = '64MB'
30 | set local jit = off
30 | set local timezone = 'UTC'
30 | set local datestyle = 'ISO, YMD'
30 | set local intervalstyle = 'postgres'
30 | set local bytea_output = 'hex'
30 | set local extra_float_digits = 1
30 | set local parallel_setup_cost = 100
30 | set local parallel_tuple_cost = 0.01
30 | set local row_security = off
30 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'postgres ' || current_setting('server_version_num')::int / 10000) from (select hashint8extended(0, coalesce(hashint8extended(1, (cast("id" as text) collate "C")), 6771357608616606222) # coalesce(hashint8extended(2, (cast("customer" as text) collate "C")), 6774140986258042549) # coalesce(hashtextextended((cast("kind" as text) collate "C"), 3), 6776924363899478876)) as h from "analytics__r3"."orders") s
30 COMMIT
31 BEGIN
31 | set local idle_in_transaction_session_timeout = '60000ms'
31 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
31 | update "data_release"."course" set state = $1, result = $2, …
31 COMMIT
32 select number, since, previous from "data_release"."live" where enviro …
32 select number, version, git_commit, state, strategy, live_schema, gree …
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from "data_release"."relations" where environm …
33 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
