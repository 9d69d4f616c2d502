-- ===== release =====
1 -- which schemas exist: data_release
1 -- which schemas exist: data_release
1 BEGIN
1 | if schema_id(N'data_release') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''data_release'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [data_release]'' + N'' authorization '' + quotename(@owner); exec(@make)')
1 | create table [data_release].[ledger_versions] (version integer not null, applied_at datetime2(6) not null)
1 | create table [data_release].[releases] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, version nvarchar(max) not null, git_commit nvarchar(max),
1 |     state nvarchar(max) not null, strategy nvarchar(max) not null, live_schema nvarchar(max) not null,
1 |     green_schema nvarchar(max) not null,
1 |     base integer, created_at datetime2(6) not null, created_by nvarchar(max) not null, live_at datetime2(6),
1 |     message nvarchar(max) not null, options nvarchar(max) not null, builder nvarchar(max) not null, fence nvarchar(max),
1 |     fencing bigint not null
1 |     , primary key ([environment], [number]))
1 | create table [data_release].[live] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, since datetime2(6) not null, previous integer,
1 |     fencing bigint not null
1 |     , primary key ([environment]))
1 | create table [data_release].[steps] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, name nvarchar(max) not null, state nvarchar(max) not null,
1 |     happened_at datetime2(6) not null, seconds double precision not null, detail nvarchar(max) not null,
1 |     fencing bigint not null)
1 | create table [data_release].[relations] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, unique_id nvarchar(max) not null,
1 |     live_schema nvarchar(200) collate Latin1_General_100_BIN2 not null,
1 |     live_name nvarchar(200) collate Latin1_General_100_BIN2 not null, physical_schema nvarchar(max) not null, physical_name nvarchar(max) not null,
1 |     kind nvarchar(max) not null,
1 |     materialized nvarchar(max) not null, row_count bigint, checksum nvarchar(max) not null,
1 |     fingerprint nvarchar(max) not null, origin integer not null
1 |     , primary key ([environment], [number], [live_schema], [live_name]))
1 | create table [data_release].[checks] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, ordinal integer not null,
1 |     name nvarchar(max) not null,
1 |     relation nvarchar(max) not null, state nvarchar(max) not null, severity nvarchar(max) not null, value nvarchar(max) not null,
1 |     threshold nvarchar(max) not null, message nvarchar(max) not null, happened_at datetime2(6) not null
1 |     , primary key ([environment], [number], [ordinal]))
1 | create table [data_release].[artifacts] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, name nvarchar(200) collate Latin1_General_100_BIN2 not null, content varbinary(max) not null
1 |     , primary key ([environment], [number], [name]))
1 | create table [data_release].[leases] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, holder nvarchar(max) not null, host nvarchar(max) not null, pid integer not null,
1 |     fencing bigint not null,
1 |     acquired_at datetime2(6) not null, expires_at datetime2(6) not null, released bit not null
1 |     , primary key ([environment]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) values (@p1, cast(sysutcdatetime() as datetime2(6)))
1 COMMIT
1 BEGIN
1 | create table [data_release].[migrations] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, id integer not null, name nvarchar(max) not null, version nvarchar(max),
1 |     kind nvarchar(max) not null, phase nvarchar(max) not null,
1 |     checksum nvarchar(max) not null, down nvarchar(max), state nvarchar(max) not null, number integer,
1 |     applied_at datetime2(6) not null, applied_by nvarchar(max) not null,
1 |     seconds double precision not null, message nvarchar(max) not null, data_version nvarchar(max),
1 |     changed_at datetime2(6) not null, fencing bigint not null
1 |     , primary key ([environment], [id]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table [data_release].[data_versions] (
1 |     number integer not null, environment nvarchar(200) collate Latin1_General_100_BIN2 not null, name nvarchar(max) not null, state nvarchar(max) not null,
1 |     reason nvarchar(max) not null,
1 |     live integer, migration nvarchar(max) not null, folder nvarchar(max), copy_schema nvarchar(max) not null,
1 |     created_at datetime2(6) not null,
1 |     created_by nvarchar(max) not null, fencing bigint not null, primary key (number))
1 | create table [data_release].[data_version_tables] (
1 |     number integer not null, ordinal integer not null, role nvarchar(max) not null, unique_id nvarchar(max) not null,
1 |     table_schema nvarchar(max) not null,
1 |     table_name nvarchar(max) not null, source_schema nvarchar(max) not null, source_name nvarchar(max) not null,
1 |     copy_schema nvarchar(max), copy_name nvarchar(max),
1 |     [file] nvarchar(max), sha256 nvarchar(max), row_count bigint not null, checksum nvarchar(max) not null,
1 |     bytes bigint not null, columns nvarchar(max) not null)
1 | create table [data_release].[relation_marks] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, moment nvarchar(max) not null,
1 |     live_schema nvarchar(max) not null, live_name nvarchar(max) not null,
1 |     physical_schema nvarchar(max) not null, physical_name nvarchar(max) not null, row_count bigint not null,
1 |     checksum nvarchar(max) not null,
1 |     mark_schema nvarchar(max), mark_name nvarchar(max), key_columns nvarchar(max) not null, columns nvarchar(max) not null,
1 |     happened_at datetime2(6) not null)
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table [data_release].[course] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, ordinal integer not null,
1 |     strategy nvarchar(max) not null, name nvarchar(max) not null, settings nvarchar(max) not null, state nvarchar(max) not null,
1 |     result nvarchar(max) not null, until_at datetime2(6), started_at datetime2(6), finished_at datetime2(6),
1 |     fencing bigint not null
1 |     , primary key ([environment], [number], [ordinal]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table [data_release].[routes] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, blue integer not null, green integer not null,
1 |     share integer not null, salt nvarchar(max) not null, fencing bigint not null
1 |     , primary key ([environment]))
1 | create table [data_release].[route_exceptions] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, principal nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null,
1 |     fencing bigint not null
1 |     , primary key ([environment], [principal]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table [data_release].[waves] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, live_schema nvarchar(200) collate Latin1_General_100_BIN2 not null, live_name nvarchar(200) collate Latin1_General_100_BIN2 not null,
1 |     wave integer not null, number integer not null, fencing bigint not null
1 |     , primary key ([environment], [live_schema], [live_name]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | create table [data_release].[swaps] (
1 |     environment nvarchar(200) collate Latin1_General_100_BIN2 not null, token nvarchar(200) collate Latin1_General_100_BIN2 not null, number integer not null, previous integer,
1 |     state nvarchar(max) not null, schemas varbinary(max) not null,
1 |     writes varbinary(max) not null, began_at datetime2(6) not null,
1 |     fencing bigint not null
1 |     , primary key ([environment], [token]))
1 | insert into [data_release].[ledger_versions] (version, applied_at) val …
1 COMMIT
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | insert into [data_release].[leases] (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values (@p1, @p2, @p3, @p4, @p5, cast(sysutcdatetime() as datetime2(6)), dateadd(day, @p6, dateadd(millisecond, @p7, cast(sysutcdatetime() as datetime2(6)))), @p8)
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select number, since, previous from [data_release].[live] where environment = @p1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
2     or number > (select max(number) from [data_release].[releases] where environment = @p4)
2     - @p5
2     or number in (select previous from [data_release].[live] where environment = @p6)
2     or number in (select origin from [data_release].[relations]
2     where environment = @p7 and number in (
2     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
2     union all select 0))) order by number desc
2 select holder, host, pid, fencing, acquired_at, expires_at, released,
2     cast(case when expires_at < cast(sysutcdatetime() as datetime2(6)) then 1 else 0 end as bit),
2     cast(case when expires_at > dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6)))) then 1 else 0 end as bit)
2     from [data_release].[leases] where environment = @p3
2 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
2     select number from [data_release].[releases]
2     where environment = @p2 and (state not in (@p3, @p4)))
2     group by number
3 select number, version, git_commit, state, strategy, live_schema, gree …
3 select number, since, previous from [data_release].[live] where enviro …
3 select number, since, previous from [data_release].[live] where enviro …
3 select distinct r.environment from [data_release].[releases] r join [data_release].[live] l
3     on l.environment = r.environment and l.number = r.number
3     where r.environment <> @p1 and r.live_schema = @p2
3     and r.strategy <> @p3
3 -- which schemas exist: analytics__r1
3 BEGIN
3 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
3 |     where environment = @p3 and fencing = @p4 and released = @p5
3 | insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
3 |     green_schema, base,
3 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
3 |     values (@p1, @p2, @p3, @p4, @p5, @p6,
3 |     @p7, @p8, @p9,
3 |     cast(sysutcdatetime() as datetime2(6)), @p10, null,
3 |     @p11, @p12, @p13, @p14, @p15)
3 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
3 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
3 | delete from [data_release].[course]
3 |     where environment = @p1 and number = @p2 and ordinal >= @p3
3 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
3 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
3 |     @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14,
3 |     @p15, @p16, @p17, @p18), (@p19, @p20, @p21, @p22, @p23,
3 |     @p24, @p25, @p26, @p27), (@p28, @p29, @p30, @p31, @p32,
3 |     @p33, @p34, @p35, @p36), (@p37, @p38, @p39, @p40, @p41,
3 |     @p42, @p43, @p44, @p45), (@p46, @p47, @p48, @p49, @p50,
3 |     @p51, @p52, @p53, @p54), (@p55, @p56, @p57, @p58, @p59,
3 |     @p60, @p61, @p62, @p63)
3 COMMIT
4 BEGIN
4 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
4 | update [data_release].[course] set state = @p1, result = @p2,
4 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
4 |     where environment = @p5 and number = @p6 and ordinal = @p7
4 COMMIT
5 BEGIN
5 | set xact_abort off
5 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r1__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r1__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
5 | create view [analytics__r1__plan].[customers] as
5 |     select 1 as id, 'a' as name
5 | -- what analytics__r1__plan.customers reads
5 | create or alter view [analytics__r1__plan].[a query] as
5 |     -- materialized: table
5 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
5 | -- what analytics__r1__plan.a query reads
5 | select * into [analytics__r1__plan].[orders] from (select top (0) * from (select * from [analytics__r1__plan].[a query]) a union all select top (0) * from (select * from [analytics__r1__plan].[a query]) b) q
5 ROLLBACK
5 set xact_abort on
6 -- relations: analytics
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 BEGIN
8 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
8 | update [data_release].[course] set state = @p1, result = @p2, …
8 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
8 |     builder = @p5, fence = @p6, options = @p7,
8 |     green_schema = @p8, git_commit = @p9,
8 |     created_by = @p10, fencing = @p11
8 |     where environment = @p12 and number = @p13
8 | insert into [data_release].[steps] (environment, number, name, state, …
8 COMMIT
9 BEGIN
9 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
9 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
9 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
9 COMMIT
9 if schema_id(N'analytics__r1') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r1'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r1]'' + N'' authorization '' + quotename(@owner); exec(@make)')
10 BEGIN
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | update [data_release].[course] set state = @p1, result = @p2, …
10 COMMIT
12 create view [analytics__r1].[customers] as
12     select 1 as id, 'a' as name
13 select * into [analytics__r1].[orders] from (select * from (
13     -- materialized: table
13     select 1 as id, c.id as customer from "analytics__r1"."customers" c
13     ) dr_rows) q
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- what queries read: model.shop.customers, model.shop.orders
14 -- what views read: analytics__r1.customers, analytics__r1.orders
15 -- relations: analytics__r1
17 -- relations: analytics__r1
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | delete from [data_release].[relations] where environment = @p1 and number = @p2
19 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
19 |     physical_schema, physical_name,
19 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
19 |     @p5, @p6,
19 |     @p7, @p8, @p9, @p10,
19 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
19 |     @p18, @p19,
19 |     @p20, @p21, @p22, @p23,
19 |     @p24, @p25, @p26)
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[checks] where environment = @p1 and number = @p2
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | update [data_release].[course] set state = @p1, result = @p2, …
19 | update [data_release].[releases] set version = @p1, state = @p2, messa …
19 | insert into [data_release].[steps] (environment, number, name, state, …
19 COMMIT
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | update [data_release].[releases] set version = @p1, state = @p2, messa …
20 | insert into [data_release].[steps] (environment, number, name, state, …
20 COMMIT
21 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
21     checksum, fingerprint, origin
21     from [data_release].[relations] where environment = @p1 and number = @p2
21     order by live_schema, live_name
21 -- relations: analytics
21 -- relations: analytics, analytics__r1
21 select cast(sysutcdatetime() as datetime2(6))
21 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
21 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics].[orders] union all select 2 as i, count_big(*) as n from [analytics__r1].[orders]
21 -- grants: analytics
21 select content from [data_release].[artifacts] where environment = @p1 …
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | delete from [data_release].[checks] where environment = @p1 and number …
22 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
22 |     @p6, @p7,
22 |     @p8, @p9, @p10,
22 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
22 |     @p16, @p17,
22 |     @p18, @p19, @p20,
22 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
22 |     @p26, @p27,
22 |     @p28, @p29, @p30,
22 |     cast(sysutcdatetime() as datetime2(6)))
22 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
22 |     then @p3 when live_schema = @p4 and live_name = @p5
22 |     then @p6 else row_count end
22 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
22 | update [data_release].[course] set state = @p1, result = @p2, …
22 | update [data_release].[releases] set version = @p1, state = @p2, messa …
22 | insert into [data_release].[steps] (environment, number, name, state, …
22 COMMIT
23 select number, since, previous from [data_release].[live] where enviro …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations
24 select number, since, previous from [data_release].[live] where enviro …
25 BEGIN
25 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
25 | update [data_release].[course] set state = @p1, result = @p2, …
25 COMMIT
26 select number, since, previous from [data_release].[live] where enviro …
27 set lock_timeout 300000
27 select number, since, previous from [data_release].[live] where enviro …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select live_schema, live_name, wave, number from [data_release].[waves]
27     where environment = @p1 order by wave, live_schema, live_name
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select content from [data_release].[artifacts]
27     where environment = @p1 and number < 0 and name = @p2
27     order by number desc
27 -- relations: analytics__r0
27 -- dependents: analytics
27 -- dependents: analytics__r1, data_release
27 -- what hangs on views: analytics
27 -- relations: analytics, analytics__r0, analytics__r1, data_release
27 -- grants: analytics, analytics__r0, analytics__r1, data_release
27 -- default grants: analytics, analytics__r0, analytics__r1, data_release
27 -- definitions of views: analytics
27 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
27 select content from [data_release].[artifacts] where environment = @p1 …
27 select content from [data_release].[artifacts] where environment = @p1 …
28 BEGIN
28 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
28 | update [data_release].[releases] set version = @p1, state = @p2, messa …
28 | insert into [data_release].[steps] (environment, number, name, state, …
28 COMMIT
29 set xact_abort on;
29     set lock_timeout 50;
29     set deadlock_priority low;
29     begin transaction;
29     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
29     where environment = @p3 and fencing = @p4 and released = @p5;
29     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
29     declare @before nvarchar(2000);
29     with found as (
29     select a.space, a.relation, a.part, a.grantee, a.privilege,
29     max(cast(a.grantable as int)) as grantable
29     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
29     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
29     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
29     join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p6)) wanted on wanted.name = s.name collate catalog_default
29     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
29     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p7)) wanted on wanted.name = s.name collate catalog_default
29     where o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
29     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p8)) wanted on wanted.name = s.name collate catalog_default
29     join sys.sql_modules m on m.object_id = o.object_id
29     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
29     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
29     join openjson(@p9) with (space sysname '$[0]', relation sysname '$[1]') n
29     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
29     left join sys.schemas s on s.name = a.space collate catalog_default
29     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
29     where a.privilege in (N'OWNER', N'OPTION')
29     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
29     group by a.space, a.relation, a.part, a.grantee, a.privilege
29     ), wanted as (
29     select space collate catalog_default as space, relation collate catalog_default as relation,
29     part collate catalog_default as part, grantee collate catalog_default as grantee,
29     privilege collate catalog_default as privilege, grantable
29     from openjson(@p10) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
29     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
29     grantable int '$[5]')
29     ), differing as (
29     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
29     union all
29     select N' would get ', g.* from (select * from found except select * from wanted) g
29     )
29     select @before = left(N'changed since the swap was prepared: ' + string_agg(cast(d.grantee + d.what + d.privilege
29     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
29     N'; '), 2000)
29     from (select top (10) * from differing order by space, relation, grantee) d;
29     if @before is not null throw 51002, @before, 1;
29     set lock_timeout 50;
29     set deadlock_priority low;
29     if schema_id(N'analytics__r0') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r0'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r0]'' + N'' authorization '' + quotename(@owner); exec(@make)');
29     alter schema [analytics__r0] transfer [analytics].[orders];
29     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
29     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r1].[orders]');
29     insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
29     green_schema, base,
29     created_at, created_by, live_at, message, options, builder, fence, fencing)
29     values (@p11, @p12, @p13, @p14, @p15, @p16,
29     @p17, @p18, @p19,
29     cast(sysutcdatetime() as datetime2(6)), @p20, null,
29     @p21, @p22, @p23, @p24, @p25);
29     delete from [data_release].[relations]
29     where environment = @p26 and number = @p27 and live_schema = @p28
29     and live_name = @p29;
29     insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
29     physical_schema, physical_name,
29     kind, materialized, row_count, checksum, fingerprint, origin) values (@p30, @p31, @p32, @p33,
29     @p34, @p35,
29     @p36, @p37, @p38, @p39,
29     @p40, @p41, @p42);
29     delete from [data_release].[live] where environment = @p43;
29     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p44, @p45, cast(sysutcdatetime() as datetime2(6)), @p46, @p47);
29     update [data_release].[releases] set state = @p48, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p49
29     where environment = @p50 and number = @p51;
29     delete from [data_release].[waves] where environment = @p52;
29     delete from [data_release].[course]
29     where environment = @p53 and number in (
29     select number from [data_release].[releases] where environment = @p54 and state not in (@p55, @p56)
29     union all select 0) and strategy in (@p57, @p58) and number in
29     (select number from [data_release].[course]
29     where environment = @p59 and number in (
29     select number from [data_release].[releases] where environment = @p60 and state not in (@p61, @p62)
29     union all select 0) and strategy in (@p63, @p64)
29     and state <> @p65);
29     delete from [data_release].[artifacts]
29     where environment = @p66 and number in (
29     select number from [data_release].[releases] where environment = @p67 and state not in (@p68, @p69)
29     union all select 0) and name = @p70;
29     update [data_release].[routes] set blue = @p71, share = @p72, fencing = @p73 where environment = @p74 and green = @p75;
29     delete from [data_release].[route_exceptions] where environment = @p76;
29     update [data_release].[course] set state = @p77, result = @p78,
29     until_at = @p79, fencing = @p80, finished_at = cast(sysutcdatetime() as datetime2(6))
29     where environment = @p81 and number = @p82 and ordinal = @p83;
29     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
29     values (@p84, @p85, @p86, @p87, cast(sysutcdatetime() as datetime2(6)), @p88, @p89, @p90);
29     declare @after nvarchar(2000);
29     with found as (
29     select a.space, a.relation, a.part, a.grantee, a.privilege,
29     max(cast(a.grantable as int)) as grantable
29     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
29     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
29     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
29     join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p91)) wanted on wanted.name = s.name collate catalog_default
29     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
29     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p92)) wanted on wanted.name = s.name collate catalog_default
29     where o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
29     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p93)) wanted on wanted.name = s.name collate catalog_default
29     join sys.sql_modules m on m.object_id = o.object_id
29     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
29     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
29     join openjson(@p94) with (space sysname '$[0]', relation sysname '$[1]') n
29     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
29     left join sys.schemas s on s.name = a.space collate catalog_default
29     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
29     where a.privilege in (N'OWNER', N'OPTION')
29     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
29     group by a.space, a.relation, a.part, a.grantee, a.privilege
29     ), wanted as (
29     select space collate catalog_default as space, relation collate catalog_default as relation,
29     part collate catalog_default as part, grantee collate catalog_default as grantee,
29     privilege collate catalog_default as privilege, grantable
29     from openjson(@p95) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
29     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
29     grantable int '$[5]')
29     ), differing as (
29     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
29     union all
29     select N' would get ', g.* from (select * from found except select * from wanted) g
29     )
29     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
29     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
29     N'; '), 2000)
29     from (select top (10) * from differing order by space, relation, grantee) d;
29     if @after is not null throw 51002, @after, 1;
29     commit transaction
30 select number, since, previous from [data_release].[live] where enviro …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 select live_schema, live_name, wave, number from [data_release].[waves …
31 -- grants: analytics
31 -- relations: analytics
31 select content from [data_release].[artifacts] where environment = @p1 …
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | delete from [data_release].[artifacts] where environment = @p1 and num …
31 | insert into [data_release].[artifacts] (environment, number, name, con …
31 COMMIT
32 select number, since, previous from [data_release].[live] where enviro …
32 select number, version, git_commit, state, strategy, live_schema, gree …
32 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
32     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
32     order by number, ordinal
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from [data_release].[relations] where environm …
33 select number, since, previous from [data_release].[live] where enviro …
33 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
33     created_by,
33     live_at, message, options, builder, fence
33     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
33     or number > (select max(number) from [data_release].[releases] where environment = @p4)
33     - @p5
33     or number in (select previous from [data_release].[live] where environment = @p6)
33     or number in (select origin from [data_release].[relations]
33     where environment = @p7 and number in (
33     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
33     union all select 0)) or number = @p11) order by number desc
33 select number, ordinal, strategy, name, settings, state, result, until …
33 select holder, host, pid, fencing, acquired_at, expires_at, released, …
33 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
33     select number from [data_release].[releases]
33     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
33     group by number
34 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
34     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
34     order by number, ordinal
35 select content from [data_release].[artifacts] where environment = @p1 …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 BEGIN
36 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
36 | delete from [data_release].[artifacts] where environment = @p1 and num …
36 | insert into [data_release].[artifacts] (environment, number, name, con …
36 COMMIT
37 select number, since, previous from [data_release].[live] where enviro …
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from [data_release].[relations] where environm …
38 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
