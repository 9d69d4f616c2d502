-- ===== prune --keep 1 =====
1 select cast(sysutcdatetime() as datetime2(6))
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select environment, number
2     from [data_release].[releases] where strategy = @p1 order by environment, number
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from [data_release].[ledger_versions]
3 select holder, host, pid, fencing, acquired_at, expires_at, released,
3     cast(case when expires_at < cast(sysutcdatetime() as datetime2(6)) then 1 else 0 end as bit),
3     cast(case when expires_at > dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6)))) then 1 else 0 end as bit)
3     from [data_release].[leases] where environment = @p3
3 BEGIN
3 | set lock_timeout 2000
3 | set deadlock_priority low
3 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3, fencing = @p4,
3 |     acquired_at = cast(sysutcdatetime() as datetime2(6)), expires_at = dateadd(day, @p5, dateadd(millisecond, @p6, cast(sysutcdatetime() as datetime2(6)))), released = @p7
3 |     where environment = @p8 and fencing = @p9
3 COMMIT
4 select number, since, previous from [data_release].[live] where environment = @p1
4 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
4     created_by,
4     live_at, message, options, builder, fence
4     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
4     or number > (select max(number) from [data_release].[releases] where environment = @p4)
4     - @p5
4     or number in (select previous from [data_release].[live] where environment = @p6)
4     or number in (select origin from [data_release].[relations]
4     where environment = @p7 and number in (
4     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
4     union all select 0))) order by number desc
4 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
4     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
4     order by number, ordinal
4 select holder, host, pid, fencing, acquired_at, expires_at, released, …
4 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
4     select number from [data_release].[releases]
4     where environment = @p2 and (state not in (@p3, @p4)))
4     group by number
5 set lock_timeout 2000
5 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
5     checksum, fingerprint, origin
5     from [data_release].[relations] where environment = @p1 and number = @p2
5     order by live_schema, live_name
5 select live_schema, live_name, wave, number from [data_release].[waves]
5     where environment = @p1 order by wave, live_schema, live_name
5 -- definitions of views: analytics
5 -- relations: analytics, analytics__r3
5 select content from [data_release].[artifacts]
5     where environment = @p1 and number < 0 and name = @p2
5     order by number desc
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select live_schema, live_name, wave, number from [data_release].[waves …
6 -- grants: analytics
6 -- relations: analytics
6 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select content from [data_release].[artifacts] where environment = @p1 …
8 -- which schemas exist: analytics__r1
8 select r.physical_schema, r.physical_name, r.environment, r.number from [data_release].[releases] e join [data_release].[relations] r
8     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
8     where r.physical_schema in (@p3)
8 -- relations: analytics__r1
8 -- dependents: analytics__r1
9 BEGIN
9 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
9 |     where environment = @p3 and fencing = @p4 and released = @p5
9 | exec(N'declare @drop nvarchar(max);
9 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
9 |     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
9 |     join sys.tables r on r.object_id = f.referenced_object_id
9 |     where r.schema_id = schema_id(N''analytics__r1'') or t.schema_id = schema_id(N''analytics__r1'');
9 |     if @drop is not null exec(@drop);
9 |     set @drop = null;
9 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
9 |     from sys.tables t where t.schema_id = schema_id(N''analytics__r1'') and t.temporal_type = 2;
9 |     if @drop is not null exec(@drop);
9 |     set @drop = null;
9 |     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
9 |     from sys.objects o where o.schema_id = schema_id(N''analytics__r1'') and o.parent_object_id = 0
9 |     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
9 |     if @drop is not null exec(@drop);
9 |     set @drop = null;
9 |     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
9 |     from sys.types y where y.schema_id = schema_id(N''analytics__r1'') and y.is_user_defined = 1;
9 |     if @drop is not null exec(@drop);
9 |     if schema_id(N''analytics__r1'') is not null exec(N''drop schema [analytics__r1]'')')
9 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2
9 |     and name not in (@p3, @p4, @p5)
9 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
9 |     builder = @p5, fence = @p6, options = @p7,
9 |     green_schema = @p8, git_commit = @p9,
9 |     created_by = @p10, fencing = @p11
9 |     where environment = @p12 and number = @p13
9 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
9 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
9 COMMIT
10 -- all schemas
10 select number, green_schema from [data_release].[releases]
10     where environment = @p1 and state in (@p2, @p3) order by number desc
11 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
11     t.copy_schema, t.copy_name,
11     t.[file], t.sha256, t.row_count, t.checksum, t.bytes, t.columns
11     from [data_release].[data_version_tables] t
11     join [data_release].[data_versions] v on v.number = t.number
11     where v.environment = @p1 order by t.number, t.ordinal
11 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
11     from [data_release].[data_versions] where environment = @p1 order by number desc
12 select number, since, previous from [data_release].[live] where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from [data_release].[relations] where environm …
13 set lock_timeout 2000
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select live_schema, live_name, wave, number from [data_release].[waves …
13 -- definitions of views: analytics
13 -- relations: analytics, analytics__r3
13 select content from [data_release].[artifacts] …
14 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
14     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
14     order by number, ordinal
15 select environment, number …
16 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
16 select number, name, state, reason, live, migration, folder, copy_sche …
17 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
17     from [data_release].[course] where environment = @p1 and number in (
17     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
17     union all select 0) and strategy in (@p5, @p6)
17     order by number, ordinal
17 select content from [data_release].[artifacts]
17     where environment = @p1 and number in (
17     select number from [data_release].[releases] where environment = @p2 and state not in (@p3, @p4)
17     union all select 0) and name = @p5
17     order by number desc
18 select number, green_schema from [data_release].[releases] …
19 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
