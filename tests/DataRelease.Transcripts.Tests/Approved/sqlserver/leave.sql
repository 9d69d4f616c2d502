-- ===== leave =====
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
6 select distinct r.environment from [data_release].[releases] r join [data_release].[live] l
6     on l.environment = r.environment and l.number = r.number
6     where r.environment <> @p1 and r.live_schema = @p2
6     and r.strategy <> @p3
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
8 set lock_timeout 2000
8 select unique_id, live_schema, live_name, physical_schema, physical_na …
8 select live_schema, live_name, wave, number from [data_release].[waves …
8 -- definitions of views: analytics
8 -- relations: analytics, analytics__r1
8 select content from [data_release].[artifacts] …
9 select content from [data_release].[artifacts] where environment = @p1 …
10 set lock_timeout 300000
10 select number, since, previous from [data_release].[live] where enviro …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select live_schema, live_name, wave, number from [data_release].[waves …
10 select live_schema, live_name, wave, number from [data_release].[waves …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select content from [data_release].[artifacts] …
10 -- all schemas
10 select content from [data_release].[artifacts] …
10 -- dependents: analytics
10 -- dependents: analytics__r1, data_release
10 -- what hangs on views: analytics
10 -- relations: analytics, analytics__found1, analytics__r1, data_release
10 -- grants: analytics, analytics__found1, analytics__r1, data_release
10 -- default grants: analytics, analytics__found1, analytics__r1, data_release
10 -- definitions of views: analytics
10 -- which schemas exist: analytics, analytics__found1, analytics__r1, data_release
10 select content from [data_release].[artifacts] where environment = @p1 …
9 -- definitions of views: analytics__r1
11 set xact_abort on;
11     set lock_timeout 50;
11     set deadlock_priority low;
11     begin transaction;
11     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
11     where environment = @p3 and fencing = @p4 and released = @p5;
11     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
11     declare @before nvarchar(2000);
11     with found as (
11     select a.space, a.relation, a.part, a.grantee, a.privilege,
11     max(cast(a.grantable as int)) as grantable
11     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
11     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
11     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
11     join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p6)) wanted on wanted.name = s.name collate catalog_default
11     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
11     union all
11     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
11     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p7)) wanted on wanted.name = s.name collate catalog_default
11     where o.type in ('U', 'V', 'ET', 'SN')
11     union all
11     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
11     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p8)) wanted on wanted.name = s.name collate catalog_default
11     join sys.sql_modules m on m.object_id = o.object_id
11     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
11     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
11     join openjson(@p9) with (space sysname '$[0]', relation sysname '$[1]') n
11     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
11     left join sys.schemas s on s.name = a.space collate catalog_default
11     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
11     where a.privilege in (N'OWNER', N'OPTION')
11     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
11     group by a.space, a.relation, a.part, a.grantee, a.privilege
11     ), wanted as (
11     select space collate catalog_default as space, relation collate catalog_default as relation,
11     part collate catalog_default as part, grantee collate catalog_default as grantee,
11     privilege collate catalog_default as privilege, grantable
11     from openjson(@p10) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
11     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
11     grantable int '$[5]')
11     ), differing as (
11     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
11     union all
11     select N' would get ', g.* from (select * from found except select * from wanted) g
11     )
11     select @before = left(N'changed since the swap was prepared: ' + string_agg(cast(d.grantee + d.what + d.privilege
11     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
11     N'; '), 2000)
11     from (select top (10) * from differing order by space, relation, grantee) d;
11     if @before is not null throw 51002, @before, 1;
11     set lock_timeout 50;
11     set deadlock_priority low;
11     drop view [analytics].[customers];
11     drop view [analytics].[orders];
11     exec(N'create or alter view [analytics].[customers] as SELECT 1 AS id, ''a'' AS "name"');
11     drop view [analytics__r1].[customers];
11     alter schema [analytics] transfer [analytics__r1].[orders];
11     delete from [data_release].[live] where environment = @p11;
11     update [data_release].[releases] set state = @p12, message = @p13,
11     fencing = @p14 where environment = @p15 and number = @p16;
11     update [data_release].[releases] set state = @p17, message = @p18,
11     fencing = @p19 where environment = @p20 and number > 0
11     and state in (@p21, @p22);
11     delete from [data_release].[relations] where environment = @p23 and number = @p24;
11     delete from [data_release].[relations] where environment = @p25
11     and physical_schema = @p26 and physical_name = @p27;
11     delete from [data_release].[relations] where environment = @p28
11     and physical_schema = @p29 and physical_name = @p30;
11     delete from [data_release].[course]
11     where environment = @p31 and number in (
11     select number from [data_release].[releases] where environment = @p32 and state not in (@p33, @p34)
11     union all select 0) and strategy in (@p35, @p36) and number in
11     (select number from [data_release].[course]
11     where environment = @p37 and number in (
11     select number from [data_release].[releases] where environment = @p38 and state not in (@p39, @p40)
11     union all select 0) and strategy in (@p41, @p42)
11     and state <> @p43);
11     delete from [data_release].[artifacts]
11     where environment = @p44 and number in (
11     select number from [data_release].[releases] where environment = @p45 and state not in (@p46, @p47)
11     union all select 0) and name = @p48;
11     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
11     values (@p49, @p50, @p51, @p52, cast(sysutcdatetime() as datetime2(6)), @p53, @p54, @p55);
11     declare @after nvarchar(2000);
11     with found as (
11     select a.space, a.relation, a.part, a.grantee, a.privilege,
11     max(cast(a.grantable as int)) as grantable
11     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
11     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
11     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
11     join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p56)) wanted on wanted.name = s.name collate catalog_default
11     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
11     union all
11     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
11     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p57)) wanted on wanted.name = s.name collate catalog_default
11     where o.type in ('U', 'V', 'ET', 'SN')
11     union all
11     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
11     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
11     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
11     join sys.sql_modules m on m.object_id = o.object_id
11     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
11     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
11     join openjson(@p59) with (space sysname '$[0]', relation sysname '$[1]') n
11     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
11     left join sys.schemas s on s.name = a.space collate catalog_default
11     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
11     where a.privilege in (N'OWNER', N'OPTION')
11     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
11     group by a.space, a.relation, a.part, a.grantee, a.privilege
11     ), wanted as (
11     select space collate catalog_default as space, relation collate catalog_default as relation,
11     part collate catalog_default as part, grantee collate catalog_default as grantee,
11     privilege collate catalog_default as privilege, grantable
11     from openjson(@p60) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
11     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
11     grantable int '$[5]')
11     ), differing as (
11     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
11     union all
11     select N' would get ', g.* from (select * from found except select * from wanted) g
11     )
11     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
11     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
11     N'; '), 2000)
11     from (select top (10) * from differing order by space, relation, grantee) d;
11     if @after is not null throw 51002, @after, 1;
11     commit transaction
12 select number, since, previous from [data_release].[live] where enviro …
13 select number, since, previous from [data_release].[live] where enviro …
13 select number, version, git_commit, state, strategy, live_schema, gree …
13 select holder, host, pid, fencing, acquired_at, expires_at, released, …
13 select number, count(*) from [data_release].[relations] where environm …
14 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
