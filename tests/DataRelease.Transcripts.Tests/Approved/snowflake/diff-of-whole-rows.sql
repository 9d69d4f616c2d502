1 -- relations: BLUE, GREEN
1 BEGIN
1 | -- facts of BLUE.or"ders
1 | -- facts of GREEN.or"ders
1 | with c as (select v0, v1, v2, sum(nb) as nb, sum(ng) as ng from (select v0, v1, v2, 1 as nb, 0 as ng from (select "ID" as v0, to_binary("Note", 'UTF-8') as v1, "AMOUNT" as v2 from "BLUE"."or""ders" src) s union all select v0, v1, v2, 0 as nb, 1 as ng from (select "ID" as v0, to_binary("Note", 'UTF-8') as v1, "AMOUNT" as v2 from "GREEN"."or""ders" src) s) u group by v0, v1, v2) select 'counts' as kind, array_to_string(array_construct_compact(cast(coalesce(sum(case when ng > nb then ng - nb else 0 end), 0) as varchar), cast(coalesce(sum(case when nb > ng then nb - ng else 0 end), 0) as varchar), cast(coalesce(sum(nb), 0) as varchar), cast(coalesce(sum(ng), 0) as varchar)), ' ') as counts, cast(null as varchar), cast(null as varchar), cast(null as varchar) from c
1 COMMIT
