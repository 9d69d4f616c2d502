-- ===== abort =====
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
2 select number, ordinal, strategy, name, settings, state, result, until …
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
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 select number, since, previous from [data_release].[live] where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from [data_release].[relations] where environm …
9 select live_schema, live_name, wave, number from [data_release].[waves …
10 select blue, green, share from [data_release].[routes] where environment = @p1
10 select principal from [data_release].[route_exceptions]
10     where environment = @p1 and number = @p2 order by principal
11 select number, ordinal, strategy, name, settings, state, result, until …
12 BEGIN
12 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
12 |     where environment = @p3 and fencing = @p4 and released = @p5
12 | update [data_release].[routes] set share = @p1, fencing = @p2 where environment = @p3
12 | delete from [data_release].[route_exceptions] where environment = @p1
12 | update [data_release].[course] set state = @p1, result = @p2,
12 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
12 |     where environment = @p5 and number = @p6 and ordinal = @p7
12 | update [data_release].[course] set state = @p1, result = @p2, …
12 | update [data_release].[course] set state = @p1, result = @p2, …
12 | update [data_release].[course] set state = @p1, result = @p2, …
12 COMMIT
13 select number, since, previous from [data_release].[live] where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 -- definitions of views: analytics
14 set lock_timeout 300000
14 select number, since, previous from [data_release].[live] where enviro …
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 select live_schema, live_name, wave, number from [data_release].[waves …
14 select live_schema, live_name, wave, number from [data_release].[waves …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 select content from [data_release].[artifacts] …
14 -- all schemas
14 select content from [data_release].[artifacts] …
14 -- dependents: analytics
14 -- dependents: analytics__r1, data_release
14 -- what hangs on views: analytics
14 -- relations: analytics, analytics__found1, analytics__r1, data_release
14 -- grants: analytics, analytics__found1, analytics__r1, data_release
14 -- default grants: analytics, analytics__found1, analytics__r1, data_release
14 -- definitions of views: analytics
14 -- which schemas exist: analytics, analytics__found1, analytics__r1, data_release
14 select content from [data_release].[artifacts] where environment = @p1 …
16 set xact_abort on;
16     set lock_timeout 12;
16     set deadlock_priority low;
16     begin transaction;
16     if not exists (select 1 from [data_release].[leases] with (holdlock, rowlock) where environment = N'prod' and fencing = 3 and not released = 1) throw 51001, N'the lease is lost', 1;
16     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
16     commit transaction
16 set xact_abort on;
16     set lock_timeout 12;
16     set deadlock_priority low;
16     begin transaction;
16     if not exists (select 1 from [data_release].[leases] with (holdlock, rowlock) where environment = N'prod' and fencing = 3 and not released = 1) throw 51001, N'the lease is lost', 1;
16     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r1].[orders]');
16     commit transaction
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select live_schema, live_name, wave, number from [data_release].[waves …
18 -- grants: analytics
18 -- relations: analytics
18 select content from [data_release].[artifacts] where environment = @p1 …
19 select number, since, previous from [data_release].[live] where enviro …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 -- definitions of views: analytics
20 select number, ordinal, strategy, name, settings, state, result, until …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select content from [data_release].[artifacts] where environment = @p1 …
21 -- which schemas exist: analytics__r2
21 select r.physical_schema, r.physical_name, r.environment, r.number from [data_release].[releases] e join [data_release].[relations] r
21     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
21     where r.physical_schema in (@p3)
21 -- relations: analytics__r2
21 -- dependents: analytics__r2
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | exec(N'declare @drop nvarchar(max);
22 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
22 |     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
22 |     join sys.tables r on r.object_id = f.referenced_object_id
22 |     where r.schema_id = schema_id(N''analytics__r2'') or t.schema_id = schema_id(N''analytics__r2'');
22 |     if @drop is not null exec(@drop);
22 |     set @drop = null;
22 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
22 |     from sys.tables t where t.schema_id = schema_id(N''analytics__r2'') and t.temporal_type = 2;
22 |     if @drop is not null exec(@drop);
22 |     set @drop = null;
22 |     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
22 |     from sys.objects o where o.schema_id = schema_id(N''analytics__r2'') and o.parent_object_id = 0
22 |     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
22 |     if @drop is not null exec(@drop);
22 |     set @drop = null;
22 |     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
22 |     from sys.types y where y.schema_id = schema_id(N''analytics__r2'') and y.is_user_defined = 1;
22 |     if @drop is not null exec(@drop);
22 |     if schema_id(N''analytics__r2'') is not null exec(N''drop schema [analytics__r2]'')')
22 | update [data_release].[course] set state = @p1, fencing = @p2
22 |     where environment = @p3 and number = @p4 and not strategy in (@p5, @p6)
22 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2
22 |     and name not in (@p3, @p4, @p5)
22 | delete from [data_release].[relation_marks] where environment = @p1 and number = @p2
22 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
22 |     builder = @p5, fence = @p6, options = @p7,
22 |     green_schema = @p8, git_commit = @p9,
22 |     created_by = @p10, fencing = @p11
22 |     where environment = @p12 and number = @p13
22 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
22 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
22 COMMIT
23 select number, since, previous from [data_release].[live] where enviro …
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 select number, ordinal, strategy, name, settings, state, result, until …
23 select holder, host, pid, fencing, acquired_at, expires_at, released, …
23 select number, count(*) from [data_release].[relations] where environm …
24 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
