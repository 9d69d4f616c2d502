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
4 select number, since, previous from [data_release].[live] where enviro …
4 select number, version, git_commit, state, strategy, live_schema, gree …
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from [data_release].[relations] where environm …
5 select id, name, version, kind, phase, checksum, down, state, number, applied_at,
5     applied_by, seconds,
5     message, data_version, changed_at
5     from [data_release].[migrations] where environment = @p1 order by id
6 select number, since, previous from [data_release].[live] where enviro …
6 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
6     created_by,
6     live_at, message, options, builder, fence
6     from [data_release].[releases] where environment = @p1 order by number desc
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from [data_release].[relations] where environm …
7 select cast(sysutcdatetime() as datetime2(6))
8 select number from [data_release].[artifacts] where environment = @p1 and name = @p2
8 select distinct green_schema, live_schema from [data_release].[releases]
8 select distinct r.physical_schema, r.live_schema from [data_release].[releases] e join [data_release].[relations] r
8     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
8 select copy_schema from [data_release].[data_versions] where state <> @p1 and copy_schema <> @p2
9 select id, name, version, kind, phase, checksum, down, state, number, …
10 -- relations: analytics, analytics__r1, data_release
10 BEGIN
10 | set lock_timeout 5000
10 | set deadlock_priority low
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | alter table state.kept add name varchar(10)
10 | set lock_timeout 5000
10 | set deadlock_priority low
10 | -- relations: analytics, analytics__r1, data_release
10 | -- definitions of views: analytics, analytics__r1, data_release
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | insert into [data_release].[migrations] (
10 |     environment, id, name, version, kind, phase, checksum, down, state, number, applied_at, applied_by,
10 |     seconds, message, data_version, changed_at, fencing)
10 |     values (
10 |     @p1, @p2, @p3, @p4, @p5,
10 |     @p6, @p7, @p8, @p9, @p10,
10 |     cast(sysutcdatetime() as datetime2(6)), @p11, @p12,
10 |     @p13, @p14, cast(sysutcdatetime() as datetime2(6)), @p15)
10 COMMIT
11 select id, name, version, kind, phase, checksum, down, state, number, …
12 -- relations: analytics, analytics__r1, data_release
12 BEGIN
12 | set lock_timeout 5000
12 | set deadlock_priority low
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | alter table state.kept drop column old
12 | set lock_timeout 5000
12 | set deadlock_priority low
12 | -- relations: analytics, analytics__r1, data_release
12 | -- definitions of views: analytics, analytics__r1, data_release
12 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
12 | insert into [data_release].[migrations] ( …
12 COMMIT
13 select id, name, version, kind, phase, checksum, down, state, number, …
14 BEGIN
14 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
14 | update [data_release].[course] set state = @p1, result = @p2,
14 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
14 |     where environment = @p5 and number = @p6 and ordinal = @p7
14 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
14 |     builder = @p5, fence = @p6, options = @p7,
14 |     green_schema = @p8, git_commit = @p9,
14 |     created_by = @p10, fencing = @p11
14 |     where environment = @p12 and number = @p13
14 | insert into [data_release].[steps] (environment, number, name, state, …
14 COMMIT
15 BEGIN
15 | set xact_abort off
15 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r1__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r1__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
15 | create view [analytics__r1__plan].[customers] as
15 |     select 1 as id, 'a' as name
15 | -- what analytics__r1__plan.customers reads
15 | create or alter view [analytics__r1__plan].[a query] as
15 |     -- materialized: table
15 |     select 1 as id, c.id as customer from "analytics__r1__plan".customers c
15 | -- what analytics__r1__plan.a query reads
15 | select * into [analytics__r1__plan].[orders] from (select top (0) * from (select * from [analytics__r1__plan].[a query]) a union all select top (0) * from (select * from [analytics__r1__plan].[a query]) b) q
15 ROLLBACK
15 set xact_abort on
16 -- relations: analytics
16 -- all schemas
17 select number, since, previous from [data_release].[live] where enviro …
17 select number, version, git_commit, state, strategy, live_schema, gree …
17 select holder, host, pid, fencing, acquired_at, expires_at, released, …
17 select number, count(*) from [data_release].[relations] where environm …
18 BEGIN
18 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
18 | update [data_release].[course] set state = @p1, result = @p2, …
18 | update [data_release].[releases] set version = @p1, state = @p2, messa …
18 | insert into [data_release].[steps] (environment, number, name, state, …
18 COMMIT
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
19 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
19 COMMIT
19 if schema_id(N'analytics__r1') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r1'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r1]'' + N'' authorization '' + quotename(@owner); exec(@make)')
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | update [data_release].[course] set state = @p1, result = @p2, …
20 COMMIT
22 create view [analytics__r1].[customers] as
22     select 1 as id, 'a' as name
23 select * into [analytics__r1].[orders] from (select * from (
23     -- materialized: table
23     select 1 as id, c.id as customer from "analytics__r1"."customers" c
23     ) dr_rows) q
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 -- what queries read: model.shop.customers, model.shop.orders
24 -- what views read: analytics__r1.customers, analytics__r1.orders
25 -- relations: analytics__r1
27 -- relations: analytics__r1
29 BEGIN
29 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
29 | delete from [data_release].[relations] where environment = @p1 and number = @p2
29 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
29 |     physical_schema, physical_name,
29 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
29 |     @p5, @p6,
29 |     @p7, @p8, @p9, @p10,
29 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
29 |     @p18, @p19,
29 |     @p20, @p21, @p22, @p23,
29 |     @p24, @p25, @p26)
29 | delete from [data_release].[artifacts] where environment = @p1 and num …
29 | insert into [data_release].[artifacts] (environment, number, name, con …
29 | delete from [data_release].[checks] where environment = @p1 and number = @p2
29 | delete from [data_release].[artifacts] where environment = @p1 and num …
29 | insert into [data_release].[artifacts] (environment, number, name, con …
29 | delete from [data_release].[artifacts] where environment = @p1 and num …
29 | insert into [data_release].[artifacts] (environment, number, name, con …
29 | update [data_release].[course] set state = @p1, result = @p2, …
29 | update [data_release].[releases] set version = @p1, state = @p2, messa …
29 | insert into [data_release].[steps] (environment, number, name, state, …
29 COMMIT
30 BEGIN
30 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
30 | update [data_release].[releases] set version = @p1, state = @p2, messa …
30 | insert into [data_release].[steps] (environment, number, name, state, …
30 COMMIT
31 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
31     checksum, fingerprint, origin
31     from [data_release].[relations] where environment = @p1 and number = @p2
31     order by live_schema, live_name
31 -- relations: analytics
31 -- relations: analytics__r1
31 select cast(sysutcdatetime() as datetime2(6))
31 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
31 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics__r1].[orders]
31 select content from [data_release].[artifacts] where environment = @p1 …
32 BEGIN
32 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
32 | delete from [data_release].[checks] where environment = @p1 and number …
32 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
32 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
32 |     @p6, @p7,
32 |     @p8, @p9, @p10,
32 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
32 |     @p16, @p17,
32 |     @p18, @p19, @p20,
32 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
32 |     @p26, @p27,
32 |     @p28, @p29, @p30,
32 |     cast(sysutcdatetime() as datetime2(6)))
32 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
32 |     then @p3 when live_schema = @p4 and live_name = @p5
32 |     then @p6 else row_count end
32 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
32 | update [data_release].[course] set state = @p1, result = @p2, …
32 | update [data_release].[releases] set version = @p1, state = @p2, messa …
32 | insert into [data_release].[steps] (environment, number, name, state, …
32 COMMIT
33 select number, since, previous from [data_release].[live] where enviro …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 -- relations
34 select number, since, previous from [data_release].[live] where enviro …
35 BEGIN
35 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
35 | update [data_release].[course] set state = @p1, result = @p2, …
35 COMMIT
36 select number, since, previous from [data_release].[live] where enviro …
37 set lock_timeout 300000
37 select number, since, previous from [data_release].[live] where enviro …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select live_schema, live_name, wave, number from [data_release].[waves]
37     where environment = @p1 order by wave, live_schema, live_name
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select content from [data_release].[artifacts]
37     where environment = @p1 and number < 0 and name = @p2
37     order by number desc
37 -- relations: analytics__r0
37 -- dependents: analytics
37 -- dependents: analytics__r1, data_release
37 -- what hangs on views: analytics
37 -- relations: analytics, analytics__r0, analytics__r1, data_release
37 -- grants: analytics, analytics__r0, analytics__r1, data_release
37 -- default grants: analytics, analytics__r0, analytics__r1, data_release
37 -- definitions of views: analytics
37 -- which schemas exist: analytics, analytics__r0, analytics__r1, data_release
37 select content from [data_release].[artifacts] where environment = @p1 …
37 select content from [data_release].[artifacts] where environment = @p1 …
38 BEGIN
38 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
38 | update [data_release].[releases] set version = @p1, state = @p2, messa …
38 | insert into [data_release].[steps] (environment, number, name, state, …
38 COMMIT
39 set xact_abort on;
39     set lock_timeout 50;
39     set deadlock_priority low;
39     begin transaction;
39     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
39     where environment = @p3 and fencing = @p4 and released = @p5;
39     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
39     set lock_timeout 50;
39     set deadlock_priority low;
39     if schema_id(N'analytics') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics]'' + N'' authorization '' + quotename(@owner); exec(@make)');
39     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
39     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r1].[orders]');
39     delete from [data_release].[live] where environment = @p6;
39     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
39     update [data_release].[releases] set state = @p11, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p12
39     where environment = @p13 and number = @p14;
39     delete from [data_release].[waves] where environment = @p15;
39     delete from [data_release].[course]
39     where environment = @p16 and number in (
39     select number from [data_release].[releases] where environment = @p17 and state not in (@p18, @p19)
39     union all select 0) and strategy in (@p20, @p21) and number in
39     (select number from [data_release].[course]
39     where environment = @p22 and number in (
39     select number from [data_release].[releases] where environment = @p23 and state not in (@p24, @p25)
39     union all select 0) and strategy in (@p26, @p27)
39     and state <> @p28);
39     delete from [data_release].[artifacts]
39     where environment = @p29 and number in (
39     select number from [data_release].[releases] where environment = @p30 and state not in (@p31, @p32)
39     union all select 0) and name = @p33;
39     update [data_release].[routes] set blue = @p34, share = @p35, fencing = @p36 where environment = @p37 and green = @p38;
39     delete from [data_release].[route_exceptions] where environment = @p39;
39     update [data_release].[course] set state = @p40, result = @p41,
39     until_at = @p42, fencing = @p43, finished_at = cast(sysutcdatetime() as datetime2(6))
39     where environment = @p44 and number = @p45 and ordinal = @p46;
39     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
39     values (@p47, @p48, @p49, @p50, cast(sysutcdatetime() as datetime2(6)), @p51, @p52, @p53);
39     commit transaction
40 select number, since, previous from [data_release].[live] where enviro …
41 select unique_id, live_schema, live_name, physical_schema, physical_na …
41 select live_schema, live_name, wave, number from [data_release].[waves …
41 -- grants: analytics
41 -- relations: analytics
41 select content from [data_release].[artifacts] where environment = @p1 …
41 BEGIN
41 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
41 | delete from [data_release].[artifacts] where environment = @p1 and num …
41 | insert into [data_release].[artifacts] (environment, number, name, con …
41 COMMIT
42 select number, since, previous from [data_release].[live] where enviro …
42 select number, version, git_commit, state, strategy, live_schema, gree …
42 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
42     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
42     order by number, ordinal
42 select holder, host, pid, fencing, acquired_at, expires_at, released, …
42 select number, count(*) from [data_release].[relations] where environm …
43 select number, since, previous from [data_release].[live] where enviro …
43 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
43     created_by,
43     live_at, message, options, builder, fence
43     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
43     or number > (select max(number) from [data_release].[releases] where environment = @p4)
43     - @p5
43     or number in (select previous from [data_release].[live] where environment = @p6)
43     or number in (select origin from [data_release].[relations]
43     where environment = @p7 and number in (
43     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
43     union all select 0)) or number = @p11) order by number desc
43 select number, ordinal, strategy, name, settings, state, result, until …
43 select holder, host, pid, fencing, acquired_at, expires_at, released, …
43 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
43     select number from [data_release].[releases]
43     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
43     group by number
44 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
44     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
44     order by number, ordinal
45 select content from [data_release].[artifacts] where environment = @p1 …
45 select unique_id, live_schema, live_name, physical_schema, physical_na …
46 BEGIN
46 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
46 | delete from [data_release].[artifacts] where environment = @p1 and num …
46 | insert into [data_release].[artifacts] (environment, number, name, con …
46 COMMIT
47 select number, since, previous from [data_release].[live] where enviro …
47 select number, version, git_commit, state, strategy, live_schema, gree …
47 select number, ordinal, strategy, name, settings, state, result, until …
47 select holder, host, pid, fencing, acquired_at, expires_at, released, …
47 select number, count(*) from [data_release].[relations] where environm …
48 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3

-- ===== migrate up --include-contract =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3, fencing = @p4,
1 |     acquired_at = cast(sysutcdatetime() as datetime2(6)), expires_at = dateadd(day, @p5, dateadd(millisecond, @p6, cast(sysutcdatetime() as datetime2(6)))), released = @p7
1 |     where environment = @p8 and fencing = @p9
1 COMMIT
2 select number, since, previous from [data_release].[live] where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environm …
3 set lock_timeout 2000
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select live_schema, live_name, wave, number from [data_release].[waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from [data_release].[artifacts] …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from [data_release].[artifacts] where environment = @p1 …
5 select id, name, version, kind, phase, checksum, down, state, number, …
6 select number, since, previous from [data_release].[live] where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from [data_release].[relations] where environm …
7 select cast(sysutcdatetime() as datetime2(6))
8 select id, name, version, kind, phase, checksum, down, state, number, …
9 select number, since, previous from [data_release].[live] where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from [data_release].[relations] where environm …
10 select cast(sysutcdatetime() as datetime2(6))
11 select number, since, previous from [data_release].[live] where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from [data_release].[relations] where environm …
12 update [data_release].[leases] set released = @p1 where environment = …
