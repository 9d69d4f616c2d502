-- ===== resume =====
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
5 select number, since, previous from "data_release"."live" where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from "data_release"."relations" where environm …
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
7 select number, since, previous from "data_release"."live" where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from "data_release"."relations" where environm …
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 select number, ordinal, strategy, name, settings, state, result, until …
10 select number, ordinal, strategy, name, settings, state, result, until …
11 BEGIN
11 | set local idle_in_transaction_session_timeout = '60000ms'
11 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
11 |     where environment = $2 and fencing = $3 and released = $4
11 | delete from "data_release"."course"
11 |     where environment = $1 and number = $2 and ordinal >= $3
11 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values ($1, $2, $3, $4, $5,
11 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
11 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
11 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
11 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
11 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
11 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
11 |     $60, $61, $62, $63)
11 COMMIT
12 select number, since, previous from "data_release"."live" where enviro …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 -- relations
13 select number, since, previous from "data_release"."live" where enviro …
13 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
13     mark_schema, mark_name, key_columns, columns
13     from "data_release"."relation_marks" where environment = $1 order by happened_at
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 BEGIN
14 | set local idle_in_transaction_session_timeout = '60000ms'
14 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second'))
14 |     where environment = $6 and number = $7 and ordinal = $8
14 COMMIT
15 select number, since, previous from "data_release"."live" where enviro …
16 set lock_timeout = '300000ms'
16 select number, since, previous from "data_release"."live" where enviro …
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 select live_schema, live_name, wave, number from "data_release"."waves …
16 select live_schema, live_name, wave, number from "data_release"."waves …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 select content from "data_release"."artifacts" …
16 -- all schemas
16 select content from "data_release"."artifacts" …
16 -- dependents: analytics
16 -- dependents: analytics__r1, analytics__r2, data_release
16 -- what hangs on views: analytics
16 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
16 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
16 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
16 -- definitions of views: analytics
16 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
16 select content from "data_release"."artifacts" where environment = $1 …
16 select content from "data_release"."artifacts" where environment = $1 …
16 select content from "data_release"."artifacts" where environment = $1 …
17 BEGIN
17 | set local idle_in_transaction_session_timeout = '60000ms'
17 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
17 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
17 |     builder = $5, fence = $6, options = $7,
17 |     green_schema = $8, git_commit = $9,
17 |     created_by = $10, fencing = $11
17 |     where environment = $12 and number = $13
17 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
17 |     values ($1, $2, $3, $4, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($5 operator(pg_catalog.*) interval '1 second')), $6, $7, $8)
17 COMMIT
18 BEGIN
18 | set local idle_in_transaction_session_timeout = '60000ms'
18 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
18 | set local idle_in_transaction_session_timeout = '5000ms'
18 | set local lock_timeout = '50ms'
18 | set local statement_timeout = 0
18 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
18 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics"."customers" owner to "releaser"'', ''alter table "analytics"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
18 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r2"."customers"
18 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r2"."orders"
18 | delete from "data_release"."live" where environment = $1
18 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($3 operator(pg_catalog.*) interval '1 second')), $4, $5)
18 | update "data_release"."releases" set state = $1, fencing = $2
18 |     where environment = $3 and number = $4
18 | update "data_release"."releases" set state = $1, live_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($2 operator(pg_catalog.*) interval '1 second')), message = '', fencing = $3
18 |     where environment = $4 and number = $5
18 | delete from "data_release"."waves" where environment = $1
18 | delete from "data_release"."course"
18 |     where environment = $1 and number in (
18 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
18 |     union all select 0) and strategy in ($5, $6) and number in
18 |     (select number from "data_release"."course"
18 |     where environment = $7 and number in (
18 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
18 |     union all select 0) and strategy in ($11, $12)
18 |     and state <> $13)
18 | delete from "data_release"."artifacts"
18 |     where environment = $1 and number in (
18 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
18 |     union all select 0) and name = $5
18 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
18 | delete from "data_release"."route_exceptions" where environment = $1
18 | update "data_release"."course" set state = $1, result = $2, …
18 | insert into "data_release"."steps" (environment, number, name, state, …
18 | -- access: analytics
18 COMMIT
19 select number, since, previous from "data_release"."live" where enviro …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select live_schema, live_name, wave, number from "data_release"."waves …
20 -- grants: analytics
20 -- relations: analytics
20 select content from "data_release"."artifacts" where environment = $1 …
20 BEGIN
20 | set local idle_in_transaction_session_timeout = '60000ms'
20 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
20 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
20 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
20 COMMIT
21 select number, since, previous from "data_release"."live" where enviro …
21 select number, version, git_commit, state, strategy, live_schema, gree …
21 select number, ordinal, strategy, name, settings, state, result, until …
21 select holder, host, pid, fencing, acquired_at, expires_at, released, …
21 select number, count(*) from "data_release"."relations" where environm …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select number, since, previous from "data_release"."live" where enviro …
23 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
23     created_by,
23     live_at, message, options, builder, fence
23     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
23     or number > (select max(number) from "data_release"."releases" where environment = $4)
23     - $5
23     or number in (select previous from "data_release"."live" where environment = $6)
23     or number in (select origin from "data_release"."relations"
23     where environment = $7 and number in (
23     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
23     union all select 0)) or number = $11) order by number desc
23 select number, ordinal, strategy, name, settings, state, result, until …
23 select holder, host, pid, fencing, acquired_at, expires_at, released, …
23 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
23     select number from "data_release"."releases"
23     where environment = $2 and (state not in ($3, $4) or number = $5))
23     group by number
24 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
24     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
24     order by number, ordinal
25 select content from "data_release"."artifacts" where environment = $1 …
25 select name, relation, state, severity, value, threshold, message
25     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 -- relations: analytics__r1, analytics__r2
27 select name, relation, state, severity, value, threshold, message …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 set default_transaction_read_only = on
28 BEGIN (Snapshot)
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | set local work_mem = '64MB'
28 | set local jit = off
28 | set local timezone = 'UTC'
28 | set local datestyle = 'ISO, YMD'
28 | set local intervalstyle = 'postgres'
28 | set local bytea_output = 'hex'
28 | set local extra_float_digits = 1
28 | set local parallel_setup_cost = 100
28 | set local parallel_tuple_cost = 0.01
28 | -- facts of analytics__r1.customers
28 | -- facts of analytics__r2.customers
28 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
28 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r1"."customers" src) s
28 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text) from (select (cast("id" as text) collate "C") as v0, (cast("name" as text) collate "C") as v1 from "analytics__r2"."customers" src) s
28 COMMIT
28 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r2"."customers") r where x > -1e308 and x < 1e308) v group by bin
28 select 0 as c, greatest((select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select (cast("name" as text)) collate "C" as x from "analytics__r2"."customers" limit 1000) g)) as n
28 (select 0 as c, x, sum(b) as b, sum(g) as g from (select (cast("name" as text)) collate "C" as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select (cast("name" as text)) collate "C" as x, 0 as b, 1 as g from "analytics__r2"."customers") u group by x order by 3 desc limit 13)
28 BEGIN (Snapshot)
28 | set local idle_in_transaction_session_timeout = '60000ms'
28 | set local work_mem = '64MB'
28 | set local jit = off
28 | set local timezone = 'UTC'
28 | set local datestyle = 'ISO, YMD'
28 | set local intervalstyle = 'postgres'
28 | set local bytea_output = 'hex'
28 | set local extra_float_digits = 1
28 | set local parallel_setup_cost = 100
28 | set local parallel_tuple_cost = 0.01
28 | -- facts of analytics__r1.orders
28 | -- facts of analytics__r2.orders
28 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
28 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r1"."orders" src) s
28 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast((sum(v0))::numeric / nullif(count(v0), 0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast((sum(v1))::numeric / nullif(count(v1), 0) as text), cast(sum(v1) as text) from (select (cast("id" as text) collate "C") as v0, (cast("customer" as text) collate "C") as v1 from "analytics__r2"."orders" src) s
28 COMMIT
28 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
29 select content from "data_release"."artifacts" where environment = $1 …
30 select content from "data_release"."artifacts" where environment = $1 …
31 BEGIN
31 | set local idle_in_transaction_session_timeout = '60000ms'
31 | update "data_release"."leases" set expires_at = (pg_catalog.clock_time …
31 | delete from "data_release"."artifacts" where environment = $1 and numb …
31 | insert into "data_release"."artifacts" (environment, number, name, con …
31 COMMIT
32 select number, since, previous from "data_release"."live" where enviro …
32 select number, version, git_commit, state, strategy, live_schema, gree …
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from "data_release"."relations" where environm …
33 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
