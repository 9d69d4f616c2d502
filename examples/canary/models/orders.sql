-- key: order_id
select
    i as order_id,
    (i * 7919) % 20000 as customer_id,
    date '2025-01-01' + cast(i % 365 as integer) as ordered_on,
    cast((i * 104729) % 20000 as decimal(12, 2)) / 100 as amount
from range(600000) as t(i)
