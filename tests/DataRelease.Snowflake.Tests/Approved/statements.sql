-- EnsureSchema
create schema if not exists "it's \";

-- EnsureTable
create table if not exists "it's \"."it's \" (x integer not null);

-- CreateSchema
create schema "it's \";

-- DropSchema
drop schema if exists "it's \" cascade;

-- DropRelation
drop table if exists "it's \"."it's \" cascade;
drop view if exists "it's \"."it's \";
drop materialized view if exists "it's \"."it's \";

-- DropTable
drop table if exists "it's \"."it's \";

-- ViewStatement
create or replace view "it's \"."it's \" as (
with a as (select 1 as x) select x from a // end
);
create view "it's \"."it's \" as (
with a as (select 1 as x) select x from a // end
);

-- CreateTableAs
create table "it's \"."it's \" as (
select "it's \" from "it's \"."it's \" where x = ?
);
create table "it's \"."it's \" as (
with a as (select 1 as x) select * from a
);

-- CreateTableLike
create table "it's \"."it's \" as (select * from (
select "it's \" from "it's \"."it's \"
) q where 1 = 0);

-- AddColumn
alter table "it's \"."it's \" add column "it's \" VARCHAR(10);

-- DropColumn
alter table "it's \"."it's \" drop column "it's \";

-- ChangeType
alter table "it's \"."it's \" alter column "it's \" set data type NUMBER(38,2);

-- CreateIndex
alter table "it's \"."it's \" add unique ("it's \", "b");
alter table "it's \"."it's \" cluster by ("it's \");

-- DeleteMatching
delete from "it's \"."it's \" where ("it's \", "b") in (select "it's \", "b" from "other"."other");

-- InsertAsTheyAre
insert into "it's \"."it's \" ("it's \") select "it's \" from "other"."other";

-- Comment
comment on table "it's \"."it's \" is 'it''s \\';
comment on view "it's \"."it's \" is 'it''s \\';
comment on materialized view "it's \"."it's \" is 'it''s \\';
comment on view "it's \"."it's \" is '';
comment on view "we""ird"."it's \" is 'it''s \\';
comment on column "we""ird"."it's \"."it's \" is 'we"ird';

-- CommentColumn
comment on column "it's \"."it's \"."it's \" is 'it''s \\';
comment on column "it's \"."it's \"."it's \" is '';

-- First
select "it's \" from "it's \"."it's \" limit 0;
select "it's \" from "it's \"."it's \" order by "it's \" limit 5;
with a as (select 1 as x union select 2) select * from a limit 5;
(select "it's \" from "it's \"."it's \" order by "it's \" limit 5);

-- CountIf
select count_if("it's \" > 1) as x from "it's \"."it's \";

-- AggregateIf
select min(iff("it's \" > 1, "it's \", null)) as x from "it's \"."it's \";
select max(iff("it's \" > 1, "it's \", null)) as x from "it's \"."it's \";
select sum(iff("it's \" > 1, "it's \", null)) as x from "it's \"."it's \";
select avg(iff("it's \" > 1, "it's \", null)) as x from "it's \"."it's \";
select stddev_pop(iff("it's \" > 1, "it's \", null)) as x from "it's \"."it's \";

-- CountDistinctRows
select count(distinct "it's \") as x from "it's \"."it's \";
select count(distinct iff("it's \" > 1, "it's \", null), iff("it's \" > 1, "b", null)) as x from "it's \"."it's \";

-- DistinctCount
select approx_count_distinct("it's \") as x from "it's \"."it's \";
select count(distinct "it's \") as x from "it's \"."it's \";

-- IsDistinct
select 1 as x from "it's \"."it's \" where ("it's \" is distinct from "b");
select count_if(("it's \" is distinct from "b")) as x from "it's \"."it's \";

-- IsSame
select 1 as x from "it's \"."it's \" where not ("it's \" is not distinct from "b");

-- AsColumn
select ("it's \" > 1 or 1 = 0) as x from "it's \"."it's \";

-- IsTrue
select 1 as x from "it's \"."it's \" where not "it's \";

-- Least
select least_ignore_nulls("it's \", "b", "c", ?) as x from "it's \"."it's \";

-- Greatest
select greatest_ignore_nulls("it's \", "b", "c", ?) as x from "it's \"."it's \";

-- Joined
select array_to_string(array_construct_compact(cast("it's \" as varchar), cast("b" as varchar), cast("c" as varchar), cast(? as varchar)), 'it''s \\') as x from "it's \"."it's \";

-- JoinedRows
select listagg("it's \", ';') as x from "it's \"."it's \";

-- Concatenated
select (cast("it's \" as varchar) || cast("b" as varchar) || cast("c" as varchar) || cast(? as varchar)) as x from "it's \"."it's \";

-- Md5
select md5("it's \") as x from "it's \"."it's \";

-- TextArray
select to_json(array_construct(coalesce(to_variant(cast("it's \" as varchar)), parse_json('null')), coalesce(to_variant(cast("b" as varchar)), parse_json('null')), coalesce(to_variant(cast("c" as varchar)), parse_json('null')), coalesce(to_variant(cast(? as varchar)), parse_json('null')))) as x from "it's \"."it's \";

-- Epoch
select (datediff(microsecond, to_timestamp_ntz('1970-01-01'), max("it's \")) / 1000000) as x from "it's \"."it's \";

-- SnapshotTime
select to_timestamp_ntz(convert_timezone('UTC', current_timestamp())) as x from "it's \"."it's \";

-- IsNotANumber
select 1 as x from "it's \"."it's \" where ("it's \" = cast('NaN' as float));

-- IsFinite
select 1 as x from "it's \"."it's \" where ("it's \" not in (cast('inf' as float), cast('-inf' as float), cast('NaN' as float))) or 1 = 0;

-- Kept
with k as (select "it's \" from "it's \"."it's \") select * from k;

-- Series
select * from (select cast(f.value as number(38, 0)) as "it's \" from table(flatten(input => array_generate_range(1, 1000 + 1))) f) s;

-- HeldForSharing
select 1 from "it's \"."it's \" where "it's \" = 'it''s \\';

-- NowPlus
select cast(sysdate() as timestamp_ntz(6)) as x from "it's \"."it's \";
select dateadd(millisecond, -34603200000, cast(sysdate() as timestamp_ntz(6))) as x from "it's \"."it's \";

-- ClockNow
select cast(sysdate() as timestamp_ntz(6)) as x from "it's \"."it's \";

-- HashKind
select (select 'snowflake ' || split_part(current_version(), '.', 1)) as x from "it's \"."it's \";

-- BoundLockWaits
alter session set LOCK_TIMEOUT = 1;

-- BeginReadOnly
begin transaction;

-- TypeOf
create table "it's \"."it's \" ("it's \" integer not null);
create table "it's \"."it's \" ("it's \" bigint not null);
create table "it's \"."it's \" ("it's \" float not null);
create table "it's \"."it's \" ("it's \" date not null);
create table "it's \"."it's \" ("it's \" timestamp_ntz not null);
create table "it's \"."it's \" ("it's \" timestamp_tz not null);
create table "it's \"."it's \" ("it's \" boolean not null);
create table "it's \"."it's \" ("it's \" varchar not null);

-- TextType
create table "it's \"."it's \" ("it's \" varchar not null);

-- BooleanType
create table "it's \"."it's \" ("it's \" boolean not null);

-- BlobType
create table "it's \"."it's \" ("it's \" binary(67108864) not null);

-- InstantType
create table "it's \"."it's \" ("it's \" timestamp_ntz(6) not null);

-- Literal
select 'it''s \\' as x from "it's \"."it's \";

-- Parameter
select ? as x from "it's \"."it's \";

-- CreatePointer
create or replace secure view "SHOP"."we""ird"."it's \" ("it's \", "b") copy grants as select "it's \", "b" from "SHOP"."we""ird__r2"."it's \";
create or replace view "SHOP"."we""ird"."it's \" ("it's \", "b") copy grants as select "it's \", "b" from "SHOP"."we""ird__r2"."it's \";
create secure view "SHOP"."we""ird"."it's \" ("it's \", "b") as select "it's \", "b" from "SHOP"."we""ird__r2"."it's \";
create view "SHOP"."we""ird"."it's \" ("it's \", "b") as select "it's \", "b" from "SHOP"."we""ird__r2"."it's \";

-- CreateView
create or replace secure view "SHOP"."we""ird"."it's \" copy grants as with a as (select 1 as x) select * from a;
create view "SHOP"."we""ird"."it's \" as select * from t;

-- DropView
drop view "SHOP"."we""ird"."it's \";

-- Move
alter table "SHOP"."we""ird"."it's \" rename to "SHOP"."R0"."other";
alter view "SHOP"."we""ird"."it's \" rename to "SHOP"."R0"."it's \";
create or replace view "SHOP"."R0"."it's \" copy grants as select * from "SHOP"."R0"."x" where a = 'it''s \\';

-- Uncomment
comment on view "we""ird"."it's \" is '';
comment on column "we""ird"."it's \"."it's \" is '';

-- SetOwner
grant ownership on view "SHOP"."we""ird"."it's \" to role "it's \" copy current grants;

-- Grant
grant select on view "SHOP"."we""ird"."it's \" to role "it's \" with grant option;
grant references on view "SHOP"."we""ird"."it's \" to role PUBLIC;

-- GrantTable
grant select on table "SHOP"."we""ird"."it's \" to role "it's \" with grant option;
grant references on table "SHOP"."we""ird"."it's \" to role PUBLIC;

-- Withdraw
revoke select on view "SHOP"."we""ird"."it's \" from role "it's \" cascade;
revoke references on view "SHOP"."we""ird"."it's \" from role PUBLIC cascade;

-- Revoke
revoke all privileges on view "SHOP"."we""ird"."it's \" from role "it's \" cascade;
revoke all privileges on view "SHOP"."we""ird"."it's \" from role PUBLIC cascade;

-- LetUse
grant usage on schema "SHOP"."we""ird" to role "it's \";

-- Router
alter schema "SHOP"."we""ird" swap with "SHOP"."it's \";

-- Create
create transient schema "SHOP"."we""ird" with managed access comment = 'it''s \\';
alter schema "SHOP"."we""ird" set DATA_RETENTION_TIME_IN_DAYS = 7;
alter schema "SHOP"."we""ird" set LOG_LEVEL = 'it''s \\';
alter schema "SHOP"."we""ird" set tag "it's \"."we""ird"."it's \" = 'it''s \\';
grant usage on schema "SHOP"."we""ird" to role "it's \";
grant create view on schema "SHOP"."we""ird" to role PUBLIC with grant option;
grant select on future views in schema "SHOP"."we""ird" to role "it's \" with grant option;
grant select on future materialized views in schema "SHOP"."we""ird" to role PUBLIC;
grant create snowflake.ml.forecast on schema "SHOP"."we""ird" to role "it's \";
create schema "SHOP"."we""ird";

-- Own
grant ownership on schema "SHOP"."we""ird" to role "it's \" copy current grants;

-- Exchange
alter schema "SHOP"."we""ird" swap with "SHOP"."it's \";

-- Rename
alter schema "SHOP"."we""ird" rename to "SHOP"."it's \";

-- DropEmpty
execute immediate 'declare not_empty exception (-20001, ''the schema is not empty'');
begin
  let found integer := (select count(*) from (select 1 as x from "SHOP".information_schema.tables where table_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.functions where function_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.procedures where procedure_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.sequences where sequence_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.stages where stage_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.file_formats where file_format_schema = ''we"ird'' union all select 1 as x from "SHOP".information_schema.pipes where pipe_schema = ''we"ird''));
  if (found > 0) then raise not_empty; end if;
  drop schema "SHOP"."we""ird";
end';

-- settings
alter session set TIMEZONE = 'UTC' AUTOCOMMIT = true LOCK_TIMEOUT = 60 TRANSACTION_ABORT_ON_ERROR = true QUOTED_IDENTIFIERS_IGNORE_CASE = false DATE_INPUT_FORMAT = 'AUTO' TIMESTAMP_INPUT_FORMAT = 'AUTO' TIME_INPUT_FORMAT = 'AUTO' BINARY_INPUT_FORMAT = 'HEX' BINARY_OUTPUT_FORMAT = 'HEX' DATE_OUTPUT_FORMAT = 'YYYY-MM-DD' TIME_OUTPUT_FORMAT = 'HH24:MI:SS' TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3' TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' ROWS_PER_RESULTSET = 0 MULTI_STATEMENT_COUNT = 1;

-- relations
select t.table_schema, t.table_name, t.table_type, t.is_dynamic, t.table_owner, t.comment, v.is_secure,
    t.row_count, c.column_name, c.data_type, c.character_maximum_length, c.character_octet_length,
    c.numeric_precision, c.numeric_scale, c.datetime_precision, c.collation_name, c.is_nullable, c.comment,
    t.is_hybrid, t.is_iceberg
from "SHOP".information_schema.tables t
left join "SHOP".information_schema.views v on v.table_schema = t.table_schema and v.table_name = t.table_name
left join "SHOP".information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
where t.table_schema in (?, ?)
order by t.table_schema, t.table_name, c.ordinal_position;

-- schemas
select schema_name from "SHOP".information_schema.schemata where schema_name in (?, ?);
select schema_name from "SHOP".information_schema.schemata where schema_name <> 'INFORMATION_SCHEMA';

-- definitions
select table_schema, table_name, view_definition from "SHOP".information_schema.views where table_schema in (?) and view_definition is not null order by table_schema, table_name;
select table_schema, table_name, view_definition from "SHOP".information_schema.views where table_schema <> 'INFORMATION_SCHEMA' and view_definition is not null order by table_schema, table_name;

-- streams
show streams in database "SHOP";

-- storage
select table_type, is_transient, is_dynamic, bytes, is_hybrid, is_iceberg from "SHOP".information_schema.tables where table_schema = ? and table_name = ?;

-- privileges
select object_type, object_schema, object_name, grantee, privilege_type, is_grantable
from "SHOP".information_schema.object_privileges
where object_catalog = ? and granted_to = 'ROLE' and (object_schema in (?, ?)
    or (object_type = 'SCHEMA' and object_name in (?, ?)))
order by object_type, object_schema, object_name, grantee, privilege_type;

-- secure views
select table_schema, table_name from "SHOP".information_schema.views where table_schema in (?, ?) and is_secure = 'YES' order by table_schema, table_name;

-- future grants
show future grants in schema "SHOP"."we""ird";
show future grants in database "SHOP";

-- frame
select schema_owner, comment, is_managed_access, is_transient from "SHOP".information_schema.schemata where schema_name = ?;
show grants on schema "SHOP"."we""ird";
show future grants in schema "SHOP"."we""ird";
show parameters in schema "SHOP"."we""ird";
select tag_database, tag_schema, tag_name, tag_value, level from table("SHOP".information_schema.tag_references('"SHOP"."we""ird"', 'SCHEMA')) order by 1, 2, 3;

-- objections
show grants on account;
select column1 from values (?), (?) where is_role_in_session(column1);
select table_name, table_type from "SHOP".information_schema.tables where table_schema = ? order by table_name;
show objects in schema "SHOP"."we""ird";
select 'function ' || function_name from "SHOP".information_schema.functions where function_schema = ?
union all select 'procedure ' || procedure_name from "SHOP".information_schema.procedures
    where procedure_schema = ?
union all select 'sequence ' || sequence_name from "SHOP".information_schema.sequences where sequence_schema = ?
union all select 'stage ' || stage_name from "SHOP".information_schema.stages where stage_schema = ?
union all select 'file format ' || file_format_name from "SHOP".information_schema.file_formats
    where file_format_schema = ?
union all select 'pipe ' || pipe_name from "SHOP".information_schema.pipes where pipe_schema = ?
order by 1;
select granted_to, grantee, privilege_type, object_name from "SHOP".information_schema.object_privileges
where object_catalog = ? and object_schema = ? and granted_to <> 'ROLE' order by 4, 1, 2, 3;
show inherited grants in schema "SHOP"."we""ird";
select 'it''s \\', policy_kind, policy_name, tag_database, tag_schema, tag_name from table("SHOP".information_schema.policy_references(ref_entity_name => '"SHOP"."we""ird"."it''s \\"', ref_entity_domain => 'VIEW')) union all select 'b', policy_kind, policy_name, tag_database, tag_schema, tag_name from table("SHOP".information_schema.policy_references(ref_entity_name => '"SHOP"."we""ird"."b"', ref_entity_domain => 'TABLE'));
select '"we""ird"."it''s \\"', policy_kind, policy_name, tag_database, tag_schema, tag_name from table("SHOP".information_schema.policy_references(ref_entity_name => '"we""ird"."it''s \\"', ref_entity_domain => 'TAG'));
show streams in schema "SHOP"."we""ird";
show tasks in schema "SHOP"."we""ird";
show alerts in schema "SHOP"."we""ird";
show tags in schema "SHOP"."we""ird";
show masking policies in schema "SHOP"."we""ird";
show row access policies in schema "SHOP"."we""ird";
show aggregation policies in schema "SHOP"."we""ird";
show projection policies in schema "SHOP"."we""ird";
show privacy policies in schema "SHOP"."we""ird";
show join policies in schema "SHOP"."we""ird";
show session policies in schema "SHOP"."we""ird";
show password policies in schema "SHOP"."we""ird";
show authentication policies in schema "SHOP"."we""ird";
show packages policies in schema "SHOP"."we""ird";
show secrets in schema "SHOP"."we""ird";
show network rules in schema "SHOP"."we""ird";
show git repositories in schema "SHOP"."we""ird";
show image repositories in schema "SHOP"."we""ird";
show services in schema "SHOP"."we""ird";
show models in schema "SHOP"."we""ird";
show notebooks in schema "SHOP"."we""ird";
show streamlits in schema "SHOP"."we""ird";
show semantic views in schema "SHOP"."we""ird";
show cortex search services in schema "SHOP"."we""ird";
show datasets in schema "SHOP"."we""ird";
show data metric functions in schema "SHOP"."we""ird";
show contacts in schema "SHOP"."we""ird";
show dbt projects in schema "SHOP"."we""ird";
show agents in schema "SHOP"."we""ird";

-- advice
show parameters like 'READ_CONSISTENCY_MODE' in account;

-- rights
select count(*) from "SHOP".information_schema.object_privileges
where object_type = 'DATABASE' and object_name = ?
    and privilege_type in ('CREATE SCHEMA', 'OWNERSHIP') and is_role_in_session(grantee);
select schema_name from "SHOP".information_schema.schemata
where schema_name in (?, ?)
    and not coalesce(is_role_in_session(schema_owner), false)
order by schema_name;

-- roles
show roles;
select current_role();
select current_user();

-- references
select referenced_schema_name, referenced_object_name from table("SHOP".information_schema.get_object_references(database_name => '"SHOP"', schema_name => '"we""ird"', object_name => '"it''s \\"')) where referenced_database_name = 'SHOP';
select table_schema, table_name, view_definition from "SHOP".information_schema.views where table_schema in (?, ?) order by 1, 2;
create view "we""ird"."it's \" as (
with a as (select 1 as x) select * from a // end
);

-- script
use database "SHOP";

-- clone
create transient table "we""ird"."it's \" clone "we""ird"."it's \";
create table "we""ird"."it's \" clone "we""ird"."it's \";

-- seed
insert into "we""ird"."it's \" ("it's \", "b") select column1, cast(convert_timezone('UTC', cast(column2 as timestamp_tz)) as timestamp_ntz) from values (?, ?), (?, ?);

-- facts
select row_count from information_schema.tables where table_schema = ? and table_name = ? and row_count is not null;
show primary keys in table "we""ird"."it's \";

-- description
select * from (select "it's \" from "we""ird"."it's \") q limit 0;
describe result last_query_id();

-- differing parts
with pb as (select part, count(*) as n, hash_agg(h) as h from (select coalesce(cast(("it's \" - mod(mod("it's \", 1024) + 1024, 1024)) / 1024 as number(38, 0)), -9223372036854775808) as part, hash(hash("it's \")) as h from "we""ird"."it's \" s) u group by part), pg as (select part, count(*) as n, hash_agg(h) as h from (select coalesce(cast(("it's \" - mod(mod("it's \", 1024) + 1024, 1024)) / 1024 as number(38, 0)), -9223372036854775808) as part, hash(hash("it's \")) as h from "green"."it's \" s) u group by part) select coalesce(pb.part, pg.part), coalesce(pb.n, 0) + coalesce(pg.n, 0) from pb full join pg on pb.part = pg.part where pb.n is distinct from pg.n or pb.h is distinct from pg.h union all select null, (select coalesce(sum(n), 0) from pb) + (select coalesce(sum(n), 0) from pg);
with pb as (select part, count(*) as n, hash_agg(h) as h from (select cast(mod(mod(h, 1024) + 1024, 1024) as number(38, 0)) as part, hash(hash("it's \")) as h from "we""ird"."it's \" s) u group by part), pg as (select part, count(*) as n, hash_agg(h) as h from (select cast(mod(mod(h, 1024) + 1024, 1024) as number(38, 0)) as part, hash(hash("it's \")) as h from "green"."it's \" s) u group by part) select coalesce(pb.part, pg.part), coalesce(pb.n, 0) + coalesce(pg.n, 0) from pb full join pg on pb.part = pg.part where pb.n is distinct from pg.n or pb.h is distinct from pg.h union all select null, (select coalesce(sum(n), 0) from pb) + (select coalesce(sum(n), 0) from pg);

-- parts
select cast(mod(mod(h, 256) + 256, 256) as number(38, 0)) as b, coalesce(cast(("it's \" - mod(mod("it's \", 1) + 1, 1)) / 1 as number(38, 0)), -9223372036854775808) as r from "we""ird"."it's \";
select * from "we""ird"."it's \" s where coalesce(cast(("it's \" - mod(mod("it's \", 16) + 16, 16)) / 16 as number(38, 0)), -9223372036854775808) in (select cast(f.value as number(38, 0)) from table(flatten(input => parse_json('[-9223372036854775808,-1,7]'))) f);
select (sum(x)) / nullif(count(x), 0) as q from "we""ird"."it's \";
select avg("it's \") as q from "we""ird"."it's \";

-- tolerances
select 1 as x from "we""ird"."it's \" where (abs(cast("it's \" as number(38, 0)) - cast("g" as number(38, 0))) <= cast(0.1 as float) or abs(cast("it's \" as number(38, 0)) - cast("g" as number(38, 0))) <= cast(1E-09 as float) * abs(cast("it's \" as number(38, 0))));
select 1 as x from "we""ird"."it's \" where (abs((cast("it's \" as float) / 2) - (cast("g" as float) / 2)) <= cast(0.1 as float) / 2 or abs((cast("it's \" as float) / 2) - (cast("g" as float) / 2)) <= cast(1E-09 as float) * abs((cast("it's \" as float) / 2)));
select 1 as x from "we""ird"."it's \" where (("it's \" not in (cast('inf' as float), cast('-inf' as float), cast('NaN' as float))) and ("g" not in (cast('inf' as float), cast('-inf' as float), cast('NaN' as float))) and (abs((cast("it's \" as float) / 2) - (cast("g" as float) / 2)) <= cast(0.1 as float) / 2 or abs((cast("it's \" as float) / 2) - (cast("g" as float) / 2)) <= cast(1E-09 as float) * abs((cast("it's \" as float) / 2))));
select 1 as x from "we""ird"."it's \" where 1 = 0;
