-- ===== rollback --carry-writes =====
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
3 -- relations: analytics, analytics__r2
3 select content from "data_release"."artifacts"
3     where environment = $1 and number < 0 and name = $2
3     order by number desc
4 select number, since, previous from "data_release"."live" where enviro …
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 select number, ordinal, strategy, name, settings, state, result, until …
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from "data_release"."relations" where environm …
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
9 select content from "data_release"."artifacts" …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | update "data_release"."leases" set expires_at = $1
10 |     where environment = $2 and fencing = $3 and released = $4
10 | delete from "data_release"."course"
10 |     where environment = $1 and number in (
10 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
10 |     union all select 0) and strategy in ($5, $6) and number in
10 |     (select number from "data_release"."course"
10 |     where environment = $7 and number in (
10 |     select number from "data_release"."releases" where environment = $8 and state not in ($9, $10)
10 |     union all select 0) and strategy in ($11, $12)
10 |     and state <> $13)
10 | delete from "data_release"."artifacts"
10 |     where environment = $1 and number in (
10 |     select number from "data_release"."releases" where environment = $2 and state not in ($3, $4)
10 |     union all select 0) and name = $5
10 | delete from "data_release"."course"
10 |     where environment = $1 and number = $2 and ordinal >= $3
10 | insert into "data_release"."course" (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values ($1, $2, $3, $4, $5,
10 |     $6, $7, $8, $9), ($10, $11, $12, $13, $14,
10 |     $15, $16, $17, $18), ($19, $20, $21, $22, $23,
10 |     $24, $25, $26, $27), ($28, $29, $30, $31, $32,
10 |     $33, $34, $35, $36), ($37, $38, $39, $40, $41,
10 |     $42, $43, $44, $45)
10 COMMIT
11 select number, since, previous from "data_release"."live" where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from "data_release"."relations" where environm …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
12     mark_schema, mark_name, key_columns, columns
12     from "data_release"."relation_marks" where environment = $1 order by happened_at
12 -- relations: analytics__r1, analytics__r2
12 BEGIN (Snapshot)
12 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' || version()) from (select (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r2"."orders") s
12 | -- relations: analytics__r2
12 | select 1 from (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r2"."orders") r group by k0 having count(*) > 1 or k0 is null limit 1
12 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live") r group by k0 having count(*) > 1 or k0 is null limit 1
12 | select count(*) filter (where m.h is null), count(*) filter (where n.h is null), count(*) filter (where n.h <> m.h)
12 |     from (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r2"."orders") n full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
12 COMMIT
13 -- relations: analytics__r1
13 BEGIN (Snapshot)
13 | select 1 from (select "id" as k0, (hash(hash("id", "customer", ("kind" …
13 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live" …
13 | select 1 from (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r1"."orders") r group by k0 having count(*) > 1 or k0 is null limit 1
13 | select count(*) from (select w.*, b.h as bh
13 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
13 |     from (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r2"."orders") n
13 |     full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
13 |     where n.h is distinct from m.h) w
13 |     left join (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r1"."orders") b on b.k0 = w.k0) c where (case
13 |     when nh is not distinct from bh then 'skip'
13 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
13 |     when bh is null then 'add'
13 |     when bh = mh then 'update'
13 |     else 'conflict'
13 |     end) = $1
13 COMMIT
14 BEGIN
14 | update "data_release"."leases" set expires_at = $1 …
14 | update "data_release"."course" set state = $1, result = $2,
14 |     until_at = $3, fencing = $4, finished_at = $5
14 |     where environment = $6 and number = $7 and ordinal = $8
14 COMMIT
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select number, since, previous from "data_release"."live" where enviro …
15 select number, since, previous from "data_release"."live" where enviro …
15 -- which schemas exist: analytics__r3
15 BEGIN
15 | update "data_release"."leases" set expires_at = $1 …
15 | insert into "data_release"."releases" (environment, number, version, git_commit, state, strategy, live_schema,
15 |     green_schema, base,
15 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
15 |     values ($1, $2, $3, $4, $5, $6,
15 |     $7, $8, $9,
15 |     $10, $11, null,
15 |     $12, $13, $14, $15, $16)
15 | insert into "data_release"."steps" (environment, number, name, state, happened_at, seconds, detail, fencing)
15 |     values ($1, $2, $3, $4, $5, $6, $7, $8)
15 COMMIT
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 -- relations: analytics__r1
16 -- grants: analytics__r1
16 -- dependents: analytics__r1
16 -- definitions of views: analytics__r1
16 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
16 select content from "data_release"."artifacts" where environment = $1 …
16 BEGIN
16 | update "data_release"."leases" set expires_at = $1 …
16 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
16 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
16 | delete from "data_release"."artifacts" where environment = $1 and numb …
16 | insert into "data_release"."artifacts" (environment, number, name, con …
16 COMMIT
16 create schema if not exists "analytics__r3"
16 BEGIN
16 | -- analytics__r1.orders is copied to analytics__r3.orders
16 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' …
16 | create table "analytics__r3"."orders__changes" as (select c.*, case
16 |     when nh is not distinct from bh then 'skip'
16 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
16 |     when bh is null then 'add'
16 |     when bh = mh then 'update'
16 |     else 'conflict'
16 |     end as class from (select w.*, b.h as bh
16 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
16 |     from (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r2"."orders") n
16 |     full join "analytics__r2"."orders__as_it_went_live" m on n.k0 = m.k0
16 |     where n.h is distinct from m.h) w
16 |     left join (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r3"."orders") b on b.k0 = w.k0) c)
16 | select class, count(*) from "analytics__r3"."orders__changes" group by class
16 | delete from "analytics__r3"."orders" where exists (select 1 from "analytics__r3"."orders__changes" c where c.class in ('update', 'remove') and "analytics__r3"."orders"."id" = c.k0)
16 | insert into "analytics__r3"."orders" ("id", "customer", "kind") select g."id", g."customer", g."kind" from "analytics__r2"."orders" g join "analytics__r3"."orders__changes" c on g."id" = c.k0 where c.class in ('add', 'update')
16 | select count(*) from "analytics__r3"."orders__changes" c
16 |     left join (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r3"."orders") t on c.k0 = t.k0
16 |     where t.h is distinct from c.nh
16 | drop table "analytics__r3"."orders__changes"
16 COMMIT
16 select content from "data_release"."artifacts" where environment = $1 …
17 BEGIN
17 | update "data_release"."leases" set expires_at = $1 …
17 | insert into "data_release"."relations" (environment, number, unique_id, live_schema, live_name,
17 |     physical_schema, physical_name,
17 |     kind, materialized, row_count, checksum, fingerprint, origin) values ($1, $2, $3, $4,
17 |     $5, $6,
17 |     $7, $8, $9, $10,
17 |     $11, $12, $13), ($14, $15, $16, $17,
17 |     $18, $19,
17 |     $20, $21, $22, $23,
17 |     $24, $25, $26)
17 | update "data_release"."releases" set version = $1, state = $2, message = $3, strategy = $4,
17 |     builder = $5, fence = $6, options = $7,
17 |     green_schema = $8, git_commit = $9,
17 |     created_by = $10, fencing = $11
17 |     where environment = $12 and number = $13
17 | insert into "data_release"."steps" (environment, number, name, state, …
17 COMMIT
18 select number, since, previous from "data_release"."live" where enviro …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 -- relations: analytics__r2, analytics__r3
18 select content from "data_release"."artifacts" where environment = $1 …
18 BEGIN
18 | update "data_release"."leases" set expires_at = $1 …
18 | drop table if exists "analytics__r3"."orders__as_it_went_live"
18 | create table "analytics__r3"."orders__as_it_went_live" as (select "id" as k0, (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r3"."orders")
18 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' || version()) from (select h from "analytics__r3"."orders__as_it_went_live") s
18 | delete from "data_release"."relation_marks"
18 |     where environment = $1 and number = $2
18 |     and moment = $3
18 |     and live_schema = $4 and live_name = $5
18 | insert into "data_release"."relation_marks" (
18 |     environment, number, moment, live_schema, live_name, physical_schema, physical_name,
18 |     row_count, checksum,
18 |     mark_schema, mark_name, key_columns, columns, happened_at)
18 |     values ($1, $2, $3, $4, $5,
18 |     $6, $7,
18 |     $8, $9, $10, $11,
18 |     $12,
18 |     $13, $14)
18 COMMIT
18 BEGIN (Snapshot)
18 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' …
18 COMMIT
18 BEGIN
18 | update "data_release"."leases" set expires_at = $1 …
18 | delete from "data_release"."relation_marks" …
18 | insert into "data_release"."relation_marks" ( …
18 COMMIT
19 BEGIN
19 | update "data_release"."leases" set expires_at = $1 …
19 | update "data_release"."course" set state = $1, result = $2, …
19 COMMIT
20 select number, since, previous from "data_release"."live" where enviro …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select live_schema, live_name, wave, number from "data_release"."waves …
20 select live_schema, live_name, wave, number from "data_release"."waves …
20 select number, version, git_commit, state, strategy, live_schema, gree …
20 select content from "data_release"."artifacts" …
20 -- all schemas
20 select content from "data_release"."artifacts" …
20 -- dependents: analytics
20 -- dependents: analytics__r1, analytics__r2, analytics__r3, data_release
20 -- what hangs on views: analytics
20 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
20 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
20 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
20 -- definitions of views: analytics
20 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
20 select content from "data_release"."artifacts" where environment = $1 …
21 BEGIN
21 | update "data_release"."leases" set expires_at = $1 …
21 | create or replace view "analytics"."customers" as select "id", "name" from "analytics__r1"."customers"
21 | create or replace view "analytics"."orders" as select "id", "customer", "kind" from "analytics__r3"."orders"
21 | delete from "data_release"."live" where environment = $1
21 | insert into "data_release"."live" (environment, number, since, previous, fencing) values ($1, $2, $3, $4, $5)
21 | update "data_release"."releases" set state = $1, fencing = $2
21 |     where environment = $3 and number = $4
21 | update "data_release"."releases" set state = $1, live_at = $2, message = '', fencing = $3
21 |     where environment = $4 and number = $5
21 | delete from "data_release"."waves" where environment = $1
21 | update "data_release"."course" set state = $1, fencing = $2
21 |     where environment = $3 and number = $4 and not strategy in ($5, $6)
21 | update "data_release"."course" set state = $1, result = $2, …
21 | insert into "data_release"."steps" (environment, number, name, state, …
21 COMMIT
22 select number, since, previous from "data_release"."live" where enviro …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select number, moment, live_schema, live_name, physical_schema, physic …
23 -- relations: analytics__r1, analytics__r2
23 BEGIN (Snapshot)
23 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' …
23 | -- relations: analytics__r2
23 | select 1 from (select "id" as k0, (hash(hash("id", "customer", ("kind" …
23 | select 1 from (select * from "analytics__r2"."orders__as_it_went_live" …
23 | select count(*) filter (where m.h is null), count(*) filter (where n.h …
23 COMMIT
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 -- relations: analytics__r1, analytics__r2
25 select number, moment, live_schema, live_name, physical_schema, physic …
25 -- relations: analytics__r1, analytics__r2
25 select count(*) from "analytics__r2"."orders__as_it_went_live" m where not exists (select 1 from "analytics__r1"."orders" b where b."id" = m.k0)
26 BEGIN
26 | update "data_release"."leases" set expires_at = $1 …
26 | delete from "data_release"."relation_marks" …
26 | insert into "data_release"."relation_marks" ( …
26 COMMIT
27 BEGIN
27 | update "data_release"."leases" set expires_at = $1 …
27 | update "data_release"."course" set state = $1, result = $2, …
27 COMMIT
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select number, moment, live_schema, live_name, physical_schema, physic …
28 -- relations: analytics__r1, analytics__r3
28 BEGIN (Snapshot)
28 | select count(*), cast(coalesce(sum(h), 0) as text), (select 'duckdb ' || version()) from (select (hash(hash("id", "customer", ("kind" collate c)))::hugeint + 1) as h from "analytics__r3"."orders") s
28 COMMIT
29 BEGIN
29 | update "data_release"."leases" set expires_at = $1 …
29 | update "data_release"."course" set state = $1, result = $2, …
29 COMMIT
30 select number, since, previous from "data_release"."live" where enviro …
30 select number, version, git_commit, state, strategy, live_schema, gree …
30 select number, ordinal, strategy, name, settings, state, result, until …
30 select holder, host, pid, fencing, acquired_at, expires_at, released, …
30 select number, count(*) from "data_release"."relations" where environm …
31 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
