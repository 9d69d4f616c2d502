-- ===== deploy --preview pr-1 =====
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
1 | insert into [data_release].[leases] (environment, holder, host, pid, fencing, acquired_at, expires_at,
1 |     released)
1 |     values (@p1, @p2, @p3, @p4, @p5, cast(sysutcdatetime() as datetime2(6)), dateadd(day, @p6, dateadd(millisecond, @p7, cast(sysutcdatetime() as datetime2(6)))), @p8)
1 COMMIT
2 select number, since, previous from [data_release].[live] where environment = @p1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from [data_release].[releases] where environment = @p1 order by number desc
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
2     select number from [data_release].[releases]
2     where environment = @p2 and (state not in (@p3, @p4)))
2     group by number
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from [data_release].[ledger_versions]
3 select number, since, previous from [data_release].[live] where enviro …
3 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
3     created_by,
3     live_at, message, options, builder, fence
3     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
3     or number > (select max(number) from [data_release].[releases] where environment = @p4)
3     - @p5
3     or number in (select previous from [data_release].[live] where environment = @p6)
3     or number in (select origin from [data_release].[relations]
3     where environment = @p7 and number in (
3     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
3     union all select 0))) order by number desc
3 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
3     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
3     order by number, ordinal
3 select holder, host, pid, fencing, acquired_at, expires_at, released, …
3 select number, count(*) from [data_release].[relations] where environm …
4 BEGIN
4 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
4 |     where environment = @p3 and fencing = @p4 and released = @p5
4 | delete from [data_release].[live] where environment = @p1
4 | delete from [data_release].[releases] where environment = @p1
4 | delete from [data_release].[steps] where environment = @p1
4 | delete from [data_release].[relations] where environment = @p1
4 | delete from [data_release].[checks] where environment = @p1
4 | delete from [data_release].[artifacts] where environment = @p1
4 | delete from [data_release].[course] where environment = @p1
4 | insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
4 |     green_schema, base, created_at, created_by, live_at, message, options, builder, fence, fencing)
4 |     select @p1, number, version, git_commit, state, @p2, live_schema,
4 |     green_schema, base, created_at, created_by, live_at, message, options, builder, fence, @p3
4 |     from [data_release].[releases] where environment = @p4 and number = @p5
4 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
4 |     physical_schema, physical_name, kind, materialized, row_count, checksum, fingerprint, origin)
4 |     select @p1, number, unique_id, live_schema, live_name, physical_schema, physical_name, kind,
4 |     materialized, row_count, checksum, fingerprint, origin
4 |     from [data_release].[relations] where environment = @p2 and number = @p3
4 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state, severity, value,
4 |     threshold, message, happened_at)
4 |     select @p1, number, ordinal, name, relation, state, severity, value, threshold, message, happened_at
4 |     from [data_release].[checks] where environment = @p2 and number = @p3
4 | insert into [data_release].[artifacts] (environment, number, name, content)
4 |     select @p1, number, name, content from [data_release].[artifacts]
4 |     where environment = @p2 and number = @p3
4 |     and name not in (@p4, @p5)
4 | insert into [data_release].[live] (environment, number, since, previous, fencing)
4 |     select @p1, number, since, null, @p2
4 |     from [data_release].[live] where environment = @p3 and number = @p4
4 COMMIT
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, since, previous from [data_release].[live] where enviro …
5 -- which schemas exist: analytics__p_pr_1_r2
5 BEGIN
5 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
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
5 |     @p33, @p34, @p35, @p36)
5 COMMIT
6 BEGIN
6 | set xact_abort off
6 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__p_pr_1_r2__plan'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__p_pr_1_r2__plan]'' + N'' authorization '' + quotename(@owner); exec(@make)')
6 | create view [analytics__p_pr_1_r2__plan].[customers] as
6 |     select 2 as id, 'b' as name
6 | -- what analytics__p_pr_1_r2__plan.customers reads
6 | create or alter view [analytics__p_pr_1_r2__plan].[a query] as
6 |     -- materialized: table
6 |     select 1 as id, c.id as customer from "analytics__p_pr_1_r2__plan".customers c
6 | -- what analytics__p_pr_1_r2__plan.a query reads
6 | select * into [analytics__p_pr_1_r2__plan].[orders] from (select top (0) * from (select * from [analytics__p_pr_1_r2__plan].[a query]) a union all select top (0) * from (select * from [analytics__p_pr_1_r2__plan].[a query]) b) q
6 ROLLBACK
6 set xact_abort on
7 -- relations: analytics
8 select number, since, previous from [data_release].[live] where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from [data_release].[relations] where environm …
9 BEGIN
9 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
9 | update [data_release].[course] set state = @p1, result = @p2,
9 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
9 |     where environment = @p5 and number = @p6 and ordinal = @p7
9 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
9 |     builder = @p5, fence = @p6, options = @p7,
9 |     green_schema = @p8, git_commit = @p9,
9 |     created_by = @p10, fencing = @p11
9 |     where environment = @p12 and number = @p13
9 | insert into [data_release].[steps] (environment, number, name, state, …
9 COMMIT
10 BEGIN
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
10 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
10 COMMIT
10 if schema_id(N'analytics__p_pr_1_r2') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__p_pr_1_r2'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__p_pr_1_r2]'' + N'' authorization '' + quotename(@owner); exec(@make)')
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | update [data_release].[course] set state = @p1, result = @p2, …
11 COMMIT
13 create view [analytics__p_pr_1_r2].[customers] as
13     select 2 as id, 'b' as name
14 select * into [analytics__p_pr_1_r2].[orders] from (select * from (
14     -- materialized: table
14     select 1 as id, c.id as customer from "analytics__p_pr_1_r2"."customers" c
14     ) dr_rows) q
15 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
15     checksum, fingerprint, origin
15     from [data_release].[relations] where environment = @p1 and number = @p2
15     order by live_schema, live_name
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- what queries read: model.shop.customers, model.shop.orders
15 -- what views read: analytics__p_pr_1_r2.customers, analytics__p_pr_1_r2.orders
16 -- relations: analytics__p_pr_1_r2
18 -- relations: analytics__p_pr_1_r2
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | delete from [data_release].[relations] where environment = @p1 and number = @p2
20 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
20 |     physical_schema, physical_name,
20 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
20 |     @p5, @p6,
20 |     @p7, @p8, @p9, @p10,
20 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
20 |     @p18, @p19,
20 |     @p20, @p21, @p22, @p23,
20 |     @p24, @p25, @p26)
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
20 | delete from [data_release].[checks] where environment = @p1 and number = @p2
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
20 | update [data_release].[course] set state = @p1, result = @p2, …
20 | update [data_release].[releases] set version = @p1, state = @p2, messa …
20 | insert into [data_release].[steps] (environment, number, name, state, …
20 COMMIT
21 BEGIN
21 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
21 | update [data_release].[releases] set version = @p1, state = @p2, messa …
21 | insert into [data_release].[steps] (environment, number, name, state, …
21 COMMIT
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 select unique_id, live_schema, live_name, physical_schema, physical_na …
22 -- relations: analytics__p_pr_1_r2, analytics__r1
22 select number, version, git_commit, state, strategy, live_schema, gree …
22 select cast(sysutcdatetime() as datetime2(6))
22 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
22 select 0 as i, count_big(*) as n from [analytics__r1].[customers] union all select 1 as i, count_big(*) as n from [analytics__p_pr_1_r2].[customers] union all select 2 as i, count_big(*) as n from [analytics__r1].[orders] union all select 3 as i, count_big(*) as n from [analytics__p_pr_1_r2].[orders]
22 -- grants: analytics
22 select content from [data_release].[artifacts] where environment = @p1 …
23 BEGIN
23 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
23 | delete from [data_release].[checks] where environment = @p1 and number …
23 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
23 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
23 |     @p6, @p7,
23 |     @p8, @p9, @p10,
23 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
23 |     @p16, @p17,
23 |     @p18, @p19, @p20,
23 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
23 |     @p26, @p27,
23 |     @p28, @p29, @p30,
23 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
23 |     @p36, @p37,
23 |     @p38, @p39, @p40,
23 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
23 |     @p46, @p47,
23 |     @p48, @p49, @p50,
23 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
23 |     @p56, @p57,
23 |     @p58, @p59, @p60,
23 |     cast(sysutcdatetime() as datetime2(6)))
23 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
23 |     then @p3 when live_schema = @p4 and live_name = @p5
23 |     then @p6 else row_count end
23 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
23 | update [data_release].[course] set state = @p1, result = @p2, …
23 | update [data_release].[releases] set version = @p1, state = @p2, messa …
23 | insert into [data_release].[steps] (environment, number, name, state, …
23 COMMIT
24 select number, since, previous from [data_release].[live] where enviro …
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 select number, ordinal, strategy, name, settings, state, result, until …
24 select holder, host, pid, fencing, acquired_at, expires_at, released, …
24 select number, count(*) from [data_release].[relations] where environm …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select number, since, previous from [data_release].[live] where enviro …
26 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
26     created_by,
26     live_at, message, options, builder, fence
26     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
26     or number > (select max(number) from [data_release].[releases] where environment = @p4)
26     - @p5
26     or number in (select previous from [data_release].[live] where environment = @p6)
26     or number in (select origin from [data_release].[relations]
26     where environment = @p7 and number in (
26     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
26     union all select 0)) or number = @p11) order by number desc
26 select number, ordinal, strategy, name, settings, state, result, until …
26 select holder, host, pid, fencing, acquired_at, expires_at, released, …
26 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
26     select number from [data_release].[releases]
26     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
26     group by number
27 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
27     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
27     order by number, ordinal
28 select content from [data_release].[artifacts] where environment = @p1 …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
29 select content from [data_release].[artifacts] where environment = @p1 …
29 select content from [data_release].[artifacts] where environment = @p1 …
30 select content from [data_release].[artifacts] where environment = @p1 …
30 select content from [data_release].[artifacts] where environment = @p1 …
31 -- relations: analytics__p_pr_1_r2, analytics__r1
32 select name, relation, state, severity, value, threshold, message
32     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
33 BEGIN
33 | -- facts of analytics__r1.customers
33 | -- facts of analytics__p_pr_1_r2.customers
33 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__p_pr_1_r2].[customers] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
33 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__r1].[customers] src) s
33 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v1 from [analytics__p_pr_1_r2].[customers] src) s
33 COMMIT
33 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__r1].[customers]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([id] as double precision) as x from [analytics__p_pr_1_r2].[customers]) r where x > -1e308 and x < 1e308) v group by bin
33 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__p_pr_1_r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__p_pr_1_r2].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[customers] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
33 select * from (select 0 as c, x, sum(cast(b as decimal(38, 0))) as b, sum(cast(g as decimal(38, 0))) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[customers] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__p_pr_1_r2].[customers]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
33 BEGIN
33 | -- facts of analytics__r1.orders
33 | -- facts of analytics__p_pr_1_r2.orders
33 | with c as (select v0, v1, sum(nb) as nb, sum(ng) as ng from (select v0, v1, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s union all select v0, v1, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__p_pr_1_r2].[orders] src) s) u group by v0, v1) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where ng > nb order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1] from c where nb > ng order by c.v0, c.v1 offset 0 rows fetch next 5 rows only) first_rows
33 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__r1].[orders] src) s
33 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(min(v1) as nvarchar(max)), cast(max(v1) as nvarchar(max)), cast(avg(cast(v1 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v1 as decimal(38, 0))) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as v1 from [analytics__p_pr_1_r2].[orders] src) s
33 COMMIT
33 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 1 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(1, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([customer] as double precision) as x from [analytics__p_pr_1_r2].[orders]) r where x > -1e308 and x < 1e308) v group by bin
34 select content from [data_release].[artifacts] where environment = @p1 …
35 select content from [data_release].[artifacts] where environment = @p1 …
36 BEGIN
36 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
36 | delete from [data_release].[artifacts] where environment = @p1 and num …
36 | insert into [data_release].[artifacts] (environment, number, name, con …
36 COMMIT
37 select number, since, previous from [data_release].[live] where enviro …
37 select number, version, git_commit, state, strategy, live_schema, gree …
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from [data_release].[relations] where environm …
38 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3

-- ===== prune --preview pr-1 =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3, fencing = @p4,
1 |     acquired_at = cast(sysutcdatetime() as datetime2(6)), expires_at = dateadd(day, @p5, dateadd(millisecond, @p6, cast(sysutcdatetime() as datetime2(6)))), released = @p7
1 |     where environment = @p8 and fencing = @p9
1 COMMIT
2 select number, version, git_commit, state, strategy, live_schema, gree …
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 select content from [data_release].[artifacts] where environment = @p1 …
3 -- which schemas exist: analytics__p_pr_1_r2
3 select r.physical_schema, r.physical_name, r.environment, r.number from [data_release].[releases] e join [data_release].[relations] r
3     on r.environment = e.environment and r.number = e.number and e.state not in (@p1, @p2)
3     where r.physical_schema in (@p3)
3 -- relations: analytics__p_pr_1_r2
3 -- dependents: analytics__p_pr_1_r2
4 BEGIN
4 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
4 | exec(N'declare @drop nvarchar(max);
4 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' drop constraint '' + quotename(f.name) as nvarchar(max)), N''; '') within group (order by f.object_id)
4 |     from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
4 |     join sys.tables r on r.object_id = f.referenced_object_id
4 |     where r.schema_id = schema_id(N''analytics__p_pr_1_r2'') or t.schema_id = schema_id(N''analytics__p_pr_1_r2'');
4 |     if @drop is not null exec(@drop);
4 |     set @drop = null;
4 |     select @drop = string_agg(cast(N''alter table '' + quotename(schema_name(t.schema_id)) + N''.'' + quotename(t.name) + N'' set (system_versioning = off)'' as nvarchar(max)), N''; '') within group (order by t.object_id)
4 |     from sys.tables t where t.schema_id = schema_id(N''analytics__p_pr_1_r2'') and t.temporal_type = 2;
4 |     if @drop is not null exec(@drop);
4 |     set @drop = null;
4 |     select @drop = string_agg(cast(N''drop '' + case o.type when ''V'' then N''view'' when ''U'' then N''table'' when ''P'' then N''procedure'' when ''SN'' then N''synonym'' when ''SO'' then N''sequence'' else N''function'' end + N'' '' + quotename(schema_name(o.schema_id)) + N''.'' + quotename(o.name) as nvarchar(max)), N''; '') within group (order by case o.type when ''U'' then 1 when ''SO'' then 2 else 0 end, o.create_date desc, o.object_id desc)
4 |     from sys.objects o where o.schema_id = schema_id(N''analytics__p_pr_1_r2'') and o.parent_object_id = 0
4 |     and o.type in (''V'', ''U'', ''P'', ''FN'', ''IF'', ''TF'', ''FS'', ''FT'', ''SN'', ''SO'');
4 |     if @drop is not null exec(@drop);
4 |     set @drop = null;
4 |     select @drop = string_agg(cast(N''drop type '' + quotename(schema_name(y.schema_id)) + N''.'' + quotename(y.name) as nvarchar(max)), N''; '') within group (order by y.user_type_id desc)
4 |     from sys.types y where y.schema_id = schema_id(N''analytics__p_pr_1_r2'') and y.is_user_defined = 1;
4 |     if @drop is not null exec(@drop);
4 |     if schema_id(N''analytics__p_pr_1_r2'') is not null exec(N''drop schema [analytics__p_pr_1_r2]'')')
4 | delete from [data_release].[live] where environment = @p1
4 | delete from [data_release].[releases] where environment = @p1
4 | delete from [data_release].[steps] where environment = @p1
4 | delete from [data_release].[relations] where environment = @p1
4 | delete from [data_release].[checks] where environment = @p1
4 | delete from [data_release].[artifacts] where environment = @p1
4 | delete from [data_release].[course] where environment = @p1
4 COMMIT
5 update [data_release].[leases] set released = @p1 where environment = …
