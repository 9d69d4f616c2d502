-- ===== rollback --carry-writes =====
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
11 |     @p33, @p34, @p35, @p36), (@p37, @p38, @p39, @p40, @p41,
11 |     @p42, @p43, @p44, @p45)
11 COMMIT
12 select number, since, previous from [data_release].[live] where enviro …
12 select number, version, git_commit, state, strategy, live_schema, gree …
12 select number, ordinal, strategy, name, settings, state, result, until …
12 select holder, host, pid, fencing, acquired_at, expires_at, released, …
12 select number, count(*) from [data_release].[relations] where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
13     mark_schema, mark_name, key_columns, columns
13     from [data_release].[relation_marks] where environment = @p1 order by happened_at
13 -- relations: analytics__r1, analytics__r2
13 BEGIN
13 | exec(N'declare @rows nvarchar(2000) = N''analytics__r2.orders has a security policy, which may hide rows''; declare @values nvarchar(2000) = N''analytics__r2.orders has masked columns, and this login lacks the right UNMASK''; if exists (select 1 from sys.security_predicates r join sys.security_policies y on y.object_id = r.object_id where r.target_object_id = object_id(N''[analytics__r2].[orders]'') and r.predicate_type = 0 and y.is_enabled = 1) throw 51004, @rows, 1; if exists (select 1 from sys.masked_columns k where k.object_id = object_id(N''[analytics__r2].[orders]'') and k.is_masked = 1) and coalesce(has_perms_by_name(null, N''DATABASE'', N''UNMASK''), 0) = 0 and coalesce(has_perms_by_name(N''[analytics__r2].[orders]'', N''OBJECT'', N''UNMASK''), 0) = 0 throw 51004, @values, 1')
13 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))) from (select cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r2].[orders]) s
13 | -- relations: analytics__r2
13 | select 1 from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r2].[orders]) r group by k0 having count(*) > 1 or k0 is null order by (select null) offset 0 rows fetch next 1 rows only
13 | select 1 from (select * from [analytics__r2].[orders__as_it_went_live]) r group by k0 having count(*) > 1 or k0 is null order by (select null) offset 0 rows fetch next 1 rows only
13 | select count_big(case when m.h is null then 1 end), count_big(case when n.h is null then 1 end), count_big(case when n.h <> m.h then 1 end)
13 |     from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r2].[orders]) n full join [analytics__r2].[orders__as_it_went_live] m on n.k0 = m.k0
13 COMMIT
14 -- relations: analytics__r1
14 BEGIN
14 | select 1 from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_ …
14 | select 1 from (select * from [analytics__r2].[orders__as_it_went_live] …
14 | select 1 from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r1].[orders]) r group by k0 having count(*) > 1 or k0 is null order by (select null) offset 0 rows fetch next 1 rows only
14 | select count_big(*) from (select w.*, b.h as bh
14 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
14 |     from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r2].[orders]) n
14 |     full join [analytics__r2].[orders__as_it_went_live] m on n.k0 = m.k0
14 |     where (case when n.h = m.h or (n.h is null and m.h is null) then 1 else 0 end = 0)) w
14 |     left join (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r1].[orders]) b on b.k0 = w.k0) c where (case
14 |     when (case when nh = bh or (nh is null and bh is null) then 1 else 0 end = 1) then 'skip'
14 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
14 |     when bh is null then 'add'
14 |     when bh = mh then 'update'
14 |     else 'conflict'
14 |     end) = @p1
14 COMMIT
15 BEGIN
15 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
15 | update [data_release].[course] set state = @p1, result = @p2,
15 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
15 |     where environment = @p5 and number = @p6 and ordinal = @p7
15 COMMIT
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 select number, since, previous from [data_release].[live] where enviro …
16 select number, since, previous from [data_release].[live] where enviro …
16 -- which schemas exist: analytics__r3
16 BEGIN
16 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
16 | insert into [data_release].[releases] (environment, number, version, git_commit, state, strategy, live_schema,
16 |     green_schema, base,
16 |     created_at, created_by, live_at, message, options, builder, fence, fencing)
16 |     values (@p1, @p2, @p3, @p4, @p5, @p6,
16 |     @p7, @p8, @p9,
16 |     cast(sysutcdatetime() as datetime2(6)), @p10, null,
16 |     @p11, @p12, @p13, @p14, @p15)
16 | insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
16 |     values (@p1, @p2, @p3, @p4, cast(sysutcdatetime() as datetime2(6)), @p5, @p6, @p7)
16 COMMIT
17 select unique_id, live_schema, live_name, physical_schema, physical_na …
17 -- relations: analytics__r1
17 -- grants: analytics__r1
17 -- dependents: analytics__r1
17 -- definitions of views: analytics__r1
17 select content from [data_release].[artifacts] where environment = @p1 …
17 select content from [data_release].[artifacts] where environment = @p1 …
17 BEGIN
17 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
17 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
17 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
17 | delete from [data_release].[artifacts] where environment = @p1 and num …
17 | insert into [data_release].[artifacts] (environment, number, name, con …
17 COMMIT
17 if schema_id(N'analytics__r3') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics__r3'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics__r3]'' + N'' authorization '' + quotename(@owner); exec(@make)')
17 BEGIN
17 | -- analytics__r1.orders is copied to analytics__r3.orders
17 | exec(N'declare @rows nvarchar(2000) = N''analytics__r2.orders has a se …
17 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (sele …
17 | select * into [analytics__r3].[orders__changes] from (select c.*, case
17 |     when (case when nh = bh or (nh is null and bh is null) then 1 else 0 end = 1) then 'skip'
17 |     when nh is null then case when bh = mh then 'remove' else 'conflict' end
17 |     when bh is null then 'add'
17 |     when bh = mh then 'update'
17 |     else 'conflict'
17 |     end as class from (select w.*, b.h as bh
17 |     from (select coalesce(n.k0, m.k0) as k0, n.h as nh, m.h as mh
17 |     from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r2].[orders]) n
17 |     full join [analytics__r2].[orders__as_it_went_live] m on n.k0 = m.k0
17 |     where (case when n.h = m.h or (n.h is null and m.h is null) then 1 else 0 end = 0)) w
17 |     left join (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r3].[orders]) b on b.k0 = w.k0) c) q
17 | select class, count_big(*) from [analytics__r3].[orders__changes] group by class
17 | delete from [analytics__r3].[orders] where exists (select 1 from [analytics__r3].[orders__changes] c where c.class in ('update', 'remove') and [analytics__r3].[orders].[id] = c.k0)
17 | if objectproperty(object_id(N'[analytics__r3].[orders]'), 'TableHasIdentity') = 1 exec(N'set identity_insert [analytics__r3].[orders] on; insert into [analytics__r3].[orders] ([id], [customer], [kind]) select g.[id], g.[customer], g.[kind] from [analytics__r2].[orders] g join [analytics__r3].[orders__changes] c on g.[id] = c.k0 where c.class in (''add'', ''update''); set identity_insert [analytics__r3].[orders] off') else exec(N'insert into [analytics__r3].[orders] ([id], [customer], [kind]) select g.[id], g.[customer], g.[kind] from [analytics__r2].[orders] g join [analytics__r3].[orders__changes] c on g.[id] = c.k0 where c.class in (''add'', ''update'')')
17 | select count_big(*) from [analytics__r3].[orders__changes] c
17 |     left join (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r3].[orders]) t on c.k0 = t.k0
17 |     where (case when t.h = c.nh or (t.h is null and c.nh is null) then 1 else 0 end = 0)
17 | drop table [analytics__r3].[orders__changes]
17 COMMIT
17 select content from [data_release].[artifacts] where environment = @p1 …
18 BEGIN
18 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
18 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
18 |     physical_schema, physical_name,
18 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
18 |     @p5, @p6,
18 |     @p7, @p8, @p9, @p10,
18 |     @p11, @p12, @p13), (@p14, @p15, @p16, @p17,
18 |     @p18, @p19,
18 |     @p20, @p21, @p22, @p23,
18 |     @p24, @p25, @p26)
18 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
18 |     builder = @p5, fence = @p6, options = @p7,
18 |     green_schema = @p8, git_commit = @p9,
18 |     created_by = @p10, fencing = @p11
18 |     where environment = @p12 and number = @p13
18 | insert into [data_release].[steps] (environment, number, name, state, …
18 COMMIT
19 select number, since, previous from [data_release].[live] where enviro …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 select unique_id, live_schema, live_name, physical_schema, physical_na …
19 -- relations: analytics__r2, analytics__r3
19 select content from [data_release].[artifacts] where environment = @p1 …
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | drop table if exists [analytics__r3].[orders__as_it_went_live]
19 | select * into [analytics__r3].[orders__as_it_went_live] from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r3].[orders]) q
19 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))) from (select h from [analytics__r3].[orders__as_it_went_live]) s
19 | delete from [data_release].[relation_marks]
19 |     where environment = @p1 and number = @p2
19 |     and moment = @p3
19 |     and live_schema = @p4 and live_name = @p5
19 | insert into [data_release].[relation_marks] (
19 |     environment, number, moment, live_schema, live_name, physical_schema, physical_name,
19 |     row_count, checksum,
19 |     mark_schema, mark_name, key_columns, columns, happened_at)
19 |     values (@p1, @p2, @p3, @p4, @p5,
19 |     @p6, @p7,
19 |     @p8, @p9, @p10, @p11,
19 |     @p12,
19 |     @p13, cast(sysutcdatetime() as datetime2(6)))
19 COMMIT
19 BEGIN
19 | exec(N'declare @rows nvarchar(2000) = N''analytics__r2.orders has a se …
19 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (sele …
19 COMMIT
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | delete from [data_release].[relation_marks] …
19 | insert into [data_release].[relation_marks] ( …
19 COMMIT
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | update [data_release].[course] set state = @p1, result = @p2, …
20 COMMIT
21 set lock_timeout 300000
21 select number, since, previous from [data_release].[live] where enviro …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select live_schema, live_name, wave, number from [data_release].[waves …
21 select live_schema, live_name, wave, number from [data_release].[waves …
21 select number, version, git_commit, state, strategy, live_schema, gree …
21 select content from [data_release].[artifacts] …
21 -- all schemas
21 select content from [data_release].[artifacts] …
21 -- dependents: analytics
21 -- dependents: analytics__r1, analytics__r2, analytics__r3, data_release
21 -- what hangs on views: analytics
21 -- relations: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- default grants: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 -- definitions of views: analytics
21 -- which schemas exist: analytics, analytics__found1, analytics__r1, analytics__r2, analytics__r3, data_release
21 select content from [data_release].[artifacts] where environment = @p1 …
21 select content from [data_release].[artifacts] where environment = @p1 …
21 select content from [data_release].[artifacts] where environment = @p1 …
21 select content from [data_release].[artifacts] where environment = @p1 …
21 select content from [data_release].[artifacts] where environment = @p1 …
22 set xact_abort on;
22     set lock_timeout 50;
22     set deadlock_priority low;
22     begin transaction;
22     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
22     where environment = @p3 and fencing = @p4 and released = @p5;
22     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
22     set lock_timeout 50;
22     set deadlock_priority low;
22     exec(N'create or alter view [analytics].[customers] as select [id], [name] from [analytics__r1].[customers]');
22     exec(N'create or alter view [analytics].[orders] as select [id], [customer], [kind] from [analytics__r3].[orders]');
22     delete from [data_release].[live] where environment = @p6;
22     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
22     update [data_release].[releases] set state = @p11, fencing = @p12
22     where environment = @p13 and number = @p14;
22     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
22     where environment = @p17 and number = @p18;
22     delete from [data_release].[waves] where environment = @p19;
22     update [data_release].[course] set state = @p20, fencing = @p21
22     where environment = @p22 and number = @p23 and not strategy in (@p24, @p25);
22     update [data_release].[course] set state = @p26, result = @p27,
22     until_at = @p28, fencing = @p29, finished_at = cast(sysutcdatetime() as datetime2(6))
22     where environment = @p30 and number = @p31 and ordinal = @p32;
22     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
22     values (@p33, @p34, @p35, @p36, cast(sysutcdatetime() as datetime2(6)), @p37, @p38, @p39);
22     declare @after nvarchar(2000);
22     with found as (
22     select a.space, a.relation, a.part, a.grantee, a.privilege,
22     max(cast(a.grantable as int)) as grantable
22     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
22     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
22     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
22     join sys.schemas s on s.schema_id = o.schema_id
22     join (select distinct [value] collate catalog_default as name from openjson(@p40)) wanted on wanted.name = s.name collate catalog_default
22     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
22     union all
22     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
22     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
22     join (select distinct [value] collate catalog_default as name from openjson(@p41)) wanted on wanted.name = s.name collate catalog_default
22     where o.type in ('U', 'V', 'ET', 'SN')
22     union all
22     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
22     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
22     join (select distinct [value] collate catalog_default as name from openjson(@p42)) wanted on wanted.name = s.name collate catalog_default
22     join sys.sql_modules m on m.object_id = o.object_id
22     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
22     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
22     join openjson(@p43) with (space sysname '$[0]', relation sysname '$[1]') n
22     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
22     left join sys.schemas s on s.name = a.space collate catalog_default
22     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
22     where a.privilege in (N'OWNER', N'OPTION')
22     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
22     group by a.space, a.relation, a.part, a.grantee, a.privilege
22     ), wanted as (
22     select space collate catalog_default as space, relation collate catalog_default as relation,
22     part collate catalog_default as part, grantee collate catalog_default as grantee,
22     privilege collate catalog_default as privilege, grantable
22     from openjson(@p44) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
22     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
22     grantable int '$[5]')
22     ), differing as (
22     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
22     union all
22     select N' would get ', g.* from (select * from found except select * from wanted) g
22     )
22     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
22     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
22     N'; '), 2000)
22     from (select top (10) * from differing order by space, relation, grantee) d;
22     if @after is not null throw 51002, @after, 1;
22     commit transaction
23 select number, since, previous from [data_release].[live] where enviro …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select live_schema, live_name, wave, number from [data_release].[waves …
24 -- grants: analytics
24 -- relations: analytics
24 select content from [data_release].[artifacts] where environment = @p1 …
24 BEGIN
24 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
24 | delete from [data_release].[artifacts] where environment = @p1 and num …
24 | insert into [data_release].[artifacts] (environment, number, name, con …
24 COMMIT
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 select number, moment, live_schema, live_name, physical_schema, physic …
25 -- relations: analytics__r1, analytics__r2
25 BEGIN
25 | exec(N'declare @rows nvarchar(2000) = N''analytics__r2.orders has a se …
25 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (sele …
25 | -- relations: analytics__r2
25 | select 1 from (select [id] as k0, cast(cast(substring(hashbytes('SHA2_ …
25 | select 1 from (select * from [analytics__r2].[orders__as_it_went_live] …
25 | select count_big(case when m.h is null then 1 end), count_big(case whe …
25 COMMIT
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 -- relations: analytics__r1, analytics__r2
27 select number, moment, live_schema, live_name, physical_schema, physic …
27 -- relations: analytics__r1, analytics__r2
27 select count_big(*) from [analytics__r2].[orders__as_it_went_live] m where not exists (select 1 from [analytics__r1].[orders] b where b.[id] = m.k0)
28 BEGIN
28 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
28 | delete from [data_release].[relation_marks] …
28 | insert into [data_release].[relation_marks] ( …
28 COMMIT
29 BEGIN
29 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
29 | update [data_release].[course] set state = @p1, result = @p2, …
29 COMMIT
30 select unique_id, live_schema, live_name, physical_schema, physical_na …
30 select number, moment, live_schema, live_name, physical_schema, physic …
30 -- relations: analytics__r1, analytics__r3
30 BEGIN
30 | exec(N'declare @rows nvarchar(2000) = N''analytics__r3.orders has a security policy, which may hide rows''; declare @values nvarchar(2000) = N''analytics__r3.orders has masked columns, and this login lacks the right UNMASK''; if exists (select 1 from sys.security_predicates r join sys.security_policies y on y.object_id = r.object_id where r.target_object_id = object_id(N''[analytics__r3].[orders]'') and r.predicate_type = 0 and y.is_enabled = 1) throw 51004, @rows, 1; if exists (select 1 from sys.masked_columns k where k.object_id = object_id(N''[analytics__r3].[orders]'') and k.is_masked = 1) and coalesce(has_perms_by_name(null, N''DATABASE'', N''UNMASK''), 0) = 0 and coalesce(has_perms_by_name(N''[analytics__r3].[orders]'', N''OBJECT'', N''UNMASK''), 0) = 0 throw 51004, @values, 1')
30 | select count_big(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))) from (select cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([customer] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r3].[orders]) s
30 COMMIT
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | update [data_release].[course] set state = @p1, result = @p2, …
31 COMMIT
32 select number, since, previous from [data_release].[live] where enviro …
32 select number, version, git_commit, state, strategy, live_schema, gree …
32 select number, ordinal, strategy, name, settings, state, result, until …
32 select holder, host, pid, fencing, acquired_at, expires_at, released, …
32 select number, count(*) from [data_release].[relations] where environm …
33 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
