-- ===== deploy --preview pr-1 =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < $1),
1     (expires_at > $2)
1     from "data_release"."leases" where environment = $3
1 BEGIN
1 | insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
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
4 | update "data_release"."leases" set expires_at = $1
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
5 | update "data_release"."leases" set expires_at = $1 …
5 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
5 |     green_schema, base,
5 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
5 |     values ($1, $2, $3, $4, $5, $6,
5 |     $7, $8, $9,
5 |     $10, $11, null,
5 |     $12, $13, $14, $15, $16)
5 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
5 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
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
6 | create view "analytics__p_pr_1_r2__plan"."customers" as (
6 |     select 2 as id, 'b' as name
6 |     )
6 | -- what analytics__p_pr_1_r2__plan.customers reads
6 | create or replace view "analytics__p_pr_1_r2__plan"."a query" as (
6 |     -- materialized: table
6 |     select 1 as id, c.id as customer from "analytics__p_pr_1_r2__plan".customers c
6 |     )
6 | -- what analytics__p_pr_1_r2__plan.a query reads
6 | create table "analytics__p_pr_1_r2__plan"."orders" as select * from (select * from "analytics__p_pr_1_r2__plan"."a query") q with no data
6 ROLLBACK
7 -- relations: analytics
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 BEGIN
9 | update "data_release"."leases" set expires_at = $1 …
9 | update "data_release"."course" set state = $1, result = $2,
9 |     until_at = $3, fencing = $4, finished_at = $5
9 |     where environment = $6 and number = $7 and ordinal = $8
9 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
9 |     builder = $5, fence = $6, options = $7,
9 |     green_schema = $8, git_commit = $9,
9 |     created_by = $10, fencing = $11
9 |     where environment = $12 and number = $13
9 | insert into "data_release"."steps" (environment, number, name, state, …
9 COMMIT
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1 …
10 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
10 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
10 COMMIT
10 create schema if not exists "analytics__p_pr_1_r2"
11 BEGIN
11 | update "data_release"."leases" set expires_at = $1 …
11 | update "data_release"."course" set state = $1, result = $2, …
11 COMMIT
13 create view "analytics__p_pr_1_r2"."customers" as (
13     select 2 as id, 'b' as name
13     )
14 create table "analytics__p_pr_1_r2"."orders" as (select * from (
14     -- materialized: table
14     select 1 as id, c.id as customer from "analytics__p_pr_1_r2"."customers" c
14     ) dr_rows)
15 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
15     checksum, fingerprint, origin
15     from "data_release"."relations" where environment = $1 and number = $2
15     order by live_schema, live_name
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- what queries read: model.shop.customers, model.shop.orders
15 -- what views read: analytics__p_pr_1_r2.customers, analytics__p_pr_1_r2.orders
16 -- relations: analytics__p_pr_1_r2
18 -- relations: analytics__p_pr_1_r2
20 BEGIN
20 | update "data_release"."leases" set expires_at = $1 …
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
21 | update "data_release"."leases" set expires_at = $1 …
21 | update "data_release"."releases" set version = $1, state = $2, message …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 -- relations: analytics__p_pr_1_r2, analytics__r1
22 select number, version, git_commit, state, strategy, live_schema, gree …
22 select $1
22 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
22 select 0 as i, count(*) as n from "analytics__r1"."customers" union all select 1 as i, count(*) as n from "analytics__p_pr_1_r2"."customers" union all select 2 as i, count(*) as n from "analytics__r1"."orders" union all select 3 as i, count(*) as n from "analytics__p_pr_1_r2"."orders"
22 select content from "data_release"."artifacts" where environment = $1 …
23 BEGIN
23 | update "data_release"."leases" set expires_at = $1 …
23 | delete from "data_release"."checks" where environment = $1 and number …
23 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
23 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
23 |     $6, $7,
23 |     $8, $9, $10,
23 |     $11), ($12, $13, $14, $15, $16,
23 |     $17, $18,
23 |     $19, $20, $21,
23 |     $22), ($23, $24, $25, $26, $27,
23 |     $28, $29,
23 |     $30, $31, $32,
23 |     $33), ($34, $35, $36, $37, $38,
23 |     $39, $40,
23 |     $41, $42, $43,
23 |     $44)
23 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
23 |     then $3 when live_schema = $4 and live_name = $5
23 |     then $6 else row_count end
23 |     where environment = $7 and number = $8 and live_name in ($9, $10)
23 | update "data_release"."course" set state = $1, result = $2, …
23 | update "data_release"."releases" set version = $1, state = $2, message …
23 | insert into "data_release"."steps" (environment, number, name, state, …
23 COMMIT
24 select number, since, previous from "data_release"."live" where enviro …
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 select number, ordinal, strategy, name, settings, state, result, until …
24 select holder, host, pid, fencing, acquired_at, expires_at, released, …
24 select number, count(*) from "data_release"."relations" where environm …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select number, since, previous from "data_release"."live" where enviro …
26 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
26     created_by,
26     live_at, message, options, builder, fence
26     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
26     or number > (select max(number) from "data_release"."releases" where environment = $4)
26     - $5
26     or number in (select previous from "data_release"."live" where environment = $6)
26     or number in (select origin from "data_release"."relations"
26     where environment = $7 and number in (
26     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
26     union all select 0)) or number = $11) order by number desc
26 select number, ordinal, strategy, name, settings, state, result, until …
26 select holder, host, pid, fencing, acquired_at, expires_at, released, …
26 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
26     select number from "data_release"."releases"
26     where environment = $2 and (state not in ($3, $4) or number = $5))
26     group by number
27 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
27     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
27     order by number, ordinal
28 select content from "data_release"."artifacts" where environment = $1 …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select content from "data_release"."artifacts" where environment = $1 …
29 select content from "data_release"."artifacts" where environment = $1 …
30 select content from "data_release"."artifacts" where environment = $1 …
30 select content from "data_release"."artifacts" where environment = $1 …
31 -- relations: analytics__p_pr_1_r2, analytics__r1
32 select name, relation, state, severity, value, threshold, message
32     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 BEGIN (Snapshot)
33 | -- facts of analytics__r1.customers
33 | -- facts of analytics__p_pr_1_r2.customers
33 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select "id" as v0, ("name" collate c) as v1 from "analytics__r1"."customers" src) s union all select v0, v1, 0 as nb, 1 as ng from (select "id" as v0, ("name" collate c) as v1 from "analytics__p_pr_1_r2"."customers" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
33 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text) from (select "id" as v0, ("name" collate c) as v1 from "analytics__r1"."customers" src) s
33 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text) from (select "id" as v0, ("name" collate c) as v1 from "analytics__p_pr_1_r2"."customers" src) s
33 COMMIT
33 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__r1"."customers") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("id" as double precision) as x from "analytics__p_pr_1_r2"."customers") r where x > -1e308 and x < 1e308) v group by bin
33 select 0 as c, greatest((select count(distinct x) from (select cast("name" as text) as x from "analytics__r1"."customers" limit 1000) g), (select count(distinct x) from (select cast("name" as text) as x from "analytics__p_pr_1_r2"."customers" limit 1000) g)) as n
33 (select 0 as c, x, sum(b) as b, sum(g) as g from (select cast("name" as text) as x, 1 as b, 0 as g from "analytics__r1"."customers" union all select cast("name" as text) as x, 0 as b, 1 as g from "analytics__p_pr_1_r2"."customers") u group by x order by 3 desc limit 13)
33 BEGIN (Snapshot)
33 | -- facts of analytics__r1.orders
33 | -- facts of analytics__p_pr_1_r2.orders
33 | with c as materialized (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select "id" as v0, "customer" as v1 from "analytics__r1"."orders" src) s union all select v0, v1, 0 as nb, 1 as ng from (select "id" as v0, "customer" as v1 from "analytics__p_pr_1_r2"."orders" src) s) u group by v0, v1) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where ng > nb order by c.v0, c.v1 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1" from c where nb > ng order by c.v0, c.v1 limit 5)
33 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text) from (select "id" as v0, "customer" as v1 from "analytics__r1"."orders" src) s
33 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text) from (select "id" as v0, "customer" as v1 from "analytics__p_pr_1_r2"."orders" src) s
33 COMMIT
33 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 1) as bin from (select cast("customer" as double precision) as x from "analytics__p_pr_1_r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
34 select content from "data_release"."artifacts" where environment = $1 …
35 select content from "data_release"."artifacts" where environment = $1 …
36 BEGIN
36 | update "data_release"."leases" set expires_at = $1 …
36 | delete from "data_release"."artifacts" where environment = $1 and numb …
36 | insert into "data_release"."artifacts" (environment, number, name, con …
36 COMMIT
37 select number, since, previous from "data_release"."live" where enviro …
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from "data_release"."relations" where environm …
38 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3

-- ===== prune --preview pr-1 =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from "data_release"."ledger_versions"
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | update "data_release"."leases" set holder = $1, host = $2, pid = $3, fencing = $4,
1 |     acquired_at = $5, expires_at = $6, released = $7
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
4 | update "data_release"."leases" set expires_at = $1 …
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
