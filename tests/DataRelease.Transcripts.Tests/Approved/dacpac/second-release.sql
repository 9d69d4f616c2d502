-- ===== release shop.dacpac =====
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
3 -- definitions of views: shop
3 -- relations: shop, shop__r1
3 select content from [data_release].[artifacts]
3     where environment = @p1 and number < 0 and name = @p2
3     order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: shop
4 -- relations: shop
4 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, since, previous from [data_release].[live] where enviro …
5 select distinct r.environment from [data_release].[releases] r join [data_release].[live] l
5     on l.environment = r.environment and l.number = r.number
5     where r.environment <> @p1 and r.live_schema = @p2
5     and r.strategy <> @p3
5 -- which schemas exist: shop__r2
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
5 |     @p69, @p70, @p71, @p72)
5 | delete from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
5 | insert into [data_release].[artifacts] (environment, number, name, content) values (@p1, @p2, @p3, @p4)
5 COMMIT
6 select content from [data_release].[artifacts] where environment = @p1 …
7 -- relations: shop
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
10 | update [data_release].[course] set state = @p1, result = @p2, …
10 COMMIT
11 select content from [data_release].[artifacts] where environment = @p1 …
11 set xact_abort on;
11     set lock_timeout 5000;
11     set deadlock_priority low;
11     begin transaction;
11     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
11     where environment = @p3 and fencing = @p4 and released = @p5;
11     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
11     exec(N'ALTER TABLE [shop].[orders]
11     ADD [note] NVARCHAR (100) NULL;');
11     delete from [data_release].[artifacts] where environment = @p6 and number = @p7 and name = @p8;
11     insert into [data_release].[artifacts] (environment, number, name, content) values (@p9, @p10, @p11, @p12);
11     update [data_release].[course] set state = @p13, result = @p14,
11     until_at = @p15, fencing = @p16, finished_at = cast(sysutcdatetime() as datetime2(6))
11     where environment = @p17 and number = @p18 and ordinal = @p19;
11     commit transaction
12 BEGIN
12 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
12 | delete from [data_release].[artifacts] where environment = @p1 and num …
12 | insert into [data_release].[artifacts] (environment, number, name, con …
12 COMMIT
12 if schema_id(N'shop__r2') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''shop__r2'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [shop__r2]'' + N'' authorization '' + quotename(@owner); exec(@make)')
13 BEGIN
13 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
13 | update [data_release].[course] set state = @p1, result = @p2, …
13 COMMIT
14 if schema_id(N'shop__r2') is null exec(N'declare @owner sysname = coal …
14 exec(N'CREATE SYNONYM [shop__r2].[income] FOR [shop__r2].[revenue];')
14 exec(N'create view [shop__r2].[revenue] as select sum([amount]) as [amount], max([note]) as [note] from [shop].[orders]')
14 exec(N'create function [shop__r2].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return 2 * @amount end')
14 exec(N'create procedure [shop__r2].[orders_of] @least int, @most int = 1000 as select [id] from [shop].[orders] where [amount] >= @least')
14 GRANT SELECT
14     ON OBJECT::[shop__r2].[revenue] TO [reader];
15 select unique_id, live_schema, live_name, physical_schema, physical_na …
15 select number, version, git_commit, state, strategy, live_schema, gree …
15 -- what queries read
15 -- what views read: shop__r2.revenue
15 -- what views read: shop.orders
16 -- relations: shop__r2
18 -- relations: shop__r2
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | delete from [data_release].[relations] where environment = @p1 and number = @p2
20 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
20 |     physical_schema, physical_name,
20 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
20 |     @p5, @p6,
20 |     @p7, @p8, @p9, @p10,
20 |     @p11, @p12, @p13)
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
20 | delete from [data_release].[checks] where environment = @p1 and number = @p2
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
20 | delete from [data_release].[artifacts] where environment = @p1 and num …
20 | insert into [data_release].[artifacts] (environment, number, name, con …
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
22 -- relations: shop__r1, shop__r2
22 select number, version, git_commit, state, strategy, live_schema, gree …
22 select cast(sysutcdatetime() as datetime2(6))
22 select content from [data_release].[artifacts] where environment = @p1 …
22 select 0 as i, count_big(*) as n from [shop__r1].[revenue] union all select 1 as i, count_big(*) as n from [shop__r2].[revenue]
22 -- grants: shop
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
23 |     cast(sysutcdatetime() as datetime2(6)))
23 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
23 |     then @p3 else row_count end
23 |     where environment = @p4 and number = @p5 and live_name in (@p6)
23 | update [data_release].[course] set state = @p1, result = @p2, …
23 | update [data_release].[releases] set version = @p1, state = @p2, messa …
23 | insert into [data_release].[steps] (environment, number, name, state, …
23 COMMIT
24 select number, since, previous from [data_release].[live] where enviro …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
24 -- relations
25 select number, since, previous from [data_release].[live] where enviro …
25 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
25     mark_schema, mark_name, key_columns, columns
25     from [data_release].[relation_marks] where environment = @p1 order by happened_at
25 select unique_id, live_schema, live_name, physical_schema, physical_na …
26 BEGIN
26 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
26 | update [data_release].[course] set state = @p1, result = @p2, …
26 COMMIT
27 select number, since, previous from [data_release].[live] where enviro …
28 set lock_timeout 300000
28 select number, since, previous from [data_release].[live] where enviro …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select live_schema, live_name, wave, number from [data_release].[waves …
28 select live_schema, live_name, wave, number from [data_release].[waves …
28 select number, version, git_commit, state, strategy, live_schema, gree …
28 select content from [data_release].[artifacts] …
28 -- all schemas
28 select content from [data_release].[artifacts] …
28 -- dependents: shop
28 -- dependents: shop__r1, shop__r2
28 -- dependents: data_release, shop__r1, shop__r2
28 -- what hangs on views: shop, shop__r1, shop__r2
28 -- relations: data_release, shop, shop__found1, shop__r1, shop__r2
28 -- grants: data_release, shop, shop__found1, shop__r1, shop__r2
28 -- default grants: data_release, shop, shop__found1, shop__r1, shop__r2
28 -- definitions of views: shop
28 -- which schemas exist: data_release, shop, shop__found1, shop__r1, shop__r2
28 select content from [data_release].[artifacts] where environment = @p1 …
28 select content from [data_release].[artifacts] where environment = @p1 …
28 select unique_id, live_schema, live_name, physical_schema, physical_na …
28 select content from [data_release].[artifacts] where environment = @p1 …
28 select content from [data_release].[artifacts] where environment = @p1 …
29 BEGIN
29 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
29 | update [data_release].[releases] set version = @p1, state = @p2, messa …
29 | insert into [data_release].[steps] (environment, number, name, state, …
29 COMMIT
30 set xact_abort on;
30     set lock_timeout 50;
30     set deadlock_priority low;
30     begin transaction;
30     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
30     where environment = @p3 and fencing = @p4 and released = @p5;
30     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
30     set lock_timeout 50;
30     set deadlock_priority low;
30     exec(N'create or alter view [shop].[revenue] as select [amount], [note] from [shop__r2].[revenue]');
30     exec(N'create or alter function [shop].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return [shop__r2].[doubled](@amount) end');
30     exec(N'create or alter procedure [shop].[orders_of] @least int, @most int = 1000 as declare @result int; exec @result = [shop__r2].[orders_of] @least = @least, @most = @most; return @result');
30     delete from [data_release].[live] where environment = @p6;
30     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
30     update [data_release].[releases] set state = @p11, fencing = @p12
30     where environment = @p13 and number = @p14;
30     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
30     where environment = @p17 and number = @p18;
30     delete from [data_release].[waves] where environment = @p19;
30     delete from [data_release].[course]
30     where environment = @p20 and number in (
30     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
30     union all select 0) and strategy in (@p24, @p25) and number in
30     (select number from [data_release].[course]
30     where environment = @p26 and number in (
30     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
30     union all select 0) and strategy in (@p30, @p31)
30     and state <> @p32);
30     delete from [data_release].[artifacts]
30     where environment = @p33 and number in (
30     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
30     union all select 0) and name = @p37;
30     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
30     delete from [data_release].[route_exceptions] where environment = @p43;
30     update [data_release].[course] set state = @p44, result = @p45,
30     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
30     where environment = @p48 and number = @p49 and ordinal = @p50;
30     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
30     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
30     declare @after nvarchar(2000);
30     with found as (
30     select a.space, a.relation, a.part, a.grantee, a.privilege,
30     max(cast(a.grantable as int)) as grantable
30     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
30     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
30     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
30     join sys.schemas s on s.schema_id = o.schema_id
30     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
30     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
30     union all
30     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
30     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
30     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
30     where o.type in ('U', 'V', 'ET', 'SN')
30     union all
30     select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
30     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
30     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
30     join sys.sql_modules m on m.object_id = o.object_id
30     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
30     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
30     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
30     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
30     left join sys.schemas s on s.name = a.space collate catalog_default
30     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
30     where a.privilege in (N'OWNER', N'OPTION')
30     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
30     group by a.space, a.relation, a.part, a.grantee, a.privilege
30     ), wanted as (
30     select space collate catalog_default as space, relation collate catalog_default as relation,
30     part collate catalog_default as part, grantee collate catalog_default as grantee,
30     privilege collate catalog_default as privilege, grantable
30     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
30     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
30     grantable int '$[5]')
30     ), differing as (
30     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
30     union all
30     select N' would get ', g.* from (select * from found except select * from wanted) g
30     )
30     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
30     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
30     N'; '), 2000)
30     from (select top (10) * from differing order by space, relation, grantee) d;
30     if @after is not null throw 51002, @after, 1;
30     commit transaction
31 select number, since, previous from [data_release].[live] where enviro …
32 select unique_id, live_schema, live_name, physical_schema, physical_na …
32 select live_schema, live_name, wave, number from [data_release].[waves …
32 -- grants: shop
32 -- relations: shop
32 select content from [data_release].[artifacts] where environment = @p1 …
32 BEGIN
32 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
32 | delete from [data_release].[artifacts] where environment = @p1 and num …
32 | insert into [data_release].[artifacts] (environment, number, name, con …
32 COMMIT
33 select number, since, previous from [data_release].[live] where enviro …
33 select number, version, git_commit, state, strategy, live_schema, gree …
33 select number, ordinal, strategy, name, settings, state, result, until …
33 select holder, host, pid, fencing, acquired_at, expires_at, released, …
33 select number, count(*) from [data_release].[relations] where environm …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
34 select unique_id, live_schema, live_name, physical_schema, physical_na …
35 select number, since, previous from [data_release].[live] where enviro …
35 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
35     created_by,
35     live_at, message, options, builder, fence
35     from [data_release].[releases] where environment = @p1 and (state not in (@p2, @p3) or number = 0
35     or number > (select max(number) from [data_release].[releases] where environment = @p4)
35     - @p5
35     or number in (select previous from [data_release].[live] where environment = @p6)
35     or number in (select origin from [data_release].[relations]
35     where environment = @p7 and number in (
35     select number from [data_release].[releases] where environment = @p8 and state not in (@p9, @p10)
35     union all select 0)) or number = @p11) order by number desc
35 select number, ordinal, strategy, name, settings, state, result, until …
35 select holder, host, pid, fencing, acquired_at, expires_at, released, …
35 select number, count(*) from [data_release].[relations] where environment = @p1 and number in (
35     select number from [data_release].[releases]
35     where environment = @p2 and (state not in (@p3, @p4) or number = @p5))
35     group by number
36 select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
36     from [data_release].[course] where environment = @p1 and number between @p2 and @p3 and not strategy in (@p4, @p5)
36     order by number, ordinal
37 select content from [data_release].[artifacts] where environment = @p1 …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
37 select unique_id, live_schema, live_name, physical_schema, physical_na …
38 select content from [data_release].[artifacts] where environment = @p1 …
38 select content from [data_release].[artifacts] where environment = @p1 …
39 select content from [data_release].[artifacts] where environment = @p1 …
39 select content from [data_release].[artifacts] where environment = @p1 …
40 -- relations: shop__r1, shop__r2
41 select name, relation, state, severity, value, threshold, message
41     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
41 select unique_id, live_schema, live_name, physical_schema, physical_na …
42 BEGIN
42 | -- facts of shop__r1.revenue
42 | -- facts of shop__r2.revenue
42 | with c as (select v0, sum(nb) as nb, sum(ng) as ng from (select v0, 1 as nb, 0 as ng from (select [amount] as v0 from [shop__r1].[revenue] src) s union all select v0, 0 as nb, 1 as ng from (select [amount] as v0 from [shop__r2].[revenue] src) s) u group by v0) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0] from c where ng > nb order by c.v0 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0] from c where nb > ng order by c.v0 offset 0 rows fetch next 5 rows only) first_rows
42 | select count_big(*) - count_big(v0), cast(convert(nvarchar(max), min(v0), 2) as nvarchar(max)), cast(convert(nvarchar(max), max(v0), 2) as nvarchar(max)), cast(convert(nvarchar(max), avg(v0), 2) as nvarchar(max)), cast(convert(nvarchar(max), sum(v0), 2) as nvarchar(max)) from (select [amount] as v0 from [shop__r1].[revenue] src) s
42 COMMIT
43 BEGIN
43 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
43 | delete from [data_release].[artifacts] where environment = @p1 and num …
43 | insert into [data_release].[artifacts] (environment, number, name, con …
43 COMMIT
44 select number, since, previous from [data_release].[live] where enviro …
44 select number, version, git_commit, state, strategy, live_schema, gree …
44 select number, ordinal, strategy, name, settings, state, result, until …
44 select holder, host, pid, fencing, acquired_at, expires_at, released, …
44 select number, count(*) from [data_release].[relations] where environm …
45 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
