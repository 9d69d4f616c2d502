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
11 |     green_schema = @p8, fencing = @p9
11 |     where environment = @p10 and number = @p11
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
19 select number, since, previous from [data_release].[live] where enviro …
19 select number, version, git_commit, state, strategy, live_schema, gree …
19 select number, ordinal, strategy, name, settings, state, result, until …
19 select holder, host, pid, fencing, acquired_at, expires_at, released, …
19 select number, count(*) from [data_release].[relations] where environm …
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | update [data_release].[course] set state = @p1, result = @p2, …
20 | update [data_release].[releases] set version = @p1, state = @p2, messa …
20 | insert into [data_release].[steps] (environment, number, name, state, …
20 COMMIT
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
21 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
21 COMMIT
21 if schema_id(N'analytics__r2b') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2b'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2b]'' + N'' authorization '' + quotename(@owner); exec(@make)')
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | update [data_release].[course] set state = @p1, result = @p2, …
22 COMMIT
24 create view [analytics__r2b].[customers] as
24     select 2 as id, 'b' as name
25 select * into [analytics__r2b].[orders] from (select * from (
25     -- materialized: table
25     select 1 as id, c.id as customer from "analytics__r2b"."customers" c
25     ) dr_rows) q
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select number, version, git_commit, state, strategy, live_schema, gree …
26 -- what queries read: model.shop.customers, model.shop.orders
26 -- what views read: analytics__r2b.customers, analytics__r2b.orders
27 -- relations: analytics__r2b
29 -- relations: analytics__r2b
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | delete from [data_release].[relations] where environment = @p1 and num …
31 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
31 |     physical_schema, physical_name,
31 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
31 |     @p5, @p6,
31 |     @p7, @p8, @p9, @p10,
31 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
31 |     @p18, @p19,
31 |     @p20, @p21, @p22, @p23,
31 |     @p24, @p25, @p26)
31 | delete from [data_release].[artifacts] where environment = @p1 and num …
31 | insert into [data_release].[artifacts] (environment, number, name, con …
31 | delete from [data_release].[checks] where environment = @p1 and number = @p2
31 | delete from [data_release].[artifacts] where environment = @p1 and num …
31 | insert into [data_release].[artifacts] (environment, number, name, con …
31 | delete from [data_release].[artifacts] where environment = @p1 and num …
31 | insert into [data_release].[artifacts] (environment, number, name, con …
31 | update [data_release].[course] set state = @p1, result = @p2, …
31 | update [data_release].[releases] set version = @p1, state = @p2, messa …
31 | insert into [data_release].[steps] (environment, number, name, state, …
31 COMMIT
32 BEGIN
32 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
32 | update [data_release].[releases] set version = @p1, state = @p2, messa …
32 | insert into [data_release].[steps] (environment, number, name, state, …
32 COMMIT
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 -- relations: analytics__r1, analytics__r2b
33 select number, version, git_commit, state, strategy, live_schema, gree …
33 select cast(sysutcdatetime() as datetime2(6))
33 select content from [data_release].[artifacts] where environment = @p1 …
33 select 0 as i, count(*) as n from [analytics__r1].[customers] union all select 1 as i, count(*) as n from [analytics__r2b].[customers] union all select 2 as i, count(*) as n from [analytics__r1].[orders] union all select 3 as i, count(*) as n from [analytics__r2b].[orders]
33 -- grants: analytics
33 select content from [data_release].[artifacts] where environment = @p1 …
34 BEGIN
34 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
34 | delete from [data_release].[checks] where environment = @p1 and number …
34 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
34 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
34 |     @p6, @p7,
34 |     @p8, @p9, @p10,
34 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
34 |     @p16, @p17,
34 |     @p18, @p19, @p20,
34 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
34 |     @p26, @p27,
34 |     @p28, @p29, @p30,
34 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
34 |     @p36, @p37,
34 |     @p38, @p39, @p40,
34 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
34 |     @p46, @p47,
34 |     @p48, @p49, @p50,
34 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
34 |     @p56, @p57,
34 |     @p58, @p59, @p60,
34 |     cast(sysutcdatetime() as datetime2(6)))
34 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
34 |     then @p3 when live_schema = @p4 and live_name = @p5
34 |     then @p6 else row_count end
34 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
34 | update [data_release].[course] set state = @p1, result = @p2, …
34 | update [data_release].[releases] set version = @p1, state = @p2, messa …
34 | insert into [data_release].[steps] (environment, number, name, state, …
34 COMMIT
35 select number, since, previous from [data_release].[live] where enviro …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 -- relations
36 select number, since, previous from [data_release].[live] where enviro …
36 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
36     mark_schema, mark_name, key_columns, columns
36     from [data_release].[relation_marks] where environment = @p1 order by happened_at
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 BEGIN
37 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
37 | update [data_release].[course] set state = @p1, result = @p2, …
37 COMMIT
38 select number, since, previous from [data_release].[live] where enviro …
39 set lock_timeout 300000
39 select number, since, previous from [data_release].[live] where enviro …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select live_schema, live_name, wave, number from [data_release].[waves …
39 select live_schema, live_name, wave, number from [data_release].[waves …
39 select number, version, git_commit, state, strategy, live_schema, gree …
39 select content from [data_release].[artifacts] …
39 -- all schemas
39 select content from [data_release].[artifacts] …
39 -- dependents: analytics
39 -- dependents: analytics__r1, analytics__r2b, data_release
39 -- what hangs on views: analytics
39 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 -- definitions of views: analytics
39 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2b, data_release
39 select content from [data_release].[artifacts] where environment = @p1 …
39 select content from [data_release].[artifacts] where environment = @p1 …
39 select content from [data_release].[artifacts] where environment = @p1 …
39 select content from [data_release].[artifacts] where environment = @p1 …
40 BEGIN
40 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
40 | update [data_release].[releases] set version = @p1, state = @p2, messa …
40 | insert into [data_release].[steps] (environment, number, name, state, …
40 COMMIT
41 set xact_abort on;
41     set lock_timeout 50;
41     set deadlock_priority low;
41     begin transaction;
41     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
41     where environment = @p3 and fencing = @p4 and released = @p5;
41     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
41     set lock_timeout 50;
41     set deadlock_priority low;
41     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r2b].[customers]');
41     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r2b].[orders]');
41     delete from [data_release].[live] where environment = @p6;
41     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
41     update [data_release].[releases] set state = @p11, fencing = @p12
41     where environment = @p13 and number = @p14;
41     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
41     where environment = @p17 and number = @p18;
41     delete from [data_release].[waves] where environment = @p19;
41     delete from [data_release].[course]
41     where environment = @p20 and number in (
41     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
41     union all select 0) and strategy in (@p24, @p25) and number in
41     (select number from [data_release].[course]
41     where environment = @p26 and number in (
41     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
41     union all select 0) and strategy in (@p30, @p31)
41     and state <> @p32);
41     delete from [data_release].[artifacts]
41     where environment = @p33 and number in (
41     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
41     union all select 0) and name = @p37;
41     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
41     delete from [data_release].[route_exceptions] where environment = @p43;
41     update [data_release].[course] set state = @p44, result = @p45,
41     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
41     where environment = @p48 and number = @p49 and ordinal = @p50;
41     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
41     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
41     declare @after nvarchar(2000);
41     with found as (
41     select a.space, a.relation, a.part, a.grantee, a.privilege,
41     max(cast(a.grantable as int)) as grantable
41     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
41     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)), cast(case when p.state = 'W' then 1 else 0 end as bit)
41     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
41     join sys.schemas s on s.schema_id = o.schema_id
41     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
41     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
41     union all
41     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER', cast(0 as bit)
41     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
41     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
41     where o.type in ('U', 'V', 'ET', 'SN')
41     union all
41     select s.name, o.name, null, x.name, N'OPTION', cast(0 as bit)
41     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
41     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
41     join sys.sql_modules m on m.object_id = o.object_id
41     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
41     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
41     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
41     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
41     left join sys.schemas s on s.name = a.space collate catalog_default
41     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
41     where a.privilege in (N'OWNER', N'OPTION')
41     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
41     group by a.space, a.relation, a.part, a.grantee, a.privilege
41     ), wanted as (
41     select space collate catalog_default as space, relation collate catalog_default as relation,
41     part collate catalog_default as part, grantee collate catalog_default as grantee,
41     privilege collate catalog_default as privilege, grantable
41     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
41     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
41     grantable int '$[5]')
41     ), differing as (
41     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
41     union all
41     select N' would get ', g.* from (select * from found except select * from wanted) g
41     )
41     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
41     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
41     N'; '), 2000)
41     from (select top (10) * from differing order by space, relation, grantee) d;
41     if @after is not null throw 51002, @after, 1;
41     commit transaction
42 select number, since, previous from [data_release].[live] where enviro …
43 select unique_id, live_schema, live_name, physical_schema, physical_na …
43 select live_schema, live_name, wave, number from [data_release].[waves …
43 -- grants: analytics
43 -- relations: analytics
43 select content from [data_release].[artifacts] where environment = @p1 …
43 BEGIN
43 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
43 | delete from [data_release].[artifacts] where environment = @p1 and num …
43 | insert into [data_release].[artifacts] (environment, number, name, con …
43 COMMIT
44 select number, since, previous from [data_release].[live] where enviro …
44 select number, version, git_commit, state, strategy, live_schema, gree …
44 select number, ordinal, strategy, name, settings, state, result, until …
44 select holder, host, pid, fencing, acquired_at, expires_at, released, …
44 select number, count(*) from [data_release].[relations] where environm …
45 select unique_id, live_schema, live_name, physical_schema, physical_na …
45 select unique_id, live_schema, live_name, physical_schema, physical_na …
46 select number, since, previous from [data_release].[live] where enviro …
46 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
46     created_by,
46     live_at, message, options, builder, fence
46     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
46     or number > (select max(number) from [data_release].[releases] where environment = @p4)
46     - @p5
46     or number in (select previous from [data_release].[live] where environment = @p6)
46     or number in (select origin from [data_release].[relations]
46     where environment = @p7 and number in (
46     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
46     union all select 0)) or number = @p11) order by number desc
46 select number, ordinal, strategy, name, settings, state, result, until …
46 select holder, host, pid, fencing, acquired_at, expires_at, released, …
46 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
46     select number from [data_release].[releases]
46     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
46     group by number
47 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
47     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
47     order by number, ordinal
48 select content from [data_release].[artifacts] where environment = @p1 …
48 select unique_id, live_schema, live_name, physical_schema, physical_na …
48 select unique_id, live_schema, live_name, physical_schema, physical_na …
49 select content from [data_release].[artifacts] where environment = @p1 …
49 select content from [data_release].[artifacts] where environment = @p1 …
50 select content from [data_release].[artifacts] where environment = @p1 …
50 select content from [data_release].[artifacts] where environment = @p1 …
51 -- relations: analytics__r1, analytics__r2b
52 select name, relation, state, severity, value, threshold, message
52     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
52 select unique_id, live_schema, live_name, physical_schema, physical_na …
53 BEGIN
53 | -- facts of analytics__r1.customers
53 | -- facts of analytics__r2b.customers
53 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2b].[customers] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
53 | select count(*) - count(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(v0) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s
53 | select count(*) - count(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(v0) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2b].[customers] src) s
53 COMMIT
53 select 0 as c, 0 as s, bin, count(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r1].[customers]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r2b].[customers]) r where x > -1e308 and x < 1e308) v group by bin
53 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2b].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2b].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
53 select * from (select 0 as c, x, sum(b) as b, sum(g) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[customers] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__r2b].[customers]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
53 BEGIN
53 | -- facts of analytics__r1.orders
53 | -- facts of analytics__r2b.orders
53 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2b].[orders] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
53 | select count(*) - count(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(v0) as nvarchar(max)), count(*) - count(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(v1) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s
53 | select count(*) - count(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(v0) as nvarchar(max)), count(*) - count(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(v1) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2b].[orders] src) s
53 COMMIT
53 select 0 as c, 0 as s, bin, count(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r2b].[orders]) r where x > -1e308 and x < 1e308) v group by bin
54 select content from [data_release].[artifacts] where environment = @p1 …
55 select content from [data_release].[artifacts] where environment = @p1 …
56 BEGIN
56 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
56 | delete from [data_release].[artifacts] where environment = @p1 and num …
56 | insert into [data_release].[artifacts] (environment, number, name, con …
56 COMMIT
57 select number, since, previous from [data_release].[live] where enviro …
57 select number, version, git_commit, state, strategy, live_schema, gree …
57 select number, ordinal, strategy, name, settings, state, result, until …
57 select holder, host, pid, fencing, acquired_at, expires_at, released, …
57 select number, count(*) from [data_release].[relations] where environm …
58 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
