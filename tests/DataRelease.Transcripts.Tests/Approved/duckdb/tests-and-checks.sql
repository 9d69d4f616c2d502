-- ===== release =====
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
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 select number, since, previous from "data_release"."live" where enviro …
4 select number, since, previous from "data_release"."live" where enviro …
4 select distinct r.environment from "data_release"."releases" r join "data_release"."live" l
4     on l.environment = r.environment and l.number = r.number
4     where r.environment <> $1 and r.live_schema = $2
4     and r.strategy <> $3
4 -- which schemas exist: analytics__r2
4 BEGIN
4 | update "data_release"."leases" set expires_at = $1
4 |     where environment = $2 and fencing = $3 and released = $4
4 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
4 |     green_schema, base,
4 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
4 |     values ($1, $2, $3, $4, $5, $6,
4 |     $7, $8, $9,
4 |     $10, $11, null,
4 |     $12, $13, $14, $15, $16)
4 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
4 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
4 | delete from "data_release"."course"
4 |     where environment = $1 and number = $2 and ordinal >= $3
4 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
4 |     result, fencing) values ($1, $2, $3, $4, $5,
4 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
4 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
4 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
4 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
4 |     $42, $43, $44, $45), ($46, $47, $48, $49, $50,
4 |     $51, $52, $53, $54), ($55, $56, $57, $58, $59,
4 |     $60, $61, $62, $63)
4 COMMIT
5 BEGIN
5 | update "data_release"."leases" set expires_at = $1 …
5 | update "data_release"."course" set state = $1, result = $2,
5 |     until_at = $3, fencing = $4, finished_at = $5
5 |     where environment = $6 and number = $7 and ordinal = $8
5 COMMIT
6 BEGIN
6 | create schema "analytics__r2__plan"
6 | create view "analytics__r2__plan"."customers" as (
6 |     select 1 as id, 'a' as name
6 |     )
6 | -- what analytics__r2__plan.customers reads
6 | create or replace view "analytics__r2__plan"."a query" as (
6 |     -- materialized: table
6 |     select 1 as id, 101.5 as amount, cast(2 as double precision) as weight, cast('2026-11-30' as date) as day, c.name from "analytics__r2__plan".customers c
6 |     )
6 | -- what analytics__r2__plan.a query reads
6 | create table "analytics__r2__plan"."orders" as select * from (select * from "analytics__r2__plan"."a query") q with no data
6 | create or replace view "analytics__r2__plan"."a query" as (
6 |     select 1 as found from (
6 |     select id from "analytics__r2__plan".orders where id is null
6 |     ) q
6 |     )
6 | -- what analytics__r2__plan.a query reads
6 ROLLBACK
7 -- relations: analytics
8 select number, since, previous from "data_release"."live" where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from "data_release"."relations" where environm …
9 BEGIN
9 | update "data_release"."leases" set expires_at = $1 …
9 | update "data_release"."course" set state = $1, result = $2, …
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
10 create schema if not exists "analytics__r2"
11 BEGIN
11 | update "data_release"."leases" set expires_at = $1 …
11 | update "data_release"."course" set state = $1, result = $2, …
11 COMMIT
13 create view "analytics__r2"."customers" as (
13     select 1 as id, 'a' as name
13     )
14 create table "analytics__r2"."orders" as (select * from (
14     -- materialized: table
14     select 1 as id, 101.5 as amount, cast(2 as double precision) as weight, cast('2026-11-30' as date) as day, c.name from "analytics__r2"."customers" c
14     ) dr_rows)
15 begin transaction read only
15 select count(*) as failures, (count(*) != 0) as should_warn, (count(*) != 0) as should_error from (
15     select id from "analytics__r2"."orders" where id is null
15     ) dbt_internal_test
15 rollback
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 -- what queries read: model.shop.customers, model.shop.orders, test.shop.keys
16 -- what views read: analytics__r2.customers, analytics__r2.orders
17 -- relations: analytics__r2
19 -- relations: analytics__r2
21 BEGIN
21 | update "data_release"."leases" set expires_at = $1 …
21 | delete from "data_release"."relations" where environment = $1 and number = $2
21 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
21 |     physical_schema, physical_name,
21 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
21 |     $5, $6,
21 |     $7, $8, $9, $10,
21 |     $11, $12, $13), ($14, $15, $16, $17,
21 |     $18, $19,
21 |     $20, $21, $22, $23,
21 |     $24, $25, $26)
21 | delete from "data_release"."artifacts" where environment = $1 and numb …
21 | insert into "data_release"."artifacts" (environment, number, name, con …
21 | delete from "data_release"."checks" where environment = $1 and number = $2
21 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
21 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
21 |     $6, $7,
21 |     $8, $9, $10,
21 |     $11)
21 | delete from "data_release"."artifacts" where environment = $1 and numb …
21 | insert into "data_release"."artifacts" (environment, number, name, con …
21 | delete from "data_release"."artifacts" where environment = $1 and numb …
21 | insert into "data_release"."artifacts" (environment, number, name, con …
21 | update "data_release"."course" set state = $1, result = $2, …
21 | update "data_release"."releases" set version = $1, state = $2, message …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 BEGIN
22 | update "data_release"."leases" set expires_at = $1 …
22 | update "data_release"."releases" set version = $1, state = $2, message …
22 | insert into "data_release"."steps" (environment, number, name, state, …
22 COMMIT
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations: analytics__r1, analytics__r2
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 select $1
23 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
23 select count(*), cast(count("id") as text), cast(count("name") as text), cast(count(distinct "id") as text), cast(count(distinct ("name" collate c)) as text), cast(sum("id") as text), cast(min("id") as text), cast(max("id") as text), cast(avg("id") as text), cast(min(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(max(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(avg(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(stddev_pop(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text) from "analytics__r1"."customers"
23 select count(*), cast(count("id") as text), cast(count("name") as text), cast(count(distinct "id") as text), cast(count(distinct ("name" collate c)) as text), cast(sum("id") as text), cast(min("id") as text), cast(max("id") as text), cast(avg("id") as text) from "analytics__r2"."customers"
23 select count(*), cast(count("id") as text), cast(count("amount") as text), cast(count("weight") as text), cast(count("day") as text), cast(count("name") as text), cast(count(distinct "id") as text), cast(count(distinct "amount") as text), cast(count(distinct "weight") as text), cast(count(distinct "day") as text), cast(count(distinct ("name" collate c)) as text), cast(sum("id") as text), cast(min("id") as text), cast(max("id") as text), cast(avg("id") as text), cast(sum("amount") as text), cast(min("amount") as text), cast(max("amount") as text), cast(avg("amount") as text), cast(sum("weight") as text), cast(min("weight") as text), cast(max("weight") as text), cast(avg("weight") as text), cast(cast(extract(epoch from max("day")) as double precision) as text), cast(min(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(max(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(avg(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(stddev_pop(cast("id" as double precision)) filter (where cast("id" as double precision) > cast('-Infinity' as double precision) and cast("id" as double precision) < cast('Infinity' as double precision)) as text), cast(min(cast("amount" as double precision)) filter (where cast("amount" as double precision) > cast('-Infinity' as double precision) and cast("amount" as double precision) < cast('Infinity' as double precision)) as text), cast(max(cast("amount" as double precision)) filter (where cast("amount" as double precision) > cast('-Infinity' as double precision) and cast("amount" as double precision) < cast('Infinity' as double precision)) as text), cast(avg(cast("amount" as double precision)) filter (where cast("amount" as double precision) > cast('-Infinity' as double precision) and cast("amount" as double precision) < cast('Infinity' as double precision)) as text), cast(stddev_pop(cast("amount" as double precision)) filter (where cast("amount" as double precision) > cast('-Infinity' as double precision) and cast("amount" as double precision) < cast('Infinity' as double precision)) as text), cast(min(cast("weight" as double precision)) filter (where cast("weight" as double precision) > cast('-Infinity' as double precision) and cast("weight" as double precision) < cast('Infinity' as double precision)) as text), cast(max(cast("weight" as double precision)) filter (where cast("weight" as double precision) > cast('-Infinity' as double precision) and cast("weight" as double precision) < cast('Infinity' as double precision)) as text), cast(avg(cast("weight" as double precision)) filter (where cast("weight" as double precision) > cast('-Infinity' as double precision) and cast("weight" as double precision) < cast('Infinity' as double precision)) as text), cast(stddev_pop(cast("weight" as double precision)) filter (where cast("weight" as double precision) > cast('-Infinity' as double precision) and cast("weight" as double precision) < cast('Infinity' as double precision)) as text), cast(min(cast(extract(epoch from "day") as double precision)) filter (where cast(extract(epoch from "day") as double precision) > cast('-Infinity' as double precision) and cast(extract(epoch from "day") as double precision) < cast('Infinity' as double precision)) as text), cast(max(cast(extract(epoch from "day") as double precision)) filter (where cast(extract(epoch from "day") as double precision) > cast('-Infinity' as double precision) and cast(extract(epoch from "day") as double precision) < cast('Infinity' as double precision)) as text), cast(avg(cast(extract(epoch from "day") as double precision)) filter (where cast(extract(epoch from "day") as double precision) > cast('-Infinity' as double precision) and cast(extract(epoch from "day") as double precision) < cast('Infinity' as double precision)) as text), cast(stddev_pop(cast(extract(epoch from "day") as double precision)) filter (where cast(extract(epoch from "day") as double precision) > cast('-Infinity' as double precision) and cast(extract(epoch from "day") as double precision) < cast('Infinity' as double precision)) as text) from "analytics__r1"."orders"
23 select count(*), cast(count("id") as text), cast(count("amount") as text), cast(count("weight") as text), cast(count("day") as text), cast(count("name") as text), cast(count(distinct "id") as text), cast(count(distinct "amount") as text), cast(count(distinct "weight") as text), cast(count(distinct "day") as text), cast(count(distinct ("name" collate c)) as text), cast(sum("id") as text), cast(min("id") as text), cast(max("id") as text), cast(avg("id") as text), cast(sum("amount") as text), cast(min("amount") as text), cast(max("amount") as text), cast(avg("amount") as text), cast(sum("weight") as text), cast(min("weight") as text), cast(max("weight") as text), cast(avg("weight") as text), cast(cast(extract(epoch from max("day")) as double precision) as text) from "analytics__r2"."orders"
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 BEGIN (Snapshot)
23 | -- facts of analytics__r1.orders
23 | -- facts of analytics__r2.orders
23 | select concat_ws(' ', count(*) filter (where b.present is null) - count(distinct g.k0) filter (where b.present is null) + count(*) filter (where g.present is null) - count(distinct b.k0) filter (where g.present is null), count(*) filter (where b.present is null), count(*) filter (where g.present is null), count(*) filter (where b.present = 1 and g.present = 1 and (b.v0 is distinct from g.v0 or b.v1 is distinct from g.v1 or b.v2 is distinct from g.v2 or b.v3 is distinct from g.v3)), count(*) filter (where b.present = 1 and g.present = 1), count(*) filter (where (b.present = 1 and (b.k0 is null)) or (g.present = 1 and (g.k0 is null))), count(*) filter (where b.present = 1 and g.present = 1 and b.v0 is distinct from g.v0), count(*) filter (where b.present = 1 and g.present = 1 and b.v1 is distinct from g.v1), count(*) filter (where b.present = 1 and g.present = 1 and b.v2 is distinct from g.v2), count(*) filter (where b.present = 1 and g.present = 1 and b.v3 is distinct from g.v3), (select count(*) from (select "id" as k0, "amount" as v0, "weight" as v1, "day" as v2, ("name" collate c) as v3, 1 as present from "analytics__r1"."orders" src) r), (select count(*) from (select "id" as k0, "amount" as v0, "weight" as v1, "day" as v2, ("name" collate c) as v3, 1 as present from "analytics__r2"."orders" src) r)) from (select "id" as k0, "amount" as v0, "weight" as v1, "day" as v2, ("name" collate c) as v3, 1 as present from "analytics__r1"."orders" src) b full join (select "id" as k0, "amount" as v0, "weight" as v1, "day" as v2, ("name" collate c) as v3, 1 as present from "analytics__r2"."orders" src) g on b.k0 = g.k0
23 COMMIT
23 select content from "data_release"."artifacts" where environment = $1 …
23 select content from "data_release"."artifacts" where environment = $1 …
23 select content from "data_release"."artifacts" where environment = $1 …
24 BEGIN
24 | update "data_release"."leases" set expires_at = $1 …
24 | delete from "data_release"."checks" where environment = $1 and number …
24 | insert into "data_release"."checks" (environment, number, ordinal, name, relation, state,
24 |     severity, value, threshold, message, happened_at) values ($1, $2, $3, $4, $5,
24 |     $6, $7,
24 |     $8, $9, $10,
24 |     $11), ($12, $13, $14, $15, $16,
24 |     $17, $18,
24 |     $19, $20, $21,
24 |     $22), ($23, $24, $25, $26, $27,
24 |     $28, $29,
24 |     $30, $31, $32,
24 |     $33), ($34, $35, $36, $37, $38,
24 |     $39, $40,
24 |     $41, $42, $43,
24 |     $44), ($45, $46, $47, $48, $49,
24 |     $50, $51,
24 |     $52, $53, $54,
24 |     $55), ($56, $57, $58, $59, $60,
24 |     $61, $62,
24 |     $63, $64, $65,
24 |     $66), ($67, $68, $69, $70, $71,
24 |     $72, $73,
24 |     $74, $75, $76,
24 |     $77), ($78, $79, $80, $81, $82,
24 |     $83, $84,
24 |     $85, $86, $87,
24 |     $88), ($89, $90, $91, $92, $93,
24 |     $94, $95,
24 |     $96, $97, $98,
24 |     $99), ($100, $101, $102, $103, $104,
24 |     $105, $106,
24 |     $107, $108, $109,
24 |     $110), ($111, $112, $113, $114, $115,
24 |     $116, $117,
24 |     $118, $119, $120,
24 |     $121), ($122, $123, $124, $125, $126,
24 |     $127, $128,
24 |     $129, $130, $131,
24 |     $132), ($133, $134, $135, $136, $137,
24 |     $138, $139,
24 |     $140, $141, $142,
24 |     $143), ($144, $145, $146, $147, $148,
24 |     $149, $150,
24 |     $151, $152, $153,
24 |     $154), ($155, $156, $157, $158, $159,
24 |     $160, $161,
24 |     $162, $163, $164,
24 |     $165)
24 | update "data_release"."relations" set row_count = case when live_schema = $1 and live_name = $2
24 |     then $3 when live_schema = $4 and live_name = $5
24 |     then $6 else row_count end
24 |     where environment = $7 and number = $8 and live_name in ($9, $10)
24 | update "data_release"."course" set state = $1, result = $2, …
24 | update "data_release"."releases" set version = $1, state = $2, message …
24 | insert into "data_release"."steps" (environment, number, name, state, …
24 COMMIT
25 select number, since, previous from "data_release"."live" where enviro …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 -- relations
26 select number, since, previous from "data_release"."live" where enviro …
26 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
26     mark_schema, mark_name, key_columns, columns
26     from "data_release"."relation_marks" where environment = $1 order by happened_at
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 BEGIN
27 | update "data_release"."leases" set expires_at = $1 …
27 | update "data_release"."course" set state = $1, result = $2, …
27 COMMIT
28 select number, since, previous from "data_release"."live" where enviro …
29 select number, since, previous from "data_release"."live" where enviro …
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select live_schema, live_name, wave, number from "data_release"."waves …
29 select live_schema, live_name, wave, number from "data_release"."waves …
29 select number, version, git_commit, state, strategy, live_schema, gree …
29 select content from "data_release"."artifacts" …
29 -- all schemas
29 select content from "data_release"."artifacts" …
29 -- dependents: analytics
29 -- dependents: analytics__r1, analytics__r2, data_release
29 -- what hangs on views: analytics
29 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
29 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
29 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
29 -- definitions of views: analytics
29 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
29 select content from "data_release"."artifacts" where environment = $1 …
30 BEGIN
30 | update "data_release"."leases" set expires_at = $1 …
30 | update "data_release"."releases" set version = $1, state = $2, message …
30 | insert into "data_release"."steps" (environment, number, name, state, …
30 COMMIT
31 BEGIN
31 | update "data_release"."leases" set expires_at = $1 …
31 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r2"."customers"
31 | create or replace view "analytics"."orders" as select "id", "amount", "weight", "day", "name" from "analytics__r2"."orders"
31 | delete from "data_release"."live" where environment = $1
31 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
31 | update "data_release"."releases" set state = $1, fencing = $2
31 |     where environment = $3 and number = $4
31 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
31 |     where environment = $4 and number = $5
31 | delete from "data_release"."waves" where environment = $1
31 | delete from "data_release"."course"
31 |     where environment = $1 and number in (
31 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
31 |     union all select 0) and strategy in ($5, $6) and number in
31 |     (select number from "data_release"."course"
31 |     where environment = $7 and number in (
31 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
31 |     union all select 0) and strategy in ($11, $12)
31 |     and state <> $13)
31 | delete from "data_release"."artifacts"
31 |     where environment = $1 and number in (
31 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
31 |     union all select 0) and name = $5
31 | update "data_release"."routes" set blue = $1, share = $2, fencing = $3 where environment = $4 and green = $5
31 | delete from "data_release"."route_exceptions" where environment = $1
31 | update "data_release"."course" set state = $1, result = $2, …
31 | insert into "data_release"."steps" (environment, number, name, state, …
31 COMMIT
32 select number, since, previous from "data_release"."live" where enviro …
33 select number, since, previous from "data_release"."live" where enviro …
33 select number, version, git_commit, state, strategy, live_schema, gree …
33 select number, ordinal, strategy, name, settings, state, result, until …
33 select holder, host, pid, fencing, acquired_at, expires_at, released, …
33 select number, count(*) from "data_release"."relations" where environm …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select number, since, previous from "data_release"."live" where enviro …
35 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
35     created_by,
35     live_at, message, options, builder, fence
35     from "data_release"."releases" where environment = $1 and (state not in ($2, $3) or number = 0
35     or number > (select max(number) from "data_release"."releases" where environment = $4)
35     - $5
35     or number in (select previous from "data_release"."live" where environment = $6)
35     or number in (select origin from "data_release"."relations"
35     where environment = $7 and number in (
35     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
35     union all select 0)) or number = $11) order by number desc
35 select number, ordinal, strategy, name, settings, state, result, until …
35 select holder, host, pid, fencing, acquired_at, expires_at, released, …
35 select number, count(*) from "data_release"."relations" where environment = $1 and number in (
35     select number from "data_release"."releases"
35     where environment = $2 and (state not in ($3, $4) or number = $5))
35     group by number
36 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
36     from "data_release"."course" where environment = $1 and number between $2 and $3 and not strategy in ($4, $5)
36     order by number, ordinal
37 select content from "data_release"."artifacts" where environment = $1 …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
38 select content from "data_release"."artifacts" where environment = $1 …
38 select content from "data_release"."artifacts" where environment = $1 …
39 select content from "data_release"."artifacts" where environment = $1 …
39 select content from "data_release"."artifacts" where environment = $1 …
40 -- relations: analytics__r1, analytics__r2
41 select name, relation, state, severity, value, threshold, message
41     from "data_release"."checks" where environment = $1 and number = $2 order by ordinal
41 select unique_id, live_schema, live_name, physical_schema, physical_na …
42 BEGIN (Snapshot)
42 | -- facts of analytics__r1.orders
42 | -- facts of analytics__r2.orders
42 | with c as materialized (select v0, v1, v2, v3, v4, sum(nb) as nb, sum(ng) as ng from (select v0, v1, v2, v3, v4, 1 as nb, 0 as ng from (select "id" as v0, "amount" as v1, "weight" as v2, "day" as v3, ("name" collate c) as v4 from "analytics__r1"."orders" src) s union all select v0, v1, v2, v3, v4, 0 as nb, 1 as ng from (select "id" as v0, "amount" as v1, "weight" as v2, "day" as v3, ("name" collate c) as v4 from "analytics__r2"."orders" src) s) u group by v0, v1, v2, v3, v4) select 'counts' as kind, concat_ws(' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as text), cast(null as text), cast(null as text), cast(null as text), cast(null as text) from c union all (select 'added' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1", cast(v2 as text) as "x2", cast(v3 as text) as "x3", cast(v4 as text) as "x4" from c where ng > nb order by c.v0, c.v1, c.v2, c.v3, c.v4 limit 5) union all (select 'removed' as kind, cast(null as text) as counts, cast(v0 as text) as "x0", cast(v1 as text) as "x1", cast(v2 as text) as "x2", cast(v3 as text) as "x3", cast(v4 as text) as "x4" from c where nb > ng order by c.v0, c.v1, c.v2, c.v3, c.v4 limit 5)
42 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text), count(*) - count(v2), cast(min(v2) as text), cast(max(v2) as text), cast(avg(v2) as text), cast(sum(v2) as text) from (select "id" as v0, "amount" as v1, "weight" as v2, "day" as v3, ("name" collate c) as v4 from "analytics__r1"."orders" src) s
42 | select count(*) - count(v0), cast(min(v0) as text), cast(max(v0) as text), cast(avg(v0) as text), cast(sum(v0) as text), count(*) - count(v1), cast(min(v1) as text), cast(max(v1) as text), cast(avg(v1) as text), cast(sum(v1) as text), count(*) - count(v2), cast(min(v2) as text), cast(max(v2) as text), cast(avg(v2) as text), cast(sum(v2) as text) from (select "id" as v0, "amount" as v1, "weight" as v2, "day" as v3, ("name" collate c) as v4 from "analytics__r2"."orders" src) s
42 COMMIT
42 select 0 as c, min(x), max(x) from (select cast(extract(epoch from "day") as double precision) as x from "analytics__r1"."orders" union all select cast(extract(epoch from "day") as double precision) from "analytics__r2"."orders") m where x > -1e308 and x < 1e308
42 select 0 as c, 0 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($1 as double precision)) / cast($2 as double precision)) as integer), 0), 11) as bin from (select cast("amount" as double precision) as x from "analytics__r1"."orders") r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select least(greatest(cast(floor((x - cast($3 as double precision)) / cast($4 as double precision)) as integer), 0), 11) as bin from (select cast("amount" as double precision) as x from "analytics__r2"."orders") r where x > -1e308 and x < 1e308) v group by bin
42 select 0 as c, greatest((select count(distinct x) from (select cast("name" as text) as x from "analytics__r1"."orders" limit 1000) g), (select count(distinct x) from (select cast("name" as text) as x from "analytics__r2"."orders" limit 1000) g)) as n
42 (select 0 as c, x, sum(b) as b, sum(g) as g from (select cast("name" as text) as x, 1 as b, 0 as g from "analytics__r1"."orders" union all select cast("name" as text) as x, 0 as b, 1 as g from "analytics__r2"."orders") u group by x order by 3 desc limit 13)
43 BEGIN
43 | update "data_release"."leases" set expires_at = $1 …
43 | delete from "data_release"."artifacts" where environment = $1 and numb …
43 | insert into "data_release"."artifacts" (environment, number, name, con …
43 COMMIT
44 select number, since, previous from "data_release"."live" where enviro …
44 select number, version, git_commit, state, strategy, live_schema, gree …
44 select number, ordinal, strategy, name, settings, state, result, until …
44 select holder, host, pid, fencing, acquired_at, expires_at, released, …
44 select number, count(*) from "data_release"."relations" where environm …
45 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
