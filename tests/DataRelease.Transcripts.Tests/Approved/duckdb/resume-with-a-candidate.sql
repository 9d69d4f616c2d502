-- ===== resume =====
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
8 select number, ordinal, strategy, name, settings, state, result, until …
9 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1
10 |     where environment = $2 and fencing = $3 and released = $4
10 | delete from "data_release"."course"
10 |     where environment = $1 and number = $2 and ordinal >= $3
10 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values ($1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
10 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
10 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
10 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
10 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
10 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
10 |     $60, $61, $62, $63)
10 COMMIT
11 select number, since, previous from "data_release"."live" where enviro …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 -- relations
12 select number, since, previous from "data_release"."live" where enviro …
12 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
12     mark_schema, mark_name, key_columns, columns
12     from "data_release"."relation_marks" where environment = $1 order by happened_at
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 BEGIN
13 | update "data_release"."leases" set expires_at = $1 …
13 | update "data_release"."course" set state = $1, result = $2,
13 |     until_at = $3, fencing = $4, finished_at = $5
13 |     where environment = $6 and number = $7 and ordinal = $8
13 COMMIT
14 select number, since, previous from "data_release"."live" where enviro …
15 select number, since, previous from "data_release"."live" where enviro …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 select live_schema, live_name, wave, number from "data_release"."waves …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select content from "data_release"."artifacts" …
15 -- all schemas
15 select content from "data_release"."artifacts" …
15 -- dependents: analytics
15 -- dependents: analytics__r1, analytics__r2, data_release
15 -- what hangs on views: analytics
15 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- definitions of views: analytics
15 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
16 BEGIN
16 | update "data_release"."leases" set expires_at = $1 …
16 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
16 |     builder = $5, fence = $6, options = $7,
16 |     green_schema = $8, git_commit = $9,
16 |     created_by = $10, fencing = $11
16 |     where environment = $12 and number = $13
16 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
16 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
16 COMMIT
17 BEGIN
17 | update "data_release"."leases" set expires_at = $1 …
17 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r2"."customers"
17 | create or replace view "analytics"."orders" as select "id", "customer" from "analytics__r2"."orders"
17 | delete from "data_release"."live" where environment = $1
17 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
17 | update "data_release"."releases" set state = $1, fencing = $2
17 |     where environment = $3 and number = $4
17 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
17 |     where environment = $4 and number = $5
17 | delete from "data_release"."waves" where environment = $1
17 | delete from "data_release"."course"
17 |     where environment = $1 and number in (
17 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
17 |     union all select 0) and strategy in ($5, $6) and number in
17 |     (select number from "data_release"."course"
17 |     where environment = $7 and number in (
17 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
17 |     union all select 0) and strategy in ($11, $12)
17 |     and state <> $13)
17 | delete from "data_release"."artifacts"
17 |     where environment = $1 and number in (
17 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
17 |     union all select 0) and name = $5
17 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
17 | delete from "data_release"."route_exceptions" where environment = $1
17 | update "data_release"."course" set state = $1, result = $2, …
17 | insert into "data_release"."steps" (environment, number, name, state, …
17 COMMIT
18 select number, since, previous from "data_release"."live" where enviro …
19 select number, since, previous from "data_release"."live" where enviro …
19 select number, version, git_commit, state, strategy, live_schema, gree …
19 select number, ordinal, strategy, name, settings, state, result, until …
19 select holder, host, pid, fencing, acquired_at, expires_at, released, …
19 select number, count(*) from "data_release"."relations" where environm …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select number, since, previous from "data_release"."live" where enviro …
21 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
21     created_by,
21     live_at, message, options, builder, fence
21     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
21     or number > (select max(number) from "data_release"."releases" where environment = $4)
21     - $5
21     or number in (select previous from "data_release"."live" where environment = $6)
21     or number in (select origin from "data_release"."relations"
21     where environment = $7 and number in (
21     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
21     union all select 0)) or number = $11) order by number desc
21 select number, ordinal, strategy, name, settings, state, result, until …
21 select holder, host, pid, fencing, acquired_at, expires_at, released, …
21 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
21     select number from "data_release"."releases"
21     where environment = $2 and (state not in ($3, $4) or number = $5))
21     group by number
22 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
22     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
22     order by number, ordinal
23 select content from "data_release"."artifacts" where environment = $1 …
23 select name, relation, state, severity, value, threshold, message
23     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 -- relations: analytics__r1, analytics__r2
25 select content from "data_release"."artifacts" where environment = $1 …
26 select name, relation, state, severity, value, threshold, message …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 BEGIN (Snapshot)
27 | -- facts of analytics__r1.customers
27 | -- facts of analytics__r2.customers
27 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select "id" as v0, ("name" collate c) as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select "id" as v0, ("name" collate c) as v1 from "analytics__r2"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
27 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text) from (select "id" as v0, ("name" collate c) as v1 from "analytics__r1"."customers" src) s
27 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text) from (select "id" as v0, ("name" collate c) as v1 from "analytics__r2"."customers" src) s
27 COMMIT
27 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r2"."customers") r where x > -1e308 and x < 1e308) v group by bin
27 select 0 as c, greatest((select count(distinct x) from (select cast("name" as text) as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select cast("name" as text) as x from "analytics__r2"."customers" limit 1000) g)) as n
27 (select 0 as c, x, sum(b) as b, sum(g) as g from (select cast("name" as text) as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select cast("name" as text) as x, 0 as b, 1 as g from "analytics__r2"."customers") u group by x order by 3 desc limit 13)
27 BEGIN (Snapshot)
27 | -- facts of analytics__r1.orders
27 | -- facts of analytics__r2.orders
27 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select "id" as v0, "customer" as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select "id" as v0, "customer" as v1 from "analytics__r2"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
27 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text) from (select "id" as v0, "customer" as v1 from "analytics__r1"."orders" src) s
27 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text) from (select "id" as v0, "customer" as v1 from "analytics__r2"."orders" src) s
27 COMMIT
27 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
28 select content from "data_release"."artifacts" where environment = $1 …
29 select content from "data_release"."artifacts" where environment = $1 …
30 BEGIN
30 | update "data_release"."leases" set expires_at = $1 …
30 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
30 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
30 COMMIT
31 select number, since, previous from "data_release"."live" where enviro …
31 select number, version, git_commit, state, strategy, live_schema, gree …
31 select number, ordinal, strategy, name, settings, state, result, until …
31 select holder, host, pid, fencing, acquired_at, expires_at, released, …
31 select number, count(*) from "data_release"."relations" where environm …
32 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
