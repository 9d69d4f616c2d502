-- ===== release shop.dacpac --against live.dacpac =====
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
3 -- which schemas exist: shop__r1
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
3 |     @p60, @p61, @p62, @p63), (@p64, @p65, @p66, @p67, @p68,
3 |     @p69, @p70, @p71, @p72)
3 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
3 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
3 COMMIT
4 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
5 -- relations: shop
6 select number, since, previous from [data_release].[live] where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from [data_release].[relations] where environm …
7 BEGIN
7 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
7 | update [data_release].[course] set state = @p1, result = @p2,
7 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
7 |     where environment = @p5 and number = @p6 and ordinal = @p7
7 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
7 |     builder = @p5, fence = @p6, options = @p7,
7 |     green_schema = @p8, git_commit = @p9,
7 |     created_by = @p10, fencing = @p11
7 |     where environment = @p12 and number = @p13
7 | insert into [data_release].[steps] (environment, number, name, state, …
7 COMMIT
8 BEGIN
8 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
8 | update [data_release].[course] set state = @p1, result = @p2, …
8 COMMIT
9 select content from [data_release].[artifacts] where environment = @p1 …
9 set xact_abort on;
9     set lock_timeout 5000;
9     set deadlock_priority low;
9     begin transaction;
9     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
9     where environment = @p3 and fencing = @p4 and released = @p5;
9     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
9     exec(N'ALTER TABLE [shop].[orders]
9     ADD [note] NVARCHAR (100) NULL;');
9     delete from [data_release].[artifacts] where environment = @p6 and number = @p7 and name = @p8;
9     insert into [data_release].[artifacts] (environment, number, name, content) values (@p9, @p10, @p11, @p12);
9     delete from [data_release].[artifacts] where environment = @p13 and number = @p14 and name = @p15;
9     insert into [data_release].[artifacts] (environment, number, name, content) values (@p16, @p17, @p18, @p19);
9     delete from [data_release].[artifacts] where environment = @p20 and number = @p21 and name = @p22;
9     insert into [data_release].[artifacts] (environment, number, name, content) values (@p23, @p24, @p25, @p26);
9     update [data_release].[course] set state = @p27, result = @p28,
9     until_at = @p29, fencing = @p30, finished_at = cast(sysutcdatetime() as datetime2(6))
9     where environment = @p31 and number = @p32 and ordinal = @p33;
9     commit transaction
10 BEGIN
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | delete from [data_release].[artifacts] where environment = @p1 and num …
10 | insert into [data_release].[artifacts] (environment, number, name, con …
10 COMMIT
10 if schema_id(N'shop__r1') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''shop__r1'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [shop__r1]'' + N'' authorization '' + quotename(@owner); exec(@make)')
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | update [data_release].[course] set state = @p1, result = @p2, …
11 COMMIT
12 if schema_id(N'shop__r1') is null exec(N'declare @owner sysname = coal …
12 exec(N'CREATE SYNONYM [shop__r1].[income] FOR [shop__r1].[revenue];')
12 exec(N'create view [shop__r1].[revenue] as select sum([amount]) as [amount], max([note]) as [note] from [shop].[orders]')
12 exec(N'create function [shop__r1].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return 2 * @amount end')
12 exec(N'create procedure [shop__r1].[orders_of] @least int, @most int = 1000 as select [id] from [shop].[orders] where [amount] >= @least')
12 GRANT SELECT
12     ON OBJECT::[shop__r1].[revenue] TO [reader];
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 -- what queries read
13 -- what views read: shop__r1.revenue
13 -- what views read: shop.orders
14 -- relations: shop__r1
16 -- relations: shop__r1
18 BEGIN
18 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
18 | delete from [data_release].[relations] where environment = @p1 and number = @p2
18 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
18 |     physical_schema, physical_name,
18 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
18 |     @p5, @p6,
18 |     @p7, @p8, @p9, @p10,
18 |     @p11, @p12, @p13)
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 | delete from [data_release].[checks] where environment = @p1 and number = @p2
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 | update [data_release].[course] set state = @p1, result = @p2, …
18 | update [data_release].[releases] set version = @p1, state = @p2, messa …
18 | insert into [data_release].[steps] (environment, number, name, state, …
18 COMMIT
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | update [data_release].[releases] set version = @p1, state = @p2, messa …
19 | insert into [data_release].[steps] (environment, number, name, state, …
19 COMMIT
20 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
20     checksum, fingerprint, origin
20     from [data_release].[relations] where environment = @p1 and number = @p2
20     order by live_schema, live_name
20 -- relations: shop
20 -- relations: shop, shop__r1
20 select cast(sysutcdatetime() as datetime2(6))
20 select content from [data_release].[artifacts] where environment = @p1 …
20 select 0 as i, count_big(*) as n from [shop].[revenue] union all select 1 as i, count_big(*) as n from [shop__r1].[revenue]
20 -- grants: shop
20 select content from [data_release].[artifacts] where environment = @p1 …
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | delete from [data_release].[checks] where environment = @p1 and number …
21 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
21 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
21 |     @p6, @p7,
21 |     @p8, @p9, @p10,
21 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
21 |     @p16, @p17,
21 |     @p18, @p19, @p20,
21 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
21 |     @p26, @p27,
21 |     @p28, @p29, @p30,
21 |     cast(sysutcdatetime() as datetime2(6)))
21 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
21 |     then @p3 else row_count end
21 |     where environment = @p4 and number = @p5 and live_name in (@p6)
21 | update [data_release].[course] set state = @p1, result = @p2, …
21 | update [data_release].[releases] set version = @p1, state = @p2, messa …
21 | insert into [data_release].[steps] (environment, number, name, state, …
21 COMMIT
22 select number, since, previous from [data_release].[live] where enviro …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 -- relations
23 select number, since, previous from [data_release].[live] where enviro …
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | update [data_release].[course] set state = @p1, result = @p2, …
24 COMMIT
25 select number, since, previous from [data_release].[live] where enviro …
26 set lock_timeout 300000
26 select number, since, previous from [data_release].[live] where enviro …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select live_schema, live_name, wave, number from [data_release].[waves]
26     where environment = @p1 order by wave, live_schema, live_name
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 select content from [data_release].[artifacts]
26     where environment = @p1 and number < 0 and name = @p2
26     order by number desc
26 -- relations: shop__r0
26 -- dependents: shop
26 -- dependents: shop__r1
26 -- dependents: data_release, shop__r1
26 -- what hangs on views: shop, shop__r1
26 -- relations: data_release, shop, shop__r0, shop__r1
26 -- grants: data_release, shop, shop__r0, shop__r1
26 -- default grants: data_release, shop, shop__r0, shop__r1
26 -- definitions of views: shop
26 -- which schemas exist: data_release, shop, shop__r0, shop__r1
26 select content from [data_release].[artifacts] where environment = @p1 …
26 select content from [data_release].[artifacts] where environment = @p1 …
27 BEGIN
27 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
27 | update [data_release].[releases] set version = @p1, state = @p2, messa …
27 | insert into [data_release].[steps] (environment, number, name, state, …
27 COMMIT
28 set xact_abort on;
28     set lock_timeout 50;
28     set deadlock_priority low;
28     begin transaction;
28     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
28     where environment = @p3 and fencing = @p4 and released = @p5;
28     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
28     declare @before nvarchar(2000);
28     with found as (
28     select a.space, a.relation, a.part, a.grantee, a.privilege,
28     max(cast(a.grantable as int)) as grantable
28     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
28     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
28     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
28     join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p6)) wanted on wanted.name = s.name collate catalog_default
28     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
28     union all
28     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
28     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p7)) wanted on wanted.name = s.name collate catalog_default
28     where o.type in ('U', 'V', 'ET', 'SN')
28     union all
28     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
28     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p8)) wanted on wanted.name = s.name collate catalog_default
28     join sys.sql_modules m on m.object_id = o.object_id
28     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
28     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
28     join openjson(@p9) with (space sysname '$[0]', relation sysname '$[1]') n
28     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
28     left join sys.schemas s on s.name = a.space collate catalog_default
28     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
28     where a.privilege in (N'OWNER', N'OPTION')
28     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
28     group by a.space, a.relation, a.part, a.grantee, a.privilege
28     ), wanted as (
28     select space collate catalog_default as space, relation collate catalog_default as relation,
28     part collate catalog_default as part, grantee collate catalog_default as grantee,
28     privilege collate catalog_default as privilege, grantable
28     from openjson(@p10) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
28     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
28     grantable int '$[5]')
28     ), differing as (
28     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
28     union all
28     select N' would get ', g.* from (select * from found except select * from wanted) g
28     )
28     select @before = left(N'changed since the swap was prepared: ' + string_agg(cast(d.grantee + d.what + d.privilege
28     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
28     N'; '), 2000)
28     from (select top (10) * from differing order by space, relation, grantee) d;
28     if @before is not null throw 51002, @before, 1;
28     set lock_timeout 50;
28     set deadlock_priority low;
28     if schema_id(N'shop__r0') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''shop__r0'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [shop__r0]'' + N'' authorization '' + quotename(@owner); exec(@make)');
28     exec(N'create or alter view [shop__r0].[revenue] as SELECT sum(amount) AS amount FROM shop.orders');
28     drop view [shop].[revenue];
28     exec(N'create or alter view [shop].[revenue] as select [amount], [note] from [shop__r1].[revenue]');
28     exec(N'create or alter function [shop].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return [shop__r1].[doubled](@amount) end');
28     exec(N'create or alter procedure [shop].[orders_of] @least int, @most int = 1000 as declare @result int; exec @result = [shop__r1].[orders_of] @least = @least, @most = @most; return @result');
28     insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
28     green_schema, base,
28     created_at, created_by, live_at, message, options, builder, fence, fencing)
28     values (@p11, @p12, @p13, @p14, @p15, @p16,
28     @p17, @p18, @p19,
28     cast(sysutcdatetime() as datetime2(6)), @p20, null,
28     @p21, @p22, @p23, @p24, @p25);
28     delete from [data_release].[relations]
28     where environment = @p26 and number = @p27 and live_schema = @p28
28     and live_name = @p29;
28     insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
28     physical_schema, physical_name,
28     kind, materialized, row_count, checksum, fingerprint, origin) values (@p30, @p31, @p32, @p33,
28     @p34, @p35,
28     @p36, @p37, @p38, @p39,
28     @p40, @p41, @p42);
28     delete from [data_release].[live] where environment = @p43;
28     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p44, @p45, cast(sysutcdatetime() as datetime2(6)), @p46, @p47);
28     update [data_release].[releases] set state = @p48, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p49
28     where environment = @p50 and number = @p51;
28     delete from [data_release].[waves] where environment = @p52;
28     delete from [data_release].[course]
28     where environment = @p53 and number in (
28     select number from [data_release].[releases] where environment = @p54 and state not in (@p55, @p56)
28     union all select 0) and strategy in (@p57, @p58) and number in
28     (select number from [data_release].[course]
28     where environment = @p59 and number in (
28     select number from [data_release].[releases] where environment = @p60 and state not in (@p61, @p62)
28     union all select 0) and strategy in (@p63, @p64)
28     and state <> @p65);
28     delete from [data_release].[artifacts]
28     where environment = @p66 and number in (
28     select number from [data_release].[releases] where environment = @p67 and state not in (@p68, @p69)
28     union all select 0) and name = @p70;
28     update [data_release].[routes] set blue = @p71, share = @p72, fencing = @p73 where environment = @p74 and green = @p75;
28     delete from [data_release].[route_exceptions] where environment = @p76;
28     update [data_release].[course] set state = @p77, result = @p78,
28     until_at = @p79, fencing = @p80, finished_at = cast(sysutcdatetime() as datetime2(6))
28     where environment = @p81 and number = @p82 and ordinal = @p83;
28     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
28     values (@p84, @p85, @p86, @p87, cast(sysutcdatetime() as datetime2(6)), @p88, @p89, @p90);
28     declare @after nvarchar(2000);
28     with found as (
28     select a.space, a.relation, a.part, a.grantee, a.privilege,
28     max(cast(a.grantable as int)) as grantable
28     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
28     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
28     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
28     join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p91)) wanted on wanted.name = s.name collate catalog_default
28     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
28     union all
28     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
28     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p92)) wanted on wanted.name = s.name collate catalog_default
28     where o.type in ('U', 'V', 'ET', 'SN')
28     union all
28     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
28     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
28     join (select distinct [value] collate catalog_default as name from openjson(@p93)) wanted on wanted.name = s.name collate catalog_default
28     join sys.sql_modules m on m.object_id = o.object_id
28     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
28     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
28     join openjson(@p94) with (space sysname '$[0]', relation sysname '$[1]') n
28     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
28     left join sys.schemas s on s.name = a.space collate catalog_default
28     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
28     where a.privilege in (N'OWNER', N'OPTION')
28     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
28     group by a.space, a.relation, a.part, a.grantee, a.privilege
28     ), wanted as (
28     select space collate catalog_default as space, relation collate catalog_default as relation,
28     part collate catalog_default as part, grantee collate catalog_default as grantee,
28     privilege collate catalog_default as privilege, grantable
28     from openjson(@p95) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
28     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
28     grantable int '$[5]')
28     ), differing as (
28     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
28     union all
28     select N' would get ', g.* from (select * from found except select * from wanted) g
28     )
28     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
28     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
28     N'; '), 2000)
28     from (select top (10) * from differing order by space, relation, grantee) d;
28     if @after is not null throw 51002, @after, 1;
28     commit transaction
29 select number, since, previous from [data_release].[live] where enviro …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select live_schema, live_name, wave, number from [data_release].[waves …
30 -- grants: shop
30 -- relations: shop
30 select content from [data_release].[artifacts] where environment = @p1 …
30 BEGIN
30 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
30 | delete from [data_release].[artifacts] where environment = @p1 and num …
30 | insert into [data_release].[artifacts] (environment, number, name, con …
30 COMMIT
31 select number, since, previous from [data_release].[live] where enviro …
31 select number, version, git_commit, state, strategy, live_schema, gree …
31 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
31     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
31     order by number, ordinal
31 select holder, host, pid, fencing, acquired_at, expires_at, released, …
31 select number, count(*) from [data_release].[relations] where environm …
32 select number, since, previous from [data_release].[live] where enviro …
32 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
32     created_by,
32     live_at, message, options, builder, fence
32     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
32     or number > (select max(number) from [data_release].[releases] where environment = @p4)
32     - @p5
32     or number in (select previous from [data_release].[live] where environment = @p6)
32     or number in (select origin from [data_release].[relations]
32     where environment = @p7 and number in (
32     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
32     union all select 0)) or number = @p11) order by number desc
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
32     select number from [data_release].[releases]
32     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
32     group by number
33 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
33     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
33     order by number, ordinal
34 select content from [data_release].[artifacts] where environment = @p1 …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 BEGIN
35 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
35 | delete from [data_release].[artifacts] where environment = @p1 and num …
35 | insert into [data_release].[artifacts] (environment, number, name, con …
35 COMMIT
36 select number, since, previous from [data_release].[live] where enviro …
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select number, ordinal, strategy, name, settings, state, result, until …
36 select holder, host, pid, fencing, acquired_at, expires_at, released, …
36 select number, count(*) from [data_release].[relations] where environm …
37 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3

-- ===== rollback =====
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
3 -- definitions of views: shop
3 -- relations: shop, shop__r1
3 select content from [data_release].[artifacts] …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: shop
4 -- relations: shop
4 select content from [data_release].[artifacts] where environment = @p1 …
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from [data_release].[relations] where environm …
6 select number, since, previous from [data_release].[live] where enviro …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select number, ordinal, strategy, name, settings, state, result, until …
6 select holder, host, pid, fencing, acquired_at, expires_at, released, …
6 select number, count(*) from [data_release].[relations] where environm …
7 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
7     from [data_release].[course] where environment = @p1 and number in (
7     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
7     union all select 0) and strategy in (@p5, @p6)
7     order by number, ordinal
7 select content from [data_release].[artifacts]
7     where environment = @p1 and number in (
7     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
7     union all select 0) and name = @p5
7     order by number desc
8 select number, since, previous from [data_release].[live] where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from [data_release].[relations] where environm …
9 select number, since, previous from [data_release].[live] where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from [data_release].[relations] where environm …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select content from [data_release].[artifacts] …
11 select number, ordinal, strategy, name, settings, state, result, until …
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | delete from [data_release].[course]
11 |     where environment = @p1 and number in (
11 |     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
11 |     union all select 0) and strategy in (@p5, @p6) and number in
11 |     (select number from [data_release].[course]
11 |     where environment = @p7 and number in (
11 |     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
11 |     union all select 0) and strategy in (@p11, @p12)
11 |     and state <> @p13)
11 | delete from [data_release].[artifacts]
11 |     where environment = @p1 and number in (
11 |     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
11 |     union all select 0) and name = @p5
11 | delete from [data_release].[course] …
11 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
11 |     @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14,
11 |     @p15, @p16, @p17, @p18), (@p19, @p20, @p21, @p22, @p23,
11 |     @p24, @p25, @p26, @p27), (@p28, @p29, @p30, @p31, @p32,
11 |     @p33, @p34, @p35, @p36)
11 COMMIT
12 select number, since, previous from [data_release].[live] where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from [data_release].[relations] where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 BEGIN
14 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
14 | update [data_release].[course] set state = @p1, result = @p2, …
14 COMMIT
15 set lock_timeout 300000
15 select number, since, previous from [data_release].[live] where enviro …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select live_schema, live_name, wave, number from [data_release].[waves …
15 select live_schema, live_name, wave, number from [data_release].[waves …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select content from [data_release].[artifacts] …
15 -- all schemas
15 select content from [data_release].[artifacts] …
15 -- dependents: shop
15 -- dependents: shop__r0, shop__r1
15 -- dependents: data_release, shop__r0, shop__r1
15 -- what hangs on views: shop, shop__r0, shop__r1
15 -- relations: data_release, shop, shop__found1, shop__r0, shop__r1
15 -- grants: data_release, shop, shop__found1, shop__r0, shop__r1
15 -- default grants: data_release, shop, shop__found1, shop__r0, shop__r1
15 -- definitions of views: shop
15 -- which schemas exist: data_release, shop, shop__found1, shop__r0, shop__r1
15 select content from [data_release].[artifacts] where environment = @p1 …
15 select content from [data_release].[artifacts] where environment = @p1 …
15 select content from [data_release].[artifacts] where environment = @p1 …
15 select content from [data_release].[artifacts] where environment = @p1 …
16 set xact_abort on;
16     set lock_timeout 50;
16     set deadlock_priority low;
16     begin transaction;
16     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
16     where environment = @p3 and fencing = @p4 and released = @p5;
16     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
16     set lock_timeout 50;
16     set deadlock_priority low;
16     exec(N'create or alter view [shop].[revenue] as select [amount] from [shop__r0].[revenue]');
16     exec(N'create or alter function [shop].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return 2 * @amount end');
16     exec(N'create or alter procedure [shop].[orders_of] @least int as select [id] from [shop].[orders] where [amount] >= @least');
16     delete from [data_release].[live] where environment = @p6;
16     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
16     update [data_release].[releases] set state = @p11, fencing = @p12
16     where environment = @p13 and number = @p14;
16     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
16     where environment = @p17 and number = @p18;
16     delete from [data_release].[waves] where environment = @p19;
16     update [data_release].[course] set state = @p20, fencing = @p21
16     where environment = @p22 and number = @p23 and not strategy in (@p24, @p25);
16     update [data_release].[course] set state = @p26, result = @p27,
16     until_at = @p28, fencing = @p29, finished_at = cast(sysutcdatetime() as datetime2(6))
16     where environment = @p30 and number = @p31 and ordinal = @p32;
16     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
16     values (@p33, @p34, @p35, @p36, cast(sysutcdatetime() as datetime2(6)), @p37, @p38, @p39);
16     declare @after nvarchar(2000);
16     with found as (
16     select a.space, a.relation, a.part, a.grantee, a.privilege,
16     max(cast(a.grantable as int)) as grantable
16     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
16     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
16     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
16     join sys.schemas s on s.schema_id = o.schema_id
16     join (select distinct [value] collate catalog_default as name from openjson(@p40)) wanted on wanted.name = s.name collate catalog_default
16     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
16     union all
16     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
16     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
16     join (select distinct [value] collate catalog_default as name from openjson(@p41)) wanted on wanted.name = s.name collate catalog_default
16     where o.type in ('U', 'V', 'ET', 'SN')
16     union all
16     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
16     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
16     join (select distinct [value] collate catalog_default as name from openjson(@p42)) wanted on wanted.name = s.name collate catalog_default
16     join sys.sql_modules m on m.object_id = o.object_id
16     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
16     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
16     join openjson(@p43) with (space sysname '$[0]', relation sysname '$[1]') n
16     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
16     left join sys.schemas s on s.name = a.space collate catalog_default
16     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
16     where a.privilege in (N'OWNER', N'OPTION')
16     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
16     group by a.space, a.relation, a.part, a.grantee, a.privilege
16     ), wanted as (
16     select space collate catalog_default as space, relation collate catalog_default as relation,
16     part collate catalog_default as part, grantee collate catalog_default as grantee,
16     privilege collate catalog_default as privilege, grantable
16     from openjson(@p44) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
16     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
16     grantable int '$[5]')
16     ), differing as (
16     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
16     union all
16     select N' would get ', g.* from (select * from found except select * from wanted) g
16     )
16     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
16     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
16     N'; '), 2000)
16     from (select top (10) * from differing order by space, relation, grantee) d;
16     if @after is not null throw 51002, @after, 1;
16     commit transaction
17 select number, since, previous from [data_release].[live] where enviro …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select live_schema, live_name, wave, number from [data_release].[waves …
18 -- grants: shop
18 -- relations: shop
18 select content from [data_release].[artifacts] where environment = @p1 …
18 BEGIN
18 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
18 | delete from [data_release].[artifacts] where environment = @p1 and num …
18 | insert into [data_release].[artifacts] (environment, number, name, con …
18 COMMIT
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
21     mark_schema, mark_name, key_columns, columns
21     from [data_release].[relation_marks] where environment = @p1 order by happened_at
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | update [data_release].[course] set state = @p1, result = @p2, …
24 COMMIT
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select number, moment, live_schema, live_name, physical_schema, physic …
25 -- relations: shop__r0
26 BEGIN
26 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
26 | update [data_release].[course] set state = @p1, result = @p2, …
26 COMMIT
27 select number, since, previous from [data_release].[live] where enviro …
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select number, ordinal, strategy, name, settings, state, result, until …
27 select holder, host, pid, fencing, acquired_at, expires_at, released, …
27 select number, count(*) from [data_release].[relations] where environm …
28 update [data_release].[leases] set released = @p1 where environment = …
