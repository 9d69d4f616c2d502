-- ===== rehearse =====
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
5 select number, since, previous from "data_release"."live" where enviro …
5 select unique_id, live_schema, live_name, physical_schema, physical_na …
5 select unique_id, live_schema, live_name, physical_schema, physical_na …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select content from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 BEGIN
5 | update "data_release"."leases" set expires_at = $1
5 |     where environment = $2 and fencing = $3 and released = $4
5 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
5 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
5 COMMIT
5 drop schema if exists "analytics__r2__rehearsal" cascade
5 -- dependents: analytics
5 -- dependents: analytics__r1, analytics__r2
5 -- what hangs on views: analytics
5 -- relations: analytics, analytics__r1, analytics__r2
5 -- grants: analytics, analytics__r1, analytics__r2
5 -- default grants: analytics, analytics__r1, analytics__r2
5 -- definitions of views: analytics
5 -- which schemas exist: analytics, analytics__r1, analytics__r2
5 -- dependents: analytics__r2__rehearsal
5 -- dependents: analytics__r1
5 -- what hangs on views: analytics__r2__rehearsal
5 -- relations: analytics__r1, analytics__r2__rehearsal
5 -- grants: analytics__r1, analytics__r2__rehearsal
5 -- default grants: analytics__r1, analytics__r2__rehearsal
5 -- definitions of views: analytics__r2__rehearsal
5 -- which schemas exist: analytics__r1, analytics__r2__rehearsal
5 BEGIN
5 | create schema if not exists "analytics__r2__rehearsal"
5 | create or replace view "analytics__r2__rehearsal"."customers" as select "id", "name" from "analytics__r1"."customers"
5 | create or replace view "analytics__r2__rehearsal"."orders" as select "id", "customer" from "analytics__r1"."orders"
5 COMMIT
5 -- dependents: analytics__r2__rehearsal
5 -- dependents: analytics__r2
5 -- what hangs on views: analytics__r2__rehearsal
5 -- relations: analytics__r2, analytics__r2__rehearsal
5 -- grants: analytics__r2, analytics__r2__rehearsal
5 -- default grants: analytics__r2, analytics__r2__rehearsal
5 -- definitions of views: analytics__r2__rehearsal
5 -- which schemas exist: analytics__r2, analytics__r2__rehearsal
5 BEGIN
5 | create or replace view "analytics__r2__rehearsal"."customers" as select "id", "name" from "analytics__r2"."customers"
5 | create or replace view "analytics__r2__rehearsal"."orders" as select "id", "customer" from "analytics__r2"."orders"
5 COMMIT
5 -- relations: analytics__r2, analytics__r2__rehearsal
5 select count(*) from "analytics__r2__rehearsal"."customers"
5 select count(*) from "analytics__r2__rehearsal"."orders"
5 -- dependents: analytics__r2__rehearsal
5 -- dependents: analytics__r1
5 -- what hangs on views: analytics__r2__rehearsal
5 -- relations: analytics__r1, analytics__r2__rehearsal
5 -- grants: analytics__r1, analytics__r2__rehearsal
5 -- default grants: analytics__r1, analytics__r2__rehearsal
5 -- definitions of views: analytics__r2__rehearsal
5 -- which schemas exist: analytics__r1, analytics__r2__rehearsal
5 BEGIN
5 | create or replace view "analytics__r2__rehearsal"."customers" as selec …
5 | create or replace view "analytics__r2__rehearsal"."orders" as select " …
5 COMMIT
5 -- relations: analytics__r1, analytics__r2__rehearsal
5 select count(*) from "analytics__r2__rehearsal"."customers"
5 select count(*) from "analytics__r2__rehearsal"."orders"
5 -- dependents: analytics__r2__rehearsal
5 -- dependents: analytics__r2
5 -- what hangs on views: analytics__r2__rehearsal
5 -- relations: analytics__r2, analytics__r2__rehearsal
5 -- grants: analytics__r2, analytics__r2__rehearsal
5 -- default grants: analytics__r2, analytics__r2__rehearsal
5 -- definitions of views: analytics__r2__rehearsal
5 -- which schemas exist: analytics__r2, analytics__r2__rehearsal
5 BEGIN
5 | create or replace view "analytics__r2__rehearsal"."customers" as selec …
5 | create or replace view "analytics__r2__rehearsal"."orders" as select " …
5 COMMIT
5 -- relations: analytics__r2, analytics__r2__rehearsal
5 select count(*) from "analytics__r2__rehearsal"."customers"
5 select count(*) from "analytics__r2__rehearsal"."orders"
5 drop schema if exists "analytics__r2__rehearsal" cascade
6 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
