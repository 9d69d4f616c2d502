-- ===== refresh =====
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
6 select content from [data_release].[artifacts] where environment = @p1 …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, since, previous from [data_release].[live] where enviro …
7 select distinct r.environment from [data_release].[releases] r join [data_release].[live] l
7     on l.environment = r.environment and l.number = r.number
7     where r.environment <> @p1 and r.live_schema = @p2
7     and r.strategy <> @p3
7 -- which schemas exist: analytics__r2
7 BEGIN
7 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
7 |     where environment = @p3 and fencing = @p4 and released = @p5
7 | insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
7 |     green_schema, base,
7 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
7 |     values (@p1, @p2, @p3, @p4, @p5, @p6,
7 |     @p7, @p8, @p9,
7 |     cast(sysutcdatetime() as datetime2(6)), @p10, null,
7 |     @p11, @p12, @p13, @p14, @p15)
7 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
7 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
7 | delete from [data_release].[course]
7 |     where environment = @p1 and number = @p2 and ordinal >= @p3
7 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
7 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
7 |     @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14,
7 |     @p15, @p16, @p17, @p18), (@p19, @p20, @p21, @p22, @p23,
7 |     @p24, @p25, @p26, @p27), (@p28, @p29, @p30, @p31, @p32,
7 |     @p33, @p34, @p35, @p36), (@p37, @p38, @p39, @p40, @p41,
7 |     @p42, @p43, @p44, @p45), (@p46, @p47, @p48, @p49, @p50,
7 |     @p51, @p52, @p53, @p54), (@p55, @p56, @p57, @p58, @p59,
7 |     @p60, @p61, @p62, @p63), (@p64, @p65, @p66, @p67, @p68,
7 |     @p69, @p70, @p71, @p72), (@p73, @p74, @p75, @p76, @p77,
7 |     @p78, @p79, @p80, @p81)
7 COMMIT
8 BEGIN
8 | set xact_abort off
8 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
8 | create view [analytics__r2__plan].[customers] as
8 |     select 1 as id, 'a' as name
8 | -- what analytics__r2__plan.customers reads
8 | create or alter view [analytics__r2__plan].[a query] as
8 |     -- materialized: table
8 |     select 1 as id, c.id as customer from "analytics__r2__plan".customers c
8 | -- what analytics__r2__plan.a query reads
8 | select * into [analytics__r2__plan].[orders] from (select top (0) * from (select * from [analytics__r2__plan].[a query]) a union all select top (0) * from (select * from [analytics__r2__plan].[a query]) b) q
8 ROLLBACK
8 set xact_abort on
9 -- relations: analytics
10 select number, since, previous from [data_release].[live] where enviro …
10 select number, version, git_commit, state, strategy, live_schema, gree …
10 select number, ordinal, strategy, name, settings, state, result, until …
10 select holder, host, pid, fencing, acquired_at, expires_at, released, …
10 select number, count(*) from [data_release].[relations] where environm …
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | update [data_release].[course] set state = @p1, result = @p2,
11 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
11 |     where environment = @p5 and number = @p6 and ordinal = @p7
11 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
11 |     builder = @p5, fence = @p6, options = @p7,
11 |     green_schema = @p8, git_commit = @p9,
11 |     created_by = @p10, fencing = @p11
11 |     where environment = @p12 and number = @p13
11 | insert into [data_release].[steps] (environment, number, name, state, …
11 COMMIT
12 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 BEGIN
13 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
13 | update [data_release].[course] set state = @p1, result = @p2, …
13 COMMIT
14 BEGIN
14 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
14 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
14 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
14 COMMIT
14 if schema_id(N'analytics__r2') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r2'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r2]'' + N'' authorization '' + quotename(@owner); exec(@make)')
15 BEGIN
15 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
15 | update [data_release].[course] set state = @p1, result = @p2, …
15 COMMIT
17 create view [analytics__r2].[customers] as
17     select 1 as id, 'a' as name
18 select * into [analytics__r2].[orders] from (select * from (
18     -- materialized: table
18     select 1 as id, c.id as customer from "analytics__r2"."customers" c
18     ) dr_rows) q
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 select number, version, git_commit, state, strategy, live_schema, gree …
19 -- what queries read: model.shop.customers, model.shop.orders
19 -- what views read: analytics__r2.customers, analytics__r2.orders
20 -- relations: analytics__r2
22 -- relations: analytics__r2
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | delete from [data_release].[relations] where environment = @p1 and number = @p2
24 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
24 |     physical_schema, physical_name,
24 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
24 |     @p5, @p6,
24 |     @p7, @p8, @p9, @p10,
24 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
24 |     @p18, @p19,
24 |     @p20, @p21, @p22, @p23,
24 |     @p24, @p25, @p26)
24 | delete from [data_release].[artifacts] where environment = @p1 and num …
24 | insert into [data_release].[artifacts] (environment, number, name, con …
24 | delete from [data_release].[checks] where environment = @p1 and number = @p2
24 | delete from [data_release].[artifacts] where environment = @p1 and num …
24 | insert into [data_release].[artifacts] (environment, number, name, con …
24 | delete from [data_release].[artifacts] where environment = @p1 and num …
24 | insert into [data_release].[artifacts] (environment, number, name, con …
24 | update [data_release].[course] set state = @p1, result = @p2, …
24 | update [data_release].[releases] set version = @p1, state = @p2, messa …
24 | insert into [data_release].[steps] (environment, number, name, state, …
24 COMMIT
25 select number, version, git_commit, state, strategy, live_schema, gree …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select content from [data_release].[artifacts] where environment = @p1 …
27 select content from [data_release].[artifacts] where environment = @p1 …
28 BEGIN
28 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
28 | update [data_release].[course] set state = @p1, result = @p2, …
28 COMMIT
29 BEGIN
29 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
29 | update [data_release].[releases] set version = @p1, state = @p2, messa …
29 | insert into [data_release].[steps] (environment, number, name, state, …
29 COMMIT
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 -- relations: analytics__r1, analytics__r2
30 select number, version, git_commit, state, strategy, live_schema, gree …
30 select number, version, git_commit, state, strategy, live_schema, gree …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select cast(sysutcdatetime() as datetime2(6))
30 select content from [data_release].[artifacts] where environment = @p1 …
30 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics__r2].[customers] union all select 2 as i, count_big(*) as n from [analytics__r1].[orders] union all select 3 as i, count_big(*) as n from [analytics__r2].[orders]
30 -- grants: analytics
30 select content from [data_release].[artifacts] where environment = @p1 …
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | delete from [data_release].[checks] where environment = @p1 and number …
31 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
31 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
31 |     @p6, @p7,
31 |     @p8, @p9, @p10,
31 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
31 |     @p16, @p17,
31 |     @p18, @p19, @p20,
31 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
31 |     @p26, @p27,
31 |     @p28, @p29, @p30,
31 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
31 |     @p36, @p37,
31 |     @p38, @p39, @p40,
31 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
31 |     @p46, @p47,
31 |     @p48, @p49, @p50,
31 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
31 |     @p56, @p57,
31 |     @p58, @p59, @p60,
31 |     cast(sysutcdatetime() as datetime2(6)))
31 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
31 |     then @p3 when live_schema = @p4 and live_name = @p5
31 |     then @p6 else row_count end
31 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
31 | update [data_release].[course] set state = @p1, result = @p2, …
31 | update [data_release].[releases] set version = @p1, state = @p2, messa …
31 | insert into [data_release].[steps] (environment, number, name, state, …
31 COMMIT
32 select number, since, previous from [data_release].[live] where enviro …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 -- relations
33 select number, since, previous from [data_release].[live] where enviro …
33 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
33     mark_schema, mark_name, key_columns, columns
33     from [data_release].[relation_marks] where environment = @p1 order by happened_at
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 BEGIN
34 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
34 | update [data_release].[course] set state = @p1, result = @p2, …
34 COMMIT
35 select number, since, previous from [data_release].[live] where enviro …
36 set lock_timeout 300000
36 select number, since, previous from [data_release].[live] where enviro …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select live_schema, live_name, wave, number from [data_release].[waves …
36 select live_schema, live_name, wave, number from [data_release].[waves …
36 select number, version, git_commit, state, strategy, live_schema, gree …
36 select content from [data_release].[artifacts] …
36 -- all schemas
36 select content from [data_release].[artifacts] …
36 -- dependents: analytics
36 -- dependents: analytics__r1, analytics__r2, data_release
36 -- what hangs on views: analytics
36 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
36 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
36 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
36 -- definitions of views: analytics
36 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
36 select content from [data_release].[artifacts] where environment = @p1 …
36 select content from [data_release].[artifacts] where environment = @p1 …
36 select content from [data_release].[artifacts] where environment = @p1 …
36 select content from [data_release].[artifacts] where environment = @p1 …
37 BEGIN
37 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
37 | update [data_release].[releases] set version = @p1, state = @p2, messa …
37 | insert into [data_release].[steps] (environment, number, name, state, …
37 COMMIT
38 set xact_abort on;
38     set lock_timeout 50;
38     set deadlock_priority low;
38     begin transaction;
38     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
38     where environment = @p3 and fencing = @p4 and released = @p5;
38     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
38     set lock_timeout 50;
38     set deadlock_priority low;
38     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r2].[customers]');
38     exec(N'create or alter view [analytics].[orders] as select [id], [customer] from [analytics__r2].[orders]');
38     delete from [data_release].[live] where environment = @p6;
38     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
38     update [data_release].[releases] set state = @p11, fencing = @p12
38     where environment = @p13 and number = @p14;
38     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
38     where environment = @p17 and number = @p18;
38     delete from [data_release].[waves] where environment = @p19;
38     delete from [data_release].[course]
38     where environment = @p20 and number in (
38     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
38     union all select 0) and strategy in (@p24, @p25) and number in
38     (select number from [data_release].[course]
38     where environment = @p26 and number in (
38     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
38     union all select 0) and strategy in (@p30, @p31)
38     and state <> @p32);
38     delete from [data_release].[artifacts]
38     where environment = @p33 and number in (
38     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
38     union all select 0) and name = @p37;
38     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
38     delete from [data_release].[route_exceptions] where environment = @p43;
38     update [data_release].[course] set state = @p44, result = @p45,
38     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
38     where environment = @p48 and number = @p49 and ordinal = @p50;
38     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
38     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
38     declare @after nvarchar(2000);
38     with found as (
38     select a.space, a.relation, a.part, a.grantee, a.privilege,
38     max(cast(a.grantable as int)) as grantable
38     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
38     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
38     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
38     join sys.schemas s on s.schema_id = o.schema_id
38     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
38     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
38     union all
38     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
38     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
38     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
38     where o.type in ('U', 'V', 'ET', 'SN')
38     union all
38     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
38     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
38     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
38     join sys.sql_modules m on m.object_id = o.object_id
38     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
38     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
38     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
38     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
38     left join sys.schemas s on s.name = a.space collate catalog_default
38     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
38     where a.privilege in (N'OWNER', N'OPTION')
38     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
38     group by a.space, a.relation, a.part, a.grantee, a.privilege
38     ), wanted as (
38     select space collate catalog_default as space, relation collate catalog_default as relation,
38     part collate catalog_default as part, grantee collate catalog_default as grantee,
38     privilege collate catalog_default as privilege, grantable
38     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
38     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
38     grantable int '$[5]')
38     ), differing as (
38     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
38     union all
38     select N' would get ', g.* from (select * from found except select * from wanted) g
38     )
38     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
38     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
38     N'; '), 2000)
38     from (select top (10) * from differing order by space, relation, grantee) d;
38     if @after is not null throw 51002, @after, 1;
38     commit transaction
39 select number, since, previous from [data_release].[live] where enviro …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 select live_schema, live_name, wave, number from [data_release].[waves …
40 -- grants: analytics
40 -- relations: analytics
40 select content from [data_release].[artifacts] where environment = @p1 …
40 BEGIN
40 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
40 | delete from [data_release].[artifacts] where environment = @p1 and num …
40 | insert into [data_release].[artifacts] (environment, number, name, con …
40 COMMIT
41 select number, since, previous from [data_release].[live] where enviro …
41 select number, version, git_commit, state, strategy, live_schema, gree …
41 select number, ordinal, strategy, name, settings, state, result, until …
41 select holder, host, pid, fencing, acquired_at, expires_at, released, …
41 select number, count(*) from [data_release].[relations] where environm …
42 -- all schemas
42 select number, green_schema from [data_release].[releases]
42     where environment = @p1 and state in (@p2, @p3) order by number desc
43 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
43     t.copy_schema, t.copy_name,
43     t.[file], t.sha256, t.row_count, t.checksum, t.bytes, t.columns
43     from [data_release].[data_version_tables] t
43     join [data_release].[data_versions] v on v.number = t.number
43     where v.environment = @p1 order by t.number, t.ordinal
43 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
43     from [data_release].[data_versions] where environment = @p1 order by number desc
44 BEGIN
44 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
44 | update [data_release].[course] set state = @p1, result = @p2, …
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
50 BEGIN
50 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
50 | delete from [data_release].[artifacts] where environment = @p1 and num …
50 | insert into [data_release].[artifacts] (environment, number, name, con …
50 COMMIT
51 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
