1 -- which schemas exist: data_release
1 create schema if not exists "data_release"
1 create table if not exists "data_release"."ledger_versions" (version integer not null, applied_at timestamp_ntz(6) not null)
1 create table if not exists "data_release"."releases" (
1     environment varchar not null, number integer not null, version varchar not null, git_commit varchar,
1     state varchar not null, strategy varchar not null, live_schema varchar not null,
1     green_schema varchar not null,
1     base integer, created_at timestamp_ntz(6) not null, created_by varchar not null, live_at timestamp_ntz(6),
1     message varchar not null, options varchar not null, builder varchar not null, fence varchar,
1     fencing bigint not null
1     )
1 create table if not exists "data_release"."live" (
1     environment varchar not null, number integer not null, since timestamp_ntz(6) not null, previous integer,
1     fencing bigint not null
1     )
1 create table if not exists "data_release"."steps" (
1     environment varchar not null, number integer not null, name varchar not null, state varchar not null,
1     happened_at timestamp_ntz(6) not null, seconds double precision not null, detail varchar not null,
1     fencing bigint not null)
1 create table if not exists "data_release"."relations" (
1     environment varchar not null, number integer not null, unique_id varchar not null,
1     live_schema varchar not null,
1     live_name varchar not null, physical_schema varchar not null, physical_name varchar not null,
1     kind varchar not null,
1     materialized varchar not null, row_count bigint, checksum varchar not null,
1     fingerprint varchar not null, origin integer not null
1     )
1 create table if not exists "data_release"."checks" (
1     environment varchar not null, number integer not null, ordinal integer not null,
1     name varchar not null,
1     relation varchar not null, state varchar not null, severity varchar not null, value varchar not null,
1     threshold varchar not null, message varchar not null, happened_at timestamp_ntz(6) not null
1     )
1 create table if not exists "data_release"."artifacts" (
1     environment varchar not null, number integer not null, name varchar not null, content binary(67108864) not null
1     )
1 create table if not exists "data_release"."leases" (
1     environment varchar not null, holder varchar not null, host varchar not null, pid integer not null,
1     fencing bigint not null,
1     acquired_at timestamp_ntz(6) not null, expires_at timestamp_ntz(6) not null, released boolean not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) values (?, cast(sysdate() as timestamp_ntz(6)))
1 create table if not exists "data_release"."migrations" (
1     environment varchar not null, id integer not null, name varchar not null, version varchar,
1     kind varchar not null, phase varchar not null,
1     checksum varchar not null, down varchar, state varchar not null, number integer,
1     applied_at timestamp_ntz(6) not null, applied_by varchar not null,
1     seconds double precision not null, message varchar not null, data_version varchar,
1     changed_at timestamp_ntz(6) not null, fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."data_versions" (
1     number integer not null, environment varchar not null, name varchar not null, state varchar not null,
1     reason varchar not null,
1     live integer, migration varchar not null, folder varchar, copy_schema varchar not null,
1     created_at timestamp_ntz(6) not null,
1     created_by varchar not null, fencing bigint not null)
1 create table if not exists "data_release"."data_version_tables" (
1     number integer not null, ordinal integer not null, role varchar not null, unique_id varchar not null,
1     table_schema varchar not null,
1     table_name varchar not null, source_schema varchar not null, source_name varchar not null,
1     copy_schema varchar, copy_name varchar,
1     "file" varchar, sha256 varchar, row_count bigint not null, checksum varchar not null,
1     bytes bigint not null, columns varchar not null)
1 create table if not exists "data_release"."relation_marks" (
1     environment varchar not null, number integer not null, moment varchar not null,
1     live_schema varchar not null, live_name varchar not null,
1     physical_schema varchar not null, physical_name varchar not null, row_count bigint not null,
1     checksum varchar not null,
1     mark_schema varchar, mark_name varchar, key_columns varchar not null, columns varchar not null,
1     happened_at timestamp_ntz(6) not null)
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."course" (
1     environment varchar not null, number integer not null, ordinal integer not null,
1     strategy varchar not null, name varchar not null, settings varchar not null, state varchar not null,
1     result varchar not null, until_at timestamp_ntz(6), started_at timestamp_ntz(6), finished_at timestamp_ntz(6),
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."routes" (
1     environment varchar not null, blue integer not null, green integer not null,
1     share integer not null, salt varchar not null, fencing bigint not null
1     )
1 create table if not exists "data_release"."route_exceptions" (
1     environment varchar not null, principal varchar not null, number integer not null,
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."waves" (
1     environment varchar not null, live_schema varchar not null, live_name varchar not null,
1     wave integer not null, number integer not null, fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 create table if not exists "data_release"."swaps" (
1     environment varchar not null, token varchar not null, number integer not null, previous integer,
1     state varchar not null, schemas binary(67108864) not null,
1     writes binary(67108864) not null, began_at timestamp_ntz(6) not null,
1     fencing bigint not null
1     )
1 insert into "data_release"."ledger_versions" (version, applied_at) val …
1 select number, since, previous from "data_release"."live" where environment = ?
