-- ===== rollback =====
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
3 -- relations: analytics, analytics__r2
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
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
11 |     where environment = @p3 and fencing = @p4 and released = @p5
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
11 | delete from [data_release].[course]
11 |     where environment = @p1 and number = @p2 and ordinal >= @p3
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
14 | update [data_release].[course] set state = @p1, result = @p2,
14 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
14 |     where environment = @p5 and number = @p6 and ordinal = @p7
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
15 -- dependents: analytics
15 -- dependents: analytics__r1, analytics__r2, data_release
15 -- what hangs on views: analytics
15 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 -- definitions of views: analytics
15 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
15 select content from [data_release].[artifacts] where environment = @p1 …
15 select content from [data_release].[artifacts] where environment = @p1 …
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
16     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
16     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r1].[orders]');
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
18 -- grants: analytics
18 -- relations: analytics
18 select content from [data_release].[artifacts] where environment = @p1 …
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
25 -- relations: analytics__r1
25 select count_big(*) from [analytics__r1].[orders]
26 BEGIN
26 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
26 | update [data_release].[course] set state = @p1, result = @p2, …
26 COMMIT
27 select number, since, previous from [data_release].[live] where enviro …
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select number, ordinal, strategy, name, settings, state, result, until …
27 select holder, host, pid, fencing, acquired_at, expires_at, released, …
27 select number, count(*) from [data_release].[relations] where environm …
28 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
