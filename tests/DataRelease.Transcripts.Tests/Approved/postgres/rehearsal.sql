-- ===== rehearse =====
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
6 select number, since, previous from "data_release"."live" where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select content from "data_release"."artifacts" where environment = $1 …
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | update "data_release"."leases" set expires_at = (pg_catalog.clock_timestamp() operator(pg_catalog.+) ($1 operator(pg_catalog.*) interval '1 second'))
6 |     where environment = $2 and fencing = $3 and released = $4
6 | delete from "data_release"."artifacts" where environment = $1 and number = $2 and name = $3
6 | insert into "data_release"."artifacts" (environment, number, name, content) values ($1, $2, $3, $4)
6 COMMIT
6 drop schema if exists "analytics__r2__rehearsal" cascade
6 -- dependents: analytics
6 -- dependents: analytics__r1, analytics__r2
6 -- what hangs on views: analytics
6 -- relations: analytics, analytics__r1, analytics__r2
6 -- grants: analytics, analytics__r1, analytics__r2
6 -- default grants: analytics, analytics__r1, analytics__r2
6 -- definitions of views: analytics
6 -- which schemas exist: analytics, analytics__r1, analytics__r2
6 -- dependents: analytics__r2__rehearsal
6 -- dependents: analytics__r1
6 -- what hangs on views: analytics__r2__rehearsal
6 -- relations: analytics__r1, analytics__r2__rehearsal
6 -- grants: analytics__r1, analytics__r2__rehearsal
6 -- default grants: analytics__r1, analytics__r2__rehearsal
6 -- definitions of views: analytics__r2__rehearsal
6 -- which schemas exist: analytics__r1, analytics__r2__rehearsal
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | set local lock_timeout = '50ms'
6 | set local statement_timeout = 0
6 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) operator(pg_catalog.>) 1
6 | create schema if not exists "analytics__r2__rehearsal"
6 | create view "analytics__r2__rehearsal"."customers" as select "id", "name" from "analytics__r1"."customers"
6 | create view "analytics__r2__rehearsal"."orders" as select "id", "customer" from "analytics__r1"."orders"
6 COMMIT
6 -- grants: analytics
6 -- grants: analytics__r2__rehearsal
6 -- dependents: analytics__r2__rehearsal
6 -- dependents: analytics__r2
6 -- what hangs on views: analytics__r2__rehearsal
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 -- grants: analytics__r2, analytics__r2__rehearsal
6 -- default grants: analytics__r2, analytics__r2__rehearsal
6 -- definitions of views: analytics__r2__rehearsal
6 -- which schemas exist: analytics__r2, analytics__r2__rehearsal
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | set local lock_timeout = '50ms'
6 | set local statement_timeout = 0
6 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg …
6 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin foreach lock in array array[''alter table "analytics__r2__rehearsal"."customers" owner to "releaser"'', ''alter table "analytics__r2__rehearsal"."orders" owner to "releaser"'']::pg_catalog.text[] loop perform pg_catalog.set_config(''lock_timeout'', (greatest(1, 50 operator(pg_catalog.-) (1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; perform pg_catalog.set_config(''lock_timeout'', ''50ms'', true); end'
6 | create or replace view "analytics__r2__rehearsal"."customers" as select "id", "name" from "analytics__r2"."customers"
6 | create or replace view "analytics__r2__rehearsal"."orders" as select "id", "customer" from "analytics__r2"."orders"
6 COMMIT
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 select count(*) from "analytics__r2__rehearsal"."customers"
6 select count(*) from "analytics__r2__rehearsal"."orders"
6 -- dependents: analytics__r2__rehearsal
6 -- dependents: analytics__r1
6 -- what hangs on views: analytics__r2__rehearsal
6 -- relations: analytics__r1, analytics__r2__rehearsal
6 -- grants: analytics__r1, analytics__r2__rehearsal
6 -- default grants: analytics__r1, analytics__r2__rehearsal
6 -- definitions of views: analytics__r2__rehearsal
6 -- which schemas exist: analytics__r1, analytics__r2__rehearsal
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | set local lock_timeout = '50ms'
6 | set local statement_timeout = 0
6 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg …
6 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp …
6 | create or replace view "analytics__r2__rehearsal"."customers" as select "id", "name" from "analytics__r1"."customers"
6 | create or replace view "analytics__r2__rehearsal"."orders" as select "id", "customer" from "analytics__r1"."orders"
6 COMMIT
6 -- relations: analytics__r1, analytics__r2__rehearsal
6 select count(*) from "analytics__r2__rehearsal"."customers"
6 select count(*) from "analytics__r2__rehearsal"."orders"
6 -- grants: analytics__r2__rehearsal
6 -- dependents: analytics__r2__rehearsal
6 -- dependents: analytics__r2
6 -- what hangs on views: analytics__r2__rehearsal
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 -- grants: analytics__r2, analytics__r2__rehearsal
6 -- default grants: analytics__r2, analytics__r2__rehearsal
6 -- definitions of views: analytics__r2__rehearsal
6 -- which schemas exist: analytics__r2, analytics__r2__rehearsal
6 BEGIN
6 | set local idle_in_transaction_session_timeout = '60000ms'
6 | set local lock_timeout = '50ms'
6 | set local statement_timeout = 0
6 | select pg_catalog.set_config('search_path', 'pg_catalog, ' operator(pg …
6 | do 'declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp …
6 | create or replace view "analytics__r2__rehearsal"."customers" as selec …
6 | create or replace view "analytics__r2__rehearsal"."orders" as select " …
6 COMMIT
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 select count(*) from "analytics__r2__rehearsal"."customers"
6 select count(*) from "analytics__r2__rehearsal"."orders"
6 drop schema if exists "analytics__r2__rehearsal" cascade
7 update "data_release"."leases" set released = $1 where environment = $2 and fencing = $3
