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
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 BEGIN
8 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
8 | update [data_release].[course] set state = @p1, result = @p2,
8 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
8 |     where environment = @p5 and number = @p6 and ordinal = @p7
8 | update [data_release].[releases] set version = @p1, state = @p2, message = @p3, strategy = @p4,
8 |     builder = @p5, fence = @p6, options = @p7,
8 |     green_schema = @p8, fencing = @p9
8 |     where environment = @p10 and number = @p11
8 | insert into [data_release].[steps] (environment, number, name, state, …
8 COMMIT
9 BEGIN
9 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
9 | update [data_release].[course] set state = @p1, result = @p2, …
9 COMMIT
10 select content from [data_release].[artifacts] where environment = @p1 …
10 set xact_abort on;
10     set lock_timeout 5000;
10     set deadlock_priority low;
10     begin transaction;
10     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
10     where environment = @p3 and fencing = @p4 and released = @p5;
10     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
10     exec(N'ALTER TABLE [shop].[orders]
10     ADD [note] NVARCHAR (100) NULL;');
10     delete from [data_release].[artifacts] where environment = @p6 and number = @p7 and name = @p8;
10     insert into [data_release].[artifacts] (environment, number, name, content) values (@p9, @p10, @p11, @p12);
10     update [data_release].[course] set state = @p13, result = @p14,
10     until_at = @p15, fencing = @p16, finished_at = cast(sysutcdatetime() as datetime2(6))
10     where environment = @p17 and number = @p18 and ordinal = @p19;
10     commit transaction
11 BEGIN
11 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
11 | delete from [data_release].[artifacts] where environment = @p1 and num …
11 | insert into [data_release].[artifacts] (environment, number, name, con …
11 COMMIT
11 if schema_id(N'shop__r2') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''shop__r2'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [shop__r2]'' + N'' authorization '' + quotename(@owner); exec(@make)')
12 BEGIN
12 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
12 | update [data_release].[course] set state = @p1, result = @p2, …
12 COMMIT
13 if schema_id(N'shop__r2') is null exec(N'declare @owner sysname = coal …
13 exec(N'CREATE SYNONYM [shop__r2].[income] FOR [shop__r2].[revenue];')
13 exec(N'create view [shop__r2].[revenue] as select sum([amount]) as [amount], max([note]) as [note] from [shop].[orders]')
13 exec(N'create function [shop__r2].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return 2 * @amount end')
13 exec(N'create procedure [shop__r2].[orders_of] @least int, @most int = 1000 as select [id] from [shop].[orders] where [amount] >= @least')
13 GRANT SELECT
13     ON OBJECT::[shop__r2].[revenue] TO [reader];
14 select unique_id, live_schema, live_name, physical_schema, physical_na …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- what queries read
14 -- what views read: shop__r2.revenue
14 -- what views read: shop.orders
15 -- relations: shop__r2
17 -- relations: shop__r2
19 BEGIN
19 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
19 | delete from [data_release].[relations] where environment = @p1 and number = @p2
19 | insert into [data_release].[relations] (environment, number, unique_id, live_schema, live_name,
19 |     physical_schema, physical_name,
19 |     kind, materialized, row_count, checksum, fingerprint, origin) values (@p1, @p2, @p3, @p4,
19 |     @p5, @p6,
19 |     @p7, @p8, @p9, @p10,
19 |     @p11, @p12, @p13)
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[checks] where environment = @p1 and number = @p2
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | delete from [data_release].[artifacts] where environment = @p1 and num …
19 | insert into [data_release].[artifacts] (environment, number, name, con …
19 | update [data_release].[course] set state = @p1, result = @p2, …
19 | update [data_release].[releases] set version = @p1, state = @p2, messa …
19 | insert into [data_release].[steps] (environment, number, name, state, …
19 COMMIT
20 BEGIN
20 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
20 | update [data_release].[releases] set version = @p1, state = @p2, messa …
20 | insert into [data_release].[steps] (environment, number, name, state, …
20 COMMIT
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 select unique_id, live_schema, live_name, physical_schema, physical_na …
21 -- relations: shop__r1, shop__r2
21 select number, version, git_commit, state, strategy, live_schema, gree …
21 select cast(sysutcdatetime() as datetime2(6))
21 select content from [data_release].[artifacts] where environment = @p1 …
21 select 0 as i, count(*) as n from [shop__r1].[revenue] union all select 1 as i, count(*) as n from [shop__r2].[revenue]
21 -- grants: shop
21 select content from [data_release].[artifacts] where environment = @p1 …
22 BEGIN
22 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
22 | delete from [data_release].[checks] where environment = @p1 and number …
22 | insert into [data_release].[checks] (environment, number, ordinal, name, relation, state,
22 |     severity, value, threshold, message, happened_at) values (@p1, @p2, @p3, @p4, @p5,
22 |     @p6, @p7,
22 |     @p8, @p9, @p10,
22 |     cast(sysutcdatetime() as datetime2(6))), (@p11, @p12, @p13, @p14, @p15,
22 |     @p16, @p17,
22 |     @p18, @p19, @p20,
22 |     cast(sysutcdatetime() as datetime2(6))), (@p21, @p22, @p23, @p24, @p25,
22 |     @p26, @p27,
22 |     @p28, @p29, @p30,
22 |     cast(sysutcdatetime() as datetime2(6)))
22 | update [data_release].[relations] set row_count = case when live_schema = @p1 and live_name = @p2
22 |     then @p3 else row_count end
22 |     where environment = @p4 and number = @p5 and live_name in (@p6)
22 | update [data_release].[course] set state = @p1, result = @p2, …
22 | update [data_release].[releases] set version = @p1, state = @p2, messa …
22 | insert into [data_release].[steps] (environment, number, name, state, …
22 COMMIT
23 select number, since, previous from [data_release].[live] where enviro …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 select unique_id, live_schema, live_name, physical_schema, physical_na …
23 -- relations
24 select number, since, previous from [data_release].[live] where enviro …
24 select number, moment, live_schema, live_name, physical_schema, physical_name, row_count, checksum,
24     mark_schema, mark_name, key_columns, columns
24     from [data_release].[relation_marks] where environment = @p1 order by happened_at
24 select unique_id, live_schema, live_name, physical_schema, physical_na …
25 BEGIN
25 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
25 | update [data_release].[course] set state = @p1, result = @p2, …
25 COMMIT
26 select number, since, previous from [data_release].[live] where enviro …
27 set lock_timeout 300000
27 select number, since, previous from [data_release].[live] where enviro …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select live_schema, live_name, wave, number from [data_release].[waves …
27 select live_schema, live_name, wave, number from [data_release].[waves …
27 select number, version, git_commit, state, strategy, live_schema, gree …
27 select content from [data_release].[artifacts] …
27 -- all schemas
27 select content from [data_release].[artifacts] …
27 -- dependents: shop
27 -- dependents: shop__r1, shop__r2
27 -- dependents: data_release, shop__r1, shop__r2
27 -- what hangs on views: shop, shop__r1, shop__r2
27 -- relations: data_release, shop, shop__found1, shop__r1, shop__r2
27 -- grants: data_release, shop, shop__found1, shop__r1, shop__r2
27 -- default grants: data_release, shop, shop__found1, shop__r1, shop__r2
27 -- definitions of views: shop
27 -- which schemas exist: data_release, shop, shop__found1, shop__r1, shop__r2
27 select content from [data_release].[artifacts] where environment = @p1 …
27 select content from [data_release].[artifacts] where environment = @p1 …
27 select unique_id, live_schema, live_name, physical_schema, physical_na …
27 select content from [data_release].[artifacts] where environment = @p1 …
27 select content from [data_release].[artifacts] where environment = @p1 …
28 BEGIN
28 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
28 | update [data_release].[releases] set version = @p1, state = @p2, messa …
28 | insert into [data_release].[steps] (environment, number, name, state, …
28 COMMIT
29 set xact_abort on;
29     set lock_timeout 50;
29     set deadlock_priority low;
29     begin transaction;
29     update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
29     where environment = @p3 and fencing = @p4 and released = @p5;
29     if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
29     set lock_timeout 50;
29     set deadlock_priority low;
29     exec(N'create or alter view [shop].[revenue] as select [amount], [note] from [shop__r2].[revenue]');
29     exec(N'create or alter function [shop].[doubled](@amount decimal(10, 2)) returns decimal(10, 2) as begin return [shop__r2].[doubled](@amount) end');
29     exec(N'create or alter procedure [shop].[orders_of] @least int, @most int = 1000 as declare @result int; exec @result = [shop__r2].[orders_of] @least = @least, @most = @most; return @result');
29     delete from [data_release].[live] where environment = @p6;
29     insert into [data_release].[live] (environment, number, since, previous, fencing) values (@p7, @p8, cast(sysutcdatetime() as datetime2(6)), @p9, @p10);
29     update [data_release].[releases] set state = @p11, fencing = @p12
29     where environment = @p13 and number = @p14;
29     update [data_release].[releases] set state = @p15, live_at = cast(sysutcdatetime() as datetime2(6)), message = '', fencing = @p16
29     where environment = @p17 and number = @p18;
29     delete from [data_release].[waves] where environment = @p19;
29     delete from [data_release].[course]
29     where environment = @p20 and number in (
29     select number from [data_release].[releases] where environment = @p21 and state not in (@p22, @p23)
29     union all select 0) and strategy in (@p24, @p25) and number in
29     (select number from [data_release].[course]
29     where environment = @p26 and number in (
29     select number from [data_release].[releases] where environment = @p27 and state not in (@p28, @p29)
29     union all select 0) and strategy in (@p30, @p31)
29     and state <> @p32);
29     delete from [data_release].[artifacts]
29     where environment = @p33 and number in (
29     select number from [data_release].[releases] where environment = @p34 and state not in (@p35, @p36)
29     union all select 0) and name = @p37;
29     update [data_release].[routes] set blue = @p38, share = @p39, fencing = @p40 where environment = @p41 and green = @p42;
29     delete from [data_release].[route_exceptions] where environment = @p43;
29     update [data_release].[course] set state = @p44, result = @p45,
29     until_at = @p46, fencing = @p47, finished_at = cast(sysutcdatetime() as datetime2(6))
29     where environment = @p48 and number = @p49 and ordinal = @p50;
29     insert into [data_release].[steps] (environment, number, name, state, happened_at, seconds, detail, fencing)
29     values (@p51, @p52, @p53, @p54, cast(sysutcdatetime() as datetime2(6)), @p55, @p56, @p57);
29     declare @after nvarchar(2000);
29     with found as (
29     select a.space, a.relation, a.part, a.grantee, a.privilege,
29     max(cast(a.grantable as int)) as grantable
29     from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
29     case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)), cast(case when p.state = 'W' then 1 else 0 end as bit)
29     from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
29     join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p58)) wanted on wanted.name = s.name collate catalog_default
29     where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER', cast(0 as bit)
29     from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p59)) wanted on wanted.name = s.name collate catalog_default
29     where o.type in ('U', 'V', 'ET', 'SN')
29     union all
29     select s.name, o.name, null, x.name, N'OPTION', cast(0 as bit)
29     from sys.views o join sys.schemas s on s.schema_id = o.schema_id
29     join (select distinct [value] collate catalog_default as name from openjson(@p60)) wanted on wanted.name = s.name collate catalog_default
29     join sys.sql_modules m on m.object_id = o.object_id
29     cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
29     union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
29     join openjson(@p61) with (space sysname '$[0]', relation sysname '$[1]') n
29     on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
29     left join sys.schemas s on s.name = a.space collate catalog_default
29     left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
29     where a.privilege in (N'OWNER', N'OPTION')
29     or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
29     group by a.space, a.relation, a.part, a.grantee, a.privilege
29     ), wanted as (
29     select space collate catalog_default as space, relation collate catalog_default as relation,
29     part collate catalog_default as part, grantee collate catalog_default as grantee,
29     privilege collate catalog_default as privilege, grantable
29     from openjson(@p62) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
29     part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
29     grantable int '$[5]')
29     ), differing as (
29     select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
29     union all
29     select N' would get ', g.* from (select * from found except select * from wanted) g
29     )
29     select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
29     + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
29     N'; '), 2000)
29     from (select top (10) * from differing order by space, relation, grantee) d;
29     if @after is not null throw 51002, @after, 1;
29     commit transaction
30 select number, since, previous from [data_release].[live] where enviro …
31 select unique_id, live_schema, live_name, physical_schema, physical_na …
31 select live_schema, live_name, wave, number from [data_release].[waves …
31 -- grants: shop
31 -- relations: shop
31 select content from [data_release].[artifacts] where environment = @p1 …
31 BEGIN
31 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
31 | delete from [data_release].[artifacts] where environment = @p1 and num …
31 | insert into [data_release].[artifacts] (environment, number, name, con …
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
39 -- relations: shop__r1, shop__r2
40 select name, relation, state, severity, value, threshold, message
40     from [data_release].[checks] where environment = @p1 and number = @p2 order by ordinal
40 select unique_id, live_schema, live_name, physical_schema, physical_na …
41 BEGIN
41 | -- facts of shop__r1.revenue
41 | -- facts of shop__r2.revenue
41 | with c as (select v0, sum(nb) as nb, sum(ng) as ng from (select v0, 1 as nb, 0 as ng from (select [amount] as v0 from [shop__r1].[revenue] src) s union all select v0, 0 as nb, 1 as ng from (select [amount] as v0 from [shop__r2].[revenue] src) s) u group by v0) select 'counts' as kind, concat_ws(N' ', coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb), 0), coalesce(sum(ng), 0)) as counts, cast(null as nvarchar(max)) from c union all select * from (select N'added' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0] from c where ng > nb order by c.v0 offset 0 rows fetch next 5 rows only) first_rows union all select * from (select N'removed' as kind, cast(null as nvarchar(max)) as counts, cast(v0 as nvarchar(max)) as [x0] from c where nb > ng order by c.v0 offset 0 rows fetch next 5 rows only) first_rows
41 | select count(*) - count(v0), cast(min(v0) as nvarchar(max)), cast(max(v0) as nvarchar(max)), cast(avg(v0) as nvarchar(max)), cast(sum(v0) as nvarchar(max)) from (select [amount] as v0 from [shop__r1].[revenue] src) s
41 COMMIT
42 BEGIN
42 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
42 | delete from [data_release].[artifacts] where environment = @p1 and num …
42 | insert into [data_release].[artifacts] (environment, number, name, con …
42 COMMIT
43 select number, since, previous from [data_release].[live] where enviro …
43 select number, version, git_commit, state, strategy, live_schema, gree …
43 select number, ordinal, strategy, name, settings, state, result, until …
43 select holder, host, pid, fencing, acquired_at, expires_at, released, …
43 select number, count(*) from [data_release].[relations] where environm …
44 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3
