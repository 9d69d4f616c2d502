-- ===== release =====
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
5 |     @p60, @p61, @p62, @p63)
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
7 |     select 1 as id, 'a' as name
7 | -- what analytics__r2__plan.customers reads
7 | create or alter view [analytics__r2__plan].[a query] as
7 |     -- materialized: table
7 |     select 1 as id, 101.5 as amount, cast(2 as double precision) as weight, cast('2026-11-30' as date) as day, c.name from "analytics__r2__plan".customers c
7 | -- what analytics__r2__plan.a query reads
7 | select * into [analytics__r2__plan].[orders] from (select top (0) * from (select * from [analytics__r2__plan].[a query]) a union all select top (0) * from (select * from [analytics__r2__plan].[a query]) b) q
7 | create or alter view [analytics__r2__plan].[a query] as
7 |     select 1 as found from (
7 |     select id from "analytics__r2__plan".orders where id is null
7 |     ) q
7 | -- what analytics__r2__plan.a query reads
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
14     select 1 as id, 'a' as name
15 select * into [analytics__r2].[orders] from (select * from (
15     -- materialized: table
15     select 1 as id, 101.5 as amount, cast(2 as double precision) as weight, cast('2026-11-30' as date) as day, c.name from "analytics__r2"."customers" c
15     ) dr_rows) q
16 begin transaction
16 select count_big(*) as failures, cast(case when count_big(*) != 0 then 1 else 0 end as bit) as should_warn, cast(case when count_big(*) != 0 then 1 else 0 end as bit) as should_error from (
16     select id from "analytics__r2"."orders" where id is null
16     ) dbt_internal_test
16 if @@trancount > 0 rollback transaction
17 select unique_id, live_schema, live_name, physical_schema, physical_na …
17 select number, version, git_commit, state, strategy, live_schema, gree …
17 -- what queries read: model.shop.customers, model.shop.orders, test.shop.keys
17 -- what views read: analytics__r2.customers, analytics__r2.orders
18 -- relations: analytics__r2
20 -- relations: analytics__r2
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | delete from [data_release].[relations] where environment = @p1 and number = @p2
22 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
22 |     physical_schema, physical_name,
22 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
22 |     @p5, @p6,
22 |     @p7, @p8, @p9, @p10,
22 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
22 |     @p18, @p19,
22 |     @p20, @p21, @p22, @p23,
22 |     @p24, @p25, @p26)
22 | delete from [data_release].[artifacts] where environment = @p1 and num …
22 | insert into [data_release].[artifacts] (environment, number, name, con …
22 | delete from [data_release].[checks] where environment = @p1 and number = @p2
22 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
22 |     @p6, @p7,
22 |     @p8, @p9, @p10,
22 |     cast(sysutcdatetime() as datetime2(6)))
22 | delete from [data_release].[artifacts] where environment = @p1 and num …
22 | insert into [data_release].[artifacts] (environment, number, name, con …
22 | delete from [data_release].[artifacts] where environment = @p1 and num …
22 | insert into [data_release].[artifacts] (environment, number, name, con …
22 | update [data_release].[course] set state = @p1, result = @p2, …
22 | update [data_release].[releases] set version = @p1, state = @p2, messa …
22 | insert into [data_release].[steps] (environment, number, name, state, …
22 COMMIT
23 BEGIN
23 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
23 | update [data_release].[releases] set version = @p1, state = @p2, messa …
23 | insert into [data_release].[steps] (environment, number, name, state, …
23 COMMIT
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 -- relations: analytics__r1, analytics__r2
24 select number, version, git_commit, state, strategy, live_schema, gree …
24 select cast(sysutcdatetime() as datetime2(6))
24 select content from [data_release].[artifacts] where environment = @p1 …
24 select count_big(*), cast(count_big([id]) as nvarchar(max)), cast(count_big([name]) as nvarchar(max)), cast(count_big(distinct cast(cast([id] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct cast(cast([name] as nvarchar(max)) as varbinary(max))) as nvarchar(max)), cast(sum(cast([id] as decimal(38, 0))) as nvarchar(max)), cast(min([id]) as nvarchar(max)), cast(max([id]) as nvarchar(max)), cast(avg(cast([id] as decimal(38, 6))) as nvarchar(max)), cast(convert(nvarchar(max), min(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(1.0 * case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), stdevp(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)) from [analytics__r1].[customers]
24 select count_big(*), cast(count_big([id]) as nvarchar(max)), cast(count_big([name]) as nvarchar(max)), cast(count_big(distinct cast(cast([id] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct cast(cast([name] as nvarchar(max)) as varbinary(max))) as nvarchar(max)), cast(sum(cast([id] as decimal(38, 0))) as nvarchar(max)), cast(min([id]) as nvarchar(max)), cast(max([id]) as nvarchar(max)), cast(avg(cast([id] as decimal(38, 6))) as nvarchar(max)) from [analytics__r2].[customers]
24 select count_big(*), cast(count_big([id]) as nvarchar(max)), cast(count_big([amount]) as nvarchar(max)), cast(count_big([weight]) as nvarchar(max)), cast(count_big([day]) as nvarchar(max)), cast(count_big([name]) as nvarchar(max)), cast(count_big(distinct cast(cast([id] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct [amount]) as nvarchar(max)), cast(count_big(distinct cast(cast([weight] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct [day]) as nvarchar(max)), cast(count_big(distinct cast(cast([name] as nvarchar(max)) as varbinary(max))) as nvarchar(max)), cast(sum(cast([id] as decimal(38, 0))) as nvarchar(max)), cast(min([id]) as nvarchar(max)), cast(max([id]) as nvarchar(max)), cast(avg(cast([id] as decimal(38, 6))) as nvarchar(max)), cast(convert(nvarchar(max), sum([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), min([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), max([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), avg([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), sum([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), min([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), max([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg([weight]), 3) as nvarchar(max)), cast((datediff_big(microsecond, '1970-01-01', max([day])) * 0.000001) as nvarchar(max)), cast(convert(nvarchar(max), min(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(1.0 * case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), stdevp(case when cast([id] as double precision) is not null then cast([id] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), min(case when cast([amount] as double precision) is not null then cast([amount] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(case when cast([amount] as double precision) is not null then cast([amount] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(1.0 * case when cast([amount] as double precision) is not null then cast([amount] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), stdevp(case when cast([amount] as double precision) is not null then cast([amount] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), min(case when cast([weight] as double precision) is not null then cast([weight] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(case when cast([weight] as double precision) is not null then cast([weight] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(1.0 * case when cast([weight] as double precision) is not null then cast([weight] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), stdevp(case when cast([weight] as double precision) is not null then cast([weight] as double precision) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), min(case when (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) is not null then (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(case when (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) is not null then (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(1.0 * case when (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) is not null then (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) end), 3) as nvarchar(max)), cast(convert(nvarchar(max), stdevp(case when (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) is not null then (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) end), 3) as nvarchar(max)) from [analytics__r1].[orders]
24 select count_big(*), cast(count_big([id]) as nvarchar(max)), cast(count_big([amount]) as nvarchar(max)), cast(count_big([weight]) as nvarchar(max)), cast(count_big([day]) as nvarchar(max)), cast(count_big([name]) as nvarchar(max)), cast(count_big(distinct cast(cast([id] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct [amount]) as nvarchar(max)), cast(count_big(distinct cast(cast([weight] as nvarchar(4000)) as varbinary(max))) as nvarchar(max)), cast(count_big(distinct [day]) as nvarchar(max)), cast(count_big(distinct cast(cast([name] as nvarchar(max)) as varbinary(max))) as nvarchar(max)), cast(sum(cast([id] as decimal(38, 0))) as nvarchar(max)), cast(min([id]) as nvarchar(max)), cast(max([id]) as nvarchar(max)), cast(avg(cast([id] as decimal(38, 6))) as nvarchar(max)), cast(convert(nvarchar(max), sum([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), min([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), max([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), avg([amount]), 2) as nvarchar(max)), cast(convert(nvarchar(max), sum([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), min([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), max([weight]), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg([weight]), 3) as nvarchar(max)), cast((datediff_big(microsecond, '1970-01-01', max([day])) * 0.000001) as nvarchar(max)) from [analytics__r2].[orders]
24 -- grants: analytics
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 BEGIN
24 | -- facts of analytics__r1.orders
24 | -- facts of analytics__r2.orders
24 | select concat_ws(N' ', count_big(case when b.present is null then 1 end) - count_big(distinct case when b.present is null then g.k0 end) + count_big(case when g.present is null then 1 end) - count_big(distinct case when g.present is null then b.k0 end), count_big(case when b.present is null then 1 end), count_big(case when g.present is null then 1 end), count_big(case when b.present = 1 and g.present = 1 and ((case when b.v0 = g.v0 or (b.v0 is null and g.v0 is null) then 1 else 0 end = 0) or (case when b.v1 = g.v1 or (b.v1 is null and g.v1 is null) then 1 else 0 end = 0) or (case when b.v2 = g.v2 or (b.v2 is null and g.v2 is null) then 1 else 0 end = 0) or (case when b.v3 = g.v3 or (b.v3 is null and g.v3 is null) then 1 else 0 end = 0)) then 1 end), count_big(case when b.present = 1 and g.present = 1 then 1 end), count_big(case when (b.present = 1 and (b.k0 is null)) or (g.present = 1 and (g.k0 is null)) then 1 end), count_big(case when b.present = 1 and g.present = 1 and (case when b.v0 = g.v0 or (b.v0 is null and g.v0 is null) then 1 else 0 end = 0) then 1 end), count_big(case when b.present = 1 and g.present = 1 and (case when b.v1 = g.v1 or (b.v1 is null and g.v1 is null) then 1 else 0 end = 0) then 1 end), count_big(case when b.present = 1 and g.present = 1 and (case when b.v2 = g.v2 or (b.v2 is null and g.v2 is null) then 1 else 0 end = 0) then 1 end), count_big(case when b.present = 1 and g.present = 1 and (case when b.v3 = g.v3 or (b.v3 is null and g.v3 is null) then 1 else 0 end = 0) then 1 end), (select count_big(*) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as k0, [amount] as v0, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v1, [day] as v2, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v3, 1 as present from [analytics__r1].[orders] src) r), (select count_big(*) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as k0, [amount] as v0, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v1, [day] as v2, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v3, 1 as present from [analytics__r2].[orders] src) r)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as k0, [amount] as v0, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v1, [day] as v2, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v3, 1 as present from [analytics__r1].[orders] src) b full join (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as k0, [amount] as v0, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v1, [day] as v2, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v3, 1 as present from [analytics__r2].[orders] src) g on b.k0 = g.k0
24 COMMIT
24 select content from [data_release].[artifacts] where environment = @p1 …
24 select content from [data_release].[artifacts] where environment = @p1 …
24 select content from [data_release].[artifacts] where environment = @p1 …
25 BEGIN
25 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
25 | delete from [data_release].[checks] where environment = @p1 and number …
25 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
25 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
25 |     @p6, @p7,
25 |     @p8, @p9, @p10,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
25 |     @p16, @p17,
25 |     @p18, @p19, @p20,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
25 |     @p26, @p27,
25 |     @p28, @p29, @p30,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p31, @p32, @p33, @p34, @p35,
25 |     @p36, @p37,
25 |     @p38, @p39, @p40,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p41, @p42, @p43, @p44, @p45,
25 |     @p46, @p47,
25 |     @p48, @p49, @p50,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p51, @p52, @p53, @p54, @p55,
25 |     @p56, @p57,
25 |     @p58, @p59, @p60,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p61, @p62, @p63, @p64, @p65,
25 |     @p66, @p67,
25 |     @p68, @p69, @p70,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p71, @p72, @p73, @p74, @p75,
25 |     @p76, @p77,
25 |     @p78, @p79, @p80,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p81, @p82, @p83, @p84, @p85,
25 |     @p86, @p87,
25 |     @p88, @p89, @p90,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p91, @p92, @p93, @p94, @p95,
25 |     @p96, @p97,
25 |     @p98, @p99, @p100,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p101, @p102, @p103, @p104, @p105,
25 |     @p106, @p107,
25 |     @p108, @p109, @p110,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p111, @p112, @p113, @p114, @p115,
25 |     @p116, @p117,
25 |     @p118, @p119, @p120,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p121, @p122, @p123, @p124, @p125,
25 |     @p126, @p127,
25 |     @p128, @p129, @p130,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p131, @p132, @p133, @p134, @p135,
25 |     @p136, @p137,
25 |     @p138, @p139, @p140,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p141, @p142, @p143, @p144, @p145,
25 |     @p146, @p147,
25 |     @p148, @p149, @p150,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p151, @p152, @p153, @p154, @p155,
25 |     @p156, @p157,
25 |     @p158, @p159, @p160,
25 |     cast(sysutcdatetime() as datetime2(6))), (@p161, @p162, @p163, @p164, @p165,
25 |     @p166, @p167,
25 |     @p168, @p169, @p170,
25 |     cast(sysutcdatetime() as datetime2(6)))
25 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
25 |     then @p3 when live_schema = @p4 and live_name = @p5
25 |     then @p6 else row_count end
25 |     where environment = @p7 and number = @p8 and live_name in (@p9, @p10)
25 | update [data_release].[course] set state = @p1, result = @p2, …
25 | update [data_release].[releases] set version = @p1, state = @p2, messa …
25 | insert into [data_release].[steps] (environment, number, name, state, …
25 COMMIT
26 select number, since, previous from [data_release].[live] where enviro …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 -- relations
27 select number, since, previous from [data_release].[live] where enviro …
27 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
27     mark_schema, mark_name, key_columns, columns
27     from [data_release].[relation_marks] where environment = @p1 order by happened_at
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 BEGIN
28 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
28 | update [data_release].[course] set state = @p1, result = @p2, …
28 COMMIT
29 select number, since, previous from [data_release].[live] where enviro …
30 set lock_timeout 300000
30 select number, since, previous from [data_release].[live] where enviro …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select live_schema, live_name, wave, number from [data_release].[waves …
30 select live_schema, live_name, wave, number from [data_release].[waves …
30 select number, version, git_commit, state, strategy, live_schema, gree …
30 select content from [data_release].[artifacts] …
30 -- all schemas
30 select content from [data_release].[artifacts] …
30 -- dependents: analytics
30 -- dependents: analytics__r1, analytics__r2, data_release
30 -- what hangs on views: analytics
30 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
30 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
30 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
30 -- definitions of views: analytics
30 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, data_release
30 select content from [data_release].[artifacts] where environment = @p1 …
30 select content from [data_release].[artifacts] where environment = @p1 …
30 select content from [data_release].[artifacts] where environment = @p1 …
30 select content from [data_release].[artifacts] where environment = @p1 …
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | update [data_release].[releases] set version = @p1, state = @p2, messa …
31 | insert into [data_release].[steps] (environment, number, name, state, …
31 COMMIT
32 set xact_abort on;
32     set lock_timeout 50;
32     set deadlock_priority low;
32     begin transaction;
32     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
32     where environment = @p3 and fencing = @p4 and released = @p5;
32     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
32     set lock_timeout 50;
32     set deadlock_priority low;
32     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r2].[customers]');
32     exec(N'create or alter view [analytics].[orders] as select [id], [amount], [weight], [day], [name] from [analytics__r2].[orders]');
32     delete from [data_release].[live] where environment = @p6;
32     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
32     update [data_release].[releases] set state = @p11, fencing = @p12
32     where environment = @p13 and number = @p14;
32     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
32     where environment = @p17 and number = @p18;
32     delete from [data_release].[waves] where environment = @p19;
32     delete from [data_release].[course]
32     where environment = @p20 and number in (
32     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
32     union all select 0) and strategy in (@p24, @p25) and number in
32     (select number from [data_release].[course]
32     where environment = @p26 and number in (
32     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
32     union all select 0) and strategy in (@p30, @p31)
32     and state <> @p32);
32     delete from [data_release].[artifacts]
32     where environment = @p33 and number in (
32     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
32     union all select 0) and name = @p37;
32     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
32     delete from [data_release].[route_exceptions] where environment = @p43;
32     update [data_release].[course] set state = @p44, result = @p45,
32     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
32     where environment = @p48 and number = @p49 and ordinal = @p50;
32     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
32     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
32     declare @after nvarchar(2000);
32     with found as (
32     select a.space, a.relation, a.part, a.grantee, a.privilege,
32     max(cast(a.grantable as int)) as grantable
32     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
32     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
32     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
32     join sys.schemas s on s.schema_id = o.schema_id
32     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
32     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
32     union all
32     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
32     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
32     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
32     where o.type in ('U', 'V', 'ET', 'SN')
32     union all
32     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
32     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
32     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
32     join sys.sql_modules m on m.object_id = o.object_id
32     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
32     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
32     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
32     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
32     left join sys.schemas s on s.name = a.space collate catalog_default
32     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
32     where a.privilege in (N'OWNER', N'OPTION')
32     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
32     group by a.space, a.relation, a.part, a.grantee, a.privilege
32     ), wanted as (
32     select space collate catalog_default as space, relation collate catalog_default as relation,
32     part collate catalog_default as part, grantee collate catalog_default as grantee,
32     privilege collate catalog_default as privilege, grantable
32     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
32     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
32     grantable int '$[5]')
32     ), differing as (
32     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
32     union all
32     select N' would get ', g.* from (select * from found except select * from wanted) g
32     )
32     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
32     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
32     N'; '), 2000)
32     from (select top (10) * from differing order by space, relation, grantee) d;
32     if @after is not null throw 51002, @after, 1;
32     commit transaction
33 select number, since, previous from [data_release].[live] where enviro …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select live_schema, live_name, wave, number from [data_release].[waves …
34 -- grants: analytics
34 -- relations: analytics
34 select content from [data_release].[artifacts] where environment = @p1 …
34 BEGIN
34 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
34 | delete from [data_release].[artifacts] where environment = @p1 and num …
34 | insert into [data_release].[artifacts] (environment, number, name, con …
34 COMMIT
35 select number, since, previous from [data_release].[live] where enviro …
35 select number, version, git_commit, state, strategy, live_schema, gree …
35 select number, ordinal, strategy, name, settings, state, result, until …
35 select holder, host, pid, fencing, acquired_at, expires_at, released, …
35 select number, count(*) from [data_release].[relations] where environm …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
36 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select number, since, previous from [data_release].[live] where enviro …
37 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
37     created_by,
37     live_at, message, options, builder, fence
37     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
37     or number > (select max(number) from [data_release].[releases] where environment = @p4)
37     - @p5
37     or number in (select previous from [data_release].[live] where environment = @p6)
37     or number in (select origin from [data_release].[relations]
37     where environment = @p7 and number in (
37     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
37     union all select 0)) or number = @p11) order by number desc
37 select number, ordinal, strategy, name, settings, state, result, until …
37 select holder, host, pid, fencing, acquired_at, expires_at, released, …
37 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
37     select number from [data_release].[releases]
37     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
37     group by number
38 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
38     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
38     order by number, ordinal
39 select content from [data_release].[artifacts] where environment = @p1 …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
39 select unique_id, live_schema, live_name, physical_schema, physical_na …
40 select content from [data_release].[artifacts] where environment = @p1 …
40 select content from [data_release].[artifacts] where environment = @p1 …
41 select content from [data_release].[artifacts] where environment = @p1 …
41 select content from [data_release].[artifacts] where environment = @p1 …
42 -- relations: analytics__r1, analytics__r2
43 select name, relation, state, severity, value, threshold, message
43     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
43 select unique_id, live_schema, live_name, physical_schema, physical_na …
44 BEGIN
44 | -- facts of analytics__r1.orders
44 | -- facts of analytics__r2.orders
44 | with c as (select v0, v1, v2, v3, v4, sum(nb) as nb, sum(ng) as ng from (select v0, v1, v2, v3, v4, 1 as nb, 0 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, [amount] as v1, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v2, [day] as v3, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v4 from [analytics__r1].[orders] src) s union all select v0, v1, v2, v3, v4, 0 as nb, 1 as ng from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, [amount] as v1, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v2, [day] as v3, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v4 from [analytics__r2].[orders] src) s) u group by v0, v1, v2, v3, v4) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)), cast(null as nvarchar(max)), cast(null as nvarchar(max)), cast(null as nvarchar(max)), cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1], cast(v2 as nvarchar(max)) as [x2], cast(v3 as nvarchar(max)) as [x3], cast(v4 as nvarchar(max)) as [x4] from c where ng > nb order by c.v0, c.v1, c.v2, c.v3, c.v4 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0], cast(v1 as nvarchar(max)) as [x1], cast(v2 as nvarchar(max)) as [x2], cast(v3 as nvarchar(max)) as [x3], cast(v4 as nvarchar(max)) as [x4] from c where nb > ng order by c.v0, c.v1, c.v2, c.v3, c.v4 offset 0 rows fetch next 5 rows only) first_rows
44 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(convert(nvarchar(max), min(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), max(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), avg(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), sum(v1), 2) as nvarchar(max)), count_big(*) - count_big(v2), cast(convert(nvarchar(max), min(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), sum(v2), 3) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, [amount] as v1, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v2, [day] as v3, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v4 from [analytics__r1].[orders] src) s
44 | select count_big(*) - count_big(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(cast(v0 as decimal(38, 6))) as nvarchar(max)), cast(sum(cast(v0 as decimal(38, 0))) as nvarchar(max)), count_big(*) - count_big(v1), cast(convert(nvarchar(max), min(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), max(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), avg(v1), 2) as nvarchar(max)), cast(convert(nvarchar(max), sum(v1), 2) as nvarchar(max)), count_big(*) - count_big(v2), cast(convert(nvarchar(max), min(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), max(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), avg(v2), 3) as nvarchar(max)), cast(convert(nvarchar(max), sum(v2), 3) as nvarchar(max)) from (select cast(cast([id] as nvarchar(4000)) as varbinary(max)) as v0, [amount] as v1, cast(cast([weight] as nvarchar(4000)) as varbinary(max)) as v2, [day] as v3, cast(cast([name] as nvarchar(max)) as varbinary(max)) as v4 from [analytics__r2].[orders] src) s
44 COMMIT
44 select 0 as c, min(x), max(x) from (select (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) as x from [analytics__r1].[orders] union all select (datediff_big(microsecond, '1970-01-01', [day]) * 0.000001) from [analytics__r2].[orders]) m where x > -1e308 and x < 1e308
44 select 0 as c, 0 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p1 as double precision)) / cast(@p2 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p3 as double precision)) / cast(@p4 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p5 as double precision)) / cast(@p6 as double precision)) as integer)) else cast(floor((x - cast(@p7 as double precision)) / cast(@p8 as double precision)) as integer) end is null or 11 < case when cast(floor((x - cast(@p9 as double precision)) / cast(@p10 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p11 as double precision)) / cast(@p12 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p13 as double precision)) / cast(@p14 as double precision)) as integer)) else cast(floor((x - cast(@p15 as double precision)) / cast(@p16 as double precision)) as integer) end then coalesce(11, case when cast(floor((x - cast(@p17 as double precision)) / cast(@p18 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p19 as double precision)) / cast(@p20 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p21 as double precision)) / cast(@p22 as double precision)) as integer)) else cast(floor((x - cast(@p23 as double precision)) / cast(@p24 as double precision)) as integer) end) else case when cast(floor((x - cast(@p25 as double precision)) / cast(@p26 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p27 as double precision)) / cast(@p28 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p29 as double precision)) / cast(@p30 as double precision)) as integer)) else cast(floor((x - cast(@p31 as double precision)) / cast(@p32 as double precision)) as integer) end end as bin from (select cast([amount] as double precision) as x from [analytics__r1].[orders]) r where x > -1e308 and x < 1e308) v group by bin union all select 0 as c, 1 as s, bin, count_big(*) as n from (select case when case when cast(floor((x - cast(@p33 as double precision)) / cast(@p34 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p35 as double precision)) / cast(@p36 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p37 as double precision)) / cast(@p38 as double precision)) as integer)) else cast(floor((x - cast(@p39 as double precision)) / cast(@p40 as double precision)) as integer) end is null or 11 < case when cast(floor((x - cast(@p41 as double precision)) / cast(@p42 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p43 as double precision)) / cast(@p44 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p45 as double precision)) / cast(@p46 as double precision)) as integer)) else cast(floor((x - cast(@p47 as double precision)) / cast(@p48 as double precision)) as integer) end then coalesce(11, case when cast(floor((x - cast(@p49 as double precision)) / cast(@p50 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p51 as double precision)) / cast(@p52 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p53 as double precision)) / cast(@p54 as double precision)) as integer)) else cast(floor((x - cast(@p55 as double precision)) / cast(@p56 as double precision)) as integer) end) else case when cast(floor((x - cast(@p57 as double precision)) / cast(@p58 as double precision)) as integer) is null or 0 > cast(floor((x - cast(@p59 as double precision)) / cast(@p60 as double precision)) as integer) then coalesce(0, cast(floor((x - cast(@p61 as double precision)) / cast(@p62 as double precision)) as integer)) else cast(floor((x - cast(@p63 as double precision)) / cast(@p64 as double precision)) as integer) end end as bin from (select cast([amount] as double precision) as x from [analytics__r2].[orders]) r where x > -1e308 and x < 1e308) v group by bin
44 select 0 as c, case when (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g) is null or (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g) > (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g) then coalesce((select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r2].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g), (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g)) else (select count(distinct x) from (select cast([name] as nvarchar(max)) as x from [analytics__r1].[orders] order by (select null) offset 0 rows fetch next 1000 rows only) g) end as n
44 select * from (select 0 as c, x, sum(cast(b as decimal(38, 0))) as b, sum(cast(g as decimal(38, 0))) as g from (select cast([name] as nvarchar(max)) as x, 1 as b, 0 as g from [analytics__r1].[orders] union all select cast([name] as nvarchar(max)) as x, 0 as b, 1 as g from [analytics__r2].[orders]) u group by x order by 3 desc offset 0 rows fetch next 13 rows only) first_rows
45 BEGIN
45 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
45 | delete from [data_release].[artifacts] where environment = @p1 and num …
45 | insert into [data_release].[artifacts] (environment, number, name, con …
45 COMMIT
46 select number, since, previous from [data_release].[live] where enviro …
46 select number, version, git_commit, state, strategy, live_schema, gree …
46 select number, ordinal, strategy, name, settings, state, result, until …
46 select holder, host, pid, fencing, acquired_at, expires_at, released, …
46 select number, count(*) from [data_release].[relations] where environm …
47 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
