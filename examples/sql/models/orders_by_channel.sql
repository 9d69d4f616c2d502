-- key: channel
-- description: One row a channel.
select o.channel, s.display_name, count(*) as orders, sum(o.amount) as amount
from $schema$.stg_orders o
left join shop_state.channels s on s.channel = o.channel
group by o.channel, s.display_name
