select order_id, customer_id, channel, cast(ordered_on as date) as ordered_on, amount
from $schema$.raw_orders
where status <> 'cancelled'
