-- ===== backup create =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     cast(case when expires_at < cast(sysutcdatetime() as datetime2(6)) then 1 else 0 end as bit),
1     cast(case when expires_at > dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6)))) then 1 else 0 end as bit)
1     from [data_release].[leases] where environment = @p3
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3, fencing = @p4,
1 |     acquired_at = cast(sysutcdatetime() as datetime2(6)), expires_at = dateadd(day, @p5, dateadd(millisecond, @p6, cast(sysutcdatetime() as datetime2(6)))), released = @p7
1 |     where environment = @p8 and fencing = @p9
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select number, since, previous from [data_release].[live] where environment = @p1
2 select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
2     created_by,
2     live_at, message, options, builder, fence
2     from [data_release].[releases] where environment = @p1 order by number desc
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select number, ordinal, strategy, name, settings, state, result, until_at
2     from [data_release].[course] where environment = @p1 and number = @p2 and not strategy in (@p3, @p4)
2     order by number, ordinal
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environment = @p1 group by number
3 set lock_timeout 2000
3 select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
3     checksum, fingerprint, origin
3     from [data_release].[relations] where environment = @p1 and number = @p2
3     order by live_schema, live_name
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from [data_release].[ledger_versions]
3 select live_schema, live_name, wave, number from [data_release].[waves]
3     where environment = @p1 order by wave, live_schema, live_name
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from [data_release].[artifacts] where environment = @p1 and name = @p2 order by number desc
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from [data_release].[ledger_versions]
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from [data_release].[artifacts] where environment = @p1 and number = @p2 and name = @p3
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from [data_release].[ledger_versions]
5 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t.source_schema, t.source_name,
5     t.copy_schema, t.copy_name,
5     t.[file], t.sha256, t.row_count, t.checksum, t.bytes, t.columns
5     from [data_release].[data_version_tables] t
5     join [data_release].[data_versions] v on v.number = t.number
5     where v.environment = @p1 order by t.number, t.ordinal
5 select number, name, state, reason, live, migration, folder, copy_schema, created_at, created_by
5     from [data_release].[data_versions] where environment = @p1 order by number desc
6 select number, since, previous from [data_release].[live] where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from [data_release].[ledger_versions]
6 select live_schema, live_name, wave, number from [data_release].[waves …
6 -- relations: analytics__r1
6 -- relations
6 select number, since, previous from [data_release].[live] where enviro …
6 select unique_id, live_schema, live_name, physical_schema, physical_na …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from [data_release].[ledger_versions]
6 select live_schema, live_name, wave, number from [data_release].[waves …
6 -- relations
6 -- relations
6 select coalesce(max(number), 0) + 1 from [data_release].[data_versions]
6 select number, since, previous from [data_release].[live] where enviro …
6 BEGIN
6 | update [data_release].[leases] set expires_at = dateadd(day, @p1, dateadd(millisecond, @p2, cast(sysutcdatetime() as datetime2(6))))
6 |     where environment = @p3 and fencing = @p4 and released = @p5
6 | insert into [data_release].[data_versions] (
6 |     number, environment, name, state, reason, live, migration, folder, copy_schema,
6 |     created_at, created_by, fencing)
6 |     values (@p1, @p2, @p3, @p4, @p5,
6 |     @p6, @p7, @p8,
6 |     @p9, cast(sysutcdatetime() as datetime2(6)), @p10, @p11)
6 COMMIT
6 BEGIN (Serializable)
6 | exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''data_release_backup_v1'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [data_release_backup_v1]'' + N'' authorization '' + quotename(@owner); exec(@make)')
6 | -- analytics__r1.orders is copied to data_release_backup_v1.analytics__orders
6 | select count(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))) from (select cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [data_release_backup_v1].[analytics__orders]) s
6 | select count(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))) from (select cast(cast(substring(hashbytes('SHA2_256', coalesce(0x01 + cast(datalength(cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max))) as binary(8)) + cast(cast(cast(cast([id] as nvarchar(4000)) as varbinary(max)) as bigint) as varbinary(max)), 0x00) + coalesce(0x01 + cast(datalength(cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max))) as binary(8)) + cast(cast(cast([kind] as nvarchar(max)) as varbinary(max)) as varbinary(max)), 0x00)), 1, 8) as bigint) as decimal(38, 0)) as h from [analytics__r1].[orders]) s
6 COMMIT
6 BEGIN
6 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
6 | insert into [data_release].[data_version_tables] (
6 |     number, ordinal, role, unique_id, table_schema, table_name, source_schema,
6 |     source_name,
6 |     copy_schema, copy_name, [file], sha256,
6 |     row_count, checksum, bytes, columns)
6 |     values (
6 |     @p1, @p2, @p3, @p4,
6 |     @p5, @p6, @p7, @p8,
6 |     @p9, @p10, @p11, @p12,
6 |     @p13, @p14,
6 |     @p15, @p16)
6 | update [data_release].[data_versions] set state = @p1, fencing = @p2 where number = @p3
6 COMMIT
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from [data_release].[ledger_versions]
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from [data_release].[ledger_versions]
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 update [data_release].[leases] set released = @p1 where environment = @p2 and fencing = @p3

-- ===== backup restore =====
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 select holder, host, pid, fencing, acquired_at, expires_at, released, …
1 -- which schemas exist: data_release
1 -- relations: data_release
1 select max(version) from [data_release].[ledger_versions]
1 BEGIN
1 | set lock_timeout 2000
1 | set deadlock_priority low
1 | update [data_release].[leases] set holder = @p1, host = @p2, pid = @p3 …
1 COMMIT
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select number, since, previous from [data_release].[live] where enviro …
2 select number, version, git_commit, state, strategy, live_schema, gree …
2 -- which schemas exist: data_release
2 -- relations: data_release
2 select max(version) from [data_release].[ledger_versions]
2 select number, ordinal, strategy, name, settings, state, result, until …
2 select holder, host, pid, fencing, acquired_at, expires_at, released, …
2 select number, count(*) from [data_release].[relations] where environm …
3 set lock_timeout 2000
3 select unique_id, live_schema, live_name, physical_schema, physical_na …
3 -- which schemas exist: data_release
3 -- relations: data_release
3 select max(version) from [data_release].[ledger_versions]
3 select live_schema, live_name, wave, number from [data_release].[waves …
3 -- definitions of views: analytics
3 -- relations: analytics, analytics__r1
3 select content from [data_release].[artifacts] where environment = @p1 …
4 select unique_id, live_schema, live_name, physical_schema, physical_na …
4 -- which schemas exist: data_release
4 -- relations: data_release
4 select max(version) from [data_release].[ledger_versions]
4 select live_schema, live_name, wave, number from [data_release].[waves …
4 -- grants: analytics
4 -- relations: analytics
4 select content from [data_release].[artifacts] where environment = @p1 …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from [data_release].[ledger_versions]
5 select number, since, previous from [data_release].[live] where enviro …
5 select number, version, git_commit, state, strategy, live_schema, gree …
5 -- which schemas exist: data_release
5 -- relations: data_release
5 select max(version) from [data_release].[ledger_versions]
5 select number, ordinal, strategy, name, settings, state, result, until …
5 select holder, host, pid, fencing, acquired_at, expires_at, released, …
5 select number, count(*) from [data_release].[relations] where environm …
6 -- which schemas exist: data_release
6 -- relations: data_release
6 select max(version) from [data_release].[ledger_versions]
6 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
6 select number, name, state, reason, live, migration, folder, copy_sche …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from [data_release].[ledger_versions]
7 select number, since, previous from [data_release].[live] where enviro …
7 select number, version, git_commit, state, strategy, live_schema, gree …
7 -- which schemas exist: data_release
7 -- relations: data_release
7 select max(version) from [data_release].[ledger_versions]
7 select number, ordinal, strategy, name, settings, state, result, until …
7 select holder, host, pid, fencing, acquired_at, expires_at, released, …
7 select number, count(*) from [data_release].[relations] where environm …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from [data_release].[ledger_versions]
8 select number, since, previous from [data_release].[live] where enviro …
8 select number, version, git_commit, state, strategy, live_schema, gree …
8 -- which schemas exist: data_release
8 -- relations: data_release
8 select max(version) from [data_release].[ledger_versions]
8 select number, ordinal, strategy, name, settings, state, result, until …
8 select holder, host, pid, fencing, acquired_at, expires_at, released, …
8 select number, count(*) from [data_release].[relations] where environm …
9 -- which schemas exist: data_release
9 -- relations: data_release
9 select max(version) from [data_release].[ledger_versions]
9 select number, ordinal, strategy, name, settings, state, result, until_at
9     from [data_release].[course] where environment = @p1 and strategy in (@p2, @p3)
9     order by number, ordinal
9 select content from [data_release].[artifacts] where environment = @p1 …
10 -- which schemas exist: data_release
10 -- relations: data_release
10 select max(version) from [data_release].[ledger_versions]
10 select number, ordinal, strategy, name, settings, state, result, until …
10 BEGIN
10 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
10 | delete from [data_release].[course]
10 |     where environment = @p1 and strategy in (@p2, @p3) and number in
10 |     (select number from [data_release].[course]
10 |     where environment = @p4 and strategy in (@p5, @p6) and state <> @p7)
10 | delete from [data_release].[artifacts] where environment = @p1 and name = @p2
10 | delete from [data_release].[course]
10 |     where environment = @p1 and number = @p2 and ordinal >= @p3
10 | insert into [data_release].[course] (environment, number, ordinal, strategy, name, settings, state,
10 |     result, fencing) values (@p1, @p2, @p3, @p4, @p5,
10 |     @p6, @p7, @p8, @p9)
10 COMMIT
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from [data_release].[ledger_versions]
11 select number, since, previous from [data_release].[live] where enviro …
11 select number, version, git_commit, state, strategy, live_schema, gree …
11 -- which schemas exist: data_release
11 -- relations: data_release
11 select max(version) from [data_release].[ledger_versions]
11 select number, ordinal, strategy, name, settings, state, result, until …
11 select holder, host, pid, fencing, acquired_at, expires_at, released, …
11 select number, count(*) from [data_release].[relations] where environm …
12 -- which schemas exist: data_release
12 -- relations: data_release
12 select max(version) from [data_release].[ledger_versions]
12 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
12 select number, name, state, reason, live, migration, folder, copy_sche …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from [data_release].[ledger_versions]
14 select number, since, previous from [data_release].[live] where enviro …
14 select number, version, git_commit, state, strategy, live_schema, gree …
14 -- which schemas exist: data_release
14 -- relations: data_release
14 select max(version) from [data_release].[ledger_versions]
14 select number, ordinal, strategy, name, settings, state, result, until …
14 select holder, host, pid, fencing, acquired_at, expires_at, released, …
14 select number, count(*) from [data_release].[relations] where environm …
13 select unique_id, live_schema, live_name, physical_schema, physical_na …
13 -- relations: analytics__r1
13 -- dependents
13 BEGIN
13 | select count(*) from [analytics__r1].[orders]
13 | select count(*), cast(coalesce(sum(h), 0) as nvarchar(max)), (select N …
13 COMMIT
15 BEGIN
15 | update [data_release].[leases] set expires_at = dateadd(day, @p1, date …
15 | update [data_release].[course] set state = @p1, result = @p2,
15 |     until_at = @p3, fencing = @p4, finished_at = cast(sysutcdatetime() as datetime2(6))
15 |     where environment = @p5 and number = @p6 and ordinal = @p7
15 COMMIT
16 -- which schemas exist: data_release
16 -- relations: data_release
16 select max(version) from [data_release].[ledger_versions]
16 select number, since, previous from [data_release].[live] where enviro …
16 select number, version, git_commit, state, strategy, live_schema, gree …
16 -- which schemas exist: data_release
16 -- relations: data_release
16 select max(version) from [data_release].[ledger_versions]
16 select number, ordinal, strategy, name, settings, state, result, until …
16 select holder, host, pid, fencing, acquired_at, expires_at, released, …
16 select number, count(*) from [data_release].[relations] where environm …
17 -- which schemas exist: data_release
17 -- relations: data_release
17 select max(version) from [data_release].[ledger_versions]
17 select t.number, t.role, t.unique_id, t.table_schema, t.table_name, t. …
17 select number, name, state, reason, live, migration, folder, copy_sche …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from [data_release].[ledger_versions]
18 select number, since, previous from [data_release].[live] where enviro …
18 select number, version, git_commit, state, strategy, live_schema, gree …
18 -- which schemas exist: data_release
18 -- relations: data_release
18 select max(version) from [data_release].[ledger_versions]
18 select number, ordinal, strategy, name, settings, state, result, until …
18 select holder, host, pid, fencing, acquired_at, expires_at, released, …
18 select number, count(*) from [data_release].[relations] where environm …
19 update [data_release].[leases] set released = @p1 where environment = …
