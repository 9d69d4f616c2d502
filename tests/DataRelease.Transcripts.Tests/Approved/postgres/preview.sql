-- ===== deploy --preview pr-1 =====
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
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values ($1, $2, $3, $4, $5, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($7 operator(pg_catalog.*) interval '1 second')), $8)
1 COMMIT
2 select number, since, previous from "data_release"."live" where environment = $1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from "data_release"."releases" where environment = $1 order by number desc
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
2     select number from "data_release"."releases"
2     where environment = $2 and (state not in ($3, $4)))
2     group by number
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from "data_release"."ledger_versions"
3 select number, since, previous from "data_release"."live" where enviro …
3 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
3     created_by,
3     live_at, message, options, builder, fence
3     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
3     or number > (select max(number) from "data_release"."releases" where environment = $4)
3     - $5
3     or number in (select previous from "data_release"."live" where environment = $6)
3     or number in (select origin from "data_release"."relations"
3     where environment = $7 and number in (
3     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
3     union all select 0))) order by number desc
3 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
3     from "data_release"."course" where environment = $1 and number = $2 and not strategy in ($3, $4)
3     order by number, ordinal
3 select holder, host, pid, fencing, acquired_at, expires_at, released, …
3 select number, count(*) from "data_release"."relations" where environm …
4 BEGIN
4 | set local idle_in_transaction_session_timeout = '60000ms'
4 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
4 |     where environment = $2 and fencing = $3 and released = $4
4 | delete from "data_release"."live" where environment = $1
4 | delete from "data_release"."releases" where environment = $1
4 | delete from "data_release"."steps" where environment = $1
4 | delete from "data_release"."relations" where environment = $1
4 | delete from "data_release"."checks" where environment = $1
4 | delete from "data_release"."artifacts" where environment = $1
4 | delete from "data_release"."course" where environment = $1
4 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
4 |     green_schema, base, created_at, created_by, live_at, message, options, builder, fence, fencing)
4 |     select $1, number, version, git_commit, state, $2, live_schema,
4 |     green_schema, base, created_at, created_by, live_at, message, options, builder, fence, $3
4 |     from "data_release"."releases" where environment = $4 and number = $5
4 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
4 |     physical_schema, physical_name, kind, materialized, row_count, checksum, fingerprint, origin)
4 |     select $1, number, unique_id, live_schema, live_name, physical_schema, physical_name, kind,
4 |     materialized, row_count, checksum, fingerprint, origin
4 |     from "data_release"."relations" where environment = $2 and number = $3
4 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state, severity, value,
4 |     threshold, message, happened_at)
4 |     select $1, number, ordinal, name, relation, state, severity, value, threshold, message, happened_at
4 |     from "data_release"."checks" where environment = $2 and number = $3
4 | insert into "data_release"."artifacts" (environment, number, name, content)
4 |     select $1, number, name, content from "data_release"."artifacts"
4 |     where environment = $2 and number = $3
4 |     and name not in ($4, $5)
4 | insert into "data_release"."live" (environment, number, since, previous, fencing)
4 |     select $1, number, since, null, $2
4 |     from "data_release"."live" where environment = $3 and number = $4
4 COMMIT
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, since, previous from "data_release"."live" where enviro …
5 -- which schemas exist: analytics__p_pr_1_r2
5 BEGIN
5 | set local idle_in_transaction_session_timeout = '60000ms'
5 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
5 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
5 |     green_schema, base,
5 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
5 |     values ($1, $2, $3, $4, $5, $6,
5 |     $7, $8, $9,
5 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($10 operator(pg_catalog.*) interval '1 second')), $11, null,
5 |     $12, $13, $14, $15, $16)
5 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
5 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
5 | delete from "data_release"."course"
5 |     where environment = $1 and number = $2 and ordinal >= $3
5 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
5 |     result, fencing) values ($1, $2, $3, $4, $5,
5 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
5 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
5 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
5 |     $33, $34, $35, $36)
5 COMMIT
6 BEGIN
6 | create schema "analytics__p_pr_1_r2__plan"
6 | savepoint data_release
6 | create view "analytics__p_pr_1_r2__plan"."customers" as (
6 |     select 2 as id, 'b' as name
6 |     )
6 | release savepoint data_release
6 | -- what analytics__p_pr_1_r2__plan.customers reads
6 | savepoint data_release
6 | create view "analytics__p_pr_1_r2__plan"."orders" as (
6 |     -- materialized: table
6 |     select 1 as id, c.id as customer from "analytics__p_pr_1_r2__plan".customers c
6 |     )
6 | release savepoint data_release
6 | -- what analytics__p_pr_1_r2__plan.orders reads
6 ROLLBACK
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 BEGIN
8 | set local idle_in_transaction_session_timeout = '60000ms'
8 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
8 | update "data_release"."course" set state = $1, result = $2,
8 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
8 |     where environment = $6 and number = $7 and ordinal = $8
8 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
8 |     builder = $5, fence = $6, options = $7,
8 |     green_schema = $8, git_commit = $9,
8 |     created_by = $10, fencing = $11
8 |     where environment = $12 and number = $13
8 | insert into "data_release"."steps" (environment, number, name, state, …
8 COMMIT
9 BEGIN
9 | set local idle_in_transaction_session_timeout = '60000ms'
9 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
9 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
9 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
9 COMMIT
9 create schema if not exists "analytics__p_pr_1_r2"
10 BEGIN
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
10 | update "data_release"."course" set state = $1, result = $2, …
10 COMMIT
12 create view "analytics__p_pr_1_r2"."customers" as (
12     select 2 as id, 'b' as name
12     )
13 create table "analytics__p_pr_1_r2"."orders" as (select * from (
13     -- materialized: table
13     select 1 as id, c.id as customer from "analytics__p_pr_1_r2"."customers" c
13     ) dr_rows)
14 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
14     checksum, fingerprint, origin
14     from "data_release"."relations" where environment = $1 and number = $2
14     order by live_schema, live_name
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- what queries read: model.shop.customers, model.shop.orders
14 -- what views read: analytics__p_pr_1_r2.customers, analytics__p_pr_1_r2.orders
15 -- relations: analytics__p_pr_1_r2
17 -- relations: analytics__p_pr_1_r2
19 BEGIN
19 | set local idle_in_transaction_session_timeout = '60000ms'
19 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
19 | delete from "data_release"."relations" where environment = $1 and number = $2
19 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
19 |     physical_schema, physical_name,
19 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
19 |     $5, $6,
19 |     $7, $8, $9, $10,
19 |     $11, $12, $13), ($14, $15, $16, $17,
19 |     $18, $19,
19 |     $20, $21, $22, $23,
19 |     $24, $25, $26)
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."checks" where environment = $1 and number = $2
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | delete from "data_release"."artifacts" where environment = $1 and numb …
19 | insert into "data_release"."artifacts" (environment, number, name, con …
19 | update "data_release"."course" set state = $1, result = $2, …
19 | update "data_release"."releases" set version = $1, state = $2, message …
19 | insert into "data_release"."steps" (environment, number, name, state, …
19 COMMIT
20 BEGIN
20 | set local idle_in_transaction_session_timeout = '60000ms'
20 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
20 | update "data_release"."releases" set version = $1, state = $2, message …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 set default_transaction_read_only = on
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 -- relations: analytics__p_pr_1_r2, analytics__r1
21 select number, version, git_commit, state, strategy, live_schema, gree …
21 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
21 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
21 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__p_pr_1_r2"."customers" union all select 2 as i, count(*) as n from "analytics__r1"."orders" union all select 3 as i, count(*) as n from "analytics__p_pr_1_r2"."orders"
21 -- grants: analytics
21 select content from "data_release"."artifacts" where environment = $1 …
22 BEGIN
22 | set local idle_in_transaction_session_timeout = '60000ms'
22 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
22 | delete from "data_release"."checks" where environment = $1 and number …
22 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
22 |     $6, $7,
22 |     $8, $9, $10,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
22 |     $17, $18,
22 |     $19, $20, $21,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
22 |     $28, $29,
22 |     $30, $31, $32,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second'))), ($34, $35, $36, $37, $38,
22 |     $39, $40,
22 |     $41, $42, $43,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($44 operator(pg_catalog.*) interval '1 second'))), ($45, $46, $47, $48, $49,
22 |     $50, $51,
22 |     $52, $53, $54,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($55 operator(pg_catalog.*) interval '1 second'))), ($56, $57, $58, $59, $60,
22 |     $61, $62,
22 |     $63, $64, $65,
22 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($66 operator(pg_catalog.*) interval '1 second')))
22 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
22 |     then $3 when live_schema = $4 and live_name = $5
22 |     then $6 else row_count end
22 |     where environment = $7 and number = $8 and live_name in ($9, $10)
22 | update "data_release"."course" set state = $1, result = $2, …
22 | update "data_release"."releases" set version = $1, state = $2, message …
22 | insert into "data_release"."steps" (environment, number, name, state, …
22 COMMIT
23 select number, since, previous from "data_release"."live" where enviro …
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 select number, ordinal, strategy, name, settings, state, result, until …
23 select holder, host, pid, fencing, acquired_at, expires_at, released, …
23 select number, count(*) from "data_release"."relations" where environm …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select number, since, previous from "data_release"."live" where enviro …
25 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
25     created_by,
25     live_at, message, options, builder, fence
25     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
25     or number > (select max(number) from "data_release"."releases" where environment = $4)
25     - $5
25     or number in (select previous from "data_release"."live" where environment = $6)
25     or number in (select origin from "data_release"."relations"
25     where environment = $7 and number in (
25     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
25     union all select 0)) or number = $11) order by number desc
25 select number, ordinal, strategy, name, settings, state, result, until …
25 select holder, host, pid, fencing, acquired_at, expires_at, released, …
25 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
25     select number from "data_release"."releases"
25     where environment = $2 and (state not in ($3, $4) or number = $5))
25     group by number
26 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
26     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
26     order by number, ordinal
27 select content from "data_release"."artifacts" where environment = $1 …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select content from "data_release"."artifacts" where environment = $1 …
28 select content from "data_release"."artifacts" where environment = $1 …
29 select content from "data_release"."artifacts" where environment = $1 …
29 select content from "data_release"."artifacts" where environment = $1 …
30 -- relations: analytics__p_pr_1_r2, analytics__r1
31 select name, relation, state, severity, value, threshold, message
31     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 set default_transaction_read_only = on
32 BEGIN (Snapshot)
32 | set local idle_in_transaction_session_timeout = '60000ms'
32 | set local work_mem = '64MB'
32 | set local jit = off
32 | set local timezone = 'UTC'
32 | set local datestyle = 'ISO, YMD'
32 | set local intervalstyle = 'postgres'
32 | set local bytea_output = 'hex'
32 | set local extra_float_digits = 1
32 | set local parallel_setup_cost = 100
32 | set local parallel_tuple_cost = 0.01
32 | -- facts of analytics__r1.customers
32 | -- facts of analytics__p_pr_1_r2.customers
32 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__p_pr_1_r2"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
32 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s
32 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__p_pr_1_r2"."customers" src) s
32 COMMIT
32 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__p_pr_1_r2"."customers") r where x > -1e308 and x < 1e308) v group by bin
32 select 0 as c, greatest((select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__p_pr_1_r2"."customers" limit 1000) g)) as n
32 (select 0 as c, x, sum(b) as b, sum(g) as g from (select (cast("name" as text)) collate "C" as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select (cast("name" as text)) collate "C" as x, 0 as b, 1 as g from "analytics__p_pr_1_r2"."customers") u group by x order by 3 desc limit 13)
32 BEGIN (Snapshot)
32 | set local idle_in_transaction_session_timeout = '60000ms'
32 | set local work_mem = '64MB'
32 | set local jit = off
32 | set local timezone = 'UTC'
32 | set local datestyle = 'ISO, YMD'
32 | set local intervalstyle = 'postgres'
32 | set local bytea_output = 'hex'
32 | set local extra_float_digits = 1
32 | set local parallel_setup_cost = 100
32 | set local parallel_tuple_cost = 0.01
32 | -- facts of analytics__r1.orders
32 | -- facts of analytics__p_pr_1_r2.orders
32 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__p_pr_1_r2"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
32 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s
32 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__p_pr_1_r2"."orders" src) s
32 COMMIT
32 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__p_pr_1_r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
33 select content from "data_release"."artifacts" where environment = $1 …
34 select content from "data_release"."artifacts" where environment = $1 …
35 BEGIN
35 | set local idle_in_transaction_session_timeout = '60000ms'
35 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
35 | delete from "data_release"."artifacts" where environment = $1 and numb …
35 | insert into "data_release"."artifacts" (environment, number, name, con …
35 COMMIT
36 select number, since, previous from "data_release"."live" where enviro …
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select number, ordinal, strategy, name, settings, state, result, until …
36 select holder, host, pid, fencing, acquired_at, expires_at, released, …
36 select number, count(*) from "data_release"."relations" where environm …
37 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3

-- ===== prune --preview pr-1 =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | set local idle_in_transaction_session_timeout = '60000ms'
1 | set local lock_timeout = '2000ms'
1 | set local statement_timeout = 0
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($6 operator(pg_catalog.*) interval '1 second')), released = $7
1 |     where environment = $8 and fencing = $9
1 COMMIT
2 select number, version, git_commit, state, strategy, live_schema, gree …
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select content from "data_release"."artifacts" where environment = $1 …
3 -- which schemas exist: analytics__p_pr_1_r2
3 select r.physical_schema, r.physical_name, r.environment, r.number from "data_release"."releases" e join "data_release"."relations" r
3     on r.environment = e.environment and r.number = e.number and e.state not in ($1, $2)
3     where r.physical_schema in ($3)
3 -- relations: analytics__p_pr_1_r2
3 -- dependents: analytics__p_pr_1_r2
4 BEGIN
4 | set local idle_in_transaction_session_timeout = '60000ms'
4 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
4 | drop schema if exists "analytics__p_pr_1_r2" cascade
4 | delete from "data_release"."live" where environment = $1
4 | delete from "data_release"."releases" where environment = $1
4 | delete from "data_release"."steps" where environment = $1
4 | delete from "data_release"."relations" where environment = $1
4 | delete from "data_release"."checks" where environment = $1
4 | delete from "data_release"."artifacts" where environment = $1
4 | delete from "data_release"."course" where environment = $1
4 COMMIT
5 update "data_release"."leases" set released = $1 where environment = $ …
