-- ===== resume =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     cast(case when expires_at < cast(sysutcdatetime() as datetime2(6)) then 1 else 0 end as bit),
1     cast(case when expires_at > dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6)))) then 1 else 0 end as bit)
1     from [data_release].[leases] where environment = @p3
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3, fencing = @p4,
1 |     acquired_at = cast(sysutcdatetime() as datetime2(6)), expires_at = dateadd(day, @p5, dateadd(millisecond, @p6, cast(sysutcdatetime() as datetime2(6)))), released = @p7
1 |     where environment = @p8 and fencing = @p9
1 COMMIT
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
2 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
2     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
2     order by number, ordinal
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
2     select number from [data_release].[releases]
2     where environment = @p2 and (state not in (@p3, @p4)))
2     group by number
3 set lock_timeout 2000
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from [data_release].[relations] where environment = @p1 and number = @p2
3     order by live_schema, live_name
3 select live_schema, live_name, wave, number from [data_release].[waves]
3     where environment = @p1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from [data_release].[artifacts]
3     where environment = @p1 and number < 0 and name = @p2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from [data_release].[relations] where environm …
6 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
6     from [data_release].[course] where environment = @p1 and number in (
6     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
6     union all select 0) and strategy in (@p5, @p6)
6     order by number, ordinal
6 select content from [data_release].[artifacts]
6     where environment = @p1 and number in (
6     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
6     union all select 0) and name = @p5
6     order by number desc
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 select number, since, previous from [data_release].[live] where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from [data_release].[relations] where environm …
9 select number, ordinal, strategy, name, settings, state, result, until …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select content from [data_release].[artifacts] where environment = @p1 …
10 -- which schemas exist: analytics__r2
10 select r.physical_schema, r.physical_name, r.environment, r.number from [data_release].[releases] e join [data_release].[relations] r
10     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
10     where r.physical_schema in (@p3)
10 -- relations: analytics__r2
10 -- dependents: analytics__r2
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
11 |     where environment = @p3 and fencing = @p4 and released = @p5
11 | exec(N'declare @drop nvarchar(max);
11 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
11 |     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
11 |     join sys.tables r on r.object_id = f.referenced_object_id
11 |     where r.schema_id = schema_id(N''analytics__r2'') or t.schema_id = schema_id(N''analytics__r2'');
11 |     if @drop is not null exec(@drop);
11 |     set @drop = null;
11 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
11 |     from sys.tables t where t.schema_id = schema_id(N''analytics__r2'') and t.temporal_type = 2;
11 |     if @drop is not null exec(@drop);
11 |     set @drop = null;
11 |     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
11 |     from sys.objects o where o.schema_id = schema_id(N''analytics__r2'') and o.parent_object_id = 0
11 |     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
11 |     if @drop is not null exec(@drop);
11 |     set @drop = null;
11 |     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
11 |     from sys.types y where y.schema_id = schema_id(N''analytics__r2'') and y.is_user_defined = 1;
11 |     if @drop is not null exec(@drop);
11 |     if schema_id(N''analytics__r2'') is not null exec(N''drop schema [analytics__r2]'')')
11 | delete from [data_release].[relations] where environment = @p1 and number = @p2
11 | delete from [data_release].[course]
11 |     where environment = @p1 and number = @p2 and ordinal >= @p3
11 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
11 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
11 |     @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14,
11 |     @p15, @p16, @p17, @p18), (@p19, @p20, @p21, @p22, @p23,
11 |     @p24, @p25, @p26, @p27), (@p28, @p29, @p30, @p31, @p32,
11 |     @p33, @p34, @p35, @p36), (@p37, @p38, @p39, @p40, @p41,
11 |     @p42, @p43, @p44, @p45), (@p46, @p47, @p48, @p49, @p50,
11 |     @p51, @p52, @p53, @p54), (@p55, @p56, @p57, @p58, @p59,
11 |     @p60, @p61, @p62, @p63)
11 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
11 |     builder = @p5, fence = @p6, options = @p7,
11 |     green_schema = @p8, git_commit = @p9,
11 |     created_by = @p10, fencing = @p11
11 |     where environment = @p12 and number = @p13
11 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
11 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
11 COMMIT
12 select number, since, previous from [data_release].[live] where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from [data_release].[relations] where environm …
13 select id, name, version, kind, phase, checksum, down, state, number, applied_at,
13     applied_by, seconds,
13     message, data_version, changed_at
13     from [data_release].[migrations] where environment = @p1 order by id
14 select number, since, previous from [data_release].[live] where enviro …
14 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
14     created_by,
14     live_at, message, options, builder, fence
14     from [data_release].[releases] where environment = @p1 order by number desc
14 select number, ordinal, strategy, name, settings, state, result, until …
14 select holder, host, pid, fencing, acquired_at, expires_at, released, …
14 select number, count(*) from [data_release].[relations] where environm …
15 select cast(sysutcdatetime() as datetime2(6))
16 select id, name, version, kind, phase, checksum, down, state, number, …
17 BEGIN
17 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
17 | update [data_release].[course] set state = @p1, result = @p2,
17 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
17 |     where environment = @p5 and number = @p6 and ordinal = @p7
17 | update [data_release].[releases] set version = @p1, state = @p2, messa …
17 | insert into [data_release].[steps] (environment, number, name, state, …
17 COMMIT
18 BEGIN
18 | set xact_abort off
18 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2b__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2b__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
18 | create view [analytics__r2b__plan].[customers] as
18 |     select 2 as id, 'b' as name
18 | -- what analytics__r2b__plan.customers reads
18 | create or alter view [analytics__r2b__plan].[a query] as
18 |     -- materialized: table
18 |     select 1 as id, c.id as customer from "analytics__r2b__plan".customers c
18 | -- what analytics__r2b__plan.a query reads
18 | select * into [analytics__r2b__plan].[orders] from (select top (0) * from (select * from [analytics__r2b__plan].[a query]) a union all select top (0) * from (select * from [analytics__r2b__plan].[a query]) b) q
18 ROLLBACK
18 set xact_abort on
19 -- relations: analytics
20 select number, since, previous from [data_release].[live] where enviro …
20 select number, version, git_commit, state, strategy, live_schema, gree …
20 select number, ordinal, strategy, name, settings, state, result, until …
20 select holder, host, pid, fencing, acquired_at, expires_at, released, …
20 select number, count(*) from [data_release].[relations] where environm …
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | update [data_release].[course] set state = @p1, result = @p2, …
21 | update [data_release].[releases] set version = @p1, state = @p2, messa …
21 | insert into [data_release].[steps] (environment, number, name, state, …
21 COMMIT
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
22 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
22 COMMIT
22 if schema_id(N'analytics__r2b') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2b'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2b]'' + N'' authorization '' + quotename(@owner); exec(@make)')
23 BEGIN
23 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
23 | update [data_release].[course] set state = @p1, result = @p2, …
23 COMMIT
25 create view [analytics__r2b].[customers] as
25     select 2 as id, 'b' as name
26 select * into [analytics__r2b].[orders] from (select * from (
26     -- materialized: table
26     select 1 as id, c.id as customer from "analytics__r2b"."customers" c
26     ) dr_rows) q
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 -- what queries read: model.shop.customers, model.shop.orders
27 -- what views read: analytics__r2b.customers, analytics__r2b.orders
28 -- relations: analytics__r2b
30 -- relations: analytics__r2b
32 BEGIN
32 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
32 | delete from [data_release].[relations] where environment = @p1 and num …
32 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
32 |     physical_schema, physical_name,
32 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
32 |     @p5, @p6,
32 |     @p7, @p8, @p9, @p10,
32 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
32 |     @p18, @p19,
32 |     @p20, @p21, @p22, @p23,
32 |     @p24, @p25, @p26)
32 | delete from [data_release].[artifacts] where environment = @p1 and num …
32 | insert into [data_release].[artifacts] (environment, number, name, con …
32 | delete from [data_release].[checks] where environment = @p1 and number = @p2
32 | delete from [data_release].[artifacts] where environment = @p1 and num …
32 | insert into [data_release].[artifacts] (environment, number, name, con …
32 | delete from [data_release].[artifacts] where environment = @p1 and num …
32 | insert into [data_release].[artifacts] (environment, number, name, con …
32 | update [data_release].[course] set state = @p1, result = @p2, …
32 | update [data_release].[releases] set version = @p1, state = @p2, messa …
32 | insert into [data_release].[steps] (environment, number, name, state, …
32 COMMIT
33 BEGIN
33 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
33 | update [data_release].[releases] set version = @p1, state = @p2, messa …
33 | insert into [data_release].[steps] (environment, number, name, state, …
33 COMMIT
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 -- relations: analytics__r1, analytics__r2b
34 select number, version, git_commit, state, strategy, live_schema, gree …
34 select cast(sysutcdatetime() as datetime2(6))
34 select content from [data_release].[artifacts] where environment = @p1 …
34 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics__r2b].[customers] union all select 2 as i, count_big(*) as n from [analytics__r1].[orders] union all select 3 as i, count_big(*) as n from [analytics__r2b].[orders]
34 -- grants: analytics
34 select content from [data_release].[artifacts] where environment = @p1 …
35 BEGIN
35 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
35 | delete from [data_release].[checks] where environment = @p1 and number …
35 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
35 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
35 |     @p6, @p7,
35 |     @p8, @p9, @p10,
35 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
35 |     @p16, @p17,
35 |     @p18, @p19, @p20,
35 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
35 |     @p26, @p27,
35 |     @p28, @p29, @p30,
35 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
35 |     @p36, @p37,
35 |     @p38, @p39, @p40,
35 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
35 |     @p46, @p47,
35 |     @p48, @p49, @p50,
35 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
35 |     @p56, @p57,
35 |     @p58, @p59, @p60,
35 |     cast(sysutcdatetime() as datetime2(6)))
35 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
35 |     then @p3 when live_schema = @p4 and live_name = @p5
35 |     then @p6 else row_count end
35 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
35 | update [data_release].[course] set state = @p1, result = @p2, …
35 | update [data_release].[releases] set version = @p1, state = @p2, messa …
35 | insert into [data_release].[steps] (environment, number, name, state, …
35 COMMIT
36 select number, since, previous from [data_release].[live] where enviro …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 -- relations
37 select number, since, previous from [data_release].[live] where enviro …
37 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
37     mark_schema, mark_name, key_columns, columns
37     from [data_release].[relation_marks] where environment = @p1 order by happened_at
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
38 BEGIN
38 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
38 | update [data_release].[course] set state = @p1, result = @p2, …
38 COMMIT
39 select number, since, previous from [data_release].[live] where enviro …
40 set lock_timeout 300000
40 select number, since, previous from [data_release].[live] where enviro …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 select live_schema, live_name, wave, number from [data_release].[waves …
40 select live_schema, live_name, wave, number from [data_release].[waves …
40 select number, version, git_commit, state, strategy, live_schema, gree …
40 select content from [data_release].[artifacts] …
40 -- all schemas
40 select content from [data_release].[artifacts] …
40 -- dependents: analytics
40 -- dependents: analytics__r1, analytics__r2b, data_release
40 -- what hangs on views: analytics
40 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
40 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
40 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
40 -- definitions of views: analytics
40 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
40 select content from [data_release].[artifacts] where environment = @p1 …
40 select content from [data_release].[artifacts] where environment = @p1 …
40 select content from [data_release].[artifacts] where environment = @p1 …
40 select content from [data_release].[artifacts] where environment = @p1 …
41 BEGIN
41 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
41 | update [data_release].[releases] set version = @p1, state = @p2, messa …
41 | insert into [data_release].[steps] (environment, number, name, state, …
41 COMMIT
42 set xact_abort on;
42     set lock_timeout 50;
42     set deadlock_priority low;
42     begin transaction;
42     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
42     where environment = @p3 and fencing = @p4 and released = @p5;
42     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
42     set lock_timeout 50;
42     set deadlock_priority low;
42     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r2b].[customers]');
42     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r2b].[orders]');
42     delete from [data_release].[live] where environment = @p6;
42     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
42     update [data_release].[releases] set state = @p11, fencing = @p12
42     where environment = @p13 and number = @p14;
42     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
42     where environment = @p17 and number = @p18;
42     delete from [data_release].[waves] where environment = @p19;
42     delete from [data_release].[course]
42     where environment = @p20 and number in (
42     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
42     union all select 0) and strategy in (@p24, @p25) and number in
42     (select number from [data_release].[course]
42     where environment = @p26 and number in (
42     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
42     union all select 0) and strategy in (@p30, @p31)
42     and state <> @p32);
42     delete from [data_release].[artifacts]
42     where environment = @p33 and number in (
42     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
42     union all select 0) and name = @p37;
42     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
42     delete from [data_release].[route_exceptions] where environment = @p43;
42     update [data_release].[course] set state = @p44, result = @p45,
42     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
42     where environment = @p48 and number = @p49 and ordinal = @p50;
42     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
42     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
42     declare @after nvarchar(2000);
42     with found as (
42     select a.space, a.relation, a.part, a.grantee, a.privilege,
42     max(cast(a.grantable as int)) as grantable
42     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
42     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
42     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
42     join sys.schemas s on s.schema_id = o.schema_id
42     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
42     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
42     union all
42     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
42     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
42     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
42     where o.type in ('U', 'V', 'ET', 'SN')
42     union all
42     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
42     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
42     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
42     join sys.sql_modules m on m.object_id = o.object_id
42     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
42     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
42     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
42     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
42     left join sys.schemas s on s.name = a.space collate catalog_default
42     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
42     where a.privilege in (N'OWNER', N'OPTION')
42     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
42     group by a.space, a.relation, a.part, a.grantee, a.privilege
42     ), wanted as (
42     select space collate catalog_default as space, relation collate catalog_default as relation,
42     part collate catalog_default as part, grantee collate catalog_default as grantee,
42     privilege collate catalog_default as privilege, grantable
42     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
42     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
42     grantable int '$[5]')
42     ), differing as (
42     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
42     union all
42     select N' would get ', g.* from (select * from found except select * from wanted) g
42     )
42     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
42     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
42     N'; '), 2000)
42     from (select top (10) * from differing order by space, relation, grantee) d;
42     if @after is not null throw 51002, @after, 1;
42     commit transaction
43 select number, since, previous from [data_release].[live] where enviro …
44 select unique_id, live_schema, live_name, physical_schema, physical_na …
44 select live_schema, live_name, wave, number from [data_release].[waves …
44 -- grants: analytics
44 -- relations: analytics
44 select content from [data_release].[artifacts] where environment = @p1 …
44 BEGIN
44 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
44 | delete from [data_release].[artifacts] where environment = @p1 and num …
44 | insert into [data_release].[artifacts] (environment, number, name, con …
44 COMMIT
45 select number, since, previous from [data_release].[live] where enviro …
45 select number, version, git_commit, state, strategy, live_schema, gree …
45 select number, ordinal, strategy, name, settings, state, result, until …
45 select holder, host, pid, fencing, acquired_at, expires_at, released, …
45 select number, count(*) from [data_release].[relations] where environm …
46 select unique_id, live_schema, live_name, physical_schema, physical_na …
46 select unique_id, live_schema, live_name, physical_schema, physical_na …
47 select number, since, previous from [data_release].[live] where enviro …
47 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
47     created_by,
47     live_at, message, options, builder, fence
47     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
47     or number > (select max(number) from [data_release].[releases] where environment = @p4)
47     - @p5
47     or number in (select previous from [data_release].[live] where environment = @p6)
47     or number in (select origin from [data_release].[relations]
47     where environment = @p7 and number in (
47     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
47     union all select 0)) or number = @p11) order by number desc
47 select number, ordinal, strategy, name, settings, state, result, until …
47 select holder, host, pid, fencing, acquired_at, expires_at, released, …
47 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
47     select number from [data_release].[releases]
47     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
47     group by number
48 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
48     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
48     order by number, ordinal
49 select content from [data_release].[artifacts] where environment = @p1 …
49 select unique_id, live_schema, live_name, physical_schema, physical_na …
49 select unique_id, live_schema, live_name, physical_schema, physical_na …
50 select content from [data_release].[artifacts] where environment = @p1 …
50 select content from [data_release].[artifacts] where environment = @p1 …
51 select content from [data_release].[artifacts] where environment = @p1 …
51 select content from [data_release].[artifacts] where environment = @p1 …
52 -- relations: analytics__r1, analytics__r2b
53 select name, relation, state, severity, value, threshold, message
53     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
53 select unique_id, live_schema, live_name, physical_schema, physical_na …
54 BEGIN
54 | -- facts of analytics__r1.customers
54 | -- facts of analytics__r2b.customers
54 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2b].[customers] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
54 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s
54 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2b].[customers] src) s
54 COMMIT
54 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r1].[customers]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r2b].[customers]) r where x > -1e308 and x < 1e308) v group by bin
54 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2b].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2b].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
54 select * from (select 0 as c, x, sum(cast(b as decimal(38, 0))) as b, sum(cast(g as decimal(38, 0))) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[customers] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__r2b].[customers]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
54 BEGIN
54 | -- facts of analytics__r1.orders
54 | -- facts of analytics__r2b.orders
54 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2b].[orders] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
54 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s
54 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2b].[orders] src) s
54 COMMIT
54 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r2b].[orders]) r where x > -1e308 and x < 1e308) v group by bin
55 select content from [data_release].[artifacts] where environment = @p1 …
56 select content from [data_release].[artifacts] where environment = @p1 …
57 BEGIN
57 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
57 | delete from [data_release].[artifacts] where environment = @p1 and num …
57 | insert into [data_release].[artifacts] (environment, number, name, con …
57 COMMIT
58 select number, since, previous from [data_release].[live] where enviro …
58 select number, version, git_commit, state, strategy, live_schema, gree …
58 select number, ordinal, strategy, name, settings, state, result, until …
58 select holder, host, pid, fencing, acquired_at, expires_at, released, …
58 select number, count(*) from [data_release].[relations] where environm …
59 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
