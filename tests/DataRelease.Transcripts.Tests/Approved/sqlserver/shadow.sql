-- ===== deploy =====
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
5 |     @p51, @p52, @p53, @p54)
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
26 BEGIN
26 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
26 | update [data_release].[releases] set version = @p1, state = @p2, messa …
26 | insert into [data_release].[steps] (environment, number, name, state, …
26 COMMIT
27 select number, since, previous from [data_release].[live] where enviro …
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select number, ordinal, strategy, name, settings, state, result, until …
27 select holder, host, pid, fencing, acquired_at, expires_at, released, …
27 select number, count(*) from [data_release].[relations] where environm …
27 select number, ordinal, strategy, name, settings, state, result, until …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r1"."orders"
29 if @@trancount > 0 rollback transaction
29 begin transaction
29 select count(*) as n from "analytics__r2"."orders"
29 if @@trancount > 0 rollback transaction
30 select name, relation, state, severity, value, threshold, message
30     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
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
31 |     cast(sysutcdatetime() as datetime2(6))), (@p61, @p62, @p63, @p64, @p65,
31 |     @p66, @p67,
31 |     @p68, @p69, @p70,
31 |     cast(sysutcdatetime() as datetime2(6)))
31 | update [data_release].[course] set state = @p1, result = @p2, …
31 | update [data_release].[releases] set version = @p1, state = @p2, messa …
31 | insert into [data_release].[steps] (environment, number, name, state, …
31 COMMIT
32 select number, since, previous from [data_release].[live] where enviro …
32 select number, version, git_commit, state, strategy, live_schema, gree …
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from [data_release].[relations] where environm …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select number, since, previous from [data_release].[live] where enviro …
34 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
34     created_by,
34     live_at, message, options, builder, fence
34     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
34     or number > (select max(number) from [data_release].[releases] where environment = @p4)
34     - @p5
34     or number in (select previous from [data_release].[live] where environment = @p6)
34     or number in (select origin from [data_release].[relations]
34     where environment = @p7 and number in (
34     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
34     union all select 0)) or number = @p11) order by number desc
34 select number, ordinal, strategy, name, settings, state, result, until …
34 select holder, host, pid, fencing, acquired_at, expires_at, released, …
34 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
34     select number from [data_release].[releases]
34     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
34     group by number
35 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
35     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
35     order by number, ordinal
36 select content from [data_release].[artifacts] where environment = @p1 …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select content from [data_release].[artifacts] where environment = @p1 …
37 select content from [data_release].[artifacts] where environment = @p1 …
38 select content from [data_release].[artifacts] where environment = @p1 …
38 select content from [data_release].[artifacts] where environment = @p1 …
39 -- relations: analytics__r1, analytics__r2
40 select name, relation, state, severity, value, threshold, message …
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
41 BEGIN
41 | -- facts of analytics__r1.customers
41 | -- facts of analytics__r2.customers
41 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2].[customers] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
41 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s
41 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r2].[customers] src) s
41 COMMIT
41 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r1].[customers]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r2].[customers]) r where x > -1e308 and x < 1e308) v group by bin
41 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
41 select * from (select 0 as c, x, sum(cast(b as decimal(38, 0))) as b, sum(cast(g as decimal(38, 0))) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[customers] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__r2].[customers]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
41 BEGIN
41 | -- facts of analytics__r1.orders
41 | -- facts of analytics__r2.orders
41 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2].[orders] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
41 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s
41 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r2].[orders] src) s
41 COMMIT
41 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r2].[orders]) r where x > -1e308 and x < 1e308) v group by bin
42 select content from [data_release].[artifacts] where environment = @p1 …
43 select content from [data_release].[artifacts] where environment = @p1 …
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
46 select number, ordinal, strategy, name, settings, state, result, until …
47 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
