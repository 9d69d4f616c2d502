-- ===== deploy =====
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
3 -- relations: analytics, analytics__r1
3 select content from "data_release"."artifacts"
3     where environment = $1 and number < 0 and name = $2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from "data_release"."waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, since, previous from "data_release"."live" where enviro …
5 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
5     on l.environment = r.environment and l.number = r.number
5     where r.environment <> $1 and r.live_schema = $2
5     and r.strategy <> $3
5 -- which schemas exist: analytics__r2
5 BEGIN
5 | set local idle_in_transaction_session_timeout = '60000ms'
5 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
5 |     where environment = $2 and fencing = $3 and released = $4
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
5 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
5 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
5 |     $51, $52, $53, $54)
5 COMMIT
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
6 | update "data_release"."course" set state = $1, result = $2,
6 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
6 |     where environment = $6 and number = $7 and ordinal = $8
6 COMMIT
7 BEGIN
7 | create schema "analytics__r2__plan"
7 | savepoint data_release
7 | create view "analytics__r2__plan"."customers" as (
7 |     select 2 as id, 'b' as name
7 |     )
7 | release savepoint data_release
7 | -- what analytics__r2__plan.customers reads
7 | savepoint data_release
7 | create view "analytics__r2__plan"."orders" as (
7 |     -- materialized: table
7 |     select 1 as id, c.id as customer from "analytics__r2__plan".customers c
7 |     )
7 | release savepoint data_release
7 | -- what analytics__r2__plan.orders reads
7 ROLLBACK
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 BEGIN
9 | set local idle_in_transaction_session_timeout = '60000ms'
9 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
9 | update "data_release"."course" set state = $1, result = $2, …
9 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
9 |     builder = $5, fence = $6, options = $7,
9 |     green_schema = $8, git_commit = $9,
9 |     created_by = $10, fencing = $11
9 |     where environment = $12 and number = $13
9 | insert into "data_release"."steps" (environment, number, name, state, …
9 COMMIT
10 BEGIN
10 | set local idle_in_transaction_session_timeout = '60000ms'
10 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
10 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
10 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
10 COMMIT
10 create schema if not exists "analytics__r2"
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
11 | update "data_release"."course" set state = $1, result = $2, …
11 COMMIT
13 create view "analytics__r2"."customers" as (
13     select 2 as id, 'b' as name
13     )
14 create table "analytics__r2"."orders" as (select * from (
14     -- materialized: table
14     select 1 as id, c.id as customer from "analytics__r2"."customers" c
14     ) dr_rows)
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- what queries read: model.shop.customers, model.shop.orders
15 -- what views read: analytics__r2.customers, analytics__r2.orders
16 -- relations: analytics__r2
18 -- relations: analytics__r2
20 BEGIN
20 | set local idle_in_transaction_session_timeout = '60000ms'
20 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
20 | delete from "data_release"."relations" where environment = $1 and number = $2
20 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
20 |     physical_schema, physical_name,
20 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
20 |     $5, $6,
20 |     $7, $8, $9, $10,
20 |     $11, $12, $13), ($14, $15, $16, $17,
20 |     $18, $19,
20 |     $20, $21, $22, $23,
20 |     $24, $25, $26)
20 | delete from "data_release"."artifacts" where environment = $1 and numb …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | delete from "data_release"."checks" where environment = $1 and number = $2
20 | delete from "data_release"."artifacts" where environment = $1 and numb …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | delete from "data_release"."artifacts" where environment = $1 and numb …
20 | insert into "data_release"."artifacts" (environment, number, name, con …
20 | update "data_release"."course" set state = $1, result = $2, …
20 | update "data_release"."releases" set version = $1, state = $2, message …
20 | insert into "data_release"."steps" (environment, number, name, state, …
20 COMMIT
21 BEGIN
21 | set local idle_in_transaction_session_timeout = '60000ms'
21 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
21 | update "data_release"."releases" set version = $1, state = $2, message …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 set default_transaction_read_only = on
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 -- relations: analytics__r1, analytics__r2
22 select number, version, git_commit, state, strategy, live_schema, gree …
22 select (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
22 select content from "data_release"."artifacts" where environment = $1 …
22 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__r2"."customers" union all select 2 as i, count(*) as n from "analytics__r1"."orders" union all select 3 as i, count(*) as n from "analytics__r2"."orders"
22 -- grants: analytics
22 select content from "data_release"."artifacts" where environment = $1 …
23 BEGIN
23 | set local idle_in_transaction_session_timeout = '60000ms'
23 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
23 | delete from "data_release"."checks" where environment = $1 and number …
23 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
23 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
23 |     $6, $7,
23 |     $8, $9, $10,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
23 |     $17, $18,
23 |     $19, $20, $21,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
23 |     $28, $29,
23 |     $30, $31, $32,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second'))), ($34, $35, $36, $37, $38,
23 |     $39, $40,
23 |     $41, $42, $43,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($44 operator(pg_catalog.*) interval '1 second'))), ($45, $46, $47, $48, $49,
23 |     $50, $51,
23 |     $52, $53, $54,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($55 operator(pg_catalog.*) interval '1 second'))), ($56, $57, $58, $59, $60,
23 |     $61, $62,
23 |     $63, $64, $65,
23 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($66 operator(pg_catalog.*) interval '1 second')))
23 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
23 |     then $3 when live_schema = $4 and live_name = $5
23 |     then $6 else row_count end
23 |     where environment = $7 and number = $8 and live_name in ($9, $10)
23 | update "data_release"."course" set state = $1, result = $2, …
23 | update "data_release"."releases" set version = $1, state = $2, message …
23 | insert into "data_release"."steps" (environment, number, name, state, …
23 COMMIT
24 select number, since, previous from "data_release"."live" where enviro …
25 BEGIN
25 | set local idle_in_transaction_session_timeout = '60000ms'
25 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
25 | update "data_release"."releases" set version = $1, state = $2, message …
25 | insert into "data_release"."steps" (environment, number, name, state, …
25 COMMIT
26 select number, since, previous from "data_release"."live" where enviro …
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 select number, ordinal, strategy, name, settings, state, result, until …
26 select holder, host, pid, fencing, acquired_at, expires_at, released, …
26 select number, count(*) from "data_release"."relations" where environm …
26 select number, ordinal, strategy, name, settings, state, result, until …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r1"."orders"
28 rollback
28 begin transaction read only
28 select count(*) as n from "analytics__r2"."orders"
28 rollback
29 select name, relation, state, severity, value, threshold, message
29     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
30 BEGIN
30 | set local idle_in_transaction_session_timeout = '60000ms'
30 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
30 | delete from "data_release"."checks" where environment = $1 and number …
30 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
30 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
30 |     $6, $7,
30 |     $8, $9, $10,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($11 operator(pg_catalog.*) interval '1 second'))), ($12, $13, $14, $15, $16,
30 |     $17, $18,
30 |     $19, $20, $21,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($22 operator(pg_catalog.*) interval '1 second'))), ($23, $24, $25, $26, $27,
30 |     $28, $29,
30 |     $30, $31, $32,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($33 operator(pg_catalog.*) interval '1 second'))), ($34, $35, $36, $37, $38,
30 |     $39, $40,
30 |     $41, $42, $43,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($44 operator(pg_catalog.*) interval '1 second'))), ($45, $46, $47, $48, $49,
30 |     $50, $51,
30 |     $52, $53, $54,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($55 operator(pg_catalog.*) interval '1 second'))), ($56, $57, $58, $59, $60,
30 |     $61, $62,
30 |     $63, $64, $65,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($66 operator(pg_catalog.*) interval '1 second'))), ($67, $68, $69, $70, $71,
30 |     $72, $73,
30 |     $74, $75, $76,
30 |     (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($77 operator(pg_catalog.*) interval '1 second')))
30 | update "data_release"."course" set state = $1, result = $2, …
30 | update "data_release"."releases" set version = $1, state = $2, message …
30 | insert into "data_release"."steps" (environment, number, name, state, …
30 COMMIT
31 select number, since, previous from "data_release"."live" where enviro …
31 select number, version, git_commit, state, strategy, live_schema, gree …
31 select number, ordinal, strategy, name, settings, state, result, until …
31 select holder, host, pid, fencing, acquired_at, expires_at, released, …
31 select number, count(*) from "data_release"."relations" where environm …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 select number, since, previous from "data_release"."live" where enviro …
33 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
33     created_by,
33     live_at, message, options, builder, fence
33     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
33     or number > (select max(number) from "data_release"."releases" where environment = $4)
33     - $5
33     or number in (select previous from "data_release"."live" where environment = $6)
33     or number in (select origin from "data_release"."relations"
33     where environment = $7 and number in (
33     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
33     union all select 0)) or number = $11) order by number desc
33 select number, ordinal, strategy, name, settings, state, result, until …
33 select holder, host, pid, fencing, acquired_at, expires_at, released, …
33 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
33     select number from "data_release"."releases"
33     where environment = $2 and (state not in ($3, $4) or number = $5))
33     group by number
34 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
34     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
34     order by number, ordinal
35 select content from "data_release"."artifacts" where environment = $1 …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select content from "data_release"."artifacts" where environment = $1 …
36 select content from "data_release"."artifacts" where environment = $1 …
37 select content from "data_release"."artifacts" where environment = $1 …
37 select content from "data_release"."artifacts" where environment = $1 …
38 -- relations: analytics__r1, analytics__r2
39 select name, relation, state, severity, value, threshold, message …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 set default_transaction_read_only = on
40 BEGIN (Snapshot)
40 | set local idle_in_transaction_session_timeout = '60000ms'
40 | set local work_mem = '64MB'
40 | set local jit = off
40 | set local timezone = 'UTC'
40 | set local datestyle = 'ISO, YMD'
40 | set local intervalstyle = 'postgres'
40 | set local bytea_output = 'hex'
40 | set local extra_float_digits = 1
40 | set local parallel_setup_cost = 100
40 | set local parallel_tuple_cost = 0.01
40 | -- facts of analytics__r1.customers
40 | -- facts of analytics__r2.customers
40 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
40 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s
40 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2"."customers" src) s
40 COMMIT
40 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r2"."customers") r where x > -1e308 and x < 1e308) v group by bin
40 select 0 as c, greatest((select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r2"."customers" limit 1000) g)) as n
40 (select 0 as c, x, sum(b) as b, sum(g) as g from (select (cast("name" as text)) collate "C" as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select (cast("name" as text)) collate "C" as x, 0 as b, 1 as g from "analytics__r2"."customers") u group by x order by 3 desc limit 13)
40 BEGIN (Snapshot)
40 | set local idle_in_transaction_session_timeout = '60000ms'
40 | set local work_mem = '64MB'
40 | set local jit = off
40 | set local timezone = 'UTC'
40 | set local datestyle = 'ISO, YMD'
40 | set local intervalstyle = 'postgres'
40 | set local bytea_output = 'hex'
40 | set local extra_float_digits = 1
40 | set local parallel_setup_cost = 100
40 | set local parallel_tuple_cost = 0.01
40 | -- facts of analytics__r1.orders
40 | -- facts of analytics__r2.orders
40 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
40 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s
40 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2"."orders" src) s
40 COMMIT
40 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
41 select content from "data_release"."artifacts" where environment = $1 …
42 select content from "data_release"."artifacts" where environment = $1 …
43 BEGIN
43 | set local idle_in_transaction_session_timeout = '60000ms'
43 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
43 | delete from "data_release"."artifacts" where environment = $1 and numb …
43 | insert into "data_release"."artifacts" (environment, number, name, con …
43 COMMIT
44 select number, since, previous from "data_release"."live" where enviro …
44 select number, version, git_commit, state, strategy, live_schema, gree …
44 select number, ordinal, strategy, name, settings, state, result, until …
44 select holder, host, pid, fencing, acquired_at, expires_at, released, …
44 select number, count(*) from "data_release"."relations" where environm …
45 select number, ordinal, strategy, name, settings, state, result, until …
46 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
