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
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1, analytics__r2
3 select content from [data_release].[artifacts]
3     where environment = @p1 and number < 0 and name = @p2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
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
10 select number, ordinal, strategy, name, settings, state, result, until …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
11 select unique_id, live_schema, live_name, physical_schema, physical_na …
12 select blue, green, share from [data_release].[routes] where environment = @p1
13 select number, since, previous from [data_release].[live] where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select number, ordinal, strategy, name, settings, state, result, until …
13 select number, ordinal, strategy, name, settings, state, result, until …
13 select holder, host, pid, fencing, acquired_at, expires_at, released, …
13 select number, count(*) from [data_release].[relations] where environm …
14 BEGIN
14 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
14 |     where environment = @p3 and fencing = @p4 and released = @p5
14 | update [data_release].[course] set state = @p1, result = @p2,
14 |     until_at = @p3, fencing = @p4
14 |     where environment = @p5 and number = @p6 and ordinal = @p7
14 COMMIT
15 select number, since, previous from [data_release].[live] where enviro …
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 -- definitions of views: analytics
16 select number, ordinal, strategy, name, settings, state, result, until …
17 select live_schema, live_name, wave, number from [data_release].[waves …
17 select number, since, previous from [data_release].[live] where enviro …
17 select number, version, git_commit, state, strategy, live_schema, gree …
18 set lock_timeout 300000
18 select number, since, previous from [data_release].[live] where enviro …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select live_schema, live_name, wave, number from [data_release].[waves …
18 select unique_id, live_schema, live_name, physical_schema, physical_na …
18 select live_schema, live_name, wave, number from [data_release].[waves …
18 select number, version, git_commit, state, strategy, live_schema, gree …
18 select content from [data_release].[artifacts] …
18 -- all schemas
18 select content from [data_release].[artifacts] …
18 -- dependents: analytics
18 -- dependents: analytics__r1, analytics__r2, data_release
18 -- what hangs on views: analytics
18 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
18 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
18 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
18 -- definitions of views: analytics
18 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
18 select content from [data_release].[artifacts] where environment = @p1 …
18 select content from [data_release].[artifacts] where environment = @p1 …
18 select content from [data_release].[artifacts] where environment = @p1 …
18 select content from [data_release].[artifacts] where environment = @p1 …
18 select content from [data_release].[artifacts] where environment = @p1 …
19 set xact_abort on;
19     set lock_timeout 50;
19     set deadlock_priority low;
19     begin transaction;
19     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
19     where environment = @p3 and fencing = @p4 and released = @p5;
19     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
19     set lock_timeout 50;
19     set deadlock_priority low;
19     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
19     delete from [data_release].[waves] where environment = @p6 and wave = @p7;
19     update [data_release].[course] set state = @p8, result = @p9,
19     until_at = @p10, fencing = @p11, finished_at = cast(sysutcdatetime() as datetime2(6))
19     where environment = @p12 and number = @p13 and ordinal = @p14;
19     delete from [data_release].[course]
19     where environment = @p15 and number in (
19     select number from [data_release].[releases] where environment = @p16 and state not in (@p17, @p18)
19     union all select 0) and strategy in (@p19, @p20) and number in
19     (select number from [data_release].[course]
19     where environment = @p21 and number in (
19     select number from [data_release].[releases] where environment = @p22 and state not in (@p23, @p24)
19     union all select 0) and strategy in (@p25, @p26)
19     and state <> @p27);
19     delete from [data_release].[artifacts]
19     where environment = @p28 and number in (
19     select number from [data_release].[releases] where environment = @p29 and state not in (@p30, @p31)
19     union all select 0) and name = @p32;
19     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
19     values (@p33, @p34, @p35, @p36, cast(sysutcdatetime() as datetime2(6)), @p37, @p38, @p39);
19     declare @after nvarchar(2000);
19     with found as (
19     select a.space, a.relation, a.part, a.grantee, a.privilege,
19     max(cast(a.grantable as int)) as grantable
19     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
19     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
19     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
19     join sys.schemas s on s.schema_id = o.schema_id
19     join (select distinct [value] collate catalog_default as name from openjson(@p40)) wanted on wanted.name = s.name collate catalog_default
19     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
19     union all
19     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
19     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
19     join (select distinct [value] collate catalog_default as name from openjson(@p41)) wanted on wanted.name = s.name collate catalog_default
19     where o.type in ('U', 'V', 'ET', 'SN')
19     union all
19     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
19     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
19     join (select distinct [value] collate catalog_default as name from openjson(@p42)) wanted on wanted.name = s.name collate catalog_default
19     join sys.sql_modules m on m.object_id = o.object_id
19     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
19     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
19     join openjson(@p43) with (space sysname '$[0]', relation sysname '$[1]') n
19     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
19     left join sys.schemas s on s.name = a.space collate catalog_default
19     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
19     where a.privilege in (N'OWNER', N'OPTION')
19     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
19     group by a.space, a.relation, a.part, a.grantee, a.privilege
19     ), wanted as (
19     select space collate catalog_default as space, relation collate catalog_default as relation,
19     part collate catalog_default as part, grantee collate catalog_default as grantee,
19     privilege collate catalog_default as privilege, grantable
19     from openjson(@p44) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
19     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
19     grantable int '$[5]')
19     ), differing as (
19     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
19     union all
19     select N' would get ', g.* from (select * from found except select * from wanted) g
19     )
19     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
19     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
19     N'; '), 2000)
19     from (select top (10) * from differing order by space, relation, grantee) d;
19     if @after is not null throw 51002, @after, 1;
19     commit transaction
20 select live_schema, live_name, wave, number from [data_release].[waves …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select live_schema, live_name, wave, number from [data_release].[waves …
21 -- grants: analytics
21 -- relations: analytics
21 select content from [data_release].[artifacts] where environment = @p1 …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select content from [data_release].[artifacts] where environment = @p1 …
23 -- which schemas exist: analytics__r2
23 select r.physical_schema, r.physical_name, r.environment, r.number from [data_release].[releases] e join [data_release].[relations] r
23     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
23     where r.physical_schema in (@p3)
23 -- relations: analytics__r2
23 -- dependents: analytics__r2
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | exec(N'declare @drop nvarchar(max);
24 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
24 |     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
24 |     join sys.tables r on r.object_id = f.referenced_object_id
24 |     where r.schema_id = schema_id(N''analytics__r2'') or t.schema_id = schema_id(N''analytics__r2'');
24 |     if @drop is not null exec(@drop);
24 |     set @drop = null;
24 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
24 |     from sys.tables t where t.schema_id = schema_id(N''analytics__r2'') and t.temporal_type = 2;
24 |     if @drop is not null exec(@drop);
24 |     set @drop = null;
24 |     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
24 |     from sys.objects o where o.schema_id = schema_id(N''analytics__r2'') and o.parent_object_id = 0
24 |     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
24 |     if @drop is not null exec(@drop);
24 |     set @drop = null;
24 |     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
24 |     from sys.types y where y.schema_id = schema_id(N''analytics__r2'') and y.is_user_defined = 1;
24 |     if @drop is not null exec(@drop);
24 |     if schema_id(N''analytics__r2'') is not null exec(N''drop schema [analytics__r2]'')')
24 | update [data_release].[course] set state = @p1, fencing = @p2
24 |     where environment = @p3 and number = @p4 and not strategy in (@p5, @p6)
24 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2
24 |     and name not in (@p3, @p4, @p5)
24 | delete from [data_release].[relation_marks] where environment = @p1 and number = @p2
24 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
24 |     builder = @p5, fence = @p6, options = @p7,
24 |     green_schema = @p8, git_commit = @p9,
24 |     created_by = @p10, fencing = @p11
24 |     where environment = @p12 and number = @p13
24 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
24 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
24 COMMIT
25 select number, since, previous from [data_release].[live] where enviro …
25 select number, version, git_commit, state, strategy, live_schema, gree …
25 select number, ordinal, strategy, name, settings, state, result, until …
25 select holder, host, pid, fencing, acquired_at, expires_at, released, …
25 select number, count(*) from [data_release].[relations] where environm …
26 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
