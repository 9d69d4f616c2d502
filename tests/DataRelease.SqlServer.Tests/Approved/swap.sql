set xact_abort on;
set lock_timeout 50;
set deadlock_priority low;
begin transaction;
update [data_release].[leases] set expires_at = @p1 where environment = @p2 and fencing = @p3;
if @@rowcount <> 1 throw 51001, N'the lease is lost', 1;
set lock_timeout 50;
set deadlock_priority low;
if schema_id(N'analytics') is null exec(N'declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s where left(N''analytics'', len(s.name) + 3) = s.name + N''__r'' order by len(s.name) desc), user_name()); declare @make nvarchar(1000) = N''create schema [analytics]'' + N'' authorization '' + quotename(@owner); exec(@make)');
exec(N'create or alter view [analytics].[customers] as select [id] from [analytics__r42].[customers]');
exec(N'declare @id int = object_id(N''[analytics].[customers]''); declare @kind sysname = N''VIEW''; declare @space sysname = N''analytics''; declare @name sysname = N''customers''; declare @column sysname = NULL; declare @text nvarchar(3750) = N''all customers''; if exists (select 1 from sys.extended_properties where class = 1 and major_id = @id and minor_id = 0 and name = N''MS_Description'') exec sys.sp_updateextendedproperty @value = @text, @name = N''MS_Description'', @level0type = N''SCHEMA'', @level0name = @space, @level1type = @kind, @level1name = @name else exec sys.sp_addextendedproperty @value = @text, @name = N''MS_Description'', @level0type = N''SCHEMA'', @level0name = @space, @level1type = @kind, @level1name = @name');
grant select on object::[analytics].[customers] to [readers];
exec(N'create or alter view [analytics].[orders] as select [id], [total] from [analytics__r42].[orders]');
exec(N'declare @id int = object_id(N''[analytics].[orders]''); declare @kind sysname = N''VIEW''; declare @space sysname = N''analytics''; declare @name sysname = N''orders''; declare @column sysname = NULL; declare @text nvarchar(3750) = N''all orders''; if exists (select 1 from sys.extended_properties where class = 1 and major_id = @id and minor_id = 0 and name = N''MS_Description'') exec sys.sp_updateextendedproperty @value = @text, @name = N''MS_Description'', @level0type = N''SCHEMA'', @level0name = @space, @level1type = @kind, @level1name = @name else exec sys.sp_addextendedproperty @value = @text, @name = N''MS_Description'', @level0type = N''SCHEMA'', @level0name = @space, @level1type = @kind, @level1name = @name');
drop view [analytics].[old];
insert into [data_release].[live] (environment, number) values (@p4, @p5);
declare @after nvarchar(2000);
with found as (
    select a.space, a.relation, a.part, a.grantee, a.privilege,
        max(cast(a.grantable as int)) as grantable
    from (select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
    case when p.state = 'D' then N'DENY ' else N'' end + cast(p.permission_name as nvarchar(128)) collate catalog_default, cast(case when p.state = 'W' then 1 else 0 end as bit)
from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
join sys.schemas s on s.schema_id = o.schema_id
join (select distinct [value] collate catalog_default as name from openjson(@p6)) wanted on wanted.name = s.name collate catalog_default
where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
union all
select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), N'OWNER' collate catalog_default, cast(0 as bit)
from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
join (select distinct [value] collate catalog_default as name from openjson(@p7)) wanted on wanted.name = s.name collate catalog_default
where o.type in ('U', 'V', 'ET', 'SN')
union all
select s.name, o.name, null, x.name collate catalog_default, N'OPTION' collate catalog_default, cast(0 as bit)
from sys.views o join sys.schemas s on s.schema_id = o.schema_id
join (select distinct [value] collate catalog_default as name from openjson(@p8)) wanted on wanted.name = s.name collate catalog_default
join sys.sql_modules m on m.object_id = o.object_id
cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
    union all select N'check option' where o.with_check_option = 1) x) a(space, relation, part, grantee, privilege, grantable)
    join openjson(@p9) with (space sysname '$[0]', relation sysname '$[1]') n
        on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
    left join sys.schemas s on s.name = a.space collate catalog_default
    left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
    where a.privilege in (N'OWNER', N'OPTION')
        or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
    group by a.space, a.relation, a.part, a.grantee, a.privilege
), wanted as (
    select space collate catalog_default as space, relation collate catalog_default as relation,
        part collate catalog_default as part, grantee collate catalog_default as grantee,
        privilege collate catalog_default as privilege, grantable
    from openjson(@p10) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
        part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
        grantable int '$[5]')
), differing as (
    select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
    union all
    select N' would get ', g.* from (select * from found except select * from wanted) g
)
select @after = left(N'' + string_agg(cast(d.grantee + d.what + d.privilege
    + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
    N'; '), 2000)
from (select top (10) * from differing order by space, relation, grantee) d;
if @after is not null throw 51002, @after, 1;
commit transaction
