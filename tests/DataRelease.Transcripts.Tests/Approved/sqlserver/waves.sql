-- ===== release --detach =====
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
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, since, previous from [data_release].[live] where enviro …
5 select distinct r.environment from [data_release].[releases] r join [data_release].[live] l
5     on l.environment = r.environment and l.number = r.number
5     where r.environment <> @p1 and r.live_schema = @p2
5     and r.strategy <> @p3
5 -- which schemas exist: analytics__r2
5 BEGIN
5 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
5 |     where environment = @p3 and fencing = @p4 and released = @p5
5 | insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
5 |     green_schema, base,
5 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
5 |     values (@p1, @p2, @p3, @p4, @p5, @p6,
5 |     @p7, @p8, @p9,
5 |     cast(sysutcdatetime() as datetime2(6)), @p10, null,
5 |     @p11, @p12, @p13, @p14, @p15)
5 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
5 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
5 | delete from [data_release].[course]
5 |     where environment = @p1 and number = @p2 and ordinal >= @p3
5 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
5 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
5 |     @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14,
5 |     @p15, @p16, @p17, @p18), (@p19, @p20, @p21, @p22, @p23,
5 |     @p24, @p25, @p26, @p27), (@p28, @p29, @p30, @p31, @p32,
5 |     @p33, @p34, @p35, @p36), (@p37, @p38, @p39, @p40, @p41,
5 |     @p42, @p43, @p44, @p45), (@p46, @p47, @p48, @p49, @p50,
5 |     @p51, @p52, @p53, @p54), (@p55, @p56, @p57, @p58, @p59,
5 |     @p60, @p61, @p62, @p63), (@p64, @p65, @p66, @p67, @p68,
5 |     @p69, @p70, @p71, @p72), (@p73, @p74, @p75, @p76, @p77,
5 |     @p78, @p79, @p80, @p81)
5 COMMIT
6 BEGIN
6 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
6 | update [data_release].[course] set state = @p1, result = @p2,
6 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
6 |     where environment = @p5 and number = @p6 and ordinal = @p7
6 COMMIT
7 BEGIN
7 | set xact_abort off
7 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
7 | create view [analytics__r2__plan].[customers] as
7 |     select 2 as id, 'b' as name
7 | -- what analytics__r2__plan.customers reads
7 | create or alter view [analytics__r2__plan].[a query] as
7 |     -- materialized: table
7 |     select 1 as id, c.id as customer from "analytics__r2__plan".customers c
7 | -- what analytics__r2__plan.a query reads
7 | select * into [analytics__r2__plan].[orders] from (select top (0) * from (select * from [analytics__r2__plan].[a query]) a union all select top (0) * from (select * from [analytics__r2__plan].[a query]) b) q
7 ROLLBACK
7 set xact_abort on
8 -- relations: analytics
9 select number, since, previous from [data_release].[live] where enviro …
9 select number, version, git_commit, state, strategy, live_schema, gree …
9 select number, ordinal, strategy, name, settings, state, result, until …
9 select holder, host, pid, fencing, acquired_at, expires_at, released, …
9 select number, count(*) from [data_release].[relations] where environm …
10 BEGIN
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | update [data_release].[course] set state = @p1, result = @p2, …
10 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
10 |     builder = @p5, fence = @p6, options = @p7,
10 |     green_schema = @p8, git_commit = @p9,
10 |     created_by = @p10, fencing = @p11
10 |     where environment = @p12 and number = @p13
10 | insert into [data_release].[steps] (environment, number, name, state, …
10 COMMIT
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
11 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
11 COMMIT
11 if schema_id(N'analytics__r2') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2]'' + N'' authorization '' + quotename(@owner); exec(@make)')
12 BEGIN
12 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
12 | update [data_release].[course] set state = @p1, result = @p2, …
12 COMMIT
14 create view [analytics__r2].[customers] as
14     select 2 as id, 'b' as name
15 select * into [analytics__r2].[orders] from (select * from (
15     -- materialized: table
15     select 1 as id, c.id as customer from "analytics__r2"."customers" c
15     ) dr_rows) q
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 -- what queries read: model.shop.customers, model.shop.orders
16 -- what views read: analytics__r2.customers, analytics__r2.orders
17 -- relations: analytics__r2
19 -- relations: analytics__r2
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | delete from [data_release].[relations] where environment = @p1 and number = @p2
21 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
21 |     physical_schema, physical_name,
21 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
21 |     @p5, @p6,
21 |     @p7, @p8, @p9, @p10,
21 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
21 |     @p18, @p19,
21 |     @p20, @p21, @p22, @p23,
21 |     @p24, @p25, @p26)
21 | delete from [data_release].[artifacts] where environment = @p1 and num …
21 | insert into [data_release].[artifacts] (environment, number, name, con …
21 | delete from [data_release].[checks] where environment = @p1 and number = @p2
21 | delete from [data_release].[artifacts] where environment = @p1 and num …
21 | insert into [data_release].[artifacts] (environment, number, name, con …
21 | delete from [data_release].[artifacts] where environment = @p1 and num …
21 | insert into [data_release].[artifacts] (environment, number, name, con …
21 | update [data_release].[course] set state = @p1, result = @p2, …
21 | update [data_release].[releases] set version = @p1, state = @p2, messa …
21 | insert into [data_release].[steps] (environment, number, name, state, …
21 COMMIT
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | update [data_release].[releases] set version = @p1, state = @p2, messa …
22 | insert into [data_release].[steps] (environment, number, name, state, …
22 COMMIT
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations: analytics__r1, analytics__r2
23 select number, version, git_commit, state, strategy, live_schema, gree …
23 select cast(sysutcdatetime() as datetime2(6))
23 select content from [data_release].[artifacts] where environment = @p1 …
23 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics__r2].[customers] union all select 2 as i, count_big(*) as n from [analytics__r1].[orders] union all select 3 as i, count_big(*) as n from [analytics__r2].[orders]
23 -- grants: analytics
23 select content from [data_release].[artifacts] where environment = @p1 …
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | delete from [data_release].[checks] where environment = @p1 and number …
24 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
24 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
24 |     @p6, @p7,
24 |     @p8, @p9, @p10,
24 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
24 |     @p16, @p17,
24 |     @p18, @p19, @p20,
24 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
24 |     @p26, @p27,
24 |     @p28, @p29, @p30,
24 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
24 |     @p36, @p37,
24 |     @p38, @p39, @p40,
24 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
24 |     @p46, @p47,
24 |     @p48, @p49, @p50,
24 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
24 |     @p56, @p57,
24 |     @p58, @p59, @p60,
24 |     cast(sysutcdatetime() as datetime2(6)))
24 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
24 |     then @p3 when live_schema = @p4 and live_name = @p5
24 |     then @p6 else row_count end
24 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
24 | update [data_release].[course] set state = @p1, result = @p2, …
24 | update [data_release].[releases] set version = @p1, state = @p2, messa …
24 | insert into [data_release].[steps] (environment, number, name, state, …
24 COMMIT
25 select number, since, previous from [data_release].[live] where enviro …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 -- relations
26 select number, since, previous from [data_release].[live] where enviro …
26 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
26     mark_schema, mark_name, key_columns, columns
26     from [data_release].[relation_marks] where environment = @p1 order by happened_at
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 BEGIN
27 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
27 | update [data_release].[course] set state = @p1, result = @p2, …
27 COMMIT
28 select number, since, previous from [data_release].[live] where enviro …
29 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select number, since, previous from [data_release].[live] where enviro …
30 select number, moment, live_schema, live_name, physical_schema, physic …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 set lock_timeout 300000
31 select number, since, previous from [data_release].[live] where enviro …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 select live_schema, live_name, wave, number from [data_release].[waves …
31 select live_schema, live_name, wave, number from [data_release].[waves …
31 select number, version, git_commit, state, strategy, live_schema, gree …
31 select content from [data_release].[artifacts] …
31 -- all schemas
31 select content from [data_release].[artifacts] …
31 -- dependents: analytics
31 -- dependents: analytics__r1, analytics__r2, data_release
31 -- what hangs on views: analytics
31 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
31 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
31 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
31 -- definitions of views: analytics
31 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
31 select content from [data_release].[artifacts] where environment = @p1 …
31 select content from [data_release].[artifacts] where environment = @p1 …
31 select content from [data_release].[artifacts] where environment = @p1 …
32 BEGIN
32 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
32 | update [data_release].[releases] set version = @p1, state = @p2, messa …
32 | insert into [data_release].[steps] (environment, number, name, state, …
32 COMMIT
33 set xact_abort on;
33     set lock_timeout 50;
33     set deadlock_priority low;
33     begin transaction;
33     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
33     where environment = @p3 and fencing = @p4 and released = @p5;
33     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
33     set lock_timeout 50;
33     set deadlock_priority low;
33     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r2].[customers]');
33     delete from [data_release].[waves] where environment = @p6 and wave = @p7;
33     insert into [data_release].[waves] (environment, live_schema, live_name, wave, number,
33     fencing) values (@p8, @p9, @p10, @p11, @p12, @p13);
33     update [data_release].[course] set state = @p14, result = @p15,
33     until_at = @p16, fencing = @p17, finished_at = cast(sysutcdatetime() as datetime2(6))
33     where environment = @p18 and number = @p19 and ordinal = @p20;
33     delete from [data_release].[course]
33     where environment = @p21 and number in (
33     select number from [data_release].[releases] where environment = @p22 and state not in (@p23, @p24)
33     union all select 0) and strategy in (@p25, @p26) and number in
33     (select number from [data_release].[course]
33     where environment = @p27 and number in (
33     select number from [data_release].[releases] where environment = @p28 and state not in (@p29, @p30)
33     union all select 0) and strategy in (@p31, @p32)
33     and state <> @p33);
33     delete from [data_release].[artifacts]
33     where environment = @p34 and number in (
33     select number from [data_release].[releases] where environment = @p35 and state not in (@p36, @p37)
33     union all select 0) and name = @p38;
33     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
33     values (@p39, @p40, @p41, @p42, cast(sysutcdatetime() as datetime2(6)), @p43, @p44, @p45);
33     declare @after nvarchar(2000);
33     with found as (
33     select a.space, a.relation, a.part, a.grantee, a.privilege,
33     max(cast(a.grantable as int)) as grantable
33     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
33     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
33     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
33     join sys.schemas s on s.schema_id = o.schema_id
33     join (select distinct [value] collate catalog_default as name from openjson(@p46)) wanted on wanted.name = s.name collate catalog_default
33     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
33     union all
33     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
33     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
33     join (select distinct [value] collate catalog_default as name from openjson(@p47)) wanted on wanted.name = s.name collate catalog_default
33     where o.type in ('U', 'V', 'ET', 'SN')
33     union all
33     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
33     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
33     join (select distinct [value] collate catalog_default as name from openjson(@p48)) wanted on wanted.name = s.name collate catalog_default
33     join sys.sql_modules m on m.object_id = o.object_id
33     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
33     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
33     join openjson(@p49) with (space sysname '$[0]', relation sysname '$[1]') n
33     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
33     left join sys.schemas s on s.name = a.space collate catalog_default
33     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
33     where a.privilege in (N'OWNER', N'OPTION')
33     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
33     group by a.space, a.relation, a.part, a.grantee, a.privilege
33     ), wanted as (
33     select space collate catalog_default as space, relation collate catalog_default as relation,
33     part collate catalog_default as part, grantee collate catalog_default as grantee,
33     privilege collate catalog_default as privilege, grantable
33     from openjson(@p50) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
33     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
33     grantable int '$[5]')
33     ), differing as (
33     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
33     union all
33     select N' would get ', g.* from (select * from found except select * from wanted) g
33     )
33     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
33     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
33     N'; '), 2000)
33     from (select top (10) * from differing order by space, relation, grantee) d;
33     if @after is not null throw 51002, @after, 1;
33     commit transaction
34 select live_schema, live_name, wave, number from [data_release].[waves …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select live_schema, live_name, wave, number from [data_release].[waves …
35 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 -- grants: analytics
35 -- relations: analytics
35 select content from [data_release].[artifacts] where environment = @p1 …
36 BEGIN
36 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
36 | update [data_release].[course] set state = @p1, result = @p2,
36 |     until_at = @p3, fencing = @p4
36 |     where environment = @p5 and number = @p6 and ordinal = @p7
36 COMMIT
37 select number, since, previous from [data_release].[live] where enviro …
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from [data_release].[relations] where environm …
38 select unique_id, live_schema, live_name, physical_schema, physical_na …
38 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select content from [data_release].[artifacts] where environment = @p1 …
40 select live_schema, live_name, wave, number from [data_release].[waves …
41 select number, since, previous from [data_release].[live] where enviro …
41 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
41     created_by,
41     live_at, message, options, builder, fence
41     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
41     or number > (select max(number) from [data_release].[releases] where environment = @p4)
41     - @p5
41     or number in (select previous from [data_release].[live] where environment = @p6)
41     or number in (select origin from [data_release].[relations]
41     where environment = @p7 and number in (
41     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
41     union all select 0)) or number = @p11) order by number desc
41 select number, ordinal, strategy, name, settings, state, result, until …
41 select number, ordinal, strategy, name, settings, state, result, until …
41 select holder, host, pid, fencing, acquired_at, expires_at, released, …
41 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
41     select number from [data_release].[releases]
41     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
41     group by number
42 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
42     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
42     order by number, ordinal
42 select number, name, state, happened_at, seconds, detail
42     from [data_release].[steps] where environment = @p1 and number between @p2 and @p3
42     order by happened_at
42 select number, name, content from [data_release].[artifacts]
42     where environment = @p1 and number between @p2 and @p3 and name like @p4
43 select unique_id, live_schema, live_name, physical_schema, physical_na …
44 select content from [data_release].[artifacts] where environment = @p1 …
44 select unique_id, live_schema, live_name, physical_schema, physical_na …
44 select unique_id, live_schema, live_name, physical_schema, physical_na …
45 select content from [data_release].[artifacts] where environment = @p1 …
45 select content from [data_release].[artifacts] where environment = @p1 …
46 select content from [data_release].[artifacts] where environment = @p1 …
46 select content from [data_release].[artifacts] where environment = @p1 …
47 -- relations: analytics__r1, analytics__r2
48 select name, relation, state, severity, value, threshold, message
48     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
48 select unique_id, live_schema, live_name, physical_schema, physical_na …
49 BEGIN
49 | -- facts of analytics__r1.customers
49 | -- facts of analytics__r2.customers
49 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2].[customers] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
49 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s
49 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2].[customers] src) s
49 COMMIT
49 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r1].[customers]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r2].[customers]) r where x > -1e308 and x < 1e308) v group by bin
49 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
49 select * from (select 0 as c, x, sum(cast(b as decimal(38, 0))) as b, sum(cast(g as decimal(38, 0))) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[customers] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__r2].[customers]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
49 BEGIN
49 | -- facts of analytics__r1.orders
49 | -- facts of analytics__r2.orders
49 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2].[orders] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
49 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s
49 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2].[orders] src) s
49 COMMIT
49 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r2].[orders]) r where x > -1e308 and x < 1e308) v group by bin
50 select content from [data_release].[artifacts] where environment = @p1 …
51 select content from [data_release].[artifacts] where environment = @p1 …
52 BEGIN
52 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
52 | delete from [data_release].[artifacts] where environment = @p1 and num …
52 | insert into [data_release].[artifacts] (environment, number, name, con …
52 COMMIT
53 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3

-- ===== promote =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3 …
1 COMMIT
2 select number, since, previous from [data_release].[live] where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environm …
3 set lock_timeout 2000
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select live_schema, live_name, wave, number from [data_release].[waves …
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1, analytics__r2
3 select content from [data_release].[artifacts] …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- grants: analytics
4 -- relations: analytics
4 select content from [data_release].[artifacts] where environment = @p1 …
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from [data_release].[relations] where environm …
6 BEGIN
6 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
6 | update [data_release].[course] set state = @p1, result = @p2, …
6 COMMIT
7 select number, since, previous from [data_release].[live] where enviro …
8 select live_schema, live_name, wave, number from [data_release].[waves …
9 select number, since, previous from [data_release].[live] where enviro …
9 select number, moment, live_schema, live_name, physical_schema, physic …
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
9 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 set lock_timeout 300000
10 select number, since, previous from [data_release].[live] where enviro …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select live_schema, live_name, wave, number from [data_release].[waves …
10 select unique_id, live_schema, live_name, physical_schema, physical_na …
10 select live_schema, live_name, wave, number from [data_release].[waves …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select content from [data_release].[artifacts] …
10 -- all schemas
10 select content from [data_release].[artifacts] …
10 -- dependents: analytics
10 -- dependents: analytics__r1, analytics__r2, data_release
10 -- what hangs on views: analytics
10 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
10 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
10 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
10 -- definitions of views: analytics
10 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
10 select content from [data_release].[artifacts] where environment = @p1 …
10 select content from [data_release].[artifacts] where environment = @p1 …
10 select content from [data_release].[artifacts] where environment = @p1 …
10 select content from [data_release].[artifacts] where environment = @p1 …
10 select content from [data_release].[artifacts] where environment = @p1 …
10 select content from [data_release].[artifacts] where environment = @p1 …
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | update [data_release].[releases] set version = @p1, state = @p2, messa …
11 | insert into [data_release].[steps] (environment, number, name, state, …
11 COMMIT
12 set xact_abort on;
12     set lock_timeout 50;
12     set deadlock_priority low;
12     begin transaction;
12     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
12     where environment = @p3 and fencing = @p4 and released = @p5;
12     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
12     set lock_timeout 50;
12     set deadlock_priority low;
12     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r2].[orders]');
12     delete from [data_release].[live] where environment = @p6;
12     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
12     update [data_release].[releases] set state = @p11, fencing = @p12
12     where environment = @p13 and number = @p14;
12     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
12     where environment = @p17 and number = @p18;
12     delete from [data_release].[waves] where environment = @p19;
12     delete from [data_release].[course]
12     where environment = @p20 and number in (
12     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
12     union all select 0) and strategy in (@p24, @p25) and number in
12     (select number from [data_release].[course]
12     where environment = @p26 and number in (
12     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
12     union all select 0) and strategy in (@p30, @p31)
12     and state <> @p32);
12     delete from [data_release].[artifacts]
12     where environment = @p33 and number in (
12     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
12     union all select 0) and name = @p37;
12     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
12     delete from [data_release].[route_exceptions] where environment = @p43;
12     update [data_release].[course] set state = @p44, result = @p45,
12     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
12     where environment = @p48 and number = @p49 and ordinal = @p50;
12     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
12     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
12     declare @after nvarchar(2000);
12     with found as (
12     select a.space, a.relation, a.part, a.grantee, a.privilege,
12     max(cast(a.grantable as int)) as grantable
12     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
12     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
12     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
12     join sys.schemas s on s.schema_id = o.schema_id
12     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
12     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
12     union all
12     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
12     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
12     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
12     where o.type in ('U', 'V', 'ET', 'SN')
12     union all
12     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
12     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
12     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
12     join sys.sql_modules m on m.object_id = o.object_id
12     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
12     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
12     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
12     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
12     left join sys.schemas s on s.name = a.space collate catalog_default
12     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
12     where a.privilege in (N'OWNER', N'OPTION')
12     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
12     group by a.space, a.relation, a.part, a.grantee, a.privilege
12     ), wanted as (
12     select space collate catalog_default as space, relation collate catalog_default as relation,
12     part collate catalog_default as part, grantee collate catalog_default as grantee,
12     privilege collate catalog_default as privilege, grantable
12     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
12     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
12     grantable int '$[5]')
12     ), differing as (
12     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
12     union all
12     select N' would get ', g.* from (select * from found except select * from wanted) g
12     )
12     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
12     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
12     N'; '), 2000)
12     from (select top (10) * from differing order by space, relation, grantee) d;
12     if @after is not null throw 51002, @after, 1;
12     commit transaction
13 select number, since, previous from [data_release].[live] where enviro …
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 select live_schema, live_name, wave, number from [data_release].[waves …
14 -- grants: analytics
14 -- relations: analytics
14 select content from [data_release].[artifacts] where environment = @p1 …
14 BEGIN
14 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
14 | delete from [data_release].[artifacts] where environment = @p1 and num …
14 | insert into [data_release].[artifacts] (environment, number, name, con …
14 COMMIT
15 select number, since, previous from [data_release].[live] where enviro …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 select number, ordinal, strategy, name, settings, state, result, until …
15 select holder, host, pid, fencing, acquired_at, expires_at, released, …
15 select number, count(*) from [data_release].[relations] where environm …
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
16 select unique_id, live_schema, live_name, physical_schema, physical_na …
17 select number, since, previous from [data_release].[live] where enviro …
17 select number, version, git_commit, state, strategy, live_schema, gree …
17 select number, ordinal, strategy, name, settings, state, result, until …
17 select holder, host, pid, fencing, acquired_at, expires_at, released, …
17 select number, count(*) from [data_release].[relations] where environm …
18 select number, ordinal, strategy, name, settings, state, result, until …
18 select number, name, state, happened_at, seconds, detail …
18 select number, name, content from [data_release].[artifacts] …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select content from [data_release].[artifacts] where environment = @p1 …
20 select name, relation, state, severity, value, threshold, message …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
20 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | delete from [data_release].[artifacts] where environment = @p1 and num …
21 | insert into [data_release].[artifacts] (environment, number, name, con …
21 COMMIT
22 update [data_release].[leases] set released = @p1 where environment = …
