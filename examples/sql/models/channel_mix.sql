-- schema: marketing
select channel, amount / sum(amount) over () as share
from $schema$.orders_by_channel
