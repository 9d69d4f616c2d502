-- materialized: incremental
-- unique_key: day
-- key: day
select ordered_on as day, count(*) as orders, sum(amount) as revenue
from $schema$.stg_orders
group by ordered_on
