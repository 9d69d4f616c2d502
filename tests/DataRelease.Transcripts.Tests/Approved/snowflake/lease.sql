1 insert into "data_release"."leases" (environment, holder, host, pid, fencing, acquired_at, expires_at,
1     released)
1     values (?, ?, ?, ?, ?, cast(sysdate() as timestamp_ntz(6)), dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6))), ?)
1 insert into "data_release"."leases" (environment, holder, host, pid, f …
1 select fencing from "data_release"."leases" where environment = ?
1 delete from "data_release"."leases"
1     where environment = ? and fencing = ? and holder = ? and pid = ?
1 select fencing from "data_release"."leases" where environment = ?
1 select holder, host, pid, fencing, acquired_at, expires_at, released,
1     (expires_at < cast(sysdate() as timestamp_ntz(6))),
1     (expires_at > dateadd(millisecond, 120000, cast(sysdate() as timestamp_ntz(6))))
1     from "data_release"."leases" where environment = ?
1 update "data_release"."leases" set holder = ?, host = ?, pid = ?, fencing = ?,
1     acquired_at = cast(sysdate() as timestamp_ntz(6)), expires_at = dateadd(millisecond, 60000, cast(sysdate() as timestamp_ntz(6))), released = ?
1     where environment = ? and fencing = ?
1 update "data_release"."leases" set holder = ?, host = ?, pid = ?, fenc …
