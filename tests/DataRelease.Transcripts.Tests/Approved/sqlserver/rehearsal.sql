-- ===== rehearse =====
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
6 select number, since, previous from [data_release].[live] where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 select number, version, git_commit, state, strategy, live_schema, gree …
6 select content from [data_release].[artifacts] where environment = @p1 …
6 BEGIN
6 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
6 |     where environment = @p3 and fencing = @p4 and released = @p5
6 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
6 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
6 COMMIT
6 exec(N'declare @drop nvarchar(max);
6     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
6     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
6     join sys.tables r on r.object_id = f.referenced_object_id
6     where r.schema_id = schema_id(N''analytics__r2__rehearsal'') or t.schema_id = schema_id(N''analytics__r2__rehearsal'');
6     if @drop is not null exec(@drop);
6     set @drop = null;
6     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
6     from sys.tables t where t.schema_id = schema_id(N''analytics__r2__rehearsal'') and t.temporal_type = 2;
6     if @drop is not null exec(@drop);
6     set @drop = null;
6     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
6     from sys.objects o where o.schema_id = schema_id(N''analytics__r2__rehearsal'') and o.parent_object_id = 0
6     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
6     if @drop is not null exec(@drop);
6     set @drop = null;
6     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
6     from sys.types y where y.schema_id = schema_id(N''analytics__r2__rehearsal'') and y.is_user_defined = 1;
6     if @drop is not null exec(@drop);
6     if schema_id(N''analytics__r2__rehearsal'') is not null exec(N''drop schema [analytics__r2__rehearsal]'')')
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
6 | set lock_timeout 50
6 | set deadlock_priority low
6 | if schema_id(N'analytics__r2__rehearsal') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2__rehearsal'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2__rehearsal]'' + N'' authorization '' + quotename(@owner); exec(@make)')
6 | exec(N'create or alter view [analytics__r2__rehearsal].[customers] as select [id], [name] from [analytics__r1].[customers]')
6 | exec(N'create or alter view [analytics__r2__rehearsal].[orders] as select [id], [customer] from [analytics__r1].[orders]')
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
6 | set lock_timeout 50
6 | set deadlock_priority low
6 | exec(N'create or alter view [analytics__r2__rehearsal].[customers] as select [id], [name] from [analytics__r2].[customers]')
6 | exec(N'create or alter view [analytics__r2__rehearsal].[orders] as select [id], [customer] from [analytics__r2].[orders]')
6 COMMIT
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 select count_big(*) from [analytics__r2__rehearsal].[customers]
6 select count_big(*) from [analytics__r2__rehearsal].[orders]
6 -- dependents: analytics__r2__rehearsal
6 -- dependents: analytics__r1
6 -- what hangs on views: analytics__r2__rehearsal
6 -- relations: analytics__r1, analytics__r2__rehearsal
6 -- grants: analytics__r1, analytics__r2__rehearsal
6 -- default grants: analytics__r1, analytics__r2__rehearsal
6 -- definitions of views: analytics__r2__rehearsal
6 -- which schemas exist: analytics__r1, analytics__r2__rehearsal
6 BEGIN
6 | set lock_timeout 50
6 | set deadlock_priority low
6 | exec(N'create or alter view [analytics__r2__rehearsal].[customers] as …
6 | exec(N'create or alter view [analytics__r2__rehearsal].[orders] as sel …
6 COMMIT
6 -- relations: analytics__r1, analytics__r2__rehearsal
6 select count_big(*) from [analytics__r2__rehearsal].[customers]
6 select count_big(*) from [analytics__r2__rehearsal].[orders]
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
6 | set lock_timeout 50
6 | set deadlock_priority low
6 | exec(N'create or alter view [analytics__r2__rehearsal].[customers] as …
6 | exec(N'create or alter view [analytics__r2__rehearsal].[orders] as sel …
6 COMMIT
6 -- relations: analytics__r2, analytics__r2__rehearsal
6 select count_big(*) from [analytics__r2__rehearsal].[customers]
6 select count_big(*) from [analytics__r2__rehearsal].[orders]
6 exec(N'declare @drop nvarchar(max); …
7 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
